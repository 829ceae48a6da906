use super::*;
use proptest::prelude::*;
use proptest::sample::select;

mod spelled;

fn read(line: &str) -> Vec<(String, u64)> {
    figures(line).into_iter().map(|figure| (figure.text, figure.span.as_micros())).collect()
}

/// Each of these is one length of time, wherever it stands in a line.
#[track_caller]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a few hours at most, and never negative"
)]
fn each_is_read(table: &[(&str, f64)]) {
    for (text, seconds) in table {
        let wanted = [((*text).to_owned(), (seconds * 1e6_f64).round() as u64)];
        for line in [
            format!("({text})"),
            format!("ready in {text}, then more"),
            format!("x (~{text} at most)."),
        ] {
            assert_eq!(read(&line), wanted, "{line}");
        }
    }
}

#[test]
fn lengths_of_time_are_read_as_a_person_reads_them() {
    each_is_read(&[
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
    ]);
}

#[test]
fn however_a_length_of_time_is_spelled_it_is_read() {
    each_is_read(&[
        (".5 seconds", 0.5),
        ("two hundred milliseconds", 0.2),
        ("one hundred and twenty seconds", 120.0),
        ("a hundred and twenty seconds", 120.0),
        ("one hundred twenty seconds", 120.0),
        ("hundred seconds", 100.0),
        ("two thousand five hundred ms", 2.5),
        ("120 thousand ms", 120.0),
        ("a quarter of an hour", 900.0),
        ("quarter of an hour", 900.0),
        ("three quarters of an hour", 2700.0),
        ("a quarter hour", 900.0),
        ("one tenth of a second", 0.1),
        ("two thirds of a minute", 40.0),
        ("1⁄2 minute", 30.0),
        ("3/4 hour", 2700.0),
        ("⅓ minute", 20.0),
        ("2 x 10 seconds", 20.0),
        ("2×10 s", 20.0),
        ("3 times 10 seconds", 30.0),
        ("twice 10 seconds", 20.0),
        ("half hour", 1800.0),
        ("a half hour", 1800.0),
        ("half-hour", 1800.0),
        ("half of an hour", 1800.0),
        ("1h30", 5400.0),
        ("1 h 30", 5400.0),
        ("two minutes thirty", 150.0),
        ("10″", 10.0),
        ("5′", 300.0),
        ("1'30\"", 90.0),
        ("1′30″", 90.0),
        ("１０ seconds", 10.0),
        ("１０ ｓｅｃｏｎｄｓ", 10.0),
        ("10&nbsp;seconds", 10.0),
        ("10\u{200b}seconds", 10.0),
        ("10\u{ad}seconds", 10.0),
        ("10\u{2010}second", 10.0),
        ("10\u{2011}second", 10.0),
        ("10−15 s", 15.0),
        ("10~15 s", 15.0),
        ("10/15 s", 15.0),
        ("10 s up to 15 s", 15.0),
        ("a couple of seconds", 2.0),
        ("a dozen seconds", 12.0),
        ("a full minute", 60.0),
        ("a minute or two", 120.0),
        ("an hour or three", 10_800.0),
        ("a second or 5 seconds", 5.0),
        ("a minute and a half", 90.0),
        ("one single second", 1.0),
        ("one-and-a-half minutes", 90.0),
        ("1 min. 30 sec", 90.0),
        ("1 min., 30 s", 90.0),
    ]);
}

#[test]
fn what_stands_around_a_length_of_time_tells_what_it_is() {
    assert_eq!(read("between 5 and 10 minutes"), [("5 and 10 minutes".to_owned(), 600_000_000)]);
    assert_eq!(read("10 milliseconds, 1.5 s, 30 days ahead").len(), 3);
    assert_eq!(read("up within the minute"), [("the minute".to_owned(), 60_000_000)]);
    assert_eq!(
        read("an alert a month and a half ahead"),
        [("a month and a half".to_owned(), 3_888_000_000_000)]
    );
    assert_eq!(read("Alert a minute later"), [("a minute".to_owned(), 60_000_000)]);
    assert_eq!(read("1 hour. 5 minutes later").len(), 2, "a sentence ends");
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
        "Occasional 502s, some 404s and 503s, the 2010s, HTTP 500s/502s",
        "the third minute, half of the users, within the second try",
    ] {
        assert_eq!(read(line), [], "{line}");
    }
}

