//! Several runs as one: the parts that a pipeline's jobs drilled, each for itself.

use super::again::between;
use super::{Planned, Run};
use crate::judge::Drill;
use crate::plan::Whole;
use crate::words::{RunId, Span};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// Why runs are not parts of one, or not all of them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotOne {
    /// No run at all.
    #[error("there is no run to join")]
    Nothing,
    /// It cannot be known what it is a part of.
    #[error(
        "run {0} does not say what it is a part of: its job was killed before it wrote its \
         report, or an earlier firedrill drilled it; drill that part again"
    )]
    Unsaid(RunId),
    /// They tested different things, or in different ways.
    #[error("runs {one} and {other} are not parts of one run: they differ in {what}")]
    Differ {
        /// The first.
        one: RunId,
        /// The one that differs from it.
        other: RunId,
        /// In what: all of it, with both sides where they have names.
        what: String,
    },
    /// One of several was not split: it is whole by itself.
    #[error("run {0} was not split with --shard: it is a run of its own, and joins with no other")]
    Unsplit(RunId),
    /// A drill stands in two of them.
    #[error(
        "{drill} was drilled in run {one} and in run {other}; parts of one run have no drill in \
         common"
    )]
    Twice {
        /// Which drill.
        drill: Planned,
        /// The first run that has it.
        one: RunId,
        /// The second.
        other: RunId,
    },
    /// Some parts of the whole are not there: a job that was lost must not look like one that was
    /// green.
    #[error("part {missing} is missing: the runs are of one that was split into {of}")]
    Missing {
        /// Which, as in `2 and 3`.
        missing: String,
        /// Of how many.
        of: u32,
    },
    /// A drill of the plan was not done, or not as often as it was to be: the run that had it ended
    /// early.
    #[error("{drill} was to be drilled {}, and was drilled {} in run {run}; drill that part again", times(*.wanted), times(*.done))]
    Incomplete {
        /// Which drill.
        drill: Planned,
        /// The run that has it, or that was to have it; the last where that cannot be known.
        run: RunId,
        /// How often it was to be done.
        wanted: u32,
        /// How often it was.
        done: u32,
    },
    /// A drill was done that the plan does not have: something was put into the folder that is of
    /// another run.
    #[error("{drill} was drilled in run {run}, and is not in its plan")]
    Unplanned {
        /// Which drill.
        drill: Planned,
        /// The run that has it.
        run: RunId,
    },
}

fn times(number: u32) -> String {
    match number {
        0 => "not at all".to_owned(),
        1 => "once".to_owned(),
        several => format!("{several} times"),
    }
}

/// Joins them, where they are parts of one run and all of it: each says what the whole was to do
/// (see [`Whole`]), they agree in that, in the engine and in the firedrill that drilled them, and
/// their drills together are exactly the whole's. A run that was not split is all of it by itself,
/// and no part of another.
///
/// The drills stand in the order of the parts; the run has an id of its own, always the same for
/// the same runs.
pub fn join(mut runs: Vec<Run>) -> Result<Run, NotOne> {
    runs.sort_by(|a, b| (a.shard, &a.started_at, &a.run).cmp(&(b.shard, &b.started_at, &b.run)));
    let Some((first, rest)) = runs.split_first() else { return Err(NotOne::Nothing) };
    let whole = said(first)?;
    for other in rest {
        agrees((first, whole), (other, said(other)?))?;
    }
    split(&runs)?;
    once(&runs)?;
    complete(&runs, whole)?;
    let began = runs.iter().map(|run| &run.started_at).min().unwrap_or(&first.started_at).clone();
    let mut joined = Run {
        run: id(&runs),
        duration: lasted(&runs),
        started_at: began,
        shard: None,
        ..first.clone()
    };
    for run in rest {
        add(&mut joined.images, &run.images);
        add(&mut joined.stand_ins, &run.stand_ins);
        add(&mut joined.drift, &run.drift);
        add(&mut joined.waivers, &run.waivers);
        add(&mut joined.not_tested, &run.not_tested);
        joined.spent = joined.spent + run.spent;
        joined.drills.extend_from_slice(&run.drills);
    }
    Ok(joined.summed_up())
}

fn said(run: &Run) -> Result<&Whole, NotOne> {
    run.whole.as_ref().ok_or_else(|| NotOne::Unsaid(run.run.clone()))
}

/// What is not yet there, behind what is.
pub(super) fn add<T: Clone + PartialEq>(all: &mut Vec<T>, some: &[T]) {
    for one in some {
        if !all.contains(one) {
            all.push(one.clone());
        }
    }
}

