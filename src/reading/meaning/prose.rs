//! Prose taken apart: lines of a fact, clauses of a line, words of a clause.

use crate::reading::blocks::{Block, Item};
use crate::reading::model::Fact;
use crate::reading::words::Words;
use crate::words::Lower;
use std::borrow::Cow;
use std::ops::Range;

/// Prose that is longer, in bytes, is a chapter and no statement.
pub(super) const LONGEST: usize = 4_000;

/// A line that is longer, in bytes, is none that somebody reads at once.
pub(super) const LONGEST_LINE: usize = 1_500;

/// Words that only other languages have: what stands beside them says in English what it may not
/// mean.
const FOREIGN: [&str; 26] = [
    "und", "ist", "sind", "nicht", "der", "das", "wird", "werden", "kein", "keine", "les", "est",
    "sont", "pas", "une", "los", "las", "del", "het", "een", "niet", "och", "inte", "della", "não",
    "são",
];

/// What says that there is none of what the key asks for.
const NONE: [&str; 14] =
    ["none", "no", "n/a", "na", "nil", "nothing", "zero", "-", "–", "—", "nobody", "0", "not", "✗"];

/// A clause, and where it stands in its line, in bytes.
pub(super) struct Clause<'a> {
    pub text: &'a str,
    pub place: Range<usize>,
    /// It gives a reason or a condition: `because …`, `when …`, `if …`.
    pub aside: bool,
    /// It stands in brackets.
    pub in_brackets: bool,
}

/// Words that begin a clause.
const CONJUNCTIONS: [&str; 9] =
    ["but", "while", "whereas", "however", "so", "although", "though", "then", "plus"];

/// Words that begin a reason, a condition or an exception.
const ASIDES: [&str; 14] = [
    "because", "since", "when", "if", "until", "unless", "except", "due", "once", "assuming",
    "besides", "whenever", "before", "after",
];

/// The lines of a fact: what stands behind its key, and the prose of what belongs to it. Code is
/// none, except a short block without language where nothing else stands, in which people write.
pub(super) fn lines(fact: &Fact) -> Cow<'_, [Words]> {
    // Most facts are one line that is as it should be.
    if let ([words], []) = (fact.value.as_slice(), fact.blocks.as_slice())
        && is_line(words)
    {
        return fact.value.as_slice().into();
    }
    let mut found = Vec::with_capacity(fact.value.len());
    let mut left = LONGEST;
    fact.value.iter().for_each(|words| take(words, &mut left, &mut found));
    let with_code = found.is_empty() && fact.blocks.len() == 1;
    of_blocks(&fact.blocks, &mut left, &mut found, (0, with_code));
    found.into()
}

/// Whether words are one line without a list's mark, and nothing around it.
fn is_line(words: &Words) -> bool {
    let text = words.text.as_str();
    !text.is_empty()
        && text.trim().len() == text.len()
        && !text.contains('\n')
        && behind_mark(text).is_none()
}

/// Whether a fact is too long to be one statement.
pub(super) fn is_too_long(lines: &[Words]) -> bool {
    let length: usize = lines.iter().map(|words| words.text.len() + 1).sum();
    length > LONGEST || lines.iter().any(|words| words.text.len() > LONGEST_LINE)
}

/// A drawing or a program has more lines than a statement.
const SHORT_CODE: usize = 8;

fn of_blocks(
    blocks: &[Block],
    left: &mut usize,
    found: &mut Vec<Words>,
    (depth, with_code): (usize, bool),
) {
    for block in blocks {
        if *left == 0 || depth > 40 {
            return;
        }
        match block {
            Block::Paragraph(lines) => lines.iter().for_each(|words| take(words, left, found)),
            Block::List(list) => {
                for Item { lines, blocks } in &list.items {
                    for words in lines {
                        take(words, left, found);
                    }
                    of_blocks(blocks, left, found, (depth + 1, false));
                }
            }
            Block::Table(table) => {
                table.rows.iter().flatten().for_each(|cell| take(cell, left, found));
            }
            Block::Code(code)
                if with_code
                    && code.lines.len() <= SHORT_CODE
                    && matches!(code.info.as_str(), "" | "text" | "txt") =>
            {
                code.lines.iter().for_each(|words| take(words, left, found));
            }
            Block::Code(_) | Block::Heading(..) | Block::Comment(_) => {}
        }
    }
}

/// Adds a line; a cell has several where `<br>` stands. One byte more than fits is taken, so that
/// what is too long is seen to be.
fn take(words: &Words, left: &mut usize, found: &mut Vec<Words>) {
    if *left == 0 {
        return;
    }
    if is_line(words) {
        *left = left.saturating_sub(words.text.len() + 1);
        found.push(words.clone());
        return;
    }
    for line in split_lines(words) {
        *left = left.saturating_sub(line.text.len() + 1);
        found.push(line);
        if *left == 0 {
            return;
        }
    }
}

