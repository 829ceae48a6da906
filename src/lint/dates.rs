//! Dates as people write them.

use jiff::civil::Date;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The date of a text, or the last day that it can mean: of a month or a quarter its end, and of
/// `03/04/2026` the later reading. None where it has no date, or more than one.
pub fn date(text: &str) -> Option<Date> {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let years: Vec<usize> = (0..words.len())
        .filter(|at| words.get(*at).is_some_and(|word| year(word).is_some()))
        .collect();
    let [at] = *years else { return None };
    let the_year = year(words.get(at)?)?;
    let near = |offset: isize| {
        at.checked_add_signed(offset).and_then(|at| words.get(at)).map(String::as_str)
    };
    let number = |offset| near(offset).and_then(number);
    // `2026-03-04`, `2026/03`
    if let Some(month) = number(1).filter(|month| *month <= 12) {
        return match number(2) {
            Some(day) => Date::new(the_year, month, day).ok(),
            None => end_of_month(the_year, month),
        };
    }
    if let Some(month) = near(-1).and_then(month) {
        // `4 March 2026`, `March 2026`
        return match number(-2) {
            Some(day) => Date::new(the_year, month, day).ok(),
            None => end_of_month(the_year, month),
        };
    }
    // `March 4, 2026`
    if let (Some(month), Some(day)) = (near(-2).and_then(month), number(-1)) {
        return Date::new(the_year, month, day).ok();
    }
    if let Some(quarter) = near(-1).or_else(|| near(1)).and_then(quarter) {
        return end_of_month(the_year, quarter * 3);
    }
    // `04.03.2026`, `03/04/2026`
    let (first, second) = (number(-2)?, number(-1)?);
    let day_first = Date::new(the_year, second, first).ok();
    let month_first = Date::new(the_year, first, second).ok();
    if text.contains('.') { day_first } else { day_first.max(month_first) }
}

fn year(word: &str) -> Option<i16> {
    word.parse().ok().filter(|year| word.len() == 4 && (1990..=2100).contains(year))
}

/// `4`, `04`, `4th`
fn number(word: &str) -> Option<i8> {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end));
    digits.unwrap_or(word).parse().ok().filter(|number| (1..=31).contains(number))
}

fn month(word: &str) -> Option<i8> {
    let at = MONTHS.iter().position(|month| word.len() >= 3 && month.starts_with(word))?;
    i8::try_from(at + 1).ok()
}

fn quarter(word: &str) -> Option<i8> {
    word.strip_prefix('q')?.parse().ok().filter(|quarter| (1..=4).contains(quarter))
}

fn end_of_month(year: i16, month: i8) -> Option<Date> {
    Date::new(year, month, 1).ok().map(Date::last_of_month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_as_people_write_it() {
        for (text, read) in [
            ("2026-03-04", "2026-03-04"),
            ("2026/3/4", "2026-03-04"),
            ("March 4, 2026", "2026-03-04"),
            ("Mar 4th 2026", "2026-03-04"),
            ("4 March 2026", "2026-03-04"),
            ("on 4. Sept. 2026 (Ada)", "2026-09-04"),
            ("04.03.2026", "2026-03-04"),
            ("03/04/2026", "2026-04-03"),
            ("12/25/2026", "2026-12-25"),
            ("February 2028", "2028-02-29"),
            ("2026-02", "2026-02-28"),
            ("Q3 2026", "2026-09-30"),
            ("2026 Q4", "2026-12-31"),
        ] {
            assert_eq!(date(text).map(|date| date.to_string()).as_deref(), Some(read), "{text}");
        }
        for none in [
            "",
            "never",
            "soon",
            "2026",
            "Once the app is deployed",
            "v1.2.2026",
            "2026-02-30",
            "2026-01-02 or 2027-01-02",
            "99999999999",
            "٢٠٢٦-٠٣-٠٤",
            "maybe 2026",
        ] {
            assert_eq!(date(none), None, "{none}");
        }
    }
}
