//! Decoding by hand: a tree's parts become typed values, and every error of a file is kept with its
//! place.

use super::problem::{Problem, ProblemKind, Related};
use super::shape::Object;
use super::yaml::{Fault, Key, Mark, Node, Value, parse};
pub use crate::words::suggest;
use crate::words::{NameError, Span};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::str::FromStr;

/// A file that is being read, and what was wrong with it so far.
pub struct Source<'a> {
    file: &'a str,
    text: &'a str,
    lines: Vec<&'a str>,
    problems: RefCell<Vec<Problem>>,
    /// Those that were told: what a YAML anchor stands for is read once for each of its aliases.
    told: RefCell<BTreeSet<(Mark, String)>>,
}

/// So many different problems of a file are told: whoever has more means harm.
const MOST: usize = 1_000;
/// A line that is longer is not shown with what is wrong in it.
const LONGEST_LINE: usize = 2_000;

impl<'a> Source<'a> {
    /// A file by its path within the pack.
    pub fn new(file: &'a str, text: &'a str) -> Self {
        Self {
            file,
            text,
            lines: text.lines().collect(),
            problems: RefCell::default(),
            told: RefCell::default(),
        }
    }

    /// The file's path within the pack.
    pub fn file(&self) -> &'a str {
        self.file
    }

    /// The file as a tree. What is wrong with it as YAML becomes problems.
    pub fn tree(&self) -> Option<Node> {
        let mut faults = Vec::new();
        let tree = parse(self.text, &mut faults);
        for Fault { mark, message, hint } in faults {
            self.push(mark, message, hint);
        }
        tree
    }

    /// How many problems there are so far.
    pub fn count(&self) -> usize {
        self.problems.borrow().len()
    }

    /// All that was wrong.
    pub fn into_problems(self) -> Vec<Problem> {
        self.problems.into_inner()
    }

    /// Notes an error.
    pub fn error(&self, mark: Mark, message: impl Into<String>) {
        self.push(mark, message.into(), None);
    }

    /// Notes an error, and what to do about it.
    pub fn error_with(&self, mark: Mark, message: impl Into<String>, hint: impl Into<String>) {
        self.push(mark, message.into(), Some(hint.into()));
    }

    fn push(&self, mark: Mark, message: String, hint: Option<String>) {
        let mut told = self.told.borrow_mut();
        if told.len() > MOST || !told.insert((mark, message.clone())) {
            return;
        }
        let over = told.len() > MOST;
        let (message, hint) = if over {
            ("there is more that is wrong with this file".to_owned(), None)
        } else {
            (message, hint)
        };
        drop(told);
        let problem = self.problem(ProblemKind::Error, mark, message, hint, None);
        self.problems.borrow_mut().push(problem);
    }

    /// Notes what the pack can be used in spite of.
    pub fn warn(&self, mark: Mark, message: String, hint: &str) {
        self.note(self.problem(ProblemKind::Warning, mark, message, Some(hint.to_owned()), None));
    }

    /// Notes a problem that was made by [`Self::problem`].
    pub fn note(&self, problem: Problem) {
        self.problems.borrow_mut().push(problem);
    }

    /// A problem at a place of this file.
    pub fn problem(
        &self,
        kind: ProblemKind,
        mark: Mark,
        message: String,
        hint: Option<String>,
        related: Option<Related>,
    ) -> Problem {
        let line = self
            .lines
            .get((mark.line as usize).saturating_sub(1))
            .filter(|line| line.len() <= LONGEST_LINE);
        let excerpt = line.map(|line| ((*line).to_owned(), mark.length));
        Problem {
            kind,
            file: self.file.to_owned(),
            line: mark.line,
            column: mark.column,
            message,
            hint,
            excerpt,
            related,
        }
    }

    /// A text; numbers count as one.
    pub fn text<'n>(&self, node: &'n Node, what: &str) -> Option<&'n str> {
        match &node.value {
            Value::Text(text) => Some(text),
            Value::Nothing => self.wrong(node, &format!("{what} is missing here")),
            Value::List(_) => self.wrong(node, &format!("{what} is one text, not a list")),
            Value::Map(_) => self.wrong(node, &format!("{what} is one text, not keys and values")),
        }
    }

    fn wrong<T>(&self, node: &Node, message: &str) -> Option<T> {
        self.error(node.mark, message);
        None
    }

    /// A name, by its type's own rules.
    pub fn name<T: TryFrom<String, Error = NameError>>(
        &self,
        node: &Node,
        what: &str,
    ) -> Option<T> {
        self.name_of(self.text(node, what)?, node.mark)
    }

    /// A name, by its type's own rules, from text that is at hand.
    pub fn name_of<T: TryFrom<String, Error = NameError>>(
        &self,
        text: &str,
        mark: Mark,
    ) -> Option<T> {
        T::try_from(text.to_owned()).map_err(|error| self.error(mark, error.to_string())).ok()
    }

    /// A length of time.
    pub fn span(&self, node: &Node, what: &str) -> Option<Span> {
        let text = self.text(node, what)?;
        Span::parse(text).map_err(|error| self.error(node.mark, error.to_string())).ok()
    }

    /// Anything that text is parsed into; `like` shows how it is written.
    pub fn parsed<T: FromStr>(&self, node: &Node, what: &str, like: &str) -> Option<T> {
        let text = self.text(node, what)?;
        let error = || format!("'{text}' is not {what}; write it like {like}");
        text.parse().map_err(|_| self.error(node.mark, error())).ok()
    }

    /// `true` or `false`.
    pub fn flag(&self, node: &Node, what: &str) -> Option<bool> {
        self.parsed(node, what, "true or false")
    }

    /// A list of texts, or one.
    pub fn texts(&self, node: &Node, what: &str) -> Vec<String> {
        node.items().iter().filter_map(|item| self.text(item, what)).map(str::to_owned).collect()
    }

    /// The entries of a map of free keys; none, with an error, where it is no map.
    pub fn entries<'n>(&self, node: &'n Node, what: &str) -> &'n [(Key, Node)] {
        match &node.value {
            Value::Map(entries) => entries,
            Value::Nothing => &[],
            Value::Text(_) | Value::List(_) => {
                self.error(node.mark, format!("{what} must be keys and values"));
                &[]
            }
        }
    }

    /// Keys and values that are such an object; a key that it does not have is an error.
    pub fn object<'n>(&'n self, node: &'n Node, object: &Object) -> Option<Fields<'n>> {
        self.fields(node, object.what, &object.names().collect::<Vec<_>>())
    }

    /// A map whose keys are all known; unknown ones are errors.
    pub fn fields<'n>(
        &'n self,
        node: &'n Node,
        what: &'static str,
        known: &[&'static str],
    ) -> Option<Fields<'n>> {
        let Value::Map(entries) = &node.value else {
            let hint = format!("its keys are {}", known.join(", "));
            self.error_with(node.mark, format!("{what} must be keys and values"), hint);
            return None;
        };
        for (key, _) in entries.iter().filter(|(key, _)| !known.contains(&key.text.as_str())) {
            let message = format!("{what} has no key '{}'", key.text);
            self.error_with(key.mark, message, suggest(&key.text, known.iter().copied()));
        }
        Some(Fields { source: self, mark: node.mark, what, entries })
    }
}

