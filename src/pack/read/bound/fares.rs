//! Lines of impact and cascade: of whom they speak, and how they say that each fares.
//!
//! Two ways: what a claim says, the clauses about whom it is of say too (see [`support`]); and what
//! a clause says, a claim says of each whom it is about.

mod support;

use super::{Line, is_target, list};
use crate::document::Saying;
use crate::pack::claim::Fares;
use crate::pack::read::claims::{ClaimContext, Stated};
use crate::pack::read::heard::{Clause, Heard, Thing};
use crate::words::Impact;

pub use support::{Wanted, unsupported};

/// Notes what a line says of how things fare and no claim does.
pub fn check(context: &ClaimContext<'_>, line: &Line<'_>) {
    let claimed: Vec<Fares> =
        line.stated.iter().flat_map(|stated| stated.assertion.as_bound().fares()).collect();
    if claimed.is_empty() {
        return;
    }
    let heard = Heard::lines(context, [line.quoted]);
    // One difference is told once.
    if !line.told {
        for clause in &heard.clauses {
            words(context, line, (&heard, clause), &claimed);
        }
    }
    services(context, line, &heard, &claimed);
    let targets = |clause: &&Clause| clause.is_reason && is_about_targets(context, clause);
    for words in
        heard.clauses.iter().filter(|clause| !targets(clause)).flat_map(|clause| &clause.open)
    {
        line.error(context, format!("the quote says '{words}', which no claim reflects"), words);
    }
}

/// Each word and symbol of severity is claimed, of each whom its clause is about.
fn words(
    context: &ClaimContext<'_>,
    line: &Line<'_>,
    (heard, clause): (&Heard, &Clause),
    all: &[Fares],
) {
    let claimed = |own: &[&Fares], word: &Saying| {
        own.iter().any(|one| one.levels.iter().any(|level| word.levels.contains(level)))
    };
    let all: Vec<&Fares> = all.iter().collect();
    if clause.about.is_empty() {
        // Beside what is said of somebody, that all else is well is claimed by silence.
        let others =
            heard.clauses.iter().any(|other| !other.about.is_empty() && !other.words.is_empty());
        let silent = |word: &Saying| others && !word.symbol && word.levels.contains(&Impact::None);
        for word in clause.words.iter().filter(|word| !claimed(&all, word) && !silent(word)) {
            line.unclaimed(context, word, "");
        }
    }
    let journeys = line.journeys_for(heard, clause);
    for mention in &clause.about {
        let of_mention = |one: &Fares| one.of.as_ref().is_none_or(|thing| mention.contains(thing));
        let own: Vec<&Fares> = all.iter().copied().filter(|one| of_mention(one)).collect();
        let named = own.iter().any(|one| one.of.is_some());
        let of_all = |word: &Saying| {
            !named && if word.symbol { line.is_of_impact(clause) } else { journeys }
        };
        for word in clause
            .words
            .iter()
            .filter(|word| !claimed(if of_all(word) { &all } else { &own }, word))
        {
            let symbol_of_all = word.symbol && of_all(word);
            let silent = own.is_empty() && !word.symbol && word.levels.contains(&Impact::None);
            if symbol_of_all || (!silent && !line.is_told_of(context, mention, named)) {
                line.unclaimed(
                    context,
                    word,
                    &format!(" of {}", list(std::slice::from_ref(mention))),
                );
            }
        }
    }
}

impl Line<'_> {
    fn unclaimed(&self, context: &ClaimContext<'_>, word: &Saying, of: &str) {
        self.error(context, format!("the quote says {word}{of}, and no claim says so"), &word.text);
    }

    /// The claim of it that says which services fall.
    fn cascade(&self) -> Option<&Stated> {
        self.stated.iter().copied().find(|stated| stated.assertion.as_kind().cascade().is_some())
    }

    /// Whether a symbol beside services is one of the journeys that are claimed.
    fn is_of_impact(&self, clause: &Clause) -> bool {
        self.cascade().is_none() && clause.about.iter().all(|one| is_service(one))
    }

    /// Whether what is said of services is said of the journeys too: where it is said how these go
    /// on, and none is named.
    fn journeys_for(&self, heard: &Heard, clause: &Clause) -> bool {
        let names_journey =
            heard.clauses.iter().flat_map(|one| &one.about).any(|mention| !is_service(mention));
        self.is_of_impact(clause)
            && !names_journey
            && self.stated.iter().any(|stated| stated.assertion.as_bound().says_it_goes_on())
    }

    /// Whom no claim names is the fault's, or not there, or told by name as missing from the
    /// cascade.
    fn is_told_of(&self, context: &ClaimContext<'_>, mention: &[Thing], named: bool) -> bool {
        let target = mention.iter().any(|thing| is_target(context, thing));
        let by_name = self.cascade().is_some()
            && mention.iter().any(|thing| matches!(thing, Thing::Service(_)));
        !named && (target || by_name || !mention.iter().any(|thing| is_there(context, self, thing)))
    }
}

fn is_service(mention: &[Thing]) -> bool {
    mention.iter().all(|thing| matches!(thing, Thing::Service(_)))
}

fn is_about_targets(context: &ClaimContext<'_>, clause: &Clause) -> bool {
    !clause.about.is_empty()
        && clause.about.iter().all(|one| one.iter().any(|thing| is_target(context, thing)))
}

/// Whom a line of a cascade names is in the cascade, or broken by the fault, or said to be well.
fn services(context: &ClaimContext<'_>, line: &Line<'_>, heard: &Heard, claimed: &[Fares]) {
    let Some(cascade) = line.cascade() else { return };
    let there = |thing: &Thing| is_there(context, line, thing);
    let fine = |thing: &Thing| {
        is_target(context, thing)
            || claimed.iter().any(|one| one.of.as_ref() == Some(thing))
            || !there(thing)
    };
    let mut missing: Vec<Vec<Thing>> = Vec::new();
    for clause in heard.clauses.iter().filter(|clause| !clause.gone) {
        if !clause.words.is_empty()
            && clause.words.iter().all(|word| word.levels.contains(&Impact::None))
        {
            continue;
        }
        let named = clause.about.iter().chain(&clause.besides);
        for mention in named.filter(|mention| !mention.iter().any(fine)) {
            if !missing.contains(mention) {
                missing.push(mention.clone());
            }
        }
    }
    if !missing.is_empty() {
        let message = format!("the quote also names {}, and the claim does not", list(&missing));
        let hint = "half a list is no list: add them to the cascade, or say why they are not \
                    tested in not_tested";
        context.source.error_with(cascade.mark, message, hint);
    }
}

/// Whether something is there in a profile that the line is claimed for.
fn is_there(context: &ClaimContext<'_>, line: &Line<'_>, thing: &Thing) -> bool {
    let mut profiles =
        context.profiles.iter().filter(|profile| line.profiles.contains(&profile.name));
    profiles.any(|profile| match thing {
        Thing::Service(name) => !profile.without_services.contains(name),
        Thing::Journey(name) => !profile.without_journeys.contains(name),
    })
}
