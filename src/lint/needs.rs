//! What needs what, of all that the document says of it.

use super::things::Things;
use crate::reading::{Drawn, Name, Named, Need, Place, Reading};
use std::collections::{BTreeSet, HashMap, VecDeque};

/// That one thing needs another, as it is said in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Who needs.
    pub from: Name,
    /// What it needs.
    pub to: Name,
    /// How much, where it is said.
    pub kind: Option<Need>,
    /// How it is written down; a start order has it in words.
    pub drawn: Drawn,
    /// It is said in a start order.
    pub in_order: bool,
    /// Where.
    pub place: Place,
}

impl Link {
    /// Whether it is said in words, so that nobody takes its arrow the other way round.
    pub const fn is_in_words(&self) -> bool {
        matches!(self.drawn, Drawn::Table | Drawn::Line)
    }

    /// `A needs B` at a glance.
    pub fn says(&self, things: &Things) -> String {
        let (from, to) = (things.shown(&self.from), things.shown(&self.to));
        match self.drawn {
            Drawn::Table | Drawn::Line => format!("{from} needs {to}"),
            _ => format!("drawn: {from} → {to}"),
        }
    }
}

/// All of them, by who needs and by what is needed.
#[derive(Debug, Default)]
pub struct Needs {
    links: Vec<Link>,
    by_from: HashMap<Name, Vec<usize>>,
    by_to: HashMap<Name, Vec<usize>>,
}

/// So many things are looked at to find a way from one to another; in a graph that is larger, none
/// is held against anybody.
const LOOKED_AT: usize = 150;

/// So many are told of those who need one thing.
const TOLD: usize = 60;

impl Needs {
    /// What the document says of it.
    pub fn of(reading: &Reading, things: &Things) -> Self {
        let mut needs = Self::default();
        let mut seen = BTreeSet::new();
        let mut add = |link: Link| {
            let key =
                (link.from.clone(), link.to.clone(), link.place.line, link.in_order, link.drawn);
            if link.from != link.to && seen.insert(key) {
                needs.links.push(link);
            }
        };
        for edge in &reading.edges {
            let link = |from, to| Link {
                from,
                to,
                kind: edge.kind,
                drawn: edge.drawn,
                in_order: false,
                place: edge.place,
            };
            each(things, &edge.from, &edge.to, |from, to| add(link(from, to)));
        }
        for (from, to, place, in_order) in said(reading) {
            let link =
                |from, to| Link { from, to, kind: None, drawn: Drawn::Table, in_order, place };
            each(things, from, to, |from, to| add(link(from, to)));
        }
        for (at, link) in needs.links.iter().enumerate() {
            needs.by_from.entry(link.from.clone()).or_default().push(at);
            needs.by_to.entry(link.to.clone()).or_default().push(at);
        }
        needs
    }

    /// All, in the order of who says them.
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// Whether chains and trees of the document are drawn from who needs to what is needed, as far
    /// as words say the same: arrows that show who sends point the other way as often.
    pub fn arrows_mean_needs(&self) -> bool {
        let drawn = self.links.iter().filter(|link| !link.is_in_words());
        let said = |from: &Name, to: &Name| {
            self.of_thing(from).any(|link| link.is_in_words() && link.to == *to)
        };
        let (mut with, mut against) = (0, 0);
        for link in drawn {
            with += usize::from(said(&link.from, &link.to));
            against += usize::from(said(&link.to, &link.from));
        }
        with > 1 && against == 0
    }

    /// Whether anything is said of what it needs or who needs it.
    pub fn knows(&self, name: &Name) -> bool {
        self.by_from.contains_key(name) || self.by_to.contains_key(name)
    }

    /// What a thing needs.
    pub fn of_thing(&self, name: &Name) -> impl Iterator<Item = &Link> {
        self.by_from.get(name).into_iter().flatten().filter_map(|at| self.links.get(*at)).take(TOLD)
    }

    /// Who needs a thing.
    pub fn on_thing(&self, name: &Name) -> impl Iterator<Item = &Link> {
        self.by_to.get(name).into_iter().flatten().filter_map(|at| self.links.get(*at)).take(TOLD)
    }

    /// Whether the first needs the second, be it through others, as far as `counts` says what
    /// counts; none where that is too far to see.
    pub fn needs(&self, from: &Name, to: &Name, counts: impl Fn(&Link) -> bool) -> Option<bool> {
        self.way(from, to, counts).map(|way| way.is_some())
    }

    /// The shortest way from one thing to another; none where that is too far to see.
    #[expect(clippy::option_option, reason = "no way is known, or it is known that there is none")]
    pub fn way<'a>(
        &'a self,
        from: &'a Name,
        to: &Name,
        counts: impl Fn(&Link) -> bool,
    ) -> Option<Option<Vec<&'a Link>>> {
        let mut came: HashMap<&Name, &Link> = HashMap::new();
        let mut next: VecDeque<&Name> = VecDeque::from([from]);
        let mut looked = 0;
        while let Some(here) = next.pop_front() {
            if self.by_from.get(here).is_some_and(|links| links.len() > TOLD) {
                return None;
            }
            for link in self.of_thing(here).filter(|link| counts(link)) {
                looked += 1;
                if looked > LOOKED_AT {
                    return None;
                }
                if &link.to != from && !came.contains_key(&link.to) {
                    came.insert(&link.to, link);
                    next.push_back(&link.to);
                }
                if &link.to == to {
                    came.entry(&link.to).or_insert(link);
                    return Some(Some(back(&came, from, to, link)));
                }
            }
        }
        Some(None)
    }
}

/// The way that was come, from its beginning. `last` is its last link.
fn back<'a>(
    came: &HashMap<&Name, &'a Link>,
    from: &Name,
    to: &Name,
    last: &'a Link,
) -> Vec<&'a Link> {
    let mut way = vec![last];
    let mut here = &last.from;
    while here != from && here != to {
        let Some(link) = came.get(here) else { break };
        way.push(link);
        here = &link.from;
    }
    way.reverse();
    way
}

/// What rows of tables and start orders say: who, needs what, where, and whether in a start order.
fn said(reading: &Reading) -> impl Iterator<Item = (&Named, &Named, Place, bool)> {
    let rows = reading.services.iter().flat_map(|row| {
        let needs = row.needs.iter().flatten();
        let needs = needs.map(|needed| (&row.service, needed, needed.words.place, false));
        let needed_by = row.needed_by.iter().flatten();
        needs.chain(needed_by.map(|by| (by, &row.service, by.words.place, false)))
    });
    let steps = reading.orders.iter().flat_map(|order| &order.steps);
    rows.chain(steps.flat_map(|step| {
        step.after.iter().map(|after| (&step.starts, after, after.words.place, true))
    }))
}

/// Each pair of things that two names mean.
fn each(things: &Things, from: &Named, to: &Named, mut add: impl FnMut(Name, Name)) {
    let single = |named: &Named| {
        let one = things.one(&named.name);
        let group = things.group(&one);
        if group.is_empty() { vec![one] } else { group }
    };
    let (from, to) = (single(from), single(to));
    // A group on both sides says nothing of who needs whom.
    if from.len() > 1 && to.len() > 1 {
        return;
    }
    for one in &from {
        for other in &to {
            add(one.clone(), other.clone());
        }
    }
}
