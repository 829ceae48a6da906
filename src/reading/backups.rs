//! How often copies of the data are made: `Backups: every 6 hours`, `nightly dump`.

use super::blocks::{Block, List, Table};
use super::model::{Backup, Time};
use super::sections::Section;
use super::words::Words;
use crate::document::figures;
use crate::words::Span;
use std::ops::Range;

/// What a copy is called, in lower case.
const COPIES: [&str; 6] = ["backup", "back-up", "back up", "snapshot", "dump", "pgbackrest"];

/// What copies all the time, unless an interval stands beside it.
const STREAMS: [&str; 12] = [
    "replica",
    "replicat",
    "wal",
    "binlog",
    "binary log",
    "point-in-time",
    "point in time",
    "pitr",
    "continuous",
    "aof",
    "oplog",
    "standby",
];

/// Of those, what is copied piece by piece.
const LOGS: [&str; 5] = ["wal", "binlog", "binary log", "oplog", "aof"];

/// What speaks of something else that is done with copies, and as often.
const OTHER: [&str; 20] = [
    "test", "verif", "restor", "check", "drill", "rotat", "reten", "retain", "kept", "keep",
    "prune", "delet", "expire", "review", "audit", "old", "ago", "never", "last", "latest",
];

const HOUR: u64 = 60 * 60;

/// Words for an interval, and how long it is in seconds.
const WORDS: [(&str, u64); 20] = [
    ("every minute", 60),
    ("every hour", HOUR),
    ("each hour", HOUR),
    ("once an hour", HOUR),
    ("hourly", HOUR),
    ("twice a day", 12 * HOUR),
    ("twice daily", 12 * HOUR),
    ("every day", 24 * HOUR),
    ("each day", 24 * HOUR),
    ("once a day", 24 * HOUR),
    ("once per day", 24 * HOUR),
    ("daily", 24 * HOUR),
    ("every night", 24 * HOUR),
    ("each night", 24 * HOUR),
    ("nightly", 24 * HOUR),
    ("every week", 7 * 24 * HOUR),
    ("once a week", 7 * 24 * HOUR),
    ("weekly", 7 * 24 * HOUR),
    ("once a month", 30 * 24 * HOUR),
    ("monthly", 30 * 24 * HOUR),
];

/// How often copies are made, in the document's order.
pub(super) fn backups(document: &Section) -> Vec<Backup> {
    let mut found = Vec::new();
    in_section(document, false, &mut found);
    found
}

fn in_section(section: &Section, about: bool, found: &mut Vec<Backup>) {
    let title = section.title.text.as_str();
    let about = (about || has(title, &COPIES)) && !has(title, &OTHER);
    in_blocks(&section.blocks, about, found);
    section.sections.iter().for_each(|inner| in_section(inner, about, found));
}

/// `about`: what stands above says that it is about copies.
fn in_blocks(blocks: &[Block], about: bool, found: &mut Vec<Backup>) {
    for block in blocks {
        match block {
            Block::Paragraph(lines) => lines.iter().for_each(|line| in_line(line, about, found)),
            Block::List(List { items, .. }) => {
                for item in items {
                    item.lines.iter().for_each(|line| in_line(line, about, found));
                    let of_item = item.lines.first().is_some_and(|line| has(&line.text, &COPIES));
                    in_blocks(&item.blocks, about || of_item, found);
                }
            }
            Block::Table(table) => in_table(table, about, found),
            Block::Code(code) => code.lines.iter().for_each(|line| in_line(line, false, found)),
            Block::Heading(..) | Block::Comment(_) => {}
        }
    }
}

/// A cell is about copies where its head is, or the first cell of its row.
fn in_table(table: &Table, about: bool, found: &mut Vec<Backup>) {
    let heads: Vec<bool> = table.head.iter().map(|head| of_copies(&head.text)).collect();
    for row in &table.rows {
        let of_row = row.first().is_some_and(|first| of_copies(&first.text));
        for (at, cell) in row.iter().enumerate() {
            let of_head = heads.get(at).copied().unwrap_or(false);
            let before = found.len();
            in_line(cell, about || of_row || of_head, found);
            let new = found.iter_mut().skip(before).filter(|_| at > 0 && !of_row);
            new.for_each(|backup| backup.of = row.first().cloned());
        }
    }
}

fn of_copies(text: &str) -> bool {
    has(text, &COPIES) && !has(text, &OTHER)
}

/// Clause by clause: `Backups daily, tested monthly` says one thing of copies.
fn in_line(line: &Words, about: bool, found: &mut Vec<Backup>) {
    if !about && !has(&line.text, &COPIES) && !has(&line.text, &STREAMS) {
        return;
    }
    let lower = line.text.to_ascii_lowercase();
    let mut about = about;
    for range in clauses(&lower) {
        let Some(clause) = lower.get(range.clone()) else { continue };
        let (copies, streams) = (has(clause, &COPIES), has(clause, &STREAMS));
        about |= copies;
        if has(clause, &OTHER) || !(about || streams) {
            continue;
        }
        // A replica is no log: what is done with it every day is no copy.
        let counts = about || has(clause, &LOGS);
        let every = interval(clause).filter(|_| counts).map(|(span, place)| Time {
            span,
            about: false,
            words: line.part(range.start + place.start..range.start + place.end),
        });
        if every.is_some() || streams {
            found.push(Backup { words: line.clone(), of: None, every });
        }
    }
}

