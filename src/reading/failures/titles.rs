//! Titles of failures: their numbers, and the words by which a title is one.

mod words;

pub(super) use words::{Sign, Signs};

use super::keys::{Key, key};
use super::pairs::dash;
use crate::reading::model::Topic;
use crate::reading::words::Words;
use words::signs;

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

/// What somebody does about a failure.
const HANDLES: [&str; 9] = [
    "handle", "handles", "handled", "recover", "recovers", "respond", "responds", "react", "reacts",
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
    /// It is labelled as a runbook or an alert.
    pub runbook: bool,
    /// It is a way out among several: `Option A: …`.
    pub option: bool,
    /// What it is about, where it is a key.
    pub key: Option<Key>,
    /// What its words say.
    pub signs: Signs,
}

impl Title {
    /// Reads a title.
    pub fn of(title: &Words) -> Self {
        let Numbered { from, number, labelled } = numbered(&title.text);
        let rest = title.text.get(from..).unwrap_or_default();
        let bare = rest.trim().is_empty();
        let words = title.part(if bare { 0..title.text.len() } else { from..title.text.len() });
        let option = is_option(&title.text);
        let label = title.text.trim_start_matches(|c: char| !c.is_alphanumeric());
        let label = label.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let runbooks = ["alert", "runbook", "playbook"];
        let runbook = labelled && runbooks.iter().any(|one| label.eq_ignore_ascii_case(one));
        let key = if labelled { None } else { heading_key(&words.text) };
        let tokens = tokens(&words.text);
        let all = tokens.iter().fold(Signs::default(), |all, token| all.and(signs(token)));
        let first = tokens.first().map(|first| signs(first)).unwrap_or_default();
        let several = !labelled && (all.has(Sign::Several) || is_about_failing(&tokens, all));
        let alert = tokens.len() > 1 && tokens.last().is_some_and(|last| last == "alert");
        let fails = alert || failing(&words.text);
        let levels = tokens.iter().any(|token| token == "severity")
            && tokens.iter().any(|token| matches!(token.as_str(), "levels" | "classification"));
        let signs = all
            .without(Sign::Failing)
            .without(Sign::Part)
            .without(Sign::Several)
            .with(Sign::Failing, !several && !first.has(Sign::Tries) && fails)
            .with(Sign::Part, first.has(Sign::Part) || option)
            .with(Sign::Several, several)
            .with(Sign::Chapter, labelled || several)
            .with(Sign::Failures, labelled || several)
            .with(Sign::Elsewhere, levels);
        Self { words, number, labelled, runbook, option, key, signs }
    }

    /// Whether its words say this.
    pub const fn is(&self, sign: Sign) -> bool {
        self.signs.has(sign)
    }
}

/// `Failure handling`, `Disaster recovery plan`: about failing, and not about one failure.
fn is_about_failing(tokens: &[String], all: Signs) -> bool {
    let Some(at) = tokens.iter().position(|token| signs(token).has(Sign::About)) else {
        return false;
    };
    let of_nothing = tokens.iter().take(at).all(|token| signs(token).has(Sign::Any));
    let down = tokens.iter().any(|token| token == "down");
    (all.has(Sign::AsAWhole) || (of_nothing && all.has(Sign::Answers))) && !down
}

/// Whether a label or an id stands before a title.
pub(super) fn is_labelled(title: &str) -> bool {
    numbered(title).labelled
}

/// Whether words say that something fails: `Redis down`. Those in brackets do not.
pub(super) fn failing(words: &str) -> bool {
    let outside = without_brackets(words);
    let words = if outside.trim().is_empty() { words } else { &outside };
    let tokens = tokens(words);
    // `Fail fast` is how somebody wants it.
    let wanted = ["fast", "closed", "open", "safe", "over", "back", "loud", "loudly", "soft"];
    let fails = tokens.iter().enumerate().any(|(at, token)| {
        let next = tokens.get(at + 1).map_or("", String::as_str);
        // `Pre-failure check` comes before anything fails.
        let before = at.checked_sub(1).and_then(|at| tokens.get(at));
        let before = before.is_some_and(|word| matches!(word.as_str(), "pre" | "before"));
        signs(token).has(Sign::Failing) && !before && !(token == "fail" && wanted.contains(&next))
    });
    fails || grades(words, &tokens)
}

