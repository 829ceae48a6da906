//! A run made again from what it left: its timelines, judged again, and its report for what no
//! timeline knows.

use super::join::add;
use super::{Run, Spent, json};
use crate::judge::{Drill, judge, merge};
use crate::timeline::{Header, Timeline};
use crate::words::{ProfileName, ScenarioId, Span, Verdict};
use jiff::Timestamp;

type Name = (ScenarioId, ProfileName);

/// The run whose timelines these are, with the names of their files. `recorded` is its report;
/// where there is none, the run was killed before it wrote one, and all is as the timelines say. A
/// drill whose timeline is gone stays as recorded. Nothing where there is neither.
pub fn again(recorded: Option<Run>, timelines: &[(String, Timeline)]) -> Option<Run> {
    let mut run = recorded.or_else(|| bare(timelines))?;
    let mut drills: Vec<Drill> =
        run.drills.drain(..).map(|drill| of_recorded(drill, timelines)).collect();
    for (_, timeline) in timelines {
        let name = name_of(&timeline.header);
        if !drills.iter().any(|drill| (&drill.id, &drill.profile) == (&name.0, &name.1)) {
            drills.extend(judged(&name, timelines, None));
        }
    }
    run.drills = drills;
    run.not_drilled.retain(|planned| {
        !run.drills
            .iter()
            .any(|drill| (&drill.id, &drill.profile) == (&planned.id, &planned.profile))
    });
    Some(run.summed_up())
}

fn name_of(header: &Header) -> Name {
    (header.scenario.clone(), header.profile.clone())
}

/// A drill judged again, if its timelines are there.
fn of_recorded(recorded: Drill, timelines: &[(String, Timeline)]) -> Drill {
    let name = (recorded.id.clone(), recorded.profile.clone());
    judged(&name, timelines, Some(&recorded)).unwrap_or(recorded)
}

/// The drill of this name, from all its repeats: in the order in which they were recorded, others
/// behind them by name.
fn judged(
    name: &Name,
    timelines: &[(String, Timeline)],
    recorded: Option<&Drill>,
) -> Option<Drill> {
    let mut mine: Vec<&(String, Timeline)> =
        timelines.iter().filter(|(_, timeline)| name_of(&timeline.header) == *name).collect();
    let known = recorded.map(|drill| drill.timelines.as_slice()).unwrap_or_default();
    let place = |file: &String| known.iter().position(|known| known == file).unwrap_or(usize::MAX);
    mine.sort_by_key(|(file, _)| (place(file), file.len(), file.clone()));
    let one = |(file, timeline): &(String, Timeline)| {
        let mut drill = Drill {
            timeline: Some(file.clone()),
            timelines: vec![file.clone()],
            ..judge(timeline)
        };
        if let Some(recorded) = recorded {
            waive(&mut drill, recorded);
        }
        drill
    };
    merge(mine.into_iter().map(one).collect())
}

/// What only the report knows is kept: which contradictions were waived on the day of the run. It
/// is told each repeat, as on that day, so that a waiver covers their finding only where it covers
/// what is found now.
fn waive(drill: &mut Drill, recorded: &Drill) {
    for claim in drill.claims.iter_mut().filter(|claim| claim.verdict == Verdict::Contradicted) {
        let before = recorded.claims.iter().find(|before| before.id == claim.id);
        claim.waived_until = before.and_then(|before| before.waived_until.clone());
    }
}

/// A run of which only the timelines are left.
fn bare(timelines: &[(String, Timeline)]) -> Option<Run> {
    let headers: Vec<&Header> = timelines.iter().map(|(_, timeline)| &timeline.header).collect();
    let first = headers.iter().min_by_key(|header| &header.started_at)?;
    let began: Option<Timestamp> = first.started_at.parse().ok();
    let ended = timelines.iter().filter_map(|(_, timeline)| ended(timeline)).max();
    let mut images = Vec::new();
    let mut stand_ins = Vec::new();
    for header in &headers {
        add(&mut images, &header.images);
        add(&mut stand_ins, &header.stand_ins);
    }
    Some(Run {
        schema_version: json::SCHEMA_VERSION,
        tool: first.tool.clone(),
        run: first.run.clone(),
        started_at: first.started_at.clone(),
        duration: began.zip(ended).map_or(Span::ZERO, |(began, ended)| between(began, ended)),
        pack: first.pack.clone(),
        document: first.document.clone(),
        engine: first.engine.clone(),
        images,
        stand_ins,
        spent: Spent::default(),
        verdict: Verdict::Undetermined,
        drift: Vec::new(),
        drills: Vec::new(),
        shard: None,
        whole: None,
        not_drilled: Vec::new(),
        waivers: Vec::new(),
        not_tested: Vec::new(),
        report_dir: None,
    })
}

fn ended(timeline: &Timeline) -> Option<Timestamp> {
    let began: Timestamp = timeline.header.started_at.parse().ok()?;
    let last = timeline.events.last().map_or(0, |recorded| recorded.at.as_micros());
    Timestamp::from_microsecond(began.as_microsecond().checked_add(i64::try_from(last).ok()?)?).ok()
}

/// From the one to the other; nothing where the other was before.
pub(super) fn between(began: Timestamp, ended: Timestamp) -> Span {
    Span::micros(u64::try_from(ended.as_microsecond() - began.as_microsecond()).unwrap_or(0))
}