/// A map whose keys are known.
pub struct Fields<'n> {
    source: &'n Source<'n>,
    /// Where it begins.
    pub mark: Mark,
    what: &'static str,
    entries: &'n [(Key, Node)],
}

impl<'n> Fields<'n> {
    /// The value of a key; one that is left empty is not there.
    pub fn get(&self, key: &str) -> Option<&'n Node> {
        let found = self.entries.iter().find(|(known, _)| known.text == key);
        found.map(|(_, node)| node).filter(|node| !matches!(node.value, Value::Nothing))
    }

    /// The items of a key that may be there; see [`Node::items`].
    pub fn items(&self, key: &str) -> &'n [Node] {
        self.get(key).map(Node::items).unwrap_or_default()
    }

    /// The key itself, and its value.
    pub fn entry(&self, key: &str) -> Option<&'n (Key, Node)> {
        self.entries.iter().find(|(known, _)| known.text == key)
    }

    /// The value of a key that must be there.
    pub fn need(&self, key: &str) -> Option<&'n Node> {
        let node = self.get(key);
        if node.is_none() {
            self.source.error(self.mark, format!("{} needs the key '{key}'", self.what));
        }
        node
    }

    /// The text of a key that may be there.
    pub fn text(&self, key: &'static str) -> Option<String> {
        self.get(key).and_then(|node| self.source.text(node, key)).map(str::to_owned)
    }

    /// The text of a key that must be there.
    pub fn need_text(&self, key: &'static str) -> Option<String> {
        self.need(key).and_then(|node| self.source.text(node, key)).map(str::to_owned)
    }

    /// The texts of a key that may be there.
    pub fn texts(&self, key: &'static str) -> Vec<String> {
        self.get(key).map(|node| self.source.texts(node, key)).unwrap_or_default()
    }

    /// The length of time of a key that may be there.
    pub fn span(&self, key: &'static str) -> Option<Span> {
        self.get(key).and_then(|node| self.source.span(node, key))
    }
}
