//! How users fare, from symbols and words.
//!
//! Symbols of severity count before words. Words count where they say it of users or of the whole;
//! said of a part (`search is down`) they are a guess, and said of what only its operators see
//! (`no metrics`) nothing. Where two say different things of the whole, nothing is taken.

mod general;

use super::Understood;
use super::prose::{self, Clause, clauses, is_foreign, is_none, label, tokens};
use crate::document::shares;
use crate::reading::model::Meaning;
use crate::reading::words::Words;
use crate::words::Impact;
use general::{Claim, Of, claim};
use std::borrow::Cow;

const ALL: [Impact; 3] = [Impact::None, Impact::Degraded, Impact::Outage];
const HARM: [Impact; 2] = [Impact::Degraded, Impact::Outage];

/// What would make an impact testable.
const ADD: &str = "how users fare as a whole: 🟢 no impact, 🟡 degraded or 🔴 outage";

/// Symbols of severity, which say how bad it is as a whole; ticks and crosses are of single things.
const SYMBOLS: [(char, Impact); 5] = [
    ('🟢', Impact::None),
    ('🟡', Impact::Degraded),
    ('🟠', Impact::Degraded),
    ('🔴', Impact::Outage),
    ('⛔', Impact::Outage),
];

/// Words that say how bad somebody finds it, and not how users fare.
const GRADES: [&str; 24] = [
    "critical",
    "high",
    "medium",
    "moderate",
    "low",
    "minor",
    "major",
    "severe",
    "significant",
    "p0",
    "p1",
    "p2",
    "p3",
    "p4",
    "s1",
    "s2",
    "s3",
    "sev0",
    "sev1",
    "sev2",
    "sev3",
    "sev-1",
    "sev-2",
    "catastrophic",
];

/// Labels of lines that are about users where others are about something else.
const USERS: [&str; 8] =
    ["user", "users", "customer", "customers", "client", "clients", "visitor", "visitors"];

/// Reads how users fare.
pub(super) fn impact(lines: &[Words], key: &str) -> Understood {
    let lines = about_users(lines);
    let text = prose::joined(&lines);
    let said = words(&lines);
    let symbols: Vec<(char, Impact)> =
        SYMBOLS.into_iter().filter(|(symbol, _)| text.contains(*symbol)).collect();
    if let Some((_, level)) = symbols.first() {
        return by_symbols(&symbols, *level, said.as_ref().ok());
    }
    let none = ["impact", "user", "customer", "users", "visible", "effect", "outage"];
    if is_none(&text, &none) {
        return match said {
            Ok(said) if !said.levels.contains(&Impact::None) => Understood::untestable(
                format!("it says that there is none, and {} too", said.words),
                ADD,
            ),
            Ok(Said { guess, .. }) => {
                Understood { means: Meaning::Impact(vec![Impact::None]), guess }
            }
            Err(Not::Said | Not::OfUsers(_)) => {
                Understood::sure(Meaning::Impact(vec![Impact::None]))
            }
            Err(not) => Understood::untestable(not.why(&text), ADD),
        };
    }
    match said {
        // Symptoms are what is seen of parts, mostly by those who run them.
        Ok(Said { whole: false, words, .. }) if is_seen(key) && !is_told_out(&text) => {
            let why = format!("{words} is a symptom of a part, and does not say how users fare");
            Understood::untestable(why, ADD)
        }
        Ok(said) => Understood { means: Meaning::Impact(said.levels), guess: said.guess },
        Err(not) => Understood::untestable(not.why(&text), ADD),
    }
}

/// Whether a symptom calls itself an outage.
fn is_told_out(text: &str) -> bool {
    let text = text.to_lowercase();
    ["total outage", "complete outage", "full outage"].iter().any(|words| text.contains(words))
}

/// Whether a key asks for what is seen, and not for how users fare.
fn is_seen(key: &str) -> bool {
    let seen = ["symptom", "symptoms", "behavior", "behaviour", "signs", "indicators", "signal"];
    let words = tokens(key);
    words.iter().any(|word| seen.contains(&word.as_str()))
        && !words.iter().any(|word| USERS.contains(&word.as_str()))
}

/// Why words say nothing of how users fare.
enum Not {
    /// No words of it are known.
    Said,
    /// They are said of what users do not see.
    OfUsers(String),
    /// They say different things.
    One(String),
    /// They are of a language that is not read.
    Read,
}

