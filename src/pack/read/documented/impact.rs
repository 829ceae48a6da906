//! Whose impact a line of the document is.

use super::{Meant, Open};
use crate::document::call_matches;
use crate::pack::claim::{JourneyImpact, Several};
use crate::pack::model::Profile;
use crate::pack::read::claims::{ClaimContext, Placed, Stated};
use crate::pack::read::heard::{Heard, Thing};
use crate::pack::read::quotes::Standing;
use crate::pack::yaml::Mark;
use crate::reading::{Fact, Meaning};
use crate::words::{Impact, JourneyName, ProfileName, ServiceName};

/// Whether a fact says that users notice nothing.
pub fn is_none(fact: &Fact) -> bool {
    matches!(&fact.means, Meaning::Impact(levels) if levels == &[Impact::None])
}

/// The profiles that a fact is said for, by the label that it stands under: `Future (Flask App)`.
pub fn profiles(context: &ClaimContext<'_>, fact: &Fact) -> Result<Vec<ProfileName>, Open> {
    let Some(under) = &fact.under else { return Ok(Vec::new()) };
    let named = profiles_called(context.profiles, &under.text);
    let drilled: Vec<ProfileName> =
        named.iter().filter(|profile| context.drilled.contains(profile)).cloned().collect();
    let things = context.names.iter().map(|(thing, words)| (thing, words.as_str()));
    if named.is_empty() && call_matches(&under.text, things).is_empty() {
        let why = format!("no profile of the pack is called '{}'", under.text);
        let add = "say which profile it is: profiles: {NAME: {called: [words of the label]}}";
        return Err(Open::new(why, add));
    }
    if !named.is_empty() && drilled.is_empty() {
        let why = format!("the scenario is not drilled in profile '{}'", named[0]);
        return Err(Open::remark(why));
    }
    Ok(drilled)
}

/// The profiles that a label calls by their words.
pub fn profiles_called(profiles: &[Profile], label: &str) -> Vec<ProfileName> {
    let called = profiles.iter().flat_map(|profile| {
        profile.called.iter().map(move |words| (&profile.name, words.as_str()))
    });
    let mut named: Vec<ProfileName> = Vec::new();
    for profile in call_matches(label, called) {
        if !named.contains(profile) {
            named.push(profile.clone());
        }
    }
    named
}

/// Words by which an impact is that of everybody.
const TOTAL: [&str; 12] = [
    "total",
    "complete",
    "full",
    "entire",
    "whole",
    "everything",
    "nobody",
    "everyone",
    "everybody",
    "all",
    "nothing",
    "completely",
];

/// Whether an impact is that of everybody.
pub fn is_total(text: &str) -> bool {
    says(text, &TOTAL)
}

/// Whether one of these words is said.
fn says(text: &str, all: &[&str]) -> bool {
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    words.any(|word| all.contains(&word.to_lowercase().as_str()))
}

/// Words for more services than one, whichever they are.
const SEVERAL: [&str; 3] = ["several", "multiple", "many"];

