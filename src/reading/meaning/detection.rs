//! Who notices a failure, and how soon.

use super::Understood;
use super::commands::{begins_with_command, is_command};
use super::prose::{self, first_word, is_none, tokens};
use super::times::{Found, alone, last_word, of_only, tells_how_soon, times};
use crate::reading::model::{DetectedBy, Meaning, Time, Way};
use crate::reading::seek::has_any;
use crate::reading::words::Words;
use crate::words::Lower;
use std::collections::HashMap;
use std::sync::LazyLock;

const ADD: &str = "what notices it: a health check with its command, the name of an alert, \
                   external monitoring, logs, or users' reports";

/// Words of each kind with commas between them, tried in this order: an alert that a dashboard
/// shows is an alert.
const KINDS: [(DetectedBy, &str); 7] = [
    (
        DetectedBy::External,
        "external monitor, external monitoring, external probe, external check, external \
         checks, external uptime, uptime robot, uptimerobot, uptime monitor, uptime \
         monitoring, uptime check, uptime checks, uptime kuma, pingdom, statuscake, \
         synthetic, synthetics, blackbox, black box, better uptime, site24x7, checkly, \
         external health check, external health checks, third party monitoring",
    ),
    (
        DetectedBy::Alert,
        "alert, alerts, alerting, alerted, alarm, alarms, pager, pagerduty, opsgenie, \
         alertmanager, cloudwatch, prometheus, nagios, zabbix, icinga, sentry, victorops, \
         datadog, new relic, newrelic, paged, pages the, page the, pages on call, pager duty, \
         deadman, dead man's switch",
    ),
    (
        DetectedBy::Process,
        "process monitoring, process monitor, process monitors, process check, process \
         checks, process supervisor, systemd, supervisord, monit, process watchdog, watchdog",
    ),
    (
        DetectedBy::HealthCheck,
        "health check, health checks, healthcheck, healthchecks, health endpoint, health \
         endpoints, liveness, readiness, probe, probes, heartbeat, heartbeats, status page, \
         healthz, readyz, health status, health probe, ping, pings",
    ),
    (
        DetectedBy::People,
        "user report, user reports, users report, users reporting, user complaints, users \
         complain, users complaining, users notice, reported by users, customer report, \
         customer reports, customer complaints, customers report, customers reporting, \
         customers complain, customers notice, reported by customers, complaint, complaints, \
         complain, complains, tell support, tells support, call us, calls us, tell us, \
         tells us, write us, writes us, write e mails, write emails, phone call, phone calls, service desk, help desk, \
         support ticket, support tickets, tickets, helpdesk, manual report, manual reports",
    ),
    (
        DetectedBy::Looking,
        "log, logs, logging, dashboard, dashboards, grafana, kibana, metrics, metric, graphs, \
         journalctl, loki, elk, splunk, manual inspection, manual check, trace, traces",
    ),
    // Last, and a guess: nobody says who looks at it.
    (DetectedBy::Alert, "monitoring, monitor, monitors, monitored, monitoring detects"),
];

/// Where the table has alerts.
const ALERT: usize = 1;

/// What goes on with what stands before it, and is no way of its own.
const GOES_ON: [&str; 22] = [
    "if", "when", "which", "that", "then", "so", "because", "with", "within", "after", "in", "for",
    "by", "but", "via", "at", "until", "where", "showing", "on", "from", "as",
];

/// Reads who notices it. A key that asks for an alert has its name as value.
pub(super) fn detection(lines: &[Words], key: &str) -> Understood {
    let mut found = of_only(lines);
    if let Some(time) = alone(lines, &found) {
        return Understood::sure(Meaning::Time(time));
    }
    let text = prose::joined(lines);
    if is_none(&text, &["detection", "alert", "alerts", "monitoring", "automatic", "configured"]) {
        return Understood::untestable("it says that nothing notices it", ADD);
    }
    let mut ways: Vec<Way> = Vec::new();
    for words in lines {
        ways_of(words, std::mem::take(&mut found), &mut ways);
    }
    let asked =
        tokens(key).iter().any(|word| matches!(word.as_str(), "alert" | "alerts" | "alarm"));
    for way in ways.iter_mut().filter(|way| asked && way.by == DetectedBy::Other) {
        // What it waits for is a condition there, and not how soon it is noticed.
        (way.by, way.within) = (DetectedBy::Alert, None);
    }
    let known = ways.iter().filter(|way| way.by != DetectedBy::Other).count();
    if known == 0 {
        return Understood::untestable("no words in it say what notices it", ADD);
    }
    let told = |fits: &dyn Fn(&Way) -> bool| {
        let all = ways.iter().filter(|way| fits(way)).take(4);
        let all: Vec<String> = all.map(|way| format!("'{}'", way.words.text)).collect();
        (!all.is_empty()).then(|| all.join(", "))
    };
    let other = told(&|way| way.by == DetectedBy::Other);
    let weak = told(&|way| way.by == DetectedBy::Alert && !asked && is_weak(&way.words));
    let mut guess = Vec::new();
    guess.extend(other.map(|other| format!("{other} is not understood")));
    guess.extend(weak.map(|weak| format!("{weak} is taken for an alert")));
    Understood { means: Meaning::Detection(ways), guess: super::told(&guess) }
}