/// The lines of some words, without those that are empty and without list marks.
pub(super) fn split_lines(words: &Words) -> Vec<Words> {
    if words.text.len() > LONGEST_LINE || !words.text.contains('\n') {
        return Some(unmarked(words)).into_iter().filter(|words| !words.is_empty()).collect();
    }
    let mut from = 0;
    let mut found = Vec::new();
    for line in words.text.split_inclusive('\n') {
        let part = unmarked(&words.part(from..from + line.len()));
        from += line.len();
        if !part.is_empty() {
            found.push(part);
        }
    }
    found
}

/// Without the mark of a list before it, as lines of code blocks and cells have them.
fn unmarked(words: &Words) -> Words {
    let text = words.text.as_str();
    let rest = text.trim_start();
    match behind_mark(rest) {
        Some(rest) => words.part(text.len() - rest.len()..text.len()),
        None if rest.len() < text.len() || text.ends_with(char::is_whitespace) => {
            words.part(0..text.len())
        }
        None => words.clone(),
    }
}

/// What stands behind the mark of a list that a text begins with.
fn behind_mark(text: &str) -> Option<&str> {
    ["- [ ] ", "- [x] ", "- ", "* ", "• ", "+ ", "→ ", "-> ", "└── ", "├── "]
        .iter()
        .find_map(|mark| text.strip_prefix(mark))
}

/// All lines as one text.
pub(super) fn joined(lines: &[Words]) -> Cow<'_, str> {
    if let [words] = lines {
        return words.text.trim().into();
    }
    let mut all = String::new();
    for (at, words) in lines.iter().enumerate() {
        all.push_str(if at > 0 { "; " } else { "" });
        all.push_str(words.text.trim());
    }
    all.into()
}

/// The words of a text in lower case: letters, digits, and what joins them.
pub(super) fn tokens(text: &str) -> Vec<Lower<'_>> {
    let lower = |word| {
        let lower = Lower::of(word);
        if lower.contains('’') { lower.replace('’', "'").into() } else { lower }
    };
    // Room for words of about this length.
    let mut found = Vec::with_capacity(text.len() / 5 + 1);
    found.extend(words(text).map(lower));
    found
}

/// The words of a text as they are written.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’' | '-' | '_')))
        .map(|word| word.trim_matches(['\'', '’', '-', '_']))
        .filter(|word| !word.is_empty())
}

/// Whether a text is in a language whose words are not read here.
pub(super) fn is_foreign(text: &str) -> bool {
    let letter = |c: char| c.is_alphabetic() && !c.is_ascii() && !matches!(c, 'µ' | 'é' | 'ï');
    text.chars().filter(|c| letter(*c)).count() > 1
        || words(text)
            .filter(|word| word.len() < 7)
            .any(|word| FOREIGN.contains(&Lower::of(word).as_str()))
}

/// Whether a text says that there is none: `None`, `N/A`, `None (all else keeps running)`,
/// `No cascade`. What follows in the same clause must be one of these words.
pub(super) fn is_none(text: &str, of: &[&str]) -> bool {
    let text = text.trim().trim_start_matches(['✅', '🟢', '*', '_', '\u{fe0f}']).trim_start();
    let end = text.find(['(', ',', ';', '.', ':', '–', '—', '\n']).filter(|end| *end > 0);
    let first = end.map_or(text, |end| &text[..end]);
    let first = first.find(" - ").map_or(first, |at| &first[..at]);
    let first = Lower::of(first);
    let mut words = first.split_whitespace();
    let Some(word) = words.next() else { return false };
    let behind_none = |word: &str| of.contains(&word) || BEHIND_NONE.contains(&word);
    let mut rest = words.peekable();
    let alone = !matches!(word, "no" | "not" | "nobody") || rest.peek().is_some();
    NONE.contains(&word) && alone && rest.all(behind_none)
}

/// What stands behind a word for none and adds nothing.
const BEHIND_NONE: [&str; 16] = [
    "expected",
    "known",
    "at",
    "all",
    "required",
    "needed",
    "necessary",
    "direct",
    "for",
    "other",
    "else",
    "the",
    "is",
    "are",
    "identified",
    "applicable",
];

/// A label before a colon at the beginning of a line, and what stands behind it.
pub(super) fn label(words: &Words) -> Option<(Words, Words)> {
    let text = words.text.as_str();
    let at = text.find(": ").or_else(|| text.ends_with(':').then(|| text.len() - 1))?;
    let label = &text[..at];
    let is_label = label.split_whitespace().count() <= 6
        && !label.contains(['.', ',', ';', '`'])
        && label.chars().any(char::is_alphabetic);
    is_label.then(|| (words.part(0..at), words.part(at + 1..text.len())))
}

