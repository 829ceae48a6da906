//! What a second adversary got past the judge, and what true documents were contradicted for: bent
//! timelines, each a kind.

use super::{not_confirmed, service};
use crate::judge::fixture::scenarios::{
    certificate_expires, monitoring_down, nginx_crashes, postgresql_stops, redis_stops,
};
use crate::judge::fixture::{Record, journey};
use crate::judge::judge;
use crate::pack::claim;
use crate::timeline::{
    ActionKind, Assertion, CascadeEntry, Event, Falls, Happening, Outcome, Sample, Timeline,
};
use crate::words::{Impact, Moment, Span, Verdict};

/// When the fault is injected in a record, and when its recovery begins, in milliseconds.
pub(super) const FAULT: u64 = 2_000;
const RECOVERY: u64 = 10_000;

/// Another outcome, or another time, for looks of one probe: `bend` is told so many milliseconds
/// after the fault each look was sent, and how many came before it.
fn bent(mut timeline: Timeline, probe: &str, bend: impl Fn(u64, usize, &mut Sample)) -> Timeline {
    let mut count = 0;
    for recorded in &mut timeline.events {
        if let Event::Sample(sample) = &mut recorded.event
            && sample.probe.as_str() == probe
        {
            let sent = sample.sent.since(Moment::START).as_micros() / 1_000;
            if let Some(after) = sent.checked_sub(FAULT) {
                bend(after, count, sample);
            }
            count += 1;
        }
    }
    timeline
}

fn failed() -> Outcome {
    Outcome::Failed { symptom: "HTTP 503".to_owned() }
}

fn silent() -> Outcome {
    Outcome::Silent { symptom: "no answer within 250 ms".to_owned() }
}

/// It fails between these times.
fn fails(timeline: Timeline, probe: &str, from: u64, to: u64) -> Timeline {
    bent(timeline, probe, |after, _, sample| {
        if (from..to).contains(&after) {
            sample.outcome = failed();
        }
    })
}

/// It is well between these times, whatever it was.
fn serves(timeline: Timeline, probe: &str, from: u64, to: u64) -> Timeline {
    bent(timeline, probe, |after, _, sample| {
        if (from..to).contains(&after) {
            sample.outcome = Outcome::Ok;
        }
    })
}

fn verdict_of(timeline: &Timeline, id: &str) -> (Verdict, String) {
    let drill = judge(timeline);
    let claim = drill.claims.into_iter().find(|claim| claim.id.as_str() == id).unwrap();
    (claim.verdict, claim.reason)
}

#[track_caller]
pub(super) fn is(timeline: &Timeline, id: &str, expected: Verdict, says: &str) {
    let (verdict, reason) = verdict_of(timeline, id);
    assert!(verdict == expected && reason.contains(says), "{id} is {verdict}: {reason}");
}

/// The record's claim of an impact on a journey, with another level.
fn expecting(record: Record, id: &str, of: &str, expected: Impact) -> Record {
    record.says(id, |claim| *claim = claim::JourneyImpact { journey: journey(of), expected }.into())
}

// ---- recoveries
// --------------------------------------------------------------------------------------------------------

#[test]
fn a_recovery_that_leaves_a_part_of_all_answers_wrong_is_none() {
    let each = |nth: usize| {
        bent(nginx_crashes("static").build(), "nginx.works", move |after, count, sample| {
            if after > RECOVERY - FAULT + 900 && count % nth == 0 {
                sample.outcome = failed();
            }
        })
    };
    is(&each(4), "recovery.static", Verdict::Contradicted, "then nginx was amiss in");
    is(&each(25), "recovery.static", Verdict::Undetermined, "too close to tell");
    assert_eq!(not_confirmed(&judge(&each(90))), [], "one look is noise");
}

#[test]
fn a_recovery_that_leaves_all_answers_slow_is_none() {
    let slow = bent(nginx_crashes("static").build(), "website", |after, _, sample| {
        if after > RECOVERY - FAULT + 900 {
            sample.answered = sample.sent + Span::millis(857);
        }
    });
    is(
        &slow,
        "recovery.static",
        Verdict::Contradicted,
        "website is still slower than before the fault",
    );
    let warming = bent(nginx_crashes("static").build(), "website", |after, _, sample| {
        if (RECOVERY - FAULT + 900..RECOVERY - FAULT + 1_600).contains(&after) {
            sample.answered = sample.sent + Span::millis(300);
        }
    });
    assert_eq!(
        not_confirmed(&judge(&warming)),
        [],
        "it warmed up in the first of the seconds that it had to stay"
    );
}

#[test]
fn what_no_look_saw_away_did_not_come_back() {
    // The container died and was back between two looks; the command does nothing to it.
    let record = nginx_crashes("static").in_vain().killed_again();
    is(&record.build(), "recovery.static", Verdict::Undetermined, "no look saw nginx away");
    // One probe of the target saw nothing, the other saw it back before the command.
    let record = nginx_crashes("static").in_vain().killed_again().fails_once(
        "nginx.works",
        20,
        2_600,
        "refused",
    );
    let alive = record.works("nginx", &[]);
    is(&alive.build(), "recovery.static", Verdict::Undetermined, "before the recovery began");
}