/// The parts of a line between commas, brackets and the ends of sentences.
fn clauses(line: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    let bytes = line.as_bytes();
    for (at, byte) in line.bytes().enumerate() {
        let stops = byte == b'.' && bytes.get(at + 1).is_none_or(u8::is_ascii_whitespace);
        if stops || b",;()|+".contains(&byte) {
            found.push(from..at);
            from = at + 1;
        }
    }
    found.push(from..line.len());
    found
}

/// How often something is done, in lower case, and where that stands.
fn interval(clause: &str) -> Option<(Span, Range<usize>)> {
    let numbered = ["every ", "each "].into_iter().find_map(|word| {
        let at = clause.find(word)?;
        let figure = figures(clause.get(at..)?).into_iter().next()?;
        let near = figure.place.start <= word.len() + 1;
        near.then(|| (figure.span, at..at + figure.place.end))
    });
    let in_words = || {
        WORDS.iter().find_map(|(word, seconds)| {
            let at = clause.find(word)?;
            let place = at..at + word.len();
            let apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
            let alone = apart(clause.get(..at)?.chars().next_back())
                && apart(clause.get(place.end..)?.chars().next());
            alone.then_some((Span::secs(*seconds), place))
        })
    };
    numbered.or_else(in_words).filter(|(span, _)| *span > Span::ZERO)
}

/// Whether any of the words begins a word of a text; a short one is a whole word.
fn has(text: &str, words: &[&str]) -> bool {
    let bit = |byte: u8| 1_u32 << (byte & 31);
    let firsts = words.iter().filter_map(|word| word.bytes().next());
    let firsts = firsts.fold(0, |all, first| all | bit(first));
    // Letters beyond ASCII are inside of words.
    let inside = |byte: u8| byte.is_ascii_alphanumeric() || !byte.is_ascii();
    let bytes = text.as_bytes();
    let begins_here = |at: usize, first: u8, word: &str| {
        let end = at + word.len();
        word.bytes().next() == Some(first)
            && bytes.get(at..end).is_some_and(|same| same.eq_ignore_ascii_case(word.as_bytes()))
            && (word.len() > 3 || !bytes.get(end).copied().is_some_and(inside))
    };
    let mut within = false;
    bytes.iter().enumerate().any(|(at, byte)| {
        let begins = !within && byte.is_ascii_alphabetic();
        within = inside(*byte);
        // Each word of the text is looked at once: most are none of these by their first letter.
        begins && firsts & bit(*byte) != 0 && {
            let first = byte.to_ascii_lowercase();
            words.iter().any(|word| begins_here(at, first, word))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::blocks;

    fn found(text: &str) -> Vec<Option<(String, u32)>> {
        let end = u32::try_from(text.lines().count()).unwrap();
        let every = |backup: Backup| {
            backup.every.map(|time| (time.span.to_string(), time.words.place.line))
        };
        backups(&Section::of(blocks(text), end)).into_iter().map(every).collect()
    }

    #[test]
    fn how_often_copies_are_made_is_read() {
        for (text, every) in [
            ("Backups: every 6 hours", "360 min 0 s"),
            ("**Backup schedule:** daily at 02:00, kept for 30 days", "24 h"),
            ("A nightly dump goes to the other site.", "24 h"),
            ("## Backups\n\n- Orders: every 15 minutes", "15 min 0 s"),
            ("- Snapshots\n  - twice daily", "720 min 0 s"),
            ("| Store | Backup |\n|---|---|\n| Orders | hourly |", "60 min 0 s"),
            ("| What | How |\n|---|---|\n| Backup frequency | every 4h |", "240 min 0 s"),
        ] {
            let found = found(text);
            let [Some((span, _))] = &*found else { panic!("{text}: {found:?}") };
            assert_eq!(span, every, "{text}");
        }
    }

    #[test]
    fn what_is_copied_all_the_time_has_no_interval() {
        for text in ["A streaming replica stands by", "Backups with point-in-time recovery"] {
            assert_eq!(found(text), [None], "{text}");
        }
        let log = found("Daily backups, the WAL archived every 5 minutes");
        assert_eq!(log.len(), 2, "{log:?}");
        assert_eq!(log[1].as_ref().map(|(span, _)| span.as_str()), Some("5 min 0 s"));
    }

    #[test]
    fn what_else_is_done_with_copies_is_no_copy() {
        for text in [
            "Restore the latest backup",
            "Backups are tested monthly",
            "Backup retention: daily for 7 days",
            "## Backup tests\n\n- every 3 months",
            "Restart the service every 6 hours",
            "A weekly meeting",
            "The walled garden is watered daily",
            "Back up every configuration file",
            "",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
