//! One replication: a system over some years, failure by failure.
//!
//! Each unit breaks and is repaired by a chance of its own: `ChaCha8` with the seed, the number of
//! the replication and the unit's name as its key. So a replication depends on nothing but these,
//! and a unit fails at the same times in every system that it is in, however the rest is changed
//! (common random numbers).

use super::model::{Rates, System, Unit, Way};
use crate::words::{Impact, Span};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt as _, SeedableRng as _};
use sha2::{Digest as _, Sha256};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// The microseconds of a year of 365.25 days.
pub const MICROS_A_YEAR: u64 = 31_557_600_000_000;

/// What became of a journey in one replication; whole microseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    /// For how long it was down.
    pub outage: u64,
    /// For how long it was up and worse than it should be.
    pub degraded: u64,
    /// How often it went down.
    pub outages: u64,
}

/// What became of all journeys in one replication, in the system's order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// One for each journey.
    pub journeys: Vec<Counted>,
}

/// The `n`-th replication of so many microseconds of a system, which begins with all well.
pub fn replication(system: &System, seed: u64, n: u64, length: u64) -> Tally {
    let mut course = Course::new(system, seed, n);
    while let Some(Reverse((now, unit))) = course.next.pop() {
        if now >= length {
            break;
        }
        course.turn(unit, now);
    }
    course.close(length)
}

/// The chance of one unit.
struct Chance(ChaCha8Rng);

impl Chance {
    fn new(unit: &Unit, seed: u64, n: u64) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..16].copy_from_slice(&n.to_le_bytes());
        key[16..].copy_from_slice(&Sha256::digest(&unit.name)[..16]);
        Self(ChaCha8Rng::from_seed(key))
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "never negative, and far below 2^64: at most 37 times a mean of some centuries"
    )]
    fn exponential(&mut self, mean: Span) -> u64 {
        let uniform: f64 = self.0.random();
        (-(1.0 - uniform).ln() * mean.as_micros() as f64).round() as u64
    }

    fn until_failure(&mut self, rates: &Rates) -> u64 {
        self.exponential(rates.mtbf).max(1)
    }

    fn down(&mut self, rates: &Rates) -> u64 {
        self.exponential(rates.notice).saturating_add(self.exponential(rates.repair))
    }
}

/// What is to be looked at again.
enum Open {
    Unit(usize),
    Service(usize),
}

/// A replication that goes on.
struct Course<'a> {
    system: &'a System,
    links: Links,
    chances: Vec<Chance>,
    /// When each unit breaks or is repaired next.
    next: BinaryHeap<Reverse<(u64, usize)>>,
    broken: Vec<bool>,
    runs: Vec<bool>,
    /// How many copies of each service run.
    copies: Vec<usize>,
    services: Vec<Impact>,
    /// How each journey fares, and since when.
    journeys: Vec<(Impact, u64)>,
    open: Vec<Open>,
    tally: Tally,
}

/// Who must be looked at when something changes.
struct Links {
    /// The service that each unit is a copy of.
    copy_of: Vec<Option<usize>>,
    /// The units on each unit.
    on: Vec<Vec<usize>>,
    /// The services that each service is needed by.
    needed_by: Vec<Vec<usize>>,
    /// The units that need each service to start.
    starts: Vec<Vec<usize>>,
    /// The journeys that each service is on a way of.
    journeys: Vec<Vec<usize>>,
}

impl Links {
    fn of(system: &System) -> Self {
        let (units, services) = (system.units.len(), system.services.len());
        let mut links = Self {
            copy_of: vec![None; units],
            on: vec![Vec::new(); units],
            needed_by: vec![Vec::new(); services],
            starts: vec![Vec::new(); services],
            journeys: vec![Vec::new(); services],
        };
        for (number, unit) in system.units.iter().enumerate() {
            if let Some(server) = unit.on {
                links.on[server].push(number);
            }
        }
        for (number, service) in system.services.iter().enumerate() {
            for unit in &service.units {
                links.copy_of[*unit] = Some(number);
            }
            let members = service.best.iter().flat_map(|(_, members)| members);
            let others = service.hard.iter().chain(&service.soft).chain(&service.fallback);
            for needed in others.chain(members) {
                links.needed_by[*needed].push(number);
            }
            for needed in &service.startup {
                links.starts[*needed].extend(&service.units);
            }
        }
        for (number, journey) in system.journeys.iter().enumerate() {
            for service in journey.ways.iter().flat_map(|way| way.hard.iter().chain(&way.soft)) {
                if links.journeys[*service].last() != Some(&number) {
                    links.journeys[*service].push(number);
                }
            }
        }
        links
    }
}

