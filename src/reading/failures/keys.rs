//! Keys: what the words in front of a colon, a sub-heading or the head of a column are about.

use super::vocabulary::{BEHIND, HEADS, PHRASES, STEPS, THINGS, TIMES, TRIES, WITH};
use crate::reading::hasher::Quick;
use crate::reading::model::Topic;
use crate::reading::names::without_brackets;
use crate::reading::seek::has_any;
use crate::words::Lower;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// No key is longer, in bytes.
pub(super) const LONGEST: usize = 72;
/// No key has more words.
const MOST: usize = 8;

/// What a key says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::reading) struct Key {
    /// What it is about.
    pub topic: Topic,
    /// It says so only where other signs agree: `Solution`, `Status`.
    pub weak: bool,
}

static WHOLE: LazyLock<HashMap<&str, Topic, Quick>> = LazyLock::new(|| {
    let each =
        |(topic, all): &'static (Topic, &'static str)| all.split(", ").map(|words| (words, *topic));
    PHRASES.iter().flat_map(each).collect()
});

static BY_WORD: LazyLock<HashMap<&str, Key, Quick>> = LazyLock::new(|| {
    let each = |(topic, weak, all): &'static (Topic, bool, &'static str)| {
        all.split(", ").map(|word| (word, Key { topic: *topic, weak: *weak }))
    };
    HEADS.iter().flat_map(each).collect()
});

static FIRST: LazyLock<HashSet<&str, Quick>> = LazyLock::new(|| {
    let phrases = WHOLE.keys().filter_map(|words| words.split(' ').next());
    phrases.chain(BY_WORD.keys().copied()).chain(BESIDE.iter().copied()).chain(TRIES).collect()
});

static BESIDE: LazyLock<HashSet<&str, Quick>> = LazyLock::new(|| WITH.split_whitespace().collect());

/// What a key is about; none where its words are no key.
pub(in crate::reading) fn key(words: &str) -> Option<Key> {
    if words.len() > LONGEST || words.is_empty() {
        return None;
    }
    if !may_begin(words) {
        return None;
    }
    let bare = words.contains(['(', '[', ')', ']']).then(|| without_brackets(words));
    let outside = bare.as_deref().map(plain).unwrap_or_default();
    let words = if outside.is_empty() { plain(words) } else { outside };
    if let Some(topic) = WHOLE.get(words.as_str()) {
        return Some(Key { topic: *topic, weak: *topic == Topic::Other });
    }
    // Most keys are one word.
    if !words.contains(' ') {
        return in_time(&words).or_else(|| BY_WORD.get(words.as_str()).copied());
    }
    let all: Vec<&str> = words.split(' ').filter(|word| !word.is_empty()).collect();
    if all.len() > MOST {
        return None;
    }
    let known = |word: &&str| BY_WORD.contains_key(*word) || BESIDE.contains(*word);
    let (first, rest) = all.split_first()?;
    if TRIES.contains(first) && rest.iter().all(known) && rest.iter().any(|word| is_head(word)) {
        return Some(Key { topic: Topic::Other, weak: true });
    }
    if !all.iter().all(known) {
        return None;
    }
    in_time(&words).or_else(|| if is_title(&all) { None } else { headed(&all) }).map(|key| {
        let topic = if is_advice(key.topic, &all) { Topic::Prevention } else { key.topic };
        Key { topic, ..key }
    })
}

/// `Recommended mitigation`: what somebody may do one day. `Recommended actions` are for now.
fn is_advice(topic: Topic, all: &[&str]) -> bool {
    let wishes = ["recommended", "suggested", "proposed", "planned"];
    topic == Topic::Recovery
        && all.first().is_some_and(|first| wishes.contains(first))
        && !all.iter().any(|word| STEPS.contains(word))
}

/// Whether the first word is one that keys begin with: most words are none, and cost no more.
fn may_begin(words: &str) -> bool {
    let from = words.find(|c: char| c.is_alphanumeric() || matches!(c, '(' | '[')).unwrap_or(0);
    let rest = words.get(from..).unwrap_or_default();
    let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    let first = rest.get(..end).unwrap_or_default();
    if first.is_empty() {
        return true;
    }
    // In lower case without a place on the heap: each line of a document comes here.
    let mut lower = [0_u8; 16];
    match lower.get_mut(..first.len()).filter(|_| first.is_ascii()) {
        Some(lower) => {
            lower.copy_from_slice(first.as_bytes());
            lower.make_ascii_lowercase();
            std::str::from_utf8(lower).is_ok_and(|first| FIRST.contains(first))
        }
        None => FIRST.contains(first.to_lowercase().as_str()),
    }
}

/// `API failure`, `Complete system outage`: what fails, and no key.
fn is_title(all: &[&str]) -> bool {
    let fails = ["failure", "failures", "outage", "error", "incident"];
    all.last().is_some_and(|last| fails.contains(last))
        && all.iter().any(|word| THINGS.contains(word))
}

fn is_head(word: &str) -> bool {
    BY_WORD.contains_key(word)
}

/// `Expected recovery time`: what any key with these words is about.
fn in_time(words: &str) -> Option<Key> {
    // Most keys have none of the words that all of these have.
    let may = ["time", "loss", "point", "duration", "window", "objective"];
    if !has_any(words, &may) {
        return None;
    }
    let has = |phrase: &str| {
        words.match_indices(phrase).any(|(at, _)| {
            let end = words[at + phrase.len()..].chars().next();
            (at == 0 || words[..at].ends_with(' ')) && end.is_none_or(|c| c == ' ' || c == 's')
        })
    };
    TIMES.iter().find_map(|(topic, all)| {
        all.split(", ").any(has).then_some(Key { topic: *topic, weak: *topic == Topic::Other })
    })
}

