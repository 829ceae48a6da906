//! Who fails with it, and what something depends on: names out of lists and clauses.
//!
//! The name in a clause is what stands before its verb. Who is said to go on is not taken; what is
//! no thing that can fail (`users`, `requests`, `data`) neither.

mod words;

use super::Understood;
use super::anchors::Anchors;
use super::prose::{self, Clause, clauses, first_word, is_none, label, tokens};
use crate::document::sayings;
use crate::reading::model::Meaning;
use crate::reading::words::Words;
use crate::words::{Impact, Lower};
use words::{NAMES, NO_THINGS, VERBS};

const ADD: &str =
    "the names of the services that fail with it, with commas between them, or 'None'";

/// What may stand before a name and is no part of it.
const BEFORE: [&str; 12] =
    ["the", "a", "an", "and", "or", "also", "both", "then", "all", "our", "any", "affects"];

/// What clauses say.
#[derive(Default)]
struct Found {
    names: Vec<Words>,
    /// Names of which nothing is said that is understood.
    open: Vec<String>,
    /// Those that are said to go on.
    well: Vec<String>,
    /// Clauses without a name.
    nameless: Vec<String>,
    /// What is taken for a name since it stands in a list of names.
    listed: Vec<String>,
}

/// Reads who fails with it.
pub(super) fn cascade(lines: &[Words], anchors: &Anchors<'_>) -> Understood {
    let text = prose::joined(lines);
    let of = [
        "cascade",
        "cascading",
        "service",
        "services",
        "failure",
        "failures",
        "impact",
        "effect",
        "effects",
        "dependencies",
        "downstream",
        "fails",
        "affected",
        "system",
        "systems",
    ];
    let mut found = Found::default();
    for words in lines {
        read_line(words, anchors, &mut found);
    }
    if is_none(&text, &of) {
        return if found.names.is_empty() {
            Understood::sure(Meaning::Cascade(Vec::new()))
        } else {
            let why = format!("it says that nothing does, and speaks of {}", told(&found.names));
            Understood::untestable(why, ADD)
        };
    }
    if found.names.is_empty() {
        let why = if found.well.is_empty() {
            "no name stands in it of what fails with it".to_owned()
        } else {
            format!(
                "it says of '{}' that it goes on, and of nobody that it fails",
                found.well.join("', '")
            )
        };
        return Understood::untestable(why, ADD);
    }
    let mut guess = Vec::new();
    if !found.open.is_empty() {
        guess.push(format!("nothing says of '{}' that it fails", found.open.join("', '")));
    }
    if !found.well.is_empty() {
        guess.push(format!("'{}' is left out, which goes on", found.well.join("', '")));
    }
    if !found.nameless.is_empty() {
        guess.push(format!("'{}' names no service", found.nameless.join("', '")));
    }
    if !found.listed.is_empty() {
        guess.push(format!("'{}' is taken for a name", found.listed.join("', '")));
    }
    Understood { means: Meaning::Cascade(found.names), guess: super::told(&guess) }
}

/// Reads the names of what something needs, or of who needs it.
pub(super) fn names(lines: &[Words]) -> Understood {
    let text = prose::joined(lines);
    if is_none(&text, &["dependencies", "dependency", "external", "services", "internal"]) {
        return Understood::sure(Meaning::Names(Vec::new()));
    }
    let (mut names, mut left) = (Vec::new(), Vec::new());
    for words in lines {
        for clause in clauses(&words.text).iter().filter(|clause| !clause.in_brackets) {
            for part in parts(words, clause) {
                match name(&part) {
                    Some(name) if name.place.length == part.place.length => names.push(name),
                    _ if part.text.split_whitespace().count() <= 5 => names.push(part),
                    _ => left.push(part.text),
                }
            }
        }
    }
    unique(&mut names);
    if names.is_empty() {
        let add = "the names of the services, with commas between them, or 'None'";
        return Understood::untestable("no names stand in it", add);
    }
    let guess = (!left.is_empty()).then(|| format!("'{}' is read as no name", left.join("', '")));
    Understood { means: Meaning::Names(names), guess }
}

