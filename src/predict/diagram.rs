//! Decision diagrams: nodes that are made once each, and what is computed of them.

/// The diagram that is false everywhere, and the family that has no set.
pub(super) const NO: u32 = 0;
/// The diagram that is true everywhere, and the family that has the empty set alone.
pub(super) const YES: u32 = 1;

/// A variable behind all others: that of the two ends.
const LAST: u32 = u32::MAX;

/// More nodes are needed than there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Full;

/// A node: if `variable`, what follows is `high`, and otherwise `low`. Variables grow on the way
/// down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Node {
    pub variable: u32,
    pub high: u32,
    pub low: u32,
}

/// Nodes, each of which there is once.
#[derive(Debug)]
pub(super) struct Nodes {
    all: Vec<Node>,
    /// Where a node is found by what it is; 0 where there is none.
    slots: Vec<u32>,
    limit: usize,
}

fn mixed(a: u32, b: u32, c: u32) -> usize {
    let key = (u64::from(a) << 32 | u64::from(b)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
        ^ u64::from(c).wrapping_mul(0xC2B2_AE3D_27D4_EB4F);
    let key = (key ^ (key >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    // The upper half is mixed best; slots are found by the lowest bits of this.
    usize::try_from(key >> 32).unwrap_or(0)
}

impl Nodes {
    /// The two ends, and room for `limit` nodes.
    pub fn new(limit: usize) -> Self {
        let end = Node { variable: LAST, high: NO, low: NO };
        Self { all: vec![end, end], slots: vec![0; 1 << 10], limit }
    }

    pub fn node(&self, number: u32) -> Node {
        self.all[number as usize]
    }

    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// The node that is this, made where there is none.
    pub fn make(&mut self, variable: u32, high: u32, low: u32) -> Result<u32, Full> {
        let wanted = Node { variable, high, low };
        let mask = self.slots.len() - 1;
        let mut slot = mixed(variable, high, low) & mask;
        loop {
            match self.slots[slot] {
                0 => break,
                known if self.all[known as usize] == wanted => return Ok(known),
                _ => slot = (slot + 1) & mask,
            }
        }
        if self.all.len() >= self.limit {
            return Err(Full);
        }
        let number = u32::try_from(self.all.len()).map_err(|_| Full)?;
        self.slots[slot] = number;
        self.all.push(wanted);
        if self.all.len() * 2 > self.slots.len() {
            self.grow();
        }
        Ok(number)
    }

    fn grow(&mut self) {
        let size = self.slots.len() * 4;
        let mask = size - 1;
        let mut slots = vec![0; size];
        for (number, node) in (2_u32..).zip(&self.all[2..]) {
            let mut slot = mixed(node.variable, node.high, node.low) & mask;
            while slots[slot] != 0 {
                slot = (slot + 1) & mask;
            }
            slots[slot] = number;
        }
        self.slots = slots;
    }
}

/// Results of an operation on two diagrams. It forgets: a newer one takes an older one's place.
#[derive(Debug)]
pub(super) struct Memory {
    entries: Vec<[u32; 3]>,
}

impl Memory {
    pub fn new() -> Self {
        Self { entries: vec![[0; 3]; 1 << 10] }
    }

    /// What was found for these two, of which neither is an end.
    pub fn recall(&self, one: u32, other: u32) -> Option<u32> {
        let entry = self.entries[mixed(one, other, 0) & (self.entries.len() - 1)];
        (entry[0] == one && entry[1] == other).then_some(entry[2])
    }

    pub fn keep(&mut self, one: u32, other: u32, result: u32) {
        let slot = mixed(one, other, 0) & (self.entries.len() - 1);
        self.entries[slot] = [one, other, result];
    }

    /// Has room for the results of a diagram of so many nodes.
    pub fn fit(&mut self, nodes: usize) {
        if nodes <= self.entries.len() || self.entries.len() >= 1 << 24 {
            return;
        }
        let size = self.entries.len() * 4;
        let old = std::mem::replace(&mut self.entries, vec![[0; 3]; size]);
        for [one, other, result] in old.into_iter().filter(|entry| entry[0] != 0) {
            self.keep(one, other, result);
        }
    }
}

/// Functions of variables, as reduced ordered binary decision diagrams.
#[derive(Debug)]
pub(super) struct Functions {
    pub nodes: Nodes,
    /// What was found of two functions, by how they were joined.
    joined: [Memory; 2],
}

/// How two functions become one.
#[derive(Debug, Clone, Copy)]
enum Join {
    Both,
    Either,
}

impl Join {
    /// The end that is the result whatever the other function is.
    const fn decided_by(self) -> u32 {
        match self {
            Self::Both => NO,
            Self::Either => YES,
        }
    }
}

impl Functions {
    pub fn new(limit: usize) -> Self {
        Self { nodes: Nodes::new(limit), joined: [Memory::new(), Memory::new()] }
    }

    /// Whether this variable is so.
    pub fn variable(&mut self, variable: u32) -> Result<u32, Full> {
        self.nodes.make(variable, YES, NO)
    }

    fn make(&mut self, variable: u32, high: u32, low: u32) -> Result<u32, Full> {
        if high == low { Ok(low) } else { self.nodes.make(variable, high, low) }
    }

    pub fn and(&mut self, one: u32, other: u32) -> Result<u32, Full> {
        self.join(Join::Both, one, other)
    }

    pub fn or(&mut self, one: u32, other: u32) -> Result<u32, Full> {
        self.join(Join::Either, one, other)
    }

    fn join(&mut self, how: Join, one: u32, other: u32) -> Result<u32, Full> {
        let (one, other) = (one.min(other), one.max(other));
        if one <= YES {
            // One end decides whatever the other is; its opposite leaves it to the other.
            return Ok(if one == how.decided_by() { one } else { other });
        }
        if one == other {
            return Ok(one);
        }
        if let Some(known) = self.joined[how as usize].recall(one, other) {
            return Ok(known);
        }
        let (variable, [high_one, low_one], [high_other, low_other]) = self.split(one, other);
        let high = self.join(how, high_one, high_other)?;
        let low = self.join(how, low_one, low_other)?;
        let result = self.make(variable, high, low)?;
        let nodes = self.nodes.len();
        let joined = &mut self.joined[how as usize];
        joined.fit(nodes);
        joined.keep(one, other, result);
        Ok(result)
    }

    /// The first variable of two functions, and what is left of each with it and without it.
    fn split(&self, one: u32, other: u32) -> (u32, [u32; 2], [u32; 2]) {
        let (a, b) = (self.nodes.node(one), self.nodes.node(other));
        let variable = a.variable.min(b.variable);
        let of = |node: Node, number: u32| {
            if node.variable == variable { [node.high, node.low] } else { [number; 2] }
        };
        (variable, of(a, one), of(b, other))
    }

    /// Whether at least `need` of these are so.
    pub fn at_least(&mut self, need: usize, of: &[u32]) -> Result<u32, Full> {
        if need == 0 || need > of.len() {
            return Ok(if need == 0 { YES } else { NO });
        }
        // Of the inputs seen so far, whether at least 0, 1, 2, … are so.
        let mut so_far = vec![NO; need + 1];
        so_far[0] = YES;
        for input in of {
            for count in (1..=need).rev() {
                let more = self.and(so_far[count - 1], *input)?;
                so_far[count] = self.or(so_far[count], more)?;
            }
        }
        Ok(so_far[need])
    }
}

/// The minimal sets of functions that grow with their variables, as zero-suppressed diagrams.
#[derive(Debug)]
pub(super) struct Families {
    pub nodes: Nodes,
    less: Memory,
    minimal: Vec<u32>,
}

impl Families {
    pub fn new(limit: usize) -> Self {
        Self { nodes: Nodes::new(limit), less: Memory::new(), minimal: Vec::new() }
    }

    fn make(&mut self, variable: u32, high: u32, low: u32) -> Result<u32, Full> {
        if high == NO { Ok(low) } else { self.nodes.make(variable, high, low) }
    }

    /// The smallest sets of variables that make the function true.
    pub fn minimal(&mut self, functions: &Nodes, function: u32) -> Result<u32, Full> {
        const UNKNOWN: u32 = u32::MAX;
        if function <= YES {
            return Ok(function);
        }
        self.minimal.resize(functions.len(), UNKNOWN);
        let known = self.minimal[function as usize];
        if known != UNKNOWN {
            return Ok(known);
        }
        let Node { variable, high, low } = functions.node(function);
        let with = self.minimal(functions, high)?;
        let high = self.without(functions, with, low)?;
        let low = self.minimal(functions, low)?;
        let result = self.make(variable, high, low)?;
        self.minimal[function as usize] = result;
        Ok(result)
    }

    /// The sets of a family that do not make the function true.
    fn without(&mut self, functions: &Nodes, family: u32, function: u32) -> Result<u32, Full> {
        if function == YES || family == NO {
            return Ok(NO);
        }
        // A function that grows and is not true everywhere is false for the empty set.
        if function == NO || family == YES {
            return Ok(family);
        }
        let (sets, of) = (self.nodes.node(family), functions.node(function));
        if of.variable < sets.variable {
            return self.without(functions, family, of.low);
        }
        if let Some(known) = self.less.recall(family, function) {
            return Ok(known);
        }
        let [with, besides] =
            if of.variable == sets.variable { [of.high, of.low] } else { [function; 2] };
        let high = self.without(functions, sets.high, with)?;
        let low = self.without(functions, sets.low, besides)?;
        let result = self.make(sets.variable, high, low)?;
        self.less.fit(self.nodes.len());
        self.less.keep(family, function, result);
        Ok(result)
    }
}
