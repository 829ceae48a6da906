//! For stacks and behaviours drawn by chance, from documents that are true of them and from false
//! ones: no false claim is confirmed, no true one is contradicted, and where the machine has time
//! to spare few true ones are left undetermined.
//!
//! Each draw is drilled three times over the simulated world: by a first document, from which is
//! learned what is true; by a document of that; and by one that is false in one claim. Every other
//! false document is judged on the true one's timeline. What is true is told by the model, not by
//! what the probes saw; see `truth`.
//!
//! A failure names its draw: `FIREDRILL_DRAW=7 cargo test --test offline draws` runs that one
//! alone, and `FIREDRILL_DRAWS=10000` so many in place of the few of every day.

mod bent;
mod case;
mod document;
mod truth;

use super::{RunId, drilled};
use case::Case;
use document::Document;
use firedrill::drill::Ending;
use firedrill::judge::judge_observed;
use firedrill::timeline::{Assertion, Timeline};
use firedrill::words::Verdict;
use firedrill::world::simulated::Simulated;
use std::collections::BTreeMap;
use truth::{Seen, Truth};

/// So many draws in an ordinary run of the tests.
const EVERY_DAY: u64 = 150;

/// Of the true claims that can be told without load, so many of a hundred may be left undetermined.
const MAY_BE_OPEN: f64 = 3.0;

