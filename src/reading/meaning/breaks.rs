//! Of what a failure is, and how that breaks: from its title, or from what is said to trigger it.

use super::cascade::has_name;
use super::prose::LONGEST_LINE;
use crate::reading::model::{Break, Breaks, Failure, Topic};
use crate::reading::words::Words;
use std::ops::Range;

/// Words that say how something breaks, in small letters; of those that stand in a title the first
/// row counts.
const WORDS: [(Break, &[&str]); 6] = [
    (
        Break::NameResolution,
        &[
            "dns resolution fails",
            "dns resolution failure",
            "dns fails",
            "dns failure",
            "dns outage",
            "dns down",
            "dns resolution",
            "dns resolution failing",
            "dns unavailable",
            "dns failures",
        ],
    ),
    (
        Break::DiskFull,
        &[
            "disk space full",
            "disk full",
            "disk is full",
            "disk space exhausted",
            "disk space exhaustion",
            "disk exhaustion",
            "out of disk space",
            "out of disk",
            "no disk space",
            "no space left",
            "volume full",
            "storage full",
            "disk pressure",
            "runs out of disk space",
            "runs out of disk",
            "disk fills up",
            "disk filling up",
            "low disk space",
            "disk space",
        ],
    ),
    (
        Break::Partition,
        &[
            "network partition",
            "network partitioned",
            "partitioned",
            "split brain",
            "network split",
            "network loss",
            "network failure",
            "network outage",
            "connectivity loss",
            "loss of connectivity",
            "network connectivity loss",
            "network isolation",
        ],
    ),
    (
        Break::Crashes,
        &[
            "crashes",
            "crashed",
            "crash",
            "crashing",
            "dies",
            "died",
            "oom killed",
            "oomkilled",
            "oom kill",
            "oom",
            "out of memory",
            "killed",
            "segfault",
            "segfaults",
            "crash loop",
            "crashloopbackoff",
            "crash looping",
            "panics",
            "process exit",
            "process exits",
        ],
    ),
    (
        Break::Hangs,
        &[
            "hangs",
            "hung",
            "hang",
            "unresponsive",
            "not responding",
            "does not respond",
            "freezes",
            "frozen",
            "deadlock",
            "deadlocked",
            "times out",
            "timeout",
            "timeouts",
            "stuck",
        ],
    ),
    (
        Break::Stops,
        &[
            "stops",
            "stopped",
            "stop",
            "down",
            "is down",
            "goes down",
            "unavailable",
            "unavailability",
            "outage",
            "unreachable",
            "not reachable",
            "offline",
            "failure",
            "fails",
            "failed",
            "fail",
            "failing",
            "is gone",
            "gone",
            "loss",
            "lost",
            "loss of",
            "not running",
            "not available",
            "inaccessible",
            "disconnected",
            "disconnects",
            "service failure",
            "goes offline",
        ],
    ),
];

/// Words behind which a failure is of something that its service does, and not of the service:
/// `backup failure`, `login fails`.
const OF_AN_ACT: [&str; 40] = [
    "backup",
    "backups",
    "login",
    "logins",
    "authentication",
    "migration",
    "migrations",
    "deployment",
    "deploy",
    "deployments",
    "connection",
    "connections",
    "replication",
    "query",
    "queries",
    "job",
    "jobs",
    "build",
    "builds",
    "test",
    "tests",
    "write",
    "writes",
    "read",
    "reads",
    "request",
    "requests",
    "upload",
    "uploads",
    "payment",
    "payments",
    "sync",
    "restore",
    "validation",
    "renewal",
    "rotation",
    "update",
    "upgrade",
    "health",
    "check",
];

/// Kinds of failure that are none of those above, though their words are among them.
const NO_BREAKS: [&str; 16] = [
    "data loss",
    "packet loss",
    "loss of data",
    "slow",
    "latency",
    "degraded",
    "partial",
    "corruption",
    "corrupted",
    "misconfiguration",
    "breach",
    "exhausted",
    "exhaustion",
    "high",
    "cascading",
    "multiple",
];

/// Articles and the like around the name.
const AROUND: [&str; 16] = [
    "the", "a", "an", "of", "is", "has", "are", "when", "if", "complete", "total", "full",
    "single", "one", "entire", "whole",
];

/// Of what a failure is, and how that breaks; nothing where the words do not say it.
pub fn breaks(failure: &Failure) -> Option<Breaks> {
    let title = of_words(&failure.title);
    // A title that speaks of a failure of something else decides it.
    if title.is_some() || speaks_of_failing(&failure.title.text) {
        return title;
    }
    let triggers = failure.facts.iter().filter(|fact| fact.topic == Topic::Failure);
    let mut triggers = triggers.flat_map(|fact| fact.value.iter()).take(8).filter_map(of_words);
    let named = |breaks: &Breaks| {
        let words = breaks.what.text.split_whitespace().count();
        words <= 3 && has_name(&breaks.what.text)
    };
    triggers.find(named).map(|breaks| {
        let guess = breaks.guess.or_else(|| Some("read from its trigger, not its title".into()));
        Breaks { guess, ..breaks }
    })
}

fn speaks_of_failing(title: &str) -> bool {
    let places = placed(title.get(..LONGEST_LINE / 4).unwrap_or(title));
    let says = |said: &&str| find(&places, said).is_some();
    NO_BREAKS.iter().any(says) || WORDS.iter().any(|(_, all)| all.iter().any(says))
}

