//! What a machine without time to spare does to verdicts: harm that it explains cannot be told,
//! whichever way the verdict goes, and harm that it does not explain stands.

use crate::judge::fixture::scenarios::{disk_full, nginx_crashes, postgresql_stops, redis_stops};
use crate::judge::fixture::{Record, journey, service};
use crate::judge::{Drill, judge};
use crate::pack::claim;
use crate::timeline::{Assertion, Event, Timeline};
use crate::words::{Impact, Span, Verdict};

/// One look in ten is sent so many milliseconds late.
fn late_by(record: Record, ms: u64) -> Timeline {
    let mut timeline = record.build();
    for event in &mut timeline.events {
        if let Event::Sample(sample) = &mut event.event
            && event.n.is_multiple_of(10)
        {
            sample.scheduled = sample.scheduled - Span::millis(ms);
        }
    }
    timeline
}

fn busy(record: Record) -> Timeline {
    late_by(record, 40)
}

fn verdict(drill: &Drill, id: &str) -> (Verdict, String) {
    let claim = drill.claims.iter().find(|claim| claim.id.as_str() == id).unwrap();
    (claim.verdict, claim.reason.clone())
}

#[test]
fn what_is_confirmed_stays_confirmed() {
    for record in [nginx_crashes("flask"), postgresql_stops("flask"), redis_stops("flask")] {
        let drill = judge(&busy(record));
        assert_eq!(drill.verdict, Verdict::Confirmed, "{:#?}", drill.claims);
    }
}

/// nginx is back 800 ms after the start of its recovery.
#[test]
fn a_time_that_differs_by_less_than_three_times_the_lateness_is_left_open_and_one_that_differs_by_more_is_not()
 {
    let within = |ms: u64| {
        move |claim: &mut Assertion| {
            let commands = vec!["systemctl restart nginx".to_owned()];
            *claim = Assertion::Recovery(claim::Recovery {
                prose: false,
                commands,
                within: Some(Span::millis(ms)),
            });
        }
    };
    let record = |ms: u64| nginx_crashes("static").says("recovery.static", within(ms));
    assert_eq!(verdict(&judge(&record(700).build()), "recovery.static").0, Verdict::Contradicted);
    let (close, reason) = verdict(&judge(&busy(record(700))), "recovery.static");
    assert_eq!(close, Verdict::Undetermined, "{reason}");
    assert!(
        reason.contains("late, and it is a matter of") && reason.contains("documented 700 ms"),
        "{reason}"
    );
    let (far, reason) = verdict(&judge(&busy(record(10))), "recovery.static");
    assert_eq!(far, Verdict::Contradicted, "{reason}");
}

#[test]
fn what_answers_say_for_seconds_is_no_matter_of_late_looks() {
    let says = |impact: Impact| {
        move |claim: &mut Assertion| {
            if let Assertion::JourneyImpact(claim::JourneyImpact { expected, .. }) = claim {
                *expected = impact;
            }
        }
    };
    let worse = redis_stops("flask").says("impact.api.flask", says(Impact::None));
    assert_eq!(verdict(&judge(&busy(worse)), "impact.api.flask").0, Verdict::Contradicted);
    let better = postgresql_stops("static").says("impact.website.static", says(Impact::Outage));
    assert_eq!(verdict(&judge(&busy(better)), "impact.website.static").0, Verdict::Contradicted);
    let misconf = verdict(&judge(&late_by(disk_full("static"), 150)), "recovery.static");
    assert!(misconf.0 == Verdict::Contradicted && misconf.1.contains("MISCONF"), "{misconf:?}");
    let never =
        nginx_crashes("static").never_back("nginx.works").never_back("website").settles(20_000);
    let (found, reason) = verdict(&judge(&late_by(never, 149)), "recovery.static");
    assert_eq!(found, Verdict::Contradicted, "{reason}");
}

