//! What firedrill wrote: timelines, reports, journals.

use super::driver::{kind, mix};
use firedrill::journal;
use firedrill::judge::judge;
use firedrill::report::{
    Colour, FORMATS, FailOn, Layout, Material, Timelines, again, json, show, terminal,
};
use firedrill::timeline::Timeline;
use std::collections::BTreeSet;

const LAYOUT: Layout = Layout { width: 80, colour: Colour::Off };

fn harmless(text: &str) {
    let steers = |c: char| c.is_control() && c != '\n';
    assert!(!text.contains(steers), "it would steer a terminal: {text:?}");
}

/// Reads a timeline; where it reads, judges it and shows what was found.
pub fn timeline(input: &[u8]) -> u64 {
    let timeline = match Timeline::read(input) {
        Ok(timeline) => timeline,
        Err(damage) => return kind(&damage.why),
    };
    let drill = judge(&timeline);
    harmless(&show::findings(&drill, |_| Some(&timeline), None, LAYOUT).0);
    drill.claims.iter().fold(timeline.events.len().min(8) as u64, |hash, claim| {
        mix(mix(hash, claim.verdict as u64), kind(&claim.reason))
    })
}

/// Reads a report; where it reads, renders it in one of the formats.
pub fn report(input: &[u8]) -> u64 {
    let run = match json::read(&String::from_utf8_lossy(input)) {
        Ok(run) => run,
        Err(why) => return kind(&why.to_string()),
    };
    let (timelines, fail_on) =
        (Timelines::default(), BTreeSet::from([FailOn::Contradicted, FailOn::Drift]));
    let material = Material {
        run: &run,
        timelines: &timelines,
        fail_on: &fail_on,
        document: Some("# A\n\nB: c\n"),
    };
    let which = input.iter().fold(input.len(), |sum, byte| sum.wrapping_add(usize::from(*byte)))
        % (FORMATS.len() + 2);
    match FORMATS.get(which) {
        Some(format) => drop((format.render)(&material)),
        None if which == FORMATS.len() => {
            harmless(&terminal::render(&material, LAYOUT, terminal::Detail::More));
        }
        None => drop(again(Some(run.clone()), &[])),
    }
    let verdicts = run.claims().take(8).fold(7, |hash, (_, claim)| mix(hash, claim.verdict as u64));
    mix(verdicts, (run.drills.len().min(4) * 8 + which) as u64)
}

/// Reads a journal; what it would have undone can be said.
pub fn journal(input: &[u8]) -> u64 {
    let read = journal::read(input);
    assert!(read.whole <= input.len());
    for intent in read.open.values() {
        let _ = intent.to_string();
    }
    let lines = input[..read.whole].split(|byte| *byte == b'\n').count() - 1;
    let open = read
        .open
        .values()
        .take(4)
        .fold(0, |hash, intent| mix(hash, kind(&intent.to_string()) % 64));
    mix(
        open,
        (lines.min(16) * 4 + usize::from(read.closed) * 2 + usize::from(read.run.is_some())) as u64,
    )
}
