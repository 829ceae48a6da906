//! What is said of a failure: keys with their values, whatever they are written in.

mod lists;
mod shapes;

pub(super) use shapes::{halves, has_steps, is_key_heading, is_known, is_shell, timed};

use super::fenced;
use super::keys::Key;
use super::pairs::{Pair, each_line, into_lines, pairs};
use super::table;
use super::titles::Sign;
use super::view::View;
use crate::reading::blocks::{Block, Code};
use crate::reading::dates;
use crate::reading::model::{Fact, Meaning, Topic};
use crate::reading::words::Words;
use shapes::{as_blocks, asks, begin, is_note, is_step, is_way_out, says};

/// Facts as they are found.
#[derive(Default)]
pub(super) struct Facts {
    done: Vec<Fact>,
    open: Option<Open>,
    /// The label that all of them stand under: `Option A`.
    under: Option<Words>,
}

/// Room for more facts than this is made where there are more.
const MOST: usize = 16;

/// A fact that what follows may belong to.
struct Open {
    fact: Fact,
    /// Its key is a heading: all below that belongs to it.
    heading: bool,
    /// Parts of it became facts of their own.
    split: bool,
}

/// A fact of which nothing is said so far.
pub(super) fn fact(topic: Topic, key: Words) -> Fact {
    Fact {
        topic,
        key,
        under: None,
        value: Vec::new(),
        blocks: Vec::new(),
        means: Meaning::Remark,
        guess: None,
    }
}

/// All that is said of a failure in its section.
pub(super) fn of_failure(view: &View<'_>) -> Vec<Fact> {
    // Most lines are a fact each.
    let lines = |block: &Block| if let Block::Paragraph(lines) = block { lines.len() } else { 1 };
    let about = view.first.len() + view.blocks.iter().map(lines).sum::<usize>();
    let mut facts = Facts { done: Vec::with_capacity(about.min(MOST)), ..Facts::default() };
    facts.title(&view.title.words);
    facts.text(view.first);
    facts.blocks(view.blocks);
    facts.close();
    let mut steps: Option<Open> = None;
    for child in &view.inside {
        if is_step(child) {
            let open = steps.get_or_insert_with(|| Open {
                fact: guessed(Words::default()),
                heading: true,
                split: false,
            });
            open.fact.blocks.extend(as_blocks(child));
            continue;
        }
        facts.done.extend(steps.take().map(|open| open.fact));
        facts.section(child);
    }
    facts.done.extend(steps.take().map(|open| open.fact));
    let mut found = facts.end();
    found.sort_by_key(begin);
    found
}

/// All that is said in blocks that belong together, below a fact where there is one.
pub(super) fn below(open: Option<Fact>, lines: &[Words], blocks: &[Block]) -> Vec<Fact> {
    let open = open.map(|fact| Open { fact, heading: true, split: false });
    let mut facts = Facts { open, ..Facts::default() };
    facts.text(lines);
    facts.blocks(blocks);
    facts.end()
}

/// A recovery that no key names.
fn guessed(key: Words) -> Fact {
    let why = "no key says that these steps are the recovery".to_owned();
    Fact { guess: Some(why), ..fact(Topic::Recovery, key) }
}

/// Whether what is labelled in a fact of this topic is one of several: `Current site: no impact`.
fn has_parts(topic: Topic) -> bool {
    matches!(
        topic,
        Topic::Impact | Topic::Graceful | Topic::Severity | Topic::RecoveryTime | Topic::DataLoss
    )
}

impl Facts {
    /// `Redis down (RTO: 5 min)`.
    fn title(&mut self, title: &Words) {
        let Some(open) = title.text.rfind('(') else { return };
        let end = title.text[open..].find(')').map_or(title.text.len(), |at| open + at);
        for pair in pairs(&title.part(open + 1..end)) {
            if pair.known.is_some() && !pair.value.is_empty() {
                self.pair(pair);
                self.close();
            }
        }
    }

    /// A section in the failure's.
    fn section(&mut self, view: &View<'_>) {
        let title = &view.title;
        // `If the disk is full`, and steps below it: one of several ways out.
        let option = title.option || title.key.is_none() && is_way_out(view);
        let topic = match (title.key, option) {
            (_, true) => Topic::Recovery,
            (Some(key), _) => key.topic,
            _ => Topic::Other,
        };
        let outer = self.under.clone();
        self.open(fact(topic, title.words.clone()), true);
        if option {
            self.under = Some(title.words.clone());
        }
        self.text(view.first);
        self.blocks(view.blocks);
        for child in &view.inside {
            self.part(topic, child);
        }
        self.close();
        self.under = outer;
    }

