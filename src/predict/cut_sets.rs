//! The minimal sets of events that bring something about, and how likely it is.

use super::diagram::{Families, Full, Functions, NO, Nodes, YES};
use super::formula::{Formula, Node, Part};
use super::modules::{inputs, modules};
use std::collections::HashMap;

/// So many nodes are made at most of a part of a formula, in each of two diagrams: some gigabytes.
const MOST: usize = 1 << 26;

/// With so many nodes an order of the events is tried first.
const FIRST: usize = 1 << 15;

/// So many events may depend on one another in one part; more could take more stack than there is.
const DEEPEST: usize = 10_000;

/// A formula whose diagram does not fit: too much in it depends on too much else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too much depends on too much else for all minimal sets of failures to be found")]
pub struct TooLarge;

/// The minimal cut sets of a formula: the sets of events that bring its top about and of which none
/// can be left out. All of them are known at once, however many they are.
#[derive(Debug)]
pub struct CutSets {
    /// Each after those that it is made of; the last is the whole.
    modules: Vec<Module>,
}

/// A part of the formula that shares nothing with the rest.
#[derive(Debug)]
struct Module {
    /// What each variable stands for.
    leaves: Vec<Leaf>,
    functions: Nodes,
    function: u32,
    families: Nodes,
    family: u32,
}

#[derive(Debug, Clone, Copy)]
enum Leaf {
    Event(u32),
    Module(usize),
}

impl CutSets {
    /// Finds them.
    pub fn of(formula: &Formula, top: Part) -> Result<Self, TooLarge> {
        let (formula, top) = formula.flat(top);
        let is_module = modules(&formula, top);
        let sizes = sizes(&formula);
        let mut found = Self { modules: Vec::new() };
        let mut places = HashMap::new();
        // Parts are made of earlier ones, so that modules come after those in them.
        let used = used(&formula, top);
        for number in (0..=top.0).filter(|number| used[*number as usize]) {
            if is_module[number as usize] {
                let one = Build { formula: &formula, sizes: &sizes, places: &places, top: number };
                found.modules.push(one.module()?);
                places.insert(number, found.modules.len() - 1);
            }
        }
        Ok(found)
    }

    /// How many there are; nothing where even 128 bits are too few.
    pub fn count(&self) -> Option<u128> {
        let mut of_modules: Vec<u128> = Vec::new();
        for module in &self.modules {
            let mut counts: Vec<u128> = vec![0, 1];
            for number in 2..u32::try_from(module.families.len()).ok()? {
                let node = module.families.node(number);
                let times = match module.leaves[node.variable as usize] {
                    Leaf::Event(_) => 1,
                    Leaf::Module(part) => of_modules[part],
                };
                let with = counts[node.high as usize].checked_mul(times)?;
                counts.push(with.checked_add(counts[node.low as usize])?);
            }
            of_modules.push(counts[module.family as usize]);
        }
        of_modules.last().copied()
    }

    /// Those of at most `order` events, smallest first, each sorted.
    pub fn up_to(&self, order: usize) -> Vec<Vec<u32>> {
        let mut of_modules: Vec<Vec<Vec<u32>>> = Vec::new();
        for module in &self.modules {
            let mut found = Vec::new();
            // A family, and what was chosen on the way to it.
            let mut way: Vec<(u32, Vec<u32>)> = vec![(module.family, Vec::new())];
            while let Some((family, chosen)) = way.pop() {
                match family {
                    NO => {}
                    YES => found.push(chosen),
                    _ => {
                        let node = module.families.node(family);
                        way.push((node.low, chosen.clone()));
                        let mut with = |events: &[u32]| {
                            if chosen.len() + events.len() <= order {
                                way.push((node.high, [&chosen, events].concat()));
                            }
                        };
                        match module.leaves[node.variable as usize] {
                            Leaf::Event(event) => with(&[event]),
                            Leaf::Module(part) => of_modules[part].iter().for_each(|one| with(one)),
                        }
                    }
                }
            }
            of_modules.push(found);
        }
        let mut sets = of_modules.pop().unwrap_or_default();
        for set in &mut sets {
            set.sort_unstable();
        }
        sets.sort_unstable_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
        sets
    }

    /// How likely the top is where events are independent and each has this probability, from 0
    /// to 1: exact, but for rounding.
    pub fn probability(&self, of_event: impl Fn(u32) -> f64) -> f64 {
        let mut of_modules: Vec<f64> = Vec::new();
        for module in &self.modules {
            let mut likely = vec![0.0, 1.0];
            for number in 2..module.functions.len() {
                let node = module.functions.node(u32::try_from(number).unwrap_or(u32::MAX));
                let one = match module.leaves[node.variable as usize] {
                    Leaf::Event(event) => of_event(event),
                    Leaf::Module(part) => of_modules[part],
                };
                let (high, low): (f64, f64) =
                    (likely[node.high as usize], likely[node.low as usize]);
                likely.push(one.mul_add(high - low, low));
            }
            of_modules.push(likely[module.function as usize]);
        }
        of_modules.last().copied().unwrap_or(0.0)
    }
}

