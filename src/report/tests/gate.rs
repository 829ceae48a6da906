//! When a run has failed, and that every format says why.

use super::super::{
    Drift, FORMATS, FailOn, Hollow, Material, Planned, Run, Timelines, github, json, terminal,
};
use super::{all_well, gate, plain, run_of};
use crate::judge::fixture::scenarios::redis_stops;
use crate::words::{ScenarioId, Verdict};
use std::collections::BTreeSet;

const NONE: [FailOn; 0] = [];

/// What a gate is told that accepts a rehearsal.
const ACCEPTS: [FailOn; 3] = [FailOn::Contradicted, FailOn::Undetermined, FailOn::Drift];

fn status(run: &Run, fail_on: &[FailOn]) -> u8 {
    run.exit_status(&fail_on.iter().copied().collect())
}

/// A run whose claims have these verdicts.
fn with(verdicts: &[Verdict]) -> Run {
    let mut run = run_of(&[redis_stops("flask").build()]);
    run.drills[0].claims.truncate(verdicts.len());
    for (claim, verdict) in run.drills[0].claims.iter_mut().zip(verdicts) {
        claim.verdict = *verdict;
    }
    run.summed_up()
}

/// A run whose only drill broke nothing.
fn idle() -> Run {
    run_of(&[redis_stops("static").in_vain().build()])
}

fn simulated() -> Run {
    Run { engine: "simulated (seed 7)".to_owned(), ..all_well() }
}

/// Words that no claim rests on.
fn unclaimed() -> Drift {
    Drift {
        scenario: Some(ScenarioId::parse("redis-stops").unwrap()),
        claim: None,
        line: 293,
        was: "Failure: Redis container is down".to_owned(),
        is: String::new(),
    }
}

/// Everything that is written of a run, with the names of what it is written in.
fn written(run: &Run, fail_on: &[FailOn]) -> Vec<(&'static str, String)> {
    let fail_on: BTreeSet<FailOn> = fail_on.iter().copied().collect();
    let material =
        Material { run, timelines: &Timelines::default(), fail_on: &fail_on, document: None };
    let mut all: Vec<_> =
        FORMATS.iter().map(|format| (format.file, (format.render)(&material))).collect();
    all.push(("the screen", terminal::render(&material, plain(200), terminal::Detail::Usual)));
    all.push(("GitHub", github::annotations(&material, None)));
    all
}

