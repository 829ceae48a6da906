//! Quotes: where they stand in the document, and what became of those that no longer do.

mod chapter;
mod standing;

use super::claims::ClaimContext;
use super::documented::{self, Documented, Line};
use super::heard::{Part, has_part};
use crate::document::{Chapter, plain};
use crate::pack::model::Drift;
use crate::pack::problem::{ProblemKind, Related};
use crate::pack::source::Fields;
use crate::pack::yaml::{Mark, Node, Value};
use crate::reading::Failure;
use crate::words::{ClaimId, ScenarioId};
use std::cell::RefCell;
use std::collections::BTreeSet;

use chapter::{most, whole};
use standing::TAKE_OVER;

pub use standing::{QuotedBy, Quoting, Standing};

/// The quotes of one scenario file.
pub struct Quotes<'a> {
    quoting: Quoting<'a>,
    /// The scenario's chapter; nothing where the document has none such.
    pub chapter: Option<Chapter>,
    failures: &'a [Failure],
    scenario: ScenarioId,
    spoken_of: RefCell<BTreeSet<u32>>,
    drift: RefCell<Vec<Drift>>,
    /// What the fault and the claims quote, without marks, and where it stands.
    claimed: RefCell<Vec<(String, u32)>>,
}

/// What one entry quotes: a line, or several where the document says one thing in a list.
pub struct Quote {
    /// Its words; those of several lines one after the other.
    pub text: String,
    /// The line in the document, of several the first.
    pub line: u32,
    /// The lines, in the order of the quote, as they are checked.
    pub lines: Vec<Standing>,
    /// The document's own lines, where what is checked was put together from them.
    pub own: Option<Vec<Standing>>,
}

impl Quote {
    /// Both, one after the other.
    pub fn and(self, other: Self) -> Self {
        let text = format!("{}; {}", self.text, other.text);
        let (mine, others) = (self.own.is_some() || other.own.is_some(), &other);
        let own = mine.then(|| self.standing().iter().chain(others.standing()).cloned().collect());
        let lines = self.lines.into_iter().chain(other.lines).collect();
        Self { text, line: self.line, lines, own }
    }

    /// The document's lines that it rests on.
    fn standing(&self) -> &[Standing] {
        self.own.as_ref().unwrap_or(&self.lines)
    }

    /// Its words as they are checked.
    pub fn spoken(&self) -> String {
        self.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("; ")
    }

    /// Its words without what is not tested.
    pub fn tested(&self, context: &ClaimContext<'_>) -> String {
        self.lines
            .iter()
            .map(|line| context.left_of(&plain(&line.text)))
            .collect::<Vec<_>>()
            .join("; ")
    }
}

impl<'a> Quotes<'a> {
    /// The quotes of a scenario whose chapter is found by its title, or as the one where most of
    /// the quotes stand.
    pub fn new(
        quoting: Quoting<'a>,
        scenario: ScenarioId,
        chapter: Option<&Node>,
        quotes: &[&str],
        failures: &'a [Failure],
    ) -> Self {
        let Quoting { source, document, .. } = quoting;
        let titled = chapter
            .and_then(|node| source.text(node, "a chapter"))
            .map(|title| document.chapter(title));
        let made = Self {
            quoting,
            chapter: titled
                .flatten()
                .or_else(|| most(document, quotes))
                .map(|chapter| whole(document, failures, chapter)),
            failures,
            scenario,
            spoken_of: RefCell::default(),
            drift: RefCell::default(),
            claimed: RefCell::default(),
        };
        if let (Some(node), Some(None)) = (chapter, titled) {
            let title = made.gone(node.mark, source.text(node, "a chapter").unwrap_or_default());
            let message = "the document has no chapter with this title".to_owned();
            let hint =
                "write the heading as it is now, or leave 'chapter' out: it is found by the quotes";
            let drift = quoting.drifted(
                &made.scenario,
                &[],
                (&title, made.chapter.as_ref()),
                (message, hint),
            );
            made.drift.borrow_mut().push(drift);
        }
        made
    }

