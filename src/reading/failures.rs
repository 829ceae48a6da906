//! What can fail, and what is said of it, in whatever form a document says it: a chapter for each
//! failure, a row, a line, a runbook.
//!
//! A section is a failure where its title says so, or its chapter does, or what stands in it; the
//! innermost such section is the failure, and sub-headings that are keys belong to it. Where
//! nothing says so, prose stays prose.

mod alike;
mod bullets;
mod facts;
mod fenced;
mod keys;
mod pairs;
mod table;
mod titles;
mod view;
mod vocabulary;

pub(super) use keys::Key;
pub(super) use pairs::{lines_of, pairs_by};

use super::blocks::Block;
use super::model::{Fact, Failure, Form, Topic};
use super::sections::Section;
use facts::{has_steps, is_key_heading};
use pairs::{each_line, known};
use table::is_told;
use titles::{Sign, Signs};
use view::View;

/// What can fail, in the document's order.
pub(super) fn failures(document: &Section) -> Vec<Failure> {
    let view = View::of(document);
    // What the document's title says holds for all of it, whatever its levels are.
    let title = view.inside.first().map(|first| &first.title);
    let several = title.is_some_and(|title| title.is(Sign::Several));
    let around = [Sign::Chapter, Sign::Failures, Sign::Lines]
        .iter()
        .fold(Signs::default(), |all, sign| all.with(*sign, several));
    let found = walk(&view, around);
    let mut found: Vec<Failure> = found.into_iter().map(|one| one.failure).collect();
    found.sort_by_key(|failure| failure.lines.0);
    found
}

/// A failure that was found, and how surely it is one.
struct Found {
    failure: Failure,
    /// Only steps say so, or a table that may be about something else.
    weak: bool,
    /// Its title has a label: `Scenario 1`.
    labelled: bool,
}

/// What is said of objectives as well as of failures.
const TIMES: [Topic; 2] = [Topic::RecoveryTime, Topic::DataLoss];

/// What says more lines than this of a failure without a key tells a story.
const SHORT: usize = 8;

/// What of a title holds for all below it.
const INHERITED: [Sign; 4] = [Sign::Chapter, Sign::Failures, Sign::Runbook, Sign::Lines];

/// What the titles around a section say.
fn within(around: Signs, view: &View<'_>) -> Signs {
    let signs = view.title.signs;
    let all = INHERITED.iter().fold(around, |all, sign| all.with(*sign, signs.has(*sign)));
    // A document's own title may speak of templates and tests without being one.
    let inner = !view.whole && !view.outermost;
    let all = all.with(Sign::Elsewhere, signs.has(Sign::Never));
    [Sign::Watched, Sign::Elsewhere]
        .iter()
        .fold(all, |all, sign| all.with(*sign, inner && signs.has(*sign)))
}

/// The failures of a section and of those in it.
fn walk(view: &View<'_>, around: Signs) -> Vec<Found> {
    let inner = within(around, view);
    if inner.has(Sign::Elsewhere) {
        return Vec::new();
    }
    let mut inside: Vec<Vec<Found>> = view.inside.iter().map(|child| walk(child, inner)).collect();
    alike::complete(view, inner, &mut inside);
    let told = Told::of(view, |at| inside.get(at).is_some_and(|found| !found.is_empty()));
    let own = if told.others { bullets::in_blocks(view, inner) } else { Vec::new() };
    let sure = is_failure(view, &told, around);
    // `**High costs:**`, and nothing of how it fails and comes back, is a label of something else.
    let label = view.title.words.text.ends_with(':');
    let empty = label && sure == Some(Sure::BySteps) && !says_anything(view);
    let sure = sure.filter(|_| !empty);
    if sure.is_some() && (told.outweighs(view, &own, &inside) || (own.is_empty() && none(&inside)))
    {
        let weak = sure == Some(Sure::BySteps);
        let labelled = view.title.labelled;
        return vec![Found { failure: failure(view), weak, labelled }];
    }
    let mut found = own;
    // `Scenario 1` with its own facts above others of its kind, which stand one level too deep.
    let all = || inside.iter().flatten();
    if sure.is_some() && view.title.labelled && all().all(|one| one.labelled) && found.is_empty() {
        let last = all().map(|one| one.failure.lines.0).min().unwrap_or(view.lines.1);
        let alone = View {
            inside: Vec::new(),
            lines: (view.lines.0, last.saturating_sub(1).max(view.lines.0)),
            ..view.clone()
        };
        // Of all of them objectives are said, and of one failure more.
        let told = Told::of(&alone, |_| false);
        if told.any.iter().any(|topic| !TIMES.contains(topic)) {
            let failure = failure(&alone);
            found.push(Found { failure, weak: false, labelled: true });
        }
    }
    found.into_iter().chain(inside.into_iter().flatten()).collect()
}

