//! Layers of the system: `Layer 3: Web server`, with what is said of each by key.

use super::lines::{Line, Stands, key, lines};
use super::objectives;
use crate::reading::model::{Fact, Layer, Meaning, Topic};
use crate::reading::sections::Section;
use crate::reading::words::Words;

/// A heading's number and its title behind it, where it is a layer's.
fn heading(title: &Words) -> Option<(Option<String>, Words)> {
    let text = &title.text;
    let begin = text.find(char::is_alphanumeric)?;
    let lower = crate::document::lower_case(text.get(begin..)?);
    let rest = lower.strip_prefix("layer ")?;
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric())?;
    let number = rest
        .get(..end)
        .filter(|number| number.chars().all(|c| c.is_ascii_digit()) || number.len() == 1)?;
    let behind = rest.get(end..)?;
    let signs = |c: char| matches!(c, ':' | '-' | '–' | '—' | ' ' | '.' | ')');
    let skipped = behind.len() - behind.trim_start_matches(signs).len();
    let from = begin + "layer ".len() + end + skipped;
    let number = text.get(begin + "layer ".len()..begin + "layer ".len() + number.len())?;
    Some((Some(number.to_owned()), title.part(from..text.len())))
}

/// `Data Layer`, beside others of the kind.
fn kind(title: &Words) -> Option<(Option<String>, Words)> {
    let text = title.text.trim_end();
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(0);
    let number = text.get(..digits).map(|number| number.trim_end_matches('.').to_owned());
    let number = number.filter(|number| !number.is_empty());
    let behind = text.get(digits..)?;
    let from = digits + (behind.len() - behind.trim_start_matches([' ', ')']).len());
    let ends = text.to_lowercase().ends_with(" layer");
    (ends && text.len() < 60).then(|| (number, title.part(from..text.len())))
}

/// Whether a heading is that of a numbered layer.
pub(super) fn is_layer(title: &Words) -> bool {
    heading(title).is_some()
}

/// The layers among the sections of one.
pub(super) fn layers(parent: &Section, found: &mut Vec<Layer>) {
    let several = parent.sections.iter().filter(|one| kind(&one.title).is_some()).take(2).count();
    for section in &parent.sections {
        let named =
            heading(&section.title).or_else(|| kind(&section.title).filter(|_| several > 1));
        let Some((number, title)) = named else { continue };
        let mut facts = Vec::new();
        gather(section, None, &mut facts);
        if facts.is_empty() {
            continue;
        }
        let lines = (section.title.place.line, section.end);
        found.push(Layer { title, number, facts, lines });
    }
}

fn gather(section: &Section, under: Option<&Words>, facts: &mut Vec<(Option<Words>, Fact)>) {
    for line in lines(section) {
        match fact(&line) {
            Some(fact) => facts.push((under.cloned(), fact)),
            // A further line of the value before it.
            None if line.stands == Stands::Item || line.stands == Stands::Below => {
                if let Some((_, last)) = facts.last_mut().filter(|(_, last)| {
                    last.value.is_empty()
                        || last
                            .value
                            .last()
                            .is_some_and(|value| value.place.line + 1 == line.words.place.line)
                }) {
                    last.value.push(line.bare());
                }
            }
            None => {}
        }
    }
    for inner in &section.sections {
        gather(inner, Some(&inner.title), facts);
    }
}

fn fact(line: &Line<'_>) -> Option<Fact> {
    let chained = || {
        let chain = super::chain::chain(&line.words.text, line.from).is_some();
        (line.stands == Stands::Code && (chain || super::tree::branch(&line.words.text).is_some()))
            // What its arrows say is read as edges.
            .then(|| (Topic::Other, Words::default(), line.bare()))
    };
    let keyed = || {
        let (name, value) = key(line.words, line.from)?;
        let name = line.words.part(name);
        Some((topic(&name.text), name, line.words.part(value)))
    };
    let (topic, key, value) =
        if line.stands == Stands::Code { chained().or_else(keyed)? } else { keyed()? };
    let value = if value.is_empty() { Vec::new() } else { vec![value] };
    let blocks = Vec::new();
    Some(Fact { topic, key, under: None, value, blocks, means: Meaning::Remark, guess: None })
}

/// What a key of a layer is about.
fn topic(key: &str) -> Topic {
    if let Some(topic) = objectives::topic(key) {
        return topic;
    }
    let lower = key.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if has(&["depend", "requires"]) {
        Topic::Dependencies
    } else if has(&["graceful", "fallback", "degradation"]) {
        Topic::Graceful
    } else if has(&["impact", "effect", "if down"]) {
        Topic::Impact
    } else if has(&["critical", "severity", "priority"]) {
        Topic::Severity
    } else if has(&["monitor", "detect", "health check", "alert"]) {
        Topic::Detection
    } else if has(&["recovery time", "time to recover"]) {
        Topic::RecoveryTime
    } else if has(&["recover", "restart", "mitigat", "fix"]) {
        Topic::Recovery
    } else if has(&["failure", "trigger", "cause"]) {
        Topic::Failure
    } else if has(&["prevent"]) {
        Topic::Prevention
    } else {
        Topic::Other
    }
}
