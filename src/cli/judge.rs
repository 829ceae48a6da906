//! `judge`: a timeline judged again, from the file alone or by another pack's claims.

use super::args::{Common, Format};
use super::console::Console;
use super::error::{Failure, Status};
use super::{listing, packs};
use crate::judge::{self, Drill};
use crate::observe::Observed;
use crate::pack::Pack;
use crate::plan::{Choice, plan};
use crate::report::{self, FailOn};
use crate::run::waive;
use crate::storage::Lines;
use crate::timeline::{Event, Header, Recorded, Timeline, is_simulated};
use std::collections::BTreeSet;
use std::path::Path;

/// `firedrill judge`
pub fn judge(
    path: &Path,
    fail_on: &BTreeSet<FailOn>,
    common: &Common,
    console: &Console,
) -> Result<Status, Failure> {
    let lines = Lines::of(path)?;
    let recorded = lines.reader()?.reader.header;
    let (header, pack) = match &common.pack {
        Some(folder) => {
            by_claims_of(&recorded, folder, console).map(|(header, pack)| (header, Some(pack)))?
        }
        None => (recorded, None),
    };
    let (mut drill, timeline) = judged(&lines, header)?;
    drill.timeline = path.file_name().map(|name| name.to_string_lossy().into_owned());
    drill.timelines = drill.timeline.iter().cloned().collect();
    if let Some(pack) = &pack {
        waive(pack, &mut drill);
    }
    if timeline.cut_off {
        console
            .voice
            .say("the timeline was cut off, as by a crash; it is judged as far as it goes");
    }
    if console.format == Format::Human {
        let label = report::show::simulated(&timeline.header.engine);
        let found = report::show::findings(&drill, |_| Some(&timeline), None, console.layout()).0;
        console.result(&(label + &found));
    } else {
        console.json(&drill);
    }
    let drifted =
        pack.is_some_and(|pack| pack.drift.iter().any(|drift| drift.scenario == drill.id));
    let simulated = is_simulated(&timeline.header.engine);
    // The same gate as of the run it is of.
    let of_its_own = [(FailOn::Drift, drifted), (FailOn::Simulated, simulated)];
    let red = report::fails(&drill, fail_on)
        || of_its_own.iter().any(|(why, holds)| *holds && fail_on.contains(why));
    if simulated && fail_on.contains(&FailOn::Simulated) {
        console.voice.complain(
            "simulated: nothing real was drilled; --fail-on can leave that out, to \
             accept a rehearsal",
        );
    }
    Ok(if red { Status::Red } else { Status::Good })
}

/// The findings, and of the timeline what is needed to show them: it can be larger than this
/// machine's memory.
fn judged(lines: &Lines, header: Header) -> Result<(Drill, Timeline), Failure> {
    let mut observed = Observed::new(&header);
    let mut events: Vec<Recorded> = Vec::new();
    let mut reading = lines.reader()?;
    while let Some(recorded) = reading.event()? {
        observed.apply(&recorded);
        if matches!(recorded.event, Event::Action { .. }) {
            events.push(recorded);
        }
    }
    let cut_off = reading.reader.cut_off;
    let drill = judge::judge_observed(&header, &observed);
    let evidence = drill.claims.iter().flat_map(|claim| &claim.evidence);
    let evidence: BTreeSet<u64> =
        evidence.chain(drill.effects.iter().flat_map(|effect| &effect.evidence)).copied().collect();
    events.extend(lines.events(&evidence)?);
    events.sort_by_key(|recorded| recorded.n);
    events.dedup_by_key(|recorded| recorded.n);
    Ok((drill, Timeline { header, events, cut_off }))
}

/// What the pack says of the same scenario in the same profile, in place of what was claimed when
/// it was drilled.
fn by_claims_of(
    recorded: &Header,
    folder: &Path,
    console: &Console,
) -> Result<(Header, Pack), Failure> {
    let pack = packs::load(Some(folder), console)?;
    let (scenario, profile) = (&recorded.scenario, &recorded.profile);
    let choice =
        Choice { scenarios: vec![scenario.to_string()], profiles: vec![profile.to_string()] };
    let planned = plan(&pack, &choice).map_err(|error| listing::unplanned(&error))?;
    let Some(drill) = planned.stacks.into_iter().flat_map(|stack| stack.drills).next() else {
        return Err(Failure::new(
            Status::Wrong,
            format!("the pack has no drill of {scenario} in {profile}"),
        ));
    };
    if drill.fault.targets() != recorded.targets {
        let names = |services: &[crate::words::ServiceName]| {
            services.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        };
        let (here, there) = (names(drill.fault.targets()), names(&recorded.targets));
        let message = format!(
            "{scenario} breaks {here} in this pack, but the timeline is of a drill that broke \
             {there}"
        );
        return Err(Failure::new(Status::Wrong, message)
            .hint("judge it by a pack whose scenario has the same fault"));
    }
    if pack.drift.iter().any(|drift| drift.scenario == *scenario) {
        console.voice.complain(
            "warning: words that the scenario quotes no longer stand in the \
             pack's document; `firedrill validate` shows which",
        );
    }
    let header = Header {
        pack: pack.name.clone(),
        title: drill.title,
        line: drill.line,
        document: pack.document.clone(),
        thresholds: pack.thresholds.clone(),
        claims: drill.claims,
        ..recorded.clone()
    };
    Ok((header, pack))
}
