//! What the replications of a system say of its journeys, beside those of today's.

use super::course::{Counted, Tally};
use super::estimate::{Estimate, Plan};
use super::model::{Journey, System};
use serde::Serialize;

/// What became of a journey; minutes a year.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct JourneyFound {
    /// Its name.
    pub journey: String,
    /// Only operators make it.
    pub operators: bool,
    /// How long it is down.
    pub outage: Estimate,
    /// How long it is worse than it should be, and not down.
    pub degraded: Estimate,
    /// How often it went down in all years together.
    pub outages: u64,
    /// How much less it is down than today; none of today.
    pub saved: Option<Estimate>,
    /// How much less it is degraded than today; none of today.
    pub saved_degraded: Option<Estimate>,
}

/// What became of a system's journeys.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outcome {
    /// Each journey, in the pack's order.
    pub journeys: Vec<JourneyFound>,
    /// The outage minutes a year of all users' journeys together, or of all where users make none.
    pub users: Estimate,
    /// How many of these are saved; none of today.
    pub saved: Option<Estimate>,
    /// The same of the minutes in which they are degraded.
    pub saved_degraded: Option<Estimate>,
    /// The same as `users`, one a replication.
    #[serde(skip)]
    samples: Vec<f64>,
}

impl Outcome {
    /// By how much less users' journeys are down here than there; tight, since both had the same
    /// failures.
    pub fn better_than(&self, other: &Self) -> Estimate {
        let pairs = other.samples.iter().zip(&self.samples);
        Estimate::of(&pairs.map(|(other, own)| other - own).collect::<Vec<_>>())
    }
}

/// What the tallies of a system say; beside today's, where it is another.
pub fn outcome(system: &System, plan: Plan, tallies: &[Tally], today: Option<&[Tally]>) -> Outcome {
    let users: Vec<usize> = users(system);
    let minutes = |tallies: &[Tally], which: &[usize], of: fn(&Counted) -> u64| -> Vec<f64> {
        let one = |tally: &Tally| which.iter().map(|at| of(&tally.journeys[*at])).sum();
        tallies.iter().map(|tally| plan.minutes_a_year(one(tally))).collect()
    };
    let estimate = |which: &[usize], of| Estimate::of(&minutes(tallies, which, of));
    let saved = |which: &[usize], of| {
        let (before, now) = (minutes(today?, which, of), minutes(tallies, which, of));
        let differences = before.iter().zip(&now).map(|(before, now)| before - now);
        Some(Estimate::of(&differences.collect::<Vec<_>>()))
    };
    let outage: fn(&Counted) -> u64 = |one| one.outage;
    let degraded: fn(&Counted) -> u64 = |one| one.degraded;
    let journey = |(at, journey): (usize, &Journey)| JourneyFound {
        journey: journey.name.clone(),
        operators: journey.operators,
        outage: estimate(&[at], outage),
        degraded: estimate(&[at], degraded),
        outages: tallies.iter().map(|tally| tally.journeys[at].outages).sum(),
        saved: saved(&[at], outage),
        saved_degraded: saved(&[at], degraded),
    };
    Outcome {
        journeys: system.journeys.iter().enumerate().map(journey).collect(),
        users: estimate(&users, outage),
        saved: saved(&users, outage),
        saved_degraded: saved(&users, degraded),
        samples: minutes(tallies, &users, outage),
    }
}

/// The journeys that users make, or all where they make none.
fn users(system: &System) -> Vec<usize> {
    let all = system.journeys.iter().enumerate();
    let users: Vec<usize> =
        all.filter(|(_, journey)| !journey.operators).map(|(at, _)| at).collect();
    if users.is_empty() { (0..system.journeys.len()).collect() } else { users }
}
