//! The words by which a line says how something fares: what a negation makes of each.

mod table;

use super::facts::lower_case;
use crate::words::Impact;
use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use std::sync::LazyLock;
use table::{
    DEGRADED, IDIOMS, LIMITS, NEAR, NEGATIONS, NEGATIONS_BEHIND, NEGATIONS_OF_HARM, SYMBOLS, Sense,
    TABLE, WORKS,
};

/// How far a negation reaches.
const REACH: usize = 3;

/// Words that say how something fares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saying {
    /// The words, with what negates them.
    pub text: String,
    /// Where they stand, in bytes.
    pub place: Range<usize>,
    /// Whatever of these is claimed agrees with them.
    pub levels: &'static [Impact],
    /// A negation is part of them.
    pub negated: bool,
    /// It is a symbol and no words.
    pub symbol: bool,
}

impl fmt::Display for Saying {
    /// `'no longer answers'`, and of symbols what they stand for: `🔴 (outage)`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.levels {
            [level, ..] if self.symbol => write!(out, "{} ({level})", self.text),
            _ => write!(out, "'{}'", self.text),
        }
    }
}

/// What a text says of how something fares, and the negations that none of the words above follows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sayings {
    /// The words, in their order.
    pub words: Vec<Saying>,
    /// `does not …` of something that the table does not know, with where it and the next word
    /// stand.
    pub open: Vec<(String, Range<usize>)>,
    /// Every negation, known or not.
    pub negations: Vec<(String, Range<usize>)>,
}

/// A word of a text.
struct Token<'a> {
    text: &'a str,
    place: Range<usize>,
}

/// A negation that waits for its word.
struct Waiting {
    place: Range<usize>,
    of_harm_only: bool,
    since: usize,
}

/// Reads what a text, mostly a clause, says of how something fares.
pub fn sayings(text: &str) -> Sayings {
    let lower = lower_case(text);
    let mut reading = Reading {
        text,
        tokens: tokens(&lower),
        found: Sayings::default(),
        waiting: None,
        still: None,
    };
    let mut at = 0;
    while at < reading.tokens.len() {
        at += reading.step(at);
    }
    reading.leave();
    reading.found.words.extend(marks(text));
    reading.found.words.sort_by_key(|word| word.place.start);
    reading.found
}

fn marks(text: &str) -> impl Iterator<Item = Saying> {
    text.char_indices().filter_map(|(at, c)| {
        let (_, levels) = SYMBOLS.iter().find(|(symbol, _)| *symbol == c)?;
        let place = at..at + c.len_utf8();
        Some(Saying { text: c.to_string(), place, levels, negated: false, symbol: true })
    })
}

/// A text as far as it is read.
struct Reading<'a> {
    text: &'a str,
    tokens: Vec<Token<'a>>,
    found: Sayings,
    waiting: Option<Waiting>,
    still: Option<usize>,
}

