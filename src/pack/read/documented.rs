//! What the document itself says of a failure, as claims: nobody writes its words a second time.
//!
//! The document's reader says what a fact means; which services, journeys and profiles of the pack
//! it means them of is found out here, by trying: a fact is put into the claims that it may be
//! meant as, and those count of which the checks that every written claim goes through find nothing
//! amiss. What cannot be bound is listed as not tested, with the reason.

mod cascade;
mod changes;
mod detection;
mod failure;
mod impact;
mod recovery;
mod untested;

use super::claims::{AGREE, Against, ClaimContext, Entry, Placed, Stated};
use super::heard::Part;
use super::quotes::{Quote, Quotes, Standing};
use super::scenario::Pack;
use crate::document::plain;
use crate::pack::model::NotTested;
use crate::pack::problem::{ProblemKind, Related};
use crate::pack::source::{Source, suggest};
use crate::pack::yaml::{Mark, Node};
use crate::reading::{Fact, Failure, Meaning, Topic, Words};
use crate::words::ProfileName;

use changes::{Changes, changes};

pub use changes::{Line, lines_of};
pub use failure::{Found, Readings, Sought, find};
pub use impact::{is_total, profiles_called};
pub use recovery::as_recovery;

/// A failure of the document that a scenario drills, as it was when its claims were taken from it.
pub struct Documented<'a> {
    facts: Vec<Said<'a>>,
    changes: Changes,
    /// Where the scenario names the failure.
    mark: Mark,
}

/// A fact of the failure.
struct Said<'a> {
    fact: &'a Fact,
    /// Its lines, as they stand in the document now.
    lines: Vec<Standing>,
    /// The commands of its steps that stand below them.
    commands: Vec<Standing>,
    /// The scenario says itself what it means, or why it is not tested.
    taken: bool,
}

impl Said<'_> {
    /// The fact as a quote of the document, for what stands at `mark` of the scenario file.
    fn quote(&self, mark: Mark) -> Quote {
        let at = |line: &Standing| line.at(mark);
        let lines: Vec<Standing> = self.lines.iter().map(at).collect();
        let own: Vec<Standing> = self.lines.iter().chain(&self.commands).map(at).collect();
        let line = own.first().map_or(self.fact.key.place.line, |line| line.line);
        let shown = if lines.is_empty() { &own } else { &lines };
        let text = shown.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("; ");
        Quote { text, line, lines, own: Some(own) }
    }
}

/// What a fact may be meant as.
struct Meant {
    stated: Vec<Stated>,
    /// Why it is a guess that it is meant so.
    guess: Option<String>,
    /// The profiles that it is said for; all where none is named.
    only: Vec<ProfileName>,
}

/// Why a fact is not tested, and what would make it so.
struct Open {
    why: String,
    add: Option<String>,
}

impl Open {
    fn new(why: impl Into<String>, add: impl Into<String>) -> Self {
        Self { why: why.into(), add: Some(add.into()) }
    }

    /// Nothing that anybody would want tested.
    fn remark(why: impl Into<String>) -> Self {
        Self { why: why.into(), add: None }
    }
}

impl<'a> Documented<'a> {
    /// The facts of a failure, which the scenario names at `mark`, and what it is now; nothing
    /// where it is gone.
    pub fn new(failure: &'a Failure, now: Option<&Failure>, mark: Mark) -> Self {
        let mut changes = changes(failure, now, mark);
        let said = |(fact, standing): (&'a Fact, Vec<(Standing, bool)>)| {
            let (commands, lines): (Vec<_>, Vec<_>) =
                standing.into_iter().partition(|(_, command)| *command);
            let lines_of =
                |all: Vec<(Standing, bool)>| all.into_iter().map(|(line, _)| line).collect();
            Said { fact, lines: lines_of(lines), commands: lines_of(commands), taken: false }
        };
        let facts = failure.facts.iter().zip(std::mem::take(&mut changes.standing)).map(said);
        Self { facts: facts.collect(), changes, mark }
    }

    /// The same without what the scenario itself speaks of: by words of the document, or by a key.
    pub fn without(mut self, quotes: &[&str], keys: &[&str]) -> Self {
        let spoken_of: Vec<String> = quotes.iter().map(|quote| plain(quote)).collect();
        for said in &mut self.facts {
            let is = |line: &Standing| spoken_of.contains(&plain(&line.text));
            said.taken = !said.lines.is_empty() && said.lines.iter().all(is)
                || keys.iter().any(|key| is_under(said.fact, key));
        }
        self
    }

