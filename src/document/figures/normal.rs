//! A line as figures are read in it: one sign for all that look alike, and nothing that cannot be
//! seen.

use std::borrow::Cow;
use std::ops::Range;

/// A line with one sign for each meaning. Where each of its bytes comes from is known, so that what
/// is found in it is told in the words of the line itself.
pub struct Normal<'a> {
    /// The line.
    pub text: Cow<'a, str>,
    /// For each byte of the text, from where to where its sign stands in the line; nothing where
    /// they are the same.
    origin: Option<Vec<(usize, usize)>>,
}

/// Signs that HTML writes with letters.
const ENTITIES: [(&str, char); 12] = [
    ("&nbsp;", ' '),
    ("&#160;", ' '),
    ("&#xa0;", ' '),
    ("&ensp;", ' '),
    ("&emsp;", ' '),
    ("&thinsp;", ' '),
    ("&lt;", '<'),
    ("&gt;", '>'),
    ("&le;", '≤'),
    ("&ge;", '≥'),
    ("&ndash;", '–'),
    ("&mdash;", '—'),
];

/// Spaces that keep thousands together, and that only between digits.
const NARROW: [char; 3] = ['\u{a0}', '\u{2009}', '\u{202f}'];

impl<'a> Normal<'a> {
    /// Of this line.
    pub fn of(line: &'a str) -> Self {
        // Most lines are, and documents can be large.
        if line.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'&') {
            return Self { text: line.into(), origin: None };
        }
        let (mut text, mut origin) =
            (String::with_capacity(line.len()), Vec::with_capacity(line.len()));
        let mut at = 0;
        while let Some(c) = line[at..].chars().next() {
            let (sign, length) =
                entity(&line[at..]).unwrap_or_else(|| (sign(line, at, c), c.len_utf8()));
            if let Some(sign) = sign {
                text.push(sign);
                origin.extend(std::iter::repeat_n((at, at + length), sign.len_utf8()));
            }
            at += length;
        }
        Self { text: text.into(), origin: Some(origin) }
    }

    /// Where that stands in the line which stands here in the text.
    pub fn place(&self, within: &Range<usize>) -> Range<usize> {
        let Some(origin) = &self.origin else { return within.clone() };
        let from = origin.get(within.start).map_or(0, |(from, _)| *from);
        let to =
            within.end.checked_sub(1).and_then(|last| origin.get(last)).map_or(from, |(_, to)| *to);
        from..to.max(from)
    }
}

fn entity(rest: &str) -> Option<(Option<char>, usize)> {
    let is_here =
        |name: &str| rest.get(..name.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(name));
    let (name, sign) =
        ENTITIES.iter().filter(|_| rest.starts_with('&')).find(|(name, _)| is_here(name))?;
    Some((Some(*sign), name.len()))
}

/// The sign that stands for this one; nothing for what cannot be seen.
fn sign(line: &str, at: usize, c: char) -> Option<char> {
    let beside_digits = || {
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        digit(line[..at].chars().next_back()) && digit(line[at + c.len_utf8()..].chars().next())
    };
    Some(match c {
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{feff}' => {
            return None;
        }
        _ if NARROW.contains(&c) && beside_digits() => '\u{a0}',
        _ if c.is_whitespace() => ' ',
        // The full-width forms of ASCII's signs, in its order.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{2010}'..='\u{2012}' | '\u{fe63}' | '\u{2212}' => '-',
        '\u{2015}' => '—',
        '\u{2044}' | '\u{2215}' => '/',
        '⩾' | '≧' | '≳' | '⪆' => '≥',
        '⩽' | '≦' | '≲' | '⪅' => '≤',
        '≈' | '∼' | '≃' | '≅' => '~',
        '٪' | '﹪' => '%',
        _ => c,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn signs_that_look_alike_are_one() {
        for (line, text) in [
            ("１０ ｓ", "10 s"),
            ("10\u{200b}s\u{ad}", "10s"),
            ("1\u{202f}500\u{a0}ms", "1\u{a0}500 ms"),
            ("10&nbsp;s, &GE; 5 s, AT&T", "10 s, ≥ 5 s, AT&T"),
            ("10\u{2010}second", "10-second"),
            ("1⁄2, ５％, ⩾3, ＞ 4", "1/2, 5%, ≥3, > 4"),
        ] {
            assert_eq!(Normal::of(line).text, text, "{line}");
        }
    }

    proptest! {
        #[test]
        fn every_place_is_one_of_the_line(line in "(?s)(&nbsp;|\u{200b}|１|.){0,20}", from in 0..40_usize, long in 0..9_usize) {
            let normal = Normal::of(&line);
            let from = from.min(normal.text.len());
            let within = from..(from + long).min(normal.text.len());
            prop_assert!(line.get(normal.place(&within)).is_some());
        }
    }
}
