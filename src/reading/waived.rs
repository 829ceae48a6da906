//! Findings that a comment in the document waives.

use super::blocks::Block;
use super::model::Waived;
use super::sections::Section;
use super::words::{Place, Words};

/// Between a rule and its reason.
const BETWEEN: [&str; 6] = [" – ", " — ", " - ", " -- ", ": ", ", "];

/// The waivers of a document, in its order.
pub(super) fn waived(document: &Section) -> Vec<Waived> {
    let mut found = Vec::new();
    in_section(document, document.end, &mut found);
    found
}

/// Of a section and those in it. `next` is the end of the section behind its last block.
fn in_section(section: &Section, next: u32, found: &mut Vec<Waived>) {
    let before = found.len();
    in_blocks(&section.blocks, found);
    // What stands right before a heading is about that, unless it stands right below one.
    let behind = section.sections.first().map_or(next, |first| first.end);
    let trailing = section.blocks.iter().rev().map_while(comment);
    let trailing: Vec<Place> = trailing.collect();
    let alone = trailing.len() == section.blocks.len();
    let goes_on = behind > section.end || !section.sections.is_empty();
    for one in found.iter_mut().skip(before) {
        (one.from, one.until) = if goes_on && !alone && trailing.contains(&one.place) {
            (one.place.line, behind)
        } else {
            (section.title.place.line, section.end)
        };
    }
    let ends = section.sections.iter().skip(1).map(|section| section.end);
    let ends = ends.chain(std::iter::once(next));
    section.sections.iter().zip(ends).for_each(|(inner, next)| in_section(inner, next, found));
}

fn comment(block: &Block) -> Option<Place> {
    match block {
        Block::Comment(words) => Some(words.place),
        _ => None,
    }
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
        reason: reason.trim().trim_start_matches(['–', '—', '-', ':']).trim().to_owned(),
        place: comment.place,
        from: comment.place.line,
        until: comment.place.line,
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
            let comment = comment.replace('\n', "\n  ");
            let text = format!("# A\n\n- b\n\n  <!-- {comment} -->\n");
            let found = waived(&Section::of(blocks(&text), 5));
            let found = found.first().map(|one| (one.rule.as_str(), one.reason.as_str()));
            assert_eq!(found, Some((rule, reason)), "{comment}");
        }
    }

    #[test]
    fn a_comment_holds_for_its_section_or_for_the_one_that_it_stands_before() {
        let holds = |text: &str| {
            let end = u32::try_from(text.lines().count()).unwrap();
            let found = waived(&Section::of(blocks(text), end));
            found.iter().map(|one| (one.from, one.until)).collect::<Vec<_>>()
        };
        let comment = "<!-- firedrill: allow no-rto – x -->";
        assert_eq!(holds(&format!("# T\n\n## A\n\n{comment}\n\na\n\n## B\n\nb\n")), [(3, 8)]);
        assert_eq!(holds(&format!("# T\n\n## A\n\na\n\n{comment}\n\n## B\n\nb\n")), [(7, 11)]);
        assert_eq!(
            holds(&format!("# T\n\n### A\n\na\n\n{comment}\n\n## B\n\nb\n\n## C\n\nc\n")),
            [(7, 12)]
        );
        assert_eq!(holds(&format!("{comment}\n\n# T\n\n## A\n\na\n\n## B\n\nb\n")), [(0, 11)]);
        assert_eq!(holds(&format!("# T\n\n{comment}\n\n## A\n\na\n\n## B\n\nb\n")), [(1, 11)]);
        assert_eq!(holds(&format!("# T\n\n## A\n\na\n\n{comment}\n")), [(3, 7)]);
        assert_eq!(holds(&format!("# T\n\nt\n\n{comment}\n\n## A\n\na\n\n## B\n")), [(5, 10)]);
        let two = format!("# T\n\nt\n\n{comment}\n\n{comment}\n\n## A\n\na\n");
        assert_eq!(holds(&two), [(5, 11), (7, 11)]);
    }

    #[test]
    fn other_comments_waive_nothing() {
        for comment in ["allow no-rto", "firedrill: deny x", "firedrill: allow ", ""] {
            let text = format!("<!-- {comment} -->\n");
            assert!(waived(&Section::of(blocks(&text), 1)).is_empty(), "{comment}");
        }
    }
}
