//! What holds of repeats of one drill, taken together.

use crate::judge::fixture::scenarios::{nginx_crashes, redis_stops};
use crate::judge::fixture::{journey, service};
use crate::judge::{Drill, EffectFound, judge, merge};
use crate::words::{Measured, Span, Verdict};
use proptest::prelude::*;
use std::sync::LazyLock;

/// Repeats of one drill that went differently.
static REPEATS: LazyLock<Vec<Drill>> = LazyLock::new(|| {
    let redis = || redis_stops("flask");
    let records = [
        redis(),
        redis().back("api", 2_300),
        redis().back("redis.works", 4_000).settles(6_000),
        redis().never_back("api"),
        redis().forgets("redis-down"),
        redis().notices("redis-down", 1_200, 900),
        redis().fails("nginx.works", 900, "HTTP 500"),
        redis().slows_to("api", 14),
        redis().in_vain(),
        redis().cut_at(4_500),
    ];
    records.into_iter().map(|record| judge(&record.build())).collect()
});

fn repeats() -> impl Strategy<Value = Vec<Drill>> {
    let one = (0..REPEATS.len(), 0..3_u64, any::<bool>()).prop_map(|(index, millis, told)| {
        let mut drill = REPEATS[index].clone();
        drill.budget.observe = Span::millis(millis);
        if told {
            drill.effects.push(EffectFound {
                what: "redis".to_owned(),
                text: format!("redis was back {}.5 s after nginx", millis + 5),
                documented: false,
                after: Some(Measured { value: Span::millis(millis), uncertainty: Span::ZERO }),
                evidence: vec![millis],
            });
        }
        drill
    });
    prop::collection::vec(one, 1..6)
}

/// What must not depend on which repeat came first: all but the words, and where they are found.
fn figures(mut drill: Drill) -> Drill {
    for claim in &mut drill.claims {
        claim.reason.clear();
        claim.evidence.clear();
        claim.repeat = 1;
    }
    for effect in &mut drill.effects {
        effect.text.clear();
        effect.evidence.clear();
    }
    for fallen in &mut drill.cascade.observed {
        fallen.symptom.clear();
    }
    drill.recovery.not_recovered_because =
        drill.recovery.not_recovered_because.map(|_| String::new());
    drill.cascade.observed.sort_by(|one, other| one.service.cmp(&other.service));
    drill.cascade.missing.sort();
    drill.cascade.undocumented.sort();
    drill.cascade.unobservable.sort();
    drill.detection.sort_by(|one, other| one.detector.cmp(&other.detector));
    drill.effects.sort_by(|one, other| one.what.cmp(&other.what));
    drill
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn of_one_repeat_it_is_that_one(drills in repeats()) {
        prop_assert_eq!(merge(vec![drills[0].clone()]), Some(drills[0].clone()));
    }

    #[test]
    fn the_order_of_the_repeats_changes_nothing_but_words(drills in repeats(), shuffled in any::<prop::sample::Index>()) {
        let mut turned = drills.clone();
        turned.rotate_left(shuffled.index(drills.len()));
        let (one, other) = (merge(drills).unwrap(), merge(turned.iter().rev().cloned().collect()).unwrap());
        prop_assert_eq!(figures(one), figures(other));
    }

    #[test]
    fn every_verdict_is_the_worst_and_counts_those_that_came_to_it(drills in repeats()) {
        let merged = merge(drills.clone()).unwrap();
        prop_assert_eq!(merged.repeats as usize, drills.len());
        prop_assert_eq!(Some(merged.verdict), merged.claims.iter().map(|claim| claim.verdict).max());
        for (index, claim) in merged.claims.iter().enumerate() {
            let verdicts: Vec<Verdict> = drills.iter().map(|drill| drill.claims[index].verdict).collect();
            prop_assert_eq!(Some(&claim.verdict), verdicts.iter().max());
            prop_assert_eq!(claim.agreed as usize, verdicts.iter().filter(|one| **one == claim.verdict).count());
        }
    }

    #[test]
    fn a_waiver_covers_what_every_repeat_could_tell_and_nothing_else(drills in repeats()) {
        let mut drills = drills;
        for claim in drills.iter_mut().flat_map(|drill| &mut drill.claims) {
            claim.waived_until = (claim.verdict == Verdict::Contradicted).then(|| "2999-12-31".to_owned());
        }
        for (index, claim) in merge(drills.clone()).unwrap().claims.iter().enumerate() {
            let verdicts: Vec<Verdict> = drills.iter().map(|drill| drill.claims[index].verdict).collect();
            let known = !verdicts.contains(&Verdict::Undetermined) && verdicts.contains(&Verdict::Contradicted);
            prop_assert_eq!(claim.waived_until.is_some(), known);
        }
    }

    #[test]
    fn the_recovery_time_lies_within_its_spread(drills in repeats()) {
        let recovery = merge(drills).unwrap().recovery;
        if let (Some(took), Some(spread)) = (recovery.observed, recovery.spread) {
            prop_assert!(spread.least <= took.value && took.value <= spread.most);
        }
    }
}

