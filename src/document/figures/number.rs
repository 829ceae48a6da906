//! Numbers in digits and in words.

/// Marks between the thousands; a plain space counts only where no other number can end, see [`spaced`].
const THOUSANDS: [char; 7] = [',', '\'', '’', '_', '\u{a0}', '\u{2009}', '\u{202f}'];

/// Parts of one, by their signs.
const PARTS: [(char, f64); 3] = [('½', 0.5), ('¼', 0.25), ('¾', 0.75)];

const WORDS: [(&str, f64); 31] = [
    ("zero", 0.0),
    ("a", 1.0),
    ("an", 1.0),
    ("one", 1.0),
    ("two", 2.0),
    ("three", 3.0),
    ("four", 4.0),
    ("five", 5.0),
    ("six", 6.0),
    ("seven", 7.0),
    ("eight", 8.0),
    ("nine", 9.0),
    ("ten", 10.0),
    ("eleven", 11.0),
    ("twelve", 12.0),
    ("thirteen", 13.0),
    ("fourteen", 14.0),
    ("fifteen", 15.0),
    ("sixteen", 16.0),
    ("seventeen", 17.0),
    ("eighteen", 18.0),
    ("nineteen", 19.0),
    ("twenty", 20.0),
    ("thirty", 30.0),
    ("forty", 40.0),
    ("fifty", 50.0),
    ("sixty", 60.0),
    ("seventy", 70.0),
    ("eighty", 80.0),
    ("ninety", 90.0),
    ("hundred", 100.0),
];

/// What stands before a length of time that is written with an article, and before thousands that are apart by a space.
/// Where anything else does, it is a rate (`twice a minute`) or another number (`port 443`).
const LEADS: [&str; 38] = [
    "in",
    "within",
    "after",
    "for",
    "than",
    "of",
    "about",
    "around",
    "under",
    "over",
    "takes",
    "take",
    "took",
    "least",
    "most",
    "half",
    "nearly",
    "almost",
    "roughly",
    "approximately",
    "only",
    "just",
    "until",
    "by",
    "to",
    "lasts",
    "last",
    "or",
    "and",
    "is",
    "needs",
    "need",
    "at",
    "another",
    "up",
    "every",
    "below",
    "above",
];

/// What follows `a second` where it is a length of time and not the one after the first.
const FOLLOWS: [&str; 20] = [
    "of", "or", "after", "at", "later", "and", "to", "when", "while", "before", "until", "from", "on", "in", "once",
    "for", "with", "by", "ahead", "is",
];

/// Whether a number may begin here: not within a word, a name, a path or an address.
pub fn begins_here(line: &str, at: usize) -> bool {
    let mut before = line[..at].chars().rev();
    match before.next() {
        Some(c) if c.is_alphanumeric() || c == '_' => false,
        Some('-' | '‑' | '.' | '/' | '@' | '#') => !before.next().is_some_and(char::is_alphanumeric),
        Some(':') => !before.next().is_some_and(|c| c.is_ascii_digit()),
        None | Some(_) => true,
    }
}

/// Where digits, and what an address or a version has between them, end.
pub fn end_of_digits(line: &str, at: usize) -> usize {
    let digits = line[at..].find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(line.len() - at);
    at + line[at..at + digits].trim_end_matches('.').len()
}

/// A number in digits, and where it ends. Addresses and versions (`127.0.0.1`) are none.
pub fn numeral(line: &str, at: usize) -> Option<(f64, usize)> {
    let digits = |from: usize| line.as_bytes()[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let first = digits(at);
    let mut text = line[at..at + first].to_owned();
    let mut end = at + first;
    // The longest that a length of time can be has fewer digits.
    while (1..=3).contains(&first) && text.len() < 18 {
        let Some(mark) = line[end..].chars().next().filter(|c| THOUSANDS.contains(c) || spaced(line, at, *c)) else {
            break;
        };
        let from = end + mark.len_utf8();
        if digits(from) != 3 {
            break;
        }
        text.push_str(&line[from..from + 3]);
        end = from + 3;
    }
    if first > 0 && line[end..].starts_with(['.', ',']) && digits(end + 1) > 0 {
        let decimals = digits(end + 1);
        text.push('.');
        text.push_str(&line[end + 1..end + 1 + decimals]);
        end += 1 + decimals;
        if line[end..].starts_with('.') && digits(end + 1) > 0 {
            return None;
        }
    }
    let sign = line[end..].chars().next().and_then(|c| PARTS.iter().find(|(sign, _)| *sign == c));
    let whole: f64 = if first > 0 { text.parse().ok()? } else { 0.0 };
    match sign {
        Some((sign, part)) => Some((whole + part, end + sign.len_utf8())),
        None => (first > 0).then_some((whole, end)),
    }
}

/// `1 500 ms`, where nothing else can be meant.
fn spaced(line: &str, at: usize, mark: char) -> bool {
    mark == ' ' && leads(line, at)
}

/// A number in words, and where it ends; articles too.
pub fn word(line: &str, at: usize) -> Option<(f64, usize)> {
    let (first, end) = letters(line, at);
    if first == "half" {
        let (article, end) = letters(line, end + 1);
        return (article == "a" || article == "an").then_some((0.5, end));
    }
    let (_, value) = WORDS.iter().find(|(word, _)| *word == first)?;
    if (20.0..100.0).contains(value) && line[end..].starts_with(['-', ' ']) {
        let (second, further) = letters(line, end + 1);
        let ones = WORDS.iter().find(|(word, ones)| *word == second && (1.0..10.0).contains(ones) && second.len() > 2);
        if let Some((_, ones)) = ones {
            return Some((value + ones, further));
        }
    }
    Some((*value, end))
}

/// Whether the number here is an article.
pub fn is_article(line: &str, at: usize) -> bool {
    matches!(letters(line, at).0.as_str(), "a" | "an")
}

/// Whether an article and the unit that ends here are a length of time: not `twice a minute`, not `a second server`.
pub fn is_a_length(line: &str, at: usize, end: usize) -> bool {
    let rest = line[end..].trim_start();
    let (next, _) = letters(rest, 0);
    let ordinal = line[..end].to_ascii_lowercase().ends_with("second") && !next.is_empty();
    let joined = line[end..].starts_with(['-', '‑']);
    leads(line, at) && !joined && (!ordinal || FOLLOWS.contains(&next.as_str()))
}

/// Whether what stands before leads up to a length of time.
fn leads(line: &str, at: usize) -> bool {
    let before = line[..at].trim_end();
    let Some(last) = before.chars().next_back().filter(|c| c.is_alphanumeric()) else { return true };
    let from = before
        .rfind(|c: char| !c.is_alphabetic())
        .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    last.is_alphabetic() && LEADS.contains(&before[from..].to_ascii_lowercase().as_str())
}

/// The letters that stand here, in lower case, and where they end. A word that is longer than any number is none.
fn letters(line: &str, at: usize) -> (String, usize) {
    let rest = line.get(at..).unwrap_or_default();
    let length = rest.bytes().take(12).take_while(u8::is_ascii_alphabetic).count();
    let whole = !rest[length..].starts_with(char::is_alphanumeric);
    let word = if whole { rest[..length].to_ascii_lowercase() } else { String::new() };
    (word, at + length)
}
