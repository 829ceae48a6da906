//! What brings something down, as a formula of events without negation.

use std::collections::HashMap;

/// A part of a [`Formula`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Part(pub(super) u32);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Node {
    /// The event of this number happens.
    Event(u32),
    /// At least so many of these are so: one of them is an "or", all of them an "and".
    Gate { need: u32, of: Vec<u32> },
}

/// Formulas over numbered events: events, and gates that ask for one, all or so many of their
/// inputs. Every part is made of parts that were there before it, so that there are no circles.
#[derive(Debug, Clone, Default)]
pub struct Formula {
    pub(super) nodes: Vec<Node>,
    known: HashMap<Node, u32>,
}

impl Formula {
    /// A formula without any part yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The event of this number.
    pub fn event(&mut self, number: u32) -> Part {
        self.add(Node::Event(number))
    }

    /// One of these at least; of none, never.
    pub fn any(&mut self, of: &[Part]) -> Part {
        self.merged(of, |_| 1)
    }

    /// All of these; of none, always.
    pub fn all(&mut self, of: &[Part]) -> Part {
        self.merged(of, |count| count)
    }

    /// At least `need` of these; one that is given twice counts twice.
    pub fn at_least(&mut self, need: u32, of: &[Part]) -> Part {
        self.gate(need, of.iter().map(|part| part.0).collect())
    }

    /// An "or" or an "and", to which an input that is given twice adds nothing.
    fn merged(&mut self, of: &[Part], need: impl Fn(u32) -> u32) -> Part {
        let mut inputs: Vec<u32> = Vec::with_capacity(of.len());
        let mut seen = std::collections::HashSet::new();
        inputs.extend(of.iter().map(|part| part.0).filter(|input| seen.insert(*input)));
        let count = u32::try_from(inputs.len()).unwrap_or(u32::MAX);
        self.gate(need(count), inputs)
    }

    fn gate(&mut self, need: u32, of: Vec<u32>) -> Part {
        match of[..] {
            [only] if need == 1 => Part(only),
            _ => self.add(Node::Gate { need, of }),
        }
    }

    fn add(&mut self, node: Node) -> Part {
        if let Some(known) = self.known.get(&node) {
            return Part(*known);
        }
        let number = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        self.known.insert(node.clone(), number);
        self.nodes.push(node);
        Part(number)
    }

    /// The same function, with each gate merged into the one gate that it is an input of where both
    /// are an "or", or both an "and".
    pub(super) fn flat(&self, top: Part) -> (Self, Part) {
        let mut parents = vec![0_u32; self.nodes.len()];
        let mut used = vec![false; self.nodes.len()];
        used[top.0 as usize] = true;
        for number in (0..=top.0 as usize).rev().filter(|number| *number < self.nodes.len()) {
            if let (true, Node::Gate { of, .. }) = (used[number], &self.nodes[number]) {
                for input in of {
                    used[*input as usize] = true;
                    parents[*input as usize] += 1;
                }
            }
        }
        let mut flat = Self::new();
        let mut made = vec![Part(0); self.nodes.len()];
        for (number, node) in self.nodes.iter().enumerate().filter(|(number, _)| used[*number]) {
            made[number] = match node {
                Node::Event(event) => flat.event(*event),
                Node::Gate { need, of } => {
                    let kind = kind(*need, of.len());
                    let mut inputs = Vec::with_capacity(of.len());
                    for input in of {
                        let part = made[*input as usize];
                        match &flat.nodes[part.0 as usize] {
                            Node::Gate { need, of }
                                if kind != Kind::Some
                                    && parents[*input as usize] == 1
                                    && kind == self::kind(*need, of.len()) =>
                            {
                                inputs.extend(of.iter().map(|input| Part(*input)));
                            }
                            _ => inputs.push(part),
                        }
                    }
                    match kind {
                        Kind::Any => flat.any(&inputs),
                        Kind::All => flat.all(&inputs),
                        Kind::Some => flat.at_least(*need, &inputs),
                    }
                }
            };
        }
        let top = made[top.0 as usize];
        (flat, top)
    }
}

/// What a gate asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Any,
    All,
    Some,
}

fn kind(need: u32, count: usize) -> Kind {
    match need {
        1 if count > 0 => Kind::Any,
        _ if need as usize == count => Kind::All,
        _ => Kind::Some,
    }
}