    /// The quotes of a scenario whose failure is known: these lines of the document.
    pub fn of_failure(
        quoting: Quoting<'a>,
        scenario: ScenarioId,
        failure: Option<&Failure>,
        said: &Documented<'_>,
    ) -> Self {
        let passage = |failure: &Failure| Chapter {
            line: failure.lines.0,
            end: failure.lines.1,
            level: 1,
            title: failure.title.text.clone(),
            facts: Vec::new(),
        };
        let claimed = said.lines().map(|line| (plain(&line.text), line.line)).collect();
        Self {
            quoting: Quoting { by: QuotedBy::Document, ..quoting },
            chapter: failure.map(passage),
            failures: &[],
            scenario,
            spoken_of: RefCell::default(),
            drift: RefCell::default(),
            claimed: RefCell::new(claimed),
        }
    }

    /// What an entry quotes: words of the document, or all that it says of the failure under one of
    /// its keys.
    pub fn named(&self, fields: &Fields<'_>, documented: Option<&Documented<'_>>) -> Option<Quote> {
        let source = self.quoting.source;
        match (fields.get("quote"), fields.get("key"), documented) {
            (Some(quote), None, _) => {
                let quote = self.find(quote)?;
                let recovers = fields.get("recovery").is_some();
                Some(if recovers { documented::as_recovery(self.failures, quote) } else { quote })
            }
            (None, Some(key), Some(documented)) => documented.under(source, key),
            (None, Some(key), None) => {
                let hint = "name the failure that the scenario is of: failure: …";
                source.error_with(key.mark, "a key is one of a failure of the document", hint);
                None
            }
            (Some(_), Some(key), _) => {
                source.error_with(
                    key.mark,
                    "an entry has 'quote' or 'key', not both",
                    "take one of them out",
                );
                None
            }
            (None, None, _) => {
                let hint = "write quote: with words of the document, or key: with one of its keys";
                source.error_with(fields.mark, "this needs the key 'quote' or 'key'", hint);
                None
            }
        }
    }

    /// The line where the chapter begins; the document's first where there is none.
    pub fn chapter_line(&self) -> u32 {
        self.chapter.as_ref().map_or(1, |chapter| chapter.line)
    }

    /// The document's path within the pack.
    pub fn path(&self) -> &str {
        self.quoting.path
    }

    /// A line of the document.
    pub fn text_of(&self, line: u32) -> Option<&str> {
        self.quoting.document.line(line)
    }