impl Reading<'_> {
    /// Reads what begins at a token, and says how many tokens that was.
    fn step(&mut self, at: usize) -> usize {
        if self.waiting.as_ref().is_some_and(|waiting| at - waiting.since > REACH) {
            self.leave();
        }
        let begins = &self.tokens[at..];
        if let Some(length) = IDIOMS.iter().find_map(|words| begin_with(begins, words)) {
            return length;
        }
        let negation = negation(begins);
        // `none of them fails` says nothing of its own, as `none` does.
        let longer = |length: &usize| negation.is_none_or(|(_, other)| other <= *length);
        if let Some((sense, length)) = in_table(begins).filter(|(_, length)| longer(length)) {
            return self.say(at, sense, length);
        }
        if let Some((of_harm_only, length)) = negation {
            let place = begins[0].place.start..begins[length - 1].place.end;
            self.leave();
            self.found.negations.push((self.text[place.clone()].to_owned(), place.clone()));
            self.waiting = Some(Waiting { place, of_harm_only, since: at + length });
            return length;
        }
        if begins[0].text == "still" {
            self.still = Some(at + 1);
        }
        1
    }

    /// Words of the table.
    fn say(&mut self, at: usize, sense: Sense, length: usize) -> usize {
        let near = |waiting: &Waiting| self.is_near(waiting, at, sense);
        let takes = self
            .waiting
            .as_ref()
            .is_some_and(|one| sense.is_of_harm() || !one.of_harm_only || near(one));
        let behind =
            if takes || !sense.is_of_harm() { None } else { self.negated_behind(at + length) };
        let negates = if takes { self.waiting.take() } else { None };
        let goes_on = self.still.is_some_and(|since| at - since <= REACH);
        let limited = sense == Sense::Out
            && self.tokens[at.saturating_sub(NEAR)..at].iter().any(Token::limits);
        let turned = negates.is_some() || behind.is_some();
        let levels = match sense {
            sense if turned => Some(sense.negated()),
            Sense::Does => goes_on.then_some(WORKS),
            _ if limited => Some(DEGRADED),
            sense => sense.plainly(),
        };
        let from = negates.map_or(self.tokens[at].place.start, |negation| negation.place.start);
        let length = length + behind.unwrap_or(0);
        let place = from..self.tokens[at + length - 1].place.end;
        let text = self.text[place.clone()].to_owned();
        self.found.words.extend(levels.map(|levels| Saying {
            text,
            place,
            levels,
            negated: turned,
            symbol: false,
        }));
        length
    }

    /// `no service keeps running`: of what goes well a negation of harm makes an outage where it
    /// stands near.
    fn is_near(&self, waiting: &Waiting, at: usize, sense: Sense) -> bool {
        let (word, between) =
            (self.tokens[waiting.since - 1].text, &self.tokens[waiting.since..at]);
        // `nothing can be saved` is no outage, `no user can be saved` may be.
        let of_it = word == "no" || (word != "without" && sense == Sense::Works);
        of_it && between.len() <= NEAR && between.iter().all(|token| token.text != "to")
    }

    /// How many words behind what was said negate it.
    fn negated_behind(&self, at: usize) -> Option<usize> {
        NEGATIONS_BEHIND.iter().find_map(|words| begin_with(self.tokens.get(at..)?, words))
    }

    /// A negation of something that nobody here knows; `no database` and `without the cache` are
    /// none.
    fn leave(&mut self) {
        if let Some(Waiting { place, of_harm_only: false, .. }) = self.waiting.take() {
            let rest = self.text[place.start..]
                .split_whitespace()
                .take(REACH)
                .collect::<Vec<_>>()
                .join(" ");
            let next = self.tokens.iter().find(|token| token.place.start >= place.end);
            self.found
                .open
                .push((rest, place.start..next.map_or(place.end, |token| token.place.end)));
        }
    }
}

impl Token<'_> {
    fn limits(&self) -> bool {
        LIMITS.contains(&self.text)
    }
}

/// Runs of letters, digits and apostrophes; `isn't` is `is` and `not`.
fn tokens(text: &str) -> Vec<Token<'_>> {
    // Room for words of about this length.
    let mut found = Vec::with_capacity(text.len() / 5 + 1);
    let mut at = 0;
    let in_word = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’');
    while let Some(start) = text[at..].find(in_word).map(|start| at + start) {
        let end =
            text[start..].find(|c: char| !in_word(c)).map_or(text.len(), |length| start + length);
        let word = text[start..end].trim_end_matches(['\'', '’']);
        let negated = ["n't", "n’t"].into_iter().find_map(|end| word.strip_suffix(end));
        if let Some(verb) = negated {
            found.push(Token { text: "not", place: start + verb.len()..end });
        } else {
            found.push(Token { text: word, place: start..end });
        }
        at = end;
    }
    found
}

