//! What is true in the simulated world at any moment: what is broken itself, and who suffers by it.
//!
//! A service serves, and it may store what it is given; each goes its own way. What becomes of
//! either follows from the topology: with a hard dependency it fails, with a soft one it degrades,
//! and what degrades for want of room can no longer store. Everything is felt a while after it
//! happened; when is for the world to say.

use crate::pack::{Broken, Runs};
use crate::topology::{DependencyKind, Need, Topology};
use crate::words::{Moment, ServiceName};
use std::collections::{BTreeMap, BTreeSet};

/// What a service is like, as far as it matters here.
#[derive(Debug, Clone)]
pub(super) struct Shape {
    /// What it runs as.
    pub runs: Runs,
    /// It is the room in which others store: what is looked at is whether there is some left.
    pub is_room: bool,
    /// A look at it stores something.
    pub stores: bool,
    /// It is what a server shows of itself, a certificate: what is wrong with it is a warning.
    pub is_shown: bool,
}

impl Default for Shape {
    fn default() -> Self {
        Self { runs: Runs::Elsewhere, is_room: false, stores: false, is_shown: false }
    }
}

/// How it is with a service, or with a part of what it does. Ordered from good to bad.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Health {
    /// All well.
    #[default]
    Well,
    /// It works, with a warning.
    Warning,
    /// It works by a fallback, and more slowly.
    Fallback,
    /// It does not work, and says so.
    Out,
    /// It does not answer.
    Frozen,
}

/// All that is known of a service at a moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Condition {
    /// Its own state, through nothing else.
    pub alive: Health,
    /// What its users get.
    pub serves: Health,
    /// What becomes of what they give it to store.
    pub stores: Health,
    /// Whether others no longer find it where it was, however well it is.
    pub misplaced: bool,
    /// The service without which it is not well; none where it is well, or broken itself.
    because: Option<usize>,
}

impl Condition {
    /// All of it is like this.
    pub(super) fn all(health: Health) -> Self {
        Self { alive: health, serves: health, stores: health, ..Self::default() }
    }

    /// What others of the stack get of it.
    pub(super) fn reached(&self) -> Health {
        if self.misplaced { self.serves.max(Health::Out) } else { self.serves }
    }
}

#[derive(Debug, Clone)]
struct Member {
    name: ServiceName,
    shape: Shape,
    needs: Vec<Needed>,
    needed_by: Vec<usize>,
    /// What is wrong with itself.
    own: Condition,
    /// What was true from when on.
    course: Vec<(Moment, Condition)>,
}

/// What a service needs: another, or so many of a group.
#[derive(Debug, Clone)]
struct Needed {
    kind: DependencyKind,
    need: Need,
    /// The places of those that are there.
    of: Vec<usize>,
}

/// The services of a stack, and how it is with each of them.
#[derive(Debug, Clone)]
pub struct Model {
    members: Vec<Member>,
    index: BTreeMap<ServiceName, usize>,
    /// Services whose fault is near enough for whoever watches them to notice, and since when.
    near: BTreeMap<usize, Moment>,
}

impl Model {
    /// All well: these services, and all that the topology names, unless `absent` has it.
    pub(super) fn new(
        topology: &Topology,
        shapes: &BTreeMap<ServiceName, Shape>,
        absent: &BTreeSet<ServiceName>,
    ) -> Self {
        let edges = || {
            topology
                .dependencies()
                .iter()
                .filter(|one| !absent.contains(&one.from) && !absent.contains(&one.to))
        };
        let names: BTreeSet<&ServiceName> =
            shapes.keys().chain(edges().flat_map(|one| [&one.from, &one.to])).collect();
        let index: BTreeMap<ServiceName, usize> = names.into_iter().cloned().zip(0..).collect();
        let needs = || topology.needs().iter();
        let needed = |need: &Need| {
            let there = need.of.iter().filter(|one| !absent.contains(*one));
            let of: Vec<usize> = there.filter_map(|one| index.get(one).copied()).collect();
            (!of.is_empty()).then(|| Needed { kind: need.kind, need: need.clone(), of })
        };
        let member = |(name, _): (&ServiceName, _)| Member {
            needs: needs().filter(|need| need.from == *name).filter_map(needed).collect(),
            needed_by: edges().filter(|one| one.to == *name).map(|one| index[&one.from]).collect(),
            shape: shapes.get(name).cloned().unwrap_or_default(),
            name: name.clone(),
            own: Condition::default(),
            course: vec![(Moment::START, Condition::default())],
        };
        Self { members: index.iter().map(member).collect(), near: BTreeMap::new(), index }
    }

