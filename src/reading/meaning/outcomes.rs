//! What a way out is expected to lead to: how soon, where that is said.

use super::times::{tells_how_soon, times};
use crate::reading::model::{Fact, Meaning, Time, Topic};

/// Keys of what is expected behind a recovery.
const KEYS: [&str; 5] =
    ["expected outcome", "expected result", "expected outcomes", "expected results", "outcome"];

/// Takes how long a recovery takes from what is expected of it, where the recovery itself does not
/// say so: `**Expected outcome**: no errors within 2 minutes`.
pub(in crate::reading) fn outcomes(facts: &mut [Fact]) {
    let mut last = None;
    for at in 0..facts.len() {
        let Some(fact) = facts.get(at) else { break };
        if fact.topic == Topic::Recovery {
            last = Some(at);
        }
        let Some(of) = last.filter(|_| is_expected(fact)) else { continue };
        let Some(time) = how_soon(fact) else { continue };
        if let Some(Fact { means: Meaning::Recovery(recovery), .. }) = facts.get_mut(of)
            && recovery.within.is_none()
        {
            recovery.within = Some(time);
        }
    }
}

fn is_expected(fact: &Fact) -> bool {
    let key = fact.key.text.trim();
    fact.topic == Topic::Other && KEYS.iter().any(|other| key.eq_ignore_ascii_case(other))
}

/// The one time that it says.
fn how_soon(fact: &Fact) -> Option<Time> {
    let [words] = fact.value.as_slice() else { return None };
    let mut found = times(words).into_iter();
    let one = found.next().filter(|_| found.next().is_none())?;
    tells_how_soon(&words.text, &one, false).then_some(one.time)
}
