//! Wrapping, marks and figures, the same in all reports for people.

use super::{Colour, Layout};
use crate::judge::{Drill, Judged};
use crate::words::{ClaimId, Measured, Span, Verdict};
use tabled::grid::util::string::get_line_width;

impl Layout {
    /// The width, within bounds.
    pub(super) fn columns(self) -> usize {
        self.width.clamp(60, 200)
    }

    /// A verdict's mark.
    pub(super) fn mark(self, verdict: Verdict) -> String {
        let colour = match verdict {
            Verdict::Confirmed => "32",
            Verdict::Undetermined => "33",
            Verdict::Contradicted => "31",
        };
        self.paint(verdict.symbol(), colour)
    }

    /// Something that wants to be seen, and is no verdict.
    pub(super) fn warning(self, text: &str) -> String {
        self.paint(text, "33")
    }

    /// Something that stands out a little.
    pub(super) fn strong(self, text: &str) -> String {
        self.paint(text, "1")
    }

    /// Something that stands back a little.
    pub(super) fn faint(self, text: &str) -> String {
        self.paint(text, "2")
    }

    fn paint(self, text: &str, code: &str) -> String {
        match self.colour {
            Colour::On => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
            Colour::Off => text.to_owned(),
        }
    }

    /// Words in lines that fit, all but the first behind `indent` spaces; the first begins behind
    /// `first` columns that others have filled. A word that is too long stands alone, uncut: it may
    /// be there to be copied.
    pub(super) fn wrap(self, text: &str, first: usize, indent: usize) -> String {
        let (mut out, mut column) = (String::new(), first);
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            let width = get_line_width(word);
            if column > indent.max(first) || !out.is_empty() {
                if column + 1 + width > self.columns() {
                    out.push('\n');
                    out.push_str(&" ".repeat(indent));
                    column = indent;
                } else {
                    out.push(' ');
                    column += 1;
                }
            }
            out.push_str(word);
            column += width;
        }
        out
    }

    /// Items in lines that fit, behind `indent` spaces, none of them broken.
    pub(super) fn flow(self, items: &[String], indent: usize) -> String {
        let (mut out, mut column) = (" ".repeat(indent), indent);
        for item in items {
            let width = get_line_width(item);
            if column > indent && column + 1 + width > self.columns() {
                out.push('\n');
                out.push_str(&" ".repeat(indent));
                column = indent;
            } else if column > indent {
                out.push(' ');
                column += 1;
            }
            out.push_str(item);
            column += width;
        }
        out + "\n"
    }

    /// A paragraph behind an indentation.
    pub fn paragraph(self, text: &str, indent: usize) -> String {
        format!("{}{}\n", " ".repeat(indent), self.wrap(text, indent, indent))
    }
}

/// A measured time in few characters: `360±54 ms`, `12.0±0.1 s`, and `≤ 713 ms` where it can be
/// next to nothing. What is uncertain is rounded up, never down.
pub(super) fn figure(measured: Measured) -> String {
    let (value, uncertainty) = (measured.value, measured.uncertainty.as_micros());
    let most = measured.at_most().as_micros();
    match value.as_micros() {
        0 if uncertainty == 0 => "at once".to_owned(),
        near if near <= uncertainty && most < 1_000_000 => format!("≤ {} ms", most.div_ceil(1_000)),
        near if near <= uncertainty => format!("≤ {}", tenths(most)),
        _ => measured.to_string(),
    }
}

/// Seconds to a tenth, rounded up.
fn tenths(micros: u64) -> String {
    let tenths = micros.div_ceil(100_000);
    format!("{}.{} s", tenths / 10, tenths % 10)
}

/// The least and the most of several, in the unit of the most: `360–581 ms`, `0.4–1.9 s`.
pub(super) fn range(least: Span, most: Span) -> String {
    match most.as_micros() {
        0..1_000_000 => format!("{:.0}–{:.0} ms", least.as_millis(), most.as_millis()),
        1_000_000..120_000_000 => format!("{:.1}–{:.1} s", least.as_secs(), most.as_secs()),
        _ => format!("{:.0}–{:.0} s", least.as_secs(), most.as_secs()),
    }
}

/// A claim's sentence in quotation marks, unless it is none of the document's: that what it does
/// not name stays well follows from its silence.
pub(super) fn quoted(id: &ClaimId, text: &str) -> String {
    if id.matches("unaffected") { text.to_owned() } else { format!("\"{text}\"") }
}

/// A claim's verdict, and of several repeats how many came to it.
pub(super) fn verdict_of(drill: &Drill, claim: &Judged) -> String {
    match drill.repeats {
        1 => claim.verdict.to_string(),
        repeats => format!("{} ({} of {repeats} agreed)", claim.verdict, claim.agreed),
    }
}

/// A word as a shell reads it back.
pub(super) fn shell_word(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@%+=,".contains(c);
    let plain = !text.is_empty() && text.chars().all(is_plain);
    if plain { text.to_owned() } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

/// `1 claim`, `2 claims`.
pub(super) fn count(number: usize, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
}

/// Event numbers, neighbours joined: `812, 840–871`.
pub(super) fn numbers(evidence: &[u64]) -> String {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for n in evidence {
        match runs.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(*n) => *last = *n,
            _ => runs.push((*n, *n)),
        }
    }
    let run = |(first, last): &(u64, u64)| {
        if first == last { first.to_string() } else { format!("{first}–{last}") }
    };
    runs.iter().map(run).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_short_and_never_surer_than_they_are() {
        let shown = |value, uncertainty| {
            figure(Measured { value: Span::micros(value), uncertainty: Span::micros(uncertainty) })
        };
        assert_eq!(shown(360_400, 53_200), "360±54 ms");
        assert_eq!(shown(12_000_000, 40_000), "12.0±0.1 s");
        assert_eq!(shown(185_000_000, 40_000), "185±1 s");
        assert_eq!(shown(356_400, 356_800), "≤ 714 ms");
        assert_eq!(shown(900_000, 950_000), "≤ 1.9 s");
        assert_eq!(shown(0, 0), "at once");
    }

    #[test]
    fn several_have_one_unit() {
        let shown = |least, most| range(Span::millis(least), Span::millis(most));
        assert_eq!(
            [shown(360, 581), shown(360, 1_940), shown(90_000, 185_000)],
            ["360–581 ms", "0.4–1.9 s", "90–185 s"]
        );
    }

    #[test]
    fn a_shell_reads_a_word_back_as_it_was() {
        assert_eq!(shell_word("out/reports-1"), "out/reports-1");
        assert_eq!(shell_word("it's $HOME"), r"'it'\''s $HOME'");
        assert_eq!(shell_word(""), "''");
    }

    #[test]
    fn neighbouring_events_are_joined() {
        assert_eq!(numbers(&[812, 840, 841, 842, u64::MAX]), "812, 840–842, 18446744073709551615");
        assert_eq!(numbers(&[]), "");
    }

    #[test]
    fn lines_fit_and_hang() {
        let layout = Layout { width: 60, colour: Colour::Off };
        let text = layout.paragraph(&"word ".repeat(30), 4);
        assert!(
            text.lines().all(|line| line.len() <= 60 && line.starts_with("    word")),
            "{text}"
        );
    }
}
