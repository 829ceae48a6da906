//! Start orders: what is started while something else is away, and what a boot brings back.

use super::service;
use crate::judge::fixture::Record;
use crate::judge::judge;
use crate::pack::claim::{BootStep, Boots, StartsAfter};
use crate::pack::{Assertion, Claim};
use crate::timeline::{ActionKind, Event, Happening, Outcome, Recorded, Timeline};
use crate::words::{Moment, Verdict};

/// When the fault is injected, and when the recovery begins, in milliseconds.
const FAULT: u64 = 2_000;
const RECOVERY: u64 = 10_000;
/// The end of all that is seen, after the fault.
const END: u64 = 60_000;

/// A drill that broke an app and its store, and judges this. Each probe fails for so long after the
/// fault.
fn drill(assertion: Assertion, fails: [(&str, u64); 4]) -> Timeline {
    let mut timeline = Record::new("order", "An order", "flask", 440)
        .alive(&["app", "store"])
        .works("app", &[])
        .works("store", &[])
        .hits(&["app", "store"])
        .build();
    let id = assertion.as_kind().id(&timeline.header.profile);
    let text = "App (depends on the store)".to_owned();
    timeline.header.claims = vec![Claim { id, text, line: 441, assertion }];
    for recorded in &mut timeline.events {
        if let Event::Sample(sample) = &mut recorded.event {
            let sent = sample.sent.since(Moment::START).as_micros() / 1_000;
            let until = fails.iter().find(|(name, _)| *name == sample.probe.as_str()).unwrap().1;
            if (FAULT + 20..FAULT + until).contains(&sent) {
                sample.outcome = Outcome::Failed { symptom: "refused".to_owned() };
            }
        }
    }
    timeline
}

/// The same with an act from `at` on, after the fault, that takes 100 ms.
fn acting(
    mut timeline: Timeline,
    action: ActionKind,
    what: &str,
    at: u64,
    fails: bool,
) -> Timeline {
    let act = |at: u64, happening: Happening| Recorded {
        n: 0,
        at: Moment::micros((FAULT + at) * 1_000),
        event: Event::Action { action, what: what.to_owned(), happening },
    };
    let output = if fails { "no upstream" } else { "" }.to_owned();
    let end = if fails {
        Happening::Failed { exit: Some(1), output }
    } else {
        Happening::Done { exit: None, output }
    };
    timeline.events.extend([act(at, Happening::Begun), act(at + 100, end)]);
    timeline.events.sort_by_key(|recorded| recorded.at);
    for (recorded, n) in timeline.events.iter_mut().zip(1..) {
        recorded.n = n;
    }
    timeline
}

/// The app is started 500 ms after the fault, the store as the recovery; the app's own look and its
/// users' fail for so long.
fn early(alive: u64, works: u64, refused: bool) -> (Verdict, String) {
    let claim = StartsAfter { service: service("app"), on: service("store") };
    let back = RECOVERY - FAULT + 300;
    let fails =
        [("app.alive", alive), ("app.works", works), ("store.alive", back), ("store.works", back)];
    let timeline = acting(drill(claim.into(), fails), ActionKind::Start, "start app", 500, refused);
    let timeline = acting(timeline, ActionKind::Recovery, "start store", RECOVERY - FAULT, false);
    let claim = judge(&timeline).claims.remove(0);
    (claim.verdict, claim.reason)
}

#[test]
fn what_comes_up_alone_and_serves_once_the_other_is_there_did_not_need_the_order() {
    let (verdict, reason) = early(1_000, 8_700, false);
    assert_eq!(verdict, Verdict::Contradicted, "{reason}");
    assert!(reason.starts_with("not needed: app came up without store in "), "{reason}");
    assert!(reason.contains("after store was there; meanwhile: app.works: refused"), "{reason}");
}

#[test]
fn what_serves_while_the_other_is_away_needs_it_even_less() {
    let (verdict, reason) = early(1_000, 1_000, false);
    assert_eq!(verdict, Verdict::Contradicted, "{reason}");
    assert!(reason.ends_with("it served without it"), "{reason}");
}

#[test]
fn what_does_not_come_up_needs_the_other_and_what_was_said_is_told() {
    let (verdict, reason) = early(END, END, true);
    assert_eq!(verdict, Verdict::Confirmed, "{reason}");
    assert!(reason.contains("app did not come up while store was away: no upstream"), "{reason}");
}

#[test]
fn what_comes_up_and_never_serves_without_being_started_again_needs_the_other() {
    let (verdict, reason) = early(1_000, END, false);
    assert_eq!(verdict, Verdict::Confirmed, "{reason}");
    assert!(reason.contains("once store was there, without being started again"), "{reason}");
}

#[test]
fn what_was_never_started_alone_is_not_judged() {
    let claim = StartsAfter { service: service("app"), on: service("store") };
    let fails =
        [("app.alive", END), ("app.works", END), ("store.alive", 8_300), ("store.works", 8_300)];
    let timeline =
        acting(drill(claim.into(), fails), ActionKind::Recovery, "start store", 8_000, false);
    assert_eq!(judge(&timeline).claims[0].verdict, Verdict::Undetermined);
}

fn boot(app_back: u64, refused: bool) -> crate::judge::Drill {
    let step = |name: &str, after: &[&str]| BootStep {
        service: service(name),
        after: after.iter().map(|one| service(one)).collect(),
    };
    let order = vec![step("store", &[]), step("app", &["store"])];
    let fails = [
        ("store.alive", 8_200),
        ("store.works", 8_400),
        ("app.alive", app_back),
        ("app.works", app_back),
    ];
    let timeline = drill(Boots { order }.into(), fails);
    let timeline = acting(timeline, ActionKind::Recovery, "start store", 8_000, false);
    judge(&acting(timeline, ActionKind::Recovery, "start app", 8_150, refused))
}

#[test]
fn a_boot_is_timed_service_by_service_and_its_longest_chain_is_named() {
    let drill = boot(8_900, false);
    assert_eq!(drill.claims[0].verdict, Verdict::Confirmed, "{}", drill.claims[0].reason);
    assert!(drill.claims[0].reason.contains("critical path store → app"), "{:?}", drill.claims[0]);
    let found = drill.boot.unwrap();
    let names: Vec<&str> =
        found.critical_path.iter().map(crate::words::ServiceName::as_str).collect();
    assert_eq!((names, found.services.len()), (vec!["store", "app"], 2));
    let took = found.took.unwrap().as_millis();
    assert!((890.0..1_100.0).contains(&took), "{took}");
    let [store, app] = found.services.as_slice() else { panic!("{found:?}") };
    assert!(store.works < app.works && store.alive <= store.works && app.begun > store.begun);
}

#[test]
fn a_boot_of_which_one_does_not_come_up_is_contradicted_by_its_name_and_what_was_said() {
    let drill = boot(END, true);
    assert_eq!(drill.claims[0].verdict, Verdict::Contradicted, "{}", drill.claims[0].reason);
    let reason = &drill.claims[0].reason;
    assert!(reason.contains("app did not start (no upstream)"), "{reason}");
    assert_eq!(drill.boot.unwrap().took, None);
}