#[test]
fn a_named_service_that_stayed_well_is_contradicted_all_the_same() {
    let named = |claim: &mut Assertion| {
        if let Assertion::Cascade(claim::Cascade { services, .. }) = claim {
            services.push(service("grafana").into());
        }
    };
    let record = redis_stops("static").says("cascade.static", named);
    assert_eq!(verdict(&judge(&busy(record)), "cascade.static").0, Verdict::Contradicted);
}

#[test]
fn silence_is_held_against_a_document_only_where_others_answered() {
    let silent = |record: Record, names: &[&str]| {
        names.iter().fold(record, |record, name| {
            record.falls_silent(name, 1_000, "no answer within 250 ms")
        })
    };
    let unaffected = |record: Record| verdict(&judge(&record.build()), "unaffected.static");
    let (alone, reason) =
        unaffected(silent(redis_stops("static"), &["nginx.works", "nginx.alive"]));
    assert_eq!(alone, Verdict::Contradicted, "{reason}");
    let all: Vec<String> = redis_stops("static")
        .build()
        .header
        .probes
        .iter()
        .map(|one| one.name.to_string())
        .collect();
    let all: Vec<&str> =
        all.iter().map(String::as_str).filter(|name| !name.starts_with("redis.")).collect();
    let (together, reason) = unaffected(silent(redis_stops("static"), &all));
    assert_eq!(together, Verdict::Undetermined, "{reason}");
    assert!(reason.contains("nothing that has no part in the fault answered"), "{reason}");
}

/// nginx is silent for seconds: long for looks in time, and no more than a machine explains that
/// holds them up for 600 ms.
#[test]
fn silence_must_last_beyond_what_late_looks_explain() {
    let record =
        || redis_stops("static").falls_silent("nginx.works", 1_000, "no answer within 250 ms");
    assert_eq!(verdict(&judge(&record().build()), "unaffected.static").0, Verdict::Contradicted);
    let (late, reason) = verdict(&judge(&late_by(record(), 600)), "unaffected.static");
    assert_eq!(late, Verdict::Undetermined, "{reason}");
    assert!(reason.contains("late, and the silence lasted for"), "{reason}");
}

/// Processors that have no time to spare starve those most who need most: that a lighter service
/// answered, more slowly than before, does not clear the machine. Without the load, or where it
/// slowed nobody, silence is the service's own.
#[test]
fn silence_on_saturated_processors_is_held_against_nobody_while_others_get_slower() {
    let record =
        || redis_stops("static").falls_silent("nginx.works", 1_000, "no answer within 250 ms");
    let slowed = |record: Record| record.slows_to("dashboards", 60).slows_to("website", 60);
    let unaffected = |record: Record| verdict(&judge(&record.build()), "unaffected.static");
    let (starved, reason) = unaffected(slowed(record()).loaded(1_000));
    assert_eq!(starved, Verdict::Undetermined, "{reason}");
    assert!(reason.contains("the CPUs were saturated, and "), "{reason}");
    assert_eq!(
        unaffected(record().loaded(1_000)).0,
        Verdict::Contradicted,
        "the load slowed nobody"
    );
    assert_eq!(
        unaffected(slowed(record()).loaded(800)).0,
        Verdict::Contradicted,
        "there was time to spare"
    );
}

/// Saturated CPUs serve one for seconds and not the other: that two fell silent which have nothing
/// to do with one another is the machine's, though all others answered as quickly as ever.
#[test]
fn silence_of_two_that_are_strangers_on_saturated_processors_is_held_against_nobody() {
    let silent = |names: &[&str]| {
        let silent = |record: Record, name: &&str| {
            record.falls_silent(name, 1_000, "no answer within 250 ms")
        };
        names.iter().fold(redis_stops("static"), silent)
    };
    let unaffected = |record: Record| verdict(&judge(&record.build()), "unaffected.static");
    let strangers = ["nginx.works", "postgres.alive"];
    let (starved, reason) = unaffected(silent(&strangers).loaded(1_000));
    assert_eq!(starved, Verdict::Undetermined, "{reason}");
    assert!(reason.contains("the CPUs were saturated, and "), "{reason}");
    assert!(reason.contains("which has no part in the fault, failed to answer then"), "{reason}");
    assert_eq!(
        unaffected(silent(&strangers).loaded(800)).0,
        Verdict::Contradicted,
        "time to spare"
    );
    let one = silent(&strangers[..1]).loaded(1_000);
    assert_eq!(unaffected(one).0, Verdict::Contradicted, "all others answered");
    let kin = silent(&["nginx.works", "nginx.alive", "static-files.works"]).loaded(1_000);
    assert_eq!(unaffected(kin).0, Verdict::Contradicted, "who is behind it tells nothing of it");
}

