//! Simulations as text for a terminal.

use super::Simulation;
use crate::report::Layout;
use crate::simulate::estimate::{Estimate, MINUTES_A_YEAR};
use crate::simulate::rates::{Origin, Rated};
use crate::simulate::result::{JourneyFound, Outcome};
use crate::words::Span;
use std::fmt::Write as _;
use tabled::builder::Builder;
use tabled::settings::object::Columns;
use tabled::settings::style::HorizontalLine;
use tabled::settings::{Alignment, Padding, Style};

/// All that was simulated, profile by profile.
pub fn human(simulations: &[Simulation], layout: Layout) -> String {
    let parts: Vec<String> = simulations.iter().map(|one| of_profile(one, layout)).collect();
    parts.join("\n")
}

fn of_profile(one: &Simulation, layout: Layout) -> String {
    let Simulation { profile, plan, seed, .. } = one;
    let mut out = String::new();
    let head = format!(
        "{profile}: {} years by chance (seed {seed}, {} replications); ± is the 95 % confidence \
         interval. Minutes are those of a year.",
        plan.years, plan.replications
    );
    out += &layout.paragraph(&head, 0);
    out.push('\n');
    journeys(&mut out, one);
    improvements(&mut out, one, layout);
    out += "\n  how often parts fail, and how long they are down then, on average\n";
    out += &rates(&one.rated());
    out += "\n  what this rests on\n";
    for line in rests_on(one) {
        out += &layout.paragraph(&format!("- {line}"), 4);
    }
    out
}

fn journeys(out: &mut String, one: &Simulation) {
    let mut table = Builder::default();
    table.push_record(["", "journey", "available", "down, min", "degraded, min", "saved, min"]);
    for (name, outcome) in one.systems() {
        for (at, journey) in outcome.journeys.iter().enumerate() {
            let JourneyFound { outage, degraded, outages, saved, .. } = journey;
            let mark = if journey.operators { " *" } else { "" };
            let down = if *outages == 0 { "never seen".to_owned() } else { figure(*outage) };
            table.push_record([
                if at == 0 { name.clone() } else { String::new() },
                format!("{}{mark}", journey.journey),
                available(*outage),
                down,
                figure(*degraded),
                saved.map_or_else(String::new, figure),
            ]);
        }
    }
    *out += &ruled(table);
    if one.today.journeys.iter().any(|journey| journey.operators) {
        *out += "  * only operators make it; it does not count where improvements are ranked\n";
    }
    let unseen = |outcome: &Outcome| outcome.journeys.iter().any(|one| one.outages == 0);
    if one.systems().iter().any(|(_, outcome)| unseen(outcome)) {
        let years = f64::from(one.plan.years) / 3.0;
        let _ = writeln!(out, "  never seen: less than once in {years:.0} years (95 %)");
    }
}

/// What each improvement is taken to change, and what is not known of their order.
fn improvements(out: &mut String, one: &Simulation, layout: Layout) {
    if !one.improvements.is_empty() {
        *out +=
            "\n  improvements, by the outage that they save users, summed over their journeys\n";
    }
    for ((improvement, outcome), at) in one.improvements.iter().zip(1..) {
        let line = improvement.line.map_or_else(
            || "the document does not name it".to_owned(),
            |line| format!("line {line}"),
        );
        let text = format!(
            "{at}. {} ({line}) saves {}: {}.",
            improvement.title,
            saved(outcome),
            improvement.means
        );
        *out += &layout.paragraph(&text, 4);
    }
    let pairs = one.improvements.windows(2).zip(1..);
    for (pair, at) in pairs {
        let difference = pair[0].1.better_than(&pair[1].1);
        if difference.may_be_nothing() {
            let text = format!(
                "{at} and {} cannot be told apart: the difference is {} min, within its interval.",
                at + 1,
                figure(difference)
            );
            *out += &layout.paragraph(&text, 4);
        }
    }
    for not in &one.not_simulated {
        let text = format!("Not simulated: {} (line {}), as {}.", not.title, not.line, not.why);
        *out += &layout.paragraph(&text, 4);
    }
}

/// The outage that is saved, and what becomes of the degraded minutes where that is certain.
fn saved(outcome: &Outcome) -> String {
    let outage = outcome.saved.map_or_else(String::new, figure);
    match outcome.saved_degraded.filter(|degraded| !degraded.may_be_nothing()) {
        Some(degraded) if degraded.mean > 0.0 => {
            format!("{outage} min, and {} degraded ones", figure(degraded))
        }
        Some(Estimate { mean, within }) => {
            let more = Estimate { mean: -mean, within };
            format!("{outage} min, for {} degraded ones", figure(more))
        }
        None => format!("{outage} min"),
    }
}

