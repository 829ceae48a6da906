//! What was written down as a date: last updated, next review, last test.

use super::blocks::{Block, List, Table};
use super::failures::{Key, lines_of, pairs_by};
use super::model::{Dated, Topic};
use super::sections::Section;
use super::words::Words;

/// What a date is of, in lower case.
const KEYS: &str = "\
    last updated, last update, updated, updated on, updated at, last modified, last \
    revised, revised, revision date, last edited, last changed, last reviewed, last \
    review, reviewed, reviewed on, review date, next review, next review date, next \
    scheduled review, review due, review by, last review date, last tested, last test, \
    last test date, tested, tested on, last tested on, next test, next test date, next \
    tested, last drill, next drill, last dr test, next dr test, last dr drill, next dr \
    drill, last exercise, last exercised, next exercise, last verified, verified on, \
    last validated, last restore test, last restore drill, \
    last recovery drill, last recovery test, last failover test, last restore, \
    effective date, date, created, last rehearsed";

/// Whether a key is that of a date.
pub(super) fn is_date(key: &str) -> bool {
    key.len() < 40 && may_have(key) && {
        let plain: String = key
            .chars()
            .map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { ' ' })
            .collect();
        let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        KEYS.split(", ").any(|key| key == plain)
    }
}

/// The dates of a document, in its order.
pub(super) fn dates(document: &Section) -> Vec<Dated> {
    let mut found = Vec::new();
    for section in document.all() {
        in_blocks(&section.blocks, &mut found);
    }
    found
}

fn in_blocks(blocks: &[Block], found: &mut Vec<Dated>) {
    for block in blocks {
        match block {
            Block::Paragraph(lines) => lines.iter().for_each(|line| in_line(line, found)),
            Block::List(List { items, .. }) => {
                for item in items {
                    item.lines.iter().for_each(|line| in_line(line, found));
                    in_blocks(&item.blocks, found);
                }
            }
            Block::Table(table) => in_table(table, found),
            Block::Code(code) if code.info == "front matter" => {
                code.lines.iter().for_each(|line| in_line(line, found));
            }
            Block::Code(_) | Block::Heading(..) | Block::Comment(_) => {}
        }
    }
}

fn in_line(line: &Words, found: &mut Vec<Dated>) {
    // What has no such sign is no date; most lines are long before that.
    if !line.text.contains([':', '–', '—', '-']) || !may_have(&line.text) {
        return;
    }
    for line in lines_of(line) {
        let pairs = pairs_by(&line, date).into_iter().filter(|pair| pair.known.is_some());
        let dated = pairs.map(|pair| Dated { key: pair.key, value: pair.value });
        // `Next review: 2026-11-01.` ends a sentence.
        let dated = dated.map(|Dated { key, value }| {
            let end = value.text.trim_end_matches(['.', ' ']).len();
            Dated { key, value: value.part(0..end) }
        });
        found.extend(dated.filter(|dated| !dated.value.is_empty()));
    }
}

/// Whether a word that every date's key has one of is in a text.
fn may_have(text: &str) -> bool {
    let words = text.split(|c: char| !c.is_ascii_alphabetic());
    words.filter(|word| (4..=9).contains(&word.len())).any(|word| {
        let first = [
            "last",
            "next",
            "date",
            "updated",
            "revised",
            "reviewed",
            "review",
            "tested",
            "revision",
            "effective",
            "created",
            "verified",
        ];
        first.iter().any(|one| word.eq_ignore_ascii_case(one))
    })
}

/// Rows of attributes, and columns that have a date's head.
fn in_table(table: &Table, found: &mut Vec<Dated>) {
    let columns: Vec<(usize, &Words)> =
        table.head.iter().enumerate().filter(|(_, head)| is_date(&head.text)).collect();
    // The head is a row too where it has a date: `| Last updated | May 2024 |`.
    let head = Some(&table.head).filter(|head| {
        head.len() == 2 && head.get(1).is_some_and(|value| value.text.contains(char::is_numeric))
    });
    // A log has a date at the head of its rows, and those are none of the document's.
    let log = columns.iter().any(|(at, _)| *at == 0) && head.is_none();
    for row in head.into_iter().chain(&table.rows).filter(|_| !log) {
        if let [key, value, ..] = row.as_slice()
            && is_date(&key.text)
            && !value.is_empty()
            && columns.iter().all(|(at, _)| *at == 0)
        {
            found.push(Dated { key: key.clone(), value: value.clone() });
        }
    }
    // A table of versions has a date in each row, which is none of the document's.
    let versions = table.head.iter().any(|head| head.text.trim().eq_ignore_ascii_case("version"));
    if versions {
        return;
    }
    for row in &table.rows {
        for (at, key) in columns.iter().filter(|(at, _)| *at > 0) {
            if let Some(value) = row.get(*at).filter(|value| !value.is_empty()) {
                found.push(Dated { key: (*key).clone(), value: value.clone() });
            }
        }
    }
}

fn date(words: &str) -> Option<Key> {
    is_date(words).then_some(Key { topic: Topic::Other, weak: true })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::blocks;

    fn read(text: &str) -> Vec<String> {
        let found = dates(&Section::of(blocks(text), 1));
        found.iter().map(|one| format!("{}={}", one.key.text, one.value.text)).collect()
    }

    #[test]
    fn dates_are_read_wherever_they_stand() {
        for (text, found) in [
            ("**Last Updated:** May 4, 2025", "Last Updated=May 4, 2025"),
            ("*Last updated: 2025-05-04*", "Last updated=2025-05-04"),
            ("Status: Draft | Last Tested: never", "Last Tested=never"),
            ("- **Next review**: in the autumn", "Next review=in the autumn"),
            ("---\nlast_updated: 2025-05-04\n---\n", "last_updated=2025-05-04"),
            ("| Field | Value |\n|---|---|\n| Last tested | 1 May |\n", "Last tested=1 May"),
            ("| Failure | Last drill |\n|---|---|\n| a | 1 May |\n", "Last drill=1 May"),
        ] {
            assert_eq!(read(text), [found], "{text}");
        }
    }

    #[test]
    fn what_is_no_date_of_the_document_is_none() {
        for text in [
            "It was updated: see there",
            "Last week: nothing",
            "| Version | Date | Author |\n|---|---|---|\n| 1 | May | Ann |\n",
            "| Date | Author | Change |\n|---|---|---|\n| May | Ann | x |\n",
            "```\nLast Updated: now\n```\n",
        ] {
            assert_eq!(read(text), Vec::<String>::new(), "{text}");
        }
    }
}
