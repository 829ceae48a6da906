//! What was understood of a document, for people.

use super::drills::Drill;
use super::model::{Becomes, Said, Understood, Untestable};
use crate::reading::{DetectedBy, Fact, Meaning, Recovery, Way, Words};
use crate::words::Impact;

/// What was understood of a failure.
pub fn understood(drill: &Drill<'_>) -> Understood {
    let becomes = match (&drill.fault, drill.before, &drill.own) {
        (_, Some(line), _) => Becomes::ToldBefore { line },
        (_, None, Some(file)) => Becomes::Own { file: file.clone() },
        (Ok(fault), None, None) => Becomes::Scenario {
            id: drill.id.to_string(),
            file: drill.file.clone(),
            fault: fault.told(),
        },
        (Err(not), None, None) => Becomes::NotDrilled { reason: not.reason.clone() },
    };
    Understood {
        title: drill.failure.title.text.trim().to_owned(),
        line: drill.failure.lines.0,
        becomes,
        guess: drill.guess.clone(),
        facts: drill.failure.facts.iter().map(said).collect(),
    }
}

/// The line of a fact: where it is said. In a table its key stands in another.
pub fn line_of(fact: &Fact) -> u32 {
    let value = fact.value.first().map(|words| words.place.line);
    let block = || fact.blocks.first().and_then(crate::reading::Block::line);
    value.or_else(block).unwrap_or(fact.key.place.line)
}

fn said(fact: &Fact) -> Said {
    let untestable = match &fact.means {
        Meaning::Untestable(untestable) => {
            Some(Untestable { why: untestable.why.clone(), add: untestable.add.clone() })
        }
        _ => None,
    };
    Said {
        line: line_of(fact),
        key: fact.key.text.trim().to_owned(),
        under: fact.under.as_ref().map(|words| words.text.trim().to_owned()),
        means: means(&fact.means),
        is_remark: fact.means == Meaning::Remark,
        guess: fact.guess.clone(),
        untestable,
    }
}

fn means(meaning: &Meaning) -> Option<String> {
    Some(match meaning {
        Meaning::Impact(impacts) => joined(impacts.iter().map(|one| impact(*one)), " or "),
        Meaning::Cascade(names) | Meaning::Names(names) => names_of(names),
        Meaning::Detection(ways) => joined(ways.iter().map(way), ", "),
        Meaning::Recovery(recovery) => recovered(recovery),
        Meaning::Time(time) => {
            format!("{}{}", if time.about { "about " } else { "" }, time.span)
        }
        Meaning::Nothing => "none".to_owned(),
        Meaning::Remark | Meaning::Untestable(_) => return None,
    })
}

fn joined(texts: impl Iterator<Item = impl Into<String>>, between: &str) -> String {
    texts.map(Into::into).collect::<Vec<String>>().join(between)
}

const fn impact(impact: Impact) -> &'static str {
    match impact {
        Impact::None => "none",
        Impact::Degraded => "degraded",
        Impact::Outage => "outage",
    }
}

fn names_of(names: &[Words]) -> String {
    if names.is_empty() {
        return "none".to_owned();
    }
    joined(names.iter().map(|words| words.text.trim()), ", ")
}

fn way(way: &Way) -> String {
    let by = match way.by {
        DetectedBy::HealthCheck => "health check",
        DetectedBy::Process => "watch on the process",
        DetectedBy::Alert => "alert",
        DetectedBy::External => "probe from outside",
        DetectedBy::Looking => "somebody who looks",
        DetectedBy::People => "people who tell",
        DetectedBy::Other => "something else",
    };
    let within = way.within.as_ref().map(|time| format!(" within {}", time.span));
    format!("{by}{}", within.unwrap_or_default())
}

fn recovered(recovery: &Recovery) -> String {
    let commands = recovery.steps.iter().flat_map(|step| &step.commands);
    let commands = joined(commands.map(|words| words.text.trim()), "; ");
    let told = match (commands.as_str(), recovery.automatic) {
        ("", true) => "by itself",
        ("", false) => "in words",
        (commands, _) => commands,
    };
    let within = recovery.within.as_ref().map(|time| format!(" within {}", time.span));
    format!("{told}{}", within.unwrap_or_default())
}
