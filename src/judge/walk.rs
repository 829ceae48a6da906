//! Where a decision tree leads by what was seen while the fault held.
//!
//! Both ask it: the drill, which recovers by what the walk ends with where the document gives no
//! recovery, and the judge.

use crate::observe::{Observed, ProbeSample, ProbeSeries};
use crate::pack::claim::{Answered, Asked, Reply, TreeQuestion, Walk, Walked};
use crate::timeline::{ActionKind, Happening, Phase};
use crate::words::{Moment, ProbeName};

/// So much of what a command printed is told.
const TOLD: usize = 80;

/// Walks a tree by what was seen when the watch was over: by the last looks of probes, and by the
/// answers to what was asked then. None where the drill did not come so far.
pub fn walked<'t>(observed: &Observed, walk: &'t Walk) -> Option<Walked<'t>> {
    let over = observed.phases.iter().find(|(_, _, phase)| *phase > Phase::Watch);
    let (_, at, _) = *over?;
    Some(walk.walk(|question| answer(observed, at, question)))
}

fn answer(observed: &Observed, at: Moment, question: &TreeQuestion) -> Result<Answered, String> {
    match &question.asked {
        Asked::Probes { probes, well, .. } => by_probes(observed, at, probes, *well),
        Asked::Command { run, well, .. } => by_command(observed, at, run, *well),
        Asked::Nothing { why } => Err(why.clone()),
    }
}

/// One that is not well is enough for the answer; all must be well for the other.
fn by_probes(
    observed: &Observed,
    at: Moment,
    probes: &[ProbeName],
    well: Reply,
) -> Result<Answered, String> {
    let (mut evidence, mut in_doubt) = (Vec::new(), None);
    for name in probes {
        let series = observed.probes.iter().find(|series| series.info.name == *name);
        let Some((series, last)) = series.and_then(|one| Some((one, last_look(one, at)?))) else {
            in_doubt = Some(format!("{name} was not looked at"));
            continue;
        };
        match agree(series, at) {
            true if !last.is_ok() => {
                let seen = format!("{name}: {}", series.symptom(last));
                return Ok(Answered { reply: well.other(), seen, evidence: vec![last.n] });
            }
            true => evidence.push(last.n),
            false => in_doubt = Some(format!("{name} came and went")),
        }
    }
    if let Some(why) = in_doubt {
        return Err(why);
    }
    Ok(Answered::all_well(probes, well, evidence))
}

fn last_look(series: &ProbeSeries, at: Moment) -> Option<ProbeSample> {
    series.within(Moment::START, at).next_back()
}

/// Whether so many of the last looks say the same as make it no chance.
fn agree(series: &ProbeSeries, at: Moment) -> bool {
    let mut looks = series.within(Moment::START, at).rev().take(series.need);
    let first = looks.next().map(ProbeSample::is_ok);
    looks.all(|look| Some(look.is_ok()) == first)
}

/// The command that was asked then, once.
fn by_command(observed: &Observed, at: Moment, run: &str, well: Reply) -> Result<Answered, String> {
    let asked = |act: &&crate::observe::Act| {
        act.kind == ActionKind::Question && act.at >= at && act.what == run
    };
    let over = |act: &&crate::observe::Act| !matches!(act.happening, Happening::Begun);
    let act = observed.acts.iter().filter(asked).find(over);
    let Some(act) = act else { return Err(format!("`{run}` was not asked")) };
    let answered = |reply: Reply, exit: i64, output: &str| Answered {
        reply,
        seen: told(run, exit, output),
        evidence: vec![act.n],
    };
    match &act.happening {
        Happening::Done { exit, output } => Ok(answered(well, exit.unwrap_or(0), output)),
        Happening::Failed { exit: Some(exit), output } => Ok(answered(well.other(), *exit, output)),
        Happening::Failed { exit: None, output: why } | Happening::NotRun { why } => {
            Err(format!("`{run}`: {why}"))
        }
        Happening::Begun => Err(format!("`{run}` was not answered")),
    }
}

/// A command, its exit status, and the first line of what it printed.
pub fn told(run: &str, exit: i64, output: &str) -> String {
    // A line of the pack may be longer than what is to be read of it.
    let cut = |text: &str| match text.char_indices().nth(TOLD) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    };
    let run = cut(run);
    let first = output.lines().find(|line| !line.trim().is_empty());
    match first.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")) {
        Some(line) => format!("`{run}`: exit {exit}: {}", cut(&line)),
        None => format!("`{run}`: exit {exit}"),
    }
}
