//! The same words under two symbols, or an outage under one for less.

use super::super::finding::{Finding, Severity, Spot};
use super::super::view::View;
use super::Rule;
use crate::document::{Saying, sayings, without_figures};
use crate::reading::{Topic, Words};
use crate::words::Impact;
use std::collections::BTreeMap;

/// See [`Rule::summary`].
pub struct OutageUnderTwoSymbols;

/// Words that say of everybody that nothing works.
const WHOLE: [&str; 8] = [
    "total outage",
    "full outage",
    "complete outage",
    "major outage",
    "site down",
    "site is down",
    "total loss of service",
    "complete loss of service",
];

impl Rule for OutageUnderTwoSymbols {
    fn id(&self) -> &'static str {
        "outage-under-two-symbols"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn summary(&self) -> &'static str {
        "The same impact stands under two symbols, or a total outage under one for less."
    }

    fn why(&self) -> &'static str {
        "A symbol is what people see first. Where the same words stand under two of them, one is \
         wrong, and nobody knows which."
    }

    fn example(&self) -> (&'static str, &'static str) {
        (
            "| DNS   | 🔴 TOTAL OUTAGE |\n| Nginx | 🟡 Total outage |",
            "| DNS   | 🔴 TOTAL OUTAGE |\n| Nginx | 🔴 TOTAL OUTAGE |",
        )
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        let mut by_words: BTreeMap<String, Vec<(Saying, &Words)>> = BTreeMap::new();
        let mut found = Vec::new();
        for words in impacts(view) {
            let sayings = sayings(&words.text).words;
            let mut symbols = sayings.iter().filter(|saying| saying.symbol);
            // Of several symbols in one line none is known to be that of the words.
            let (Some(symbol), None) = (symbols.next(), symbols.next()) else { continue };
            let lower = words.text.to_lowercase();
            let is_whole = WHOLE.iter().any(|whole| lower.contains(whole))
                && sayings.iter().all(|saying| !saying.negated);
            if is_whole && !symbol.levels.contains(&Impact::Outage) {
                found.push(self.whole(symbol, words));
                continue;
            }
            let says_harm = sayings.iter().any(|saying| {
                !saying.symbol && saying.levels.iter().any(|level| *level > Impact::None)
            });
            if says_harm {
                let bare = bare(&words.text);
                by_words.entry(bare).or_default().push((symbol.clone(), words));
            }
        }
        found.extend(by_words.values().filter_map(|all| self.two(all)));
        found
    }
}

impl OutageUnderTwoSymbols {
    fn whole(&self, symbol: &Saying, words: &Words) -> Finding {
        let message = format!("a total outage stands under {symbol}");
        Finding::new(self, message, vec![Spot::at(words, symbol.text.clone())])
    }

    fn two(&self, all: &[(Saying, &Words)]) -> Option<Finding> {
        let (first, words) = all.first()?;
        let other = all.iter().find(|(symbol, _)| symbol.levels != first.levels)?;
        let spots = [(first, words), (&other.0, &other.1)];
        let spots = spots.map(|(symbol, words)| Spot::at(words, symbol.text.clone())).into();
        let text = bare_of_symbols(&words.text);
        let message = format!(
            "'{text}' stands under {first} in line {} and under {} in line {}",
            words.place.line, other.0, other.1.place.line
        );
        Some(Finding::new(self, message, spots))
    }
}

/// The lines of impacts and severities, of rows and scenarios.
fn impacts<'a>(view: &View<'a>) -> impl Iterator<Item = &'a Words> {
    let rows = view.reading.services.iter().filter_map(|row| Some(&row.impact.as_ref()?.0));
    let facts = view.reading.failures.iter().flat_map(|failure| &failure.facts);
    let facts = facts.filter(|fact| matches!(fact.topic, Topic::Impact | Topic::Severity));
    rows.chain(facts.flat_map(|fact| &fact.value))
}

/// The words alone, so that those alike are equal.
fn bare(text: &str) -> String {
    let text = without_figures(text).to_lowercase();
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

fn bare_of_symbols(text: &str) -> String {
    text.trim_start_matches(|c: char| !c.is_alphanumeric()).trim().to_owned()
}
