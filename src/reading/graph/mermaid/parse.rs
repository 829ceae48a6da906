//! Mermaid's statements.

use crate::reading::words::{Place, Words};
use std::collections::HashMap;
use std::ops::Range;

/// How a link is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Solid,
    Thick,
    Dotted,
    /// `~~~`, which only moves things about.
    Hidden,
}

/// A node, or a subgraph.
#[derive(Debug)]
pub(super) struct Node<'a> {
    pub id: &'a str,
    pub label: Words,
    /// It is drawn as a question: `{…}`.
    pub asks: bool,
    labelled: bool,
}

/// An arrow.
#[derive(Debug)]
pub(super) struct Link {
    pub from: usize,
    pub to: usize,
    pub style: Style,
    pub label: Option<Words>,
    pub has_head: bool,
    pub both: bool,
    pub place: Place,
}

/// A flowchart's nodes and arrows, in their order.
#[derive(Debug, Default)]
pub(super) struct Chart<'a> {
    pub nodes: Vec<Node<'a>>,
    pub links: Vec<Link>,
    /// By node: where its links lead.
    nexts: Vec<Vec<usize>>,
    ids: HashMap<&'a str, usize>,
}

/// What begins a statement that is neither node nor link.
const OTHERS: [&str; 11] = [
    "style",
    "classDef",
    "class",
    "click",
    "linkStyle",
    "direction",
    "accTitle",
    "accDescr",
    "title",
    "end",
    "%%",
];

/// More links from one statement are none that anybody draws: `A & B --> C & D`.
const MOST: usize = 256;

impl<'a> Chart<'a> {
    /// The chart in some lines; none where they are no flowchart.
    pub fn of(lines: &'a [Words]) -> Option<Self> {
        let mut chart = Self::default();
        let mut begun = false;
        let mut in_matter = false;
        for words in lines {
            let text = words.text.trim();
            if text == "---" && !begun {
                in_matter = !in_matter;
                continue;
            }
            if text.is_empty() || in_matter || text.starts_with("%%") {
                continue;
            }
            let first = text.split([' ', ';']).next().unwrap_or(text);
            if !begun {
                if !matches!(first, "graph" | "flowchart" | "flowchart-elk") {
                    return None;
                }
                begun = true;
                if let Some(at) = words.text.find(';') {
                    chart.statements(words, at + 1);
                }
            } else if first == "subgraph" {
                chart.subgraph(words);
            } else if !OTHERS.contains(&first) {
                chart.statements(words, 0);
            }
        }
        chart.nexts = vec![Vec::new(); chart.nodes.len()];
        for link in &chart.links {
            if let Some(next) = chart.nexts.get_mut(link.from) {
                next.push(link.to);
            }
        }
        begun.then_some(chart)
    }

    /// Where the links of a node lead.
    pub fn next(&self, node: usize) -> &[usize] {
        self.nexts.get(node).map_or(&[], Vec::as_slice)
    }

    fn subgraph(&mut self, words: &'a Words) {
        let Some(at) = words.text.find("subgraph") else { return };
        let mut at = Cursor { words, at: at + "subgraph".len() };
        at.spaces();
        let rest = words.text.get(at.at..).unwrap_or_default();
        if rest.contains(['[', '(']) && !rest.starts_with('"') {
            at.node(self);
        } else {
            let name = rest.trim().trim_matches('"');
            if let Some(begin) = words.text.find(name).filter(|_| !name.is_empty()) {
                let begin = begin.max(at.at);
                let index = self.node(name);
                self.label(index, words.part(begin..begin + name.len()), false);
            }
        }
    }

    fn statements(&mut self, words: &'a Words, from: usize) {
        let mut at = Cursor { words, at: from };
        let mut left: Vec<usize> = Vec::new();
        let mut link: Option<Drawn> = None;
        loop {
            let group = at.group(self);
            if group.is_empty() {
                if !at.skip(';') {
                    return;
                }
                (left, link) = (Vec::new(), None);
                continue;
            }
            if let Some(drawn) = link.take() {
                self.links_between(&left, &group, &drawn, words);
            }
            left = group;
            link = at.link();
            if link.is_none() && !at.skip(';') {
                return;
            }
        }
    }