/// The longest words of the table that begin here, and how many they are.
fn in_table(tokens: &[Token<'_>]) -> Option<(Sense, usize)> {
    let all = BY_FIRST.get(tokens.first()?.text)?;
    let matching =
        all.iter().filter_map(|(sense, words)| Some((*sense, begin_with(tokens, words)?)));
    matching.max_by_key(|(_, length)| *length)
}

/// The table by the first of its words: each word of a document is looked up.
static BY_FIRST: LazyLock<HashMap<&str, Vec<(Sense, &str)>>> = LazyLock::new(|| {
    let mut by_first: HashMap<&str, Vec<(Sense, &str)>> = HashMap::new();
    for (sense, several) in TABLE {
        for words in several.split(", ") {
            let first = words.split(' ').next().unwrap_or(words);
            by_first.entry(first).or_default().push((sense, words));
        }
    }
    by_first
});

/// A negation that begins here: whether it is of harm only, and how many words it is.
fn negation(tokens: &[Token<'_>]) -> Option<(bool, usize)> {
    let any = |of_harm_only, words: &[&str]| {
        words.iter().find_map(|words| Some((of_harm_only, begin_with(tokens, words)?)))
    };
    any(false, &NEGATIONS).or_else(|| any(true, &NEGATIONS_OF_HARM))
}

/// How many words these are, if the text begins with them.
fn begin_with(tokens: &[Token<'_>], words: &str) -> Option<usize> {
    // Most words are none of a table's by their first letter.
    if tokens.first()?.text.bytes().next() != words.bytes().next() {
        return None;
    }
    let (mut rest, mut length) = (words, 0);
    loop {
        rest = rest.strip_prefix(tokens.get(length)?.text)?;
        length += 1;
        if rest.is_empty() {
            return Some(length);
        }
        rest = rest.strip_prefix(' ')?;
    }
}

#[cfg(test)]
mod tests {
    use super::table::{HARMED, OUTAGE, UNTOUCHED};
    use super::*;
    use proptest::prelude::*;

    fn levels(text: &str) -> Vec<&'static [Impact]> {
        sayings(text).words.into_iter().map(|saying| saying.levels).collect()
    }

    #[test]
    fn every_row_of_the_table_is_read_plainly_and_negated() {
        for (sense, words) in TABLE
            .iter()
            .flat_map(|(sense, several)| several.split(", ").map(move |words| (*sense, words)))
        {
            assert_eq!(levels(&format!("It {words}.")), Vec::from_iter(sense.plainly()), "{words}");
            assert_eq!(levels(&format!("it is NEVER {words}")), [sense.negated()], "{words}");
            assert_eq!(sayings(&format!("it is not {words}")).open, [], "{words}");
        }
        assert_eq!(levels("it still runs"), [WORKS]);
        for (symbol, said) in SYMBOLS {
            assert_eq!(levels(&format!("{symbol} API")), [said], "{symbol}");
        }
    }

    #[test]
    fn lines_say_what_a_person_reads_in_them() {
        for (text, said) in [
            ("No impact", UNTOUCHED),
            ("TOTAL OUTAGE", OUTAGE),
            ("Nobody can reach the website", OUTAGE),
            ("it just cannot be reached", OUTAGE),
            ("the domain no longer resolves", OUTAGE),
            ("Flask doesn't crash", WORKS),
            ("Flask is never affected", UNTOUCHED),
            ("it isn’t slower", UNTOUCHED),
            ("nothing else fails", WORKS),
            ("none of the services is affected", UNTOUCHED),
            ("no service keeps running", OUTAGE),
            ("without any errors", WORKS),
            ("is no longer unavailable", WORKS),
            ("slows down", DEGRADED),
            ("partial outage", DEGRADED),
            ("content is still served", WORKS),
            ("is not unaffected", HARMED),
            ("stops", OUTAGE),
            ("Nothing works", OUTAGE),
            ("hardly usable", OUTAGE),
            ("Users notice nothing", UNTOUCHED),
            ("Zero impact", UNTOUCHED),
            ("Some requests fail", DEGRADED),
            ("no doubt all fail", OUTAGE),
            ("does not depend on Redis", UNTOUCHED),
            ("no data is lost", UNTOUCHED),
        ] {
            assert_eq!(levels(text), [said], "{text}");
        }
        for text in [
            "PgBouncer has nothing to connect to",
            "there is no database",
            "nothing is cached",
            "shutdown",
        ] {
            assert_eq!((levels(text), sayings(text).open), (Vec::new(), Vec::new()), "{text}");
        }
        assert_eq!(sayings("Flask does not care much at all").open[0].0, "not care much");
    }

    proptest! {
        #[test]
        fn any_text_says_something_or_nothing(text in "(?s)(not |never |no |fails |İ|n't |is \
                                                       |still |keeps |.){0,30}") {
            let found = sayings(&text);
            for saying in found.words {
                prop_assert_eq!(&text[saying.place.clone()], saying.text.as_str());
            }
        }
    }
}