    /// The place of a service; none where the stack has no such service.
    pub(super) fn place(&self, service: &ServiceName) -> Option<usize> {
        self.index.get(service).copied()
    }

    /// The name of the service at a place.
    pub(super) fn name(&self, place: usize) -> &ServiceName {
        &self.members[place].name
    }

    /// What the service at a place is like.
    pub(super) fn shape(&self, place: usize) -> &Shape {
        &self.members[place].shape
    }

    /// Who needs the service at a place.
    pub(super) fn needed_by(&self, place: usize) -> Vec<usize> {
        self.members[place].needed_by.clone()
    }

    /// How it was with a service at a moment that is over.
    pub(super) fn at(&self, place: usize, moment: Moment) -> Condition {
        let course = &self.members[place].course;
        course
            .iter()
            .rev()
            .find(|(since, _)| *since <= moment)
            .map_or_else(Condition::default, |(_, one)| *one)
    }

    /// How it is with a service by now.
    pub(super) fn now(&self, place: usize) -> Condition {
        self.members[place]
            .course
            .last()
            .map_or_else(Condition::default, |(_, condition)| *condition)
    }

    /// All that became of a service; nothing where the stack has no such service.
    #[cfg(feature = "rooms")]
    pub(super) fn course(&self, service: &ServiceName) -> &[(Moment, Condition)] {
        self.place(service).map_or(&[], |place| &self.members[place].course)
    }

    /// Since when those whom a service serves have had something to complain of, at a moment that
    /// is over.
    pub(super) fn unwell_since(&self, place: usize, moment: Moment) -> Option<Moment> {
        let until =
            self.members[place].course.iter().rev().skip_while(|(since, _)| *since > moment);
        until
            .take_while(|(_, one)| one.serves.max(one.stores) > Health::Well)
            .last()
            .map(|(since, _)| *since)
    }

    /// Whether the service at a place is not well by its own fault.
    pub(super) fn is_broken(&self, place: usize) -> bool {
        self.members[place].own != Condition::default()
    }

    /// Breaks a service.
    pub(super) fn hurt(&mut self, place: usize, how: Broken) {
        let Member { shape, own, .. } = &mut self.members[place];
        *own = match how {
            Broken::Killed => Condition { misplaced: own.misplaced, ..Condition::all(Health::Out) },
            Broken::Moved => Condition { misplaced: true, ..Condition::all(Health::Out) },
            Broken::Frozen => Condition::all(Health::Frozen),
            // Room that is full is still there to be read.
            Broken::Changed if shape.is_room => {
                Condition { stores: Health::Out, ..Condition::default() }
            }
            Broken::Changed if shape.is_shown => Condition {
                serves: Health::Warning,
                stores: Health::Warning,
                ..Condition::default()
            },
            Broken::Changed => {
                Condition { serves: Health::Out, stores: Health::Out, ..Condition::default() }
            }
        };
    }

    /// Its own state is well again, while users have to wait for it still.
    pub(super) fn lives(&mut self, place: usize) {
        self.members[place].own.alive = Health::Well;
    }

    /// Nothing is wrong with it any more by its own fault; where it was moved to, it stays.
    pub(super) fn heal(&mut self, place: usize) {
        let own = &mut self.members[place].own;
        *own = Condition { misplaced: own.misplaced, ..Condition::default() };
    }

    /// Its users are served again. What was dead lives again for that; what stands still does so
    /// on, and another serves.
    pub(super) fn serve_again(&mut self, place: usize) {
        self.near.remove(&place);
        let own = &mut self.members[place].own;
        let alive = if own.alive == Health::Frozen { Health::Frozen } else { Health::Well };
        *own = Condition { alive, misplaced: own.misplaced, ..Condition::default() };
    }

    /// What the service needs to start, and does not have now. What runs is there, be it not ready yet.
    pub(super) fn lacks_to_start(&self, place: usize) -> Option<&ServiceName> {
        let needs = &self.members[place].needs;
        let is_out = |other: &&usize| self.now(**other).alive >= Health::Out;
        let lacking = needs.iter().filter(|one| one.kind == DependencyKind::Startup).find(|one| {
            let health = one.of.iter().map(|other| self.now(*other).alive).collect();
            one.need.of_best(health).is_some_and(|best| best >= Health::Out)
        });
        lacking?.of.iter().find(is_out).map(|other| &self.members[*other].name)
    }