    /// Those of the quotes that are no whole line of the chapter, each as a part of the first of
    /// `lines` that has it; of two alike the second is of the next such line.
    pub fn parts(&self, entries: &[Node], lines: &[&str]) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::new();
        for node in entries.iter().flat_map(super::scenario::quote_nodes) {
            let Value::Text(text) = &node.value else { continue };
            let words = plain(text);
            let taken =
                |line: &String| parts.iter().any(|part| part.line == *line && part.words == words);
            let has = |line: &String| has_part(line, &words) && !taken(line);
            let whole = self.quoting.document.find_quote(self.chapter.as_ref(), text).is_some();
            let line = lines.iter().filter(|_| !whole).map(|line| plain(line)).find(has);
            parts.extend(line.map(|line| Part { words, line, mark: node.mark }));
        }
        parts
    }

    /// Finds what is not tested: a whole line, or a part of one that is quoted in the scenario.
    pub fn find_untested(&self, node: &Node, parts: &[Part]) -> Option<Quote> {
        let part = |node: &Node| {
            let text = self.quoting.source.text(node, "a quote")?;
            let (claimed, words) = (self.claimed.borrow(), plain(text));
            if claimed.iter().any(|(line, _)| *line == words) {
                let message = "this line is quoted as a whole, by the fault or a claim, and \
                               cannot be untested as well";
                let hint = "name the part of it that is not tested, or take the claim out";
                self.quoting.source.error_with(node.mark, message, hint);
            }
            let part = parts.iter().find(|part| part.mark == node.mark)?;
            let (_, line) = claimed.iter().find(|(line, _)| *line == part.line)?;
            Some(Standing {
                text: text.to_owned(),
                mark: node.mark,
                line: *line,
                drifted: false,
                instead: Some(*line),
            })
        };
        let lines: Vec<Standing> = node
            .items()
            .iter()
            .filter_map(|node| part(node).or_else(|| self.find_line(node)))
            .collect();
        self.quote(node, lines)
    }

    /// The chapter's title.
    pub fn title(&self) -> &str {
        self.chapter.as_ref().map_or("", |chapter| &chapter.title)
    }

    fn gone(&self, mark: Mark, text: &str) -> Standing {
        Standing {
            text: text.to_owned(),
            mark,
            line: self.chapter_line(),
            drifted: true,
            instead: None,
        }
    }

    /// Finds what the fault or a claim quotes, in the scenario's chapter only. A list quotes
    /// several lines.
    pub fn find(&self, node: &Node) -> Option<Quote> {
        let lines: Vec<Standing> =
            node.items().iter().filter_map(|node| self.find_line(node)).collect();
        self.claimed.borrow_mut().extend(lines.iter().map(|line| (plain(&line.text), line.line)));
        self.quote(node, lines)
    }

    fn quote(&self, node: &Node, lines: Vec<Standing>) -> Option<Quote> {
        if !node.says_something() {
            self.quoting.source.error(node.mark, "nothing is quoted here");
        }
        let line = lines.first()?.line;
        let text = lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("; ");
        Some(Quote { text, line, lines, own: None })
    }

    fn find_line(&self, node: &Node) -> Option<Standing> {
        let Some(chapter) = &self.chapter else {
            return self
                .quoting
                .source
                .text(node, "a quote")
                .map(|text| self.gone(node.mark, text));
        };
        let found = self.quoting.find(Some(chapter), node)?;
        self.spoken_of.borrow_mut().extend(found.instead);
        Some(found)
    }

    /// Once it is known which claims rest on a quote: keeps as drift what no longer stands of it.
    pub fn settle(&self, quote: &Quote, claims: &[ClaimId]) {
        for gone in quote.standing().iter().filter(|line| line.drifted) {
            let drift = self.quoting.drift(&self.scenario, claims, gone, self.chapter.as_ref());
            self.drift.borrow_mut().push(drift);
        }
    }

    /// Every `Key: value` line of the chapter must have been spoken of; the rest are errors at
    /// `mark`.
    pub fn complain_of_silence(&self, mark: Mark) {
        let Some(chapter) = &self.chapter else { return };
        // A line that stands twice is quoted as both.
        let spoken_of = self.spoken_of.borrow();
        let spoken: BTreeSet<String> =
            spoken_of.iter().filter_map(|line| self.text_of(*line)).map(plain).collect();
        for fact in &chapter.facts {
            let heads_items = fact.value.is_empty()
                && chapter.facts.iter().any(|item| item.under.as_ref() == Some(&fact.key));
            if heads_items
                || self.text_of(fact.line).is_some_and(|text| spoken.contains(&plain(text)))
            {
                continue;
            }
            let message = format!(
                "line {} of the document is neither quoted nor listed as not tested",
                fact.line
            );
            let hint = format!(
                "quote it in a claim, or add it to not_tested: {{quote: \"{}\", reason: …}}",
                fact.quote()
            );
            let related = Related {
                file: self.quoting.path.to_owned(),
                line: fact.line,
                text: self.quoting.document.line(fact.line).unwrap_or_default().to_owned(),
                label: "this line".to_owned(),
            };
            let source = self.quoting.source;
            source.note(source.problem(
                ProblemKind::Error,
                mark,
                message,
                Some(hint),
                Some(related),
            ));
        }
    }

    /// A line that the document did not have when its claims were taken from it.
    pub fn add_new(&self, line: &Line, mark: Mark) {
        let related = Related {
            file: self.quoting.path.to_owned(),
            line: line.line,
            text: self.text_of(line.line).unwrap_or(&line.text).to_owned(),
            label: "this line".to_owned(),
        };
        let message = format!("line {} is new, and nothing is claimed by it", line.line);
        let (kind, hint) = (ProblemKind::Drift, Some(TAKE_OVER.to_owned()));
        let problem = self.quoting.source.problem(kind, mark, message, hint, Some(related));
        self.drift.borrow_mut().push(Drift {
            scenario: self.scenario.clone(),
            claims: Vec::new(),
            line: line.line,
            was: String::new(),
            is: Some(line.text.clone()),
            problem,
        });
    }

    /// All quotes that no longer stand.
    pub fn into_drift(self) -> Vec<Drift> {
        self.drift.into_inner()
    }
}
