//! The words by which a line says how something fares: the one table of them, and what a negation makes of each.

use super::facts::lower_case;
use crate::words::Impact;
use std::ops::Range;

/// What words say, plainly and negated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sense {
    /// `crashes`; not so, it is well or worse, and still goes.
    Out,
    /// `slower`; not so, it is as ever.
    Worse,
    /// `affected`: worse or out; not so, it is as ever.
    Harmed,
    /// `unaffected`; not so, it is harmed.
    Untouched,
    /// `keeps running`: as ever or worse; not so, it is out.
    Works,
    /// `reached`, `written`: nothing by itself; not so, it is out, and with `still` it works.
    Does,
}

const OUTAGE: &[Impact] = &[Impact::Outage];
const DEGRADED: &[Impact] = &[Impact::Degraded];
const HARMED: &[Impact] = &[Impact::Degraded, Impact::Outage];
const UNTOUCHED: &[Impact] = &[Impact::None];
const WORKS: &[Impact] = &[Impact::None, Impact::Degraded];

impl Sense {
    const fn plainly(self) -> Option<&'static [Impact]> {
        match self {
            Self::Out => Some(OUTAGE),
            Self::Worse => Some(DEGRADED),
            Self::Harmed => Some(HARMED),
            Self::Untouched => Some(UNTOUCHED),
            Self::Works => Some(WORKS),
            Self::Does => None,
        }
    }

    const fn negated(self) -> &'static [Impact] {
        match self {
            Self::Out => WORKS,
            Self::Worse | Self::Harmed => UNTOUCHED,
            Self::Untouched => HARMED,
            Self::Works | Self::Does => OUTAGE,
        }
    }
}

/// The table. Words match whole and in any case; of two that begin alike the longer counts. A comma is between them.
const TABLE: [(Sense, &str); 6] = [
    (
        Sense::Out,
        "outage, outages, down, downtime, unreachable, unusable, unavailable, inaccessible, unresponsive, \
         offline, crash, crashes, crashed, crashing, die, dies, died, dead, fail, fails, failed, failing, \
         failure, failures, broken, break, breaks, gone, error, errors, stop, stops, stopped, hang, hangs, \
         hung, frozen, freezes, stuck, refuse, refuses, refused, rejected, rejects, out of service",
    ),
    (
        Sense::Worse,
        "degraded, degrade, degrades, degrading, slow, slower, slowly, slows, slowed, slow down, slows down, \
         slowed down, slowdown, sluggish, latency, delayed, delays, stale, reduced, limited, partial, \
         partially, partial outage, intermittent, intermittent errors, some errors, occasional errors, \
         suffers, impaired, worse",
    ),
    (Sense::Harmed, "impact, impacted, affected, affects, notice, notices, noticed, times out, time out, timeouts"),
    (
        Sense::Untouched,
        "none, unaffected, unimpacted, as usual, works as usual, work as usual, normally, unchanged, healthy",
    ),
    (
        Sense::Works,
        "work, works, working, keep working, keeps working, keep running, keeps running, keep serving, \
         keeps serving, keeps answering, continue, continues, goes on, go on, stay up, stays up, \
         stay available, stays available, remain available, remains available, survive, survives, fall back, \
         falls back, fallback, fails over, fail over, failover, direct connection, directly",
    ),
    (
        Sense::Does,
        "run, runs, running, answer, answers, answered, respond, responds, resolve, resolves, resolved, \
         write, written, collect, collected, see, seen, reach, reached, open, opened, load, loads, loaded, \
         connect, connects, serve, served, persist, persisted, store, stored, save, saved, start, starts, \
         come up, comes up, come back, comes back, accept, accepts, accepted, find, found, log in, \
         available, reachable, usable, accessible, responsive, scraped, read, sent, received, delivered, \
         processed",
    ),
];

/// What negates the next such word, if that comes within three others. Those in the second list negate harm only:
/// `nothing breaks`, but `nothing to connect to`.
const NEGATIONS: [&str; 9] = ["not", "cannot", "never", "no longer", "nobody", "no one", "neither", "nor", "unable to"];
const NEGATIONS_OF_HARM: [&str; 5] = ["no", "none of", "nothing", "without", "hardly"];

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
}

