//! The last wall before the two streams: whatever a pack, a container or the command line put into
//! a text, it steers neither a terminal nor the runner of a pipeline. Reports take the same care of
//! what they show; this is for all else, and for what is forgotten.

use super::environment::variable;
use crate::report::clean_text;

/// Who reads the streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// People and scripts.
    Anybody,
    /// GitHub's runner, which takes lines for commands (`::add-mask::`, `##[set-output …]`).
    GithubRunner,
}

impl Reader {
    /// As the environment says.
    pub fn of_environment() -> Self {
        let runner = variable("GITHUB_ACTIONS").is_some_and(|value| value == "true");
        if runner { Self::GithubRunner } else { Self::Anybody }
    }
}

/// Text for people. Line ends stay, and colours where `coloured`; every other control character
/// goes.
pub fn for_people(text: &str, coloured: bool, reader: Reader) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (body, end) = line.strip_suffix('\n').map_or((line, ""), |body| (body, "\n"));
        let body = if coloured { with_colours(body) } else { clean_text(body) };
        match reader {
            Reader::Anybody => out.push_str(&body),
            Reader::GithubRunner => out.push_str(&no_command(&body)),
        }
        out.push_str(end);
    }
    out
}

/// A JSON document, the same one: what could steer anything is written as an escape.
pub fn in_json(text: &str, reader: Reader) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let clean = c == '\n' || clean_text(c.encode_utf8(&mut [0; 4])).chars().eq([c]);
        if clean {
            out.push(c);
        } else {
            let mut units = [0; 2];
            out.extend(c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    match reader {
        Reader::Anybody => out,
        // Only a text can have two of them in a row, and no line of such a document begins with a
        // colon.
        Reader::GithubRunner => out.replace("##[", "#\\u0023["),
    }
}

const ESCAPE: char = '\u{1b}';

/// Colours (`ESC [ 1 ; 31 m`) stay, whatever else is steering goes.
fn with_colours(line: &str) -> String {
    let mut pieces = line.split(ESCAPE);
    let mut out = clean_text(pieces.next().unwrap_or_default());
    for piece in pieces {
        let end = colour_end(piece);
        if end > 0 {
            out.push(ESCAPE);
        }
        out.push_str(&piece[..end]);
        out.push_str(&clean_text(&piece[end..]));
    }
    out
}

/// Where the colour that a text begins with ends, the escape itself left out; 0 where it begins
/// with none.
fn colour_end(text: &str) -> usize {
    let Some(rest) = text.strip_prefix('[') else { return 0 };
    let figures = rest.find(|c: char| !(c.is_ascii_digit() || c == ';')).unwrap_or(rest.len());
    if rest[figures..].starts_with('m') { 1 + figures + 1 } else { 0 }
}

/// The runner takes a line for a command that begins with two colons (blanks before them do not
/// count), or has `##[` anywhere. A space without width between them is not to be seen.
fn no_command(line: &str) -> String {
    let line = line.replace("##[", "##\u{200b}[");
    let mut start = 0;
    loop {
        let rest = &line[start..];
        let blank = rest.len() - rest.trim_start().len();
        let colour = rest[blank..].strip_prefix(ESCAPE).map_or(0, colour_end);
        start += blank;
        match colour {
            0 => break,
            colour => start += ESCAPE.len_utf8() + colour,
        }
    }
    if line[start..].starts_with("::") {
        format!("{}:\u{200b}{}", &line[..start], &line[start + 1..])
    } else {
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn colours_stay_where_they_are_wanted_and_nothing_else_steers() {
        let text =
            "\u{1b}[1;31mred\u{1b}[0m \u{1b}[2J\u{1b}]0;title\u{7}\u{9b}5n\u{202e}\r\nnext\u{1b}";
        assert_eq!(
            for_people(text, true, Reader::Anybody),
            "\u{1b}[1;31mred\u{1b}[0m [2J]0;title5n \nnext"
        );
        assert_eq!(for_people(text, false, Reader::Anybody), "[1;31mred[0m [2J]0;title5n \nnext");
    }

    #[test]
    fn no_line_is_a_command_to_githubs_runner() {
        for (text, out) in [
            ("::error::x\n", ":\u{200b}:error::x\n"),
            ("a\n \t::add-mask::y", "a\n  :\u{200b}:add-mask::y"),
            ("a ::error:: b", "a ::error:: b"),
            ("x ##[set-output name=a]b", "x ##\u{200b}[set-output name=a]b"),
            ("\u{1b}[1m ::stop-commands::z", "\u{1b}[1m :\u{200b}:stop-commands::z"),
        ] {
            assert_eq!(for_people(text, true, Reader::GithubRunner), out);
            assert_eq!(for_people("::error::x", true, Reader::Anybody), "::error::x");
        }
    }

    proptest! {
        #[test]
        fn a_json_document_stays_the_same(text in any::<String>(), more in "[#\\[:\u{9b}\u{202e}\u{2028}a🔴]{0,20}") {
            let value = serde_json::json!({ "a": text, "b": [more] });
            for reader in [Reader::Anybody, Reader::GithubRunner] {
                let out = in_json(&serde_json::to_string_pretty(&value).unwrap(), reader);
                prop_assert_eq!(&serde_json::from_str::<serde_json::Value>(&out).unwrap(), &value);
                prop_assert!(!out.chars().any(|c| c.is_control() && c != '\n'));
                prop_assert!(reader == Reader::Anybody || !out.contains("##["));
            }
        }

        #[test]
        fn no_text_commands_anybody(text in "[:#\\[ \t\n\u{1b}m1;a]{0,24}", coloured in any::<bool>()) {
            let out = for_people(&text, coloured, Reader::GithubRunner);
            for line in out.lines() {
                prop_assert!(!line.trim_start().starts_with("::") && !line.contains("##["), "{line:?}");
            }
        }
    }
}
