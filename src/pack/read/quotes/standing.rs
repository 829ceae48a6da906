//! A quoted line: whether it stands in the document, and what is told where it does not.

use crate::document::{Chapter, Document, figures, symbols};
use crate::pack::model::Drift;
use crate::pack::problem::{ProblemKind, Related};
use crate::pack::source::Source;
use crate::pack::yaml::{Mark, Node};
use crate::words::{ClaimId, ScenarioId};

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
    pub(super) instead: Option<u32>,
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

    pub(super) fn drifted(
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
