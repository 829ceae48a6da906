//! The command that a line gives, and the time behind it.

use super::chapters::without_mark;
use super::figures::{Figure, figures, unread};

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
const BEFORE_TIME: [&str; 12] =
    ["-", "–", "—", ",", ";", ":", "→", "->", "takes", "in", "for", "up"];

/// Words that may stand behind a time.
const BEHIND_TIME: [&str; 9] =
    ["at most", "or less", "or so", "max", "maximum", "at the most", "or more", "at least", "each"];

/// Units that people write and programs do not.
const PROSE_UNITS: [&str; 10] =
    ["second", "seconds", "sec", "secs", "minute", "minutes", "min", "mins", "hour", "hours"];

/// Reads what a line gives: what stands behind its key is a command, and a figure at its end is a
/// time and no part of it. A figure within the command (`docker restart -t 5s redis`) is part of
/// it.
pub fn given(line: &str) -> Given {
    let line = line.trim();
    let line = without_mark(line).unwrap_or(line);
    // A key in bold letters; a command may have two stars of its own.
    let bold = line.strip_prefix("**").and_then(|line| line.split_once("**"));
    let value = match bold {
        Some((key, value)) if key.ends_with(':') || value.starts_with(':') => {
            value.trim_start_matches(':')
        }
        _ => line.split_once(": ").map_or(line, |(_, value)| value),
    };
    let value = value.trim();
    let all = figures(value);
    let end =
        behind_code(value).or_else(|| in_brackets(value, &all)).or_else(|| at_the_end(value, &all));
    let end = end.unwrap_or(value.len());
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

/// Where the code marks end of a value that begins with them: what they enclose is the command, and
/// nothing else is. Of several, as in `` `a`; `b` (10 s) ``, those of the last count that stand
/// before all brackets.
fn behind_code(value: &str) -> Option<usize> {
    if !value.starts_with('`') || !value.matches('`').count().is_multiple_of(2) {
        return None;
    }
    let (mut end, mut inside) = (None, false);
    for (at, c) in value.char_indices() {
        match c {
            '`' => {
                inside = !inside;
                end = (!inside).then_some(at + 1).or(end);
            }
            '(' | '[' if !inside => break,
            _ => {}
        }
    }
    end
}

/// Where the brackets at the end begin, if something stands in them that is read as a time, or that
/// is meant as one.
fn in_brackets(value: &str, all: &[Figure]) -> Option<usize> {
    let inside = value.trim_end_matches(['.', ';']).trim_end();
    let (open, close) =
        [('(', ')'), ('[', ']')].into_iter().find(|(_, close)| inside.ends_with(*close))?;
    let mut depth = 0_usize;
    let at = inside.char_indices().rev().find_map(|(at, c)| {
        depth = if c == close { depth + 1 } else { depth.saturating_sub(usize::from(c == open)) };
        (depth == 0).then_some(at)
    })?;
    let shells = value[..at].ends_with('$') || !is_closed(&value[..at]);
    let times =
        || all.iter().any(|figure| figure.place.start > at) || !unread(&value[at..]).is_empty();
    (!shells && times()).then_some(at)
}

/// Where a time at the end begins, with what stands between it and the command.
fn at_the_end(value: &str, all: &[Figure]) -> Option<usize> {
    let last = all.last()?;
    let behind =
        value[last.place.end..].trim_matches(|c: char| c.is_whitespace() || ".;!,".contains(c));
    if !(behind.is_empty() || BEHIND_TIME.iter().any(|words| behind.eq_ignore_ascii_case(words))) {
        return None;
    }
    // `within 5 minutes` leads up to a time itself; `restart -t 5m` and `at now + 5 minutes` do
    // not.
    let said = last.place.end - last.said.len();
    let before = value[..said].trim_end();
    let mut end = before.len();
    while let Some(words) = BEFORE_TIME.iter().find(|words| stands_before(&value[..end], words)) {
        end = value[..end - words.len()].trim_end().len();
    }
    let led = said < last.place.start || end < before.len();
    let unit = last.text.rsplit(' ').next().unwrap_or_default().to_ascii_lowercase();
    let prose =
        last.text.contains(' ') && PROSE_UNITS.contains(&unit.as_str()) && !is_an_argument(before);
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
            (
                "Recovery: certbot renew; systemctl reload nginx (30 seconds)",
                "certbot renew; systemctl reload nginx",
            ),
            ("Health Check: `docker exec x pg_isready`", "docker exec x pg_isready"),
            ("- **Recovery**: rm a/**/b", "rm a/**/b"),
            ("**Recovery:** rm x", "rm x"),
            (
                "Recovery: su - postgres -c \"pgbouncer (x)\" (now)",
                "su - postgres -c \"pgbouncer (x)\" (now)",
            ),
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
    fn where_there_are_code_marks_the_command_is_what_they_enclose() {
        for (value, command, times) in [
            ("`docker restart redis` - back within 10 s", "docker restart redis", 1),
            ("`docker restart redis` (10 s), then check the logs", "docker restart redis", 1),
            ("`docker restart redis` and wait 10 seconds", "docker restart redis", 1),
            ("`docker restart -t 5s redis` now", "docker restart -t 5s redis", 0),
            ("`docker restart redis` (see `docker logs`, 10 s)", "docker restart redis", 1),
            (
                "`docker stop redis`; `docker start redis` (10 s)",
                "docker stop redis; docker start redis",
                1,
            ),
            ("`sh -c \"(sleep 5s)\"` - 10 s", "sh -c \"(sleep 5s)\"", 1),
            ("`docker restart redis", "docker restart redis", 0),
            ("docker restart `redis` (10 s)", "docker restart redis", 1),
        ] {
            for line in [format!("Recovery: {value}"), format!("- **Recovery**: {value}")] {
                let given = given(&line);
                assert_eq!((given.command.as_str(), given.times.len()), (command, times), "{line}");
            }
        }
    }

    #[test]
    fn brackets_with_what_is_meant_as_a_time_are_no_part_of_a_command() {
        for time in ["half hour", "a few seconds", "1:30", "１０ s", "within minutes", "1h30"] {
            assert_eq!(
                command(&format!("Recovery: docker restart redis ({time})")),
                "docker restart redis",
                "{time}"
            );
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
        fn any_line_gives_something(line in "(?s)([ ,:;(\\[)\\]`\"-]|5m|ten seconds|within \
                                             |Recovery: |.){0,40}") {
            let found = given(&line);
            prop_assert!(found.command.len() <= line.len());
        }
    }
}
