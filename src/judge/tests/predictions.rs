//! What is documented, predicted and observed stands side by side.

use crate::judge::fixture::Record;
use crate::judge::fixture::scenarios::{postgresql_stops, redis_stops};
use crate::judge::{Agreement, Levels, PredictionFound, judge, merge};
use crate::timeline::{Assertion, Timeline};
use crate::topology::DependencyKind;
use crate::words::Impact;
use proptest::prelude::*;

/// Who needs whom in the recorded drills.
const NEEDS: [(&str, &str, DependencyKind); 5] = [
    ("pgbouncer", "postgres", DependencyKind::Hard),
    ("flask", "postgres", DependencyKind::Hard),
    ("flask", "redis", DependencyKind::Soft),
    ("redis-exporter", "redis", DependencyKind::Hard),
    ("postgres-exporter", "postgres", DependencyKind::Hard),
];

fn of(record: Record, subject: &str) -> PredictionFound {
    let drill = judge(&record.dependencies(&NEEDS).build());
    drill.predictions.into_iter().find(|one| one.subject.to_string() == subject).unwrap()
}

fn told(one: &PredictionFound) -> String {
    format!("{}: {}", one.told(), one.compared())
}

#[test]
fn where_all_three_agree_that_is_told() {
    let one = of(postgresql_stops("flask"), "postgres-exporter");
    assert_eq!(
        told(&one),
        "documented degraded or outage, predicted outage, observed outage: they agree"
    );
    assert_eq!(one.by.as_deref(), Some("it needs postgres"));
    // What only goes through what is degraded may feel it or not.
    let one = of(redis_stops("flask"), "flask");
    assert_eq!((one.predicted, one.agreement), (Some(DEGRADED), Agreement::Agree));
}

#[test]
fn whichever_of_the_three_is_alone_is_the_odd_one_out() {
    let seen = redis_stops("static").fails("node-exporter.alive", 70, "connection refused");
    assert_eq!(
        told(&of(seen, "node-exporter")),
        "documented none, predicted none, observed outage: the observation is the odd one out; \
         not explained"
    );
    let nobody = |claim: &mut Assertion| {
        if let Assertion::Cascade(cascade) = claim {
            cascade.services.clear();
        }
    };
    let said = redis_stops("static").says("cascade.static", nobody);
    assert_eq!(
        told(&of(said, "redis-exporter")),
        "documented none, predicted outage, observed outage: the document is the odd one out"
    );
}

#[test]
fn a_death_explains_what_nothing_predicts() {
    let record = redis_stops("static").fails("node-exporter.alive", 70, "connection refused").dies(
        "node-exporter",
        60,
        None,
    );
    let one = of(record, "node-exporter");
    assert_eq!(one.explanation.as_deref(), Some("its container died"));
}

#[test]
fn what_an_older_timeline_does_not_say_is_not_predicted() {
    let drill = judge(&postgresql_stops("static").build());
    assert!(drill.predictions.iter().all(|one| one.predicted.is_none()));
    assert!(drill.predictions.iter().all(|one| one.agreement != Agreement::PredictionIsOdd));
}

#[test]
fn of_repeats_the_one_that_differs_is_told() {
    let repeat = |record: Record| judge(&record.dependencies(&NEEDS).build());
    let amiss = redis_stops("static").fails("node-exporter.alive", 70, "connection refused");
    let (well, amiss) = (repeat(redis_stops("static")), repeat(amiss));
    for order in [[&well, &amiss], [&amiss, &well]] {
        let merged = merge(order.into_iter().cloned().collect()).unwrap();
        assert_eq!(merged.predictions, amiss.predictions);
    }
    assert_ne!(well.predictions, amiss.predictions);
}

/// The sample is a run of the bundled pack on the real stack.
#[test]
#[allow(clippy::disallowed_methods, reason = "the sample lies in files")]
fn each_difference_from_the_prediction_in_the_recorded_run_is_explained() {
    let mut compared = 0;
    for entry in std::fs::read_dir(crate::recorded::sample()).unwrap() {
        let file = entry.unwrap().file_name().into_string().unwrap();
        let Some(name) = file.strip_suffix(".jsonl.gz") else { continue };
        let timeline = Timeline::read(crate::recorded::recorded(name)).unwrap();
        for one in judge(&timeline).predictions {
            compared += usize::from(one.predicted.is_some() && one.observed.is_some());
            let is_open = one.is_against_prediction() && one.explanation.is_none();
            assert!(!is_open, "{name}: {}: {}", one.subject, told(&one));
        }
    }
    assert!(compared > 100, "{compared}");
}

const DEGRADED: Levels = Levels::only(Impact::Degraded);

fn levels() -> impl Strategy<Value = Option<Levels>> {
    let impact = || prop::sample::select(vec![Impact::None, Impact::Degraded, Impact::Outage]);
    let range = (impact(), impact())
        .prop_map(|(one, other)| Levels { least: one.min(other), most: one.max(other) });
    prop::option::of(range)
}

proptest! {
    #[test]
    fn the_odd_one_out_is_the_one_that_agrees_with_neither_of_two_that_agree(
        all in [levels(), levels(), levels()],
    ) {
        let agree = |one: usize, other: usize| {
            let both = all[one].zip(all[other]);
            both.map(|(one, other)| one.least <= other.most && other.least <= one.most)
        };
        let is_odd = |odd: usize, one: usize, other: usize| {
            agree(one, other) == Some(true)
                && agree(odd, one) == Some(false)
                && agree(odd, other) == Some(false)
        };
        let pairs = [agree(0, 1), agree(0, 2), agree(1, 2)];
        let expected = if is_odd(0, 1, 2) {
            Agreement::DocumentIsOdd
        } else if is_odd(1, 0, 2) {
            Agreement::PredictionIsOdd
        } else if is_odd(2, 0, 1) {
            Agreement::ObservationIsOdd
        } else if pairs.contains(&Some(false)) {
            Agreement::Disagree
        } else if pairs.contains(&Some(true)) {
            Agreement::Agree
        } else {
            Agreement::NotCompared
        };
        prop_assert_eq!(Agreement::of(all[0], all[1], all[2]), expected);
    }
}
