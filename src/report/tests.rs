//! What reports promise.

use super::{
    Colour, Drift, FailOn, Layout, Material, Run, Spent, Timelines, Waiver, json, show, terminal,
};
use crate::judge::fixture::scenarios::{all, nginx_crashes, postgresql_stops, redis_stops};
use crate::judge::judge;
use crate::pack::claim;
use crate::plan::Whole;
use crate::timeline::{Assertion, DocumentInfo, StandIn, Timeline};
use crate::words::{ClaimId, Impact, ProfileName, RunId, ScenarioId, Span, Verdict};
use proptest::prelude::*;
use std::collections::BTreeSet;

mod again;
mod chapters;
mod compare;
mod gate;
mod join;
mod junit;
mod machines;
mod page;
mod prose;
mod schema;
mod screens;

fn run_of(timelines: &[Timeline]) -> Run {
    Run {
        schema_version: 0,
        tool: "firedrill 0.1.0".to_owned(),
        run: RunId::parse("20261124-074512-a3f0").unwrap(),
        started_at: "2026-11-24T07:45:12Z".to_owned(),
        duration: Span::secs(72),
        pack: "enterprise-scanner".to_owned(),
        document: DocumentInfo {
            path: "service-dependencies.md".to_owned(),
            sha256: "0".repeat(64),
        },
        engine: "docker 20.10.24".to_owned(),
        images: Vec::new(),
        stand_ins: vec![StandIn {
            what: "grafana".to_owned(),
            why: "a small server of our own, because no Debian repository has it and no registry \
                  answered"
                .to_owned(),
        }],
        spent: Spent {
            images: Span::millis(90),
            start: Span::secs(17),
            drills: Span::millis(48_200),
            take_down: Span::secs(3),
        },
        verdict: Verdict::Confirmed,
        drift: Vec::new(),
        drills: timelines.iter().map(judge).collect(),
        shard: None,
        whole: Some(Whole {
            pack_sha256: "a".repeat(64),
            plan_sha256: "b".repeat(64),
            repeat: 1,
            drills: Vec::new(),
        }),
        not_drilled: Vec::new(),
        waivers: Vec::new(),
        not_tested: Vec::new(),
        report_dir: None,
    }
    .summed_up()
}

/// Everything is as the document says.
fn all_well() -> Run {
    run_of(&all().into_iter().map(|(_, record)| record.build()).collect::<Vec<_>>())
}

/// A false document, a recovery without a figure and one that fails, a drill without a fault, drift
/// and a waiver.
fn much_amiss() -> Run {
    let red = |claim: &mut Assertion| {
        if let Assertion::JourneyImpact(claim::JourneyImpact { expected, .. }) = claim {
            *expected = Impact::Outage;
        }
    };
    let no_figure = |claim: &mut Assertion| {
        if let Assertion::Recovery(claim::Recovery { within, .. }) = claim {
            *within = None;
        }
    };
    let mut run = run_of(&[
        nginx_crashes("static").never_back("dashboards").build(),
        postgresql_stops("flask").says("recovery.flask", no_figure).build(),
        postgresql_stops("static")
            .says("impact.website.static", red)
            .forgets("postgres-down")
            .build(),
        redis_stops("flask").fails("postgres-exporter.alive", 70, "connection refused").build(),
        redis_stops("static").in_vain().build(),
    ]);
    run.drift.push(Drift {
        scenario: Some(ScenarioId::parse("redis-stops").unwrap()),
        claim: Some(ClaimId::new("recovery", None, &ProfileName::parse("flask").unwrap())),
        line: 303,
        was: "Recovery: docker restart enterprisescanner_redis (10 seconds)".to_owned(),
        is: "Recovery: docker restart enterprisescanner_redis (12 seconds)".to_owned(),
    });
    let unnamed = run.drills[3]
        .claims
        .iter_mut()
        .find(|claim| claim.id.as_str() == "unaffected.flask")
        .unwrap();
    unnamed.waived_until = Some("2027-01-31".to_owned());
    run.waivers.push(Waiver {
        scenario: ScenarioId::parse("redis-stops").unwrap(),
        claim: "unaffected.flask".to_owned(),
        reason: "the exporter shares the cache's host until it is moved".to_owned(),
        owner: "ops".to_owned(),
        until: "2027-01-31".to_owned(),
    });
    run.summed_up()
}