    /// Where the scenario names the failure.
    pub fn mark(&self) -> Mark {
        self.mark
    }

    /// All lines that its claims quote.
    pub fn lines(&self) -> impl Iterator<Item = &Standing> {
        self.facts.iter().flat_map(|said| &said.lines)
    }

    /// What is new in the document, and said by no claim.
    pub fn new_lines(&self) -> &[Line] {
        &self.changes.new
    }

    /// Where lines were and where they are that are the same and stand elsewhere.
    pub fn moved(&self) -> &[(u32, u32)] {
        &self.changes.moved
    }

    /// All that is said under one of the document's keys, as an entry of the scenario quotes it.
    pub fn under(&self, source: &Source<'_>, node: &Node) -> Option<Quote> {
        let (wanted, mark) = (source.text(node, "a key of the document")?, node.mark);
        let own = self.facts.iter().filter(|said| is_under(said.fact, wanted));
        let quote = own.map(|said| said.quote(mark)).reduce(Quote::and);
        if quote.is_none() {
            let known = self.facts.iter().map(|said| said.fact.key.text.as_str());
            let hint = suggest(wanted, known);
            let message = format!("the document says nothing under '{wanted}' of this failure");
            source.error_with(mark, message, hint);
        }
        quote
    }

    /// The parts of its lines that no claim can speak of, as the reader has them.
    pub fn parts(&self) -> Vec<(Part, NotTested)> {
        let open = self.facts.iter().filter(|said| !said.taken);
        open.flat_map(|said| detection::parts(said.fact, &said.lines)).collect()
    }

    /// The claims that the facts make, tried one by one.
    pub fn claims(
        &self,
        context: &ClaimContext<'_>,
        placed: &mut Vec<Placed>,
        notes: &mut Notes<'_>,
    ) {
        // The times that recoveries were bound with.
        let mut times: Vec<&Fact> = Vec::new();
        for topic in ORDER {
            let of_topic = |said: &&Said<'_>| !said.taken && topic(said.fact);
            for said in self.facts.iter().filter(of_topic) {
                match self.bind(context, said, placed) {
                    Ok(new) => {
                        placed.extend(new);
                        times.extend(self.time(said.fact).map(|time| time.fact));
                    }
                    Err(_) if times.iter().any(|time| std::ptr::eq(*time, said.fact)) => {}
                    Err(open) => notes.leave_open(&said.quote(self.mark), self.mark, open),
                }
            }
        }
    }

    /// The first of what a fact may be meant as that nothing is wrong with.
    fn bind(
        &self,
        context: &ClaimContext<'_>,
        said: &Said<'_>,
        placed: &[Placed],
    ) -> Result<Vec<Placed>, Open> {
        let mut why: Option<Against> = None;
        for Meant { mut stated, guess, only } in self.meant(context, said, placed)? {
            let quote = self.quote_of(said);
            for stated in &mut stated {
                stated.guess.clone_from(&guess);
            }
            let mut entry = Entry { quote, stated, only, whole: true };
            match context.try_entry(&mut entry, placed) {
                Ok(new) => return Ok(new),
                Err(against) => why = why.or(Some(against)),
            }
        }
        let Some(Against { message, hint }) = why else { return Err(untested::open(said.fact)) };
        // Of a difference between claim and quote there is only one side here.
        let add = hint.filter(|hint| hint != AGREE).unwrap_or_else(|| SAY_IT.to_owned());
        Err(Open::new(message, add))
    }

    fn meant(
        &self,
        context: &ClaimContext<'_>,
        said: &Said<'_>,
        placed: &[Placed],
    ) -> Result<Vec<Meant>, Open> {
        let (fact, lines, mark) = (said.fact, &said.lines, self.mark);
        let only = impact::profiles(context, fact)?;
        match (fact.topic, &fact.means) {
            (Topic::Impact, Meaning::Impact(levels)) => {
                impact::meant(context, (fact, lines), levels, &only, placed)
            }
            (Topic::Cascade, means) => Ok(cascade::meant(context, lines, means, &only, mark)),
            (Topic::Detection, Meaning::Detection(ways)) => {
                detection::meant((ways, fact.guess.clone()), &only, mark)
            }
            (Topic::Recovery, Meaning::Recovery(read)) => {
                let beside = self.time(fact).map(|time| time.fact);
                recovery::meant((read, fact.guess.clone()), beside, &only, mark)
            }
            _ => Err(untested::open(fact)),
        }
    }