/// Whether a section has a fact of how it fails and comes back.
fn says_anything(view: &View<'_>) -> bool {
    facts::of_failure(view).iter().any(|fact| is_told(fact.topic))
}

fn none(inside: &[Vec<Found>]) -> bool {
    inside.iter().all(Vec::is_empty)
}

/// What a section is said to tell.
#[derive(Debug, Clone, Default)]
struct Told {
    /// The topics of its keys that are certain.
    sure: Vec<Topic>,
    /// Those of all its keys.
    any: Vec<Topic>,
    /// There is more than lines with such keys.
    others: bool,
}

impl Told {
    /// Looks at the keys of a section and its sub-headings, other than those with failures.
    fn of(view: &View<'_>, fails: impl Fn(usize) -> bool) -> Self {
        let mut told = Self::default();
        view.first.iter().for_each(|line| told.line(line));
        told.blocks(view.blocks, 0);
        let others = view.inside.iter().enumerate().filter(|(at, _)| !fails(*at));
        for (_, child) in others {
            match child.title.key {
                Some(key) => {
                    told.add(key);
                    // Below `How it is handled` the keys are the failure's own.
                    if key.weak {
                        told.blocks(child.blocks, 0);
                    }
                }
                None if child.title.option => {
                    told.add(Key { topic: Topic::Recovery, weak: true });
                }
                None => {}
            }
        }
        told
    }

    fn add(&mut self, key: Key) {
        if !is_told(key.topic) {
            return;
        }
        if !key.weak && !self.sure.contains(&key.topic) {
            self.sure.push(key.topic);
        }
        if !self.any.contains(&key.topic) {
            self.any.push(key.topic);
        }
    }

    fn line(&mut self, line: &super::words::Words) {
        for line in each_line(line) {
            let mut keys = known(&line).peekable();
            self.others |= keys.peek().is_none();
            keys.for_each(|key| self.add(key));
        }
    }

    fn blocks(&mut self, blocks: &[Block], depth: usize) {
        for block in blocks {
            match block {
                Block::Paragraph(lines) => lines.iter().for_each(|line| self.line(line)),
                Block::List(list) => {
                    for item in &list.items {
                        item.lines.iter().take(1).for_each(|line| self.line(line));
                        // What stands below an item without a key is said of that item.
                        if depth == 0 && facts::is_known(item) {
                            self.blocks(&item.blocks, 1);
                        }
                    }
                }
                Block::Table(one) => {
                    self.others = true;
                    self.facts(table::attributes(one));
                }
                Block::Code(code) => self.facts(fenced::facts(code)),
                Block::Heading(..) | Block::Comment(_) => {}
            }
        }
    }

    fn facts(&mut self, facts: Option<Vec<Fact>>) {
        for fact in facts.into_iter().flatten() {
            let known = keys::key(&fact.key.text);
            if let Some(key) = known {
                self.add(key);
            }
        }
    }

    fn has(&self, topics: &[Topic]) -> bool {
        self.sure.iter().any(|topic| topics.contains(topic))
    }

