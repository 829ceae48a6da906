//! Titles of failures: their numbers, and the words by which a title is one.

use super::keys::{Key, key};
use crate::reading::model::Topic;
use crate::reading::words::Words;

/// Words before the number of a failure.
const LABELS: [&str; 25] = [
    "failure mode",
    "failure scenario",
    "failure case",
    "disaster scenario",
    "dr scenario",
    "incident scenario",
    "incident type",
    "outage scenario",
    "recovery scenario",
    "runbook",
    "playbook",
    "scenario",
    "failure",
    "disaster",
    "incident",
    "outage",
    "fault",
    "alert",
    "case",
    "event",
    "problem",
    "issue",
    "threat",
    "mode",
    "use case",
];

/// What looks like the id of a failure and is the name of something else.
const NO_IDS: [&str; 8] = ["s3", "ec2", "r2", "h2", "k8s", "k3s", "p2p", "v8"];

/// Words of a title that say that something fails.
const FAILING: [&str; 92] = [
    "down", "fails", "fail", "failed", "failing", "failure", "crash", "crashes", "crashed",
    "crashing", "crashloop", "crashlooping", "outage", "lost", "loss", "corrupted", "corrupt",
    "corruption", "full", "expired", "expires", "expire", "expiry", "expiration", "expiring",
    "unavailable", "unavailability", "unreachable", "unresponsive", "unhealthy", "exhausted",
    "exhaustion", "leak", "oom", "oomkilled", "killed", "stops", "stopped", "dies", "dead",
    "died", "broken", "breach", "attack", "ransomware", "compromise", "compromised", "deleted",
    "deletion", "partition", "partitioned", "timeout", "timeouts", "overload", "overloaded",
    "spike", "saturation", "saturated", "hang", "hangs", "hung", "stuck", "disconnected",
    "disconnect", "disconnects", "offline", "degraded", "slow", "error", "errors", "lag",
    "backlog", "blocked", "deadlock", "rejected", "missing", "misconfigured",
    "misconfiguration", "incident", "storm", "interruption", "interrupted", "panic", "evicted",
    "high", "low", "disaster", "destroyed", "disappears", "gone", "unresolvable", "flooded",
];

/// Words of a title whose sections are failures.
const CHAPTERS: [&str; 40] = [
    "scenario",
    "scenarios",
    "failure",
    "failures",
    "disaster",
    "disasters",
    "outage",
    "outages",
    "runbook",
    "runbooks",
    "playbook",
    "playbooks",
    "incident",
    "incidents",
    "emergency",
    "emergencies",
    "troubleshooting",
    "issues",
    "problems",
    "alerts",
    "wrong",
    "degradation",
    "resilience",
    "resiliency",
    "fault",
    "faults",
    "fmea",
    "fmeca",
    "recovery",
    "dr",
    "degraded",
    "fallback",
    "fallbacks",
    "contingency",
    "contingencies",
    "breaks",
    "chaos",
    "redundancy",
    "availability",
    "continuity",
];

/// More than one failure: a chapter about them.
const SEVERAL: [&str; 18] = [
    "scenarios", "modes", "failures", "outages", "disasters", "runbooks", "playbooks",
    "incidents", "issues", "problems", "alerts", "emergencies", "risks", "errors", "faults",
    "crashes", "timeouts", "attacks",
];
/// What is a chapter about failures together with a word of the second list.
const ABOUT: [&str; 8] =
    ["failure", "disaster", "incident", "error", "fault", "outage", "emergency", "alert"];
const AS_A_WHOLE: [&str; 39] = [
    "recovery", "handling", "analysis", "response", "management", "impact", "matrix", "catalog",
    "catalogue", "summary", "overview", "plan", "domains", "types", "mode", "classification",
    "philosophy", "points", "detection", "prevention", "testing", "drill", "drills", "procedures",
    "procedure", "strategy", "strategies", "policy", "effects", "budget", "rate", "codes",
    "tolerance", "isolation", "injection", "history", "log", "process", "tree",
];

