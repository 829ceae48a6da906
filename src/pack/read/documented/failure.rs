//! Which failure of the document a scenario drills, and whether its fault is what that says.

use super::changes::renamed;
use crate::document::{call_matches, plain};
use crate::pack::read::bound;
use crate::pack::read::claims::ClaimContext;
use crate::pack::read::quotes::Quote;
use crate::pack::read::scenario::Pack;
use crate::pack::source::Source;
use crate::reading::{Failure, Reading};

/// What was read of the document.
#[derive(Clone, Copy)]
pub struct Readings<'a> {
    /// As it was when the claims were taken from it; nothing where it is the same, or where nobody
    /// kept it.
    pub then: Option<&'a Reading>,
    /// As it is.
    pub now: &'a Reading,
}

/// What became of a failure that is sought by its title.
pub enum Sought<'a> {
    /// It is there, or was.
    There(Found<'a>),
    /// It never was; the failure whose title is nearest.
    Gone(Option<&'a Failure>),
}

/// A failure of the document.
#[derive(Clone, Copy)]
pub struct Found<'a> {
    /// As it was when its claims were taken from it.
    pub then: &'a Failure,
    /// As it is; nothing where it is gone.
    pub now: Option<&'a Failure>,
}

/// The failure of this title, as it is written; its number may stand before it.
pub fn find<'a>(readings: Readings<'a>, title: &str) -> Sought<'a> {
    let now = titled(readings.now, title);
    let then = readings.then.and_then(|then| titled(then, title));
    match (then, now) {
        (Some(then), now) => {
            let now = now.or_else(|| renamed(&readings.now.failures, then));
            Sought::There(Found { then, now })
        }
        (None, Some(now)) => Sought::There(Found { then: now, now: Some(now) }),
        (None, None) => Sought::Gone(nearest(readings.now, title)),
    }
}

fn titled<'a>(reading: &'a Reading, title: &str) -> Option<&'a Failure> {
    let wanted = plain(title).to_lowercase();
    let all = &reading.failures;
    let same = all.iter().find(|failure| title_of(failure) == wanted);
    // `Scenario 3: Redis stops` is the failure `Redis stops`.
    let behind = |failure: &&Failure| {
        let title = title_of(failure);
        let before = wanted.strip_suffix(&title).map(str::trim_end);
        let mark = |before: &str| before.ends_with([':', '.', ')', '-', '–']);
        !title.is_empty() && before.is_some_and(mark)
    };
    same.or_else(|| all.iter().find(behind))
}

fn nearest<'a>(reading: &'a Reading, title: &str) -> Option<&'a Failure> {
    let wanted = plain(title).to_lowercase();
    let shared = |failure: &Failure| {
        let title = title_of(failure);
        wanted.split(' ').filter(|word| title.split(' ').any(|other| other == *word)).count()
    };
    let scored = reading.failures.iter().map(|failure| (shared(failure), failure));
    let alike = scored.filter(|(shared, _)| *shared > 0);
    alike.rev().max_by_key(|(shared, _)| *shared).map(|(_, failure)| failure)
}

fn title_of(failure: &Failure) -> String {
    plain(&failure.title.text).to_lowercase()
}

/// Why what the document says to have failed is not what the fault breaks; nothing where it is.
pub fn against(pack: &Pack<'_>, context: &ClaimContext<'_>, quote: &Quote) -> Option<String> {
    let text = format!("{} {}", quote.text, context.quotes.title());
    let targets = context.fault.targets();
    let named = |service: &&crate::pack::model::Service| {
        let words = service.called.iter().map(|words| (&service.name, words.as_str()));
        !call_matches(&text, words).is_empty()
    };
    let mut broken = pack.services.iter().filter(|service| targets.contains(&service.name));
    if let Some(service) = broken.find(|service| !named(service)) {
        return Some(format!("neither it nor the failure's title names '{}'", service.name));
    }
    let source = Source::new(context.source.file(), "");
    let trial = ClaimContext { source: &source, fault_quote: Some(quote), ..*context };
    bound::check(&trial, &[]);
    source.into_problems().into_iter().next().map(|problem| problem.message)
}
