//! How the services of a cascade fall, by the words of the quote.

use super::claims::{Context, Entry};
use super::heard::{Heard, Thing};
use crate::document::Saying;
use crate::timeline::{Assertion, Falls};
use crate::words::{Impact, ServiceName};

/// Fills in how services fall where no claim says it, and refuses where one says otherwise than its quote.
pub fn infer(context: &Context<'_>, entries: &mut [Entry]) {
    for entry in entries {
        let heard = Heard::lines(context, &entry.quote.lines);
        let before = context.source.count();
        for stated in &mut entry.stated {
            let marks = stated.parts.clone();
            let Assertion::Cascade { services, .. } = &mut stated.assertion else { continue };
            for (index, entry) in services.iter_mut().enumerate() {
                let words = said_of(&heard, &entry.service);
                let said = falls(&words);
                let mark = marks.get(index).copied().unwrap_or(stated.mark);
                let quoted = words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join("', '");
                if entry.falls == Falls::Either {
                    // That it does not crash is no word of its falling.
                    if !words.is_empty() && words.iter().all(|word| word.negated && word.levels.contains(&Impact::None))
                    {
                        let message =
                            format!("the quote says '{quoted}' of '{}', the claim says that it falls", entry.service);
                        context.source.error_with(mark, message, super::agree::AGREE);
                    }
                    entry.falls = said;
                } else if said != Falls::Either && said != entry.falls {
                    let message = format!(
                        "the quote says '{quoted}' of '{}', which {said}; the claim says that it {}",
                        entry.service, entry.falls
                    );
                    context.source.error_with(mark, message, super::agree::AGREE);
                }
            }
        }
        // What is told here needs not be told again, line by line.
        entry.whole &= context.source.count() == before;
    }
}

fn said_of<'h>(heard: &'h Heard, service: &ServiceName) -> Vec<&'h Saying> {
    let is = |thing: &Thing| matches!(thing, Thing::Service(name) if name == service);
    heard.about(is).flat_map(|clause| &clause.words).collect()
}

fn falls(words: &[&Saying]) -> Falls {
    let fails = words.iter().any(|word| word.levels == [Impact::Outage]);
    let goes_on = |word: &&Saying| word.levels.contains(&Impact::Degraded) && !word.levels.contains(&Impact::Outage);
    match (fails, words.iter().any(goes_on)) {
        (true, false) => Falls::Fails,
        (false, true) => Falls::Degrades,
        _ => Falls::Either,
    }
}
