//! What the document of the bent stack says and the stack does not do, claim by claim, and how it
//! is found out.

use crate::runs::drill;
use serde_json::Value;

/// Verdicts that a lie may get.
#[derive(Clone, Copy)]
pub enum Caught {
    /// It was seen to be otherwise.
    Contradicted,
    /// What was seen proves nothing, and that is said.
    Undetermined,
    /// One of the two.
    Either,
}

use Caught::{Contradicted, Either, Undetermined};

/// A false statement, or one that nobody could have tested.
#[derive(Clone, Copy)]
pub struct Lie {
    /// What is false about it, and what a quick look takes for its truth.
    pub why: &'static str,
    pub drill: &'static str,
    /// The claim's id without its profile.
    pub claim: &'static str,
    pub caught: Caught,
    /// The reason has one of these.
    pub says: &'static [&'static str],
}

const fn lie(
    drill: &'static str,
    claim: &'static str,
    caught: Caught,
    why: &'static str,
    says: &'static [&'static str],
) -> Lie {
    Lie { why, drill, claim, caught, says }
}

/// What one run of the bent stack is told.
pub const LIES: [Lie; 17] = [
    lie(
        "redis-stops",
        "impact.api",
        Contradicted,
        "for 5 s the API answers from a copy, then with 503",
        &["503"],
    ),
    lie("redis-stops", "unaffected", Contradicted, "flask falls after 5 s", &["flask"]),
    lie(
        "redis-stops",
        "recovery",
        Undetermined,
        "the shim knows no 'run'; nobody ran the document's command",
        &["firedrill could not run"],
    ),
    lie(
        "nginx-crashes",
        "recovery",
        Undetermined,
        "a supervisor needs 2.6 s, the command does nothing",
        &["before"],
    ),
    lie(
        "flask-crashes",
        "recovery",
        Contradicted,
        "the application dies again 2 s after it is back",
        &["again"],
    ),
    lie("grafana-stops", "impact.api", Contradicted, "one request in sixteen fails", &["503"]),
    lie("grafana-stops", "impact.summary", Contradicted, "every answer takes 0.8 s", &["slower"]),
    lie(
        "grafana-stops",
        "impact.history",
        Contradicted,
        "every answer is a 200 with rubbish in it",
        &["lacks"],
    ),
    lie(
        "grafana-stops",
        "cascade",
        Either,
        "flask answers one request in sixteen with 503",
        &["flask"],
    ),
    lie(
        "postgresql-stops",
        "unaffected",
        Contradicted,
        "postgres-exporter falls too",
        &["postgres-exporter"],
    ),
    lie(
        "postgresql-stops",
        "detected.alert",
        Either,
        "the alert waits 12 s; the document says 8 s",
        &["8"],
    ),
    lie(
        "redis-exporter-stops",
        "cascade",
        Either,
        "ledger dies, which nothing looks at",
        &["ledger"],
    ),
    lie(
        "redis-exporter-stops",
        "detected.alert",
        Contradicted,
        "the alert waits 5 s; the document says 2 s",
        &["2"],
    ),
    lie(
        "node-exporter-stops",
        "cascade",
        Contradicted,
        "the container clock dies, unknown to the pack",
        &["clock"],
    ),
    lie(
        "node-exporter-stops",
        "detected.health-check",
        Undetermined,
        "the shim refuses the check",
        &["inspect"],
    ),
    lie(
        "prometheus-stops",
        "detected.health-check",
        Either,
        "the check complains now and then anyway",
        &["once only"],
    ),
    lie(
        "prometheus-stops",
        "recovery",
        Contradicted,
        "another container is restarted",
        &["prometheus"],
    ),
];

