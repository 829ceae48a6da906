//! Placeholders that nobody filled in: `[TODO]`, `<id>`, `TBD`, `{{name}}`.

use super::blocks::{Block, Code};
use super::sections::Section;
use super::words::Words;
use std::ops::Range;

/// Words that are placeholders wherever they stand, in capitals.
const WORDS: [&str; 8] = ["TODO", "TBD", "TBC", "FIXME", "XXX", "XXXX", "CHANGEME", "TBA"];

/// First words of what stands in square brackets, in lower case.
const IN_SQUARE: &str = "\
    todo tbd tbc tba fixme fill insert your add enter replace name date link describe \
    description xxx placeholder number email phone url time version owner contact";

/// Tags of HTML, which are no placeholders.
const TAGS: &str = "\
    a abbr b big blockquote br button caption center cite code col colgroup dd del \
    details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i \
    iframe img input ins kbd label li mark nav nobr ol p path picture pre q s samp \
    script section small source span strike strong style sub summary sup svg table tbody \
    td th thead tr u ul";

/// Programs in which `<…>` and `[…]` mean something else.
const PROGRAMS: &str = "\
    html xml svg jsx tsx vue java kotlin rust go c cpp c++ csharp cs typescript ts \
    javascript js python py mermaid php swift front";

/// The longest placeholder in brackets, in bytes.
const LONGEST: usize = 60;

fn one_of(words: &str, word: &str) -> bool {
    words.split(' ').any(|one| one == word)
}

/// Whether this is a tag of HTML, with or without attributes: `<br/>`, `</b>`.
pub(super) fn is_tag(html: &str) -> bool {
    let inside = html.trim_start_matches(['<', '/']);
    let end = inside.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inside.len());
    let closes = html.starts_with("</") || html.ends_with("/>") || html.starts_with("<!");
    let attribute = inside[end..].contains('=');
    closes || attribute || one_of(TAGS, &inside[..end].to_ascii_lowercase())
}

/// The placeholders of a document, in its order.
pub(super) fn placeholders(document: &Section) -> Vec<Words> {
    let mut found = Vec::new();
    for section in document.all() {
        in_words(&section.title, Around::Prose, &mut found);
        in_blocks(&section.blocks, &mut found);
    }
    found
}

fn in_blocks(blocks: &[Block], found: &mut Vec<Words>) {
    for block in blocks {
        match block {
            Block::Paragraph(lines) => {
                for line in lines {
                    in_words(line, Around::Prose, found);
                }
            }
            Block::List(list) => {
                for item in &list.items {
                    for line in &item.lines {
                        in_words(line, Around::Prose, found);
                    }
                    in_blocks(&item.blocks, found);
                }
            }
            Block::Table(table) => {
                for cell in table.head.iter().chain(table.rows.iter().flatten()) {
                    in_words(cell, Around::Prose, found);
                }
            }
            Block::Code(code) => in_code(code, found),
            Block::Heading(_, words) => in_words(words, Around::Prose, found),
            Block::Comment(_) => {}
        }
    }
}

fn in_code(code: &Code, found: &mut Vec<Words>) {
    let info = code.info.split([' ', ',', '{']).next().unwrap_or_default().to_ascii_lowercase();
    if !one_of(PROGRAMS, &info) {
        code.lines.iter().for_each(|line| in_words(line, Around::Code, found));
    }
}

/// What the words are in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Around {
    Prose,
    Code,
}

fn in_words(words: &Words, around: Around, found: &mut Vec<Words>) {
    let text = words.text.as_str();
    if !may_have(text) {
        return;
    }
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let end = match c {
            '[' => square(text, at, around),
            '<' => angle(text, at),
            '{' => curly(text, at),
            '_' => blank(text, at),
            c if c.is_alphanumeric() => {
                let end = word_end(text, at);
                if is_word(&text[at..end]) {
                    found.push(words.part(at..end));
                }
                at = end;
                continue;
            }
            _ => None,
        };
        if let Some(end) = end {
            found.push(words.part(at..end));
        }
        at = end.unwrap_or(at + c.len_utf8());
    }
}

/// Whether anything of a placeholder is in a text: most lines have nothing, and cost one look.
fn may_have(text: &str) -> bool {
    let bytes = text.as_bytes();
    let capitals = |pair: &[u8]| {
        let [first, second] = pair else { return false };
        matches!(first, b'T' | b'F' | b'X' | b'C' | b'Y') && second.is_ascii_uppercase()
    };
    bytes.iter().any(|byte| matches!(byte, b'[' | b'<' | b'{' | b'_'))
        || bytes.windows(2).any(|pair| capitals(pair) || pair == b"yo")
}

fn word_end(text: &str, at: usize) -> usize {
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    text[at..].find(|c: char| !inside(c)).map_or(text.len(), |length| at + length)
}

/// `TODO`, `YYYY-MM-DD`, `your-server`, `CT-XXX`.
fn is_word(word: &str) -> bool {
    let lower_your =
        ["your-", "your_", "YOUR_", "YOUR-"].iter().any(|start| word.starts_with(start));
    lower_your
        || word == "YYYY-MM-DD"
        || WORDS.contains(&word)
        || word.strip_suffix("-XXX").or(word.strip_suffix("-XXXX")).is_some()
}

