//! Lines of impact and cascade: of whom they speak, and how they say that each fares.

use super::{Line, agrees, falls_to, is_target, list};
use crate::document::{Saying, symbols};
use crate::pack::read::agree::AGREE;
use crate::pack::read::claims::{Context, Stated};
use crate::pack::read::heard::{Clause, Heard, Thing};
use crate::timeline::Assertion;
use crate::words::{Impact, ServiceName};

/// What a claim says of how something fares.
struct Candidate {
    /// Of whom; of everybody where nobody is named.
    of: Option<Thing>,
    levels: &'static [Impact],
}

/// Notes what a line says of how things fare and no claim does.
pub fn check(context: &Context<'_>, line: &Line<'_>) {
    let candidates: Vec<Candidate> = line.stated.iter().flat_map(|stated| candidates(&stated.assertion)).collect();
    if candidates.is_empty() {
        return;
    }
    let heard = Heard::line(context, line.quoted);
    let marks = symbols(&line.text(context));
    let other_symbol = |stated: &Stated| matches!(stated.assertion, Assertion::Impact { expected, .. } if !marks.is_empty() && !marks.contains(&expected));
    let against = |stated: &&Stated| other_symbol(stated) || unsaid(context, &heard, stated, !marks.is_empty());
    // One difference is told once.
    if line.stated.iter().copied().filter(against).count() == 0 {
        for clause in &heard.clauses {
            words(context, line, clause, &candidates);
        }
    }
    services(context, line, &heard, &candidates);
    for words in heard.clauses.iter().flat_map(|clause| &clause.open) {
        line.error(context, format!("the quote says '{words}', which no claim reflects"), words);
    }
}

fn candidates(assertion: &Assertion) -> Vec<Candidate> {
    const HARM: &[Impact] = &[Impact::Degraded, Impact::Outage];
    let one = |of, levels| vec![Candidate { of, levels }];
    match assertion {
        Assertion::Impact { journey, expected } => one(Some(Thing::Journey(journey.clone())), level(*expected)),
        Assertion::Several { .. } => one(None, HARM),
        Assertion::Cascade { services, .. } if services.is_empty() => one(None, level(Impact::None)),
        Assertion::Cascade { services, .. } => {
            let entry = |entry: &crate::timeline::CascadeEntry| Candidate {
                of: Some(Thing::Service(entry.service.clone())),
                levels: falls_to(entry.falls),
            };
            services.iter().map(entry).collect()
        }
        Assertion::Graceful { journey, .. } => {
            one(Some(Thing::Journey(journey.clone())), &[Impact::None, Impact::Degraded])
        }
        Assertion::Slower { journey } => one(Some(Thing::Journey(journey.clone())), level(Impact::Degraded)),
        _ => Vec::new(),
    }
}

const fn level(impact: Impact) -> &'static [Impact] {
    match impact {
        Impact::None => &[Impact::None],
        Impact::Degraded => &[Impact::Degraded],
        Impact::Outage => &[Impact::Outage],
    }
}

/// Whether a claim about a journey says otherwise than all words that the line has for it. With a symbol in the line that is
/// compared elsewhere.
fn unsaid(context: &Context<'_>, heard: &Heard, stated: &Stated, marked: bool) -> bool {
    let (Assertion::Impact { journey, .. } | Assertion::Graceful { journey, .. } | Assertion::Slower { journey }) =
        &stated.assertion
    else {
        return false;
    };
    let own = heard.about(|thing| matches!(thing, Thing::Journey(name) if name == journey));
    let mut words: Vec<&Saying> = own.flat_map(|clause| &clause.words).collect();
    if words.is_empty() {
        words =
            heard.clauses.iter().filter(|clause| clause.about.is_empty()).flat_map(|clause| &clause.words).collect();
    }
    if marked
        || words.is_empty()
        || words.iter().any(|word| word.levels.iter().any(|one| agrees(&stated.assertion, *one)))
    {
        return false;
    }
    let said: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    let claimed = match &stated.assertion {
        Assertion::Impact { expected, .. } => expected.to_string(),
        Assertion::Slower { .. } => "slower".to_owned(),
        _ => "that it goes on".to_owned(),
    };
    let message = format!("the quote says '{}', the claim says {claimed}", said.join("' and '"));
    context.source.error_with(stated.part(0), message, AGREE);
    true
}

/// Each word of severity is claimed, of those whom its clause is about.
fn words(context: &Context<'_>, line: &Line<'_>, clause: &Clause, candidates: &[Candidate]) {
    let named = |thing: &Thing| clause.about.iter().flatten().any(|one| one == thing);
    let own: Vec<&Candidate> = candidates
        .iter()
        .filter(|one| one.of.as_ref().is_none_or(|thing| clause.about.is_empty() || named(thing)))
        .collect();
    let targets = clause.about.iter().all(|one| one.iter().any(|thing| is_target(context, thing)));
    let claimed = own.iter().any(|one| one.of.is_some());
    // Whom a line of a cascade names and no claim does is told by name.
    let by_name = candidates.iter().any(|one| matches!(one.of, None | Some(Thing::Service(_))))
        && clause.about.iter().flatten().any(|thing| matches!(thing, Thing::Service(_)))
        && line.stated.iter().any(|stated| matches!(stated.assertion, Assertion::Cascade { .. }));
    if !clause.about.is_empty() && !claimed && (targets || by_name) {
        return;
    }
    let agree = |word: &Saying| own.iter().any(|one| one.levels.iter().any(|level| word.levels.contains(level)));
    for word in clause.words.iter().filter(|word| !agree(word)) {
        // What is said to be well and is not claimed otherwise is claimed by silence.
        if own.is_empty() && word.levels.contains(&Impact::None) {
            continue;
        }
        let of = if clause.about.is_empty() { String::new() } else { format!(" of {}", list(&clause.about)) };
        line.error(context, format!("the quote says '{}'{of}, and no claim says so", word.text), &word.text);
    }
}

/// Whom a line of a cascade names is in the cascade, or broken by the fault, or said to be well.
fn services(context: &Context<'_>, line: &Line<'_>, heard: &Heard, candidates: &[Candidate]) {
    let cascade = line.stated.iter().find(|stated| matches!(stated.assertion, Assertion::Cascade { .. }));
    let Some(cascade) = cascade else { return };
    let there = |thing: &Thing| match thing {
        Thing::Service(name) => is_there(context, line, name),
        Thing::Journey(_) => true,
    };
    let fine = |thing: &Thing| {
        is_target(context, thing) || candidates.iter().any(|one| one.of.as_ref() == Some(thing)) || !there(thing)
    };
    let mut missing: Vec<Vec<Thing>> = Vec::new();
    for clause in &heard.clauses {
        if !clause.words.is_empty() && clause.words.iter().all(|word| word.levels.contains(&Impact::None)) {
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
        let hint = "half a list is no list: add them to the cascade, or say why they are not tested in not_tested";
        context.source.error_with(cascade.mark, message, hint);
    }
}

/// Whether a service is there in a profile that the line is claimed for.
fn is_there(context: &Context<'_>, line: &Line<'_>, service: &ServiceName) -> bool {
    let profiles = context.profiles.iter().filter(|profile| line.profiles.contains(&profile.name));
    profiles.into_iter().any(|profile| !profile.without_services.contains(service))
}
