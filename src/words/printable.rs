//! Lines of a file as they can be shown.

/// Control characters of a broken file would move the carets, or the terminal's cursor, and those
/// that change the direction of what follows would show a line as something else.
pub fn printable(text: &str) -> String {
    let steers = |c: char| {
        let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        c.is_control() || turns
    };
    text.chars().map(|c| if steers(c) { '\u{fffd}' } else { c }).collect()
}
