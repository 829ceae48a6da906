//! A service that is said to depend on nothing, and elsewhere on something.

use super::super::finding::{Finding, Severity, Spot};
use super::super::view::View;
use super::Rule;
use crate::reading::{Drawn, Meaning, Name, Topic, Words};

/// See [`Rule::summary`].
pub struct DependsOnNothing;

impl Rule for DependsOnNothing {
    fn id(&self) -> &'static str {
        "depends-on-nothing"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn summary(&self) -> &'static str {
        "A row or a layer says that a service depends on nothing, and another part names something."
    }

    fn why(&self) -> &'static str {
        "Whoever reads the one starts it first, or trusts it when the other is down. Rows of one \
         table that contradict each other are found by named-on-one-side. Arrows count where \
         they say what the table says of others."
    }

    fn example(&self) -> (&'static str, &'static str) {
        (
            "| Queue | depends on: None |\n…\n2. Queue (needs Consul)",
            "| Queue | depends on: Consul |\n…\n2. Queue (needs Consul)",
        )
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        let rows = view.reading.services.iter().filter_map(|row| {
            let nothing = row.needs.as_ref().is_some_and(Vec::is_empty);
            nothing.then(|| (view.things.one(&row.service.name), &row.service.words, true))
        });
        let layers = view.reading.layers.iter().flat_map(|layer| &layer.facts);
        let layers = layers.filter_map(|(sub, fact)| {
            let nothing = matches!(&fact.means, Meaning::Names(names) if names.is_empty())
                || fact.means == Meaning::Nothing;
            let words =
                fact.value.first().filter(|_| nothing && fact.topic == Topic::Dependencies)?;
            match &*view.things.called(&sub.as_ref()?.text) {
                [name] => Some((name.clone(), words, false)),
                _ => None,
            }
        });
        let all: Vec<(Name, &Words, bool)> = rows.chain(layers).collect();
        all.iter().filter_map(|(name, words, row)| self.found(view, name, words, *row)).collect()
    }
}

impl DependsOnNothing {
    fn found(&self, view: &View<'_>, name: &Name, words: &Words, is_row: bool) -> Option<Finding> {
        let drawn = view.needs.arrows_mean_needs();
        let mut links = view.needs.of_thing(name).filter(|link| {
            (link.is_in_words() || (drawn && matches!(link.drawn, Drawn::Chain | Drawn::Tree)))
                && link.place.line != words.place.line
                && view.things.can_fail(&link.to)
                // Another row that names it back is another rule's.
                && (link.in_order || !is_row || !link.is_in_words())
        });
        let link = links.next()?;
        let message = format!(
            "{} depends on nothing by line {}, and on {} by line {}",
            view.things.shown(name),
            words.place.line,
            view.things.shown(&link.to),
            link.place.line
        );
        let spots = vec![
            Spot::at(words, "depends on nothing"),
            Spot::new(link.place, link.says(&view.things)),
        ];
        Some(Finding::new(self, message, spots).about([name, &link.to]))
    }
}