/// `[TODO: who?]`, `[Your name]`, and `[service]` in a command.
fn square(text: &str, at: usize, around: Around) -> Option<usize> {
    let inside = bracketed(text, at, '[', ']')?;
    let words = &text[inside.clone()];
    let link = text[inside.end + 1..].starts_with(['(', '[', ':']);
    if words.len() < 3 || link || text[..at].ends_with(['[', '$', ']']) {
        return None;
    }
    let first = words.split([' ', ':', '-', '_', ',']).next().unwrap_or_default();
    let prose = one_of(IN_SQUARE, &first.to_lowercase());
    let capitals = words.chars().filter(|c| c.is_alphabetic()).count() > 2
        && words.chars().all(|c| c.is_uppercase() || matches!(c, ' ' | '_' | '-' | '/'))
        && words.contains([' ', '_'])
        && around == Around::Prose;
    let begins = text[..at].trim().is_empty();
    let named = around == Around::Code
        && !begins
        && text[..at].ends_with([' ', '/', ':', '=', '@', '-'])
        && !text[..at].trim_end().ends_with([':', '=', '-', '['])
        && words.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'-' | b'_'))
        && !text.contains('"');
    (prose || capitals || named).then_some(inside.end + 1)
}

/// `<container>`: no tag, no generics, no redirection.
fn angle(text: &str, at: usize) -> Option<usize> {
    let inside = bracketed(text, at, '<', '>')?;
    let words = &text[inside.clone()];
    let generic = text[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '<' | ':'))
        && !text[..at].ends_with("://");
    let allowed =
        |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ' | '.' | '|' | '\'' | '/');
    let fits = words.starts_with(char::is_alphabetic)
        && words.ends_with(|c: char| c.is_alphanumeric())
        && words.chars().all(allowed);
    (fits && !generic && !is_tag(&text[at..=inside.end])).then_some(inside.end + 1)
}

/// `{{name}}`; `{{.Names}}` and `{{ $labels.job }}` are of programs.
fn curly(text: &str, at: usize) -> Option<usize> {
    let rest = text[at..].strip_prefix("{{")?;
    let length = rest.find("}}").filter(|length| *length <= LONGEST)?;
    let words = rest[..length].trim();
    let named = words.starts_with(char::is_alphabetic)
        && words.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ' '))
        && !["range ", "json ", "end", "if ", "else"].iter().any(|word| words.starts_with(word));
    named.then_some(at + 2 + length + 2)
}

/// `RTO: ____`
fn blank(text: &str, at: usize) -> Option<usize> {
    let length = text[at..].bytes().take_while(|byte| *byte == b'_').count();
    let alone = !text[..at].ends_with(|c: char| c.is_alphanumeric())
        && !text[at + length..].starts_with(|c: char| c.is_alphanumeric());
    (length > 2 && alone).then_some(at + length)
}

/// What stands between a bracket and the next that closes it, near by and without another.
fn bracketed(text: &str, at: usize, open: char, close: char) -> Option<Range<usize>> {
    let from = at + open.len_utf8();
    let length = text[from..].char_indices().take(LONGEST).find_map(|(length, c)| {
        if c == close {
            Some(Some(length))
        } else if c == open || c == '\n' {
            Some(None)
        } else {
            None
        }
    });
    length.flatten().map(|length| from..from + length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::{blocks, sections::Section};

    fn read(text: &str) -> Vec<String> {
        let found = placeholders(&Section::of(blocks(text), 1));
        found.into_iter().map(|words| words.text).collect()
    }

    #[test]
    fn what_nobody_filled_in_is_found() {
        for (text, found) in [
            ("Owner: [TODO]", "[TODO]"),
            ("Call [Your name here] first", "[Your name here]"),
            ("RTO: TBD", "TBD"),
            ("RTO: ____ today", "____"),
            ("Run `docker restart <container>`", "<container>"),
            ("Run docker restart <container-id> now", "<container-id>"),
            ("ssh root@<host>", "<host>"),
            ("Hello {{name}}", "{{name}}"),
            ("In `CT-XXX`", "CT-XXX"),
            ("Since YYYY-MM-DD", "YYYY-MM-DD"),
            ("ping your-server.example", "your-server"),
            ("```bash\ndocker restart [service]\n```", "[service]"),
            ("| Owner |\n|---|\n| [PERSON NAME] |", "[PERSON NAME]"),
        ] {
            assert_eq!(read(text), [found], "{text}");
        }
    }

    #[test]
    fn what_means_something_is_no_placeholder() {
        for text in [
            "a <b>bold</b> word<br>and <kbd>key</kbd>",
            "`Vec<String>` and `HashMap<K, V>`",
            "see [the list](#list) and [1]",
            "- [ ] to do\n- [x] done",
            "`docker ps --format '{{.Names}}'`",
            "`{{ $labels.instance }}`",
            "```bash\n[ -f x ] && cat <<EOF > y\nEOF\necho \"${a[0]}\"\n```",
            "```ini\n[mysqld]\n```",
            "```rust\nlet a: Vec<Thing> = f::<Id>();\n```",
            "snake_case__name",
            "Todos los servicios",
            "if a < b and c > d",
        ] {
            assert_eq!(read(text), Vec::<String>::new(), "{text}");
        }
    }
}