#[test]
fn what_was_back_while_nobody_watched_did_not_stay() {
    let mut timeline = redis_stops("static").build();
    let gap = |at: Moment| {
        let ms = at.since(Moment::START).as_micros() / 1_000;
        (RECOVERY + 1_500..RECOVERY + 4_500).contains(&ms)
    };
    timeline
        .events
        .retain(|recorded| !gap(recorded.at) || matches!(recorded.event, Event::Phase { .. }));
    timeline.events.retain(|recorded| !gap(recorded.at));
    let (verdict, reason) = verdict_of(&timeline, "recovery.static");
    assert!(
        verdict == Verdict::Undetermined
            && reason.contains("firedrill was suspended or starved of CPU for"),
        "{verdict}: {reason}"
    );
}

// ---- absence
// -----------------------------------------------------------------------------------------------------------

/// Redis is back by itself after 1.5 s.
fn heals(timeline: Timeline, until: u64) -> Timeline {
    serves(
        serves(timeline, "redis.alive", 1_500, until),
        "redis-exporter.works",
        2_500,
        until + 1_000,
    )
}

#[test]
fn what_falls_after_the_target_served_again_by_itself_fell_before_the_recovery() {
    let down_again =
        fails(heals(redis_stops("flask").build(), 4_000), "pgbouncer.works", 5_000, 8_500);
    is(&down_again, "unaffected.flask", Verdict::Contradicted, "pgbouncer after 5.");
    let for_good = fails(heals(redis_stops("static").build(), 60_000), "nginx.works", 5_000, 8_500);
    is(&for_good, "unaffected.static", Verdict::Contradicted, "nginx after 5.");
    let late_harm = fails(heals(redis_stops("static").build(), 60_000), "website", 7_000, 8_000);
    let (verdict, reason) = verdict_of(&late_harm, "impact.website.static");
    assert_eq!(verdict, Verdict::Contradicted, "{reason}");
    let dies = heals(redis_stops("static").dies("worker", 5_000, Some(700)).build(), 60_000);
    is(&dies, "unaffected.static", Verdict::Contradicted, "worker (its container died");
}

#[test]
fn a_few_failures_at_the_end_are_no_outage() {
    let late = |from: u64| {
        let record = redis_stops("static").back("redis.alive", 100);
        let record = expecting(record, "impact.website.static", "website", Impact::Outage);
        fails(record.build(), "website", from, 8_100)
    };
    assert_ne!(verdict_of(&late(7_850), "impact.website.static").0, Verdict::Confirmed);
    assert_eq!(
        verdict_of(&late(6_000), "impact.website.static").0,
        Verdict::Confirmed,
        "two seconds of nothing else"
    );
    let degraded = redis_stops("flask").back("redis.alive", 100);
    let (verdict, reason) =
        verdict_of(&fails(degraded.build(), "api", 7_850, 8_100), "impact.api.flask");
    assert_ne!(verdict, Verdict::Contradicted, "{reason}");
}

#[test]
fn answers_that_get_slow_late_are_not_as_before() {
    let slow = |record: Record, probe: &str| {
        bent(record.build(), probe, |after, count, sample| {
            if (5_000..8_800).contains(&after) {
                // One request at a time: slow ones are fewer.
                let first = count % 3 == 0;
                sample.answered = sample.sent + Span::millis(if first { 150 } else { 140 });
            }
        })
    };
    is(
        &slow(redis_stops("static"), "website"),
        "impact.website.static",
        Verdict::Contradicted,
        "degraded",
    );
    is(
        &slow(redis_stops("static"), "nginx.works"),
        "unaffected.static",
        Verdict::Contradicted,
        "nginx, which got slower",
    );
}

/// What is slower all the time, and least so in the end, is judged by all of it.
#[test]
fn answers_that_are_slow_from_the_start_are_judged_by_all_of_them() {
    let takes = |timeline: Timeline, probe: &str, early: u64, late: u64| {
        bent(timeline, probe, |after, _, sample| {
            if (0..10_000).contains(&after) {
                let spread = sample.sent.since(Moment::START).as_micros() % 500;
                let took = if after < 7_000 { early } else { late };
                sample.answered = sample.sent + Span::micros(took * 1_000 + spread);
            }
        })
    };
    let others = takes(redis_stops("flask").build(), "website", 6, 6);
    is(&takes(others, "api", 24, 15), "slower.api.flask", Verdict::Confirmed, "median 24 ms");
}

#[test]
fn silences_that_come_again_and_again_are_not_overlooked() {
    let hangs = bent(redis_stops("static").build(), "nginx.works", |after, _, sample| {
        if (500..8_000).contains(&after) && after % 1_500 < 900 {
            sample.outcome = silent();
        }
    });
    is(&hangs, "unaffected.static", Verdict::Undetermined, "nginx, amiss in");
}

