//! A drill: its pictures, its claims, and its figures as tables.

use super::markup::Markup;
use super::story::Summary;
use super::{anchor, claims, graph, mark, picture, predictions, scrolled, times};
use crate::judge::{Drill, ImpactFound, RecoveryFound};
use crate::report::Material;
use crate::report::controls;
use crate::report::layout::{count, figure, numbers};
use crate::report::show::offset;
use crate::timeline::Timeline;
use crate::words::{Impact, Span, stated};

/// The whole section.
pub(super) fn section(page: &mut Markup, material: &Material<'_>, drill: &Drill) {
    let (repeat, timeline) = material.timelines.shown(drill);
    let id = anchor(drill, None);
    let story = timeline.map(Summary::of);
    let heading = format!("{id}-heading");
    page.line();
    let attributes: super::markup::Attributes<'_> = &[
        ("class", &"drill"),
        ("id", &id),
        ("data-profile", &drill.profile),
        ("aria-labelledby", &heading),
    ];
    page.element("section", attributes, |section| {
        section.element("h2", &[("id", &heading)], |h2| {
            mark(h2, drill.verdict, false);
            h2.text(format_args!(" {} ", drill.title));
            h2.leaf(
                "span",
                &[("class", &"name")],
                format_args!("{} · {}", drill.id, drill.profile),
            );
        });
        section.element("p", &[("class", &"place")], |place| {
            place.text(format_args!("{}, line {}", drill.source.document, drill.source.line));
            if drill.repeats > 1 {
                let why = if repeat == 1 { "" } else { ", on which its worst verdict rests" };
                place.text(format_args!(
                    " · drilled {} times, the pictures show repeat {repeat}{why}",
                    drill.repeats
                ));
            }
            let first = drill.timeline.iter().filter(|_| drill.timelines.is_empty());
            for file in first.chain(&drill.timelines) {
                place.text(" · ");
                place.leaf("code", &[], file);
            }
        });
        section.element("div", &[("class", &"halves")], |halves| {
            halves.element("div", &[], |half| pictures(half, drill, timeline.zip(story.as_ref())));
            halves.element("div", &[], |half| {
                half.leaf("h3", &[], "Claims");
                claims::list(half, material, drill);
            });
        });
        section.element("div", &[("class", &"tables")], |tables| {
            impact(tables, drill);
            predictions::table(tables, drill);
            detection(tables, drill);
            effects(tables, drill);
        });
        if let Some(story) = &story {
            changes(section, &id, story);
        }
    });
}

