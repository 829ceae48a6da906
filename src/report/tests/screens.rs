//! The screen of the whole set, and of several repeats.

use super::{all_well, nginx_crashes, plain, postgresql_stops, redis_stops, run_of, screen};
use crate::judge::fixture::Record;
use crate::judge::{Budget, Drill, EffectFound, LostPrecision, Probing, judge, merge};
use crate::report::terminal::Detail;
use crate::report::{Run, Spent};
use crate::words::{ClaimId, DetectorKind, Measured, ScenarioId, Span};

/// A drill under another name, noticed by a detector of another kind.
fn like(drill: &Drill, id: &str, kind: DetectorKind) -> Drill {
    let mut drill = Drill { id: ScenarioId::parse(id).unwrap(), ..drill.clone() };
    for one in drill.detection.iter_mut().filter(|one| one.kind == DetectorKind::HealthCheck) {
        one.kind = kind;
    }
    let was = ClaimId::new("detected", Some("health-check"), &drill.profile);
    for claim in drill.claims.iter_mut().filter(|claim| claim.id == was) {
        claim.id = ClaimId::new("detected", Some(&kind.to_string()), &drill.profile);
    }
    drill
}

fn effect(what: &str, text: &str, documented: bool) -> EffectFound {
    let after = Some(Measured { value: Span::millis(1_240), uncertainty: Span::millis(30) });
    EffectFound {
        what: what.to_owned(),
        text: text.to_owned(),
        documented,
        after,
        evidence: vec![3],
    }
}

fn in_profile(profile: &str) -> Vec<Drill> {
    let [nginx, postgres, redis] =
        [nginx_crashes, postgresql_stops, redis_stops].map(|one| judge(&one(profile).build()));
    let mut disk = like(&postgres, "disk-full", DetectorKind::HealthCheck);
    disk.recovery.documented = None;
    disk.recovery.proposed = Some(Span::secs(15));
    let logs = effect("logs", "logs were not written for 3.2 s", true);
    disk.effects = vec![logs, effect("redis", "redis refused writes", false)];
    let rest = [
        like(&nginx, "certificate-expires", DetectorKind::HealthCheck),
        disk,
        like(&redis, "pgbouncer-crashes", DetectorKind::ProcessMonitoring),
        like(&nginx, "monitoring-down", DetectorKind::ExternalProbe),
        like(&nginx, "dns-fails.silent", DetectorKind::ExternalProbe),
        like(&nginx, "dns-fails.wrong-address", DetectorKind::ExternalProbe),
    ];
    let mut all: Vec<Drill> = [nginx, postgres, redis].into_iter().chain(rest).collect();
    for (drill, n) in all.iter_mut().zip(1_u32..) {
        let [steady, observe] = [1_200, 2_100 + 70 * n].map(|ms| Span::millis(ms.into()));
        let [fault, recover, settle] = [60, 350 * n, 800].map(|ms| Span::millis(ms.into()));
        let approach = if n == 4 { Span::millis(2_300) } else { Span::ZERO };
        drill.budget =
            Budget { steady, approach, fault, observe, recover, settle, ..Budget::default() };
        drill.probing = Some(Probing { own: 0.04 + f64::from(n) / 100.0, machine: 0.5 });
        let late = LostPrecision {
            samples: n.into(),
            worst: Span::millis((9 * n).into()),
            unheard: Span::ZERO,
        };
        drill.lost_precision = (n > 4).then_some(late);
    }
    all
}

/// All 18 drills.
pub(super) fn whole_set() -> Run {
    let drills = ["static", "flask"].into_iter().flat_map(in_profile).collect();
    let spent = Spent { drills: Span::millis(112_700), ..all_well().spent };
    Run { drills, spent, duration: Span::millis(141_300), ..all_well() }.summed_up()
}

/// Two drills, three times each; one claim does not hold each time.
pub(super) fn repeated() -> Run {
    let of = |records: [Record; 3]| {
        merge(records.into_iter().map(|record| judge(&record.build())).collect()).unwrap()
    };
    let (nginx, redis) = (|| nginx_crashes("flask"), || redis_stops("flask"));
    let drills = vec![
        of([nginx(), nginx(), nginx()]),
        of([redis(), redis().back("api", 2_300), redis().fails("nginx.works", 900, "HTTP 500")]),
    ];
    Run { drills, report_dir: Some("my reports".to_owned()), ..run_of(&[]) }.summed_up()
}

#[test]
fn the_whole_set_reads_well() {
    for width in [80, 100, 160] {
        insta::assert_snapshot!(format!("whole_set_{width}"), screen(&whole_set(), plain(width)));
    }
    for width in [60, 100] {
        let more = super::told(&whole_set(), plain(width), Detail::More);
        insta::assert_snapshot!(format!("whole_set_more_{width}"), more);
    }
}

#[test]
fn several_repeats_are_told_with_how_many_agreed_and_how_far_they_spread() {
    let usual = screen(&repeated(), plain(100));
    for words in [
        "2 drills, 3 times each",
        "(1 of 3 agreed): in repeat 3 of 3: ",
        "--report-dir 'my reports'",
    ] {
        assert!(usual.contains(words), "'{words}' is not in {usual}");
    }
    insta::assert_snapshot!("repeated_100", usual);
    insta::assert_snapshot!("repeated_160", screen(&repeated(), plain(160)));
}