/// Titles of what is about a whole, and no failure by itself.
const GENERAL: [&str; 29] = [
    "plan", "policy", "guide", "procedures", "handbook", "documentation", "architecture",
    "process", "readme", "strategy", "design", "specification", "spec", "manual", "report",
    "reference", "deployment", "setup", "installation", "operations", "infrastructure",
    "monitoring", "testing", "changelog", "roadmap", "template", "security", "backup", "backups",
];

/// First words of titles that are parts of something, or about something else.
const PARTS: [&str; 35] = [
    "step", "phase", "stage", "week", "day", "month", "option", "test", "tests", "drill",
    "exercise", "experiment", "task", "sprint", "severity", "sev", "sev0", "sev1", "sev2", "sev3",
    "sev4", "p0", "p1", "p2", "p3", "p4", "priority", "tier", "level", "appendix", "tabletop",
    "milestone", "adr", "question", "layer",
];

/// Words of titles below which nothing is a failure.
const ELSEWHERE: [&str; 22] = [
    "contact", "contacts", "escalation", "changelog", "glossary", "acronyms", "fixed",
    "bugfix", "bugfixes", "postmortem", "postmortems", "retrospective", "history", "template",
    "templates", "roles", "responsibilities", "faq", "roadmap", "drills", "exercises", "legend",
];

/// What a title says.
#[derive(Debug, Clone)]
pub(super) struct Title {
    /// Without its number.
    pub words: Words,
    /// Its number or id.
    pub number: Option<String>,
    /// A word such as `Scenario` or an id stands before it.
    pub labelled: bool,
    /// It says that something fails.
    pub failing: bool,
    /// Its sections are about failures.
    pub chapter: bool,
    /// It is about several failures, or about failing as such.
    pub several: bool,
    /// It is about a whole.
    pub general: bool,
    /// It is a part, or about something else.
    pub part: bool,
    /// Nothing below it is a failure.
    pub elsewhere: bool,
    /// It is a way out among several: `Option A: …`.
    pub option: bool,
    /// What it is about, where it is a key.
    pub key: Option<Key>,
}

impl Title {
    /// Reads a title.
    pub fn of(title: &Words) -> Self {
        let Numbered { from, number, labelled } = numbered(&title.text);
        let rest = title.text.get(from..).unwrap_or_default();
        let bare = rest.trim().is_empty();
        let words = title.part(if bare { 0..title.text.len() } else { from..title.text.len() });
        let tokens = tokens(&words.text);
        let has = |all: &[&str]| tokens.iter().any(|token| all.contains(&token.as_str()));
        let first = tokens.first().map_or("", String::as_str);
        let several =
            !labelled && (has(&SEVERAL) || (has(&ABOUT) && has(&AS_A_WHOLE) && !has(&["down"])));
        let failing = !several && has(&FAILING);
        let option = is_option(&title.text);
        Self {
            number,
            labelled,
            failing,
            chapter: labelled || has(&CHAPTERS) || several,
            several,
            general: has(&GENERAL),
            part: PARTS.contains(&first) || option,
            elsewhere: has(&ELSEWHERE) || (has(&["severity"]) && has(&["levels", "classification"])),
            option,
            key: if labelled { None } else { heading_key(&words.text) },
            words,
        }
    }
}

/// Whether words say that something fails: `Redis down`.
pub(super) fn failing(words: &str) -> bool {
    tokens(words).iter().any(|token| FAILING.contains(&token.as_str()))
}

/// Whether a title is about decisions, as those of a decision tree.
pub(super) fn decides(words: &str) -> bool {
    tokens(words).iter().any(|token| {
        matches!(token.as_str(), "decision" | "flowchart" | "diagnosis" | "diagnostic" | "tree")
    })
}

/// A heading that is a key, also with more behind it: `Recovery: by hand`.
fn heading_key(title: &str) -> Option<Key> {
    if let Some(found) = key(title) {
        return Some(found);
    }
    let cut = [": ", " - ", " – ", " — "].iter().filter_map(|mark| title.split_once(mark));
    let (before, after) = cut.min_by_key(|(before, _)| before.len())?;
    key(before).filter(|found| !found.weak && found.topic != Topic::Failure && !failing(after))
}