fn without_brackets(words: &str) -> String {
    let mut depth = 0_usize;
    let outside = words.chars().filter(|c| {
        depth = match c {
            '(' => depth + 1,
            ')' => depth.saturating_sub(1),
            _ => depth,
        };
        depth == 0 && *c != ')'
    });
    outside.collect()
}

/// Whether words begin with what somebody does on purpose: `Simulate a crash`.
pub(super) fn tries(words: &str) -> bool {
    let tokens = tokens(words);
    let still = tokens.first().is_some_and(|first| first == "if")
        && tokens.get(1).is_some_and(|second| second == "still");
    still || tokens.first().is_some_and(|first| signs(first).has(Sign::Tries))
}

/// `High latency`, `Low disk space`; `Disk full`, and no `Full backup`.
fn grades(words: &str, tokens: &[String]) -> bool {
    let graded = [
        "severity",
        "priority",
        "availability",
        "level",
        "risk",
        "risks",
        "impact",
        "blast",
        "radius",
        "scope",
        "criticality",
        "likelihood",
        "probability",
        "confidence",
        "effort",
        "p0",
        "p1",
        "p2",
        "p3",
        "p4",
    ];
    let begins = tokens.len() > 1
        && tokens.first().is_some_and(|first| matches!(first.as_str(), "high" | "low"))
        && !tokens.iter().any(|token| graded.contains(&token.as_str()));
    let outside = words.split('(').next().unwrap_or_default().trim_end();
    let end = outside.len().checked_sub(5).and_then(|from| outside.get(from..));
    // `QueueDepthHigh`: the name of an alert.
    let name = !outside.contains(' ')
        && tokens.len() > 1
        && tokens.iter().any(|token| matches!(token.as_str(), "high" | "low" | "slow"))
        && outside.starts_with(char::is_uppercase);
    begins || name || end.is_some_and(|end| end.eq_ignore_ascii_case(" full"))
}

/// A heading that is a key, also with more behind it: `Recovery: by hand`.
fn heading_key(title: &str) -> Option<Key> {
    if says_how(title) {
        return Some(Key { topic: Topic::Recovery, weak: true });
    }
    if let Some(found) = key(title) {
        // `Failover detected alert` is an alert's name.
        let name = title.trim_end().to_lowercase().ends_with(" alert");
        return (!name).then_some(found);
    }
    let colon = title.find(':').filter(|at| title[at + 1..].starts_with(' '));
    let colon = colon.map(|at| (at, 2));
    let (at, length) = colon.into_iter().chain(dash(title)).min()?;
    let (before, after) = (title.get(..at)?, title.get(at + length..)?);
    key(before).filter(|found| !found.weak && found.topic != Topic::Failure && !failing(after))
}

/// `How the shop handles it`: what is done, whoever does it.
fn says_how(title: &str) -> bool {
    let mut words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let how = words.next().is_some_and(|first| first.eq_ignore_ascii_case("how"));
    let handles = |word: &str| HANDLES.iter().any(|one| word.eq_ignore_ascii_case(one));
    how && words.take(5).any(handles)
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
        && !["ADR", "RFC", "CVE", "Q"].iter().any(|other| is_kind(token, other))
        && !NO_IDS.contains(&token.to_ascii_lowercase().as_str())
}

/// `ADR-7`: an id of this kind.
fn is_kind(token: &str, kind: &str) -> bool {
    let rest = token.strip_prefix(kind);
    rest.is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-'))
}

fn id(text: &str) -> Option<(String, usize)> {
    let end = text
        .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '.'))
        .unwrap_or(text.len());
    let token = text[..end].trim_end_matches(['.', '-']);
    // `P1: …` says how bad something is.
    let severity = token.len() == 2 && token.starts_with('P') || token.starts_with("SEV");
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
mod tests;