impl Not {
    fn why(&self, text: &str) -> String {
        match self {
            Self::Said if is_grade(text) => {
                format!("'{}' says how bad it is, and not how users fare", text.trim())
            }
            Self::Said => "no words in it say how users fare".to_owned(),
            Self::OfUsers(words) => {
                format!("{words} is said of what only operators see, not of users")
            }
            Self::One(words) => format!("{words} say different things of users"),
            Self::Read => "its words are in a language that is not read".to_owned(),
        }
    }
}

fn by_symbols(symbols: &[(char, Impact)], level: Impact, said: Option<&Said>) -> Understood {
    if symbols.iter().any(|(_, other)| *other != level) {
        let all: Vec<String> = symbols.iter().map(|(symbol, _)| symbol.to_string()).collect();
        let why = format!("{} stand there, and say different things", all.join(" and "));
        return Understood::untestable(why, "one symbol, or a line with its own for each case");
    }
    let means = Meaning::Impact(vec![level]);
    // Words of a part only may well say less, or more.
    let other = said.filter(|said| said.whole && !said.levels.contains(&level));
    match other {
        Some(said) => Understood::guessed(
            means,
            format!("the symbol is taken, though {} says otherwise", said.words),
        ),
        None => Understood::sure(means),
    }
}

/// What follows a severity: levels where a symbol stands there or its words say how users fare.
pub(super) fn severity(lines: &[Words]) -> Understood {
    let why = "a severity says how bad a failure is; users may fare otherwise";
    match impact(lines, "") {
        Understood { means: means @ Meaning::Impact(_), guess: None } => {
            Understood::guessed(means, why)
        }
        _ => Understood::sure(Meaning::Remark),
    }
}

/// What goes on without it: levels where the words agree that something does.
pub(super) fn graceful(lines: &[Words]) -> Understood {
    let text = prose::joined(lines);
    if is_none(&text, &["fallback", "degradation", "graceful", "possible", "available"]) {
        return Understood::sure(Meaning::Nothing);
    }
    let symbol = SYMBOLS.iter().any(|(symbol, _)| text.contains(*symbol));
    if symbol || lines.iter().any(|words| is_foreign(&words.text)) {
        return impact(lines, "");
    }
    let mut sum = Sum::default();
    let mut whole = true;
    for words in lines {
        for clause in clauses(&words.text).iter().filter(|clause| !clause.aside) {
            if let Some(Claim { of, levels, words }) = claim(clause.text) {
                sum.add(&levels, &words);
                whole = whole && of == Of::Whole;
            }
        }
    }
    match &sum.levels {
        Some(levels) if !levels.is_empty() && !levels.contains(&Impact::Outage) => {
            let guess = (!whole).then(|| format!("{} is said of a part only", sum.told()));
            Understood { means: Meaning::Impact(levels.clone()), guess }
        }
        _ => {
            let why = "what goes on without it is not said in words that are understood";
            Understood::guessed(Meaning::Remark, why)
        }
    }
}

/// What words say of how users fare.
struct Said {
    levels: Vec<Impact>,
    /// The words that say it.
    words: String,
    /// It is said of users or of the whole.
    whole: bool,
    guess: Option<String>,
}

/// What some clauses agree with.
#[derive(Default)]
struct Sum {
    levels: Option<Vec<Impact>>,
    words: Vec<String>,
}

impl Sum {
    fn add(&mut self, levels: &[Impact], words: &str) {
        let before = self.levels.take().unwrap_or_else(|| ALL.to_vec());
        self.levels = Some(before.into_iter().filter(|level| levels.contains(level)).collect());
        if self.words.len() < 4 && !self.words.iter().any(|other| other == words) {
            self.words.push(words.to_owned());
        }
    }

    fn told(&self) -> String {
        let told: Vec<String> = self.words.iter().map(|words| format!("'{words}'")).collect();
        told.join(" and ")
    }
}

/// What the words say, or why they say nothing.
fn words(lines: &[Words]) -> Result<Said, Not> {
    if lines.iter().any(|words| is_foreign(&words.text)) {
        return Err(Not::Read);
    }
    let (mut whole, mut part, mut unseen) = (Sum::default(), Sum::default(), Sum::default());
    let mut condition = None;
    for words in lines {
        let subject = label(words).filter(|(label, _)| !is_a_key(&label.text));
        let rest = match (&subject, label(words)) {
            (None, Some((_, rest))) => Cow::Owned(rest),
            _ => Cow::Borrowed(words),
        };
        for clause in clauses(&rest.text) {
            if clause.aside {
                condition = condition.or_else(|| conditioned(&clause));
            } else {
                read(&clause, (&mut whole, &mut part, &mut unseen));
            }
        }
    }
    let mut said = sum_up(whole, &part, &unseen)?;
    said.guess = said.guess.or(condition);
    Ok(said)
}