/// `Option A`, `Method 2: …`.
fn is_option(title: &str) -> bool {
    let mut words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let first = words.next().map(str::to_lowercase).unwrap_or_default();
    let named = matches!(first.as_str(), "option" | "method" | "alternative" | "approach" | "plan");
    named && words.next().is_some_and(|id| id.len() <= 2 || id.parse::<u8>().is_ok())
}

struct Numbered {
    /// The byte at which the title begins behind its number.
    from: usize,
    number: Option<String>,
    labelled: bool,
}

/// `### 🔴 6.1 Scenario A: …`, `FM-PG-001: …`, `1) …`, `[FM-01] …`.
fn numbered(text: &str) -> Numbered {
    let mut found = Numbered { from: 0, number: None, labelled: false };
    // A title has an ordinal, a label and an id at most.
    for _ in 0..3 {
        let at = found.from;
        let at = at + text[at..].find(char::is_alphanumeric).unwrap_or(text.len() - at);
        let rest = &text[at..];
        if let Some((label, id, end)) = label(rest) {
            found = Numbered {
                from: at + end,
                number: id.or(found.number).filter(|_| !label.is_empty()),
                labelled: true,
            };
        } else if let Some((number, end)) = ordinal(rest) {
            found.number = Some(number);
            found.from = at + end;
        } else if let Some((id, end)) = id(rest) {
            found = Numbered { from: at + end, number: Some(id), labelled: true };
        } else {
            break;
        }
    }
    found
}

/// `1.`, `2)`, `6.1 `, `3️⃣`.
fn ordinal(text: &str) -> Option<(String, usize)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let digits = text[..end].trim_end_matches('.');
    if digits.is_empty() || !digits.starts_with(|c: char| c.is_ascii_digit()) || digits.len() > 8 {
        return None;
    }
    let behind = &text[digits.len()..];
    let mark = [".", ")", ":", " -", " –", " —", "\u{fe0f}\u{20e3}", "\u{20e3}"]
        .iter()
        .find(|mark| behind.starts_with(**mark));
    let end = match mark {
        Some(mark) => digits.len() + mark.len(),
        None if digits.contains('.') && behind.starts_with(' ') => digits.len(),
        None => return None,
    };
    let next = text[end..].chars().next();
    next.is_none_or(|c| !c.is_alphanumeric()).then(|| (digits.to_owned(), end))
}

/// `Scenario A:`, `Failure mode #3 –`, `Runbook:`.
fn label(text: &str) -> Option<(&'static str, Option<String>, usize)> {
    let label = LABELS.iter().find(|label| {
        text.get(..label.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(label))
            && !text[label.len()..].starts_with(char::is_alphanumeric)
    })?;
    let behind = &text[label.len()..];
    let spaced = behind.trim_start_matches([' ', '#', '(', '[', '-', '\u{a0}']);
    let length = spaced
        .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '.'))
        .unwrap_or(spaced.len());
    let token = spaced[..length].trim_end_matches(['.', '-', '_']);
    let at = text.len() - spaced.len() + token.len();
    let is_id = is_number(token) || (token.len() <= 16 && is_id(token));
    if !token.is_empty() && is_id && behind != spaced {
        let digits = token.bytes().all(|byte| byte.is_ascii_digit());
        if let Some(end) = separator(&text[at..]) {
            return Some((label, Some(token.to_owned()), at + end));
        }
        if text[at..].trim().is_empty() || digits {
            return Some((label, Some(token.to_owned()), at));
        }
    }
    let end = separator(behind)?;
    (!text[label.len() + end..].trim().is_empty()).then_some((label, None, label.len() + end))
}

/// What stands between a label and its title; how long that is.
fn separator(text: &str) -> Option<usize> {
    [":", ")", "]", ".", " -", " –", " —", "–", "—", " |", " =", " →", "：", " :"]
        .iter()
        .find(|mark| {
            text.strip_prefix(**mark)
                .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == ':'))
        })
        .map(|mark| mark.len())
}

/// `3`, `A`, `IV`.
fn is_number(token: &str) -> bool {
    let digits = token.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let roman = token.len() <= 4 && token.bytes().all(|byte| b"IVX".contains(&byte));
    (digits && token.len() <= 5)
        || roman
        || (token.len() == 1 && token.bytes().all(|byte| byte.is_ascii_uppercase()))
}

