//! `facts:` of `pack.yaml`: what the document says of the stack as it is, and how it is asked.

use super::keys::FACT;
use super::known::Known;
use crate::document::plain;
use crate::pack::model::{SteadyFact, Testing};
use crate::pack::source::Source;
use crate::pack::yaml::{Key, Mark, Node};
use crate::words::FactName;

/// What stands in the document's place for what it says: `(Port {})`.
const HOLE: &str = "{}";

/// Reads one fact. Words that the document does not have (any more) are told, and test nothing.
pub fn fact(
    source: &Source<'_>,
    known: &Known,
    document: &str,
    (key, node): (&Key, &Node),
) -> Option<SteadyFact> {
    let name: FactName = source.name_of(&key.text, key.mark)?;
    let fields = source.object(node, &FACT)?;
    let says = fields.need("says")?;
    let words = plain(source.text(says, "words of the document")?);
    if words.matches(HOLE).count() > 1 {
        source.error_with(
            says.mark,
            format!("there is more than one {HOLE} in these words"),
            "make a fact of each",
        );
        return None;
    }
    let testing = testing(source, known, &fields, words.contains(HOLE))?;
    let profiles =
        fields.items("profiles").iter().filter_map(|node| known.profile(source, node)).collect();
    let Some((line, said)) = stated(document, &words) else {
        tell_missing(source, says.mark, &words);
        return None;
    };
    let quote = said.as_ref().map_or_else(|| words.clone(), |said| words.replace(HOLE, said));
    let testing = match testing {
        Testing::Ask { ask, within, .. } => Testing::Ask { ask, said, within },
        Testing::Not(why) => Testing::Not(why),
    };
    Some(SteadyFact { name, line, quote, profiles, testing })
}

fn tell_missing(source: &Source<'_>, mark: Mark, words: &str) {
    source.warn(
        mark,
        format!("the document has no line that says '{words}', so that this tests nothing"),
        "write its words as they are now, with {} in place of what is to be compared",
    );
}

fn testing(
    source: &Source<'_>,
    known: &Known,
    fields: &crate::pack::source::Fields<'_>,
    compares: bool,
) -> Option<Testing> {
    let within = fields.get("within");
    if let (Some(node), false) = (within, compares) {
        source.error_with(
            node.mark,
            "there is nothing to be compared within it",
            format!("put {HOLE} in place of the number in 'says'"),
        );
    }
    match (fields.get("ask"), fields.text("not_tested")) {
        (Some(node), None) => {
            known.in_droplet(source, node.mark, "a command");
            let ask = source.text(node, "a command")?.to_owned();
            let within = within.and_then(|node| source.parsed(node, "a whole number", "10"));
            Some(Testing::Ask { ask, said: None, within })
        }
        (None, Some(why)) => Some(Testing::Not(why)),
        _ => {
            source.error(
                fields.need("says")?.mark,
                "a fact has either 'ask' (a command) or 'not_tested' (why it has none)",
            );
            None
        }
    }
}

/// The first line of the document with these words, and what it has in the hole's place.
fn stated(document: &str, words: &str) -> Option<(u32, Option<String>)> {
    let numbered = (1..).zip(document.lines());
    let hole = words.split_once(HOLE);
    numbered.into_iter().find_map(|(number, line)| {
        let line = plain(line);
        match hole {
            None => line.contains(words).then_some((number, None)),
            Some((before, after)) => {
                let rest = line.split_once(before)?.1;
                let said = if after.is_empty() { rest } else { rest.split_once(after)?.0 };
                let said = said.trim();
                (!said.is_empty()).then(|| (number, Some(said.to_owned())))
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::stated;

    #[test]
    fn words_are_found_with_what_stands_in_the_hole() {
        let document = "# A\n│ NGINX 1.18.0 (Port 443)  │\n**Logs:** `/var/log/a.log`, `/b.log`\n";
        let found = |words: &str| stated(document, words);
        assert_eq!(found("(Port {})"), Some((2, Some("443".to_owned()))));
        assert_eq!(found("Logs: {},"), Some((3, Some("/var/log/a.log".to_owned()))));
        assert_eq!(found("Logs: /var/log/a.log, {}"), Some((3, Some("/b.log".to_owned()))));
        assert_eq!(found("NGINX"), Some((2, None)));
        assert_eq!(found("(Port {}]"), None);
        assert_eq!(found("Apache"), None);
    }
}