/// The last word that is about something, before the key goes on about something else.
fn headed(all: &[&str]) -> Option<Key> {
    let mut last: Option<Key> = None;
    for word in all {
        if last.is_some() && BEHIND.contains(word) {
            break;
        }
        let Some(found) = BY_WORD.get(word) else { continue };
        // `Failure impact`, `Alert severity`: the last one counts; `Recovery steps`: not a weaker
        // one behind it, unless that is about something else than what to do. `Investigation
        // steps` stay what the first word says.
        let gives_way = last.is_some_and(|last| {
            let steps = STEPS.contains(word) && last.topic != Topic::Failure;
            steps || last.topic == Topic::Other || (!last.weak && found.weak && !renames(*found))
        });
        if !gives_way {
            last = Some(*found);
        }
    }
    last
}

/// Words that make of another key one of their own: `recovery test`, `impact severity`.
fn renames(key: Key) -> bool {
    matches!(
        key.topic,
        Topic::Other
            | Topic::Severity
            | Topic::Likelihood
            | Topic::Dependencies
            | Topic::Prevention
    )
}

/// In lower case, words apart by one space, without what is neither letter nor digit.
fn plain(words: &str) -> Lower<'_> {
    // Most keys are one word.
    if words.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Lower::of(words);
    }
    let mut kept = String::with_capacity(words.len() + 4);
    let apart = |kept: &mut String| {
        if !kept.is_empty() && !kept.ends_with(' ') {
            kept.push(' ');
        }
    };
    for c in words.chars() {
        if c.is_ascii_alphanumeric() {
            kept.push(c.to_ascii_lowercase());
        } else if c.is_alphanumeric() {
            kept.extend(c.to_lowercase());
        } else if matches!(c, '&' | '/' | '+') {
            apart(&mut kept);
            kept.push_str("and ");
        } else if !matches!(c, '\'' | '’') {
            apart(&mut kept);
        }
    }
    kept.truncate(kept.trim_end().len());
    kept.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_keys_are_understood_however_they_are_put() {
        for (words, topic) in [
            ("Impact", Topic::Impact),
            ("🔥 User Impact", Topic::Impact),
            ("Impact on users", Topic::Impact),
            ("Failure Impact", Topic::Impact),
            ("Impact if Down", Topic::Impact),
            ("Expected behavior", Topic::Impact),
            ("SYMPTOMS", Topic::Impact),
            ("Trigger", Topic::Failure),
            ("Possible Causes", Topic::Failure),
            ("When to use this runbook", Topic::Failure),
            ("Cascading Effects", Topic::Cascade),
            ("Affected services", Topic::Cascade),
            ("Detection Signal", Topic::Detection),
            ("Detection Time", Topic::Detection),
            ("How do we know?", Topic::Detection),
            ("Alerts", Topic::Detection),
            ("Recovery (automatic)", Topic::Recovery),
            ("Recovery steps", Topic::Recovery),
            ("Mitigation / Recovery", Topic::Recovery),
            ("Auto-Recovery?", Topic::Recovery),
            ("Manual Runbook", Topic::Recovery),
            ("How to fix it", Topic::Recovery),
            ("Immediate Actions", Topic::Recovery),
            ("RTO", Topic::RecoveryTime),
            ("RTO (Recovery Time Objective)", Topic::RecoveryTime),
            ("Recovery Time Objective (RTO)", Topic::RecoveryTime),
            ("Time to Recovery", Topic::RecoveryTime),
            ("Estimated recovery time", Topic::RecoveryTime),
            ("Max Downtime", Topic::RecoveryTime),
            ("RPO", Topic::DataLoss),
            ("Potential data loss", Topic::DataLoss),
            ("Graceful Degradation", Topic::Graceful),
            ("Fallback", Topic::Graceful),
            ("What still works", Topic::Graceful),
            ("Depends on", Topic::Dependencies),
            ("Risk Level", Topic::Severity),
            ("Alert severity", Topic::Severity),
            ("Probability", Topic::Likelihood),
            ("Preventive measures", Topic::Prevention),
            ("Long-term fix", Topic::Prevention),
            ("Recommended Mitigation", Topic::Prevention),
            ("Metrics to monitor", Topic::Detection),
            ("Prerequisites", Topic::Other),
            ("Recommended actions", Topic::Recovery),
            ("Expected outcome", Topic::Other),
            ("Verify recovery", Topic::Other),
            ("Recovery testing", Topic::Other),
            ("Investigation Steps", Topic::Other),
            ("Escalation triggers", Topic::Other),
            ("Rollback procedure", Topic::Recovery),
            ("SLA impact", Topic::Impact),
            ("Response time", Topic::Other),
        ] {
            assert_eq!(key(words).map(|key| key.topic), Some(topic), "{words}");
        }
    }

    #[test]
    fn what_is_no_key_is_none() {
        for words in [
            "",
            "Redis",
            "PostgreSQL Recovery",
            "Redis down",
            "API failure",
            "Complete System Failure",
            "the recovery of the last backup that somebody made by hand on Monday",
            "http",
            "12",
            "How the recovery works and who has written about it before in this book",
        ] {
            assert_eq!(key(words), None, "{words}");
        }
    }
}
