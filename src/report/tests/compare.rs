//! What a comparison of two runs promises.

use super::super::compare::{Change, Comparison, Course, Kind, Side, compare, render};
use super::{all_well, much_amiss, plain, run_of};
use crate::judge::Spread;
use crate::judge::fixture::Record;
use crate::judge::fixture::scenarios::{nginx_crashes, postgresql_stops, redis_stops};
use crate::report::{Drift, Run};
use crate::timeline::{DocumentInfo, Timeline};
use crate::words::{Measured, ProfileName, Span};

fn runs(old: &Run, new: &Run) -> Comparison {
    compare(Side { run: old, profile: None }, Side { run: new, profile: None })
}

fn drills(old: Record, new: Record) -> Comparison {
    runs(&run_of(&[old.build()]), &run_of(&[new.build()]))
}

fn of(found: &Comparison, course: Course) -> Vec<(Kind, &str)> {
    let here = |change: &&Change| change.course == course;
    found.changes.iter().filter(here).map(|change| (change.kind, change.subject.as_str())).collect()
}

#[test]
fn a_run_is_like_itself() {
    for run in [all_well(), much_amiss()] {
        let found = runs(&run, &run);
        assert_eq!((found.worse, found.better, found.drills), (0, 0, run.drills.len()));
        assert!(found.changes.iter().all(|change| change.course == Course::Same));
        assert!(found.only_old.is_empty() && found.only_new.is_empty() && found.same_document);
    }
}

#[test]
fn what_is_worse_one_way_is_better_the_other() {
    let (well, mut amiss) = (all_well(), much_amiss());
    for claim in amiss.drills.iter_mut().flat_map(|drill| &mut drill.claims) {
        claim.waived_until = None;
    }
    let (there, back) = (runs(&well, &amiss), runs(&amiss, &well));
    assert!(there.worse > 0);
    assert_eq!((there.worse, there.better), (back.better, back.worse));
}

#[test]
fn a_journey_that_is_out_now_is_worse_with_its_claim() {
    let found = drills(redis_stops("flask"), redis_stops("flask").fails("website", 30, "HTTP 502"));
    // The website is not spoken of there, so that it has no claim of its own.
    let worse = of(&found, Course::Worse);
    assert!(worse.contains(&(Kind::Impact, "website")), "{worse:?}");
    assert!(worse.contains(&(Kind::Claim, "unaffected.flask")), "{worse:?}");
}

#[test]
fn a_service_that_falls_now_is_worse_and_told_with_its_symptom() {
    let found = drills(
        redis_stops("flask"),
        redis_stops("flask").fails("postgres-exporter.alive", 70, "refused"),
    );
    let change = found
        .changes
        .iter()
        .find(|change| change.kind == Kind::Cascade && change.course == Course::Worse);
    let change = change.expect("a change of the cascade");
    assert_eq!((change.subject.as_str(), change.old.as_str()), ("postgres-exporter", "well"));
    assert_eq!(change.new, "falls: refused");
}

#[test]
fn a_detector_that_notices_no_more_is_worse() {
    let found =
        drills(postgresql_stops("static"), postgresql_stops("static").forgets("postgres-down"));
    assert!(of(&found, Course::Worse).contains(&(Kind::Detection, "postgres-down")));
    let back =
        drills(postgresql_stops("static").forgets("postgres-down"), postgresql_stops("static"));
    assert!(of(&back, Course::Better).contains(&(Kind::Detection, "postgres-down")));
}

/// A drill that was repeated so often, and took so long to recover each time.
fn recovered(ms: u64, least: u64, most: u64, repeats: u32) -> Run {
    let mut run = run_of(&[nginx_crashes("static").build()]);
    let drill = &mut run.drills[0];
    drill.repeats = repeats;
    drill.recovery.observed =
        Some(Measured { value: Span::millis(ms), uncertainty: Span::millis(10) });
    drill.recovery.spread =
        (repeats > 1).then_some(Spread { least: Span::millis(least), most: Span::millis(most) });
    run
}

fn recovery(old: &Run, new: &Run) -> Change {
    runs(old, new).changes.into_iter().find(|change| change.kind == Kind::Recovery).unwrap()
}

#[test]
fn a_slowdown_counts_only_beyond_the_noise() {
    let usual = recovered(1_000, 900, 1_200, 5);
    assert_eq!(recovery(&usual, &recovered(1_150, 1_100, 1_400, 5)).course, Course::Same);
    let slow = recovery(&usual, &recovered(1_400, 1_300, 1_500, 5));
    assert_eq!(slow.course, Course::Worse);
    assert_eq!(
        (slow.old.as_str(), slow.new.as_str()),
        ("1 s (900 ms to 1.2 s)", "1.4 s (1.3 s to 1.5 s)")
    );
    let once = recovery(&recovered(1_000, 0, 0, 1), &recovered(1_200, 0, 0, 1));
    assert_eq!(once.course, Course::Different);
    assert!(once.note.unwrap().contains("--repeat"));
    assert_eq!(
        recovery(&recovered(1_000, 0, 0, 1), &recovered(3_000, 0, 0, 1)).course,
        Course::Worse
    );
}