#[test]
fn shares_are_told_from_times() {
    assert_eq!(
        shares("50 % of requests fail within 5 s, 5 percent of them at once, 3 boxes"),
        ["50 %", "5 percent"]
    );
    for share in [
        "fifty percent",
        "5 pct",
        "５%",
        "5％",
        "5\u{a0}%",
        ".5 %",
        "99.9 percentage points",
        "5 per-cent",
        "50 ‰",
        "1 in 10",
        "one in ten",
        "5 out of 10",
        "3 of 10",
        "half of",
        "a third of",
        "two thirds of",
    ] {
        assert_eq!(shares(&format!("slower for {share} requests")), [share]);
        assert_eq!(shares(&format!("x ({share} requests)")), [share]);
    }
    for none in [
        "10 s in 5 boxes",
        "Redis 7 in 5 boxes",
        "half a minute",
        "a quarter of an hour",
        "one of two",
        "in 2025",
    ] {
        assert_eq!(shares(none), Vec::<String>::new(), "{none}");
    }
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
        ("min 10 s", "min 10 s", true),
        ("min: 10 s", "min: 10 s", true),
        ("a minimum of 10 s", "a minimum of 10 s", true),
        ("10 s min", "10 s", true),
        ("10 s min.", "10 s", true),
        ("(10 s, at least)", "10 s", true),
        ("10 s (minimum)", "10 s", true),
        ("beyond 10 s", "beyond 10 s", true),
        ("from 10 s", "from 10 s", true),
        ("from 10 to 15 s", "from 10 to 15 s", false),
        ("⩾ 10 s", "⩾ 10 s", true),
        ("redis -> 10 s", "10 s", false),
        ("in a minute or so", "in a minute", false),
        ("＞10 s", "＞10 s", true),
        ("10 s and up", "10 s", true),
        ("10 seconds+", "10 seconds", true),
        ("10 s at the earliest", "10 s", true),
        ("not before 10 s", "not before 10 s", true),
        ("no sooner than 10 s", "no sooner than 10 s", true),
        ("a good 10 s", "a good 10 s", true),
        ("10 s plus", "10 s", false),
        ("1 min. 30 sec.", "1 min. 30 sec", false),
        ("5 min 90 s", "5 min", false),
        ("should not take longer than 10 s", "not take longer than 10 s", false),
        ("no later than 10 s", "no later than 10 s", false),
        ("never more than 10 s", "never more than 10 s", false),
        ("doesn't last longer than 10 s", "doesn't last longer than 10 s", false),
        ("later than 10 s", "later than 10 s", true),
        ("No alert for more than 10 s", "more than 10 s", true),
    ] {
        let found = figures(line);
        assert_eq!(found.len(), if line == "5 min 90 s" { 2 } else { 1 }, "{line}");
        assert!(!found.iter().skip(1).any(|other| other.at_least), "{line}");
        assert_eq!((found[0].said.as_str(), found[0].at_least), (said, least), "{line}");
    }
}

#[test]
fn what_speaks_of_time_and_cannot_be_read_is_told() {
    for (line, told) in [
        ("back in a few seconds", "a few seconds"),
        ("takes minutes", "takes minutes"),
        ("some seconds later", "some seconds"),
        ("(1:30)", "1:30"),
        ("00:01:30 at most", "00:01:30"),
        ("version 1.2.3 s", "3 s"),
        ("3 requests a second", "requests a second"),
        ("(5M)", "5M"),
        ("a tiny percentage", "a tiny percentage"),
        ("1 business day", "1 business day"),
        ("a few % of all", "a few %"),
        ("few min", "few min"),
        ("every minute", "every minute"),
        ("in a good minute", "a good minute"),
    ] {
        let found: Vec<String> = unread(line).into_iter().map(|(words, _)| words).collect();
        assert_eq!(found, [told], "{line}");
    }
    for line in [
        "15 s, 50 %, half an hour, 1 in 10 requests, 10 s min, min 10 s, 1 min. 30 sec.",
        "at 10:30, by 1:30, 1:30 pm, 127.0.0.1:6379, a:12, resolver:53",
        "a second server, the second is down, second, first and second, twice",
        "scrape_interval_seconds, /var/minutes.log, day-to-day, minutes.html, node-5s, 100%25, \
         printf %s",
        "DNS NS records reach us, 5M rows, 24/7, 3D, the 2010s, Occasional 502s",
    ] {
        assert_eq!(unread(line), [], "{line}");
    }
}
