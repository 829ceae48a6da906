//! What else is worth knowing of a run: effects that the document does not name, figures to
//! propose, the machine.

use super::Detail;
use crate::judge::{Drill, EffectFound};
use crate::report::controls;
use crate::report::layout::{count, figure};
use crate::report::{Layout, Run};
use crate::words::{Span, Verdict, stated};

/// From this many drills on, those whose looks came late are counted, not listed.
const MANY: usize = 4;

/// Effects, one a line: those that the document does not name, and with more detail all.
pub(super) fn effects(run: &Run, layout: Layout, detail: Detail) -> Vec<String> {
    let mut parts = vec![titled("besides, and not in the document", run, layout, false)];
    if detail == Detail::More {
        parts.push(titled("besides, as the document says", run, layout, true));
    }
    parts.into_iter().flatten().collect()
}

fn titled(title: &str, run: &Run, layout: Layout, documented: bool) -> Option<String> {
    let lines = effect_lines(run, layout, documented).concat();
    (!lines.is_empty()).then(|| format!("{}\n{lines}", layout.strong(title)))
}

fn effect_lines(run: &Run, layout: Layout, documented: bool) -> Vec<String> {
    let wanted = |effect: &&EffectFound| effect.documented == documented;
    let line = |drill: &Drill, effect: &EffectFound| {
        let mark =
            if effect.documented { layout.mark(Verdict::Confirmed) } else { layout.warning("!") };
        format!(
            "{mark} {}\n",
            layout.wrap(&format!("{}, {}: {}", drill.id, drill.profile, told(effect)), 2, 2)
        )
    };
    let of = |drill: &Drill| {
        drill.effects.iter().filter(wanted).map(move |one| line(drill, one)).collect::<Vec<_>>()
    };
    run.drills.iter().flat_map(of).collect()
}

/// Effects that the document does not name, and notes, in the order of their weight.
pub(super) fn lines(run: &Run, layout: Layout) -> Vec<String> {
    let notes = notes(run, Detail::Usual).into_iter();
    let notes = notes.map(|note| format!("· {}\n", layout.wrap(&note, 2, 2)));
    effect_lines(run, layout, false).into_iter().chain(notes).collect()
}

/// An effect in words, with its delay.
pub(in crate::report) fn told(effect: &EffectFound) -> String {
    let after =
        effect.after.map_or(String::new(), |after| format!(", {} after the fault", figure(after)));
    let EffectFound { what, text, .. } = effect;
    // Most say in their own words what they are about.
    if text.contains(what.as_str()) {
        format!("{text}{after}")
    } else {
        format!("{what}: {text}{after}")
    }
}

/// One paragraph a note.
pub(super) fn render(run: &Run, layout: Layout, detail: Detail) -> Option<String> {
    let notes = notes(run, detail);
    let lines = notes.iter().map(|note| format!("· {}\n", layout.wrap(note, 2, 2)));
    (!notes.is_empty()).then(|| lines.collect())
}

fn notes(run: &Run, detail: Detail) -> Vec<String> {
    let nearest =
        nearest_to_its_limit(run).map(|nearest| format!("nearest to its limit: {nearest}"));
    let mut notes: Vec<String> = nearest.into_iter().collect();
    notes.extend(proposals(run));
    notes.extend(unheard(run));
    notes.extend(late(run, detail));
    notes.extend(cost(run));
    notes.push(controls::told(run));
    let stand_ins: Vec<&str> = run.stand_ins.iter().map(|one| one.what.as_str()).collect();
    if !stand_ins.is_empty() {
        notes.push(format!(
            "not the upstream software (report.json says why): {}",
            stand_ins.join("; ")
        ));
    }
    notes
}

/// The recovery that came nearest to the time the document gives it: the first to look at where all
/// is well.
pub(in crate::report) fn nearest_to_its_limit(run: &Run) -> Option<String> {
    let part = |drill: &Drill| {
        let (observed, documented) = (drill.recovery.observed?, drill.recovery.documented?);
        (documented.as_micros() > 0).then(|| observed.at_most().as_secs() / documented.as_secs())
    };
    let parts = run.drills.iter().filter_map(|drill| part(drill).map(|part| (part, drill)));
    // What is beyond it is told as contradicted.
    let parts = parts.filter(|(part, _)| *part <= 1.0);
    let (_, drill) = parts.max_by(|one, other| one.0.total_cmp(&other.0))?;
    Some(format!(
        "the recovery of {}, {}, which took {} of {}",
        drill.id,
        drill.profile,
        figure(drill.recovery.observed?),
        stated(drill.recovery.documented?)
    ))
}