/// What Prometheus says of a service stands for as long as a silence would not: its scrapes wait
/// for processors as well, and one that took too long is a service that is down.
#[test]
fn what_prometheus_says_on_saturated_processors_is_held_against_nobody_while_others_are_silent() {
    let down = || nginx_crashes("static").fails("redis-exporter.works", 700, "no value");
    let others = |record: Record| verdict(&judge(&record.build()), "cascade.static");
    let (seen, reason) = others(down());
    assert_eq!(seen, Verdict::Contradicted, "{reason}");
    assert_eq!(others(down().loaded(1_000)).0, Verdict::Contradicted, "all others answered");
    let starved = || down().silent_once("postgres.alive", 1_000, 600);
    assert_eq!(others(starved().loaded(800)).0, Verdict::Contradicted, "time to spare");
    let (open, reason) = others(starved().loaded(1_000));
    assert_eq!(open, Verdict::Undetermined, "{reason}");
    let itself = starved().fails("redis-exporter.alive", 700, "connection refused");
    assert_eq!(others(itself.loaded(1_000)).0, Verdict::Contradicted, "it says so itself");
}

/// However much slower one got than the other: a queue that is served too seldom grows without end.
#[test]
fn slowness_on_saturated_processors_is_nobodys_while_others_get_slower() {
    let record = |load: u64| {
        let record =
            redis_stops("static").slows_to("website", 600).slows_to("dashboards", 20).loaded(load);
        record.claim(
            1,
            "The website gets slower",
            Assertion::Slower(claim::Slower { journey: journey("website") }),
        )
    };
    let slower = |load: u64| verdict(&judge(&record(load).build()), "slower.website.static");
    assert_eq!(slower(800).0, Verdict::Confirmed);
    let (starved, reason) = slower(1_000);
    assert_eq!(starved, Verdict::Undetermined, "{reason}");
    assert!(reason.contains("the CPUs were saturated"), "{reason}");
}

/// Under load everything gets slower: a document that says so of one journey is not confirmed by
/// that, nor one that says nothing contradicted.
#[test]
fn slower_is_what_is_slower_than_what_has_no_part_in_the_fault() {
    let slow = |record: Record, names: &[&str]| {
        names.iter().fold(record, |record, name| record.slows_to(name, 60))
    };
    let claims = |record: Record| {
        record.claim(
            1,
            "The website gets slower",
            Assertion::Slower(claim::Slower { journey: journey("website") }),
        )
    };
    let of = |record: Record, id: &str| verdict(&judge(&record.build()), id);
    let all = ["website", "dashboards"];
    let (found, reason) = of(claims(slow(redis_stops("static"), &all)), "slower.website.static");
    assert_eq!(found, Verdict::Undetermined, "{reason}");
    assert!(
        reason.contains("dashboards, which has no part in the fault, became slower as well"),
        "{reason}"
    );
    assert_eq!(
        of(slow(redis_stops("static"), &all), "impact.website.static").0,
        Verdict::Undetermined
    );
    let one = slow(redis_stops("static"), &["website"]);
    assert_eq!(of(one, "impact.website.static").0, Verdict::Contradicted, "the dashboards did not");
    let one = claims(slow(redis_stops("static"), &["website"]));
    assert_eq!(of(one, "slower.website.static").0, Verdict::Confirmed);
}
