//! The room against what is known exactly.

mod exact;

use super::course::{Counted, Tally, replication};
use super::estimate::{Estimate, Plan};
use super::model::{Journey, Rates, Service, System, Way};
use crate::words::Span;

fn hours(hours: u64) -> Span {
    Span::secs(hours * 3_600)
}

fn rates(mtbf: u64, notice: u64, repair: u64) -> Rates {
    Rates { mtbf: hours(mtbf), notice: hours(notice), repair: hours(repair) }
}

/// A service of so many copies.
fn service(system: &mut System, name: &str, copies: &[Rates], on: Option<usize>) -> usize {
    let copy =
        |(number, rates): (usize, &Rates)| system.unit(format!("{name} {number}"), *rates, on);
    let units: Vec<usize> = copies.iter().enumerate().map(copy).collect();
    system.service(Service { name: name.to_owned(), units, need: 1, ..Service::default() })
}

fn journey(system: &mut System, hard: &[usize], soft: &[usize]) {
    let ways = vec![Way { hard: hard.to_vec(), soft: soft.to_vec() }];
    let name = "visit".to_owned();
    system.journeys.push(Journey { name, operators: false, writes: false, ways });
}

fn tallies(system: &System, seed: u64, plan: Plan) -> Vec<Tally> {
    let all = 0..u64::from(plan.replications);
    all.map(|n| replication(system, seed, n, plan.length())).collect()
}

#[test]
fn a_replication_follows_from_the_seed_and_what_fails_alone() {
    let plan = Plan::of_years(20);
    let mut small = System::default();
    let one = service(&mut small, "one", &[rates(500, 1, 2)], None);
    journey(&mut small, &[one], &[]);
    let found = tallies(&small, 7, plan);
    assert_eq!(found, tallies(&small, 7, plan));
    assert_ne!(found, tallies(&small, 8, plan));
    assert_ne!(found[0], found[1]);
    // What else there is in the system changes nothing for who does not need it.
    let mut large = System::default();
    service(&mut large, "other", &[rates(300, 1, 2)], None);
    let one = service(&mut large, "one", &[rates(500, 1, 2)], None);
    journey(&mut large, &[one], &[]);
    assert_eq!(found, tallies(&large, 7, plan));
}

#[test]
fn outages_are_counted_once_each_however_they_spread() {
    let mut system = System::default();
    let server = system.unit("server", rates(1_000, 1, 1), None);
    let never = rates(4_000_000_000, 1, 1);
    let database = service(&mut system, "database", &[never], Some(server));
    let app = service(&mut system, "app", &[never], Some(server));
    system.services[app].hard.push(database);
    journey(&mut system, &[database, app], &[app]);
    let mut alone = System::default();
    let one = service(&mut alone, "x", &[], None);
    alone.services[one].units = vec![alone.unit("server", rates(1_000, 1, 1), None)];
    journey(&mut alone, &[one], &[]);
    let plan = Plan::of_years(10);
    let found = tallies(&system, 1, plan);
    assert_eq!(found, tallies(&alone, 1, plan));
    assert!(found.iter().all(|tally| tally.journeys[0].outages > 0));
}