/// `RedisDown`, `PostgreSQLDown`: where the words of an alert's name begin that says so.
fn in_humps(words: &Words) -> Option<Breaks> {
    const ENDS: [(&str, Break); 8] = [
        ("Down", Break::Stops),
        ("Unavailable", Break::Stops),
        ("Unreachable", Break::Stops),
        ("Offline", Break::Stops),
        ("Crashed", Break::Crashes),
        ("Crashing", Break::Crashes),
        ("DiskFull", Break::DiskFull),
        ("Unresponsive", Break::Hangs),
    ];
    let text = words.text.trim();
    let (what, how) = ENDS.iter().find_map(|(end, how)| Some((text.strip_suffix(end)?, *how)))?;
    let name = what.chars().all(char::is_alphanumeric) && what.ends_with(char::is_alphanumeric);
    let start = words.text.find(what)?;
    let what = words.part(start..start + what.len());
    (name && !what.is_empty()).then_some(Breaks { what, how, guess: None })
}

/// Of what some words are, and how that breaks.
fn of_words(words: &Words) -> Option<Breaks> {
    if words.text.len() > LONGEST_LINE / 4 {
        return None;
    }
    if !words.text.trim().contains(' ') {
        return in_humps(words);
    }
    // `Risk 2: Kafka failure` is of Kafka.
    let colon = words.text.rfind(": ").map_or(0, |at| at + 2);
    let words = &words.part(colon..words.text.len());
    let places = placed(&words.text);
    let found = WORDS.iter().find_map(|(how, all)| {
        let longest = all.iter().filter_map(|said| Some((find(&places, said)?, *how)));
        longest.max_by_key(|(range, _)| range.len())
    });
    let (said, how) = expired(&places).or(found)?;
    let any = |all: &[&str]| all.iter().any(|one| find(&places, one).is_some());
    let certain = !matches!(how, Break::Stops | Break::Hangs | Break::Crashes);
    if !certain && any(&NO_BREAKS) {
        return None;
    }
    let (what, guess) = subject(words, &places, &said, how)?;
    Some(Breaks { what, how, guess })
}

/// `Expired TLS certificate`: of what is a certificate all is said by that it expires.
fn expired(places: &[(String, Range<usize>)]) -> Option<(Range<usize>, Break)> {
    let at = places.iter().position(|(word, _)| word.starts_with("cert"))?;
    let expires = ["expires", "expired", "expire", "expiry", "expiration", "expiring"];
    let expires = places.iter().position(|(word, _)| expires.contains(&word.as_str()))?;
    let said = if expires > at { at + 1..expires + 1 } else { 0..0 };
    Some((said, Break::CertificateExpires))
}

/// The words of a text in small letters, and where each stands.
fn placed(text: &str) -> Vec<(String, Range<usize>)> {
    let mut found = Vec::new();
    let mut at = 0;
    let in_word = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’' | '-' | '_' | '.');
    while let Some(start) = text.get(at..).and_then(|rest| rest.find(in_word)).map(|next| at + next)
    {
        let end =
            text[start..].find(|c: char| !in_word(c)).map_or(text.len(), |length| start + length);
        let lower = text[start..end].trim_end_matches(['.', '-']).to_lowercase();
        if !lower.is_empty() {
            found.push((lower, start..end));
        }
        at = end;
    }
    found
}

/// Where these words stand one behind the other, as numbers of words.
fn find(places: &[(String, Range<usize>)], said: &str) -> Option<Range<usize>> {
    let wanted: Vec<&str> = said.split(' ').collect();
    let at = places
        .windows(wanted.len())
        .position(|window| window.iter().zip(&wanted).all(|((word, _), wanted)| word == wanted))?;
    Some(at..at + wanted.len())
}

/// What breaks: the words before what says how, or those behind `loss of`, `failure of`.
fn subject(
    words: &Words,
    places: &[(String, Range<usize>)],
    said: &Range<usize>,
    how: Break,
) -> Option<(Words, Option<String>)> {
    let part = |range: Range<usize>| {
        let mut range = range;
        let around =
            |at: usize| places.get(at).is_none_or(|(word, _)| AROUND.contains(&word.as_str()));
        while !range.is_empty() && around(range.start) {
            range.start += 1;
        }
        while !range.is_empty() && around(range.end - 1) {
            range.end -= 1;
        }
        let (first, last) = (places.get(range.start)?, places.get(range.end.checked_sub(1)?)?);
        (!range.is_empty()).then(|| words.part(first.1.start..last.1.end))
    };
    let whole = || words.part(0..words.text.len());
    match how {
        // Of a disk, a certificate and names the title as a whole says which.
        Break::DiskFull | Break::CertificateExpires | Break::NameResolution | Break::Partition => {
            Some((part(0..said.start).unwrap_or_else(whole), None))
        }
        Break::Crashes | Break::Stops | Break::Hangs => {
            let of = places.get(said.end - 1).is_some_and(|(word, _)| word == "of")
                || places.get(said.end).is_some_and(|(word, _)| word == "of");
            let behind = || part(said.end..places.len());
            let range = if of && said.start <= 2 { said.end..places.len() } else { 0..said.start };
            let last = places.get(range.end.checked_sub(1)?)?;
            if OF_AN_ACT.contains(&last.0.as_str()) {
                return None;
            }
            let what = if of && said.start <= 2 { behind()? } else { part(range)? };
            let count = what.text.split_whitespace().count();
            let acts = |word: &str| OF_AN_ACT.contains(&word.to_lowercase().as_str());
            if count > 4 && what.text.split_whitespace().any(acts) {
                return None;
            }
            let guess = (count > 4).then(|| "its name is long for one of a service".to_owned());
            (count <= 8).then_some((what, guess))
        }
    }
}

#[cfg(test)]
pub(super) fn of_text(text: &str) -> Option<(String, Break)> {
    of_words(&Words::plain(text, 1, 1)).map(|breaks| (breaks.what.text, breaks.how))
}
