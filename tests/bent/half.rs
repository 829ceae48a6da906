//! Documents that say more than their scenarios claim: each would be judged by the half that is true. `validate` refuses
//! them, and no container is needed for that.

use crate::common::{DOCUMENT, NGINX, POSTGRESQL, PackCopy, REDIS};

/// A line of the bundled document that is changed, and quoted as it is then; the claim stays, or is changed too.
pub struct Half {
    /// The scenario that quotes the line.
    pub scenario: &'static str,
    /// What the document says, from its chapter on, and what it is made to say.
    pub line: [&'static str; 3],
    /// What the scenario claims, and what it is made to claim.
    pub claim: Option<[&'static str; 2]>,
    /// Words of the complaint.
    pub says: &'static [&'static str],
}

const fn half(
    scenario: &'static str,
    line: [&'static str; 3],
    claim: Option<[&'static str; 2]>,
    says: &'static [&'static str],
) -> Half {
    Half { scenario, line, claim, says }
}

pub const HALVES: [Half; 8] = [
    half(
        REDIS,
        ["Scenario 3", "Health checks, Prometheus alerts", "Health checks, Prometheus alerts within 5 milliseconds"],
        None,
        &["5 milliseconds"],
    ),
    half(
        NGINX,
        ["Scenario 1", "Impact: 🔴 TOTAL OUTAGE - Nobody can reach the website", "Impact: TOTAL OUTAGE of the website"],
        Some(["{website: outage, api: outage, dashboards: outage}", "{website: none}"]),
        &["OUTAGE"],
    ),
    half(
        POSTGRESQL,
        ["Scenario 2", "Postgres Exporter fails as well", "Postgres Exporter and Redis fail as well"],
        None,
        &["redis"],
    ),
    half(
        REDIS,
        [
            "Scenario 3",
            "Redis Exporter fails as well, Flask app gets slower",
            "Redis Exporter fails as well, Flask app crashes",
        ],
        Some(["cascade: [redis-exporter, flask]", "cascade: {redis-exporter: fails, flask: degrades}"]),
        &["crashes"],
    ),
    half(
        REDIS,
        ["Scenario 3", "Redis Exporter fails as well, Flask", "Redis Exporter never fails, Flask"],
        None,
        &["never"],
    ),
    half(
        NGINX,
        ["Scenario 1", "(15 seconds)", "(1 minute 30 seconds)"],
        Some(["within: 15s", "within: 30s"]),
        &["1 minute 30 seconds"],
    ),
    half(
        NGINX,
        ["Scenario 1", "(15 seconds)", "(1,500 milliseconds)"],
        Some(["within: 15s", "within: 500ms"]),
        &["1,500"],
    ),
    half(
        NGINX,
        ["Scenario 1", "(15 seconds)", "(1m30s)"],
        Some(["run: systemctl restart nginx, within: 15s", "run: systemctl restart nginx (1m30s)"]),
        &["1m30s"],
    ),
];

impl Half {
    /// Has a copy of the bundled pack say it.
    pub fn tell(&self, pack: &PackCopy) {
        // It quotes the line of another scenario's chapter.
        std::fs::remove_file(pack.folder.join("11-nginx-without-grafana.yaml")).unwrap();
        let [chapter, was, is] = self.line;
        pack.edit(DOCUMENT, chapter, was, is);
        pack.edit(self.scenario, "", was, is);
        if let Some([was, is]) = self.claim {
            pack.edit(self.scenario, "", was, is);
        }
    }
}
