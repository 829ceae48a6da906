//! Simulations as one JSON document.

use super::Simulation;
use crate::simulate::improve::Improvement;
use crate::simulate::rates::Rated;
use crate::simulate::result::Outcome;
use serde_json::{Value, json};

/// All that was simulated, by profile. Minutes are those of a year of 365.25 days; `within` is half
/// the width of a 95 % confidence interval. What was not asked, or is not there, is `null`.
pub fn json(simulations: &[Simulation]) -> Value {
    let all: Vec<Value> = simulations.iter().map(of_profile).collect();
    json!({ "simulations": all })
}

fn of_profile(one: &Simulation) -> Value {
    let improvement = |(improvement, outcome): &(Improvement, Outcome)| {
        json!({
            "improvement": improvement.title, "line": improvement.line,
            "means": improvement.means, "outcome": outcome,
        })
    };
    let pairs = one.improvements.windows(2);
    let better: Vec<_> = pairs.map(|pair| pair[0].1.better_than(&pair[1].1)).collect();
    let not = |not: &super::NotSimulated| json!({ "improvement": not.title, "line": not.line, "why": not.why });
    let what_if = one.what_if.as_ref();
    json!({
        "profile": one.profile,
        "years": one.plan.years,
        "replications": one.plan.replications,
        "seed": one.seed,
        "today": one.today,
        "improvements": one.improvements.iter().map(improvement).collect::<Vec<_>>(),
        // By how much each is better than the next.
        "better_than_next": better,
        "together": one.together,
        "what_if": what_if.map(|(file, outcome, _)| json!({ "file": file, "outcome": outcome })),
        "not_simulated": one.not_simulated.iter().map(not).collect::<Vec<_>>(),
        "rates": one.rated().into_iter().map(rated).collect::<Vec<_>>(),
        "on_the_server": one.built.held,
    })
}

fn rated(Rated { part, rates, from }: &Rated) -> Value {
    let [mtbf, notice, repair] = [0, 1, 2].map(|at| from[at].to_string());
    json!({
        "part": part,
        "mtbf_seconds": rates.mtbf.as_secs(), "mtbf_from": mtbf,
        "notice_seconds": rates.notice.as_secs(), "notice_from": notice,
        "repair_seconds": rates.repair.as_secs(), "repair_from": repair,
    })
}