#[test]
fn without_a_repeat_there_is_no_finding() {
    assert_eq!(merge(Vec::new()), None);
}

#[test]
fn a_claim_that_one_repeat_contradicts_says_which() {
    let repeat = |record: crate::judge::fixture::Record| judge(&record.build());
    let drills = vec![
        repeat(redis_stops("flask")),
        repeat(redis_stops("flask").fails("nginx.works", 900, "HTTP 500")),
        repeat(redis_stops("flask").forgets("redis-down")),
    ];
    let merged = merge(drills.clone()).unwrap();
    let claim = |id: &str| merged.claims.iter().find(|claim| claim.id.as_str() == id).unwrap();
    let unaffected = claim("unaffected.flask");
    assert_eq!((unaffected.verdict, unaffected.agreed), (Verdict::Contradicted, 1));
    assert!(
        unaffected.reason.starts_with("in repeat 2 of 3: not documented, yet fell: nginx"),
        "{}",
        unaffected.reason
    );
    assert_eq!(claim("cascade.flask").agreed, 3);
    assert_eq!(
        claim("cascade.flask").reason,
        drills[0].claims.iter().find(|c| c.id.as_str() == "cascade.flask").unwrap().reason
    );
    let alert = merged.detection.iter().find(|one| one.detector.as_str() == "redis-down").unwrap();
    assert_eq!(
        (alert.expected, alert.detected, alert.after),
        (true, false, None),
        "one repeat did without it"
    );
    assert_eq!(merged.cascade.undocumented, [service("nginx")]);
}

#[test]
fn what_one_repeat_did_not_bring_back_is_not_back() {
    let took = |ms: u64| judge(&redis_stops("flask").back("api", ms).build());
    let merged = merge(vec![took(4_000), took(2_000), took(3_000)]).unwrap();
    assert_eq!(merged.recovery.observed, took(3_000).recovery.observed);
    let spread = merged.recovery.spread.unwrap();
    assert!(spread.least < Span::millis(2_200) && spread.most > Span::millis(3_900), "{spread:?}");
    let never = judge(&redis_stops("flask").never_back("api").build());
    let merged = merge(vec![took(1_000), never, took(2_000)]).unwrap();
    assert_eq!(merged.recovery.observed, None);
    assert_eq!(merged.recovery.by_journey[&journey("api")].after, None);
    assert!(merged.recovery.not_recovered_because.unwrap().contains("api"));
}

#[test]
fn an_effect_is_told_once_whatever_its_figures() {
    let effect = |text: &str, ms: u64| EffectFound {
        what: "pgbouncer".to_owned(),
        text: text.to_owned(),
        documented: false,
        after: Some(Measured { value: Span::millis(ms), uncertainty: Span::ZERO }),
        evidence: vec![ms],
    };
    let with =
        |effects: Vec<EffectFound>| Drill { effects, ..judge(&nginx_crashes("static").build()) };
    let merged = merge(vec![
        with(vec![effect("pgbouncer was back 11.8 s after postgres", 3)]),
        with(vec![
            effect("pgbouncer was back 940 ms after postgres", 1),
            effect("pgbouncer died", 9),
        ]),
        with(vec![effect("pgbouncer was back 7.2 s after postgres", 2)]),
    ]);
    let told: Vec<(String, u64)> = merged
        .unwrap()
        .effects
        .into_iter()
        .map(|one| (one.text, one.after.unwrap().value.as_micros() / 1_000))
        .collect();
    assert_eq!(
        told,
        [
            ("pgbouncer was back 11.8 s after postgres".to_owned(), 2),
            ("pgbouncer died".to_owned(), 9)
        ]
    );
}

#[test]
fn a_claim_keeps_its_words_and_its_line() {
    let drill = judge(&redis_stops("flask").build());
    let merged = merge(vec![drill.clone(), drill.clone()]).unwrap();
    for (one, other) in drill.claims.iter().zip(&merged.claims) {
        assert_eq!(
            (&one.id, &one.text, one.line, &one.reason),
            (&other.id, &other.text, other.line, &other.reason)
        );
        assert_eq!(other.agreed, 2);
    }
}