    /// A section in one whose heading is a key.
    fn part(&mut self, topic: Topic, child: &View<'_>) {
        let title = &child.title;
        let own = title.option || title.key.is_some_and(|key| !key.weak || key.topic != topic);
        let is_open = self.open.as_ref().is_some_and(|open| open.heading);
        if own && !title.is(Sign::Part) || title.option || !is_open {
            self.hold(|facts| facts.section(child));
        } else if has_parts(topic) {
            // A sub-heading below `Impact` is a label: for whom.
            let key = self.open.as_ref().map(|open| open.fact.key.clone()).unwrap_or_default();
            self.hold(|facts| {
                let under = Some(title.words.clone());
                facts.open(Fact { under, ..fact(topic, key) }, true);
                facts.text(child.first);
                facts.blocks(child.blocks);
                for inner in &child.inside {
                    facts.part(topic, inner);
                }
                facts.close();
            });
        } else if let Some(open) = &mut self.open {
            open.fact.blocks.extend(as_blocks(child));
        }
    }

    /// Does something while the open fact waits, which goes on behind it.
    fn hold(&mut self, inner: impl FnOnce(&mut Self)) {
        let outer = self.open.take();
        let before = self.done.len();
        inner(self);
        self.close();
        self.open =
            outer.map(|open| Open { split: open.split || self.done.len() > before, ..open });
    }

    fn open(&mut self, fact: Fact, heading: bool) {
        self.close();
        let under = fact.under.clone().or_else(|| self.under.clone());
        self.open = Some(Open { fact: Fact { under, ..fact }, heading, split: false });
    }

    fn close(&mut self) {
        let Some(Open { fact, split, .. }) = self.open.take() else { return };
        let nothing = fact.value.is_empty() && fact.blocks.is_empty();
        // A key of which nothing is said is kept, unless all of it became facts of their own.
        if !(nothing && (split || fact.key.is_empty())) {
            self.done.extend(halves(timed(fact)));
        }
    }

    fn end(mut self) -> Vec<Fact> {
        self.close();
        self.done
    }

    /// Adds a key with its value, to which the lines below may belong.
    fn pair(&mut self, pair: Pair) {
        let topic = pair.known.map_or(Topic::Other, |key| key.topic);
        let mut value = into_lines(pair.value);
        value.retain(|line| !line.is_empty());
        self.open(Fact { value, ..fact(topic, pair.key) }, false);
    }

