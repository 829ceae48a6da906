use super::*;
use proptest::prelude::*;
use proptest::sample::select;

fn read(line: &str) -> Vec<(String, u64)> {
    figures(line).into_iter().map(|figure| (figure.text, figure.span.as_micros())).collect()
}

#[test]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few hours at most, and never negative")]
fn lengths_of_time_are_read_as_a_person_reads_them() {
    for (text, seconds) in [
        ("15 seconds", 15.0),
        ("10 milliseconds", 0.01),
        ("1,500 milliseconds", 1.5),
        ("1 500 ms", 1.5),
        ("1\u{202f}500 ms", 1.5),
        ("1'500 ms", 1.5),
        ("1_500ms", 1.5),
        ("1,234,567 ms", 1234.567),
        ("1.5 s", 1.5),
        ("1,5 s", 1.5),
        ("1.5 min", 90.0),
        ("1½ minutes", 90.0),
        ("½ hour", 1800.0),
        ("1 minute 30 seconds", 90.0),
        ("1 minute and 30 seconds", 90.0),
        ("1 hour, 5 minutes", 3900.0),
        ("1 min 30 s", 90.0),
        ("1m30s", 90.0),
        ("1m 30s", 90.0),
        ("1h 5m", 3900.0),
        ("1:30 minutes", 90.0),
        ("5m", 300.0),
        ("2 hrs", 7200.0),
        ("10 Seconds", 10.0),
        ("10 SECONDS", 10.0),
        ("90s", 90.0),
        ("500msec", 0.5),
        ("250 µs", 0.000_25),
        ("10-second", 10.0),
        ("5-10 minutes", 600.0),
        ("5–10 minutes", 600.0),
        ("5 to 10 minutes", 600.0),
        ("5 s - 10 s", 10.0),
        ("one or two minutes", 120.0),
        ("ten seconds", 10.0),
        ("twenty-five seconds", 25.0),
        ("a minute", 60.0),
        ("an hour", 3600.0),
        ("an hour and a half", 5400.0),
        ("one and a half minutes", 90.0),
        ("half a minute", 30.0),
        ("a second", 1.0),
        ("30 days", 2_592_000.0),
        ("2 weeks", 1_209_600.0),
        ("10+ seconds", 10.0),
    ] {
        let wanted = [(text.to_owned(), (seconds * 1e6_f64).round() as u64)];
        for line in [format!("({text})"), format!("ready in {text}, then more"), format!("x (~{text} at most).")] {
            assert_eq!(read(&line), wanted, "{line}");
        }
    }
    assert_eq!(read("between 5 and 10 minutes"), [("5 and 10 minutes".to_owned(), 600_000_000)]);
    assert_eq!(read("10 milliseconds, 1.5 s, 30 days ahead").len(), 3);
    assert_eq!(read("redis7, 7 s"), [("7 s".to_owned(), 7_000_000)]);
}

#[test]
fn what_is_no_length_of_time_is_not_read_as_one() {
    for line in [
        "127.0.0.1:6379, Redis 7, postgres15 seconds, 3 boxes",
        "version 1.2.3 s, v5s, 10.0.0.1",
        "80 % of 5M, 3D, 10 GB, 24/7, 5 MB",
        "October 16, 2025, 2026-10-16, at 10:30, 16 Dec",
        "5d7f3a, s3, 2nd, node-5s, a second server, twice a minute, 100 requests a second",
        "a day-to-day business",
        "one more, ten boxes, second, minute, hours",
    ] {
        assert_eq!(read(line), [], "{line}");
    }
}

#[test]
fn shares_are_told_from_times() {
    assert_eq!(shares("50 % of requests fail within 5 s, 5 percent of them at once, 3 boxes"), ["50 %", "5 percent"]);
}

#[test]
fn how_a_figure_is_meant_is_told_with_it() {
    for (line, said, least) in [
        ("Health check within 1 millisecond", "within 1 millisecond", false),
        ("None, for at least 3 hours", "at least 3 hours", true),
        ("ready (<10 s)", "<10 s", false),
        ("takes more than 10 s", "more than 10 s", true),
        ("10 s or more", "10 s", true),
        ("nine or 10+ seconds", "nine or 10+ seconds", true),
        ("restart (10 s)", "10 s", false),
    ] {
        let found = figures(line);
        assert_eq!(found.len(), 1, "{line}");
        assert_eq!((found[0].said.as_str(), found[0].at_least), (said, least), "{line}");
    }
}

/// Ways to write so many milliseconds.
fn written(millis: u32) -> Vec<String> {
    let (seconds, rest) = (millis / 1_000, millis % 1_000);
    let mut ways = vec![
        format!("{millis} ms"),
        format!("{millis}ms"),
        format!("{millis} milliseconds"),
        format!("{seconds}.{rest:03} s"),
    ];
    if millis >= 1_000 {
        ways.push(format!("{seconds},{rest:03} ms"));
        ways.push(format!("{seconds}'{rest:03} milliseconds"));
        ways.push(format!("{seconds}s{rest}ms"));
        ways.push(format!("{seconds} seconds {rest} ms"));
    }
    if seconds >= 60 {
        ways.push(format!("{}m{}s{rest}ms", seconds / 60, seconds % 60));
        ways.push(format!("{} minutes {} s and {rest} milliseconds", seconds / 60, seconds % 60));
    }
    ways.push(format!("1-{millis} ms"));
    ways
}

proptest! {
    #[test]
    fn a_length_of_time_is_read_back_however_it_is_written(
        millis in 1..999_999_u32,
        way in any::<prop::sample::Index>(),
        around in select(vec![("", ""), ("(", ")"), ("in ", ", then"), ("Recovery: x (about ", ").")]),
    ) {
        let ways = written(millis);
        let line = format!("{}{}{}", around.0, ways[way.index(ways.len())], around.1);
        let found = figures(&line);
        prop_assert_eq!(found.len(), 1, "{}", line);
        prop_assert_eq!(found[0].span, Span::millis(u64::from(millis)), "{}", line);
    }

    #[test]
    fn any_line_is_read(line in "(?s)([0-9.,:' ½-]|ms|s|m|h|minutes|and a half|a |ten|to |.){0,60}") {
        for figure in figures(&line) {
            prop_assert_eq!(&line[figure.place.clone()], figure.text.as_str());
            prop_assert!(figure.said.ends_with(&figure.text));
        }
        without_numbers(&line);
    }
}
