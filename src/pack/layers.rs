//! What the document says of the services of its layers: how users fare without them, and whether
//! they are critical. Each becomes a claim of the drill that breaks the service alone.

use super::claim::{Alone, SaidIn};
use super::model::Profile;
use super::tables::{Line, Tables};
use crate::document::{call_matches, lower_case};
use crate::reading::{Drawn, Fact, Layer, Meaning, Reading, Topic, Words};
use crate::topology::DependencyKind;
use crate::words::{Impact, ServiceName};
use std::collections::BTreeSet;

impl Tables {
    pub(super) fn layer(&mut self, layer: &Layer, read: &Reading) {
        for (heading, fact) in &layer.facts {
            let Some((said_in, levels)) = says(fact) else { continue };
            let Some(words) = fact.value.first() else { continue };
            let text = format!("{}: {}", fact.key.text, words.text);
            let line = Line { words, text };
            let services = self.spoken_of(layer, heading.as_ref(), read);
            match (levels.as_slice(), services.as_slice()) {
                (_, []) => {
                    let why = "neither heading nor figure names a service of the pack";
                    self.leave_open(&line, why);
                }
                ([level], _) => {
                    for service in services {
                        self.fares(&service, said_in, *level, &line);
                    }
                }
                _ => {
                    self.leave_open(&line, "it does not say how bad that is for users");
                }
            }
        }
    }

    /// The services that a part of a layer is about: those that its heading names, and else the
    /// first of the layer's own figure.
    fn spoken_of(
        &self,
        layer: &Layer,
        heading: Option<&Words>,
        read: &Reading,
    ) -> Vec<ServiceName> {
        let title = heading.unwrap_or(&layer.title);
        let named = self.named_in(&title.text);
        if !named.is_empty() || heading.is_some() {
            return named;
        }
        let within = |line: u32| line >= layer.lines.0 && line <= layer.lines.1;
        let first = read
            .edges
            .iter()
            .filter(|edge| edge.drawn == Drawn::Chain && within(edge.place.line))
            .min_by_key(|edge| (edge.place.line, edge.place.column));
        first.map(|edge| self.named_in(&edge.from.words.text)).unwrap_or_default()
    }

    /// The services that a text names; `Exporters` names all of a kind.
    fn named_in(&self, text: &str) -> Vec<ServiceName> {
        let called = call_matches(text, self.pack.called_services());
        let named: BTreeSet<&ServiceName> = called.into_iter().collect();
        if !named.is_empty() {
            return named.into_iter().cloned().collect();
        }
        let plural = lower_case(text.trim());
        let kind = plural.strip_suffix('s').filter(|one| !one.is_empty());
        kind.map(|kind| self.pack.of_kind(kind)).unwrap_or_default()
    }

    /// How users fare without a service, in each profile in which any of them needs it; that they
    /// do not notice it holds in all.
    fn fares(&mut self, service: &ServiceName, said_in: SaidIn, expected: Impact, line: &Line<'_>) {
        let mut claims = Vec::new();
        for profile in self.profiles_with(service) {
            let journeys = self.users_in(profile);
            if journeys.is_empty() || (expected != Impact::None && !self.is_used(service, profile))
            {
                continue;
            }
            let service = service.clone();
            let alone = Alone { service, said_in, expected, journeys, every: false };
            claims.push((profile.clone(), alone.into()));
        }
        if claims.is_empty() {
            return self.leave_open(line, "no user needs it in any profile");
        }
        self.claim(service, claims, line);
    }

    /// Whether a journey of users leads through a service, or through what needs it to run.
    fn is_used(&self, service: &ServiceName, profile: &Profile) -> bool {
        let mut needing = BTreeSet::from([service.clone()]);
        let mut left = vec![service.clone()];
        while let Some(one) = left.pop() {
            let needs = |edge: &&crate::topology::Dependency| {
                edge.to == one
                    && edge.kind != DependencyKind::Startup
                    && !profile.without_services.contains(&edge.from)
            };
            for edge in self.pack.topology.dependencies().iter().filter(needs) {
                if needing.insert(edge.from.clone()) {
                    left.push(edge.from.clone());
                }
            }
        }
        self.pack
            .journeys_in(profile)
            .filter(|journey| !journey.operators)
            .any(|journey| journey.through.iter().any(|through| needing.contains(through)))
    }
}

/// What a fact says of how users fare without a service, and how it says so.
fn says(fact: &Fact) -> Option<(SaidIn, Vec<Impact>)> {
    let key = lower_case(&fact.key.text);
    if key.trim_matches('*').trim_start().starts_with("critical service") {
        let word = lower_case(&fact.value.first()?.text);
        let level = match word.split(|c: char| !c.is_alphabetic()).find(|word| !word.is_empty())? {
            "yes" => vec![Impact::Outage],
            "no" => vec![Impact::None],
            _ => Vec::new(),
        };
        return Some((SaidIn::CriticalService, level));
    }
    match (&fact.topic, &fact.means) {
        (Topic::Impact, Meaning::Impact(levels)) => Some((SaidIn::Layer, levels.clone())),
        (Topic::Impact, _) => Some((SaidIn::Layer, Vec::new())),
        _ => None,
    }
}