fn pictures(half: &mut Markup, drill: &Drill, told: Option<(&Timeline, &Summary<'_>)>) {
    half.leaf("h3", &[], "Timeline");
    match told {
        Some((_, story)) => picture::draw(half, drill, story),
        None => half.leaf("p", &[], "The timeline is not at hand, so there is no picture of it."),
    }
    half.leaf("h3", &[], "Cascade");
    if let Some((timeline, _)) = told {
        graph::draw(half, drill, &timeline.header);
    }
    cascade(half, drill);
    half.leaf("h3", &[], "Recovery");
    recovery(half, drill);
}

fn cascade(half: &mut Markup, drill: &Drill) {
    let found = &drill.cascade;
    times::cascade(half, drill);
    let names = |services: &[crate::words::ServiceName]| {
        services.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    };
    half.element("dl", &[], |list| {
        let said = match &found.expected {
            None => "nothing".to_owned(),
            Some(expected) if expected.is_empty() => "none".to_owned(),
            Some(expected) => names(expected),
        };
        entry(list, "the document says", &said);
        let seen: Vec<String> = found
            .observed
            .iter()
            .map(|fallen| format!("{} ({})", fallen.service, fallen.symptom))
            .collect();
        entry(
            list,
            "seen to fall",
            &if seen.is_empty() { "none".to_owned() } else { seen.join(", ") },
        );
        for (key, services) in [
            ("named, and did not fall", &found.missing),
            ("fell, and not named", &found.undocumented),
            ("not to be seen", &found.unobservable),
        ] {
            if !services.is_empty() {
                entry(list, key, &names(services));
            }
        }
        if let Some(order) = found.order_verdict {
            entry(list, "in the document's order", &order.to_string());
        }
    });
}

fn entry(list: &mut Markup, key: &str, value: &str) {
    list.leaf("dt", &[], key);
    list.leaf("dd", &[], value);
}

fn recovery(half: &mut Markup, drill: &Drill) {
    let found = &drill.recovery;
    times::recovery(half, drill);
    if *found == RecoveryFound::default() {
        half.leaf("p", &[], "None was seen.");
        return;
    }
    half.element("dl", &[], |list| {
        if !found.commands.is_empty() {
            list.leaf("dt", &[], "commands");
            list.element("dd", &[], |dd| {
                for command in &found.commands {
                    dd.leaf("code", &[("class", &"command")], command);
                }
            });
        }
        if let Some(spread) = found.spread {
            entry(list, "spread", &format!("{} to {}", spread.least, spread.most));
        }
        if let Some(proposed) = found.proposed {
            entry(list, "a figure that would hold", &stated(proposed));
        }
        if let Some(outage) = found.outage {
            entry(list, "the journeys were not well for", &figure(outage));
        }
        if let Some(stayed) = found.stayed {
            entry(list, "and stayed so, as long as was watched, for", &stayed.to_string());
        }
        entry(list, "without the recovery", &controls::of(drill));
        if let Some(cleared) = found.alerts_cleared {
            entry(list, "the last alert was quiet after", &cleared.to_string());
        }
        if let Some(why) = &found.not_recovered_because {
            entry(list, "not recovered", why);
        }
    });
}

fn impact(tables: &mut Markup, drill: &Drill) {
    if drill.impact.is_empty() {
        return;
    }
    tables.element("div", &[], |part| {
        part.leaf("h3", &[], "Journeys");
        scrolled(
            part,
            "Journeys",
            "plain",
            &["journey", "documented", "observed", "succeeded", "median", "steady median"],
            |body| {
                for (journey, found) in &drill.impact {
                    body.element("tr", &[], |row| {
                        row.leaf("th", &[("scope", &"row")], journey);
                        journey_cells(row, found);
                    });
                }
            },
        );
    });
}

fn journey_cells(row: &mut Markup, found: &ImpactFound) {
    let impact = |impact: Option<Impact>, none: &str| {
        impact.map_or(none.to_owned(), |impact| format!("{} {impact}", impact.symbol()))
    };
    let differs = found.expected.is_some() && found.expected != found.observed;
    row.leaf("td", &[], impact(found.expected, "–"));
    row.leaf(
        "td",
        if differs { &[("class", &"differs")] } else { &[] },
        impact(found.observed, "unknown"),
    );
    let ratio =
        found.success_ratio.map_or("–".to_owned(), |ratio| format!("{:.1} %", 100.0 * ratio));
    row.leaf("td", &[("class", &"number")], ratio);
    for span in [found.median, found.steady_median] {
        row.leaf(
            "td",
            &[("class", &"number")],
            span.map_or("–".to_owned(), |span: Span| span.to_string()),
        );
    }
}

fn detection(tables: &mut Markup, drill: &Drill) {
    if drill.detection.is_empty() {
        return;
    }
    tables.element("div", &[], |part| {
        part.leaf("h3", &[], "Detectors");
        scrolled(
            part,
            "Detectors",
            "plain",
            &["detector", "kind", "documented", "noticed after", "settings"],
            |body| {
                for found in &drill.detection {
                    body.element("tr", &[], |row| {
                        row.leaf("th", &[("scope", &"row")], &found.detector);
                        row.leaf("td", &[], found.kind);
                        row.leaf("td", &[], if found.expected { "yes" } else { "no" });
                        let missed = found.expected && !found.detected;
                        let when = match (found.detected, found.after) {
                            (true, Some(after)) => figure(after),
                            (true, None) => "at an unknown time".to_owned(),
                            (false, _) => "not".to_owned(),
                        };
                        row.leaf(
                            "td",
                            &[("class", if missed { &"number differs" } else { &"number" })],
                            when,
                        );
                        row.leaf("td", &[], &found.settings);
                    });
                }
            },
        );
    });
}

fn effects(tables: &mut Markup, drill: &Drill) {
    if drill.effects.is_empty() {
        return;
    }
    tables.element("div", &[], |part| {
        part.leaf("h3", &[], "Effects");
        scrolled(
            part,
            "Effects",
            "plain",
            &["what", "happened", "documented", "after the fault", "events"],
            |body| {
                for found in &drill.effects {
                    body.element("tr", &[], |row| {
                        row.leaf("th", &[("scope", &"row")], &found.what);
                        row.leaf("td", &[], &found.text);
                        row.leaf("td", &[], if found.documented { "yes" } else { "no" });
                        row.leaf(
                            "td",
                            &[("class", &"number")],
                            found.after.map_or("–".to_owned(), figure),
                        );
                        row.leaf("td", &[("class", &"number")], numbers(&found.evidence));
                    });
                }
            },
        );
    });
}

fn changes(section: &mut Markup, id: &str, story: &Summary<'_>) {
    section.leaf("h3", &[("class", &"changes")], "Changes");
    section.element("details", &[("class", &"changes")], |details| {
        details.leaf("summary", &[], format_args!("all {} of the timeline", story.changes.len()));
        let search = format!("{id}-search");
        details.element("p", &[("class", &"search scripted"), ("hidden", &"")], |line| {
            line.leaf("label", &[("for", &search)], "Search them");
            line.text(' ');
            line.void("input", &[("type", &"search"), ("id", &search), ("autocomplete", &"off")]);
        });
        scrolled(
            details,
            "Changes",
            "events",
            &["event", "from the fault", "kind", "what"],
            |body| {
                for change in &story.changes {
                    body.line();
                    body.element("tr", &[], |row| {
                        let n = change.n.map_or("…".to_owned(), |n| n.to_string());
                        row.leaf("td", &[("class", &"number")], n);
                        row.leaf("td", &[("class", &"number")], offset(change.at, story.fault));
                        row.leaf("td", &[], change.kind);
                        row.leaf("td", &[], &change.words);
                    });
                }
            },
        );
        if story.left_out > 0 {
            let words = format!(
                "{} more stand in the timeline's file only.",
                count(story.left_out, "change")
            );
            details.leaf("p", &[("class", &"rest")], words);
        }
    });
}
