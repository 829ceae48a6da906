//! Facts, and what they mean.

use super::{Difference, names};
use crate::reading::expected;
use firedrill::reading::{DetectedBy, Fact, Meaning, Recovery, Time, Topic, Way};
use firedrill::words::{Impact, Span};
use serde_json::Value;

/// The differences between facts, of one failure or layer.
pub fn facts(expected: &[&expected::Fact], read: &[&Fact], found: &mut Vec<Difference>) {
    let mut taken = vec![false; read.len()];
    for one in expected {
        let (topics, meaning) = one.said();
        let is = |(index, fact): &(usize, &&Fact)| {
            !taken[*index]
                && topics.split('|').any(|topic| topic == topic_name(fact.topic))
                && stands_on(fact, one.line())
                && fact.under.as_ref().map(|under| under.text.as_str()) == one.under()
        };
        let Some((index, fact)) = read.iter().enumerate().find(is) else {
            let there = read.iter().filter(|fact| stands_on(fact, one.line()));
            let there: Vec<&str> = there.map(|fact| topic_name(fact.topic)).collect();
            let said = format!("{topics} is not read; the line has {there:?}");
            found.push((one.line(), said));
            continue;
        };
        taken[index] = true;
        if let Some(other) = differs(fact, meaning) {
            found.push((one.line(), format!("{topics} is {meaning}, read was {other}")));
        }
    }
    // What has a key that nobody knows is kept as a remark.
    let others = read.iter().zip(&taken).filter(|(fact, taken)| !**taken && !is_other(fact));
    found.extend(others.map(|(fact, _)| {
        let said = format!("no {} here, read was {}", topic_name(fact.topic), told(fact));
        (line(fact), said)
    }));
}

fn is_other(fact: &Fact) -> bool {
    fact.topic == Topic::Other && matches!(fact.means, Meaning::Remark | Meaning::Untestable(_))
}

fn line(fact: &Fact) -> u32 {
    fact.key.place.line.max(fact.value.first().map_or(0, |words| words.place.line))
}

/// A fact stands where its key does, or the first line of what it says.
fn stands_on(fact: &Fact, line: u32) -> bool {
    let first = fact.value.first().map(|words| words.place.line);
    fact.key.place.line == line || first == Some(line)
}

pub const fn topic_name(topic: Topic) -> &'static str {
    match topic {
        Topic::Failure => "failure",
        Topic::Impact => "impact",
        Topic::Cascade => "cascade",
        Topic::Detection => "detection",
        Topic::Recovery => "recovery",
        Topic::RecoveryTime => "recovery-time",
        Topic::DataLoss => "data-loss",
        Topic::Graceful => "graceful",
        Topic::Dependencies => "dependencies",
        Topic::Severity => "severity",
        Topic::Likelihood => "likelihood",
        Topic::Prevention => "prevention",
        Topic::Other => "other",
    }
}

/// How a fact's meaning differs from what is expected of it.
fn differs(fact: &Fact, expected: &Value) -> Option<String> {
    let agrees = match (expected, &fact.means) {
        (Value::String(said), means) => match said.as_str() {
            "said" => true,
            "unsure" => {
                matches!(means, Meaning::Untestable(_) | Meaning::Remark) || fact.guess.is_some()
            }
            "untestable" => matches!(means, Meaning::Untestable(_)),
            "nothing" => is_nothing(means),
            "outage of a part" => is_partly_out(means),
            time => matches!(means, Meaning::Time(read) if is_time(read, time)),
        },
        (Value::Array(_), Meaning::Impact(levels)) => is_impact(levels, expected),
        (Value::Array(cascade), Meaning::Cascade(read)) => {
            let expected = names(cascade.iter().filter_map(Value::as_str));
            sorted(expected) == sorted(names(read.iter().map(|words| words.text.as_str())))
        }
        (Value::Array(ways), Meaning::Detection(read)) => {
            let expected: Vec<&str> = ways.iter().filter_map(Value::as_str).collect();
            expected == told_ways(read)
        }
        (Value::Object(recovery), Meaning::Recovery(read)) => is_recovery(read, recovery),
        _ => false,
    };
    (!agrees).then(|| told(fact))
}

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names
}

