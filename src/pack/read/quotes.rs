//! Quotes: where they stand in the document, and what became of those that no longer do.

use super::claims::ClaimContext;
use super::documented::{Documented, Line};
use super::heard::{Part, has_part};
use crate::document::{Chapter, Document, bare, figures, plain, symbols};
use crate::pack::model::Drift;
use crate::pack::problem::{ProblemKind, Related};
use crate::pack::source::{Fields, Source};
use crate::pack::yaml::{Mark, Node, Value};
use crate::words::{ClaimId, ScenarioId};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// A document as the quotes of one file are looked up in it.
#[derive(Clone, Copy)]
pub struct Quoting<'a> {
    /// The file that quotes.
    pub source: &'a Source<'a>,
    /// The document.
    pub document: &'a Document,
    /// The document's path within the pack.
    pub path: &'a str,
    /// Who has the words that are looked for.
    pub by: QuotedBy,
}

/// Who has words of the document that may no longer stand in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuotedBy {
    /// A scenario file.
    Scenario,
    /// `pack.yaml`.
    Pack,
    /// The document itself, as it was when its claims were taken from it.
    Document,
}

impl QuotedBy {
    fn said(self, words: &str) -> String {
        match self {
            Self::Scenario => format!("the scenario quotes {words}"),
            Self::Pack => format!("the pack quotes {words}"),
            Self::Document => format!("and said {words}"),
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Scenario => "the scenario quotes",
            Self::Pack => "the pack quotes",
            Self::Document => "it said",
        }
    }

    fn hint(self) -> &'static str {
        match self {
            Self::Scenario | Self::Pack => {
                "quote the document's whole line as it is now, and see whether the claim still \
                 says the same"
            }
            Self::Document => TAKE_OVER,
        }
    }
}

/// What to do about a document that has changed.
pub const TAKE_OVER: &str = "the claims are still those of before; see whether the change is meant, and take it over: \
     firedrill import DOCUMENT --out PACK --update";

/// A quoted line, found or not.
#[derive(Debug, Clone)]
pub struct Standing {
    /// Its words, as they are quoted.
    pub text: String,
    /// Where it stands in the file that quotes it.
    pub mark: Mark,
    /// Its line in the document; where it no longer stands, the line that took its place.
    pub line: u32,
    /// It no longer stands.
    pub drifted: bool,
    /// The line that took its place.
    instead: Option<u32>,
}

impl Standing {
    /// Words that were read in the document, for what stands at `mark` of the file.
    pub fn read(text: String, line: u32, mark: Mark) -> Self {
        Self { text, mark, line, drifted: false, instead: Some(line) }
    }

    /// The same, said at another place of the file.
    pub fn at(&self, mark: Mark) -> Self {
        Self { mark, ..self.clone() }
    }

    /// Words that stood in the document, and the line that took their place; or that of the
    /// failure's title where none did.
    pub fn changed(text: String, instead: Result<u32, u32>, mark: Mark) -> Self {
        let line = instead.unwrap_or_else(|chapter| chapter);
        Self { text, mark, line, drifted: true, instead: instead.ok() }
    }
}