    /// Whether a section is the failure, though there are some in it.
    fn outweighs(&self, view: &View<'_>, own: &[Found], inside: &[Vec<Found>]) -> bool {
        let title = &view.title;
        let mut all = own.iter().chain(inside.iter().flatten());
        let named = title.is(Sign::Failing) || title.labelled;
        if !named || title.is(Sign::Several) || all.any(|one| one.labelled) {
            return false;
        }
        // Those below a heading that is a key are parts of what that says.
        let keys = || view.inside.iter().map(|child| is_key_heading(&child.title));
        let below = keys().zip(inside).filter(|(is_key, _)| !is_key).flat_map(|(_, found)| found);
        let parts = own.iter().chain(below).all(|one| one.weak);
        let said = self.any.len();
        (title.labelled && (said > 0 || parts)) || self.sure.len() > 2 || (said > 1 && parts)
    }
}

/// Why a section is a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sure {
    /// Its keys say so.
    ByKeys,
    /// Only its title and steps do.
    BySteps,
}

/// Whether a section is a failure.
fn is_failure(view: &View<'_>, told: &Told, around: Signs) -> Option<Sure> {
    let title = &view.title;
    if view.whole || title.is(Sign::Part) || is_key_heading(title) || title.words.is_empty() {
        return None;
    }
    let named = title.labelled || title.is(Sign::Failing);
    let only_times = told.any.iter().all(|topic| TIMES.contains(topic));
    let suffers = told.has(&[Topic::Impact, Topic::Failure, Topic::Cascade]);
    let acts = told.has(&[Topic::Recovery, Topic::Detection, Topic::Graceful, TIMES[0]]);
    let by_keys = |fits: bool| fits.then_some(Sure::ByKeys);
    let answers = title.is(Sign::Failing) && title.is(Sign::Answers) && view.outermost;
    if title.labelled && title.is(Sign::Failing) || (named && around.has(Sign::Chapter)) || answers
    {
        let steps = (around.has(Sign::Runbook) || title.labelled) && has_steps(view);
        let short = around.has(Sign::Failures) && title.is(Sign::Failing) && is_short(view);
        let by_steps = (steps || short).then_some(Sure::BySteps);
        return if told.any.is_empty() { by_steps } else { Some(Sure::ByKeys) };
    }
    if named {
        return by_keys(told.any.len() > 1 && !only_times);
    }
    let both = suffers && acts;
    if title.is(Sign::General) && !(both && around.has(Sign::Failures))
        || title.is(Sign::Several) && !both
    {
        return None;
    }
    if around.has(Sign::Chapter) {
        let enough = told.any.len() > 1 && (suffers || told.any.len() > 2);
        return by_keys(enough && !only_times);
    }
    by_keys(suffers && told.has(&[Topic::Recovery, Topic::RecoveryTime]))
}

/// Whether a few words are all that a section says.
fn is_short(view: &View<'_>) -> bool {
    let lines = |block: &Block| match block {
        Block::Paragraph(lines) => lines.len(),
        Block::List(list) => list.items.len(),
        Block::Comment(_) => 0,
        _ => SHORT + 1,
    };
    let all: usize = view.first.len() + view.blocks.iter().map(lines).sum::<usize>();
    view.inside.is_empty() && (1..=SHORT).contains(&all)
}

/// A section as a failure.
fn failure(view: &View<'_>) -> Failure {
    let form = if view.blocks.iter().any(is_attributes) {
        Form::Attributes
    } else if is_runbook(view) || view.title.runbook {
        Form::Runbook
    } else {
        Form::Chapter
    };
    Failure {
        title: view.title.words.clone(),
        number: view.title.number.clone(),
        form,
        lines: view.lines,
        facts: facts::of_failure(view),
    }
}

fn is_attributes(block: &Block) -> bool {
    matches!(block, Block::Table(one) if table::attributes(one).is_some())
}

/// Whether it has ways out to choose from, or says when to use it.
fn is_runbook(view: &View<'_>) -> bool {
    view.inside.iter().any(|child| child.title.option)
}

#[cfg(test)]
mod tests;
