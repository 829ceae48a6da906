//! What a quoted line says: symbols, figures, names.

use crate::words::{Impact, Span};
use std::ops::Range;

/// A length of time as a document writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// As it is written: `15 seconds`.
    pub text: String,
    /// How long that is.
    pub span: Span,
}

/// The impact symbols of a line, each once, in its order.
pub fn symbols(line: &str) -> Vec<Impact> {
    let mut found: Vec<(usize, Impact)> = [Impact::None, Impact::Degraded, Impact::Outage]
        .into_iter()
        .filter_map(|impact| line.find(impact.symbol()).map(|at| (at, impact)))
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, impact)| impact).collect()
}

/// The lengths of time of a line: `(15 seconds)`, `10 milliseconds`, `30 days`.
pub fn figures(line: &str) -> Vec<Figure> {
    numbers(line).into_iter().filter_map(|(place, unit)| figure(&line[place], unit?)).collect()
}

/// The command that a `Recovery: command (15 seconds)` line gives: without its key, the time in brackets at its end and
/// code marks. Prose where the line gives prose.
pub fn command(line: &str) -> String {
    let value = line.split_once(": ").map_or(line, |(_, value)| value).trim();
    let bare = match value.rfind('(') {
        Some(at) if value.ends_with(')') && !figures(&value[at..]).is_empty() => &value[..at],
        _ => value,
    };
    bare.replace('`', "").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The line with every number, length of time and impact symbol left out: two that differ in nothing else are alike.
pub fn without_figures(line: &str) -> String {
    let (mut bare, mut from) = (String::with_capacity(line.len()), 0);
    for (place, _) in numbers(line) {
        bare.push_str(&line[from..place.start]);
        bare.push('#');
        from = place.end;
    }
    bare.push_str(&line[from..]);
    for impact in [Impact::None, Impact::Degraded, Impact::Outage] {
        bare = bare.replace(impact.symbol(), "");
    }
    bare.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The numbers of a line: where each stands, its unit of time included where one follows (`15 seconds`), and how many
/// microseconds that unit is.
fn numbers(line: &str) -> Vec<(Range<usize>, Option<u64>)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = line[from..].find(|c: char| c.is_ascii_digit()).map(|at| from + at) {
        let digits = |c: char| !(c.is_ascii_digit() || c == '.');
        let end = line[start..].find(digits).map_or(line.len(), |at| start + at);
        let end = start + line[start..end].trim_end_matches('.').len();
        let rest = &line[end..];
        let word = rest.trim_start();
        let letters = word.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(word.len());
        let unit = unit(&word[..letters]);
        let whole = if unit.is_some() { end + rest.len() - word.len() + letters } else { end };
        let own_word = !line[..start].ends_with(|c: char| c.is_alphanumeric());
        if own_word {
            found.push((start..whole, unit));
        }
        from = whole;
    }
    found
}

/// Microseconds of a unit of time.
fn unit(word: &str) -> Option<u64> {
    Some(match word {
        "ms" | "millisecond" | "milliseconds" => 1_000,
        "s" | "sec" | "secs" | "second" | "seconds" => 1_000_000,
        "min" | "mins" | "minute" | "minutes" => 60_000_000,
        "h" | "hour" | "hours" => 3_600_000_000,
        "d" | "day" | "days" => 86_400_000_000,
        _ => return None,
    })
}

fn figure(text: &str, unit: u64) -> Option<Figure> {
    let digits = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
    let micros = text[..digits].parse::<f64>().ok()? * unit as f64;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "in range, and never negative")]
    let span = (micros < 1e18).then_some(Span::micros(micros.round() as u64))?;
    Some(Figure { text: text.to_owned(), span })
}

/// Which of several things a line calls by name. `names` are `(thing, words that it is called by, lower-case)`; the longest
/// words count first, so that `Redis Exporter` is not Redis. Words only match whole.
pub fn call_matches<'a, T>(line: &str, names: impl IntoIterator<Item = (&'a T, &'a str)>) -> Vec<&'a T> {
    let mut names: Vec<(&T, &str)> = names.into_iter().filter(|(_, words)| !words.is_empty()).collect();
    names.sort_by_key(|(_, words)| std::cmp::Reverse(words.len()));
    let mut line = line.to_lowercase();
    let mut found: Vec<(usize, &T)> = Vec::new();
    for (thing, words) in names {
        let mut from = 0;
        while let Some(at) = line.get(from..).and_then(|rest| rest.find(words)).map(|at| from + at) {
            let end = at + words.len();
            let open = !line[..at].ends_with(char::is_alphanumeric) && !line[end..].starts_with(char::is_alphanumeric);
            if open {
                found.push((at, thing));
                line.replace_range(at..end, &"\u{1}".repeat(words.len()));
            }
            from = end;
        }
    }
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, thing)| thing).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_with_their_units_and_nothing_else_is() {
        let read = |line| figures(line).into_iter().map(|f| (f.text, f.span.as_micros())).collect::<Vec<_>>();
        assert_eq!(read("systemctl restart nginx (15 seconds)"), [("15 seconds".to_owned(), 15_000_000)]);
        assert_eq!(read("10 milliseconds, 1.5 s, 30 days ahead").len(), 3);
        assert_eq!(read("127.0.0.1:6379, Redis 7, postgres15 seconds, 3 boxes"), []);
    }

    #[test]
    fn a_command_is_what_stands_between_key_and_time() {
        for (line, found) in [
            ("Recovery: certbot renew; systemctl reload nginx (30 seconds)", "certbot renew; systemctl reload nginx"),
            ("Health Check: `docker exec x pg_isready`", "docker exec x pg_isready"),
            ("Recovery: su - postgres -c \"pgbouncer (x)\" (now)", "su - postgres -c \"pgbouncer (x)\" (now)"),
        ] {
            assert_eq!(command(line), found);
        }
    }

    #[test]
    fn lines_that_differ_in_figures_and_symbols_only_are_alike() {
        assert_eq!(without_figures("Recovery: x (15 seconds)"), without_figures("Recovery: x (10 milliseconds)"));
        assert_eq!(without_figures("Site: 🟢 No impact"), without_figures("Site: 🔴 No impact"));
        assert_ne!(without_figures("Recovery: x (15 seconds)"), without_figures("Recovery: y (15 seconds)"));
        assert_ne!(without_figures("redis7, 7 s"), without_figures("redis8, 7 s"), "a name's figure is none");
    }

    #[test]
    fn the_longest_name_counts() {
        let names = [("redis", "redis"), ("exporter", "redis exporter"), ("flask", "flask app"), ("flask", "flask")];
        let names: Vec<(String, &str)> = names.iter().map(|(thing, words)| ((*thing).to_owned(), *words)).collect();
        let called = |line| call_matches(line, names.iter().map(|(thing, words)| (thing, *words)));
        assert_eq!(called("Cascade: Redis Exporter fails as well, Flask app gets slower"), ["exporter", "flask"]);
        assert_eq!(called("Redis's writes fail"), ["redis"]);
        assert_eq!(called("Rediscover flasks"), Vec::<&str>::new());
    }
}