/// The clauses of a line. A clause ends at a comma, a semicolon, a colon, a bracket, a dash, a full
/// stop and at words like `but` and `because`; not within back-ticks.
pub(super) fn clauses(text: &str) -> Vec<Clause<'_>> {
    let mut found = Vec::new();
    let mut open = Open { from: 0, aside: false, depth: 0 };
    let mut at = 0;
    let mut in_code = false;
    while let Some(c) = text[at..].chars().next() {
        let end = at + c.len_utf8();
        if c == '`' {
            in_code = !in_code;
        }
        let next = (!in_code).then(|| cut(text, at, c)).flatten();
        if let Some(aside) = next {
            let in_brackets = open.depth > 0;
            push(text, open.from..at, (open.aside, in_brackets), &mut found);
            let depth = match c {
                '(' | '[' => open.depth + 1,
                ')' | ']' => open.depth.saturating_sub(1),
                _ => open.depth,
            };
            let from = if c == ' ' { at + 1 } else { end };
            open = Open { from, aside: aside || starts_aside(&text[from..]), depth };
        }
        at = end;
    }
    push(text, open.from.min(text.len())..text.len(), (open.aside, open.depth > 0), &mut found);
    found
}

/// A clause that is not at its end yet.
struct Open {
    from: usize,
    aside: bool,
    depth: usize,
}

fn push<'a>(
    text: &'a str,
    place: Range<usize>,
    (aside, in_brackets): (bool, bool),
    found: &mut Vec<Clause<'a>>,
) {
    let part = &text[place.clone()];
    let bare = part.trim_matches(|c: char| c.is_whitespace() || "-–—→*•>".contains(c));
    if bare.chars().any(|c| c.is_alphanumeric() || !c.is_ascii()) {
        let start = place.start + part.find(bare).unwrap_or(0);
        let aside = aside || (found.is_empty() && starts_aside(bare));
        found.push(Clause { text: bare, place: start..start + bare.len(), aside, in_brackets });
    }
}

/// Whether a clause ends before this character, and whether the next is an aside.
fn cut(text: &str, at: usize, c: char) -> Option<bool> {
    match c {
        ',' => {
            let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
            let before = text[..at].chars().next_back();
            (!(digit(before) && digit(text[at + 1..].chars().next()))).then_some(false)
        }
        ';' | '(' | ')' | '[' | ']' | '—' | '→' | '\n' => Some(false),
        ':' | '.' | '!' => {
            let next = text[at + 1..].chars().next();
            next.is_none_or(char::is_whitespace).then_some(false)
        }
        ' ' => {
            let rest = &text[at + 1..];
            if ["- ", "– ", "-> "].iter().any(|dash| rest.starts_with(dash)) {
                return Some(false);
            }
            let word = first_word(rest);
            if ASIDES.iter().any(|other| other.eq_ignore_ascii_case(word)) {
                return Some(true);
            }
            CONJUNCTIONS.iter().any(|other| other.eq_ignore_ascii_case(word)).then_some(false)
        }
        _ => None,
    }
}

fn starts_aside(text: &str) -> bool {
    let word = first_word(text.trim_start_matches([' ', '\t']));
    ASIDES.iter().any(|other| other.eq_ignore_ascii_case(word))
}

/// The letters that a text begins with; nothing where they are more than a word of the tables has.
pub(super) fn first_word(text: &str) -> &str {
    let length = text.bytes().take(24).take_while(u8::is_ascii_alphabetic).count();
    if length == 24 { "" } else { &text[..length] }
}

/// Whether a text is what stands for something that nobody wrote: `TODO`, `TBD`, `???`.
pub(super) fn is_placeholder(text: &str) -> bool {
    let bare = text.trim_matches(|c: char| c.is_whitespace() || "[]()<>{}*_`.:!-".contains(c));
    let first = first_word(bare);
    let dots = bare.is_empty() && text.contains("...") || text.trim() == "…";
    let marks =
        !text.is_empty() && text.trim().chars().all(|c| c == '?') && !text.trim().is_empty();
    let blank = text.contains("____");
    let whole = text.trim();
    // `[describe the impact]` as a whole line is what somebody is to fill in; `[1]` is a note.
    let brackets = [('[', ']'), ('<', '>'), ('{', '}')].iter().any(|(open, close)| {
        let inside = whole.strip_prefix(*open).and_then(|rest| rest.strip_suffix(*close));
        inside.is_some_and(|inside| {
            !inside.contains(*close) && inside.chars().any(char::is_alphabetic)
        })
    });
    let to_be = "to be d";
    ["todo", "tbd", "tba", "fixme", "tbc", "xxx"].iter().any(|one| one.eq_ignore_ascii_case(first))
        || whole.get(..to_be.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(to_be))
        || dots
        || marks
        || blank
        || brackets
}
