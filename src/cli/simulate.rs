//! `simulate`: how long journeys are down in a year, today and with what the document would improve.

use super::args::{Common, Format};
use super::console::Console;
use super::error::{Failure, Status};
use super::{listing, packs, runs};
use crate::pack::{self, Pack, Profile};
use crate::reading::{self, Reading};
use crate::report::Run;
use crate::simulate::format::{Simulation, human, json};
use crate::simulate::{
    Plan, System, Tally, improvements, measured, of_profile, outcome, plot, replication, together,
};
use crate::storage;
use clap::Args;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// `firedrill simulate`
#[derive(Debug, Args)]
pub struct SimulateArgs {
    /// So many years, in a hundred replications
    #[arg(
        long,
        value_name = "N",
        default_value_t = 10_000,
        value_parser = clap::value_parser!(u32).range(i64::from(Plan::FEWEST)..=1_000_000)
    )]
    pub years: u32,
    /// What chance follows from: the same seed gives the same figures
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Take the times that this run measured until services were noticed and were back
    #[arg(long, value_name = "RUN")]
    pub from: Option<String>,
    /// Simulate changes too that are laid over the pack: a YAML file with the keys dependencies,
    /// rates and copies of pack.yaml
    #[arg(long, value_name = "FILE")]
    pub what_if: Option<PathBuf>,
    /// Write a picture: an SVG file
    #[arg(long, value_name = "FILE")]
    pub plot: Option<PathBuf>,
}

/// `firedrill simulate`
pub fn simulate(
    args: &SimulateArgs,
    common: &Common,
    console: &Console,
) -> Result<Status, Failure> {
    let pack = packs::load(common.pack.as_deref(), console)?;
    listing::check_profiles(&pack, common)?;
    let asked = Asked {
        changed: args.what_if.as_deref().map(|file| changed(&pack, file, console)).transpose()?,
        run: args.from.as_deref().map(|named| run(&pack, named, common, console)).transpose()?,
        reading: reading::read(&pack.document_text),
        plan: Plan::of_years(args.years),
        seed: args.seed,
        pack,
    };
    let chosen = asked.pack.profiles.iter().filter(|profile| common.chooses(&profile.name));
    let chosen = chosen.filter(|profile| asked.pack.journeys_in(profile).next().is_some());
    let simulations: Vec<Simulation> = chosen.map(|profile| asked.simulation(profile)).collect();
    if simulations.is_empty() {
        return Err(Failure::new(Status::Wrong, "no journey can be made in the chosen profiles")
            .hint(
                "name what users do in pack.yaml: journeys, each with the services it is through",
            ));
    }
    if let Some(path) = &args.plot {
        storage::write(path, &plot::svg(&simulations))?;
        console.voice.say(&format!("the picture is in {}", path.display()));
    }
    if console.format == Format::Human {
        console.result(&human(&simulations, console.layout()));
    } else {
        console.json(&json(&simulations));
    }
    Ok(Status::Good)
}

/// The run that times are taken from.
fn run(pack: &Pack, named: &str, common: &Common, console: &Console) -> Result<Run, Failure> {
    let (run, _) = runs::again(named, &common.report_dir, console)?;
    if run.pack != pack.name {
        let message =
            format!("run {} is of the pack '{}' and not of '{}'", run.run, run.pack, pack.name);
        return Err(Failure::new(Status::Wrong, crate::report::clean_text(&message))
            .hint("name a run of this pack, or its pack with --pack DIR"));
    }
    if run.is_simulated() {
        console.voice.complain(&format!(
            "warning: run {} was a rehearsal: the times that it measured are made up",
            run.run
        ));
    }
    Ok(run)
}

/// The pack with the changes of a file laid over it, and what the file is called.
fn changed(pack: &Pack, file: &Path, console: &Console) -> Result<(String, Pack), Failure> {
    let text = storage::document(file)?;
    let name = file.display().to_string();
    let changed = pack::what_if(pack, &name, &text).map_err(|problems| {
        let shown = pack::render(&problems, console.colour && console.voice.live);
        console.voice.complain(shown.trim_end());
        Failure::new(Status::Wrong, format!("{name} cannot be laid over the pack"))
            .hint("its keys are those of pack.yaml; see `firedrill schema reference`")
    })?;
    let name = file.file_name().map_or(name, |name| name.to_string_lossy().into_owned());
    Ok((name, changed))
}

/// What was typed, and what it names.
struct Asked {
    pack: Pack,
    changed: Option<(String, Pack)>,
    run: Option<Run>,
    reading: Reading,
    plan: Plan,
    seed: u64,
}

impl Asked {
    fn simulation(&self, profile: &Profile) -> Simulation {
        let Self { pack, plan, .. } = self;
        let run = self.run.as_ref();
        let times = run.map_or_else(BTreeMap::new, |run| measured(run, pack, &profile.name));
        let built = of_profile(pack, profile, &times);
        let todays = self.tallies(&built.system);
        let beside = |system: &System| {
            outcome(system, *plan, &self.tallies(system), Some(todays.as_slice()))
        };
        let (found, not_simulated) = improvements(&self.reading, &built);
        let mut simulation = Simulation {
            profile: profile.name.clone(),
            plan: *plan,
            seed: self.seed,
            today: outcome(&built.system, *plan, &todays, None),
            together: together(&built, &found).map(|system| beside(&system)),
            improvements: found
                .into_iter()
                .map(|one| {
                    let outcome = beside(&one.system);
                    (one, outcome)
                })
                .collect(),
            what_if: self.changed.as_ref().map(|(file, changed)| {
                let built = of_profile(changed, profile, &times);
                (file.clone(), beside(&built.system), built.changed())
            }),
            not_simulated,
            built,
        };
        simulation.rank();
        simulation
    }

    fn tallies(&self, system: &System) -> Vec<Tally> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        tallies(system, self.plan, self.seed, threads)
    }
}

/// All replications in their order, on so many threads.
fn tallies(system: &System, plan: Plan, seed: u64, threads: usize) -> Vec<Tally> {
    let all: Vec<u64> = (0..u64::from(plan.replications)).collect();
    let share = all.len().div_ceil(threads.max(1)).max(1);
    std::thread::scope(|scope| {
        let one = |n: &u64| replication(system, seed, *n, plan.length());
        let mut parts = Vec::new();
        for part in all.chunks(share) {
            parts.push(scope.spawn(move || part.iter().map(one).collect::<Vec<Tally>>()));
        }
        let joined = parts.into_iter().flat_map(|part| match part.join() {
            Ok(tallies) => tallies,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        joined.collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_threads_changes_nothing() {
        let files = storage::bundled_pack();
        let pack = pack::read(&files).unwrap();
        let system = of_profile(&pack, &pack.profiles[0], &BTreeMap::new()).system;
        let plan = Plan::of_years(35);
        let alone = tallies(&system, plan, 7, 1);
        assert_eq!(alone.len(), 35);
        for threads in [0, 2, 3, 7, 35, 100] {
            assert_eq!(tallies(&system, plan, 7, threads), alone, "{threads} threads");
        }
    }
}