/// What it is told where only the control can tell, or time.
pub const LIES_OF_PATIENCE: [Lie; 3] = [
    lie(
        "pgbouncer-crashes",
        "recovery",
        Undetermined,
        "it comes back by itself after 14.5 s",
        &["without", "by itself"],
    ),
    lie(
        "pgbouncer-crashes",
        "impact.api",
        Contradicted,
        "the direct way ends in 503 after 2.5 s",
        &["outage"],
    ),
    lie(
        "pgbouncer-crashes",
        "graceful.api",
        Contradicted,
        "the direct way ends in 503 after 2.5 s",
        &["only "],
    ),
];

/// What it is told while somebody keeps the machine busy.
pub const LIES_UNDER_LOAD: [Lie; 2] = [
    lie(
        "postgres-exporter-stops",
        "slower.website",
        Either,
        "the load makes it slower, not the failure",
        &["slow", "too close"],
    ),
    lie(
        "postgres-exporter-stops",
        "recovery",
        Contradicted,
        "it never comes back",
        &["postgres-exporter"],
    ),
];

/// Claims beside the lies that nobody says anything about: how nginx fares once its supervisor
/// started it again, what a full pool does to those who are rarely asked, and that the wrong
/// container is away while it is restarted.
const OPEN: [(&str, &str); 3] = [
    ("nginx-crashes", "impact."),
    ("pgbouncer-crashes", "unaffected"),
    ("prometheus-stops", "unaffected"),
];

/// What of a run's report is not as it should be: a lie that was not caught, or not for its reason,
/// and a true claim that was contradicted.
pub fn amiss(report: &Value, lies: &[Lie]) -> Vec<String> {
    let mut amiss: Vec<String> = lies.iter().filter_map(|lie| lie.missed(report)).collect();
    for drill in report["drills"].as_array().unwrap() {
        let (id, claims) = (drill["id"].as_str().unwrap(), drill["claims"].as_array().unwrap());
        let free =
            |claim: &str| OPEN.iter().any(|(drill, open)| *drill == id && claim.starts_with(open));
        let told =
            |claim: &str| lies.iter().any(|lie| lie.drill == id && lie.is(claim)) || free(claim);
        let wrong = claims.iter().filter(|claim| claim["verdict"] == "contradicted");
        let wrong = wrong.filter(|claim| !told(claim["id"].as_str().unwrap()));
        amiss.extend(
            wrong.map(|claim| format!("{id} {}: true, yet {}", claim["id"], in_words(claim))),
        );
    }
    amiss
}

/// The reason of a claim, by its whole id.
pub fn reason(report: &Value, id: &str, claim: &str) -> String {
    let mut claims = drill(report, id)["claims"].as_array().unwrap().iter();
    claims.find(|one| one["id"] == claim).unwrap()["reason"].as_str().unwrap().to_owned()
}

fn in_words(claim: &Value) -> String {
    format!("{}: {}", claim["verdict"].as_str().unwrap(), claim["reason"].as_str().unwrap())
}

impl Lie {
    fn is(&self, claim: &str) -> bool {
        claim.rsplit_once('.').is_some_and(|(id, _profile)| id == self.claim)
    }

    /// How it got away, if it did. On a machine that was too busy to tell, that is what is to be said.
    fn missed(&self, report: &Value) -> Option<String> {
        let drill = drill(report, self.drill);
        let mut claims = drill["claims"].as_array().unwrap().iter();
        let claim = claims.find(|claim| self.is(claim["id"].as_str().unwrap()));
        let claim = claim.unwrap_or_else(|| panic!("{} has no claim {}", self.drill, self.claim));
        let reason = claim["reason"].as_str().unwrap();
        let busy = !drill["lost_precision"].is_null() || reason.contains("the CPUs were saturated");
        let verdict = match claim["verdict"].as_str().unwrap() {
            "contradicted" => matches!(self.caught, Contradicted | Either),
            "undetermined" => matches!(self.caught, Undetermined | Either) || busy,
            _ => false,
        };
        let caught = verdict && self.says.iter().any(|words| reason.contains(words));
        (!caught).then(|| {
            format!("{} {}: {}, yet {}", self.drill, self.claim, self.why, in_words(claim))
        })
    }
}