    fn links_between(&mut self, left: &[usize], right: &[usize], drawn: &Drawn, words: &Words) {
        if left.len() * right.len() > MOST {
            return;
        }
        for &from in left {
            for &to in right {
                self.links.push(Link {
                    from,
                    to,
                    style: drawn.style,
                    label: drawn.label.clone(),
                    has_head: drawn.has_head,
                    both: drawn.both,
                    place: words.part(0..words.text.len()).place,
                });
            }
        }
    }

    fn node(&mut self, id: &'a str) -> usize {
        let next = self.nodes.len();
        let index = *self.ids.entry(id).or_insert(next);
        if index == next {
            self.nodes.push(Node { id, label: Words::default(), asks: false, labelled: false });
        }
        index
    }

    /// Labels a node; the first label counts.
    fn label(&mut self, index: usize, label: Words, asks: bool) {
        if let Some(node) = self.nodes.get_mut(index).filter(|node| !node.labelled) {
            (node.label, node.asks, node.labelled) = (label, asks, true);
        }
    }
}

/// A link as it is drawn.
struct Drawn {
    style: Style,
    label: Option<Words>,
    has_head: bool,
    both: bool,
}

/// Where a statement is read.
struct Cursor<'a> {
    words: &'a Words,
    at: usize,
}

