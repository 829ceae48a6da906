//! Why a fact is none that firedrill tests.

use super::Open;
use crate::reading::{Fact, Meaning, Topic};

/// Why a fact is not tested.
pub fn open(fact: &Fact) -> Open {
    if let Meaning::Untestable(untestable) = &fact.means {
        return Open::new(untestable.why.clone(), untestable.add.clone());
    }
    match fact.topic {
        Topic::Prevention => Open::remark("advice, not a statement about the stack"),
        Topic::Likelihood => Open::remark("how often it happens is not tested"),
        Topic::Severity => Open::remark("how bad it is called is what its impact says"),
        Topic::Dependencies => Open::remark("what it needs shows when that fails"),
        Topic::DataLoss => Open::remark("what data is lost is not tested"),
        Topic::RecoveryTime => match &fact.means {
            Meaning::Time(_) => Open::remark("it is the time of no command that is tested"),
            _ => Open::new("it gives no time", "a number with its unit: 30 s, 5 min"),
        },
        Topic::Graceful => Open::new(
            "it does not say what an answer looks like by which it goes on",
            "what the answers say then: claims: [{key: …, graceful: {journey: …, fallback: …}}]",
        ),
        Topic::Failure | Topic::Other => {
            Open::remark(format!("'{}' is nothing that firedrill tests", fact.key.text))
        }
        Topic::Impact | Topic::Cascade | Topic::Detection | Topic::Recovery => Open::new(
            "it does not say what is to be seen",
            "what is to be seen, in words that firedrill reads; see the README",
        ),
    }
}