    /// How a fact is quoted by its own claim: a recovery with its commands and its time, wherever
    /// these stand.
    fn quote_of(&self, said: &Said<'_>) -> Quote {
        let quote = said.quote(self.mark);
        match &said.fact.means {
            Meaning::Recovery(read) if said.fact.topic == Topic::Recovery => {
                let time = self.time(said.fact);
                let beside = time.map(|time| time.fact);
                let own = time.map(|time| time.quote(self.mark));
                recovery::quote(quote, own, (said.fact, read, beside), self.mark)
            }
            _ => quote,
        }
    }

    /// The time of a recovery that gives none itself, where the failure gives one.
    fn time(&self, recovery: &Fact) -> Option<&Said<'a>> {
        recovery::time(&self.facts, |said| said.fact, recovery)
    }
}

/// What to do about words that cannot be bound.
const SAY_IT: &str = "say it in words that can be bound, or say in the scenario what is to be seen: \
                      claims: [{key: …}]";

/// What is bound first: what the rest is read with.
const ORDER: [fn(&Fact) -> bool; 5] = [
    |fact| fact.topic == Topic::Cascade,
    |fact| fact.topic == Topic::Impact && !impact::is_none(fact),
    |fact| fact.topic == Topic::Impact && impact::is_none(fact),
    |fact| {
        use Topic::{Cascade, Failure, Impact, RecoveryTime};
        !matches!(fact.topic, Cascade | Impact | Failure | RecoveryTime)
    },
    |fact| fact.topic == Topic::RecoveryTime,
];

/// What is not tested of a failure, and what is told of that.
pub struct Notes<'a> {
    /// The scenario file.
    pub source: &'a Source<'a>,
    /// The document's lines.
    pub quotes: &'a Quotes<'a>,
    /// What is listed as not tested.
    pub not_tested: Vec<NotTested>,
}

impl Notes<'_> {
    fn leave_open(&mut self, quote: &Quote, mark: Mark, open: Open) {
        if let Some(add) = &open.add {
            let message =
                format!("line {} of the document is not tested: {}", quote.line, open.why);
            let related = self.quotes.text_of(quote.line).map(|text| Related {
                file: self.quotes.path().to_owned(),
                line: quote.line,
                text: text.to_owned(),
                label: "this line".to_owned(),
            });
            let kind = ProblemKind::Warning;
            self.source.note(self.source.problem(kind, mark, message, Some(add.clone()), related));
        }
        self.quotes.settle(quote, &[]);
        let (quote, line) = (quote.text.clone(), quote.line);
        self.not_tested.push(NotTested { quote, line, reason: open.why });
    }
}

/// What the fault breaks, in the document's words, where these are bound by the fault: else why
/// they are not tested.
pub fn fault_quote(
    documented: &Documented<'_>,
    pack: &Pack<'_>,
    context: &ClaimContext<'_>,
    notes: &mut Notes<'_>,
) -> Option<Quote> {
    let open = documented.facts.iter().filter(|said| !said.taken);
    let mut bound: Option<Quote> = None;
    for said in open.filter(|said| said.fact.topic == Topic::Failure) {
        let own = said.quote(documented.mark);
        if let Some(why) = failure::against(pack, context, &own) {
            let add = "name in the document what fails, or break what it names";
            notes.leave_open(&own, documented.mark, Open::new(why, add));
        } else {
            notes.quotes.settle(&own, &[]);
            bound = Some(match bound {
                Some(quote) => quote.and(own),
                None => own,
            });
        }
    }
    bound
}

/// Whether a fact stands under a key or a label, as somebody types it.
fn is_under(fact: &Fact, wanted: &str) -> bool {
    let wanted = plain(wanted).to_lowercase();
    let is = |words: &Words| plain(&words.text).to_lowercase() == wanted;
    is(&fact.key) || fact.under.as_ref().is_some_and(is)
}
