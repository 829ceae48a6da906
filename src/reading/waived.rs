//! Findings that a comment in the document waives.

use super::blocks::Block;
use super::model::Waived;
use super::sections::Section;
use super::words::Words;

/// Between a rule and its reason.
const BETWEEN: [&str; 6] = [" – ", " — ", " - ", " -- ", ": ", ", "];

/// The waivers of a document, in its order.
pub(super) fn waived(document: &Section) -> Vec<Waived> {
    let mut found = Vec::new();
    for section in document.all() {
        in_blocks(&section.blocks, &mut found);
    }
    found
}

fn in_blocks(blocks: &[Block], found: &mut Vec<Waived>) {
    for block in blocks {
        match block {
            Block::Comment(words) => found.extend(read(words)),
            Block::List(list) => {
                list.items.iter().for_each(|item| in_blocks(&item.blocks, found));
            }
            _ => {}
        }
    }
}

/// `firedrill: allow RULE – reason`.
fn read(comment: &Words) -> Option<Waived> {
    let text = comment.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let rest = text.strip_prefix("firedrill:")?.trim_start().strip_prefix("allow ")?;
    let cut = BETWEEN.iter().filter_map(|mark| Some((rest.find(mark)?, mark.len())));
    let (rule, reason) = match cut.min() {
        Some((at, length)) => (&rest[..at], &rest[at + length..]),
        // `allow RULE because …`
        None => rest.split_once(' ').unwrap_or((rest, "")),
    };
    let rule = rule.trim().trim_end_matches(['–', '—', '-', ':']).trim();
    (!rule.is_empty()).then(|| Waived {
        rule: rule.to_owned(),
        reason: reason.trim().to_owned(),
        place: comment.place,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::blocks;

    #[test]
    fn a_comment_waives_a_rule_with_its_reason() {
        for (comment, rule, reason) in [
            ("firedrill: allow no-rto – nobody needs one", "no-rto", "nobody needs one"),
            ("firedrill: allow no-rto - it-is so", "no-rto", "it-is so"),
            ("firedrill:allow no-rto", "no-rto", ""),
            ("firedrill: allow no-rto –", "no-rto", ""),
            ("firedrill: allow no-rto\nbecause of it", "no-rto", "because of it"),
        ] {
            let text = format!("# A\n\n- b\n\n  <!-- {comment} -->\n");
            let found = waived(&Section::of(blocks(&text), 5));
            let found = found.first().map(|one| (one.rule.as_str(), one.reason.as_str()));
            assert_eq!(found, Some((rule, reason)), "{comment}");
        }
    }

    #[test]
    fn other_comments_waive_nothing() {
        for comment in ["allow no-rto", "firedrill: deny x", "firedrill: allow ", ""] {
            let text = format!("<!-- {comment} -->\n");
            assert!(waived(&Section::of(blocks(&text), 1)).is_empty(), "{comment}");
        }
    }
}