/// Reads a line: each clause's subject, and what is said of it.
fn read_line(words: &Words, anchors: &Anchors<'_>, found: &mut Found) {
    // `PgBouncer: loses its backend`: a label is the subject of what follows.
    if let Some((label, rest)) = label(words).filter(|(_, rest)| !rest.is_empty())
        && let Some(name) = bare_name(&label)
    {
        let level = level(&rest.text);
        take(name, level, found);
        return;
    }
    let mut last: Option<Level> = None;
    let (mut bare, mut all_bare, before) = (Vec::new(), true, found.names.len());
    for clause in clauses(&words.text) {
        if clause.aside || clause.in_brackets {
            // `(slower)` behind one who goes on, `(connection lost)`: of whom it is said is open.
            continue;
        }
        for part in parts(words, &clause) {
            let level = level(&part.text);
            let known = level == Level::Bare && anchors.names(&part.text);
            all_bare &= level == Level::Bare;
            match name(&part).or_else(|| known.then(|| part.clone())) {
                Some(name) => take(name, level, found),
                None if level == Level::Bare && may_be_listed(&part.text) => bare.push(part),
                None if starts_with_verb(&part.text) && last.is_some() => {}
                None => nameless(&part, found),
            }
            last = Some(level);
        }
    }
    // `invoice-api, dunning, reports`: what stands in a list of names is one.
    let listed = all_bare && found.names.len() > before;
    for part in bare {
        if listed {
            found.listed.push(part.text.clone());
            found.names.push(part);
        } else {
            nameless(&part, found);
        }
    }
    unique(&mut found.names);
}

/// Words that are a name where those beside them are.
fn may_be_listed(text: &str) -> bool {
    let words = tokens(text);
    (1..=3).contains(&words.len())
        && !words.iter().any(|word| NO_THINGS.contains(word.as_str()))
        && !is_none(text, &[])
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.'))
}

fn nameless(part: &Words, found: &mut Found) {
    if found.nameless.len() < 4 && !is_none(&part.text, &[]) && part.text.len() > 3 {
        found.nameless.push(part.text.clone());
    }
}

fn take(name: Words, level: Level, found: &mut Found) {
    match level {
        Level::Well if found.well.len() < 6 => found.well.push(name.text),
        Level::Well => {}
        Level::Harm | Level::Bare => found.names.push(name),
        Level::Open => {
            if found.open.len() < 6 {
                found.open.push(name.text.clone());
            }
            found.names.push(name);
        }
    }
}

/// What is said of a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Harm,
    Well,
    /// Nothing but its name.
    Bare,
    Open,
}

fn level(text: &str) -> Level {
    let said = sayings(text);
    if !said.words.is_empty() {
        let well = said.words.iter().any(|word| word.levels.contains(&Impact::None));
        let harm = said.words.iter().any(|word| !word.levels.contains(&Impact::None));
        return if harm || !well { Level::Harm } else { Level::Well };
    }
    if !said.negations.is_empty() {
        return Level::Harm;
    }
    let words = tokens(text);
    // Of a word alone nothing is said, be it a verb or not: `reports` is a service too.
    let verb = words.len() > 1 && words.iter().any(|word| VERBS.contains(word.as_str()));
    if verb { Level::Open } else { Level::Bare }
}

/// The parts of a clause: `A and B fail`, `A + B`, `A & B`, `A/B` are of both.
fn parts(words: &Words, clause: &Clause<'_>) -> Vec<Words> {
    let text = clause.text;
    let mut found = Vec::new();
    let mut from = 0;
    let mut at = 0;
    while let Some(rest) = text.get(at..) {
        let Some(next) = rest.find(['+', '&', ' ']) else { break };
        let here = at + next;
        let rest = &text[here..];
        let sign = [" and ", " + ", " & ", " or ", " as well as "].into_iter().find(|sign| {
            rest.get(..sign.len()).is_some_and(|text| text.eq_ignore_ascii_case(sign))
        });
        if let Some(sign) = sign {
            found.push(words.part(clause.place.start + from..clause.place.start + here));
            from = here + sign.len();
            at = from;
        } else {
            at = here + 1;
        }
    }
    found.push(words.part(clause.place.start + from.min(text.len())..clause.place.end));
    found.retain(|part| part.text.chars().any(char::is_alphanumeric));
    found
}