    /// It is where it was, too.
    pub(super) fn bring_home(&mut self, place: usize) {
        self.members[place].own.misplaced = false;
        self.near.remove(&place);
    }

    /// From `at` on whoever watches this service has something to notice, though it is not down.
    pub(super) fn come_near(&mut self, place: usize, at: Moment) {
        self.near.insert(place, at);
    }

    /// Whether a fault of the service was near at `moment`.
    pub(super) fn is_near(&self, place: usize, moment: Moment) -> bool {
        self.near.get(&place).is_some_and(|since| *since <= moment)
    }

    /// Looks again how it is with a service; true where that has changed, so that those who need it
    /// must look too.
    pub(super) fn reconsider(&mut self, place: usize, at: Moment) -> bool {
        let condition = self.implied(place);
        let changed = condition != self.now(place);
        if changed {
            self.members[place].course.push((at, condition));
        }
        changed
    }

    /// How it must be with a service, by what is wrong with itself and with those it needs.
    fn implied(&self, place: usize) -> Condition {
        let member = &self.members[place];
        let mut condition = member.own;
        for one in &member.needs {
            let carried: Vec<(Health, Health)> =
                one.of.iter().map(|other| self.carried(member, one.kind, *other)).collect();
            let best = |part: fn(&(Health, Health)) -> Health| {
                one.need.of_best(carried.iter().map(part).collect()).unwrap_or_default()
            };
            let (serves, stores) = (best(|(serves, _)| *serves), best(|(_, stores)| *stores));
            if serves > condition.serves || stores > condition.stores {
                let to_blame =
                    |(_, of): &(&usize, &(Health, Health))| of.0 >= serves && of.1 >= stores;
                let by = one.of.iter().zip(&carried).find(to_blame);
                condition.because = by.map(|(other, _)| *other).or(condition.because);
            }
            condition.serves = condition.serves.max(serves);
            condition.stores = condition.stores.max(stores);
        }
        condition.stores = condition.stores.max(condition.serves);
        condition
    }

    /// What becomes of who serves and of what is stored by a service that needs another.
    fn carried(&self, member: &Member, kind: DependencyKind, other: usize) -> (Health, Health) {
        let (needed, room) = (self.now(other), self.members[other].shape.is_room);
        match kind {
            DependencyKind::Startup => (Health::Well, Health::Well),
            DependencyKind::Hard if room => (carried(needed.stores), carried(needed.stores)),
            DependencyKind::Hard => {
                (carried(needed.reached()), carried(needed.stores.max(needed.reached())))
            }
            DependencyKind::Soft if room && member.shape.stores => {
                (Health::Well, carried(needed.stores))
            }
            DependencyKind::Soft if room => (faded(needed.stores), faded(needed.stores)),
            DependencyKind::Soft => {
                (faded(needed.reached()), faded(needed.stores.max(needed.reached())))
            }
        }
    }

    /// What is amiss, in words: `down`, `down without postgres`.
    pub(super) fn symptom(&self, place: usize, condition: Condition, health: Health) -> String {
        if condition.misplaced && condition.serves < Health::Out && health >= Health::Out {
            return "no longer where it was".to_owned();
        }
        let what = match health {
            Health::Well => "well",
            Health::Warning => "a warning",
            Health::Fallback => "degraded",
            Health::Out => "down",
            Health::Frozen => "frozen",
        };
        let because = condition.because.map(|other| &self.members[other]);
        match because {
            Some(other) if other.shape.is_room => format!("no room left on {}", other.name),
            Some(other) => format!("{what} without {}", other.name),
            None if self.members[place].shape.is_room && condition.serves < Health::Out => {
                "no room left".to_owned()
            }
            None => what.to_owned(),
        }
    }
}

/// What a hard dependency does: who needs what does not answer, waits for it and then says so.
const fn carried(of: Health) -> Health {
    match of {
        Health::Well => Health::Well,
        Health::Warning | Health::Fallback => Health::Fallback,
        Health::Out | Health::Frozen => Health::Out,
    }
}

/// What a soft dependency does.
const fn faded(of: Health) -> Health {
    match of {
        Health::Well => Health::Well,
        _ => Health::Fallback,
    }
}
