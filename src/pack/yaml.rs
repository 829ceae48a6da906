//! YAML text as a tree in which every part knows its place.
//!
//! The parser's events are used as they are rather than through serde: serde stops at the first
//! error, and takes the key `n` for false and `010` for a number. Here a scalar is its text until
//! somebody asks for more.

use serde_saphyr::granit_parser::{Event, Marker, Parser, ScalarStyle, Span};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Deeper files are refused, so that walking a tree never overflows the stack.
const DEEPEST: usize = 40;
/// Larger trees are refused: a few aliases of aliases can grow into more than memory holds.
const LARGEST: usize = 50_000;

/// Where something stands in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Mark {
    /// The line, counted from 1.
    pub line: u32,
    /// The column in characters, counted from 1.
    pub column: u32,
    /// How many characters of the line are meant.
    pub length: usize,
}

/// A part of a file.
#[derive(Debug, Clone)]
pub struct Node {
    /// Where it stands.
    pub mark: Mark,
    /// What it is.
    pub value: Value,
}

impl Node {
    /// Whether there is anything in it.
    pub fn says_something(&self) -> bool {
        match &self.value {
            Value::Nothing => false,
            Value::Text(_) => true,
            Value::List(items) => !items.is_empty(),
            Value::Map(entries) => !entries.is_empty(),
        }
    }

    /// Its items, where it is a list; one thing stands for a list of one, and nothing for none.
    pub fn items(&self) -> &[Self] {
        match &self.value {
            Value::Nothing => &[],
            Value::List(items) => items,
            Value::Text(_) | Value::Map(_) => std::slice::from_ref(self),
        }
    }
}

/// What a part of a file is.
#[derive(Debug, Clone)]
pub enum Value {
    /// Left empty, `~` or `null`.
    Nothing,
    /// A text; numbers and the like too.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// Keys and values, in the file's order. No key is there twice.
    Map(Vec<(Key, Node)>),
}

/// A key of a map.
#[derive(Debug, Clone)]
pub struct Key {
    /// Where it stands.
    pub mark: Mark,
    /// Its text.
    pub text: String,
}

/// Something that is wrong with a file as YAML.
#[derive(Debug, Clone)]
pub struct Fault {
    /// Where.
    pub mark: Mark,
    /// What.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

/// Reads a file of one document. What is wrong goes to `faults`; nothing is returned where there is
/// no tree to go on with.
pub fn parse(text: &str, faults: &mut Vec<Fault>) -> Option<Node> {
    let mut builder =
        Builder { faults, open: Vec::new(), anchors: BTreeMap::new(), nodes: 0, root: None };
    for event in Parser::new_from_str(text) {
        let going_on = match event {
            Ok((event, span)) => builder.take(event, &span),
            Err(error) => {
                let info = error.info();
                let colon = "a text with ': ' in it, like most quotes, stands in quotation marks: \
                             quote: \"Cascade: None\"";
                let hint = info.starts_with("mapping values").then_some(colon);
                builder.fault(point(error.marker()), format!("this is no YAML: {info}"), hint);
                false
            }
        };
        if !going_on {
            return None;
        }
    }
    let empty = || Node { mark: Mark { line: 1, column: 1, length: 1 }, value: Value::Nothing };
    Some(builder.root.unwrap_or_else(empty))
}

struct Builder<'a> {
    faults: &'a mut Vec<Fault>,
    open: Vec<Open>,
    anchors: BTreeMap<usize, (Node, usize)>,
    nodes: usize,
    root: Option<Node>,
}

/// A list or map whose end has not come yet.
struct Open {
    mark: Mark,
    anchor: usize,
    /// `nodes` when it began.
    before: usize,
    content: Content,
}

enum Content {
    List(Vec<Node>),
    /// `lines`: where each key stands.
    Map {
        entries: Vec<(Key, Node)>,
        lines: HashMap<String, u32>,
        key: Option<Key>,
        merges: Vec<Node>,
    },
}