/// That something is said under a condition only: `none unless …`, `down until …`.
fn conditioned(aside: &Clause<'_>) -> Option<String> {
    let begins = ["if", "unless", "until", "except", "once", "assuming", "whenever"];
    let first = prose::first_word(aside.text).to_ascii_lowercase();
    let condition = begins.contains(&first.as_str());
    condition.then(|| format!("it holds under a condition: '{}'", aside.text))
}

/// Adds what a clause says to what it says it of.
fn read(clause: &Clause<'_>, (whole, part, unseen): (&mut Sum, &mut Sum, &mut Sum)) {
    let Some(Claim { of, levels, words }) = claim(clause.text) else { return };
    // In brackets stands what explains: where it says something else, it is of a part.
    let agrees = |sum: &Sum| {
        sum.levels.as_ref().is_some_and(|all| all.iter().any(|level| levels.contains(level)))
    };
    let explains = of == Of::Whole && clause.in_brackets && !agrees(whole);
    match of {
        Of::Whole if explains => part.add(&levels, &words),
        Of::Whole => whole.add(&levels, &words),
        // One part that is well says nothing of the others.
        Of::Part if levels.contains(&Impact::None) => {}
        Of::Part if levels == [Impact::Degraded] => part.add(&levels, &words),
        Of::Part => part.add(&HARM, &words),
        Of::Unseen => unseen.add(&HARM, &words),
    }
}

fn sum_up(whole: Sum, part: &Sum, unseen: &Sum) -> Result<Said, Not> {
    let told = whole.told();
    match (whole.levels, &part.levels) {
        (Some(levels), _) if levels.is_empty() => Err(Not::One(told)),
        (Some(levels), None) => {
            // `affected` and `keeps working` leave open which of two it is.
            Ok(Said { levels, words: told, whole: true, guess: None })
        }
        (Some(levels), Some(of_part)) => {
            let both: Vec<Impact> =
                levels.iter().copied().filter(|level| of_part.contains(level)).collect();
            let levels = if both.is_empty() { levels } else { both };
            let guess = format!("{} seems to be said of a part only", part.told());
            Ok(Said { levels, words: told, whole: true, guess: Some(guess) })
        }
        (None, Some(levels)) => {
            let words = part.told();
            let levels = if levels.is_empty() { HARM.to_vec() } else { levels.clone() };
            let guess = format!("{words} is said of a part only, not of users as a whole");
            Ok(Said { levels, words, whole: false, guess: Some(guess) })
        }
        (None, None) if unseen.levels.is_some() => Err(Not::OfUsers(unseen.told())),
        (None, None) => Err(Not::Said),
    }
}

/// The lines that are labelled as being about users, where there are such; otherwise all.
fn about_users(lines: &[Words]) -> Cow<'_, [Words]> {
    let of_users: Vec<Words> = lines
        .iter()
        .filter_map(|words| {
            let (label, rest) = label(words)?;
            let is = tokens(&label.text).iter().any(|word| USERS.contains(&word.as_str()));
            (is && !rest.is_empty()).then_some(rest)
        })
        .collect();
    if of_users.is_empty() { lines.into() } else { of_users.into() }
}

/// Whether a label is a key that says what its line is about, and no part of the system.
fn is_a_key(label: &str) -> bool {
    const KEYS: [&str; 14] = [
        "impact",
        "effect",
        "effects",
        "severity",
        "scope",
        "result",
        "behavior",
        "behaviour",
        "symptom",
        "symptoms",
        "status",
        "expected",
        "current",
        "consequence",
    ];
    tokens(label).iter().any(|word| KEYS.contains(&word.as_str()))
}

fn is_grade(text: &str) -> bool {
    tokens(text).first().is_some_and(|word| GRADES.contains(&word.as_str()))
}

/// Whether a share stands in a text: of what only a share of fails, the whole does not.
fn has_share(text: &str) -> bool {
    text.contains('%') && !shares(text).is_empty()
}