/// What an impact may be meant as.
pub fn meant(
    context: &ClaimContext<'_>,
    (fact, lines): (&Fact, &[Standing]),
    levels: &[Impact],
    only: &[ProfileName],
    placed: &[Placed],
) -> Result<Vec<Meant>, Open> {
    let [level] = levels else {
        let said: Vec<&str> = levels.iter().map(|level| level.symbol()).collect();
        let why = format!("it may be {}", said.join(" or "));
        return Err(Open::new(why, "the symbol of the impact: 🟢, 🟡 or 🔴"));
    };
    let mark = lines.first().map_or(Mark::default(), |line| line.mark);
    let text = fact.value.iter().map(|words| words.text.as_str()).collect::<Vec<_>>().join("; ");
    let profiles = if only.is_empty() { context.drilled } else { only };
    let there = journeys_in(context, profiles);
    let (named, label) = (Named::in_lines(context, lines), Named::in_label(context, fact));
    let open = |journey: &&JourneyName| !has_impact(placed, profiles, journey);
    let others: Vec<JourneyName> = there.iter().filter(open).cloned().collect();
    let mut candidates: Vec<(Vec<JourneyName>, Option<String>)> = Vec::new();
    let said = || fact.guess.clone();
    if *level == Impact::Outage && is_total(&text) {
        candidates.push((others.clone(), said()));
    }
    for Named { journeys, services } in [&named, &label] {
        candidates.push((journeys.clone(), said()));
        candidates.push((through(context, services), said()));
    }
    if named.journeys.is_empty() && label.journeys.is_empty() {
        let guess = "it names no journey, and is taken of all".to_owned();
        candidates.push((others, Some(guess)));
    }
    for (journeys, _) in &mut candidates {
        journeys.retain(|one| there.contains(one));
    }
    candidates.retain(|(journeys, _)| !journeys.is_empty());
    let impact = |journey: JourneyName| {
        Stated::new(mark, JourneyImpact { journey, expected: *level }, vec![mark])
    };
    let mut meant: Vec<Meant> = Vec::new();
    if *level != Impact::None && says(&text, &SEVERAL) && named.journeys.is_empty() {
        let several = Stated::new(mark, Several::of_words(), vec![mark]);
        meant.push(Meant { stated: vec![several], guess: said(), only: only.to_vec() });
    }
    meant.extend(candidates.into_iter().map(|(journeys, guess)| Meant {
        stated: journeys.into_iter().map(impact).collect(),
        guess,
        only: only.to_vec(),
    }));
    if meant.is_empty() {
        let why = "no journey of the pack is what it speaks of";
        return Err(Open::new(why, "the journey that it is the impact of, in pack.yaml"));
    }
    Ok(meant)
}

/// Whom lines are about, by name.
pub struct Named {
    /// Journeys.
    pub journeys: Vec<JourneyName>,
    /// Services.
    pub services: Vec<ServiceName>,
}

impl Named {
    /// Whom these lines are about; who is named in a reason or a condition is not.
    pub fn in_lines(context: &ClaimContext<'_>, lines: &[Standing]) -> Self {
        let heard = Heard::lines(context, lines);
        let about = heard.clauses.iter().filter(|clause| !clause.is_reason);
        Self::of(about.flat_map(|clause| clause.about.iter().flatten()))
    }

    /// Whom the label names that a fact stands under.
    fn in_label(context: &ClaimContext<'_>, fact: &Fact) -> Self {
        let names = context.names.iter().map(|(thing, words)| (thing, words.as_str()));
        let label = fact.under.as_ref().map_or("", |words| words.text.as_str());
        Self::of(call_matches(label, names).into_iter())
    }

    fn of<'t>(things: impl Iterator<Item = &'t Thing>) -> Self {
        let mut named = Self { journeys: Vec::new(), services: Vec::new() };
        for thing in things {
            match thing {
                Thing::Journey(name) if !named.journeys.contains(name) => {
                    named.journeys.push(name.clone());
                }
                Thing::Service(name) if !named.services.contains(name) => {
                    named.services.push(name.clone());
                }
                Thing::Journey(_) | Thing::Service(_) => {}
            }
        }
        named
    }
}

/// The journeys whose way leads through one of these services.
pub fn through(context: &ClaimContext<'_>, services: &[ServiceName]) -> Vec<JourneyName> {
    let leads = |service: &ServiceName| services.contains(service);
    let own = context.journeys.iter().filter(|journey| journey.through.iter().any(leads));
    own.map(|journey| journey.name.clone()).collect()
}

/// The journeys that can be made in one of these profiles.
fn journeys_in(context: &ClaimContext<'_>, profiles: &[ProfileName]) -> Vec<JourneyName> {
    let of = |name: &JourneyName| {
        let mut here = context.profiles.iter().filter(|profile| profiles.contains(&profile.name));
        here.any(|profile| !profile.without_journeys.contains(name))
    };
    context.journeys.iter().map(|journey| &journey.name).filter(|name| of(name)).cloned().collect()
}

/// Whether another line gives a journey an impact in one of these profiles.
fn has_impact(placed: &[Placed], profiles: &[ProfileName], journey: &JourneyName) -> bool {
    let mut here = placed.iter().filter(|one| profiles.contains(&one.profile));
    here.any(|one| one.claim.assertion.as_kind().is_impact_of(journey))
}