impl Builder<'_> {
    fn fault(&mut self, mark: Mark, message: impl Into<String>, hint: Option<&str>) {
        self.faults.push(Fault { mark, message: message.into(), hint: hint.map(str::to_owned) });
    }

    /// Takes the next event; `false` where there is no going on.
    fn take(&mut self, event: Event<'_>, span: &Span) -> bool {
        let mark = extent(span);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.no_tag(tag.is_some(), mark);
                let nothing = style == ScalarStyle::Plain
                    && matches!(&*text, "" | "~" | "null" | "Null" | "NULL");
                let value = if nothing { Value::Nothing } else { Value::Text(text.into_owned()) };
                self.finish(Node { mark, value }, anchor, 1)
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.no_tag(tag.is_some(), mark);
                self.begin(point(&span.start), anchor, Content::List(Vec::new()))
            }
            Event::MappingStart(_, anchor, tag) => {
                self.no_tag(tag.is_some(), mark);
                let content = Content::Map {
                    entries: Vec::new(),
                    lines: HashMap::new(),
                    key: None,
                    merges: Vec::new(),
                };
                self.begin(point(&span.start), anchor, content)
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(),
            Event::Alias(anchor) => {
                let Some((node, size)) = self.anchors.get(&anchor).cloned() else {
                    self.fault(
                        mark,
                        "this alias is part of what it stands for",
                        Some("write its content out"),
                    );
                    return false;
                };
                self.finish(Node { mark, ..node }, 0, size)
            }
            Event::DocumentStart(..) if self.root.is_some() => {
                self.fault(
                    mark,
                    "a second document begins here",
                    Some("one file holds one document; remove the '---'"),
                );
                false
            }
            _ => true,
        }
    }

    fn no_tag(&mut self, tagged: bool, mark: Mark) {
        if tagged {
            self.fault(mark, "tags mean nothing here", Some("remove the '!…'"));
        }
    }

    fn begin(&mut self, mark: Mark, anchor: usize, content: Content) -> bool {
        if self.open.len() >= DEEPEST {
            self.fault(mark, format!("this is nested more than {DEEPEST} deep"), None);
            return false;
        }
        self.open.push(Open { mark, anchor, before: self.nodes, content });
        true
    }

    fn end(&mut self) -> bool {
        let Some(Open { mark, anchor, before, content }) = self.open.pop() else { return false };
        let value = match content {
            Content::List(items) => Value::List(items),
            Content::Map { mut entries, lines, merges, .. } => {
                let mut has = lines.into_keys().collect();
                for merge in merges {
                    self.merge(&mut entries, &mut has, merge);
                }
                Value::Map(entries)
            }
        };
        let size = 1 + self.nodes.saturating_sub(before);
        self.nodes = before;
        self.finish(Node { mark, value }, anchor, size)
    }

    /// Puts a whole node where it belongs. `size`: how many nodes it is.
    fn finish(&mut self, node: Node, anchor: usize, size: usize) -> bool {
        self.nodes += size;
        if self.nodes > LARGEST || depth(&node) + self.open.len() > DEEPEST * 2 {
            self.fault(node.mark, "this file grows too large", Some("use fewer aliases"));
            return false;
        }
        if anchor > 0 {
            self.anchors.insert(anchor, (node.clone(), size));
        }
        match self.open.last_mut().map(|open| &mut open.content) {
            None => self.root = Some(node),
            Some(Content::List(items)) => items.push(node),
            Some(Content::Map { key: place @ None, .. }) => match node.value {
                Value::Text(text) => *place = Some(Key { mark: node.mark, text }),
                Value::Nothing => *place = Some(Key { mark: node.mark, text: String::new() }),
                Value::List(_) | Value::Map(_) => {
                    self.fault(
                        node.mark,
                        "a key must be a text",
                        Some("quote a value that begins with '[' or '{'"),
                    );
                    return false;
                }
            },
            Some(Content::Map { entries, lines, key, merges }) => {
                let Some(key) = key.take() else { return false };
                if key.text == "<<" {
                    merges.push(node);
                } else if let Some(first) = lines.get(&key.text) {
                    let message =
                        format!("'{}' is here twice; the first is on line {first}", key.text);
                    self.fault(key.mark, message, Some("keep one of them"));
                } else {
                    lines.insert(key.text.clone(), key.mark.line);
                    entries.push((key, node));
                }
            }
        }
        true
    }

    /// `<<: *defaults`: the keys that the map does not have itself.
    fn merge(&mut self, entries: &mut Vec<(Key, Node)>, has: &mut HashSet<String>, from: Node) {
        match from.value {
            Value::Map(others) => {
                for (key, node) in others {
                    if has.insert(key.text.clone()) {
                        entries.push((key, node));
                    }
                }
            }
            Value::List(several) => {
                for one in several {
                    self.merge(entries, has, one);
                }
            }
            Value::Nothing | Value::Text(_) => {
                self.fault(
                    from.mark,
                    "'<<' takes the keys of a map, and this is none",
                    Some("write <<: *name"),
                );
            }
        }
    }
}