/// How a node's label is framed.
const FRAMES: [(&str, &str); 13] = [
    ("(((", ")))"),
    ("((", "))"),
    ("([", "])"),
    ("[[", "]]"),
    ("[(", ")]"),
    ("[/", "]"),
    ("[\\", "]"),
    ("{{", "}}"),
    ("[", "]"),
    ("(", ")"),
    ("{", "}"),
    (">", "]"),
    ("@{", "}"),
];

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a str {
        self.words.text.get(self.at..).unwrap_or_default()
    }

    fn spaces(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn skip(&mut self, sign: char) -> bool {
        self.spaces();
        let found = self.rest().starts_with(sign);
        if found {
            self.at += sign.len_utf8();
        }
        found
    }

    /// `A & B[Text]`
    fn group(&mut self, chart: &mut Chart<'a>) -> Vec<usize> {
        let mut found = Vec::new();
        while let Some(node) = self.node(chart) {
            found.push(node);
            if !self.skip('&') {
                break;
            }
        }
        found
    }

    /// A node with its label, where it has one.
    fn node(&mut self, chart: &mut Chart<'a>) -> Option<usize> {
        self.spaces();
        let (rest, start) = (self.rest(), self.at);
        let mut length = 0;
        for (at, c) in rest.char_indices() {
            let dash = c == '-'
                && rest.get(at + 1..).is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
            if !(c.is_alphanumeric() || matches!(c, '_' | '.' | '/') || (dash && at > 0)) {
                break;
            }
            length = at + c.len_utf8();
        }
        let id = rest.get(..length).filter(|id| !id.is_empty())?;
        self.at += length;
        let index = chart.node(id);
        if let Some((label, asks)) = self.label() {
            let text = self.words.part(label);
            chart.label(index, text, asks);
        } else if let Some(node) = chart.nodes.get_mut(index).filter(|node| node.label.is_empty()) {
            node.label = self.words.part(start..start + length);
        }
        if self.rest().starts_with(":::") {
            let rest = self.rest().get(3..).unwrap_or_default();
            let end = rest.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-'));
            self.at += 3 + end.unwrap_or(rest.len());
        }
        Some(index)
    }

    /// The label of a node, and whether it is a question's.
    fn label(&mut self) -> Option<(Range<usize>, bool)> {
        let rest = self.rest();
        let (open, close) = FRAMES.iter().find(|(open, _)| rest.starts_with(open))?;
        let inner = rest.get(open.len()..)?;
        let from = self.at + open.len();
        let lead = inner.len() - inner.trim_start().len();
        let quoted = inner.get(lead..)?.strip_prefix('"').and_then(|text| text.find('"'));
        let after = quoted.map_or(0, |end| lead + end + 2);
        let end = after + inner.get(after..)?.find(close)?;
        self.at = from + end + close.len();
        let label = match quoted {
            Some(length) => from + lead + 1..from + lead + 1 + length,
            None => from..from + end,
        };
        if *open == "@{" {
            let text = self.words.text.get(label.clone())?;
            let at = text.find("label:").map(|at| label.start + at + "label:".len())?;
            let text = self.words.text.get(at..label.end)?;
            let begin = at + (text.len() - text.trim_start_matches([' ', '"']).len());
            let text = self.words.text.get(begin..label.end)?;
            let end = begin + text.find(['"', ',']).unwrap_or(text.len());
            return Some((begin..end, false));
        }
        Some((label, *open == "{"))
    }

    /// `-->`, `-- label -->`, `-.->|label|`, `<==>`
    fn link(&mut self) -> Option<Drawn> {
        self.spaces();
        let rest = self.rest();
        let both = rest.starts_with('<');
        let start = usize::from(both || is_end(rest));
        let body = rest.get(start..)?;
        let line = |c: char| matches!(c, '-' | '=' | '.' | '~');
        let length = body.find(|c: char| !line(c)).unwrap_or(body.len());
        let run = body.get(..length).filter(|run| run.len() > 1 && !run.starts_with('.'))?;
        let style = match () {
            () if run.contains('.') => Style::Dotted,
            () if run.starts_with('=') => Style::Thick,
            () if run.starts_with('~') => Style::Hidden,
            () => Style::Solid,
        };
        self.at += start + length;
        let mut drawn = Drawn { style, label: None, has_head: false, both };
        if self.head(&mut drawn) || run.len() > 2 {
            self.bar_label(&mut drawn);
            return Some(drawn);
        }
        // `-- label -->`
        let rest = self.rest();
        let again = match style {
            Style::Dotted => rest.find(".-").or_else(|| rest.find("-.")),
            Style::Thick => rest.find("=="),
            _ => rest.find("--"),
        }?;
        drawn.label =
            Some(self.words.part(self.at..self.at + again)).filter(|label| !label.is_empty());
        let body = rest.get(again..)?;
        self.at += again + body.find(|c: char| !line(c)).unwrap_or(body.len());
        self.head(&mut drawn);
        Some(drawn)
    }

    /// The end of a link: an arrow's head, a circle or a cross.
    fn head(&mut self, drawn: &mut Drawn) -> bool {
        if self.rest().starts_with('>') {
            drawn.has_head = true;
            self.at += 1;
            true
        } else if is_mark(self.rest()) {
            self.at += 1;
            true
        } else {
            false
        }
    }

    fn bar_label(&mut self, drawn: &mut Drawn) {
        self.spaces();
        let Some(inner) = self.rest().strip_prefix('|') else { return };
        let Some(end) = inner.find('|') else { return };
        let label = inner.get(..end).unwrap_or_default();
        let quotes = label.len() - label.trim_start_matches([' ', '"']).len();
        let kept = label.trim_matches([' ', '"']).len();
        let from = self.at + 1 + quotes;
        drawn.label = Some(self.words.part(from..from + kept));
        self.at += end + 2;
    }
}

/// `o--` and `x--`
fn is_end(rest: &str) -> bool {
    rest.starts_with("o--") || rest.starts_with("x--")
}

/// `--o` and `--x`, behind the line
fn is_mark(rest: &str) -> bool {
    rest.starts_with(['o', 'x']) && rest.get(1..).is_none_or(|rest| rest.starts_with([' ', '|']))
}
