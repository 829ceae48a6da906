//! A layer that says one thing of its failure, and a scenario that says the other.

use super::super::finding::{Finding, Severity, Spot};
use super::super::view::{Scenario, View};
use super::Rule;
use crate::document::{Saying, sayings};
use crate::reading::{Fact, Layer, Name, Topic, Words};
use crate::words::Impact;
use std::collections::HashMap;

/// See [`Rule::summary`].
pub struct LayerDenied;

/// Where a clause ends.
const ENDS: [char; 4] = [',', ';', '(', ')'];

/// Words of titles that say nothing of which layer or service is meant.
const WEAK: [&str; 28] = [
    "layer",
    "service",
    "services",
    "server",
    "servers",
    "web",
    "data",
    "application",
    "app",
    "container",
    "database",
    "monitoring",
    "external",
    "and",
    "the",
    "for",
    "future",
    "backend",
    "frontend",
    "storage",
    "cache",
    "system",
    "process",
    "node",
    "cluster",
    "resolution",
    "fails",
    "down",
];

impl Rule for LayerDenied {
    fn id(&self) -> &'static str {
        "layer-denied"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn summary(&self) -> &'static str {
        "A layer says that its failure is an outage, and the scenario of that failure that \
         service goes on, or the other way round."
    }

    fn why(&self) -> &'static str {
        "The layer and the scenario are about the same event. Whoever reads only one of them \
         expects the wrong thing."
    }

    fn example(&self) -> (&'static str, &'static str) {
        (
            "Layer 2: TLS\nFailure Impact: HTTPS unavailable\n…\nScenario: TLS certificate \
             expires\nCascade: None (pages are still served)",
            "Layer 2: TLS\nFailure Impact: browsers warn, HTTPS goes on",
        )
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        let by_word = by_word(view);
        let layers = view.reading.layers.iter();
        layers.flat_map(|layer| self.of_layer(view, layer, &by_word)).collect()
    }
}

/// The scenarios by the words of the services that fail in them.
fn by_word<'s, 'a>(view: &'s View<'a>) -> HashMap<String, Vec<&'s Scenario<'a>>> {
    let mut by_word: HashMap<String, Vec<&Scenario<'_>>> = HashMap::new();
    for scenario in view.scenarios.iter().filter(|scenario| scenario.is_total) {
        for word in scenario.of.iter().flat_map(|name| name.as_str().split(' ')) {
            if !WEAK.contains(&word) && word.len() > 2 {
                by_word.entry(word.to_owned()).or_default().push(scenario);
            }
        }
    }
    by_word
}

/// More scenarios of one service are not compared with its layer.
const COMPARED: usize = 20;

impl LayerDenied {
    fn of_layer(
        &self,
        view: &View<'_>,
        layer: &Layer,
        by_word: &HashMap<String, Vec<&Scenario<'_>>>,
    ) -> Vec<Finding> {
        let mut found = Vec::new();
        let impacts = layer.facts.iter().filter(|(_, fact)| fact.topic == Topic::Impact);
        for (sub, fact) in impacts {
            let scenarios: Vec<&Scenario<'_>> = if let Some(sub) = sub {
                let called = view.things.called(&sub.text);
                called.iter().flat_map(|name| view.scenarios_of(name)).collect()
            } else {
                let words = layer.title.text.to_lowercase();
                let words = words.split(|c: char| !c.is_alphanumeric());
                let words = words.map(|word| if word == "tls" { "ssl" } else { word });
                words.filter_map(|word| by_word.get(word)).flatten().copied().collect()
            };
            let mut denied = scenarios
                .into_iter()
                .take(COMPARED)
                .filter(|scenario| scenario.is_total)
                .filter_map(|scenario| self.denied(layer, sub.as_ref(), fact, scenario));
            found.extend(denied.next());
        }
        found
    }

    fn denied(
        &self,
        layer: &Layer,
        sub: Option<&Words>,
        fact: &Fact,
        scenario: &Scenario<'_>,
    ) -> Option<Finding> {
        let out = of_lines(&fact.value).find(|(_, saying)| is_outage(saying));
        let title = sub.unwrap_or(&layer.title);
        let number = layer.number.as_ref().filter(|_| sub.is_none());
        let name = number.map_or_else(
            || format!("the layer '{}'", title.text),
            |number| format!("layer {number} ('{}')", title.text),
        );
        let (line, in_layer, in_scenario) = if let Some((words, out)) = out {
            let facts = facts_of(scenario);
            let denies = facts.iter().any(|fact| of_lines(&fact.value).any(|(_, s)| is_outage(&s)));
            let goes_on = facts
                .iter()
                .find_map(|fact| of_lines(&fact.value).find(|(_, saying)| goes_on(saying)));
            (words, out, goes_on.filter(|_| !denies)?)
        } else {
            let (words, well) = of_lines(&fact.value).find(|(_, saying)| goes_on(saying))?;
            // Only a symbol is sure to speak of users, and not of the service alone.
            let lines = scenario.facts(Topic::Impact).flat_map(|fact| of_lines(&fact.value));
            let out = lines.into_iter().find(|(_, saying)| saying.symbol && is_outage(saying))?;
            (words, well, out)
        };
        let in_layer = clause(line, &in_layer);
        let in_scenario = clause(in_scenario.0, &in_scenario.1);
        let message = format!(
            "{name} says '{}' where the scenario {} says '{}'",
            in_layer.text,
            scenario.quoted(),
            in_scenario.text
        );
        let spots = vec![Spot::at(&in_layer, "the layer"), Spot::at(&in_scenario, "the scenario")];
        let names: Vec<&Name> = scenario.of.iter().collect();
        Some(Finding::new(self, message, spots).about(names))
    }
}

/// What says in a scenario how things fare.
fn facts_of<'a>(scenario: &Scenario<'a>) -> Vec<&'a Fact> {
    [Topic::Impact, Topic::Cascade, Topic::Graceful]
        .into_iter()
        .flat_map(|topic| scenario.facts(topic))
        .collect()
}

/// What lines say, clause by clause: `no data, app unusable` negates nothing of the app.
fn of_lines(lines: &[Words]) -> impl Iterator<Item = (&Words, Saying)> {
    let of_line = |line: &Words| {
        let mut found = Vec::new();
        let mut from = 0;
        for clause in line.text.split(ENDS) {
            let moved = |mut saying: Saying| {
                saying.place = saying.place.start + from..saying.place.end + from;
                saying
            };
            found.extend(sayings(clause).words.into_iter().map(moved));
            from += clause.len() + 1;
        }
        found
    };
    lines.iter().flat_map(move |line| of_line(line).into_iter().map(move |saying| (line, saying)))
}

/// The part of a line that says something, from comma to comma.
fn clause(line: &Words, saying: &Saying) -> Words {
    let (before, behind) = (line.text.get(..saying.place.start), line.text.get(saying.place.end..));
    let from = before.and_then(|text| text.rfind(ENDS)).map_or(0, |at| at + 1);
    let to =
        behind.and_then(|text| text.find(ENDS)).map_or(line.text.len(), |at| saying.place.end + at);
    line.part(from..to)
}

fn is_outage(saying: &Saying) -> bool {
    saying.levels == [Impact::Outage]
}

/// `is still served`, `keeps running`; `none` alone says nothing of what goes on.
fn goes_on(saying: &Saying) -> bool {
    !saying.symbol && saying.levels == [Impact::None, Impact::Degraded]
}
