//! `compare`: what got worse between two runs, or between two profiles of one.

use super::args::{Common, Format};
use super::console::Console;
use super::error::{Failure, Status};
use super::runs;
use crate::report::Run;
use crate::report::compare::{Side, compare as compared, render};
use crate::words::ProfileName;

/// `firedrill compare`
#[derive(Debug, clap::Args)]
pub struct CompareArgs {
    /// The old run, by its id or its folder
    pub old: String,
    /// The new run
    #[arg(required_unless_present = "pair")]
    pub new: Option<String>,
    /// Compare two profiles, the first of the old run with the second of the new one (or of the
    /// same)
    #[arg(long = "profiles", value_name = "OLD,NEW", value_parser = two_profiles)]
    pub pair: Option<(ProfileName, ProfileName)>,
}

fn two_profiles(text: &str) -> Result<(ProfileName, ProfileName), String> {
    let (old, new) = text.split_once(',').ok_or("name two, as in static,flask")?;
    let read = |name: &str| ProfileName::parse(name.trim()).map_err(|error| error.to_string());
    Ok((read(old)?, read(new)?))
}

/// `firedrill compare`
pub fn compare(args: &CompareArgs, common: &Common, console: &Console) -> Result<Status, Failure> {
    let read = |named: &str| runs::again(named, &common.report_dir, console).map(|(run, _)| run);
    let old = read(&args.old)?;
    let new = args.new.as_deref().map_or_else(|| Ok(old.clone()), read)?;
    if let (true, real, rehearsed) | (false, rehearsed, real) = (new.is_simulated(), &old, &new)
        && real.is_simulated() != rehearsed.is_simulated()
    {
        let message = format!(
            "run {} is {}, and run {} is on {}: a rehearsal says nothing of what real software \
             became",
            rehearsed.run, rehearsed.engine, real.run, real.engine
        );
        return Err(Failure::new(Status::Wrong, crate::report::clean_text(&message))
            .hint("compare two runs on Docker, or two rehearsals"));
    }
    let (of_old, of_new) = match &args.pair {
        Some((one, other)) => (Some(has(&old, one)?), Some(has(&new, other)?)),
        None => (None, None),
    };
    let found = compared(Side { run: &old, profile: of_old }, Side { run: &new, profile: of_new });
    if found.drills == 0 {
        return Err(Failure::new(
            Status::Wrong,
            "the two have no drill in common: there is nothing to compare",
        )
        .hint("`firedrill compare RUN --profiles OLD,NEW` compares two profiles"));
    }
    if console.format == Format::Human {
        console.result(&render(&found, common.verbose > 0, console.layout()));
    } else {
        console.json(&found);
    }
    Ok(if found.worse > 0 { Status::Red } else { Status::Good })
}

/// The profile, if the run has a drill in it.
fn has<'a>(run: &Run, profile: &'a ProfileName) -> Result<&'a ProfileName, Failure> {
    if run.drills.iter().any(|drill| drill.profile == *profile) {
        return Ok(profile);
    }
    let known: std::collections::BTreeSet<&str> =
        run.drills.iter().map(|drill| drill.profile.as_str()).collect();
    let known = known.into_iter().collect::<Vec<_>>().join(", ");
    Err(Failure::new(
        Status::Wrong,
        format!("run {} has no drill in profile '{profile}'; it has {known}", run.run),
    ))
}
