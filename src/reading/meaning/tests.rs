//! What lines of facts mean.

mod cascades;
mod detections;
mod hostile;
mod impacts;
mod recoveries;
mod titles;
mod values;

use super::meaning;
use crate::reading::blocks::{Block, blocks};
use crate::reading::model::{DetectedBy, Fact, Meaning, Recovery, Time, Topic};
use crate::reading::sections::Section;
use crate::reading::words::Words;
use crate::words::stated;

/// A fact of Markdown: the lines of its first paragraph are its value, the rest are its blocks.
pub(super) fn fact(topic: Topic, text: &str) -> Fact {
    let mut blocks = blocks(text);
    let value = match blocks.first_mut() {
        Some(Block::Paragraph(lines)) => std::mem::take(lines),
        _ => Vec::new(),
    };
    if matches!(blocks.first(), Some(Block::Paragraph(lines)) if lines.is_empty()) {
        blocks.remove(0);
    }
    Fact {
        topic,
        key: Words::default(),
        under: None,
        value,
        blocks,
        means: Meaning::Remark,
        guess: None,
    }
}

/// What some Markdown means, and its guess.
pub(super) fn read(topic: Topic, text: &str) -> Fact {
    let mut fact = fact(topic, text);
    meaning(&Section::of(Vec::new(), 0), &mut fact);
    fact
}

/// What a fact means as a short text; `?` at its end where it is a guess.
pub(super) fn tell(fact: &Fact) -> String {
    let names = |names: &[Words]| {
        names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join(", ")
    };
    let means = match &fact.means {
        Meaning::Impact(levels) => {
            levels.iter().map(ToString::to_string).collect::<Vec<_>>().join("|")
        }
        Meaning::Cascade(all) => format!("[{}]", names(all)),
        Meaning::Names(all) => format!("{{{}}}", names(all)),
        Meaning::Detection(ways) => {
            let way = |way: &super::super::model::Way| {
                let by = match way.by {
                    DetectedBy::HealthCheck => "check",
                    DetectedBy::Process => "process",
                    DetectedBy::Alert => "alert",
                    DetectedBy::External => "external",
                    DetectedBy::Looking => "looking",
                    DetectedBy::People => "people",
                    DetectedBy::Other => "other",
                };
                format!("{by}{}", within(way.within.as_ref()))
            };
            ways.iter().map(way).collect::<Vec<_>>().join(", ")
        }
        Meaning::Recovery(recovery) => recovered(recovery),
        Meaning::Time(time) => within(Some(time)).trim().to_owned(),
        Meaning::Remark => "remark".to_owned(),
        Meaning::Nothing => "nothing".to_owned(),
        Meaning::Untestable(_) => "untestable".to_owned(),
    };
    format!("{means}{}", if fact.guess.is_some() { " ?" } else { "" })
}

fn within(time: Option<&Time>) -> String {
    let told =
        |time: &Time| format!(" @{}{}", if time.about { "~" } else { "" }, stated(time.span));
    time.map(told).unwrap_or_default()
}

fn recovered(recovery: &Recovery) -> String {
    let commands = recovery.steps.iter().flat_map(|step| &step.commands);
    let commands = commands.map(|command| command.text.as_str());
    let automatic = recovery.automatic.then_some("auto");
    let all = automatic.into_iter().chain(commands).collect::<Vec<_>>().join(" ;; ");
    format!("{all}{}", within(recovery.within.as_ref()))
}

/// Asserts all at once, so that one run tells every line that is read wrongly.
pub(super) fn check(topic: Topic, cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(text, wanted)| {
            let fact = read(topic, text);
            let told = tell(&fact);
            (told != *wanted).then(|| {
                format!(
                    "{text:?}\n  is {told}\n  not {wanted}\n  ({:?})\n  {:?}",
                    fact.guess, fact.means
                )
            })
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}