#[test]
fn a_service_that_was_hardly_looked_at_is_not_known_to_be_as_quick() {
    let mut timeline = redis_stops("static").build();
    let seldom = |event: &Event| {
        matches!(event, Event::Sample(sample) if sample.probe.as_str() == "nginx.works"
            && (sample.sent.since(Moment::START).as_micros() / 50_000) % 8 != 0)
    };
    timeline.events.retain(|recorded| !seldom(&recorded.event));
    is(
        &timeline,
        "unaffected.static",
        Verdict::Undetermined,
        "too few looks at nginx to say whether it got slower",
    );
}

#[test]
fn a_journey_that_was_hardly_made_is_not_said_to_have_fallen() {
    let mut timeline = redis_stops("static").build();
    let seldom = |event: &Event| {
        matches!(event, Event::Sample(sample) if sample.probe.as_str() == "dashboards"
            && sample.sent.since(Moment::START) > Span::millis(FAULT + 200)
            && sample.sent.since(Moment::START) < Span::millis(RECOVERY))
    };
    timeline.events.retain(|recorded| !seldom(&recorded.event));
    is(&timeline, "unaffected.static", Verdict::Undetermined, "requests");
}

// ---- how it falls
// ------------------------------------------------------------------------------------------------------

fn flask_falls(falls: Falls) -> Record {
    redis_stops("flask").says("cascade.flask", |claim| {
        if let Assertion::Cascade(claim::Cascade { services, .. }) = claim {
            services.retain(|entry| entry.service.as_str() != "flask");
            services.push(CascadeEntry { service: service("flask"), falls });
        }
    })
}

#[test]
fn a_part_of_all_answers_does_not_make_a_service_fail() {
    // Three of ten answers are errors, three in a row now and then.
    let in_part = |falls: Falls| {
        let timeline = serves(flask_falls(falls).build(), "flask.works", 0, 9_000);
        bent(timeline, "flask.works", |after, count, sample| {
            if after < 8_800 && count % 10 < 3 {
                sample.outcome = failed();
            }
        })
    };
    is(&in_part(Falls::Fails), "cascade.flask", Verdict::Contradicted, "flask went on, degraded");
    is(&in_part(Falls::Degrades), "cascade.flask", Verdict::Confirmed, "flask");
    // Errors for a moment, then the fallback.
    let at_first = |falls: Falls| fails(flask_falls(falls).build(), "flask.works", 40, 240);
    is(&at_first(Falls::Fails), "cascade.flask", Verdict::Contradicted, "flask went on, degraded");
    is(&at_first(Falls::Degrades), "cascade.flask", Verdict::Confirmed, "flask");
}

#[test]
fn a_service_that_answers_wrong_every_other_time_has_fallen() {
    let half = |falls: Falls| {
        let timeline = serves(flask_falls(falls).build(), "flask.works", 0, 9_000);
        bent(timeline, "flask.works", |after, count, sample| {
            if after < 8_800 && count % 3 == 0 {
                sample.outcome = failed();
            }
        })
    };
    is(&half(Falls::Either), "cascade.flask", Verdict::Confirmed, "flask, amiss in");
    is(&half(Falls::Degrades), "cascade.flask", Verdict::Confirmed, "flask, amiss in");
    is(&half(Falls::Fails), "cascade.flask", Verdict::Contradicted, "flask went on, degraded");
}

#[test]
fn a_service_that_a_command_of_the_recovery_may_have_restarted_is_left_open() {
    let restarted = fails(redis_stops("static").build(), "pgbouncer.works", 8_050, 8_350);
    is(&restarted, "unaffected.static", Verdict::Undetermined, "may have restarted it");
    let record = redis_stops("static").dependencies(&[(
        "pgbouncer",
        "redis",
        crate::topology::DependencyKind::Hard,
    )]);
    let suffers = fails(record.build(), "pgbouncer.works", 8_050, 8_350);
    is(&suffers, "unaffected.static", Verdict::Contradicted, "pgbouncer after 8.");
}

// ---- detectors
// ---------------------------------------------------------------------------------------------------------

#[test]
fn the_order_of_a_list_decides_nothing() {
    let with = |names: [&str; 2]| {
        let record = postgresql_stops("static").says("cascade.static", |claim| {
            let services = names.iter().map(|name| CascadeEntry::from(service(name))).collect();
            *claim = claim::Cascade { services, ordered: false }.into();
        });
        let timeline = bent(record.build(), "pgbouncer.works", |_, _, sample| {
            sample.scheduled = sample.sent - Span::millis(900);
        });
        verdict_of(&timeline, "cascade.static").0
    };
    assert_eq!(with(["pgbouncer", "postgres-exporter"]), with(["postgres-exporter", "pgbouncer"]));
}

#[test]
fn the_true_documents_are_still_confirmed() {
    for record in [monitoring_down("static"), certificate_expires("flask")] {
        assert_eq!(not_confirmed(&judge(&record.build())), []);
    }
    let acts = |timeline: &Timeline| {
        timeline
            .events
            .iter()
            .filter(|recorded| {
                matches!(
                    &recorded.event,
                    Event::Action { action: ActionKind::Recovery, happening: Happening::Begun, .. }
                )
            })
            .count()
    };
    assert_eq!(
        acts(&redis_stops("static").build()),
        1,
        "the recovery of these records is one command"
    );
}
