//! Facts in a block of code: `Impact: …` line by line, with labelled lines below.

use super::facts::{fact, is_shell};
use super::keys::Key;
use super::pairs::pairs;
use crate::document::without_mark;
use crate::reading::blocks::{Block, Code, Item, List};
use crate::reading::model::{Fact, Topic};
use crate::reading::words::Words;

/// The facts of a block of code; none where it is anything else.
pub(super) fn facts(code: &Code) -> Option<Vec<Fact>> {
    if !is_text(code) || is_shell(code) {
        return None;
    }
    let base = base(code);
    let keyed = code.lines.iter().filter(|line| {
        indent(line) == base
            && !line.is_empty()
            && pairs(line).first().is_some_and(|pair| pair.known.is_some_and(is_sure))
    });
    if keyed.take(2).count() < 2 {
        return None;
    }
    let mut reading = Reading { done: Vec::new(), base };
    for line in code.lines.iter().filter(|line| !line.is_empty()) {
        reading.line(line);
    }
    Some(reading.done)
}

fn is_sure(key: Key) -> bool {
    !matches!(key.topic, Topic::Other | Topic::Dependencies)
}

/// What may hold facts or prose: no programs.
fn is_text(code: &Code) -> bool {
    let info = code.info.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
    matches!(
        info.as_str(),
        "" | "text" | "txt" | "plain" | "plaintext" | "none" | "yaml" | "yml" | "markdown" | "md"
    )
}

/// Whether code is words for people.
pub(super) fn is_prose(code: &Code) -> bool {
    is_text(code)
}

/// The lines of code that is prose, without its list marks.
pub(super) fn lines(code: &Code) -> Vec<Words> {
    let lines = code.lines.iter().filter(|line| !line.is_empty());
    lines.map(|line| bare(line).1).collect()
}

struct Reading {
    done: Vec<Fact>,
    /// How far keys are indented.
    base: usize,
}

impl Reading {
    fn line(&mut self, line: &Words) {
        let deeper = indent(line) > self.base;
        let (marked, words) = bare(line);
        let mut found = pairs(&words);
        let known = found.first().is_some_and(|pair| pair.known.is_some());
        if !deeper && !marked && (known || found.first().is_some_and(is_plain_key)) {
            for pair in found {
                let topic = pair.known.map_or(Topic::Other, |key| key.topic);
                let value = Vec::from_iter((!pair.value.is_empty()).then_some(pair.value));
                self.done.push(Fact { value, ..fact(topic, pair.key) });
            }
            return;
        }
        let Some(last) = self.done.last_mut() else {
            self.done.push(Fact { value: vec![words], ..fact(Topic::Other, Words::default()) });
            return;
        };
        let labelled = matches!(last.topic, Topic::Impact | Topic::Graceful | Topic::DataLoss)
            || last.topic == Topic::RecoveryTime;
        if labelled && marked && !known && found.first().is_some_and(|pair| !pair.value.is_empty())
        {
            let pair = found.remove(0);
            let (topic, key) = (last.topic, last.key.clone());
            // The line with the key says nothing by itself then.
            if last.value.is_empty() && last.blocks.is_empty() {
                self.done.pop();
            }
            let under = Some(pair.key);
            self.done.push(Fact { under, value: vec![pair.value], ..fact(topic, key) });
        } else if last.topic == Topic::Recovery && (marked || !last.blocks.is_empty()) {
            step(line, marked, words, last);
        } else {
            last.value.push(words);
        }
    }
}

/// A step of a recovery, or a further line of one.
fn step(line: &Words, marked: bool, words: Words, fact: &mut Fact) {
    let numbered = line.text.trim_start().starts_with(|c: char| c.is_ascii_digit());
    match fact.blocks.last_mut() {
        Some(Block::List(list)) if marked => {
            list.items.push(Item { lines: vec![words], blocks: Vec::new() });
        }
        Some(Block::List(List { items, .. })) => {
            if let Some(last) = items.last_mut() {
                last.lines.push(words);
            }
        }
        _ => {
            let items = vec![Item { lines: vec![words], blocks: Vec::new() }];
            fact.blocks.push(Block::List(List { numbered, items }));
        }
    }
}

fn is_plain_key(pair: &super::pairs::Pair) -> bool {
    pair.key.text.starts_with(char::is_uppercase) && pair.key.text.split_whitespace().count() <= 4
}

/// A line without its list mark, and whether it had one.
fn bare(line: &Words) -> (bool, Words) {
    let text = line.text.trim_start();
    let rest = without_mark(text);
    let from = line.text.len() - rest.unwrap_or(text).len();
    (rest.is_some(), line.part(from..line.text.len()))
}

fn base(code: &Code) -> usize {
    code.lines.iter().filter(|line| !line.is_empty()).map(indent).min().unwrap_or(0)
}

fn indent(line: &Words) -> usize {
    line.text.len() - line.text.trim_start().len()
}