/// `FM-PG-001`, `DR1`.
fn is_id(token: &str) -> bool {
    let allowed = |byte: u8| {
        byte.is_ascii_uppercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_' | b'.')
    };
    (2..=16).contains(&token.len())
        && token.starts_with(|c: char| c.is_ascii_uppercase())
        && token.bytes().all(allowed)
        && token.bytes().any(|byte| byte.is_ascii_digit())
        && !NO_IDS.contains(&token.to_ascii_lowercase().as_str())
}

fn id(text: &str) -> Option<(String, usize)> {
    let end = text
        .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '.'))
        .unwrap_or(text.len());
    let token = text[..end].trim_end_matches(['.', '-']);
    // `P1: …` says how bad something is.
    let severity = token.len() == 2 && token.starts_with('P');
    if !is_id(token) || severity {
        return None;
    }
    let behind = separator(&text[token.len()..])?;
    Some((token.to_owned(), token.len() + behind))
}

/// The words of a title in lower case; `HighErrorRate` is three.
pub(super) fn tokens(title: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut lower = false;
    for c in title.chars().take(400) {
        if c.is_alphanumeric() {
            if c.is_uppercase() && lower {
                found.push(std::mem::take(&mut word));
            }
            lower = c.is_lowercase() || c.is_ascii_digit();
            word.extend(c.to_lowercase());
        } else if c != '\'' && !word.is_empty() {
            found.push(std::mem::take(&mut word));
            lower = false;
        }
    }
    if !word.is_empty() {
        found.push(word);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn title(text: &str) -> Title {
        Title::of(&Words::plain(text, 1, 1))
    }

    #[test]
    fn numbers_and_labels_are_no_part_of_a_title() {
        for (text, number, words, labelled) in [
            ("Scenario 1: Nginx Crashes", Some("1"), "Nginx Crashes", true),
            ("🔴 Scenario A - Disk full", Some("A"), "Disk full", true),
            ("6.1 Scenario 2: Region lost", Some("2"), "Region lost", true),
            ("FM-PG-001: Primary down", Some("FM-PG-001"), "Primary down", true),
            ("[FM-01] Primary down", Some("FM-01"), "Primary down", true),
            ("1) Redis down", Some("1"), "Redis down", false),
            ("2. Redis down", Some("2"), "Redis down", false),
            ("3️⃣ Redis down", Some("3"), "Redis down", false),
            ("5.2.1 Redis down", Some("5.2.1"), "Redis down", false),
            ("Failure Mode #4 — Queue full", Some("4"), "Queue full", true),
            ("Runbook: Redis down", None, "Redis down", true),
            ("Alert: InstanceDown (severity: critical)", None, "InstanceDown (severity: critical)", true),
            ("S3: bucket unavailable", None, "S3: bucket unavailable", false),
            ("P1: Everything is down", None, "P1: Everything is down", false),
            ("3 nodes down", None, "3 nodes down", false),
            ("Failure Detection", None, "Failure Detection", false),
            ("Scenario B", Some("B"), "Scenario B", true),
            ("Redis: cache lost", None, "Redis: cache lost", false),
        ] {
            let found = title(text);
            assert_eq!(
                (found.number.as_deref(), found.words.text.as_str(), found.labelled),
                (number, words, labelled),
                "{text}"
            );
        }
    }

    #[test]
    fn a_title_says_whether_something_fails() {
        for text in ["Nginx Crashes", "HighErrorRate", "Disk Space Full", "DNS Resolution Fails"] {
            assert!(title(text).failing, "{text}");
        }
        for text in ["Failure Modes", "Failure Scenarios & Impact", "Redis", "Database Failures"] {
            assert!(!title(text).failing, "{text}");
        }
        assert!(title("Failure Modes").chapter && title("Runbooks").chapter);
        assert!(title("Step 1: Redis failed?").part && title("SEV1 outage").part);
        assert!(title("Option A: Restart").option && !title("Options").option);
    }

    #[test]
    fn no_title_is_too_odd() {
        for text in ["", ":", "1", "1.", "Scenario", "Scenario :", "[", "#", "é1", "FM-", "１：x"] {
            title(text);
        }
    }
}
