//! Mermaid's `graph` and `flowchart`: things and arrows, or questions and answers.

mod parse;

use super::decisions::goto;
use super::edges::{along, edge, need};
use super::signs::Arrows;
use super::things::{self, Things, named};
use crate::reading::blocks::Code;
use crate::reading::model::{Answer, DecisionTree, Drawn, Edge, Named, Need, Question};
use crate::reading::words::Words;
use parse::{Chart, Link, Style};

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
        if self.chart.nodes.iter().any(|node| node.asks) {
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

    /// Its arrows as edges.
    pub fn edges(&self, arrows: Arrows, found: &mut Vec<Edge>) {
        for link in &self.chart.links {
            if link.style == Style::Hidden || !link.has_head || carries_data(link) {
                continue;
            }
            let end = |node: usize| self.names.get(node).and_then(Option::as_ref);
            let (Some(tail), Some(head)) = (end(link.from), end(link.to)) else { continue };
            if [tail, head].iter().any(|named| {
                things::is_data(&named.words.text) || things::is_order(&named.words.text)
            }) {
                continue;
            }
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

    /// Its questions with their answers, where it asks any.
    pub fn decisions(&self, title: &Words) -> Option<DecisionTree> {
        let mut questions = Vec::new();
        let nodes = &self.chart.nodes;
        let mut answers: Vec<Vec<Answer>> = nodes.iter().map(|_| Vec::new()).collect();
        for link in &self.chart.links {
            let (Some(target), Some(on)) = (nodes.get(link.to), &link.label) else { continue };
            let then = target.label.clone();
            let goto = if target.asks { Some(target.id.to_owned()) } else { goto(&then.text) };
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
    let data = labels.iter().filter(|label| things::is_data(label)).count();
    let named = names.iter().flatten().count();
    let known =
        names.iter().flatten().filter(|one| things::is_thing(&one.words.text, &one.name)).count();
    let (orders, all) = (orders.count(), labels.len());
    named > 1 && known > 0 && 4 * known >= all && 6 * orders <= all && 3 * data <= all
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
