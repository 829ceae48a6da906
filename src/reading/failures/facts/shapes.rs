//! What lines, lists, code and sections look like.

use crate::document::{figures, may_begin_figure};
use crate::reading::blocks::{Block, Code, Item, List};
use crate::reading::failures::pairs::{begins_known, lines_of};
use crate::reading::failures::titles::{Sign, Title};
use crate::reading::failures::view::{View, is_condition};
use crate::reading::model::{Fact, Topic};
use crate::reading::seek::has_any;
use crate::reading::words::{Mark, Words};
use crate::words::Lower;

/// `Full recovery: < 5 min` says how long, and nothing else.
pub(in crate::reading::failures) fn timed(mut fact: Fact) -> Fact {
    let [line] = fact.value.as_slice() else { return fact };
    if !matches!(fact.topic, Topic::Recovery | Topic::Other) || fact.key.is_empty() {
        return fact;
    }
    let names = has_any(&Lower::of(&fact.key.text), &["recover", "restor"]);
    if names && fact.blocks.is_empty() && line.text.len() < 48 {
        let signs = ['~', '<', '≤', '≈', '±', ' '];
        let from = line.text.len() - line.text.trim_start_matches(signs).len();
        let begins = line.text.get(from..).is_some_and(may_begin_figure)
            && figures(&line.text).first().is_some_and(|first| first.place.start <= from);
        if begins {
            fact.topic = Topic::RecoveryTime;
        }
    }
    fact
}

/// `RTO/RPO: 2h / 5m` says two things, in the order of its key. Where it is not seen which is
/// which, it says neither.
pub(in crate::reading::failures) fn halves(fact: Fact) -> impl Iterator<Item = Fact> {
    let figure = matches!(fact.topic, Topic::RecoveryTime | Topic::DataLoss);
    let (first, second) = if figure { split(fact) } else { (fact, None) };
    std::iter::once(first).chain(second)
}

fn split(fact: Fact) -> (Fact, Option<Fact>) {
    let lower = Lower::of(&fact.key.text);
    let (Some(time), Some(loss)) = (lower.find("rto"), lower.find("rpo")) else {
        return (fact, None);
    };
    let topics = (Topic::RecoveryTime, Topic::DataLoss);
    let (first, second) = if time < loss { topics } else { (topics.1, topics.0) };
    let line = fact.value.first().filter(|_| fact.value.len() == 1);
    let parts = line.and_then(|line| line.text.split_once(" / ").map(|split| (line, split)));
    match parts {
        Some((line, (before, after))) if !after.contains('/') => {
            let half = |topic, part| Fact { topic, value: vec![line.part(part)], ..fact.clone() };
            let at = line.text.len() - after.len();
            (half(first, 0..before.len()), Some(half(second, at..line.text.len())))
        }
        _ => (Fact { topic: Topic::Other, ..fact }, None),
    }
}

/// The line on which a fact begins.
pub(in crate::reading::failures) fn begin(fact: &Fact) -> u32 {
    let key = Some(&fact.key).filter(|key| !key.is_empty());
    let words = fact.under.as_ref().filter(|_| key.is_some()).or(key).or(fact.value.first());
    let own = words.map(|words| words.place.line);
    let first = || fact.blocks.first().and_then(Block::line);
    match (own, fact.under.is_some()) {
        // Those of an option stand below it.
        (Some(own), true) => own.max(key.map_or(0, |key| key.place.line)),
        (own, _) => own.or_else(first).unwrap_or(0),
    }
}

/// Whether a key only says that what stands behind it counts.
pub(in crate::reading::failures) fn is_note(key: &str) -> bool {
    let word = key.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    matches!(word.as_str(), "note" | "notes" | "warning" | "important" | "tip" | "caution")
}

/// Whether a section is one of several steps: `Step 2: …`, `1. Look at the logs`.
pub(in crate::reading::failures) fn is_step(view: &View<'_>) -> bool {
    let title = &view.title;
    let first = title.words.text.split_whitespace().next().unwrap_or_default();
    let step = ["step", "phase", "stage"].iter().any(|word| first.eq_ignore_ascii_case(word));
    let counted =
        title.number.is_some() && !title.labelled && !title.is(Sign::Failing) && !title.option;
    title.key.is_none() && (step && title.is(Sign::Part) || counted)
}

/// Whether a line is more than a link somewhere else, or the mark of a note: `[!IMPORTANT]`.
pub(in crate::reading::failures) fn says(line: &Words) -> bool {
    let note = line.text.trim_start().starts_with("[!");
    let mut links = line.marks.iter().filter(|(_, mark)| matches!(mark, Mark::Link(_)));
    let whole = links.any(|(range, _)| range.start == 0 && range.end == line.text.len());
    !line.is_empty() && !note && !whole
}

/// Whether an item begins with a key that is known.
pub(in crate::reading::failures) fn is_known(item: &Item) -> bool {
    item.lines.first().is_some_and(begins_known)
}

/// The lines of an item and of the lists in it; what is no text stays a block.
pub(in crate::reading::failures) fn flat(item: Item, fact: &mut Fact) {
    fact.value.extend(item.lines.iter().flat_map(lines_of));
    for block in item.blocks {
        match block {
            Block::Paragraph(lines) => fact.value.extend(lines),
            Block::List(list) => list.items.into_iter().for_each(|item| flat(item, fact)),
            block => fact.blocks.push(block),
        }
    }
}

/// A section as the blocks that it is written in.
pub(in crate::reading::failures) fn as_blocks(view: &View<'_>) -> Vec<Block> {
    let mut found = vec![Block::Heading(6, view.title.words.clone())];
    if !view.first.is_empty() {
        found.push(Block::Paragraph(view.first.to_vec()));
    }
    found.extend(view.blocks.iter().filter(|block| !matches!(block, Block::Comment(_))).cloned());
    found.extend(view.inside.iter().flat_map(as_blocks));
    found
}

/// Whether code is commands of a shell.
pub(in crate::reading::failures) fn is_shell(code: &Code) -> bool {
    let info = code.info.split([' ', ',', '{']).next().unwrap_or_default().to_ascii_lowercase();
    matches!(
        info.as_str(),
        "bash" | "sh" | "shell" | "console" | "zsh" | "shell-session" | "terminal" | "powershell"
    )
}

/// `If the disk is full`, with steps: a way out that a condition chooses.
pub(in crate::reading::failures) fn is_way_out(view: &View<'_>) -> bool {
    is_condition(&view.title.words.text) && has_steps(view)
}

/// Whether code is more than comments.
fn has_commands(code: &Code) -> bool {
    let mut lines = code.lines.iter().map(|line| line.text.trim_start());
    lines.any(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Whether a list asks, as a decision tree does.
pub(in crate::reading::failures) fn asks(list: &List) -> bool {
    let lines = list.items.iter().filter_map(|item| item.lines.first());
    lines.filter(|line| line.text.trim_end().ends_with('?')).count() * 2 >= list.items.len()
}

/// Whether steps stand directly below a title.
pub(in crate::reading::failures) fn has_steps(view: &View<'_>) -> bool {
    let is_steps = |block: &Block| match block {
        Block::Code(code) => is_shell(code) && has_commands(code),
        Block::List(list) => list.numbered && !asks(list),
        _ => false,
    };
    !view.title.is(Sign::Decides)
        && (view.blocks.iter().any(is_steps)
            || view.inside.iter().any(|child| is_step(child) && child.blocks.iter().any(is_steps)))
}

/// A title that is the key of a fact.
pub(in crate::reading::failures) fn is_key_heading(title: &Title) -> bool {
    title.key.is_some() || title.option
}
