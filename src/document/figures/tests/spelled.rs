//! However a length of time is spelled, it is read, and whatever a line says, it is read without a panic.

use super::*;

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
    fn any_line_is_read(line in "(?s)([0-9.,:' ½-]|ms|s|m|h|minutes|and a half|a |ten|to |hundred \
                                 |quarter of|half|x |１|&nbsp;|\u{200b}|no |longer than|min|%|in |.){0,60}") {
        for figure in figures(&line) {
            prop_assert_eq!(&line[figure.place.clone()], figure.text.as_str());
            prop_assert!(figure.said.ends_with(&figure.text));
        }
        for (words, place) in unread(&line) {
            prop_assert_eq!(&line[place], words.as_str());
        }
        shares(&line);
        without_numbers(&line);
    }
}

/// A number below a hundred thousand in words.
fn spelled(number: u32) -> String {
    const ONES: [&str; 20] = [
        "",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 10] =
        ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let small = |number: u32| match (number / 10, number % 10) {
        (0 | 1, _) => ONES[number as usize].to_owned(),
        (tens, 0) => TENS[tens as usize].to_owned(),
        (tens, ones) => format!("{}-{}", TENS[tens as usize], ONES[ones as usize]),
    };
    let hundreds = |number: u32, and: &str| match (number / 100, number % 100) {
        (0, rest) => small(rest),
        (hundreds, 0) => format!("{} hundred", small(hundreds)),
        (hundreds, rest) => format!("{} hundred {and}{}", small(hundreds), small(rest)),
    };
    match (number / 1_000, number % 1_000) {
        (0, rest) => hundreds(rest, "and "),
        (thousands, 0) => format!("{} thousand", hundreds(thousands, "and ")),
        (thousands, rest) => {
            format!("{} thousand {}", hundreds(thousands, ""), hundreds(rest, "and "))
        }
    }
}

proptest! {
    #[test]
    fn a_number_in_words_is_the_number(number in 1..99_999_u32) {
        let line = format!("back in {} ms", spelled(number));
        let found = figures(&line);
        prop_assert_eq!(found.len(), 1, "{}", line);
        prop_assert_eq!(found[0].span, Span::millis(u64::from(number)), "{}", line);
    }

    #[test]
    fn no_word_of_time_passes_unseen(
        before in select(vec!["", "a few ", "some ", "dozen ", "5 ", "ten ", "half a ", "1:30 ", "umpteen "]),
        unit in select(vec!["seconds", "minutes", "hours", "days", "ms"]),
        after in select(vec!["", " later", ", then all is well", ")"]),
    ) {
        let line = format!("back in {before}{unit}{after}");
        prop_assert_eq!(figures(&line).len() + unread(&line).len(), 1, "{}", line);
    }
}
