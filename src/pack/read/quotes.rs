//! Quotes: where they stand in the document, and what became of those that no longer do.

use crate::document::{Chapter, Document, figures, symbols};
use crate::pack::model::Drift;
use crate::pack::problem::{ProblemKind, Related};
use crate::pack::source::Source;
use crate::pack::yaml::{Mark, Node};
use crate::words::{ClaimId, ScenarioId};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// The quotes of one scenario file.
pub struct Quotes<'a> {
    source: &'a Source<'a>,
    document: &'a Document,
    path: &'a str,
    /// The scenario's chapter; nothing where the document has none such.
    pub chapter: Option<&'a Chapter>,
    scenario: ScenarioId,
    spoken_of: RefCell<BTreeSet<u32>>,
    drift: RefCell<Vec<Drift>>,
}

/// A quote, found or not.
pub struct Quote {
    /// Its words.
    pub text: String,
    /// Where it stands in the scenario file.
    pub mark: Mark,
    /// Its line in the document; where it no longer stands, the line that took its place.
    pub line: u32,
    /// It no longer stands.
    drifted: bool,
    /// The line that took its place.
    instead: Option<u32>,
}

impl<'a> Quotes<'a> {
    /// The quotes of a scenario whose chapter is found by its title, or as the one where most of the quotes stand.
    pub fn new(
        source: &'a Source<'a>,
        (document, path): (&'a Document, &'a str),
        scenario: ScenarioId,
        chapter: Option<&Node>,
        quotes: &[&str],
    ) -> Self {
        let titled = chapter.and_then(|node| source.text(node, "a chapter")).map(|title| document.chapter(title));
        let made = Self {
            source,
            document,
            path,
            chapter: titled.flatten().or_else(|| most(document, quotes)),
            scenario,
            spoken_of: RefCell::default(),
            drift: RefCell::default(),
        };
        if let (Some(node), Some(None)) = (chapter, titled) {
            let quote = made.gone(node.mark, source.text(node, "a chapter").unwrap_or_default());
            let hint = "write the heading as it is now, or leave 'chapter' out: it is found by the quotes";
            made.drifted(&quote, Vec::new(), "the document has no chapter with this title".to_owned(), hint);
        }
        made
    }

    /// The line where the chapter begins; the document's first where there is none.
    pub fn chapter_line(&self) -> u32 {
        self.chapter.map_or(1, |chapter| chapter.line)
    }

    /// The chapter's title.
    pub fn title(&self) -> &str {
        self.chapter.map_or("", |chapter| &chapter.title)
    }

    fn gone(&self, mark: Mark, text: &str) -> Quote {
        Quote { text: text.to_owned(), mark, line: self.chapter_line(), drifted: true, instead: None }
    }

    /// Finds a quote, in the scenario's chapter only.
    pub fn find(&self, node: &Node) -> Option<Quote> {
        let text = self.source.text(node, "a quote")?;
        if self.chapter.is_none() {
            return Some(self.gone(node.mark, text));
        }
        let stands = self.document.find_quote(self.chapter, text);
        let instead = stands.or_else(|| self.document.find_changed_quote(self.chapter, text));
        self.spoken_of.borrow_mut().extend(instead);
        Some(Quote {
            text: text.to_owned(),
            mark: node.mark,
            line: instead.unwrap_or_else(|| self.chapter_line()),
            drifted: stands.is_none(),
            instead,
        })
    }

    /// Once it is known which claims rest on a quote: keeps it as drift where it no longer stands.
    pub fn settle(&self, quote: &Quote, claims: Vec<ClaimId>) {
        if !quote.drifted {
            return;
        }
        let message = match quote.instead.and_then(|line| Some((line, self.document.line(line)?))) {
            None => "these words no longer stand in the scenario's chapter of the document".to_owned(),
            Some((line, now)) => match (figures(now).as_slice(), figures(&quote.text).as_slice()) {
                ([now], [was]) if now.text != was.text => {
                    format!("line {line} now says {}, the scenario quotes {}", now.text, was.text)
                }
                _ => match (symbols(now).as_slice(), symbols(&quote.text).as_slice()) {
                    ([now], [was]) if now != was => {
                        format!("line {line} now says {}, the scenario quotes {}", now.symbol(), was.symbol())
                    }
                    _ => format!("line {line} no longer says what the scenario quotes"),
                },
            },
        };
        let hint = "quote the document's whole line as it is now, and see whether the claim still says the same";
        self.drifted(quote, claims, message, hint);
    }

    fn drifted(&self, quote: &Quote, claims: Vec<ClaimId>, message: String, hint: &str) {
        let is = quote.instead.and_then(|line| self.document.line(line));
        let shown = is.or_else(|| self.document.line(quote.line).filter(|_| self.chapter.is_some()));
        let related = shown.map(|text| Related {
            file: self.path.to_owned(),
            line: quote.line,
            text: text.to_owned(),
            label: if is.is_some() { "says this now" } else { "the chapter" }.to_owned(),
        });
        let problem = self.source.problem(ProblemKind::Drift, quote.mark, message, Some(hint.to_owned()), related);
        self.drift.borrow_mut().push(Drift {
            scenario: self.scenario.clone(),
            claims,
            line: quote.line,
            was: quote.text.clone(),
            is: is.map(|text| text.trim().to_owned()),
            problem,
        });
    }

    /// Every `Key: value` line of the chapter must have been spoken of; the rest are errors at `mark`.
    pub fn complain_of_silence(&self, mark: Mark) {
        let Some(chapter) = self.chapter else { return };
        for fact in &chapter.facts {
            let heads_items =
                fact.value.is_empty() && chapter.facts.iter().any(|item| item.under.as_ref() == Some(&fact.key));
            if heads_items || self.spoken_of.borrow().contains(&fact.line) {
                continue;
            }
            let message = format!("line {} of the document is neither quoted nor listed as not tested", fact.line);
            let hint =
                format!("quote it in a claim, or add it to not_tested: {{quote: \"{}\", reason: …}}", fact.quote());
            let related = Related {
                file: self.path.to_owned(),
                line: fact.line,
                text: self.document.line(fact.line).unwrap_or_default().to_owned(),
                label: "this line".to_owned(),
            };
            self.source.note(self.source.problem(ProblemKind::Error, mark, message, Some(hint), Some(related)));
        }
    }

    /// All quotes that no longer stand.
    pub fn into_drift(self) -> Vec<Drift> {
        self.drift.into_inner()
    }
}

/// The chapter in which most of the quotes stand, figures aside; the first of several.
fn most<'d>(document: &'d Document, quotes: &[&str]) -> Option<&'d Chapter> {
    let standing = |chapter: &Chapter| {
        let exact = quotes.iter().filter(|quote| document.find_quote(Some(chapter), quote).is_some()).count();
        let alike = |quote: &&&str| document.find_quote_but_figures(Some(chapter), quote).is_some();
        (exact, quotes.iter().filter(alike).count())
    };
    let scored = document.chapters().iter().map(|chapter| (standing(chapter), chapter));
    scored.filter(|(score, _)| *score > (0, 0)).rev().max_by_key(|(score, _)| *score).map(|(_, chapter)| chapter)
}
