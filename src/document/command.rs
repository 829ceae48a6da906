//! The command that a line gives, and the time behind it.

use super::chapters::without_mark;
use super::figures::{Figure, figures};

/// What a `Recovery: command (15 seconds)` line gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The command without code marks; prose where the line gives prose.
    pub command: String,
    /// The times behind it, as in the brackets at its end.
    pub times: Vec<Figure>,
    /// All that stands behind it.
    pub rest: String,
}

/// What stands between a command and a time that is not in brackets.
const BEFORE_TIME: [&str; 12] = ["-", "–", "—", ",", ";", ":", "→", "->", "takes", "in", "for", "up"];

/// Words that may stand behind a time.
const BEHIND_TIME: [&str; 9] =
    ["at most", "or less", "or so", "max", "maximum", "at the most", "or more", "at least", "each"];

/// Units that people write and programs do not.
const PROSE_UNITS: [&str; 10] =
    ["second", "seconds", "sec", "secs", "minute", "minutes", "min", "mins", "hour", "hours"];

/// Reads what a line gives: what stands behind its key is a command, and a figure at its end is a time and no part of it.
/// A figure within the command (`docker restart -t 5s redis`) is part of it.
pub fn given(line: &str) -> Given {
    let line = line.trim();
    let line = without_mark(line).unwrap_or(line);
    // A key in bold letters; a command may have two stars of its own.
    let bold = line.strip_prefix("**").and_then(|line| line.split_once("**"));
    let value = match bold {
        Some((key, value)) if key.ends_with(':') || value.starts_with(':') => value.trim_start_matches(':'),
        _ => line.split_once(": ").map_or(line, |(_, value)| value),
    };
    let value = value.trim();
    let all = figures(value);
    let end = in_brackets(value, &all).or_else(|| at_the_end(value, &all)).unwrap_or(value.len());
    let times = all.into_iter().filter(|figure| figure.place.start >= end).collect();
    Given { command: without_marks(&value[..end]), times, rest: value[end..].to_owned() }
}

/// The command alone; see [`given`].
pub fn command(line: &str) -> String {
    given(line).command
}

fn without_marks(text: &str) -> String {
    text.replace('`', "").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Where the brackets at the end begin, if a time stands in them.
fn in_brackets(value: &str, all: &[Figure]) -> Option<usize> {
    let inside = value.trim_end_matches(['.', ';']).trim_end();
    let (open, close) = [('(', ')'), ('[', ']')].into_iter().find(|(_, close)| inside.ends_with(*close))?;
    let mut depth = 0_usize;
    let at = inside.char_indices().rev().find_map(|(at, c)| {
        depth = if c == close { depth + 1 } else { depth.saturating_sub(usize::from(c == open)) };
        (depth == 0).then_some(at)
    })?;
    let shells = value[..at].ends_with('$') || !is_closed(&value[..at]);
    (!shells && all.iter().any(|figure| figure.place.start > at)).then_some(at)
}

/// Where a time at the end begins, with what stands between it and the command.
fn at_the_end(value: &str, all: &[Figure]) -> Option<usize> {
    let last = all.last()?;
    let behind = value[last.place.end..].trim_matches(|c: char| c.is_whitespace() || ".;!,".contains(c));
    if !(behind.is_empty() || BEHIND_TIME.iter().any(|words| behind.eq_ignore_ascii_case(words))) {
        return None;
    }
    // `within 5 minutes` leads up to a time itself; `restart -t 5m` and `at now + 5 minutes` do not.
    let said = last.place.end - last.said.len();
    let before = value[..said].trim_end();
    let mut end = before.len();
    while let Some(words) = BEFORE_TIME.iter().find(|words| stands_before(&value[..end], words)) {
        end = value[..end - words.len()].trim_end().len();
    }
    let led = said < last.place.start || end < before.len();
    let unit = last.text.rsplit(' ').next().unwrap_or_default().to_ascii_lowercase();
    let prose = last.text.contains(' ') && PROSE_UNITS.contains(&unit.as_str()) && !is_an_argument(before);
    let whole = end > 0 && is_closed(&value[..end]);
    (whole && (led || prose)).then_some(end)
}

fn stands_before(text: &str, words: &str) -> bool {
    let Some(rest) = text.strip_suffix(words) else { return false };
    // A word or a dash stands apart; a comma does not.
    words.starts_with([',', ';', ':']) || rest.ends_with([' ', '`', ')'])
}

/// Whether what follows is what an option or a sum is about.
fn is_an_argument(before: &str) -> bool {
    before.ends_with(['+', '='])
        || before.rsplit(' ').next().is_some_and(|word| word.starts_with('-') && word.len() > 1)
}

/// Whether quotation marks and code marks are closed.
fn is_closed(text: &str) -> bool {
    ['"', '`'].into_iter().all(|mark| text.matches(mark).count() % 2 == 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_command_is_what_stands_between_key_and_time() {
        for (line, found) in [
            ("Recovery: certbot renew; systemctl reload nginx (30 seconds)", "certbot renew; systemctl reload nginx"),
            ("Health Check: `docker exec x pg_isready`", "docker exec x pg_isready"),
            ("- **Recovery**: rm a/**/b", "rm a/**/b"),
            ("**Recovery:** rm x", "rm x"),
            ("Recovery: su - postgres -c \"pgbouncer (x)\" (now)", "su - postgres -c \"pgbouncer (x)\" (now)"),
        ] {
            assert_eq!(command(line), found);
            assert_eq!(command(&line.replace(" (30 seconds)", " (1m30s)")), found);
        }
    }

    #[test]
    fn a_time_behind_a_command_is_no_part_of_it() {
        for time in [
            " (5m)",
            " (1m30s)",
            " (about 5 minutes)",
            " [5m]",
            " (5 min.).",
            " - 5m",
            " – 5 min",
            ", 5 minutes",
            " in 5 minutes",
            " within 5 min",
            ": 5m",
            " takes 5 minutes",
            " takes about 5 minutes",
            " 5 minutes",
            " ~5m",
            " (10 Seconds)",
            " (2 hrs)",
            " (ten seconds)",
            ", five minutes at most",
            " (1,500 milliseconds)",
            " → 5m",
            " in under a minute",
            " (takes 5 minutes, then all is well)",
            " (5-10 minutes)",
            "(5m)",
            ", <5m",
        ] {
            let given = given(&format!("Recovery: `docker restart redis`{time}"));
            assert_eq!(given.command, "docker restart redis", "{time}");
            assert_eq!(given.times.len(), 1, "{time}");
        }
    }

    #[test]
    fn a_figure_within_a_command_is_a_part_of_it() {
        for said in [
            "docker restart -t 5m redis",
            "docker restart -t 5m",
            "timeout 5m docker restart redis",
            "sleep 10s",
            "docker stop --time=5s redis",
            "sh -c \"sleep (5 s)\"",
            "echo $(sleep 5s)",
            "at now + 5 minutes",
            "docker restart redis-5m",
            "sleep 10s; docker restart redis",
            "docker restart redis7",
            "shutdown -r +5",
        ] {
            let found = given(&format!("Recovery: {said}"));
            assert_eq!((found.command.as_str(), found.times.len()), (said, 0));
            let found = given(&format!("Recovery: {said} (7 s)"));
            assert_eq!((found.command.as_str(), found.times.len()), (said, 1));
        }
    }

    proptest! {
        #[test]
        fn any_line_gives_something(line in "(?s)([ ,:;(\\[)\\]`\"-]|5m|ten seconds|within |Recovery: |.){0,40}") {
            let found = given(&line);
            prop_assert!(found.command.len() <= line.len());
        }
    }
}