fn agrees((first, one): (&Run, &Whole), (second, other): (&Run, &Whole)) -> Result<(), NotOne> {
    let mut what = Vec::new();
    let mut differ = |words: &str, [one, other]: [&str; 2], shown: fn(&str) -> String| {
        if one != other {
            what.push(format!("{words} ({} and {})", shown(one), shown(other)));
        }
        one != other
    };
    differ("the firedrill that drilled them", [&first.tool, &second.tool], str::to_owned);
    differ("their engines", [&first.engine, &second.engine], str::to_owned);
    let packs = differ("their packs", [&first.pack, &second.pack], str::to_owned)
        || differ("the files of their packs", [&one.pack_sha256, &other.pack_sha256], short)
        || differ("their documents", [&first.document.sha256, &second.document.sha256], short);
    let drills = [one, other].map(|whole| whole.drills.len().to_string());
    let drills = differ(
        "the number of drills of the whole run",
        drills.each_ref().map(String::as_str),
        str::to_owned,
    );
    // Other files make another plan, mostly; that is no second difference.
    if !packs && !drills {
        differ("the drills of the whole run", [&one.plan_sha256, &other.plan_sha256], short);
    }
    let repeats = [one, other].map(|whole| times(whole.repeat));
    differ("how often each is drilled", repeats.each_ref().map(String::as_str), str::to_owned);
    if let (Some(one), Some(other)) = (first.shard, second.shard) {
        let parts = [one, other].map(|shard| shard.of.to_string());
        differ("the number of their parts", parts.each_ref().map(String::as_str), str::to_owned);
    }
    if what.is_empty() && one != other {
        what.push("the drills of the whole run".to_owned());
    }
    match what.split_last() {
        None => Ok(()),
        Some((last, before)) => {
            let what = if before.is_empty() {
                last.clone()
            } else {
                format!("{} and in {last}", before.join(", in "))
            };
            Err(NotOne::Differ { one: first.run.clone(), other: second.run.clone(), what })
        }
    }
}

/// The beginning of a hash, by which two can be told apart.
fn short(hash: &str) -> String {
    hash.chars().take(12).collect()
}

/// Either one run that was not split, or all the parts of one that was.
fn split(runs: &[Run]) -> Result<(), NotOne> {
    if runs.len() > 1
        && let Some(unsplit) = runs.iter().find(|run| run.shard.is_none())
    {
        return Err(NotOne::Unsplit(unsplit.run.clone()));
    }
    let Some(of) = runs.first().and_then(|run| run.shard).map(|shard| shard.of) else {
        return Ok(());
    };
    let there: BTreeSet<u32> =
        runs.iter().filter_map(|run| run.shard).map(|shard| shard.number).collect();
    let missing = of - u32::try_from(there.range(1..=of).count()).unwrap_or(of).min(of);
    if missing == 0 {
        return Ok(());
    }
    // However many there are said to be: a file says so.
    let some = (1..=of)
        .filter(|number| !there.contains(number))
        .take(SOME)
        .map(|number| number.to_string());
    let mut some: Vec<String> = some.collect();
    let more = missing as usize - some.len();
    if more > 0 {
        some.push(format!("{more} more"));
    }
    Err(NotOne::Missing { missing: some.join(" and "), of })
}

/// So many missing parts are named; the others are counted.
const SOME: usize = 8;

fn name(drill: &Drill) -> Planned {
    Planned { id: drill.id.clone(), profile: drill.profile.clone() }
}

fn once(runs: &[Run]) -> Result<(), NotOne> {
    let mut seen: BTreeMap<Planned, &RunId> = BTreeMap::new();
    for run in runs {
        for drill in run.drills.iter().map(name) {
            if let Some(one) = seen.insert(drill.clone(), &run.run) {
                return Err(NotOne::Twice { drill, one: one.clone(), other: run.run.clone() });
            }
        }
    }
    Ok(())
}

/// The drills of all runs together are exactly those of the plan, each as often as it was to be
/// done.
fn complete(runs: &[Run], whole: &Whole) -> Result<(), NotOne> {
    let mut wanted: BTreeSet<Planned> = whole.drills.iter().cloned().collect();
    for run in runs {
        for found in &run.drills {
            let (drill, run) = (name(found), run.run.clone());
            if !wanted.remove(&drill) {
                return Err(NotOne::Unplanned { drill, run });
            }
            if found.repeats != whole.repeat {
                return Err(NotOne::Incomplete {
                    drill,
                    run,
                    wanted: whole.repeat,
                    done: found.repeats,
                });
            }
        }
    }
    let (Some(drill), Some(last)) = (wanted.into_iter().next(), runs.last()) else { return Ok(()) };
    let had = runs.iter().find(|run| run.not_drilled.contains(&drill)).unwrap_or(last);
    Err(NotOne::Incomplete { drill, run: had.run.clone(), wanted: whole.repeat, done: 0 })
}

/// From the earliest beginning to the latest end.
fn lasted(runs: &[Run]) -> Span {
    let began = runs.iter().filter_map(|run| run.started_at.parse::<Timestamp>().ok());
    let ended = runs.iter().filter_map(|run| {
        let began: Timestamp = run.started_at.parse().ok()?;
        began.checked_add(run.duration.as_duration()).ok()
    });
    began.min().zip(ended.max()).map_or(Span::ZERO, |(began, ended)| between(began, ended))
}

/// The time of the first, and four digits made of all the ids (FNV-1a, folded).
fn id(runs: &[Run]) -> RunId {
    let mut ids: Vec<&str> = runs.iter().map(|run| run.run.as_str()).collect();
    ids.sort_unstable();
    let bytes = ids.iter().flat_map(|id| id.bytes());
    let hash = bytes
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let digits = (hash >> 16) ^ (hash & 0xffff);
    let time = ids.first().and_then(|id| id.get(..15)).unwrap_or_default();
    // Of the shape of an id, since its parts are.
    RunId::parse(&format!("{time}-{digits:04x}")).unwrap_or_else(|_| runs[0].run.clone())
}