impl Quoting<'_> {
    /// Looks a quote up, in one chapter or anywhere.
    pub fn find(&self, chapter: Option<&Chapter>, node: &Node) -> Option<Standing> {
        let text = self.source.text(node, "a quote")?;
        let stands = self.document.find_quote(chapter, text);
        let instead = stands.or_else(|| self.document.find_changed_quote(chapter, text));
        Some(Standing {
            text: text.to_owned(),
            mark: node.mark,
            line: instead.unwrap_or_else(|| chapter.map_or(1, |chapter| chapter.line)),
            drifted: stands.is_none(),
            instead,
        })
    }

    /// A quote that no longer stands, as drift of these claims. Where nothing took its place,
    /// `around` is the chapter.
    pub fn drift(
        &self,
        scenario: &ScenarioId,
        claims: &[ClaimId],
        gone: &Standing,
        around: Option<&Chapter>,
    ) -> Drift {
        let who = self.by;
        let message = match gone.instead.and_then(|line| Some((line, self.document.line(line)?))) {
            None => match around {
                Some(_) => "these words no longer stand in the scenario's chapter of the document"
                    .to_owned(),
                None => "these words no longer stand in the document".to_owned(),
            },
            Some((line, now)) => match (figures(now).as_slice(), figures(&gone.text).as_slice()) {
                ([now], [was]) if now.text != was.text => {
                    format!("line {line} now says {}, {}", now.text, who.said(&was.text))
                }
                _ => match (symbols(now).as_slice(), symbols(&gone.text).as_slice()) {
                    ([now], [was]) if now != was => {
                        format!("line {line} now says {}, {}", now.symbol(), who.said(was.symbol()))
                    }
                    _ => format!("line {line} no longer says what {}", who.word()),
                },
            },
        };
        let hint = who.hint();
        self.drifted(scenario, claims, (gone, around), (message, hint))
    }

    fn drifted(
        &self,
        scenario: &ScenarioId,
        claims: &[ClaimId],
        (gone, around): (&Standing, Option<&Chapter>),
        (message, hint): (String, &str),
    ) -> Drift {
        let is = gone.instead.and_then(|line| self.document.line(line));
        let shown = is.or_else(|| around.and_then(|_| self.document.line(gone.line)));
        let related = shown.map(|text| Related {
            file: self.path.to_owned(),
            line: gone.line,
            text: text.to_owned(),
            label: if is.is_some() { "says this now" } else { "the chapter" }.to_owned(),
        });
        let problem = self.source.problem(
            ProblemKind::Drift,
            gone.mark,
            message,
            Some(hint.to_owned()),
            related,
        );
        Drift {
            scenario: scenario.clone(),
            claims: claims.to_vec(),
            line: gone.line,
            was: gone.text.clone(),
            is: is.map(|text| text.trim().to_owned()),
            problem,
        }
    }
}

/// The quotes of one scenario file.
pub struct Quotes<'a> {
    quoting: Quoting<'a>,
    /// The scenario's chapter; nothing where the document has none such.
    pub chapter: Option<&'a Chapter>,
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
    ) -> Self {
        let Quoting { source, document, .. } = quoting;
        let titled = chapter
            .and_then(|node| source.text(node, "a chapter"))
            .map(|title| document.chapter(title));
        let made = Self {
            quoting,
            chapter: titled.flatten().or_else(|| most(document, quotes)),
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
            let drift =
                quoting.drifted(&made.scenario, &[], (&title, made.chapter), (message, hint));
            made.drift.borrow_mut().push(drift);
        }
        made
    }

    /// The quotes of a scenario whose failure is known: these lines of the document.
    pub fn of_failure(
        quoting: Quoting<'a>,
        scenario: ScenarioId,
        failure: Option<&'a Chapter>,
        said: &Documented<'_>,
    ) -> Self {
        let claimed = said.lines().map(|line| (plain(&line.text), line.line)).collect();
        Self {
            quoting: Quoting { by: QuotedBy::Document, ..quoting },
            chapter: failure,
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
            (Some(quote), None, _) => self.find(quote),
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
        self.chapter.map_or(1, |chapter| chapter.line)
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
            let whole = self.quoting.document.find_quote(self.chapter, text).is_some();
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
        self.chapter.map_or("", |chapter| &chapter.title)
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
        let Some(chapter) = self.chapter else {
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
            let drift = self.quoting.drift(&self.scenario, claims, gone, self.chapter);
            self.drift.borrow_mut().push(drift);
        }
    }

    /// Every `Key: value` line of the chapter must have been spoken of; the rest are errors at
    /// `mark`.
    pub fn complain_of_silence(&self, mark: Mark) {
        let Some(chapter) = self.chapter else { return };
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

/// The chapter in which most of the quotes stand, figures aside; the first of several.
fn most<'d>(document: &'d Document, quotes: &[&str]) -> Option<&'d Chapter> {
    let bare: Vec<String> = quotes.iter().map(|quote| bare(quote)).collect();
    let standing = |chapter: &Chapter| {
        let exact = quotes
            .iter()
            .filter(|quote| document.find_quote(Some(chapter), quote).is_some())
            .count();
        (
            exact,
            bare.iter().filter(|quote| document.find_bare(Some(chapter), quote).is_some()).count(),
        )
    };
    let scored = document.chapters().iter().map(|chapter| (standing(chapter), chapter));
    scored
        .filter(|(score, _)| *score > (0, 0))
        .rev()
        .max_by_key(|(score, _)| *score)
        .map(|(_, chapter)| chapter)
}
