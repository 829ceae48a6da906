//! Crashed at every step, nothing is left.
//!
//! For stacks, faults and an engine's own faults made from seeds, the real code of a run (the start
//! of a stack, faults and their undo, the journal, the removal) is run against an engine in memory
//! and dies at every step in turn: before and after each call takes effect, and before, in the
//! middle of and after each write of the journal. Then `recover` runs, and dies too, and runs again
//! until it says that all is taken back. Then nothing of the run is left, what is not its own is as
//! it was, nobody else's was touched, and the state folder is empty.
//!
//! A failure names its seed: `FIREDRILL_SEED=7 cargo test --lib recover::` runs that one alone, and
//! `FIREDRILL_CRASHES=10000` so many crashed runs instead of the few of every day.

#![expect(clippy::disallowed_methods, reason = "tests have the environment, a folder and a clock")]

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
    std::env::var(name)
        .ok()
        .map(|text| text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")))
}

/// How many of a seed's steps are crashed at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Crash {
    /// Each in turn; and after one of them, the recovery at each of its steps in turn.
    Everywhere,
    /// A dozen, evenly spread.
    HereAndThere,
}

/// The crashes of one seed; how many there were.
fn crash(seed: u64, crash: Crash) -> u32 {
    let case = Case::of(seed);
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    let whole = Life::new(&case, seed).drill(None, &Chain::default());
    let Ended::Over { steps } = whole else {
        panic!("seed {seed}: nobody crashed it, and it ended as {whole:?}")
    };
    let stride = if crash == Crash::Everywhere { 1 } else { (steps / 12).max(1) };
    let thorough = chance.random_range(1..=steps);
    let mut crashes = 0;
    let first = chance.random_range(1..=stride);
    for step in (first..=steps).step_by(usize::try_from(stride).unwrap()) {
        let recoveries =
            Chain((0..chance.random_range(0..=3)).map(|_| chance.random_range(1..40)).collect());
        Life::new(&case, seed).drill(Some(step), &recoveries);
        crashes += 1;
    }
    if crash == Crash::Everywhere {
        let again = |at: &u64| {
            Life::new(&case, seed).drill(Some(thorough), &Chain(vec![*at])) == Ended::CrashedAgain
        };
        crashes += u32::try_from((1..10_000).take_while(again).count()).unwrap();
    }
    crashes
}

#[test]
fn crashed_at_every_step_and_recovered_nothing_is_left_and_nobody_elses_was_touched() {
    if let Some(seed) = number("FIREDRILL_SEED") {
        println!("seed {seed}: {} crashed runs", crash(seed, Crash::Everywhere));
        return;
    }
    let many = number("FIREDRILL_CRASHES").map(|many| u32::try_from(many).unwrap());
    let how = if many.is_some() { Crash::Everywhere } else { Crash::HereAndThere };
    let began = std::time::Instant::now();
    let (mut crashes, mut seed) = (0, 0);
    while crashes < many.unwrap_or(EVERY_DAY) {
        crashes += crash(seed, how);
        seed += 1;
    }
    println!(
        "{crashes} crashed runs of {seed} seeds held in {:.1} s",
        began.elapsed().as_secs_f64()
    );
}