    /// The blocks below a heading or a key.
    pub fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Paragraph(lines) => self.text(lines),
                Block::List(list) => self.list(list),
                Block::Table(one) => match table::attributes(one) {
                    Some(facts) => self.hold(|all| all.done.extend(facts)),
                    None => self.whole(block),
                },
                Block::Code(code) => self.code(block, code),
                Block::Heading(..) | Block::Comment(_) => {}
            }
        }
    }

    /// The lines of a paragraph.
    fn text(&mut self, lines: &[Words]) {
        let mut loose: Vec<Words> = Vec::new();
        let mut keyed = false;
        for line in lines.iter().flat_map(each_line) {
            let found = pairs(&line);
            if found.first().is_some_and(|pair| dates::is_date(&pair.key.text)) {
                self.loose(&std::mem::take(&mut loose));
                self.close_line();
                keyed = false;
            } else if found.first().is_some_and(|pair| self.takes(pair)) {
                self.loose(&std::mem::take(&mut loose));
                keyed = true;
                for pair in found {
                    self.line(pair);
                }
            } else if keyed && let Some(open) = &mut self.open {
                open.fact.value.push(line.into_owned());
            } else {
                loose.push(line.into_owned());
            }
        }
        self.loose(&loose);
    }

    /// A date is no fact, and ends one.
    fn close_line(&mut self) {
        if self.open.as_ref().is_some_and(|open| !open.heading) {
            self.close();
        }
    }

    /// A line's key with its value.
    fn line(&mut self, pair: Pair) {
        match &self.open {
            // A key below a heading that is one: the heading's own goes on behind it.
            Some(open) if open.heading => {
                let part = pair.known.is_none() && has_parts(open.fact.topic);
                let (topic, key) = (open.fact.topic, open.fact.key.clone());
                if part {
                    let under = Some(pair.key);
                    let value = into_lines(pair.value);
                    self.hold(|facts| {
                        facts.open(Fact { under, value, ..fact(topic, key) }, false);
                    });
                } else {
                    self.nested(pair);
                }
            }
            _ => self.pair(pair),
        }
    }

    /// Below a heading's fact a key of another topic ends it, where the heading said something.
    fn nested(&mut self, pair: Pair) {
        let empty = self
            .open
            .as_ref()
            .is_some_and(|open| open.fact.value.is_empty() && open.fact.blocks.is_empty());
        if let Some(open) = &mut self.open {
            open.split = open.split || empty;
        }
        self.pair(pair);
    }

    /// Whether a line's key begins a fact here, and is no part of what is open.
    fn takes(&self, pair: &Pair) -> bool {
        let open = self.open.as_ref();
        let topic = open.map(|open| open.fact.topic);
        let empty =
            open.is_some_and(|open| open.fact.value.is_empty() && open.fact.blocks.is_empty());
        let labels = pair.value.is_empty();
        match pair.known {
            // `**IMPORTANT: tell nobody**` goes with the steps around it.
            Some(Key { topic: Topic::Other, weak: true })
                if topic == Some(Topic::Recovery) && is_note(&pair.key.text) =>
            {
                false
            }
            // `Steps:` within a recovery are its own; `**Operator action:** …` beside one is not.
            Some(Key { topic: Topic::Recovery, weak: true }) => {
                let beside = open.is_some_and(|open| !open.heading) && pair.strong;
                topic != Some(Topic::Recovery) || (beside && !empty && !labels)
            }
            Some(Key { weak: true, .. }) => pair.strong || topic != Some(Topic::Recovery),
            Some(_) => true,
            // What nobody knows is a key where it looks like one.
            None if topic == Some(Topic::Recovery) => false,
            None => {
                pair.strong || (labels && !empty && pair.key.text.starts_with(char::is_uppercase))
            }
        }
    }

    /// Lines without a key.
    fn loose(&mut self, lines: &[Words]) {
        let lines: Vec<Words> = lines.iter().filter(|line| says(line)).cloned().collect();
        if lines.is_empty() {
            return;
        }
        let Some(open) = &mut self.open else { return self.orphan(&Block::Paragraph(lines)) };
        let empty = open.fact.value.is_empty() && open.fact.blocks.is_empty();
        let recovery = matches!(open.fact.topic, Topic::Recovery | Topic::Other);
        if (empty || open.heading) && (open.fact.blocks.is_empty() || !recovery) {
            open.fact.value.extend(lines);
        } else if recovery {
            open.fact.blocks.push(Block::Paragraph(lines));
        } else {
            self.close();
            self.orphan(&Block::Paragraph(lines));
        }
    }

    /// What stands below no key.
    fn orphan(&mut self, block: &Block) {
        let mut kept = match block {
            Block::Code(code) if is_shell(code) => guessed(Words::default()),
            Block::List(list) if list.numbered && !asks(list) => guessed(Words::default()),
            _ => fact(Topic::Other, Words::default()),
        };
        kept.under.clone_from(&self.under);
        match block {
            Block::Paragraph(lines) => kept.value.clone_from(lines),
            block => kept.blocks.push(block.clone()),
        }
        self.done.push(kept);
    }

    /// A block that belongs to what is open as it is.
    fn whole(&mut self, block: &Block) {
        match &mut self.open {
            Some(open) => open.fact.blocks.push(block.clone()),
            None => self.orphan(block),
        }
    }

    fn code(&mut self, block: &Block, code: &Code) {
        if code.info == "front matter" {
            return;
        }
        if let Some(facts) = fenced::facts(code) {
            let heading = self.open.as_ref().is_some_and(|open| open.heading);
            return if heading {
                self.hold(|all| all.done.extend(facts));
            } else {
                self.close();
                self.done.extend(facts);
            };
        }
        let Some(open) = &mut self.open else { return self.orphan(block) };
        let topic = open.fact.topic;
        let said = !open.fact.value.is_empty() || !open.fact.blocks.is_empty();
        let prose =
            matches!(topic, Topic::Impact | Topic::Cascade | Topic::Graceful | Topic::Failure);
        if prose && !is_shell(code) && fenced::is_prose(code) {
            open.fact.value.extend(fenced::lines(code));
        } else if said && !open.heading && (prose || has_parts(topic)) {
            // A command below `RTO: 5 min` is no part of that.
            self.close();
            self.orphan(block);
        } else {
            open.fact.blocks.push(block.clone());
        }
    }
}
