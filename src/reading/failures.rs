//! What can fail, and what is said of it, in whatever form a document says it: a chapter for each
//! failure, a row, a line, a runbook.
//!
//! A section is a failure where its title says so, or its chapter does, or what stands in it; the
//! innermost such section is the failure, and sub-headings that are keys belong to it. Where
//! nothing says so, prose stays prose.

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
use pairs::pairs;
use table::is_told;
use titles::tokens;
use view::View;

/// What can fail, in the document's order.
pub(super) fn failures(document: &Section) -> Vec<Failure> {
    let view = View::of(document);
    let mut found = walk(&view, Around::default());
    found.sort_by_key(|failure| failure.lines.0);
    found
}

/// What the titles around a section say.
#[derive(Debug, Clone, Copy, Default)]
struct Around {
    /// It is in a chapter about failures.
    chapter: bool,
    /// In one of runbooks, where steps bring back what fails.
    runbooks: bool,
    /// In one where nothing is a failure.
    elsewhere: bool,
}

impl Around {
    fn within(self, view: &View<'_>) -> Self {
        let tokens = tokens(&view.title.words.text);
        let has = |all: &[&str]| tokens.iter().any(|token| all.contains(&token.as_str()));
        let runs = [
            "runbook", "runbooks", "playbook", "playbooks", "recovery", "fixes", "mitigation",
            "mitigations", "remediation", "restart", "alerts", "emergency",
        ];
        // A document's own title may speak of templates and tests without being one.
        let elsewhere = view.title.elsewhere && !view.whole && view.lines.0 > 1;
        Self {
            chapter: self.chapter || view.title.chapter,
            runbooks: self.runbooks || has(&runs),
            elsewhere: self.elsewhere || elsewhere,
        }
    }
}

/// The failures of a section and of those in it.
fn walk(view: &View<'_>, around: Around) -> Vec<Failure> {
    let inner = around.within(view);
    if inner.elsewhere {
        return Vec::new();
    }
    let inside: Vec<(bool, Vec<Failure>)> = view
        .inside
        .iter()
        .map(|child| (is_key_heading(&child.title), walk(child, inner)))
        .collect();
    let any = inside.iter().any(|(_, found)| !found.is_empty());
    let told = Told::of(view, |at| inside.get(at).is_some_and(|(_, found)| !found.is_empty()));
    let is_one = is_failure(view, &told, around);
    if is_one && (!any || told.outweighs(view)) {
        return vec![failure(view, around)];
    }
    let mut found = bullets::in_blocks(view, inner);
    found.extend(inside.into_iter().flat_map(|(_, found)| found));
    found
}

/// What a section is said to tell.
#[derive(Debug, Clone, Default)]
struct Told {
    /// The topics of its keys that are certain.
    sure: Vec<Topic>,
    /// Those of all its keys.
    any: Vec<Topic>,
}

impl Told {
    /// Looks at the keys of a section and its sub-headings, other than those with failures.
    fn of(view: &View<'_>, fails: impl Fn(usize) -> bool) -> Self {
        let mut told = Self::default();
        view.first.iter().for_each(|line| told.line(line));
        told.blocks(view.blocks, 0);
        for (at, child) in view.inside.iter().enumerate().filter(|(at, _)| !fails(*at)) {
            let _ = at;
            match child.title.key {
                Some(key) => told.add(key),
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
        for pair in lines_of(line).iter().flat_map(pairs) {
            pair.known.into_iter().for_each(|key| self.add(key));
        }
    }

    fn blocks(&mut self, blocks: &[Block], depth: usize) {
        for block in blocks {
            match block {
                Block::Paragraph(lines) => lines.iter().for_each(|line| self.line(line)),
                Block::List(list) => {
                    for item in &list.items {
                        item.lines.iter().take(1).for_each(|line| self.line(line));
                        // Keys of items stand no deeper, mostly.
                        if depth == 0 {
                            self.blocks(&item.blocks, 1);
                        }
                    }
                }
                Block::Table(one) => self.facts(table::attributes(one)),
                Block::Code(code) => self.facts(fenced::facts(code)),
                Block::Heading(..) | Block::Comment(_) => {}
            }
        }
    }

    fn facts(&mut self, facts: Option<Vec<Fact>>) {
        for fact in facts.into_iter().flatten() {
            let known = keys::key(&fact.key.text);
            known.into_iter().for_each(|key| self.add(key));
        }
    }

    fn has(&self, topics: &[Topic]) -> bool {
        self.sure.iter().any(|topic| topics.contains(topic))
    }

    /// Whether a section says enough by itself to be the failure, though there are some in it.
    fn outweighs(&self, view: &View<'_>) -> bool {
        view.title.failing && !view.title.several && self.sure.len() > 2
    }
}

/// Whether a section is a failure.
fn is_failure(view: &View<'_>, told: &Told, around: Around) -> bool {
    let title = &view.title;
    if view.whole || title.part || is_key_heading(title) || title.words.is_empty() {
        return false;
    }
    let named = title.labelled || title.failing;
    let times = [Topic::RecoveryTime, Topic::DataLoss];
    let only_times = told.any.iter().all(|topic| times.contains(topic));
    let suffers = told.has(&[Topic::Impact, Topic::Failure, Topic::Cascade]);
    let acts = told.has(&[Topic::Recovery, Topic::Detection, Topic::Graceful, times[0]]);
    if title.labelled && title.failing || (named && around.chapter) {
        let steps = (around.runbooks || title.labelled) && has_steps(view);
        return !told.any.is_empty() || steps;
    }
    if named {
        return told.any.len() > 1 && !only_times;
    }
    if title.general || title.several && !(suffers && acts) {
        return false;
    }
    if around.chapter {
        return told.any.len() > 1 && (suffers || told.any.len() > 2) && !only_times;
    }
    suffers && told.has(&[Topic::Recovery, Topic::RecoveryTime])
}

/// A section as a failure.
fn failure(view: &View<'_>, around: Around) -> Failure {
    let form = if view.blocks.iter().any(is_attributes) {
        Form::Attributes
    } else if is_runbook(view) || around.runbooks && view.title.labelled {
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