fn rates(rated: &[&Rated]) -> String {
    let mut table = Builder::default();
    table.push_record(["part", "fails after", "noticed in", "repaired in", "from"]);
    for Rated { part, rates, from } in rated {
        let [mtbf, notice, repair] = [rates.mtbf, rates.notice, rates.repair].map(told);
        table.push_record([part.clone(), mtbf, notice, repair, sources(from)]);
    }
    ruled(table)
}

/// In few words; the run is told below.
fn sources(from: &[Origin; 3]) -> String {
    let word = |origin: &Origin| match origin {
        Origin::Assumed(_) => "assumed".to_owned(),
        Origin::Measured(_) => "measured".to_owned(),
        Origin::Pack | Origin::WhatIf => origin.to_string(),
    };
    let [mtbf, notice, repair] = from;
    let [of_failure, of_notice, of_repair] = [mtbf, notice, repair].map(word);
    if mtbf == notice && notice == repair {
        mtbf.to_string()
    } else if notice == repair {
        format!("failure {of_failure}, the rest {of_notice}")
    } else if mtbf == notice {
        format!("{of_failure}, but repair {of_repair}")
    } else if mtbf == repair {
        format!("{of_failure}, but notice {of_notice}")
    } else {
        format!("{of_failure}, {of_notice}, {of_repair}")
    }
}

fn rests_on(one: &Simulation) -> Vec<String> {
    let mut lines = Vec::new();
    if one.built.assumes() {
        lines.push(
            "'assumed' is nobody's measurement: the minutes follow these figures, whatever their \
             intervals say. Write what is known of them into pack.yaml (rates), or take what a run \
             measured (--from RUN)."
                .to_owned(),
        );
    }
    let rated = one.rated();
    let runs = rated.iter().flat_map(|rated| &rated.from).filter_map(|from| match from {
        Origin::Measured(run) => Some(run),
        _ => None,
    });
    if let Some(run) = runs.max() {
        lines.push(format!(
            "'measured' is by run {run}: until a detector has noticed, and then until the recovery's \
             commands have helped. A person who must come first takes longer."
        ));
    }
    let journeys = one.built.system.journeys.iter();
    for journey in journeys.filter(|one| one.ways.iter().all(|way| way.hard.is_empty())) {
        lines.push(format!(
            "'{}' names no services that it is through, so that nothing brings it down here.",
            journey.name
        ));
    }
    if !one.built.held.is_empty() {
        lines.push(format!(
            "The server takes down all that is on it: {}.",
            one.built.held.join(", ")
        ));
    }
    lines.push(
        "Everything else fails for itself, at any time alike, and is repaired for itself, in \
         exponential times of these means. What was down starts as soon as it can."
            .to_owned(),
    );
    if !one.improvements.is_empty() {
        lines.push(
            "Whoever has another copy is served by it at once, and never by one that is down: real \
             improvements save less."
                .to_owned(),
        );
    }
    lines
}

/// `12.3 ± 0.4`, to what its interval lets be known.
pub(in crate::simulate) fn figure(estimate: Estimate) -> String {
    let Estimate { mean, within } = estimate;
    let digits = match within {
        0.0 if mean == 0.0 => return "0".to_owned(),
        10.0.. => 0,
        1.0.. => 1,
        0.1.. => 2,
        _ => 3,
    };
    format!("{mean:.digits$} ± {within:.digits$}")
}

fn available(outage: Estimate) -> String {
    format!("{:.4} %", 100.0 * (1.0 - outage.mean / MINUTES_A_YEAR))
}

/// `90 d`, `2 h`, `5 min` where it is whole; else as usual.
fn told(span: Span) -> String {
    const UNITS: [(u64, &str); 3] =
        [(86_400_000_000, "d"), (3_600_000_000, "h"), (60_000_000, "min")];
    let whole = |(unit, _): &&(u64, &str)| {
        span.as_micros() >= *unit && span.as_micros().is_multiple_of(*unit)
    };
    let found = UNITS.iter().find(whole);
    found.map_or_else(
        || span.to_string(),
        |(unit, name)| format!("{} {name}", span.as_micros() / unit),
    )
}

fn ruled(builder: Builder) -> String {
    let mut table = builder.build();
    table
        .with(Style::empty().horizontals([(1, HorizontalLine::new('─'))]))
        .with(Alignment::left())
        .with(Padding::new(0, 2, 0, 0))
        .modify(Columns::last(), Padding::zero());
    let lines = table.to_string();
    lines.lines().flat_map(|line| ["  ", line.trim_end(), "\n"]).collect()
}