/// Which parts the top is made of.
fn used(formula: &Formula, top: Part) -> Vec<bool> {
    let mut used = vec![false; formula.nodes.len()];
    used[top.0 as usize] = true;
    for number in (0..=top.0).rev().filter(|number| (*number as usize) < formula.nodes.len()) {
        if used[number as usize] {
            for input in inputs(formula, number) {
                used[*input as usize] = true;
            }
        }
    }
    used
}

/// How much each part has below it, counted as often as it is reached.
fn sizes(formula: &Formula) -> Vec<u64> {
    let mut sizes: Vec<u64> = Vec::with_capacity(formula.nodes.len());
    for node in &formula.nodes {
        sizes.push(match node {
            Node::Event(_) => 1,
            Node::Gate { of, .. } => {
                of.iter().fold(1, |sum: u64, input| sum.saturating_add(sizes[*input as usize]))
            }
        });
    }
    sizes
}

/// In which order a gate's inputs are walked, which decides how large the diagram becomes. None is
/// best for all formulas.
#[derive(Debug, Clone, Copy)]
enum Walk {
    Written,
    EventsFirst,
    SmallFirst,
    LargeFirst,
}

const WALKS: [Walk; 4] = [Walk::Written, Walk::EventsFirst, Walk::SmallFirst, Walk::LargeFirst];

/// What a module is made from.
struct Build<'f> {
    formula: &'f Formula,
    sizes: &'f [u64],
    /// The modules that there are already, by their parts.
    places: &'f HashMap<u32, usize>,
    top: u32,
}

impl Build<'_> {
    /// Tries one order of the events after the other, with ever more room.
    fn module(&self) -> Result<Module, TooLarge> {
        let mut room = FIRST;
        while room <= MOST {
            for walk in WALKS {
                let (order, gates) = self.order(walk);
                if order.len() > DEEPEST {
                    return Err(TooLarge);
                }
                if let Ok(module) = self.diagrams(&order, &gates, room) {
                    return Ok(module);
                }
            }
            room *= 8;
        }
        Err(TooLarge)
    }

    fn is_leaf(&self, part: u32) -> bool {
        let inner = self.places.contains_key(&part) && part != self.top;
        inner || matches!(self.formula.nodes[part as usize], Node::Event(_))
    }

    /// The leaves as a walk comes to them, and the gates, each after those below it.
    fn order(&self, walk: Walk) -> (Vec<u32>, Vec<u32>) {
        let (mut leaves, mut gates) = (Vec::new(), Vec::new());
        let mut seen = std::collections::HashSet::new();
        let mut way = vec![(self.top, false)];
        while let Some((part, done)) = way.pop() {
            if done {
                gates.push(part);
            } else if seen.insert(part) {
                if self.is_leaf(part) {
                    leaves.push(part);
                    continue;
                }
                way.push((part, true));
                let mut next = inputs(self.formula, part).to_vec();
                match walk {
                    Walk::Written => {}
                    Walk::EventsFirst => next.sort_by_key(|part| !self.is_leaf(*part)),
                    Walk::SmallFirst => next.sort_by_key(|part| self.sizes[*part as usize]),
                    Walk::LargeFirst => {
                        next.sort_by_key(|part| std::cmp::Reverse(self.sizes[*part as usize]));
                    }
                }
                way.extend(next.into_iter().rev().map(|part| (part, false)));
            }
        }
        (leaves, gates)
    }

    fn diagrams(&self, order: &[u32], gates: &[u32], room: usize) -> Result<Module, Full> {
        let mut functions = Functions::new(room);
        let mut made: HashMap<u32, u32> = HashMap::new();
        for (variable, part) in (0..).zip(order) {
            made.insert(*part, functions.variable(variable)?);
        }
        for gate in gates {
            let Node::Gate { need, of } = &self.formula.nodes[*gate as usize] else { continue };
            let mut inputs: Vec<u32> = of.iter().map(|input| made[input]).collect();
            // Those that are last in the order first, so that little is walked through twice.
            inputs.sort_by_key(|input| std::cmp::Reverse(functions.nodes.node(*input).variable));
            let function = match *need {
                1 => inputs.iter().try_fold(NO, |so_far, input| functions.or(so_far, *input))?,
                need if need as usize == inputs.len() => {
                    inputs.iter().try_fold(YES, |so_far, input| functions.and(so_far, *input))?
                }
                need => functions.at_least(need as usize, &inputs)?,
            };
            made.insert(*gate, function);
        }
        let function = made[&self.top];
        let mut families = Families::new(room);
        let family = families.minimal(&functions.nodes, function)?;
        let leaf = |part: &u32| match self.formula.nodes[*part as usize] {
            Node::Event(event) => Leaf::Event(event),
            Node::Gate { .. } => Leaf::Module(self.places[part]),
        };
        let leaves = order.iter().map(leaf).collect();
        Ok(Module {
            leaves,
            functions: functions.nodes,
            function,
            families: families.nodes,
            family,
        })
    }
}
