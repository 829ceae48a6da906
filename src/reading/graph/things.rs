//! Which words are names of things that can run or fail: what tells a dependency from a flow of
//! data and from a procedure, which are drawn alike.

mod naming;
mod nouns;

pub(super) use naming::{list, named, named_in};

use crate::reading::model::Named;
use crate::reading::names::Name;
use nouns::{DATA, EVERYBODY, KINDS, NOTHING, ORDERS, ROLES, SOFTWARE};
use std::collections::HashSet;

/// A name has no more words than this.
const WORDS: usize = 5;

/// What the document names as things: in its tables, boxes and lists.
#[derive(Debug, Default)]
pub(super) struct Things {
    known: HashSet<Name>,
}

impl Things {
    /// A thing that the document names.
    pub fn add(&mut self, name: &Name) {
        self.known.insert(name.clone());
    }

    /// Whether this is a name of a thing: one of the document's, or of usual software, or of a
    /// kind of thing, as `Order Service`.
    pub fn has(&self, named: &Named) -> bool {
        self.known.contains(&named.name) || is_thing(&named.words.text, &named.name)
    }

    /// Whether the document itself names it as a thing.
    pub fn knows(&self, name: &Name) -> bool {
        self.known.contains(name)
    }
}

/// Whether words are a thing's name by themselves.
pub(super) fn is_thing(words: &str, name: &Name) -> bool {
    if is_data(words) || is_order(words) {
        return false;
    }
    let parts: Vec<&str> = name.as_str().split(' ').collect();
    let (mut any, mut all) = (false, true);
    // A version says nothing.
    for part in parts.iter().filter(|part| !part.starts_with(|c: char| c.is_ascii_digit())) {
        let noun = SOFTWARE.contains(part);
        any |= noun || ROLES.contains(part);
        all &= noun || ROLES.contains(part) || KINDS.contains(part);
    }
    (any && all)
        || (parts.len() < WORDS && (ends_with_kind(words) || is_joined(words)))
        || is_domain(name.as_str())
}

/// `OrderService`: a word whose last part says what kind of thing it is.
fn is_joined(words: &str) -> bool {
    let word = bare(words).trim();
    let last = word.rfind(|c: char| c.is_ascii_uppercase()).filter(|at| *at > 0);
    let last = last.and_then(|at| word.get(at..)).map(str::to_lowercase);
    !word.contains(' ') && last.is_some_and(|last| KINDS.contains(last.as_str()))
}

/// `shop.example.com`
fn is_domain(name: &str) -> bool {
    const ENDS: [&str; 10] =
        [".com", ".org", ".net", ".io", ".dev", ".app", ".de", ".eu", ".local", ".internal"];
    !name.contains(' ') && ENDS.iter().any(|end| name.len() > end.len() && name.ends_with(end))
}

/// Whether a name is one of usual software.
pub(super) fn is_software(name: &Name) -> bool {
    name.as_str().split(' ').any(|part| SOFTWARE.contains(part))
}

/// Whether the last word says what kind of thing it is: `Order Service`, `billing-db`.
pub(super) fn ends_with_kind(words: &str) -> bool {
    const ARTICLES: [&str; 7] = ["the ", "a ", "an ", "this ", "that ", "our ", "your "];
    let mut words = bare(words);
    while let Some(rest) = ARTICLES.iter().find_map(|article| {
        let head = words.get(..article.len())?;
        head.eq_ignore_ascii_case(article).then(|| words.get(article.len()..))?
    }) {
        words = rest;
    }
    // `The service` is no name of one.
    let several = words.contains([' ', '-', '_']);
    several && last_word(words).is_some_and(|last| KINDS.contains(last.as_str()))
}

/// Whether words name what flows or a part of a plan, and no thing: `Redis metrics`, `Layer 3`.
pub(super) fn is_data(words: &str) -> bool {
    const PARTS: [&str; 9] =
        ["layer", "tier", "phase", "step", "stage", "level", "wave", "environment", "zone"];
    let first = words.split([' ', ':']).next().unwrap_or(words);
    let trimmed = words.trim_end();
    let end = trimmed.len().checked_sub(" layer".len()).and_then(|at| trimmed.get(at..));
    PARTS.iter().any(|part| part.eq_ignore_ascii_case(first))
        || end.is_some_and(|end| end.eq_ignore_ascii_case(" layer"))
        || last_word(bare(words)).is_some_and(|last| DATA.contains(last.as_str()))
}

/// Whether words are an instruction: `Restart the service`, `Check logs`.
pub(super) fn is_order(words: &str) -> bool {
    let first = words.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty());
    let several = bare(words).contains(' ');
    first.is_some_and(|first| {
        let first = first.to_lowercase();
        (several && ORDERS.contains(first.as_str()))
            || matches!(first.as_str(), "start" | "end" | "stop" | "begin" | "done" | "finish")
    })
}

/// Whether a word alone bids to do something: `Deploy`, `Restart`.
pub(super) fn is_verb(words: &str) -> bool {
    ORDERS.contains(bare(words).to_lowercase().as_str())
}

/// Whether words mean people, or everything, and no thing that can be looked at.
pub(super) fn is_everybody(words: &str) -> bool {
    let lower = bare(words).to_lowercase();
    let several = ["all ", "both ", "each ", "every", "other ", "various ", "respective "];
    several.iter().any(|word| lower.starts_with(word))
        || lower.contains("appropriate")
        || lower.split(' ').any(|word| EVERYBODY.contains(word))
}

/// Whether words say that there is nothing: `None`, `-`, `N/A`.
pub(super) fn is_nothing(words: &str) -> bool {
    let bare = bare(words).trim_end_matches('.').to_lowercase();
    !bare.chars().any(char::is_alphanumeric) || NOTHING.contains(&bare.as_str())
}

fn last_word(words: &str) -> Option<String> {
    let mut parts = words.rsplit(|c: char| !c.is_alphanumeric());
    parts.find(|word| !word.is_empty()).map(str::to_lowercase)
}

/// Words without what stands in brackets behind them.
fn bare(words: &str) -> &str {
    let end = words.find(['(', '[', '{']).filter(|at| *at > 0);
    end.and_then(|end| words.get(..end)).unwrap_or(words).trim()
}

#[cfg(test)]
mod tests;