#[test]
fn what_never_comes_back_is_worse() {
    let mut never = recovered(1_000, 0, 0, 1);
    never.drills[0].recovery.observed = None;
    never.drills[0].recovery.not_recovered_because = Some("website: HTTP 502".to_owned());
    let told = recovery(&recovered(1_000, 0, 0, 1), &never);
    assert_eq!((told.course, told.new.as_str()), (Course::Worse, "never: website: HTTP 502"));
}

#[test]
fn a_waived_contradiction_is_not_worse() {
    let mut new =
        run_of(&[redis_stops("flask").fails("postgres-exporter.alive", 70, "refused").build()]);
    for claim in &mut new.drills[0].claims {
        claim.waived_until = Some("2027-01-31".to_owned());
    }
    let found = runs(&run_of(&[redis_stops("flask").build()]), &new);
    assert!(of(&found, Course::Worse).iter().all(|(kind, _)| *kind != Kind::Claim));
}

#[test]
fn drills_that_only_one_has_are_named_and_words_that_are_gone_are_worse() {
    let old = run_of(&[redis_stops("flask").build(), nginx_crashes("static").build()]);
    let mut new = run_of(&[redis_stops("flask").build(), postgresql_stops("static").build()]);
    new.document =
        DocumentInfo { path: "service-dependencies.md".to_owned(), sha256: "1".repeat(64) };
    new.drift.push(Drift {
        scenario: Some(new.drills[0].id.clone()),
        claim: Some(new.drills[0].claims[0].id.clone()),
        line: 303,
        was: "10 seconds".to_owned(),
        is: "12 seconds".to_owned(),
    });
    let found = runs(&old, &new);
    assert_eq!((found.only_old.len(), found.only_new.len(), found.drills), (1, 1, 1));
    assert!(!found.same_document);
    assert_eq!(of(&found, Course::Worse).len(), 1);
    let text = render(&found, false, plain(100));
    for words in [
        "only in the old one: nginx-crashes (static)",
        "different texts",
        "10 seconds → 12 seconds",
        "1 worse",
    ] {
        assert!(text.contains(words), "'{words}' is not in: {text}");
    }
}

#[test]
fn two_profiles_of_one_run_are_compared_claim_by_claim() {
    let run = all_well();
    let [old, new] = ["static", "flask"].map(|name| ProfileName::parse(name).unwrap());
    let found =
        compare(Side { run: &run, profile: Some(&old) }, Side { run: &run, profile: Some(&new) });
    assert_eq!(found.drills, 3);
    let worse = of(&found, Course::Worse);
    assert!(of(&found, Course::Different).iter().all(|(kind, _)| *kind == Kind::Impact));
    assert!(worse.contains(&(Kind::Cascade, "flask")), "{worse:?}");
    let same: Vec<_> =
        of(&found, Course::Same).into_iter().filter(|(kind, _)| *kind == Kind::Claim).collect();
    assert!(same.iter().any(|(_, subject)| subject.starts_with("recovery.flask")), "{same:?}");
    insta::assert_snapshot!("profiles_compared", render(&found, false, plain(100)));
    let lines = render(&found, true, plain(60));
    assert!(lines.lines().all(|line| line.chars().count() <= 60), "{lines}");
}

#[test]
fn a_comparison_is_one_json_document_in_milliseconds() {
    let found = runs(&recovered(1_000, 900, 1_200, 5), &recovered(1_400, 1_300, 1_500, 5));
    let value = serde_json::to_value(&found).unwrap();
    let change = value["changes"]
        .as_array()
        .unwrap()
        .iter()
        .find(|change| change["kind"] == "recovery")
        .unwrap();
    assert_eq!(change["course"], "worse");
    assert_eq!(
        change["old_time"],
        serde_json::json!({"value_ms": 1_000.0, "least_ms": 900.0, "most_ms": 1_200.0, "repeats": 5})
    );
    assert_eq!(value["worse"], 1);
}

#[test]
fn no_text_from_outside_steers_the_terminal() {
    let nasty = "\u{1b}[2J\u{202e}evil";
    let new: Timeline = redis_stops("flask").fails("website", 30, nasty).build();
    let text =
        render(&runs(&run_of(&[redis_stops("flask").build()]), &run_of(&[new])), true, plain(100));
    assert!(!text.chars().any(|c| (c.is_control() && c != '\n') || c == '\u{202e}'), "{text}");
}