#[expect(
    clippy::disallowed_methods,
    reason = "the number of draws is asked for by the environment"
)]
fn number(name: &str) -> Option<u64> {
    std::env::var(name)
        .ok()
        .map(|text| text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")))
}

/// How many claims were judged how.
#[derive(Debug, Default)]
struct Figures {
    /// By what is true of the claim, whether there was load, whether it is open by the rules, and
    /// the verdict.
    counts: BTreeMap<(&'static str, &'static str, &'static str, String), u64>,
    /// Draws without load whose true document has a claim that is undetermined for no good reason.
    vague_draws: u64,
    calm_draws: u64,
    /// What is wrong, one line a claim.
    wrong: Vec<String>,
    /// Why true claims are undetermined for no good reason.
    vague: Vec<String>,
}

impl Figures {
    fn count(&self, truth: &str, load: &str, open: &str, verdict: &str) -> u64 {
        let of = |(key, many): (&(&str, &str, &str, String), &u64)| {
            (key.0 == truth && key.1 == load && key.2 == open && key.3 == verdict).then_some(*many)
        };
        self.counts.iter().filter_map(of).sum()
    }

    /// Both together.
    fn with(mut self, other: Self) -> Self {
        for (key, many) in other.counts {
            *self.counts.entry(key).or_default() += many;
        }
        self.vague_draws += other.vague_draws;
        self.calm_draws += other.calm_draws;
        self.wrong.extend(other.wrong);
        self.vague.extend(other.vague);
        self
    }

    /// Of the true claims that can be told without load, so many of a hundred are undetermined.
    fn vague_of_a_hundred(&self) -> f64 {
        let [confirmed, undetermined] = ["confirmed", "undetermined"]
            .map(|verdict| self.count("true", "calm", "plain", verdict) as f64);
        undetermined * 100.0 / (confirmed + undetermined).max(1.0)
    }
}

/// A document drilled: its timeline, and what is known of it in truth.
fn drill(case: &Case, document: &Document, seed: u64) -> (Timeline, Simulated, Ending) {
    let plan = case.plan(document);
    let mut world = Simulated::plain(&case.topology, &plan, case.quirks(), seed);
    let (ending, timeline) = drilled(&mut world, &plan, case.header(&plan));
    (timeline, world, ending)
}

/// Judges a document by a timeline, and holds every verdict against the truth.
/// Claims that `known` has are not counted: they were judged with it.
fn check(
    case: &Case,
    document: &Document,
    seen: &Seen<'_>,
    known: &[Assertion],
    figures: &mut Figures,
) -> bool {
    let header = case.header(&case.plan(document));
    let found = judge_observed(&header, &seen.observed);
    let mut vague = false;
    for (claim, assertion) in found.claims.iter().zip(&document.claims) {
        if known.contains(assertion) {
            continue;
        }
        let Truth { holds, open } = seen.truth(document, assertion);
        let of = match holds {
            Some(true) => "true",
            Some(false) => "false",
            None => "neither",
        };
        let load = if case.is_busy() { "busy" } else { "calm" };
        let key = (of, load, open.unwrap_or("plain"), claim.verdict.to_string());
        *figures.counts.entry(key).or_default() += 1;
        let told = || {
            format!(
                "draw {} ({}): {} {assertion:?} is {of}, and {}: {}",
                case.number,
                case.told(),
                claim.id,
                claim.verdict,
                claim.reason
            )
        };
        match (holds, claim.verdict) {
            (Some(true), Verdict::Contradicted) | (Some(false), Verdict::Confirmed) => {
                figures.wrong.push(told());
            }
            (Some(true), Verdict::Undetermined) if open.is_none() && !case.is_busy() => {
                vague = true;
                figures.vague.push(told());
            }
            _ => {}
        }
    }
    vague
}

fn draw(number: u64, figures: &mut Figures) {
    let case = Case::draw(number);
    let first = Document::first(&case);
    let (timeline, world, ending) = drill(&case, &first, number);
    let seen = Seen::new(&case, &timeline, &world, &ending);
    check(&case, &first, &seen, &[], figures);
    let honest = Document::of(&case, &seen);
    let (timeline, world, ending) = drill(&case, &honest, number + 1_000_000);
    let seen = Seen::new(&case, &timeline, &world, &ending);
    let vague = check(&case, &honest, &seen, &[], figures);
    figures.calm_draws += u64::from(!case.is_busy());
    figures.vague_draws += u64::from(!case.is_busy() && vague);
    let lies = honest.lies(&case, &seen);
    for lie in &lies {
        check(&case, lie, &seen, &honest.claims, figures);
    }
    if let Some(lie) = lies.get(usize::try_from(number).unwrap() % lies.len().max(1)) {
        let (timeline, world, ending) = drill(&case, lie, number + 2_000_000);
        check(&case, lie, &Seen::new(&case, &timeline, &world, &ending), &[], figures);
    }
}

/// All of these draws, by as many threads as there are processors.
fn all(draws: &[u64]) -> Figures {
    let many = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let part = |first: usize| {
        let mut figures = Figures::default();
        draws.iter().skip(first).step_by(many).for_each(|number| draw(*number, &mut figures));
        figures
    };
    std::thread::scope(|scope| {
        let parts: Vec<_> = (0..many).map(|first| scope.spawn(move || part(first))).collect();
        parts.into_iter().map(|part| part.join().unwrap()).fold(Figures::default(), Figures::with)
    })
}

#[test]
fn no_false_document_passes_and_no_true_one_is_contradicted() {
    let many = number("FIREDRILL_DRAWS").unwrap_or(EVERY_DAY);
    let draws: Vec<u64> =
        number("FIREDRILL_DRAW").map_or_else(|| (0..many).collect(), |one| vec![one]);
    let figures = all(&draws);
    for ((truth, load, open, verdict), many) in &figures.counts {
        println!("{truth}, {load}, {open}: {many} {verdict}");
    }
    for line in figures.vague.iter().take(40) {
        println!("vague: {line}");
    }
    println!(
        "{} of {} draws without load have a vague claim",
        figures.vague_draws, figures.calm_draws
    );
    println!(
        "{} draws, {:.2} % of the true claims undetermined",
        draws.len(),
        figures.vague_of_a_hundred()
    );
    let wrong = &figures.wrong;
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(
        draws.len() == 1 || figures.vague_of_a_hundred() < MAY_BE_OPEN,
        "{:.2} %",
        figures.vague_of_a_hundred()
    );
}
