//! What needs what, as a pack has it: between services, and in no circle.

use super::services::Services;
use crate::reading::{Drawn, Need, Reading};
use std::collections::{BTreeMap, BTreeSet};

/// That one service needs another.
#[derive(Debug, Clone)]
pub struct Dependency {
    /// Who needs.
    pub from: usize,
    /// What it needs.
    pub to: usize,
    /// How much, where that is said.
    pub kind: Option<Need>,
    /// The lines of the document that say it.
    pub lines: BTreeSet<u32>,
    /// The Compose file says it.
    pub compose: bool,
    /// It is said of starting alone.
    starting: bool,
    /// How it is written down best.
    drawn: Option<Drawn>,
}

impl Dependency {
    /// In how many places it is said.
    pub fn places(&self) -> usize {
        self.lines.len() + usize::from(self.compose)
    }

    /// How much is needed; where nobody says it, it is taken for needed altogether.
    pub fn need(&self) -> Need {
        let unsaid = if self.starting { Need::Startup } else { Need::Hard };
        self.kind.unwrap_or(unsaid)
    }

    /// Whether how much is needed is a guess.
    pub const fn is_guess(&self) -> bool {
        self.kind.is_none() && !self.starting
    }
}

/// What needs what.
#[derive(Debug, Default)]
pub struct Dependencies {
    /// What the pack takes over.
    pub kept: Vec<Dependency>,
    /// What would close a circle, said in fewest places of all in it.
    pub circles: Vec<Dependency>,
    /// Ends of dependencies that are no service, and the lines that name them.
    pub strangers: BTreeMap<String, BTreeSet<u32>>,
}

impl Dependencies {
    /// Those of a document and of the Compose file behind its services.
    pub fn of(reading: &Reading, services: &Services) -> Self {
        let mut gathered = Gathered::default();
        for edge in &reading.edges {
            let ends = (services.find(&edge.from.name), services.find(&edge.to.name));
            for (named, at) in [(&edge.from, ends.0), (&edge.to, ends.1)] {
                if at.is_none() {
                    gathered.stranger(&named.words.text, edge.place.line);
                }
            }
            if let (Some(from), Some(to)) = ends {
                gathered.say(from, to, edge.kind, Some(edge.drawn), Some(edge.place.line));
            }
        }
        for step in reading.orders.iter().flat_map(|order| &order.steps) {
            for after in &step.after {
                let ends = (services.find(&step.starts.name), services.find(&after.name));
                if let (Some(from), Some(to)) = ends {
                    gathered.say(from, to, None, None, Some(after.words.place.line));
                }
            }
        }
        for (from, service) in services.all.iter().enumerate() {
            let waits = service.compose.iter().flat_map(|compose| &compose.depends_on);
            for to in waits {
                let is_it = |one: &super::services::Service| {
                    one.compose.as_ref().is_some_and(|compose| compose.name == *to)
                };
                if let Some(to) = services.all.iter().position(is_it) {
                    gathered.say(from, to, None, None, None);
                }
            }
        }
        gathered.without_circles()
    }
}

#[derive(Debug, Default)]
struct Gathered {
    pairs: BTreeMap<(usize, usize), Dependency>,
    strangers: BTreeMap<String, BTreeSet<u32>>,
}

impl Gathered {
    fn stranger(&mut self, text: &str, line: u32) {
        self.strangers.entry(text.trim().to_owned()).or_default().insert(line);
    }

    /// Without a drawing it is said of starting; without a line, by the Compose file.
    fn say(
        &mut self,
        from: usize,
        to: usize,
        kind: Option<Need>,
        drawn: Option<Drawn>,
        line: Option<u32>,
    ) {
        if from == to {
            return;
        }
        let said = self.pairs.entry((from, to)).or_insert_with(|| Dependency {
            from,
            to,
            kind: None,
            lines: BTreeSet::new(),
            compose: false,
            starting: true,
            drawn: None,
        });
        said.kind = stronger(said.kind, kind);
        said.lines.extend(line);
        said.compose |= line.is_none();
        said.starting &= drawn.is_none();
        said.drawn = said.drawn.max(drawn);
    }

    /// What is said most often comes first, and what would close a circle then is left out: it is
    /// what fewest places of that circle say.
    fn without_circles(self) -> Dependencies {
        let mut said: Vec<Dependency> = self.pairs.into_values().collect();
        said.sort_by_key(|one| {
            (std::cmp::Reverse((one.places(), one.drawn)), one.lines.first().copied(), one.to)
        });
        let mut found = Dependencies { strangers: self.strangers, ..Dependencies::default() };
        let mut needs: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for one in said {
            if reaches(&needs, one.to, one.from) {
                found.circles.push(one);
            } else {
                needs.entry(one.from).or_default().push(one.to);
                found.kept.push(one);
            }
        }
        found.kept.sort_by_key(|one| (one.from, one.to));
        found
    }
}

const fn stronger(one: Option<Need>, other: Option<Need>) -> Option<Need> {
    match (one, other) {
        (Some(Need::Hard), _) | (_, Some(Need::Hard)) => Some(Need::Hard),
        (Some(Need::Soft), _) | (_, Some(Need::Soft)) => Some(Need::Soft),
        (Some(Need::Startup), _) | (_, Some(Need::Startup)) => Some(Need::Startup),
        (None, None) => None,
    }
}

/// Whether the one needs the other, directly or not.
fn reaches(needs: &BTreeMap<usize, Vec<usize>>, from: usize, to: usize) -> bool {
    let (mut open, mut seen) = (vec![from], BTreeSet::new());
    while let Some(at) = open.pop() {
        if at == to {
            return true;
        }
        if seen.insert(at) {
            open.extend(needs.get(&at).into_iter().flatten());
        }
    }
    false
}
