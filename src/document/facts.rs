//! What a quoted line says: symbols and names.

use super::figures::without_numbers;
use crate::words::{Impact, Lower};
use std::ops::Range;

/// The impact symbols of a line, each once, in its order.
pub fn symbols(line: &str) -> Vec<Impact> {
    let mut found: Vec<(usize, Impact)> = [Impact::None, Impact::Degraded, Impact::Outage]
        .into_iter()
        .filter_map(|impact| line.find(impact.symbol()).map(|at| (at, impact)))
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, impact)| impact).collect()
}

/// The line with every number, length of time and impact symbol left out: two that differ in
/// nothing else are alike.
pub fn without_figures(line: &str) -> String {
    let mut bare = without_numbers(line);
    for impact in [Impact::None, Impact::Degraded, Impact::Outage] {
        bare = bare.replace(impact.symbol(), "");
    }
    bare.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A thing that a line calls by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Called<'a, T> {
    /// Which.
    pub thing: &'a T,
    /// Where its name stands in the line, in bytes.
    pub place: Range<usize>,
}

/// Which of several things a line calls by name, in its order. `names` are
/// `(thing, words that it is called by, lower-case)`; the longest words count first, so that
/// `Redis Exporter` is not Redis, and neither is `redis-exporter`. Words only match whole. Things
/// that are called by the same words are all meant.
pub fn calls<'a, T>(
    line: &str,
    names: impl IntoIterator<Item = (&'a T, &'a str)>,
) -> Vec<Called<'a, T>> {
    let names = names.into_iter().map(|(thing, words)| (thing, as_words(words)));
    let mut names: Vec<(&T, String)> = names.filter(|(_, words)| !words.is_empty()).collect();
    names.sort_by(|(_, a), (_, b)| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    let mut line = as_words(&lower_case(line));
    let mut found: Vec<Called<'_, T>> = Vec::new();
    for alike in names.chunk_by(|(_, a), (_, b)| a == b) {
        let words = alike[0].1.as_str();
        let mut from = 0;
        while let Some(at) = line.get(from..).and_then(|rest| rest.find(words)).map(|at| from + at)
        {
            let end = at + words.len();
            let open = !line[..at].ends_with(char::is_alphanumeric)
                && !line[end..].starts_with(char::is_alphanumeric);
            if open {
                found.extend(
                    alike.iter().map(|(thing, _)| Called { thing: *thing, place: at..end }),
                );
                line.replace_range(at..end, &"\u{1}".repeat(words.len()));
            }
            from = end;
        }
    }
    found.sort_by_key(|called| called.place.start);
    found
}

/// Hyphens and underscores join words of a name; every character keeps its place.
fn as_words(name: &str) -> String {
    name.replace(['-', '_'], " ")
}

/// The same things without their places.
pub fn call_matches<'a, T>(
    line: &str,
    names: impl IntoIterator<Item = (&'a T, &'a str)>,
) -> Vec<&'a T> {
    calls(line, names).into_iter().map(|called| called.thing).collect()
}

/// In lower case, every character at its place: those whose lower case is of another length stay as
/// they are.
pub fn lower_case(text: &str) -> Lower<'_> {
    let lower = |c: char| {
        let mut lower = c.to_lowercase();
        lower
            .next()
            .filter(|one| lower.next().is_none() && one.len_utf8() == c.len_utf8())
            .unwrap_or(c)
    };
    Lower::ascii(text).unwrap_or_else(|| text.chars().map(lower).collect::<String>().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_differ_in_figures_and_symbols_only_are_alike() {
        assert_eq!(
            without_figures("Recovery: x (15 seconds)"),
            without_figures("Recovery: x (10 milliseconds)")
        );
        assert_eq!(without_figures("Site: 🟢 No impact"), without_figures("Site: 🔴 No impact"));
        assert_ne!(
            without_figures("Recovery: x (15 seconds)"),
            without_figures("Recovery: y (15 seconds)")
        );
        assert_ne!(
            without_figures("redis7, 7 s"),
            without_figures("redis8, 7 s"),
            "a name's figure is none"
        );
    }

    #[test]
    fn the_longest_name_counts() {
        let names = [
            ("redis", "redis"),
            ("exporter", "redis exporter"),
            ("flask", "flask app"),
            ("flask", "flask"),
        ];
        let names: Vec<(String, &str)> =
            names.iter().map(|(thing, words)| ((*thing).to_owned(), *words)).collect();
        let called = |line| call_matches(line, names.iter().map(|(thing, words)| (thing, *words)));
        assert_eq!(
            called("Cascade: Redis Exporter fails as well, Flask app gets slower"),
            ["exporter", "flask"]
        );
        assert_eq!(called("Redis's writes fail"), ["redis"]);
        assert_eq!(called("Rediscover flasks"), Vec::<&str>::new());
        for line in ["redis-exporter", "redis_exporter", "Redis-Exporter"] {
            assert_eq!(called(line), ["exporter"], "{line}");
        }
    }
}
