//! Crashed at every step, nothing is left.
//!
//! For stacks, faults and an engine's own faults made from seeds, the real code of a run (the start of a stack, faults and
//! their undo, the journal, the removal) is run against an engine in memory and dies at every step in turn: before and
//! after each call takes effect, and before, in the middle of and after each write of the journal. Then `recover` runs,
//! and dies too, and runs again until it says that all is taken back. Then nothing of the run is left, what is not its own
//! is as it was, nobody else's was touched, and the state folder is empty.
//!
//! A failure names its seed: `FIREDRILL_SEED=7 cargo test --lib recover::` runs that one alone, and
//! `FIREDRILL_CRASHES=10000` so many crashed runs instead of the few of every day.

pub(crate) mod case;
mod life;
mod steps;

use case::Case;
use life::{Chain, Ended, Life};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt as _, SeedableRng as _};

/// So many crashed runs in an ordinary run of the tests.
const EVERY_DAY: u32 = 400;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")))
}

/// All crashes of one seed, at most so many; how many there were.
fn crash_everywhere(seed: u64, most: u32) -> u32 {
    let case = Case::of(seed);
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    let whole = Life::new(&case, seed);
    let steps = whole.drill(None, &Chain::default());
    let Ended::Over { steps } = steps else { panic!("seed {seed}: nobody crashed it, and it ended as {steps:?}") };
    let mut crashes = 0;
    // One of the crashes is followed by crashes of the recovery at each of its steps, the others by three at random.
    let thorough = chance.random_range(1..=steps);
    for step in (1..=steps).take_while(|_| crashes < most) {
        let random = Chain((0..chance.random_range(0..=3)).map(|_| chance.random_range(1..60)).collect());
        Life::new(&case, seed).drill(Some(step), &random);
        crashes += 1;
        let mut recovering = 1;
        while step == thorough && Life::new(&case, seed).drill(Some(step), &Chain(vec![recovering])) == Ended::CrashedAgain {
            recovering += 1;
            crashes += 1;
        }
    }
    crashes
}

#[test]
fn crashed_at_every_step_and_recovered_nothing_is_left_and_nobody_elses_was_touched() {
    if let Some(seed) = number("FIREDRILL_SEED") {
        println!("seed {seed}: {} crashed runs", crash_everywhere(seed, u32::MAX));
        return;
    }
    let wanted = number("FIREDRILL_CRASHES").map_or(EVERY_DAY, |wanted| u32::try_from(wanted).unwrap());
    // From day to day few are crashed of many; who wants many gets each seed's whole.
    let each = if wanted > EVERY_DAY { u32::MAX } else { wanted };
    let began = std::time::Instant::now();
    let (mut crashes, mut seed) = (0, 0);
    while crashes < wanted {
        crashes += crash_everywhere(seed, each.min(wanted - crashes));
        seed += 1;
    }
    println!("{crashes} crashed runs of {seed} seeds held in {:.1} s", began.elapsed().as_secs_f64());
}