/// Whether the levels are those that are expected.
pub fn is_impact(levels: &[Impact], expected: &Value) -> bool {
    let told: Vec<String> = levels.iter().map(ToString::to_string).collect();
    let expected = expected.as_array().expect("an impact is a list");
    expected.iter().filter_map(Value::as_str).eq(told.iter().map(String::as_str))
}

/// An outage, though whether of all that users have is open.
fn is_partly_out(means: &Meaning) -> bool {
    let Meaning::Impact(levels) = means else { return false };
    levels.contains(&Impact::Outage) && !levels.contains(&Impact::None)
}

fn is_nothing(means: &Meaning) -> bool {
    match means {
        Meaning::Nothing => true,
        Meaning::Time(time) => time.span == Span::ZERO,
        _ => false,
    }
}

/// Whether it is the time that is expected: `5m`, `~5m` where it is not exact.
pub fn is_time(read: &Time, expected: &str) -> bool {
    let about = expected.starts_with('~');
    let span = expected.trim_start_matches('~');
    let span = Span::parse(span).unwrap_or_else(|error| panic!("{error}"));
    span == read.span && (!about || read.about)
}

/// How ways are written in expected files. Several of a kind in a row, none with a time, are one.
fn told_ways(ways: &[Way]) -> Vec<String> {
    let mut told: Vec<String> = ways.iter().map(told_way).collect();
    told.dedup();
    told
}

fn told_way(way: &Way) -> String {
    let by = match way.by {
        DetectedBy::HealthCheck => "health-check",
        DetectedBy::Process => "process",
        DetectedBy::Alert => "alert",
        DetectedBy::External => "external",
        DetectedBy::Looking => "looking",
        DetectedBy::People => "people",
        DetectedBy::Other => "other",
    };
    // `within minutes`, `immediately`.
    let vague = |time: &&Time| {
        let text = time.words.text.to_lowercase();
        ["immediate", "within seconds", "within minutes"].iter().any(|said| text.starts_with(said))
    };
    match &way.within {
        None => by.to_owned(),
        Some(time) if vague(&time) => format!("{by} soon"),
        Some(time) => format!("{by} within {}", short(time)),
    }
}

/// `90s`, `2m`, `4h`, `1d`.
fn short(time: &Time) -> String {
    let micros = time.span.as_micros();
    let units = [(86_400, "d"), (3_600, "h"), (60, "m"), (1, "s")];
    let fits = units.iter().find(|(secs, _)| micros > 0 && micros.is_multiple_of(secs * 1_000_000));
    fits.map_or_else(
        || format!("{micros}us"),
        |(secs, unit)| format!("{}{unit}", micros / (secs * 1_000_000)),
    )
}

fn is_recovery(read: &Recovery, expected: &serde_json::Map<String, Value>) -> bool {
    let run: Vec<&str> = expected
        .get("run")
        .and_then(Value::as_array)
        .map(|run| run.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    let commands = read.steps.iter().flat_map(|step| &step.commands);
    let commands: Vec<String> = commands.map(|words| one_line(&words.text)).collect();
    let automatic = expected.get("automatic").and_then(Value::as_bool).unwrap_or(false);
    let within = match (expected.get("within").and_then(Value::as_str), &read.within) {
        (Some(time), Some(read)) => is_time(read, time),
        (None, None) => true,
        _ => false,
    };
    commands == run && automatic == read.automatic && within
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a fact was read to mean.
fn told(fact: &Fact) -> String {
    let guess = fact.guess.as_ref().map(|why| format!(" (a guess: {why})")).unwrap_or_default();
    let means = match &fact.means {
        Meaning::Detection(ways) => format!("{:?}", told_ways(ways)),
        Meaning::Cascade(names) => {
            format!("{:?}", names.iter().map(|words| words.text.as_str()).collect::<Vec<_>>())
        }
        Meaning::Recovery(recovery) => {
            let commands = recovery.steps.iter().flat_map(|step| &step.commands);
            let commands: Vec<&str> = commands.map(|words| words.text.as_str()).collect();
            let within = recovery.within.as_ref().map(short);
            format!("run {commands:?}, within {within:?}, automatic {}", recovery.automatic)
        }
        Meaning::Time(time) => format!("{}{}", if time.about { "~" } else { "" }, short(time)),
        Meaning::Untestable(untestable) => format!("untestable: {}", untestable.why),
        means => format!("{means:?}"),
    };
    format!("{means}{guess}")
}
