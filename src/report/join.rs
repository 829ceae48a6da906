//! Several runs as one: the parts that a pipeline's jobs drilled, each for itself.

use super::again::between;
use super::{Planned, Run};
use crate::words::{RunId, Span};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// Why runs are not parts of one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotOne {
    /// No run at all.
    #[error("there is no run to join")]
    Nothing,
    /// They tested different things.
    #[error("runs {one} and {other} are not parts of one run: they differ in {what}")]
    Differ {
        /// The first.
        one: RunId,
        /// The one that differs from it.
        other: RunId,
        /// In what.
        what: &'static str,
    },
    /// A drill stands in two of them.
    #[error("{drill} was drilled in run {one} and in run {other}; parts of one run have no drill in common")]
    Twice {
        /// Scenario and profile.
        drill: String,
        /// The first run that has it.
        one: RunId,
        /// The second.
        other: RunId,
    },
    /// Some parts of the whole are not there: a job that was lost must not look like one that was green.
    #[error("part {missing} is missing: the runs are of one that was split into {of}")]
    Missing {
        /// Which, as in `2 and 3`.
        missing: String,
        /// Of how many.
        of: u32,
    },
}

/// Joins them. The drills stand in the order of the parts; the run has an id of its own, always the same for the same runs.
pub fn join(mut runs: Vec<Run>) -> Result<Run, NotOne> {
    runs.sort_by(|a, b| (a.shard, &a.started_at, &a.run).cmp(&(b.shard, &b.started_at, &b.run)));
    let Some((first, rest)) = runs.split_first() else { return Err(NotOne::Nothing) };
    for other in rest {
        agrees(first, other)?;
    }
    whole(&runs)?;
    once(&runs)?;
    let began = runs.iter().map(|run| &run.started_at).min().unwrap_or(&first.started_at).clone();
    let mut joined = Run { run: id(&runs), duration: lasted(&runs), started_at: began, shard: None, ..first.clone() };
    for run in rest {
        add(&mut joined.images, &run.images);
        add(&mut joined.stand_ins, &run.stand_ins);
        add(&mut joined.drift, &run.drift);
        add(&mut joined.waivers, &run.waivers);
        add(&mut joined.not_tested, &run.not_tested);
        joined.spent = joined.spent + run.spent;
        joined.drills.extend_from_slice(&run.drills);
        joined.not_drilled.extend_from_slice(&run.not_drilled);
        for (all, one) in [(&mut joined.engine, &run.engine), (&mut joined.tool, &run.tool)] {
            if !all.split("; ").any(|known| known == one) {
                *all = format!("{all}; {one}");
            }
        }
    }
    Ok(joined.summed_up())
}

/// What is not yet there, behind what is.
pub(super) fn add<T: Clone + PartialEq>(all: &mut Vec<T>, some: &[T]) {
    for one in some {
        if !all.contains(one) {
            all.push(one.clone());
        }
    }
}

fn agrees(first: &Run, other: &Run) -> Result<(), NotOne> {
    let of = |run: &Run| run.shard.map(|shard| shard.of);
    let what = if first.pack != other.pack {
        "their packs"
    } else if first.document.sha256 != other.document.sha256 {
        "their documents"
    } else if of(first) != of(other) {
        "the number of their parts"
    } else {
        return Ok(());
    };
    Err(NotOne::Differ { one: first.run.clone(), other: other.run.clone(), what })
}

fn whole(runs: &[Run]) -> Result<(), NotOne> {
    let Some(of) = runs.first().and_then(|run| run.shard).map(|shard| shard.of) else { return Ok(()) };
    let there: BTreeSet<u32> = runs.iter().filter_map(|run| run.shard).map(|shard| shard.number).collect();
    let missing: Vec<String> =
        (1..=of).filter(|number| !there.contains(number)).map(|number| number.to_string()).collect();
    if missing.is_empty() { Ok(()) } else { Err(NotOne::Missing { missing: missing.join(" and "), of }) }
}

fn once(runs: &[Run]) -> Result<(), NotOne> {
    let drilled = |run: &Run| {
        let named = |drill: &crate::judge::Drill| Planned { id: drill.id.clone(), profile: drill.profile.clone() };
        run.drills.iter().map(named).collect::<BTreeSet<_>>()
    };
    for (index, other) in runs.iter().enumerate() {
        for one in runs.iter().take(index) {
            if let Some(drill) = drilled(one).intersection(&drilled(other)).next() {
                let drill = format!("{} ({})", drill.id, drill.profile);
                return Err(NotOne::Twice { drill, one: one.run.clone(), other: other.run.clone() });
            }
        }
    }
    Ok(())
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
    let hash = bytes.fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let digits = (hash >> 16) ^ (hash & 0xffff);
    let time = ids.first().and_then(|id| id.get(..15)).unwrap_or_default();
    // Of the shape of an id, since its parts are.
    RunId::parse(&format!("{time}-{digits:04x}")).unwrap_or_else(|_| runs[0].run.clone())
}