/// How deep a node is nested. Aliases cannot be deeper than what they stand for was.
fn depth(node: &Node) -> usize {
    match &node.value {
        Value::Nothing | Value::Text(_) => 0,
        Value::List(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Map(entries) => 1 + entries.iter().map(|(_, node)| depth(node)).max().unwrap_or(0),
    }
}

fn number(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

fn point(at: &Marker) -> Mark {
    Mark { line: number(at.line().max(1)), column: number(at.col().saturating_add(1)), length: 1 }
}

/// The part of a span that is on its first line.
fn extent(span: &Span) -> Mark {
    let (start, end) = (&span.start, &span.end);
    let length = if start.line() == end.line() { end.col().saturating_sub(start.col()) } else { 1 };
    Mark { length: length.max(1), ..point(start) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faultless(text: &str) -> Node {
        let mut faults = Vec::new();
        let node = parse(text, &mut faults).unwrap();
        assert!(faults.is_empty(), "{faults:?}");
        node
    }

    fn value<'n>(node: &'n Node, key: &str) -> &'n Node {
        let Value::Map(entries) = &node.value else { panic!("{node:?}") };
        entries.iter().find(|(known, _)| known.text == key).map(|(_, node)| node).unwrap()
    }

    #[test]
    fn a_scalar_is_its_text() {
        for text in ["010", "yes", "n", "1.10", "0x1f", "2026-11-24", "true"] {
            let node = faultless(&format!("a: {text}"));
            assert!(
                matches!(&value(&node, "a").value, Value::Text(read) if read == text),
                "{node:?}"
            );
        }
        assert!(matches!(value(&faultless("a: ''"), "a").value, Value::Text(_)));
        assert!(matches!(value(&faultless("a: ~"), "a").value, Value::Nothing));
    }

    #[test]
    fn every_part_knows_its_place_in_characters() {
        let node = faultless("a:\n  🔴é: [x, 'yy']\n");
        let list = value(value(&node, "a"), "🔴é");
        assert_eq!(list.mark, Mark { line: 2, column: 7, length: 1 });
        assert_eq!(list.items()[1].mark, Mark { line: 2, column: 11, length: 4 });
    }

    #[test]
    fn merged_keys_give_way_to_the_maps_own() {
        let node =
            faultless("x: &x {a: 1, b: 2}\ny: {<<: *x, b: 3}\nz: {b: 4, <<: [{b: 5, c: 6}, *x]}\n");
        let text = |map: &str, key: &str| match &value(value(&node, map), key).value {
            Value::Text(text) => text.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!((text("y", "a"), text("y", "b")), ("1".to_owned(), "3".to_owned()));
        assert_eq!(
            (text("z", "a"), text("z", "b"), text("z", "c")),
            ("1".to_owned(), "4".to_owned(), "6".to_owned())
        );
    }

    #[test]
    fn what_would_be_read_otherwise_than_it_looks_is_refused() {
        for text in [
            "a: 1\na: 2",
            "a: !secret x",
            "a: 1\n---\nb: 2",
            "[a]: 1",
            "a: &x [*x]",
            "<<: 3",
            "a: *nobody",
        ] {
            let mut faults = Vec::new();
            parse(text, &mut faults);
            assert_eq!(faults.len(), 1, "{text}: {faults:?}");
        }
    }
}