/// All that there is fails the run.
fn gate() -> BTreeSet<FailOn> {
    FailOn::ALL.into()
}

fn plain(width: usize) -> Layout {
    Layout { width, colour: Colour::Off }
}

/// The screen of a run that all there is fails.
fn screen(run: &Run, layout: Layout) -> String {
    told(run, layout, terminal::Detail::Usual)
}

/// The same with as much as is asked for, by a document of the usual form.
fn told(run: &Run, layout: Layout, detail: terminal::Detail) -> String {
    let (timelines, fail_on) = (Timelines::default(), gate());
    let document = Some(prose::BUNDLED);
    let material = Material { run, timelines: &timelines, fail_on: &fail_on, document };
    terminal::render(&material, layout, detail)
}

#[test]
fn the_screen_at_three_widths() {
    let (all_well, much_amiss) = (all_well(), much_amiss());
    for width in [60, 100, 200] {
        insta::assert_snapshot!(format!("all_well_{width}"), screen(&all_well, plain(width)));
        insta::assert_snapshot!(format!("much_amiss_{width}"), screen(&much_amiss, plain(width)));
    }
}

#[test]
fn a_run_fits_a_screen_and_its_last_line_leads_to_what_is_red() {
    let lie = |run: &mut Run| {
        let (claims, reason) = (
            &mut run.drills[7].claims,
            "it was seen to be otherwise, by far more than can be measured",
        );
        (claims[0].verdict, claims[0].reason) = (Verdict::Contradicted, reason.to_owned());
    };
    for width in [80, 100, 120, 160, 200] {
        for lies in [false, true] {
            let mut run = screens::whole_set();
            if lies {
                lie(&mut run);
            }
            let screen = screen(&run.clone().summed_up(), plain(width));
            assert!(
                screen.lines().count() <= 40,
                "{} lines at {width}\n{screen}",
                screen.lines().count()
            );
            let drill = &run.drills[7];
            let command = run.show_claim(drill, &drill.claims[0]);
            let last = screen.lines().last().unwrap();
            assert_eq!(last == format!("  next: {command}"), lies, "{screen}");
            assert_eq!(screen.contains("it was seen to be otherwise"), lies, "{screen}");
        }
    }
}

#[test]
fn lines_fit_the_width_but_for_commands_to_copy() {
    let runs = [all_well(), much_amiss(), screens::whole_set(), screens::repeated()];
    for width in 60..=200 {
        for run in &runs {
            let whole = told(run, plain(width), terminal::Detail::More);
            for line in [whole, screen(run, plain(width))].iter().flat_map(|screen| screen.lines())
            {
                let line = line.trim_start_matches("  next:");
                let command = line.trim_start().starts_with("firedrill show");
                let columns = tabled::grid::util::string::get_line_width(line);
                assert!(columns <= width || command, "{columns} > {width}: {line}");
            }
        }
    }
}

#[test]
fn without_its_colours_a_coloured_screen_is_the_plain_one() {
    let coloured = screen(&much_amiss(), Layout { width: 100, colour: Colour::On });
    assert!(coloured.contains("\u{1b}[31m✗\u{1b}[0m"));
    let mut parts = coloured.split("\u{1b}[");
    let mut plain_text = parts.next().unwrap().to_owned();
    parts.for_each(|part| plain_text.push_str(part.split_once('m').unwrap().1));
    let lines =
        |text: &str| text.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
    assert_eq!(lines(&plain_text), lines(&screen(&much_amiss(), plain(100))));
}

#[test]
fn every_claim_that_is_contradicted_comes_with_its_line_its_quote_its_reason_and_the_next_command()
{
    let run = much_amiss();
    let screen = told(&run, plain(200), terminal::Detail::More);
    for (drill, claim) in run.claims().filter(|(_, claim)| claim.verdict == Verdict::Contradicted) {
        let said = if claim.id.matches("unaffected") {
            claim.text.clone()
        } else {
            format!("\"{}\"", claim.text)
        };
        let place = format!("{}, {}, line {}: {said}", drill.id, drill.profile, claim.line);
        let command = format!("firedrill show {} --run {} --claim {}", drill.id, run.run, claim.id);
        for wanted in [place, claim.reason.clone(), command] {
            assert!(screen.contains(&wanted), "{wanted}\n{screen}");
        }
    }
}

