//! Who falls with it, by the pack's own names.

use super::Meant;
use super::impact::through;
use crate::pack::claim::{Cascade, CascadeEntry, JourneyImpact, Slower};
use crate::pack::read::claims::{ClaimContext, Stated};
use crate::pack::read::heard::{Clause, Heard, Thing};
use crate::pack::read::quotes::Standing;
use crate::pack::yaml::Mark;
use crate::reading::Meaning;
use crate::words::{Impact, JourneyName, ProfileName, ServiceName};

/// What a cascade may be meant as: what it says of services, of how journeys answer, and of
/// journeys; or less of that.
pub fn meant(
    context: &ClaimContext<'_>,
    lines: &[Standing],
    means: &Meaning,
    only: &[ProfileName],
    mark: Mark,
) -> Vec<Meant> {
    if matches!(means, Meaning::Cascade(names) if names.is_empty()) {
        let none = Cascade { services: Vec::new(), ordered: false };
        let stated = vec![Stated::new(mark, none, Vec::new())];
        return vec![Meant { stated, guess: None, only: only.to_vec() }];
    }
    let heard = Heard::lines(context, lines);
    let clauses: Vec<&Clause> = heard.clauses.iter().filter(|clause| !clause.is_reason).collect();
    let services = each(clauses.iter().copied(), |thing| match thing {
        Thing::Service(name) => Some(name.clone()),
        Thing::Journey(_) => None,
    });
    if services.is_empty() {
        return Vec::new();
    }
    let entries: Vec<CascadeEntry> = services.iter().cloned().map(CascadeEntry::from).collect();
    let parts = vec![mark; entries.len()];
    let cascade = || {
        let services = entries.clone();
        Stated::new(mark, Cascade { services, ordered: false }, parts.clone())
    };
    let slower: Vec<JourneyName> = slower(context, &clauses);
    let slower =
        || slower.iter().cloned().map(|journey| Stated::new(mark, Slower { journey }, Vec::new()));
    let down =
        each(clauses.iter().copied().filter(|clause| says_outage(clause)), |thing| match thing {
            Thing::Journey(name) => Some(name.clone()),
            Thing::Service(_) => None,
        });
    let down = || {
        let expected = Impact::Outage;
        down.iter()
            .cloned()
            .map(move |journey| Stated::new(mark, JourneyImpact { journey, expected }, vec![mark]))
    };
    let whole: Vec<Stated> = down().chain([cascade()]).chain(slower()).collect();
    let without: Vec<Stated> = std::iter::once(cascade()).chain(slower()).collect();
    let all_of = |stated| Meant { stated, guess: None, only: only.to_vec() };
    [whole, without, vec![cascade()]].into_iter().map(all_of).collect()
}

/// Each thing that the clauses are about, once.
fn each<'c, T: PartialEq>(
    clauses: impl Iterator<Item = &'c Clause>,
    is: impl Fn(&Thing) -> Option<T>,
) -> Vec<T> {
    let mut found: Vec<T> = Vec::new();
    for one in clauses.flat_map(|clause| clause.about.iter().flatten()).filter_map(is) {
        if !found.contains(&one) {
            found.push(one);
        }
    }
    found
}

fn says_outage(clause: &Clause) -> bool {
    clause.words.iter().any(|word| !word.negated && word.levels == [Impact::Outage])
}

/// The journeys that are slower where services on their way are said to be.
fn slower(context: &ClaimContext<'_>, clauses: &[&Clause]) -> Vec<JourneyName> {
    let slow = |clause: &&&Clause| {
        let says = |word: &crate::document::Saying| {
            !word.negated && word.text.to_lowercase().contains("slow")
        };
        clause.words.iter().any(says)
    };
    let services: Vec<ServiceName> =
        each(clauses.iter().filter(slow).copied(), |thing| match thing {
            Thing::Service(name) => Some(name.clone()),
            Thing::Journey(_) => None,
        });
    through(context, &services)
}
