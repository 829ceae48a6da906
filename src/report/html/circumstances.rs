//! On what it was tested, with what in place of the real thing, and what the testing itself cost.

use super::markup::Markup;
use super::scrolled;
use crate::judge::{Budget, Drill};
use crate::report::layout::count;
use crate::report::{NotTested, Run, Spent, controls};
use crate::words::Span;

/// The whole section.
pub(super) fn section(main: &mut Markup, run: &Run) {
    main.line();
    main.element(
        "section",
        &[("id", &"circumstances"), ("aria-labelledby", &"circumstances-heading")],
        |section| {
            section.leaf("h2", &[("id", &"circumstances-heading")], "How it was tested");
            facts(section, run);
            not_drilled(section, run);
            stand_ins(section, run);
            waivers(section, run);
            not_tested(section, run);
            cost(section, run);
            images(section, run);
        },
    );
}

fn facts(section: &mut Markup, run: &Run) {
    section.element("dl", &[], |list| {
        let facts = [
            ("run", run.run.to_string()),
            ("by", run.tool.clone()),
            ("engine", run.engine.clone()),
            ("began", run.started_at.clone()),
            ("took", run.duration.to_string()),
            ("pack", run.pack.clone()),
            ("document", run.document.path.clone()),
            ("its SHA-256", run.document.sha256.clone()),
        ];
        let spent = run.spent;
        let stages = [
            ("images", spent.images),
            ("starts", spent.start),
            ("drills", spent.drills),
            ("ends", spent.take_down),
        ];
        let stages: Vec<String> =
            stages.iter().map(|(stage, span)| format!("{stage} {span}")).collect();
        let stages = (spent != Spent::default()).then(|| ("of that", stages.join(", ")));
        let shard = run.shard.map(|shard| ("part", shard.to_string()));
        for (key, value) in facts.into_iter().chain(stages).chain(shard) {
            list.leaf("dt", &[], key);
            list.leaf("dd", &[], value);
        }
    });
}

fn not_drilled(section: &mut Markup, run: &Run) {
    if let Some(why) = run.unsaid() {
        section.leaf("h3", &[], "Not finished");
        section.leaf("p", &[], format_args!("As to this run, {why}."));
    }
    if run.not_drilled.is_empty() {
        return;
    }
    let names: Vec<String> =
        run.not_drilled.iter().map(|one| format!("{} in {}", one.id, one.profile)).collect();
    section.leaf("h3", &[], "Not drilled");
    section.leaf("p", &[], format_args!("The run ended before these were: {}.", names.join(", ")));
}

fn waivers(section: &mut Markup, run: &Run) {
    if run.waivers.is_empty() {
        return;
    }
    table(section, "Waivers", &["scenario", "claim", "until", "owner", "reason"], |body| {
        for one in &run.waivers {
            body.element("tr", &[], |row| {
                row.leaf("th", &[("scope", &"row")], &one.scenario);
                row.element("td", &[], |td| td.leaf("code", &[], &one.claim));
                row.leaf("td", &[("class", &"number")], &one.until);
                row.leaf("td", &[], &one.owner);
                row.leaf("td", &[], &one.reason);
            });
        }
    });
}

/// Forms of a scenario say the same of a line: it is told once.
fn not_tested(section: &mut Markup, run: &Run) {
    let mut lines: Vec<&NotTested> = Vec::new();
    for one in &run.not_tested {
        if !lines.iter().any(|other| (other.line, &other.reason) == (one.line, &one.reason)) {
            lines.push(one);
        }
    }
    if lines.is_empty() {
        return;
    }
    table(
        section,
        "What the document says and no drill tests",
        &["line", "words", "why not"],
        |body| {
            for one in lines {
                body.element("tr", &[], |row| {
                    row.leaf("th", &[("scope", &"row")], one.line);
                    row.element("td", &[], |td| td.leaf("q", &[], &one.quote));
                    row.leaf("td", &[], &one.reason);
                });
            }
        },
    );
}

fn table(section: &mut Markup, title: &str, headings: &[&str], body: impl FnOnce(&mut Markup)) {
    section.leaf("h3", &[], title);
    scrolled(section, title, "plain", headings, body);
}

fn stand_ins(section: &mut Markup, run: &Run) {
    section.leaf("p", &[], format_args!("{}.", controls::told(run)));
    if run.stand_ins.is_empty() {
        section.leaf("p", &[], "Everything was the upstream software.");
        return;
    }
    table(section, "Not the upstream software", &["in place of", "why, and by what"], |body| {
        for one in &run.stand_ins {
            body.element("tr", &[], |row| {
                row.leaf("th", &[("scope", &"row")], &one.what);
                row.leaf("td", &[], &one.why);
            });
        }
    });
}

fn cost(section: &mut Markup, run: &Run) {
    let phases = Budget::default().phases().map(|(name, _)| name);
    let headings: Vec<&str> = ["drill"]
        .into_iter()
        .chain(phases)
        .chain(["probing", "machine busy", "late looks"])
        .collect();
    table(section, "Where the time went, and what looking cost", &headings, |body| {
        for drill in &run.drills {
            body.element("tr", &[], |row| {
                row.leaf(
                    "th",
                    &[("scope", &"row")],
                    format_args!("{} · {}", drill.id, drill.profile),
                );
                costs(row, drill);
            });
        }
    });
}

fn costs(row: &mut Markup, drill: &Drill) {
    let percent =
        |part: Option<f64>| part.map_or("–".to_owned(), |part| format!("{:.0} %", 100.0 * part));
    let late = drill.lost_precision.map_or("none".to_owned(), |lost| {
        let looks = count(usize::try_from(lost.samples).unwrap_or(usize::MAX), "look");
        let unheard = if lost.unheard > Span::ZERO {
            format!("; {} unheard", lost.unheard)
        } else {
            String::new()
        };
        format!("{looks}, up to {}{unheard}", lost.worst)
    });
    let phases = drill
        .budget
        .phases()
        .map(|(_, span)| if span == Span::ZERO { "–".to_owned() } else { span.to_string() });
    let probing =
        [drill.probing.map(|probing| probing.own), drill.probing.map(|probing| probing.machine)]
            .map(percent);
    for cell in phases.into_iter().chain(probing).chain([late]) {
        row.leaf("td", &[("class", &"number")], cell);
    }
}

fn images(section: &mut Markup, run: &Run) {
    if run.images.is_empty() {
        return;
    }
    table(section, "Images", &["service", "from", "digest"], |body| {
        for image in &run.images {
            body.element("tr", &[], |row| {
                row.leaf("th", &[("scope", &"row")], &image.service);
                row.leaf("td", &[], &image.origin);
                row.element("td", &[], |td| {
                    td.leaf("code", &[("class", &"digest")], &image.digest);
                });
            });
        }
    });
}