/// What a text says of how something fares, and the negations that none of the words above follows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sayings {
    /// The words, in their order.
    pub words: Vec<Saying>,
    /// `does not …` of something that the table does not know, with where it stands.
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
    let tokens = tokens(&lower);
    let mut found = Sayings::default();
    let mut waiting: Option<Waiting> = None;
    let mut still: Option<usize> = None;
    let mut at = 0;
    while at < tokens.len() {
        if waiting.as_ref().is_some_and(|waiting| at - waiting.since > REACH) {
            found.leave(text, waiting.take());
        }
        let (from, begins) = (tokens[at].place.start, &tokens[at..]);
        let negation = negation(begins);
        // `none of them fails` says nothing of its own, as `none` does.
        let longer = |length: &usize| negation.is_none_or(|(_, other)| other <= *length);
        if let Some((sense, length)) = in_table(begins).filter(|(_, length)| longer(length)) {
            let end = tokens[at + length - 1].place.end;
            let harm = matches!(sense, Sense::Out | Sense::Worse | Sense::Harmed);
            let negates = waiting.take_if(|waiting| harm || !waiting.of_harm_only || waiting.is_no_before(&tokens, at));
            let goes_on = still.is_some_and(|since| at - since <= REACH);
            let levels = match (&negates, sense) {
                (Some(_), sense) => Some(sense.negated()),
                (None, Sense::Does) => goes_on.then_some(WORKS),
                (None, sense) => sense.plainly(),
            };
            let is_negated = negates.is_some();
            let from = negates.map_or(from, |negation| negation.place.start);
            found.words.extend(levels.map(|levels| Saying {
                text: text[from..end].to_owned(),
                place: from..end,
                levels,
                negated: is_negated,
            }));
            at += length;
        } else if let Some((of_harm_only, length)) = negation {
            found.leave(text, waiting.take());
            let place = from..tokens[at + length - 1].place.end;
            found.negations.push((text[place.clone()].to_owned(), place.clone()));
            waiting = Some(Waiting { place, of_harm_only, since: at + length });
            at += length;
        } else {
            still = if tokens[at].text == "still" { Some(at + 1) } else { still };
            at += 1;
        }
    }
    found.leave(text, waiting.take());
    found
}

impl Waiting {
    /// `no service keeps running`: of what goes well `no` makes an outage where it stands near.
    fn is_no_before(&self, tokens: &[Token<'_>], at: usize) -> bool {
        self.since > 0 && tokens[self.since - 1].text == "no" && at - self.since <= 2
    }
}

impl Sayings {
    /// A negation of something that nobody here knows; `no database` and `without the cache` are none.
    fn leave(&mut self, text: &str, waiting: Option<Waiting>) {
        if let Some(Waiting { place, of_harm_only: false, .. }) = waiting {
            let rest = text[place.start..].split_whitespace().take(REACH).collect::<Vec<_>>().join(" ");
            self.open.push((rest, place));
        }
    }
}

/// Runs of letters, digits and apostrophes; `isn't` is `is` and `not`.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    let in_word = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’');
    while let Some(start) = text[at..].find(in_word).map(|start| at + start) {
        let end = text[start..].find(|c: char| !in_word(c)).map_or(text.len(), |length| start + length);
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
    let all = TABLE.iter().flat_map(|(sense, several)| several.split(", ").map(move |words| (*sense, words)));
    let matching = all.filter_map(|(sense, words)| Some((sense, begin_with(tokens, words)?)));
    matching.max_by_key(|(_, length)| *length)
}

/// A negation that begins here: whether it is of harm only, and how many words it is.
fn negation(tokens: &[Token<'_>]) -> Option<(bool, usize)> {
    let any =
        |of_harm_only, words: &[&str]| words.iter().find_map(|words| Some((of_harm_only, begin_with(tokens, words)?)));
    any(false, &NEGATIONS).or_else(|| any(true, &NEGATIONS_OF_HARM))
}

/// How many words these are, if the text begins with them.
fn begin_with(tokens: &[Token<'_>], words: &str) -> Option<usize> {
    let mut length = 0;
    for word in words.split(' ') {
        if tokens.get(length)?.text != word {
            return None;
        }
        length += 1;
    }
    Some(length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn levels(text: &str) -> Vec<&'static [Impact]> {
        sayings(text).words.into_iter().map(|saying| saying.levels).collect()
    }

    #[test]
    fn every_row_of_the_table_is_read_plainly_and_negated() {
        for (sense, words) in
            TABLE.iter().flat_map(|(sense, several)| several.split(", ").map(move |words| (*sense, words)))
        {
            assert_eq!(levels(&format!("It {words}.")), Vec::from_iter(sense.plainly()), "{words}");
            assert_eq!(levels(&format!("it is NEVER {words}")), [sense.negated()], "{words}");
            assert_eq!(sayings(&format!("it is not {words}")).open, [], "{words}");
        }
        assert_eq!(levels("it still runs"), [WORKS]);
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
        ] {
            assert_eq!(levels(text), [said], "{text}");
        }
        for text in ["PgBouncer has nothing to connect to", "there is no database", "nothing is cached", "shutdown"] {
            assert_eq!((levels(text), sayings(text).open), (Vec::new(), Vec::new()), "{text}");
        }
        assert_eq!(sayings("Flask does not care much at all").open[0].0, "not care much");
    }

    proptest! {
        #[test]
        fn any_text_says_something_or_nothing(text in "(?s)(not |never |no |fails |İ|n't |is |still |keeps |.){0,30}") {
            let found = sayings(&text);
            for saying in found.words {
                prop_assert_eq!(&text[saying.place.clone()], saying.text.as_str());
            }
        }
    }
}
