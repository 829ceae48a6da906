//! Mermaid's `graph` and `flowchart`: things and arrows, or questions and answers.

mod parse;

use super::decisions::goto;
use super::edges::{Votes, along, edge, need};
use super::signs::Arrows;
use super::things::{self, named};
use crate::reading::blocks::Code;
use crate::reading::model::{Answer, DecisionTree, Drawn, Edge, Named, Need, Question};
use crate::reading::words::Words;
use parse::{Chart, Link, Style};
use std::collections::HashSet;

/// Whether a block of code is Mermaid.
pub(super) fn is_mermaid(code: &Code) -> bool {
    let info = code.info.trim_start_matches(['{', '.', ' ']);
    info.get(..7).is_some_and(|info| info.eq_ignore_ascii_case("mermaid"))
}

/// A flowchart.
#[derive(Debug)]
pub(super) struct Flowchart<'a> {
    chart: Chart<'a>,
    /// By node: its name, where its label is one.
    names: Vec<Option<Named>>,
}

impl<'a> Flowchart<'a> {
    /// The flowchart in a block of code; none where it is another kind of diagram.
    pub fn of(code: &'a Code) -> Option<Self> {
        let chart = Chart::of(&code.lines)?;
        let names = chart.nodes.iter().map(|node| named(&first_line(&node.label))).collect();
        Some(Self { chart, names })
    }

    /// Whether its nodes are things, and no steps or questions.
    pub fn is_of_things(&self) -> bool {
        let numbered = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
        let steps = self.chart.nodes.iter().filter(|node| numbered(&node.label.text)).count();
        // Numbered nodes are an order.
        if self.chart.nodes.iter().any(|node| node.asks) || 2 * steps > self.chart.nodes.len() {
            return false;
        }
        let labels = self.chart.nodes.iter().map(|node| node.label.text.as_str());
        let labels: Vec<&str> = labels.collect();
        describes_things(&labels, &self.names)
    }

    /// The names of its nodes.
    pub fn names(&self) -> impl Iterator<Item = &Named> {
        self.names.iter().flatten()
    }

    /// The ends of its arrows, where both are things.
    fn ends(&self) -> impl Iterator<Item = (&Link, &Named, &Named)> {
        self.chart.links.iter().filter_map(|link| {
            if link.style == Style::Hidden || !link.has_head || carries_data(link) {
                return None;
            }
            let end = |node: usize| {
                let named = self.names.get(node)?.as_ref()?;
                let words = &named.words.text;
                (!things::is_data(words) && !things::is_order(words)).then_some(named)
            };
            let (tail, head) = (end(link.from)?, end(link.to)?);
            one_is_thing(tail, head).then_some((link, tail, head))
        })
    }

    /// Its arrows as edges. `arrows` is what the document says of them, and `sure` what its tables
    /// say of the same things.
    pub fn edges(
        &self,
        arrows: Option<Arrows>,
        sure: &HashSet<(String, String)>,
        found: &mut Vec<Edge>,
    ) {
        let arrows = arrows.unwrap_or_else(|| {
            let mut votes = Votes::default();
            for (_, tail, head) in self.ends() {
                votes.count(tail, head, sure);
            }
            votes.arrows()
        });
        for (link, tail, head) in self.ends() {
            let said = link.label.as_ref().and_then(|label| need(&label.text));
            let drawn = if link.style == Style::Dotted { Need::Soft } else { Need::Hard };
            let kind = Some(said.unwrap_or(drawn));
            let mut push = |tail, head| {
                if let Some(ends) = along(tail, head, arrows) {
                    found.extend(edge(ends, kind, Drawn::Mermaid, link.place));
                }
            };
            push(tail, head);
            if link.both {
                push(head, tail);
            }
        }
    }

    /// The question that a node is or leads to, through steps that lead to one thing only.
    fn next_question(&self, node: usize) -> Option<String> {
        const FAR: usize = 32;
        let mut at = node;
        for _ in 0..FAR {
            let here = self.chart.nodes.get(at)?;
            if here.asks {
                return Some(here.id.to_owned());
            }
            match self.chart.next(at) {
                [only] => at = *only,
                _ => return None,
            }
        }
        None
    }

    /// Its questions with their answers, where it asks any.
    pub fn decisions(&self, title: &Words) -> Option<DecisionTree> {
        let mut questions = Vec::new();
        let nodes = &self.chart.nodes;
        let mut answers: Vec<Vec<Answer>> = nodes.iter().map(|_| Vec::new()).collect();
        for link in &self.chart.links {
            let (Some(target), Some(on)) = (nodes.get(link.to), &link.label) else { continue };
            let then = target.label.clone();
            // What comes back by way of steps is another try, and no answer that leads nowhere.
            let tries_again = |question: &String| {
                link.to != link.from && nodes.get(link.from).is_some_and(|it| it.id == *question)
            };
            let next = self.next_question(link.to).filter(|question| !tries_again(question));
            let goto = next.or_else(|| goto(&then.text));
            if let Some(answers) = answers.get_mut(link.from) {
                answers.push(Answer { on: on.clone(), then, goto });
            }
        }
        for (node, answers) in nodes.iter().zip(answers) {
            if node.asks && answers.len() > 1 {
                let (number, words) = (node.id.to_owned(), node.label.clone());
                questions.push(Question { number, words, answers });
            }
        }
        (!questions.is_empty()).then(|| DecisionTree { title: title.clone(), questions })
    }
}

/// Whether most labels of a drawing are names, at least some of them of things, and none of them
/// an instruction.
pub(super) fn describes_things(labels: &[&str], names: &[Option<Named>]) -> bool {
    let orders = labels.iter().filter(|label| things::is_order(label) || label.ends_with('?'));
    let flowing = labels.iter().filter(|label| things::is_data(label)).count();
    let known = |one: &&Named| things::is_thing(&one.words.text, &one.name);
    let (several, known) =
        (names.iter().flatten().nth(1).is_some(), names.iter().flatten().filter(known).count());
    let (orders, all) = (orders.count(), labels.len());
    several && known > 0 && 4 * known >= all && 6 * orders <= all && 3 * flowing <= all
}

/// Whether at least one of two names is a thing's by itself. Of two that are not, as of two steps of
/// a request, nobody can tell.
pub(super) fn one_is_thing(one: &Named, other: &Named) -> bool {
    [one, other].iter().any(|named| things::is_thing(&named.words.text, &named.name))
}

/// Whether words on an arrow name what flows along it: what is not needed by who sends it.
fn carries_data(link: &Link) -> bool {
    const FLOWS: [&str; 14] = [
        "metrics",
        "logs",
        "traces",
        "events",
        "alerts",
        "replication",
        "replicates",
        "replicate",
        "backup",
        "backups",
        "sync",
        "notifies",
        "notification",
        "wal",
    ];
    link.label.as_ref().is_some_and(|label| {
        let lower = label.text.to_lowercase();
        lower.split(|c: char| !c.is_alphanumeric()).any(|word| FLOWS.contains(&word))
    })
}

/// A label's first line; the rest is said of what it names.
fn first_line(label: &Words) -> Words {
    let end = label.text.find("<br").or_else(|| label.text.find("\\n"));
    label.part(0..end.unwrap_or(label.text.len()))
}
