//! What the document says of single services outside its failures: rows of its tables, and lists
//! of what is critical; its decision trees follow in `trees`. Each becomes a claim of the drill that
//! breaks the service alone: a scenario's, where one does, so that nothing is broken twice, and else
//! a drill made for it.
//!
//! A start order becomes drills of its own; see [`starts`].
//!
//! The claims are of the document as it stands: nobody writes them down, and none can drift.

use super::claim::{Alone, Assertion, Needs, SaidIn, Side};
use super::fault::Fault;
use super::model::{Bounds, NotTested, Profile, Scenario, ScenarioClaim, Service};
use super::{Pack, starts, steady, trees};
use crate::document::call_matches;
use crate::pack::read::{is_total, profiles_called};
use crate::reading::{self, CriticalList, Name, Named, ServiceRow, Words};
use crate::topology::{Dependency, DependencyKind};
use crate::words::{Impact, JourneyName, ScenarioId, ServiceName};

/// The same pack with all that its document says of single services: claims at its scenarios, and
/// further scenarios. What cannot be tested is in [`Pack::not_tested`], with the reason.
pub fn with_tables(pack: Pack) -> Pack {
    let read = reading::read(&pack.document_text);
    let mut tables = Tables { pack, made: Vec::new() };
    for row in &read.services {
        tables.row(row);
    }
    for list in &read.criticality {
        tables.list(list);
    }
    for (order, nth) in read.orders.iter().zip(1..) {
        let drills = starts::drills(&mut tables, &read, order, nth);
        tables.made.extend(drills);
    }
    for layer in &read.layers {
        tables.layer(layer, &read);
    }
    let Tables { mut pack, made } = tables;
    pack.scenarios.extend(made);
    steady::add(&mut pack);
    trees::with_trees(pack, &read.trees)
}

pub(super) struct Tables {
    pub(super) pack: Pack,
    /// The drills made for services that no scenario breaks alone.
    made: Vec<Scenario>,
}

/// Where a claim stands.
pub(super) struct Line<'a> {
    pub(super) words: &'a Words,
    /// What the whole row or entry says, for people.
    pub(super) text: String,
}

impl Tables {
    fn row(&mut self, row: &ServiceRow) {
        let text = |what: &str| format!("{}: {what}", row.service.words.text.trim());
        let Some(service) = self.called(&row.service) else {
            let line = Line { words: &row.service.words, text: row.service.words.text.clone() };
            return self.leave_open(&line, &unknown(&row.service));
        };
        if let Some((words, levels)) = &row.impact {
            let line = Line { words, text: text(&words.text) };
            match levels.as_slice() {
                [level] => self.impact(row, &service, *level, &line),
                _ => self.leave_open(&line, "it does not say how bad that is: 🟢, 🟡 or 🔴"),
            }
        }
        let sides = [(&row.needs, Side::DependsOn), (&row.needed_by, Side::DependedOnBy)];
        for (all, side) in sides {
            for other in all.iter().flatten() {
                let says = match side {
                    Side::DependsOn => "depends on",
                    Side::DependedOnBy => "is depended on by",
                };
                let text = format!("{} {says} {}", row.service.words.text, other.words.text);
                let line = Line { words: &other.words, text };
                match self.called(other) {
                    Some(other) => self.dependency(&service, &other, side, &line),
                    None => self.leave_open(&line, &unknown(other)),
                }
            }
        }
    }

