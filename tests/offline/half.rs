//! Documents that say more than their scenarios claim: each would be judged by the half that is
//! true. `validate` refuses them.

use crate::common::{DOCUMENT, Folder, NGINX, POSTGRESQL, PackCopy, REDIS};

/// A line of the bundled document that is changed, and quoted as it is then; the claim stays, or is
/// changed too.
struct Half {
    /// The scenario that quotes the line.
    scenario: &'static str,
    /// What the document says, from its chapter on, and what it is made to say.
    line: [&'static str; 3],
    /// What the scenario claims, and what it is made to claim.
    claim: Option<[&'static str; 2]>,
    /// Words of the complaint.
    says: &'static [&'static str],
}

const fn half(
    scenario: &'static str,
    line: [&'static str; 3],
    claim: Option<[&'static str; 2]>,
    says: &'static [&'static str],
) -> Half {
    Half { scenario, line, claim, says }
}

const HALVES: [Half; 8] = [
    half(
        REDIS,
        [
            "Scenario 3",
            "Health checks, Prometheus alerts",
            "Health checks, Prometheus alerts within 5 milliseconds",
        ],
        None,
        &["5 milliseconds"],
    ),
    half(
        NGINX,
        [
            "Scenario 1",
            "Impact: 🔴 TOTAL OUTAGE - Nobody can reach the website",
            "Impact: TOTAL OUTAGE of the website",
        ],
        Some(["{website: outage, api: outage, dashboards: outage}", "{website: none}"]),
        &["OUTAGE"],
    ),
    half(
        POSTGRESQL,
        [
            "Scenario 2",
            "Postgres Exporter fails as well",
            "Postgres Exporter and Redis fail as well",
        ],
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
        Some([
            "cascade: [redis-exporter, flask]",
            "cascade: {redis-exporter: fails, flask: degrades}",
        ]),
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
    fn tell(&self, pack: &PackCopy) {
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

#[test]
fn no_line_is_held_to_a_half_of_itself() {
    let passes = |half: &Half| {
        let folder = Folder::new();
        let pack = PackCopy::quoted(&folder);
        half.tell(&pack);
        let said = folder.without_engine(["validate", pack.path()]);
        let told = format!("{}{}", said.out, said.err);
        let refused = said.status == Some(2) && half.says.iter().all(|words| told.contains(words));
        (!refused).then(|| format!("'{}': {told}", half.line[2]))
    };
    assert_eq!(HALVES.iter().filter_map(passes).collect::<Vec<_>>(), Vec::<String>::new());
}