/// The name that a part begins with; nothing where what stands before its verb is none.
fn name(part: &Words) -> Option<Words> {
    // What stands in back-ticks at the beginning is the name.
    if let Some(code) = part.code().next().filter(|code| code.place.column <= part.place.column + 1)
    {
        return (!code.text.contains(' ') && !code.text.is_empty()).then_some(code);
    }
    let text = part.text.as_str();
    let mut end = text.len();
    let mut from = None;
    let mut at = 0;
    for word in text.split_inclusive(' ') {
        let bare = word.trim().trim_matches(['"', '\'', '*', '_', '!', '?']);
        let lower = Lower::of(bare);
        if from.is_none() && BEFORE.contains(&lower.as_str()) {
            at += word.len();
            continue;
        }
        if from.is_some() && VERBS.contains(lower.as_str()) {
            end = at;
            break;
        }
        if from.is_none() {
            from = Some(at);
        }
        at += word.len();
        // `PostgreSQL's writes fail` is of PostgreSQL.
        if let Some(owner) = ["'s", "’s"].into_iter().find(|mark| bare.ends_with(mark)) {
            end = at - word.len() + word.trim_end().len() - owner.len();
            break;
        }
    }
    let name = part.part(from?..end.max(from?));
    bare_name(&name)
}

/// Words as a name, if they can be one: few, one of them written as names are, none of those that
/// are no service.
fn bare_name(name: &Words) -> Option<Words> {
    let words: Vec<&str> = name.text.split_whitespace().collect();
    let first = tokens(&name.text).into_iter().next()?;
    let is_name = |word: &&str| {
        word.chars().any(char::is_uppercase)
            || word.contains(['-', '_'])
            || word.chars().any(|c| c.is_ascii_digit())
            || NAMES.contains(*word)
    };
    let plain = |word: &&str| NAMES.contains(Lower::of(word).as_str());
    // A capital letter at the beginning alone makes no name of a sentence.
    let written = |word: &&str| {
        let mut letters = word.chars().skip(1);
        word.contains(['-', '_'])
            || letters.any(|c| c.is_uppercase() || c.is_ascii_digit())
            || plain(word)
    };
    let rest = words.get(1..).unwrap_or_default();
    let sure = words.len() <= 2
        || words.first().is_some_and(written)
        || rest.iter().any(|word| is_name(word) || plain(word));
    let last = words.last().map(|word| Lower::of(word)).unwrap_or_default();
    let kinds = ["services", "components", "systems", "applications", "apps", "features"];
    let of_all = kinds.contains(&last.as_str())
        && !words.iter().any(|word| word.starts_with(char::is_uppercase) || plain(word));
    let fits = (1..=5).contains(&words.len())
        && !NO_THINGS.contains(first.as_str())
        && !VERBS.contains(first.as_str())
        && words.iter().any(is_name)
        && sure
        && !of_all
        && !name.text.contains(['`', '=', '<', '>', '{'])
        && !is_none(&name.text, &[]);
    let lead = words.first().is_some_and(|word| is_name(word) || words.len() <= 3);
    (fits && lead).then(|| name.clone())
}

/// Whether one of some words is written as names are, or is one that is written small.
pub(super) fn has_name(text: &str) -> bool {
    text.split_whitespace().any(|word| {
        word.starts_with(char::is_uppercase)
            || word.contains(['-', '_'])
            || NAMES.contains(Lower::of(word).as_str())
    })
}

fn starts_with_verb(text: &str) -> bool {
    VERBS.contains(Lower::of(first_word(text)).as_str())
}

fn unique(names: &mut Vec<Words>) {
    let mut seen = std::collections::HashSet::new();
    names.retain(|name| seen.insert(name.text.to_lowercase()));
}

fn told(names: &[Words]) -> String {
    let told: Vec<String> = names.iter().take(6).map(|name| format!("'{}'", name.text)).collect();
    told.join(", ")
}