impl<'a> Course<'a> {
    fn new(system: &'a System, seed: u64, n: u64) -> Self {
        let chance = |unit| Chance::new(unit, seed, n);
        let mut chances: Vec<Chance> = system.units.iter().map(chance).collect();
        let first = system.units.iter().zip(&mut chances).enumerate();
        let first = first
            .map(|(number, (unit, chance))| Reverse((chance.until_failure(&unit.rates), number)));
        let next = first.collect();
        Self {
            system,
            links: Links::of(system),
            next,
            chances,
            broken: vec![false; system.units.len()],
            runs: vec![true; system.units.len()],
            copies: system.services.iter().map(|service| service.units.len()).collect(),
            services: vec![Impact::None; system.services.len()],
            journeys: vec![(Impact::None, 0); system.journeys.len()],
            open: Vec::new(),
            tally: Tally { journeys: vec![Counted::default(); system.journeys.len()] },
        }
    }

    /// A unit breaks, or is repaired. Either brings others down or lets others up, never both, so
    /// that looking again at who needs what changed ends.
    fn turn(&mut self, unit: usize, now: u64) {
        let rates = &self.system.units[unit].rates;
        let chance = &mut self.chances[unit];
        let lasts =
            if self.broken[unit] { chance.until_failure(rates) } else { chance.down(rates) };
        self.broken[unit] = !self.broken[unit];
        self.next.push(Reverse((now.saturating_add(lasts), unit)));
        self.open.push(Open::Unit(unit));
        while let Some(open) = self.open.pop() {
            match open {
                Open::Unit(unit) => self.look_at_unit(unit),
                Open::Service(service) => self.look_at_service(service, now),
            }
        }
    }

    /// What runs runs on while it is whole and its server runs; what does not needs all that it
    /// starts by as well.
    fn look_at_unit(&mut self, unit: usize) {
        let server_runs = self.system.units[unit].on.is_none_or(|server| self.runs[server]);
        let may_run = !self.broken[unit] && server_runs;
        let starts = || {
            let Some(service) = self.links.copy_of[unit] else { return true };
            let mut needed = self.system.services[service].startup.iter();
            needed.all(|needed| self.services[*needed] < Impact::Outage)
        };
        let runs = may_run && (self.runs[unit] || starts());
        if runs == self.runs[unit] {
            return;
        }
        self.runs[unit] = runs;
        self.open.extend(self.links.on[unit].iter().map(|on| Open::Unit(*on)));
        if let Some(service) = self.links.copy_of[unit] {
            if runs {
                self.copies[service] += 1;
            } else {
                self.copies[service] -= 1;
            }
            self.open.push(Open::Service(service));
        }
    }

    fn look_at_service(&mut self, number: usize, now: u64) {
        let service = &self.system.services[number];
        let own = if self.copies[number] < service.need { Impact::Outage } else { Impact::None };
        let own = own.max(best(&self.services, service.best.as_ref()));
        let way = worst(&self.services, &service.hard, &service.soft).max(own);
        let falls_back =
            service.fallback.is_some_and(|other| self.services[other] < Impact::Outage);
        let impact = if falls_back { way.min(Impact::Degraded) } else { way };
        if impact == self.services[number] {
            return;
        }
        self.services[number] = impact;
        self.open.extend(self.links.needed_by[number].iter().map(|by| Open::Service(*by)));
        if impact < Impact::Outage {
            self.open.extend(self.links.starts[number].iter().map(|unit| Open::Unit(*unit)));
        }
        for at in 0..self.links.journeys[number].len() {
            self.look_at_journey(self.links.journeys[number][at], now);
        }
    }

    fn look_at_journey(&mut self, number: usize, now: u64) {
        let fares = |way: &Way| worst(&self.services, &way.hard, &way.soft);
        let best = self.system.journeys[number].ways.iter().map(fares).min();
        let impact = best.unwrap_or(Impact::None);
        let (before, since) = self.journeys[number];
        if impact == before {
            return;
        }
        self.tally.journeys[number].add(before, now - since);
        if impact == Impact::Outage {
            self.tally.journeys[number].outages += 1;
        }
        self.journeys[number] = (impact, now);
    }

    fn close(mut self, length: u64) -> Tally {
        for (counted, (impact, since)) in self.tally.journeys.iter_mut().zip(&self.journeys) {
            counted.add(*impact, length.saturating_sub(*since));
        }
        self.tally
    }
}

impl Counted {
    fn add(&mut self, impact: Impact, time: u64) {
        match impact {
            Impact::None => {}
            Impact::Degraded => self.degraded += time,
            Impact::Outage => self.outage += time,
        }
    }
}

/// How a group of services is of which some are enough.
fn best(services: &[Impact], group: Option<&(usize, Vec<usize>)>) -> Impact {
    let Some((least, members)) = group else { return Impact::None };
    let mut levels: Vec<Impact> = members.iter().map(|member| services[*member]).collect();
    levels.sort_unstable();
    let at = (*least).min(levels.len()).checked_sub(1);
    at.and_then(|at| levels.get(at).copied()).unwrap_or(Impact::None)
}

/// How somebody fares who fails with some and degrades with others.
fn worst(services: &[Impact], hard: &[usize], soft: &[usize]) -> Impact {
    let hard = hard.iter().map(|service| services[*service]);
    let soft = soft.iter().map(|service| services[*service].min(Impact::Degraded));
    hard.chain(soft).max().unwrap_or(Impact::None)
}