    /// What a row says of users: of whom it names, and else of all.
    fn impact(&mut self, row: &ServiceRow, service: &ServiceName, expected: Impact, line: &Line) {
        let called = self.pack.journeys.iter().flat_map(|journey| {
            journey.called.iter().map(move |words| (&journey.name, words.as_str()))
        });
        let mut named: Vec<JourneyName> =
            call_matches(&line.words.text, called).into_iter().cloned().collect();
        // `No dashboards` says of operators what it leaves to users.
        let users: Vec<JourneyName> =
            self.pack.profiles.iter().flat_map(|profile| self.users_in(profile)).collect();
        named.retain(|journey| users.contains(journey));
        let needed_by = row.needed_by.iter().flatten().filter_map(|named| self.called(named));
        let needed_by: Vec<ServiceName> = needed_by.collect();
        let every = expected == Impact::Outage && named.is_empty() && is_total(&line.words.text);
        let mut claims = Vec::new();
        for profile in self.profiles_with(service) {
            let gone = |service: &ServiceName| profile.without_services.contains(service);
            // Nothing is there that could suffer.
            let idle = !needed_by.is_empty() && needed_by.iter().all(gone);
            let mut journeys = self.users_in(profile);
            journeys.retain(|journey| named.is_empty() || named.contains(journey));
            if journeys.is_empty() || (idle && expected != Impact::None) {
                continue;
            }
            let (service, said_in) = (service.clone(), SaidIn::Matrix);
            let alone = Alone { service, said_in, expected, journeys, every };
            claims.push((profile.clone(), alone.into()));
        }
        if claims.is_empty() {
            return self.leave_open(line, "nobody whom it speaks of is there in any profile");
        }
        self.claim(service, claims, line);
    }

    fn dependency(&mut self, own: &ServiceName, other: &ServiceName, side: Side, line: &Line) {
        let (service, on) = match side {
            Side::DependsOn => (own, other),
            Side::DependedOnBy => (other, own),
        };
        let starts = |one: &Dependency| one.from == *service && one.kind == DependencyKind::Startup;
        if self.pack.topology.needed_by(on).any(starts) {
            let why = "the pack says that it is needed only to start, which no fault shows";
            return self.leave_open(line, why);
        }
        let needs = Needs { service: service.clone(), on: on.clone(), side };
        let there = |profile: &&Profile| !profile.without_services.contains(service);
        let profiles = self.profiles_with(on).filter(there);
        let claims = profiles.map(|profile| (profile.clone(), needs.clone().into())).collect();
        self.claim(on, claims, line);
    }

    fn list(&mut self, list: &CriticalList) {
        let named = profiles_called(&self.pack.profiles, &list.under.text);
        for entry in &list.services {
            let text = entry.words.text.clone();
            let line = Line { words: &entry.words, text };
            let services = self.listed(entry);
            if services.is_empty() {
                self.leave_open(&line, &unknown(entry));
            }
            for service in services {
                let here = |profile: &&Profile| named.is_empty() || named.contains(&profile.name);
                let profiles = self.profiles_with(&service).filter(here);
                let claim = |profile: &Profile| {
                    let (service, said_in) = (service.clone(), SaidIn::CriticalPath);
                    let (expected, journeys) = (list.level, self.users_in(profile));
                    let alone = Alone { service, said_in, expected, journeys, every: false };
                    (profile.clone(), Assertion::from(alone))
                };
                let claims = profiles.map(claim).collect();
                self.claim(&service, claims, &line);
            }
        }
    }

    /// Puts claims to the drill that breaks a service alone.
    pub(super) fn claim(
        &mut self,
        broken: &ServiceName,
        claims: Vec<(Profile, Assertion)>,
        line: &Line,
    ) {
        let Some(scenario) = self.drill_of(broken, line) else {
            let why = format!(
                "nothing breaks {broken} alone: it is no container, process, files or ports, and \
                 no scenario breaks it"
            );
            return self.leave_open(line, &why);
        };
        for (profile, assertion) in claims {
            let id = assertion.as_kind().id(&profile.name);
            let same = |claim: &ScenarioClaim| claim.assertion.as_kind().id(&profile.name) == id;
            let mut here = scenario
                .claims
                .iter()
                .filter(|claim| claim.profile.as_ref().is_none_or(|only| *only == profile.name));
            // Said twice: the first counts, and a difference is the linter's.
            if here.any(same) || !scenario.profiles.contains(&profile.name) {
                continue;
            }
            scenario.claims.push(ScenarioClaim {
                quote: line.text.clone(),
                line: line.words.place.line,
                profile: Some(profile.name.clone()),
                assertion,
                guess: None,
            });
        }
    }