#[track_caller]
fn tells(all: &[(&'static str, String)], what: &str, words: &[&str]) {
    let (_, text) = all.iter().find(|(name, _)| *name == what).unwrap();
    for words in words {
        assert!(text.contains(words), "{what} lacks '{words}': {text}");
    }
}

#[test]
fn a_run_fails_by_what_it_is_told_to_fail_on() {
    use Verdict::{Confirmed, Contradicted, Undetermined};
    assert_eq!(status(&with(&[Confirmed, Confirmed]), &FailOn::ALL), 0);
    assert_eq!(status(&with(&[Confirmed, Contradicted]), &FailOn::ALL), 1);
    assert_eq!(status(&with(&[Undetermined]), &FailOn::ALL), 1);
    assert_eq!(status(&with(&[Undetermined]), &[FailOn::Contradicted, FailOn::Drift]), 0);
    assert_eq!(status(&with(&[Contradicted]), &[FailOn::Undetermined]), 0);
    // A drill that nothing is claimed of confirms nothing.
    assert_eq!(
        (status(&with(&[]), &FailOn::ALL), status(&with(&[]), &[FailOn::Contradicted])),
        (1, 0)
    );
    tells(
        &written(&with(&[]), &FailOn::ALL),
        "junit.xml",
        &["<error message=\"nothing is claimed of it\""],
    );
}

#[test]
fn drift_fails_the_run_whether_or_not_a_claim_rests_on_it() {
    let mut run = all_well();
    run.drift.push(unclaimed());
    assert_eq!(
        (status(&run, &FailOn::ALL), status(&run, &[FailOn::Drift]), status(&run, &NONE)),
        (1, 1, 0)
    );
    let all = written(&run, &FailOn::ALL);
    let was = "Failure: Redis container is down";
    for what in
        ["report.html", "comment.md", "impact-report.md", "junit.xml", "the screen", "GitHub"]
    {
        tells(&all, what, &[was]);
    }
    for what in ["report.html", "comment.md", "junit.xml", "the screen"] {
        tells(&all, what, &["redis-stops", "293"]);
    }
    tells(&all, "metrics.prom", &["firedrill_drifted_claims 1\n"]);
    assert_eq!(json::read(&json::write(&run)), Ok(run));
}

#[test]
fn a_waiver_covers_a_contradiction_and_nothing_else() {
    for (verdict, expected) in [
        (Verdict::Contradicted, (Verdict::Confirmed, 0)),
        (Verdict::Undetermined, (Verdict::Undetermined, 1)),
        (Verdict::Confirmed, (Verdict::Confirmed, 0)),
    ] {
        let mut run = with(&[verdict]);
        run.drills[0].claims[0].waived_until = Some("2027-01-31".to_owned());
        let run = run.summed_up();
        assert_eq!((run.verdict, status(&run, &FailOn::ALL)), expected, "{verdict}");
        assert_eq!(
            run.drills[0].claims[0].waived_until.is_some(),
            verdict == Verdict::Contradicted
        );
    }
}

#[test]
fn a_drill_that_broke_nothing_fails_the_run_whatever_is_waived_or_left_out() {
    let mut run = idle();
    assert!(!run.drills[0].injected && run_of(&[redis_stops("static").build()]).drills[0].injected);
    for claim in &mut run.drills[0].claims {
        claim.waived_until = Some("2027-01-31".to_owned());
    }
    let run = run.summed_up();
    assert_eq!((status(&run, &FailOn::ALL), status(&run, &NONE)), (1, 1));
    for fail_on in [&FailOn::ALL[..], &NONE] {
        let all = written(&run, fail_on);
        let sentence = "nothing was broken in redis-stops (static): that fails a run whatever is \
                        waived or left out of";
        tells(&all, "the screen", &[sentence]);
        tells(&all, "report.html", &[sentence]);
        tells(&all, "comment.md", &["nothing was broken in redis-stops"]);
        tells(
            &all,
            "impact-report.md",
            &["Nothing was broken in these drills", "redis-stops in static"],
        );
        tells(&all, "junit.xml", &["<error message=\"nothing was broken: ", "did not take hold"]);
        tells(&all, "GitHub", &["::error title=redis-stops%2C static%3A nothing was broken::"]);
        tells(
            &all,
            "metrics.prom",
            &["firedrill_drill_injected{drill=\"redis-stops\",profile=\"static\"} 0\n"],
        );
        tells(&all, "report.json", &["\"injected\": false"]);
    }
}

#[test]
fn a_drill_that_was_not_done_fails_the_run_too() {
    let mut run = all_well();
    run.not_drilled
        .push(Planned { id: run.drills[0].id.clone(), profile: run.drills[0].profile.clone() });
    let run = run.summed_up();
    assert_eq!((status(&run, &FailOn::ALL), status(&run, &NONE)), (1, 1));
    let all = written(&run, &NONE);
    tells(&all, "the screen", &["not drilled: "]);
    tells(
        &all,
        "report.html",
        &["not drilled: ", "What was drilled was seen to be as the document says."],
    );
    tells(&all, "comment.md", &["not drilled: "]);
    tells(&all, "GitHub", &["::error::"]);
    tells(&all, "junit.xml", &["<error message=\"not drilled: "]);
}

#[test]
fn a_run_that_does_not_say_what_it_was_to_drill_is_not_finished() {
    let run = Run { whole: None, ..all_well() }.summed_up();
    assert_eq!(
        (run.verdict, status(&run, &FailOn::ALL), status(&run, &NONE)),
        (Verdict::Undetermined, 1, 1)
    );
    let sentence =
        "what it was to drill besides is not known: the run was killed before it wrote its report";
    for fail_on in [&FailOn::ALL[..], &NONE] {
        let all = written(&run, fail_on);
        for what in
            ["the screen", "report.html", "comment.md", "impact-report.md", "junit.xml", "GitHub"]
        {
            tells(&all, what, &[sentence]);
        }
        tells(&all, "junit.xml", &["<error message=\"not finished: "]);
        tells(&all, "GitHub", &["::error::what it was"]);
    }
}

#[test]
fn a_rehearsal_passes_for_no_run_unless_that_is_asked_for() {
    let run = simulated();
    assert_eq!(
        (run.verdict, status(&run, &FailOn::ALL), status(&run, &ACCEPTS)),
        (Verdict::Confirmed, 1, 0)
    );
    assert_eq!(run.hollow(&gate()).into_iter().collect::<Vec<_>>(), [Hollow::Simulated]);
    let all = written(&run, &FailOn::ALL);
    let sentence = "simulated: nothing real was drilled; --fail-on \
                    contradicted,undetermined,drift accepts a rehearsal";
    for what in ["the screen", "report.html"] {
        tells(&all, what, &[sentence]);
    }
    let (_, screen) = all.iter().find(|(what, _)| *what == "the screen").unwrap();
    assert_eq!(screen.lines().last(), Some(format!("✗ {sentence}").as_str()));
    tells(&all, "comment.md", &["simulated: nothing real was drilled"]);
    let property = "<property name=\"simulated\" value=\"true\"/>";
    tells(&all, "junit.xml", &["<failure message=\"simulated: nothing real was drilled", property]);
    tells(&all, "GitHub", &["::error::simulated (seed 7): no software ran"]);
    tells(&all, "metrics.prom", &["firedrill_run_simulated 1\n"]);
    // Where it is accepted it stays visible, and nothing is red.
    let all = written(&run, &ACCEPTS);
    let (_, junit) = all.iter().find(|(what, _)| *what == "junit.xml").unwrap();
    assert!(
        junit.contains(property) && !junit.contains("<failure") && !junit.contains("<error"),
        "{junit}"
    );
    tells(&all, "GitHub", &["::warning::simulated (seed 7): no software ran"]);
    let (_, screen) = all.iter().find(|(what, _)| *what == "the screen").unwrap();
    assert!(!screen.contains("nothing real was drilled"), "{screen}");
    // And where a real run is as well, nothing is said of it.
    tells(&written(&all_well(), &FailOn::ALL), "metrics.prom", &["firedrill_run_simulated 0\n"]);
}