/// Whether an alert is only guessed: by `monitoring`, or by a name that is written as those of
/// alerts are.
fn is_weak(words: &Words) -> bool {
    by_words(&words.text) != Some((DetectedBy::Alert, false))
}

/// The ways of a line: what stands between commas and semicolons, `and`, `or`; brackets belong to
/// what stands before them. `found` are the lengths of time of the line, where they are known.
fn ways_of(words: &Words, found: Vec<Found>, ways: &mut Vec<Way>) {
    let text = words.text.as_str();
    let mut from = 0;
    let mut parts: Vec<std::ops::Range<usize>> = Vec::new();
    for at in cuts(words) {
        let goes_on = GOES_ON.contains(&Lower::of(first_word(text[at..].trim_start())).as_str());
        if !goes_on {
            parts.push(from..at);
            from = at;
        }
    }
    parts.push(from..text.len());
    let (mut first, mut found) = (true, found);
    for part in parts {
        let part = trimmed(words, part);
        if !part.text.chars().any(char::is_alphanumeric) {
            continue;
        }
        let by = kind(&part);
        // What is the whole line was read already.
        let whole = part.text.len() == text.len() && !found.is_empty();
        let within = within(&part, if whole { std::mem::take(&mut found) } else { times(&part) });
        match ways.last_mut() {
            // How often somebody looks is no way of its own: `Health check, every 10 s`.
            Some(_) if !first && by == DetectedBy::Other && is_interval(&part) => {}
            // `Datadog monitor, alerts within 90 s` are one.
            Some(last) if !first && goes_on_with_time(last, by, &part, within.as_ref()) => {
                (last.by, last.within) = (by, within);
            }
            // `(30 s)` alone, or a remark of the same line that says nothing of its own.
            Some(last) if !first && by == DetectedBy::Other && within.is_some() => {
                last.within = last.within.take().or(within);
            }
            _ => ways.push(Way { words: part, by, within }),
        }
        first = false;
    }
}

/// `every 10 seconds`, `each minute`, `once a minute`.
fn is_interval(part: &Words) -> bool {
    let words = tokens(&part.text);
    matches!(words.first().map(Lower::as_str), Some("every" | "each" | "once" | "hourly" | "daily"))
        && words.len() <= 4
}

/// Whether a part says no more than how soon the way before it does it.
fn goes_on_with_time(last: &Way, by: DetectedBy, part: &Words, within: Option<&Time>) -> bool {
    let verb = ["alert", "alerts", "fires", "pages", "notifies"];
    // `Patroni, alert within 10 s`: a name that nobody here knows is what alerts.
    let named = last.by == DetectedBy::Other && last.words.text.split(' ').count() <= 2;
    last.within.is_none()
        && within.is_some()
        && (last.by == by || named)
        && verb.contains(&first_word(&part.text))
}

/// A part without what joins it to others.
fn trimmed(words: &Words, part: std::ops::Range<usize>) -> Words {
    let part = words.part(part);
    let text = part.text.as_str();
    let rest = text.trim_start().strip_prefix("/ ").unwrap_or(text);
    let rest = rest.trim_start_matches([',', ';', '+', '&', ' ', '.']);
    let begins =
        |word: &&&str| rest.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word));
    let joined = ["and ", "or ", "also ", "plus "].iter().find(begins);
    let from = text.len() - rest.len() + joined.map_or(0, |word| word.len());
    let end = text.trim_end_matches([',', ';', ' ', '.']).len();
    part.part(from..end.max(from))
}

/// Where the parts of a line may be cut: not in brackets, and not in back-ticks.
fn cuts(words: &Words) -> Vec<usize> {
    let text = words.text.as_str();
    let mut codes = words.marks.iter().filter(|(_, mark)| *mark == crate::reading::Mark::Code);
    let mut code = codes.next();
    let mut depth = 0_usize;
    let mut ticks = false;
    let mut found = Vec::new();
    for (at, c) in text.char_indices() {
        while code.is_some_and(|(range, _)| range.end <= at) {
            code = codes.next();
        }
        let in_code = ticks || code.is_some_and(|(range, _)| range.contains(&at));
        match c {
            '`' => ticks = !ticks,
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            ',' | ';' if depth == 0 && !in_code && text[at + 1..].starts_with(' ') => {
                found.push(at);
            }
            '.' if depth == 0 && !in_code && text[at + 1..].starts_with(' ') => found.push(at + 1),
            ' ' if depth == 0 && !in_code => {
                let rest = &text[at..];
                let begins = |sign: &&str| {
                    rest.get(..sign.len()).is_some_and(|text| text.eq_ignore_ascii_case(sign))
                };
                if [" and ", " or ", " + ", " & ", " / "].iter().any(begins) {
                    found.push(at);
                }
            }
            _ => {}
        }
    }
    found
}

