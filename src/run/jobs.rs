//! What a run has to do, cut into jobs: a stack, and the drills on it. Pure.

use crate::pack::Profile;
use crate::plan::{DrillPlan, Plan};

/// A stack and what is drilled on it, one after the other.
#[derive(Debug, Clone)]
pub(super) struct Job<'p> {
    /// The shape of the stack.
    pub(super) profile: &'p Profile,
    /// At least one.
    pub(super) tasks: Vec<Task<'p>>,
}

/// One drill of one repeat.
#[derive(Debug, Clone, Copy)]
pub(super) struct Task<'p> {
    /// What to drill.
    pub(super) plan: &'p DrillPlan,
    /// Its place in the report, from 0.
    pub(super) place: usize,
    /// Which time it is drilled, from 1.
    pub(super) repeat: u32,
}

/// The jobs of a run, in the order in which they are begun. A repeat never shares a stack with
/// another. Where there are fewer stacks than workers, those with most to do are cut, so that
/// nobody is without work as long as there is any; and so is whatever is far more than a worker's
/// share, for whoever is done early.
pub(super) fn jobs(plan: &Plan, repeats: u32, workers: usize) -> Vec<Job<'_>> {
    let whole = whole(plan, repeats);
    let mut cuts: Vec<usize> = vec![1; whole.len()];
    while cuts.iter().sum::<usize>() < workers {
        let can_be_cut = |index: &usize| whole[*index].tasks.len() > cuts[*index];
        // How long a drill takes is known afterwards only: their number is the estimate. Ties go to
        // the first.
        let load = |index: &usize| whole[*index].tasks.len().div_ceil(cuts[*index]);
        let Some(most) = (0..whole.len()).rev().filter(can_be_cut).max_by_key(load) else { break };
        cuts[most] += 1;
    }
    let jobs = whole.into_iter().zip(cuts).flat_map(|(job, pieces)| cut(&job, pieces));
    let jobs: Vec<Job<'_>> = jobs.collect();
    let share = jobs.iter().map(|job| job.tasks.len()).sum::<usize>().div_ceil(workers.max(1));
    jobs.into_iter().flat_map(|job| shared(job, share)).collect()
}

/// To start a stack takes as long as some drills: fewer are not worth one.
const WORTH_A_STACK: usize = 3;

/// What is beyond a worker's share is a job of its own.
fn shared(mut job: Job<'_>, share: usize) -> Vec<Job<'_>> {
    if job.tasks.len() <= share + WORTH_A_STACK {
        return vec![job];
    }
    let rest = Job { profile: job.profile, tasks: job.tasks.split_off(share) };
    vec![job, rest]
}

/// One job a stack of the plan, for each repeat.
fn whole(plan: &Plan, repeats: u32) -> Vec<Job<'_>> {
    let mut jobs = Vec::new();
    for repeat in 1..=repeats {
        let mut places = 0..;
        for stack in &plan.stacks {
            let tasks = stack.drills.iter().zip(places.by_ref());
            let tasks = tasks.map(|(plan, place)| Task { plan, place, repeat }).collect();
            jobs.push(Job { profile: &stack.profile, tasks });
        }
    }
    jobs
}

/// Neighbouring drills stay together, in pieces that differ by one at most.
fn cut<'p>(job: &Job<'p>, pieces: usize) -> Vec<Job<'p>> {
    let (size, larger) = (job.tasks.len() / pieces, job.tasks.len() % pieces);
    let mut rest = job.tasks.as_slice();
    let piece = |index| {
        let (tasks, others) = rest.split_at(size + usize::from(index < larger));
        rest = others;
        Job { profile: job.profile, tasks: tasks.to_vec() }
    };
    (0..pieces).map(piece).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack;
    use crate::plan::{Choice, plan};
    use crate::storage::bundled_pack;
    use proptest::prelude::*;

    fn bundled() -> Plan {
        plan(&pack::read(&bundled_pack()).unwrap(), &Choice::default()).unwrap()
    }

    fn shape(jobs: &[Job<'_>]) -> Vec<(String, usize)> {
        jobs.iter().map(|job| (job.profile.name.to_string(), job.tasks.len())).collect()
    }

    #[test]
    fn a_stack_is_a_job_as_long_as_there_is_enough_to_do() {
        let plan = bundled();
        let stacks: Vec<_> = plan
            .stacks
            .iter()
            .map(|one| (one.profile.name.to_string(), one.drills.len()))
            .collect();
        for workers in [1, 2] {
            assert_eq!(shape(&jobs(&plan, 1, workers)), stacks);
            assert_eq!(shape(&jobs(&plan, 3, workers)), [&stacks[..], &stacks, &stacks].concat());
        }
        let three = jobs(&plan, 1, 3);
        assert_eq!(three.len(), 3);
        assert_eq!(
            (&three[0].profile.name, &three[0].profile.name),
            (&three[1].profile.name, &plan.stacks[0].profile.name)
        );
        assert!(three[0].tasks.len() - three[1].tasks.len() <= 1);
    }

    #[test]
    fn who_is_done_early_takes_a_part_of_what_is_most() {
        let pack = pack::with_tables(pack::read(&bundled_pack()).unwrap());
        let plan = plan(&pack, &Choice::default()).unwrap();
        let (few, many) = (plan.stacks[0].drills.len(), plan.stacks[1].drills.len());
        assert!(few + 2 * WORTH_A_STACK < many, "the bundled pack has changed: {few} and {many}");
        let share = (few + many).div_ceil(2);
        let sizes: Vec<usize> = jobs(&plan, 1, 2).iter().map(|job| job.tasks.len()).collect();
        assert_eq!(sizes, [few, share, many - share]);
    }

    proptest! {
        #[test]
        fn every_drill_is_drilled_once_a_repeat_on_a_stack_of_its_profile(repeats in 1u32..5, workers in 1usize..40) {
            let plan = bundled();
            let all: usize = plan.stacks.iter().map(|stack| stack.drills.len()).sum();
            let jobs = jobs(&plan, repeats, workers);
            prop_assert!(jobs.len() >= workers.min(all * repeats as usize));
            prop_assert!(jobs.iter().all(|job| !job.tasks.is_empty()));
            let mut done: Vec<_> = Vec::new();
            for job in &jobs {
                prop_assert!(job.tasks.iter().all(|task| task.plan.profile == job.profile.name));
                prop_assert!(job.tasks.iter().all(|task| task.repeat == job.tasks[0].repeat));
                done.extend(job.tasks.iter().map(|task| (task.repeat, task.place)));
            }
            let wanted: Vec<_> = (1..=repeats).flat_map(|repeat| (0..all).map(move |place| (repeat, place))).collect();
            prop_assert_eq!(done, wanted);
        }
    }
}