/// Figures for the document, one for each scenario: the document has one sentence for all profiles.
fn proposals(run: &Run) -> Vec<String> {
    let mut notes = Vec::new();
    let mut done = Vec::new();
    for drill in run.drills.iter().filter(|drill| drill.recovery.proposed.is_some()) {
        if done.contains(&&drill.id) {
            continue;
        }
        done.push(&drill.id);
        let why = match drill.recovery.documented {
            Some(documented) => format!("the document says {}", stated(documented)),
            None => "the document gives no recovery time".to_owned(),
        };
        let same = || {
            run.drills
                .iter()
                .filter(|other| other.id == drill.id && other.recovery.proposed.is_some())
        };
        let one = |other: &Drill| {
            Some(format!("{} in {}", figure(other.recovery.observed?), other.profile))
        };
        let measured: Vec<String> = same().filter_map(one).collect();
        let were = if measured.len() == 1 { "was" } else { "were" };
        if let Some(most) = same().filter_map(|other| other.recovery.proposed).max() {
            let (id, measured, most) = (&drill.id, measured.join(" and "), stated(most));
            notes.push(format!("{id}: {why}; {measured} {were} measured, {most} would hold"));
        }
    }
    notes
}

/// Drills in which firedrill itself did not run for a while.
fn unheard(run: &Run) -> Vec<String> {
    let lost = run.drills.iter().filter_map(|drill| Some((drill, drill.lost_precision?.unheard)));
    let line = |(drill, unheard): (&Drill, Span)| {
        let (id, profile) = (&drill.id, &drill.profile);
        format!("{id}, {profile}: firedrill was suspended or starved of CPU for {unheard}")
    };
    lost.filter(|(_, unheard)| *unheard > Span::ZERO).map(line).collect()
}

/// Looks that came late because the machine had other work.
fn late(run: &Run, detail: Detail) -> Vec<String> {
    let late = |drill: &&Drill| drill.lost_precision.is_some_and(|lost| lost.samples > 0);
    let lost: Vec<_> = run
        .drills
        .iter()
        .filter(late)
        .filter_map(|drill| Some((drill, drill.lost_precision?)))
        .collect();
    let looks = |samples: u64| count(usize::try_from(samples).unwrap_or(usize::MAX), "look");
    if lost.len() < MANY || detail == Detail::More {
        let line = |(drill, lost): &(&Drill, crate::judge::LostPrecision)| {
            let at = format!("{}, {}", drill.id, drill.profile);
            format!(
                "{at}: the machine was busy: {} were delayed, by up to {}",
                looks(lost.samples),
                lost.worst
            )
        };
        return lost.iter().map(line).collect();
    }
    let all = looks(lost.iter().map(|(_, lost)| lost.samples).sum());
    let worst = lost.iter().max_by_key(|(_, lost)| lost.worst);
    let line = |(drill, most): &(&Drill, crate::judge::LostPrecision)| {
        let (worst, id, profile) = (most.worst, &drill.id, &drill.profile);
        format!(
            "the machine was busy: in {} drills {all} were delayed, by up to {worst} ({id}, \
             {profile})",
            lost.len()
        )
    };
    worst.map(line).into_iter().collect()
}

/// What probing cost, where it cost most.
fn cost(run: &Run) -> Option<String> {
    let costs = run.drills.iter().filter_map(|drill| Some((drill, drill.probing?)));
    let (drill, probing) = costs.max_by(|(_, one), (_, other)| one.own.total_cmp(&other.own))?;
    let most = if run.drills.len() == 1 { "" } else { "up to " };
    let where_ = if run.drills.len() == 1 {
        String::new()
    } else {
        format!(" ({}, {})", drill.id, drill.profile)
    };
    let [own, machine] = [probing.own, probing.machine].map(|part| (part * 100.0).round());
    Some(format!(
        "probing took {most}{own} % of the machine{where_}, which was busy for {machine} % of its \
         time then"
    ))
}