    fn drill_of(&mut self, broken: &ServiceName, line: &Line) -> Option<&mut Scenario> {
        let alone = |one: &Scenario| !one.by_name && one.fault.targets() == [broken.clone()];
        if let Some(at) = self.pack.scenarios.iter().position(alone) {
            return self.pack.scenarios.get_mut(at);
        }
        if let Some(at) = self.made.iter().position(alone) {
            return self.made.get_mut(at);
        }
        let fault = Fault::alone(self.pack.service(broken)?)?;
        let profiles = self.profiles_with(broken).map(|profile| profile.name.clone()).collect();
        self.made.push(Scenario {
            id: ScenarioId::parse(&format!("{broken}-alone")).ok()?,
            title: format!("{broken} fails, and nothing else"),
            file: super::PACK_FILE.to_owned(),
            line: line.words.place.line,
            fault,
            approach: None,
            by_name: false,
            profiles,
            bounds: Bounds::default(),
            claims: Vec::new(),
            not_tested: Vec::new(),
        });
        self.made.last_mut()
    }

    /// Notes that a line is not tested, and why not.
    pub(super) fn leave_open(&mut self, line: &Line, why: &str) {
        let open = NotTested {
            quote: line.text.clone(),
            line: line.words.place.line,
            reason: why.to_owned(),
        };
        // `1–5 as above` says it again.
        if !self.pack.not_tested.contains(&open) {
            self.pack.not_tested.push(open);
        }
    }

    pub(super) fn profiles_with(&self, service: &ServiceName) -> impl Iterator<Item = &Profile> {
        self.pack.profiles.iter().filter(|profile| !profile.without_services.contains(service))
    }

    pub(super) fn users_in(&self, profile: &Profile) -> Vec<JourneyName> {
        let users = self.pack.journeys_in(profile).filter(|journey| !journey.operators);
        users.map(|journey| journey.name.clone()).collect()
    }

    /// The service whose name this is, whole: `Internet users` are not the internet.
    pub(super) fn called(&self, named: &Named) -> Option<ServiceName> {
        let is = |service: &&Service| {
            service.called.iter().any(|words| Name::of(words).as_ref() == Some(&named.name))
        };
        Some(self.pack.services.iter().filter(|one| !one.effect).find(is)?.name.clone())
    }

    /// The services that an entry of a list names: one, or as `All exporters` all of a kind.
    fn listed(&self, named: &Named) -> Vec<ServiceName> {
        let text = named.words.text.split('(').next().unwrap_or_default().trim().to_lowercase();
        if let Some(kind) = text.strip_prefix("all ") {
            return self.pack.of_kind(kind.trim().trim_end_matches('s'));
        }
        match call_matches(&text, self.pack.called_services()).as_slice() {
            [first, others @ ..] if others.iter().all(|other| other == first) => {
                vec![(*first).clone()]
            }
            _ => Vec::new(),
        }
    }
}

/// Why nothing is tested of who has no such name in the pack.
pub(super) fn unknown(named: &Named) -> String {
    format!("the pack has no service that is called '{}'", named.words.text.trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::ProfileName;

    fn told() -> (Pack, Vec<String>) {
        let pack = with_tables(crate::pack::read(&crate::storage::bundled_pack()).unwrap());
        let mut told = Vec::new();
        for scenario in &pack.scenarios {
            for profile in &scenario.profiles {
                told.extend(scenario.claims_in(profile).into_iter().map(|claim| {
                    format!(
                        "{} {} line {}: {}",
                        scenario.id,
                        claim.id,
                        claim.line,
                        claim.as_kind().told()
                    )
                }));
            }
        }
        (pack, told)
    }

    #[test]
    fn every_row_and_entry_of_the_bundled_document_is_claimed_or_said_not_to_be() {
        let (pack, told) = told();
        let mut shown: Vec<String> = told
            .into_iter()
            .filter(|one| {
                ["matrix.", "critical-path.", "depend", "layer.", "critical-service."]
                    .iter()
                    .any(|family| one.contains(&format!(" {family}")))
            })
            .collect();
        shown.extend(
            pack.not_tested
                .iter()
                .map(|one| format!("- line {}: {}: {}", one.line, one.quote, one.reason)),
        );
        insta::assert_snapshot!(shown.join("\n"));
        let profile = ProfileName::parse("static").unwrap();
        assert!(
            pack.scenarios
                .iter()
                .all(|one| !one.claims_in(&profile).is_empty() || !one.profiles.contains(&profile))
        );
    }
}
