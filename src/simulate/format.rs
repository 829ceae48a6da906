//! What was simulated, for people and for programs.

mod human;
mod json;

pub(super) use human::figure;
pub use human::human;
pub use json::json;

use super::build::Built;
use super::estimate::{Estimate, Plan};
use super::improve::{Improvement, NotSimulated};
use super::rates::Rated;
use super::result::Outcome;
use crate::words::ProfileName;

/// All that was simulated of one profile.
#[derive(Debug, Clone)]
pub struct Simulation {
    /// The profile.
    pub profile: ProfileName,
    /// How long was simulated.
    pub plan: Plan,
    /// What its chance follows from.
    pub seed: u64,
    /// What can fail.
    pub built: Built,
    /// What becomes of journeys today.
    pub today: Outcome,
    /// The improvements, the one that saves most first.
    pub improvements: Vec<(Improvement, Outcome)>,
    /// With all of them; none where there are not several.
    pub together: Option<Outcome>,
    /// With the changes that were laid over the pack, and the rates that they change.
    pub what_if: Option<(String, Outcome, Vec<Rated>)>,
    /// The improvements that are not simulated.
    pub not_simulated: Vec<NotSimulated>,
}

impl Simulation {
    /// Puts the improvement that saves users most outage first; of those that save the same, the one
    /// that saves most degraded minutes.
    pub fn rank(&mut self) {
        let saves = |outcome: &Outcome| {
            let of = |saved: Option<Estimate>| saved.map_or(0.0, |saved| saved.mean);
            (of(outcome.saved), of(outcome.saved_degraded))
        };
        self.improvements.sort_by(|(_, one), (_, other)| {
            let ((outage, degraded), (of_one, degraded_of_one)) = (saves(other), saves(one));
            outage.total_cmp(&of_one).then(degraded.total_cmp(&degraded_of_one))
        });
    }

    /// All systems that were simulated, each with what it is called: today's first.
    pub(super) fn systems(&self) -> Vec<(String, &Outcome)> {
        let numbered = self.improvements.iter().zip(1..);
        let improved =
            numbered.map(|((one, outcome), at)| (format!("{at} {}", one.title), outcome));
        std::iter::once(("today".to_owned(), &self.today))
            .chain(improved)
            .chain(self.together.iter().map(|outcome| ("all together".to_owned(), outcome)))
            .chain(
                self.what_if.iter().map(|(file, outcome, _)| (format!("what if: {file}"), outcome)),
            )
            .collect()
    }

    /// All rates: those of today, of what improvements add, and what is laid over them.
    fn rated(&self) -> Vec<&Rated> {
        let added = self.improvements.iter().flat_map(|(one, _)| &one.adds);
        let changed = self.what_if.iter().flat_map(|(_, _, changed)| changed);
        self.built.rated.iter().chain(added).chain(changed).collect()
    }
}