#[test]
fn claims_that_are_open_for_the_same_reason_are_told_of_once() {
    let screen = told(&much_amiss(), plain(100), terminal::Detail::More);
    assert_eq!(screen.matches("did not take hold").count(), 1);
    assert!(screen.contains("lines 295, 299, 301–303: 6 claims"), "{screen}");
}

#[test]
fn a_report_is_read_again_as_it_was_written() {
    for run in [all_well(), much_amiss()] {
        assert_eq!(json::read(&json::write(&run)), Ok(run));
    }
}

#[test]
fn the_report_in_json_has_the_promised_fields() {
    let value: serde_json::Value = serde_json::from_str(&json::write(&all_well())).unwrap();
    let keys =
        |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let drill = &value["drills"][3];
    let promised = [
        (&value, "schema_version tool run started_at duration_ms pack document engine images"),
        (&value, "stand_ins spent verdict drift drills"),
        (drill, "id title profile verdict source repeats lost_precision"),
        (drill, "effects budget probing timeline timelines"),
        (&drill["impact"]["api"], "expected observed success_ratio median_ms steady_median_ms"),
        (&drill["cascade"], "expected observed missing undocumented unobservable order_verdict"),
        (&drill["cascade"]["observed"][0], "service symptom after_ms uncertainty_ms"),
        (&drill["detection"][0], "detector expected detected after_ms uncertainty_ms settings"),
        (&drill["recovery"], "commands documented_ms observed_ms uncertainty_ms spread proposed"),
        (&drill["recovery"], "by_service outage_ms alerts_cleared_ms not_recovered_because"),
        (&drill["claims"][0], "id text line verdict reason agreed repeat waived_until evidence"),
    ];
    for (value, fields) in promised {
        for field in fields.split(' ') {
            assert!(value.get(field).is_some(), "{field} is not in {:?}", keys(value));
        }
    }
    assert_eq!(drill["recovery"]["documented_ms"], 30_000.0);
    assert_eq!(drill["verdict"], "confirmed");
}

#[test]
fn a_newer_report_is_named_as_such() {
    let newer = json::write(&all_well()).replace("\"schema_version\": 1", "\"schema_version\": 2");
    assert_eq!(json::read(&newer), Err(json::Unreadable::Newer { version: 2 }));
    assert!(json::read("{}").unwrap_err().to_string().contains("no schema_version"));
    assert!(json::read("").unwrap_err().to_string().contains("not a report"));
}

#[test]
fn a_claim_is_shown_with_its_events() {
    let timeline = postgresql_stops("flask").build();
    let drill = judge(&timeline);
    let (shown, found) = show::findings(&drill, |_| Some(&timeline), Some("cascade"), plain(100));
    assert!(found);
    insta::assert_snapshot!(shown);
    let (without, _) = show::findings(&drill, |_| None, Some("cascade.flask"), plain(100));
    assert!(without.contains("events "), "{without}");
    assert!(!show::findings(&drill, |_| None, Some("casc"), plain(100)).1);
}

#[test]
fn no_text_from_outside_steers_the_terminal() {
    let nasty = "\u{1b}[2J\u{9b}31m\u{7}\u{202e}evil";
    let mut timeline =
        nginx_crashes("static").fails("website", 30, nasty).recovery_fails(1, nasty).build();
    timeline.header.title = nasty.to_owned();
    for claim in &mut timeline.header.claims {
        claim.text = nasty.to_owned();
    }
    let mut run = run_of(std::slice::from_ref(&timeline));
    (run.pack, run.engine) = (nasty.to_owned(), nasty.to_owned());
    run.stand_ins[0].why = nasty.to_owned();
    let steers =
        |text: &str| text.chars().any(|c| (c.is_control() && c != '\n') || c == '\u{202e}');
    assert!(!steers(&screen(&run, plain(100))));
    let (shown, _) = show::findings(&run.drills[0], |_| Some(&timeline), None, plain(100));
    assert!(shown.contains("evil") && !steers(&shown), "{shown}");
}

proptest! {
    #[test]
    fn no_text_is_read_as_a_report_by_a_panic(text in any::<String>()) {
        let _ = json::read(&text);
    }
}