/// What kind of way some words are.
fn kind(part: &Words) -> DetectedBy {
    if is_planned(&part.text) {
        return DetectedBy::Other;
    }
    let (by_words, weak) = match by_words(&part.text) {
        Some((kind, true)) => (None, Some(kind)),
        other => (other.map(|(kind, _)| kind), None),
    };
    let code = part.code().next().map(|code| code.text);
    match (by_words, code) {
        (Some(kind @ (DetectedBy::External | DetectedBy::Alert)), _) => kind,
        (_, Some(code)) if is_alert_name(&code) => DetectedBy::Alert,
        (_, Some(code)) if is_look(&code) => DetectedBy::Looking,
        (_, Some(code)) if is_command(&code) || code.contains("/health") => DetectedBy::HealthCheck,
        (Some(kind), _) => kind,
        (None, _) if part.text.contains("/health") => DetectedBy::HealthCheck,
        (None, _) if begins_with_command(&part.text) => DetectedBy::HealthCheck,
        (None, _) if is_alert_name(part.text.trim()) => DetectedBy::Alert,
        (None, _) => weak.unwrap_or(DetectedBy::Other),
    }
}

/// The table by the first of its words; the number says which kind is tried first.
static BY_FIRST: LazyLock<HashMap<&str, Vec<(usize, &str)>>> = LazyLock::new(|| {
    let mut by_first: HashMap<&str, Vec<(usize, &str)>> = HashMap::new();
    for (order, (_, all)) in KINDS.iter().enumerate() {
        for words in all.split(", ") {
            let first = words.split(' ').next().unwrap_or(words);
            by_first.entry(first).or_default().push((order, words));
        }
    }
    by_first
});

/// What denies the next words: `no alert`, `not monitored`.
const DENIES: [&str; 8] = ["no", "not", "without", "never", "missing", "isn't", "don't", "lacks"];

/// What kind the words of a text say, where nothing denies them, and whether that is a guess.
fn by_words(text: &str) -> Option<(DetectedBy, bool)> {
    let apart = text.contains(['-', '_']).then(|| text.replace(['-', '_'], " "));
    let tokens = tokens(apart.as_deref().unwrap_or(text));
    let begins = |at: usize, words: &str| {
        let mut here = tokens.iter().skip(at);
        words.split(' ').all(|word| here.next().is_some_and(|other| other == word))
    };
    let length = |words: &str| words.split(' ').count();
    let (mut at, mut best) = (0, None);
    while let Some(word) = tokens.get(at) {
        let all = BY_FIRST.get(word.as_str()).map_or(&[][..], Vec::as_slice);
        let here = all.iter().filter(|(_, words)| begins(at, words));
        let Some((order, words)) = here.max_by_key(|(_, words)| length(words)) else {
            at += 1;
            continue;
        };
        let before = tokens.get(at.saturating_sub(2)..at).unwrap_or_default();
        at += length(words);
        let behind = tokens.get(at).map_or("", Lower::as_str);
        let denied = before.iter().any(|word| DENIES.contains(&word.as_str()))
            || *order == ALERT && ["not", "missing", "never"].contains(&behind);
        if !denied {
            best = Some(best.map_or(*order, |best: usize| best.min(*order)));
        }
    }
    let weak = best == Some(KINDS.len() - 1);
    KINDS.get(best?).map(|(kind, _)| (*kind, weak))
}

/// What is not there yet.
fn is_planned(text: &str) -> bool {
    const WORDS: [&str; 7] = [
        "not yet",
        "not implemented",
        "planned",
        "not configured",
        "not monitored",
        "future:",
        "todo",
    ];
    has_any(&Lower::of(text), &WORDS)
}

/// `PostgresDown`, `HIGH_ERROR_RATE`: alerts are written so.
fn is_alert_name(code: &str) -> bool {
    if code.contains('_') && code.len() > 6 {
        return code.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    }
    let humps = code.chars().filter(char::is_ascii_uppercase).count();
    code.starts_with(|c: char| c.is_ascii_uppercase())
        && code.chars().all(|c| c.is_ascii_alphanumeric())
        && humps >= 2
        && code.chars().any(|c| c.is_ascii_lowercase())
}

/// Commands with which somebody reads logs.
fn is_look(code: &str) -> bool {
    let words = tokens(code);
    let has = |word: &str| words.iter().any(|other| other == word);
    is_command(code) && (has("logs") || has("journalctl") || has("tail") || has("dmesg"))
}

/// How soon it is noticed: a time with words that lead up to it, or alone in brackets. Of several
/// nobody knows which is meant.
fn within(part: &Words, found: Vec<Found>) -> Option<Time> {
    let text = part.text.as_str();
    let mut found = found.into_iter().filter(|one| tells_how_soon(text, one, true));
    let one = found.next().filter(|_| found.next().is_none())?;
    let said = Lower::of(text.get(one.place.clone()).unwrap_or_default());
    let before = last_word(text.get(..one.place.start).unwrap_or_default());
    // An alert that waits so long comes a little later.
    let waits = said.starts_with("after") || ["for", "after"].contains(&before.as_str());
    Some(Time { about: one.time.about || waits, ..one.time })
}
