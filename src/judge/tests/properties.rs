//! What holds of any timeline, likely or not.

use crate::judge::fixture::Record;
use crate::judge::fixture::scenarios::{
    certificate_expires, disk_full, nginx_crashes, redis_stops,
};
use crate::judge::{has_shown, judge};
use crate::observe::Observed;
use crate::observe::{ProbeSeries, SILENT_FOR};
use crate::timeline::{
    ActionKind, Event, Happening, Load, Outcome, Phase, Recorded, Sample, Says, Timeline, Watched,
    event_line, header_line,
};
use crate::words::{Moment, Span, Verdict};
use proptest::prelude::*;

/// Moments that matter, and absurd ones.
fn moment() -> impl Strategy<Value = Moment> {
    prop_oneof![
        8 => (0..12_000_000_u64).prop_map(Moment::micros),
        1 => Just(Moment::START),
        1 => Just(Moment::micros(u64::MAX)),
        1 => any::<u64>().prop_map(Moment::micros),
    ]
}

fn outcome() -> impl Strategy<Value = Outcome> {
    prop_oneof![
        Just(Outcome::Ok),
        ".{0,12}".prop_map(|symptom| Outcome::Degraded { symptom }),
        ".{0,12}".prop_map(|symptom| Outcome::Failed { symptom }),
        ".{0,12}".prop_map(|symptom| Outcome::Silent { symptom }),
    ]
}

fn happening() -> impl Strategy<Value = Happening> {
    let end = (any::<Option<i64>>(), ".{0,12}");
    prop_oneof![
        Just(Happening::Begun),
        ".{0,12}".prop_map(|why| Happening::NotRun { why }),
        end.clone().prop_map(|(exit, output)| Happening::Done { exit, output }),
        end.prop_map(|(exit, output)| Happening::Failed { exit, output }),
    ]
}

/// Events of this header, in no order at all.
fn event(timeline: &Timeline) -> impl Strategy<Value = Event> + use<> {
    let probes: Vec<_> = timeline.header.probes.iter().map(|probe| probe.name.clone()).collect();
    let detectors: Vec<_> =
        timeline.header.detectors.iter().map(|detector| detector.name.clone()).collect();
    let phase = prop::sample::select(vec![
        Phase::Steady,
        Phase::Approach,
        Phase::Inject,
        Phase::Observe,
        Phase::Watch,
        Phase::Recover,
        Phase::Hold,
        Phase::Settle,
        Phase::Control,
        Phase::Done,
    ]);
    let action = prop::sample::select(vec![
        ActionKind::Approach,
        ActionKind::Fault,
        ActionKind::Recovery,
        ActionKind::Undo,
    ]);
    let sample = (prop::sample::select(probes), moment(), moment(), moment(), outcome());
    let says =
        prop::sample::select(vec![Says::Noticed, Says::Quiet, Says::Pending, Says::Unanswered]);
    let watched = (prop::sample::select(detectors), moment(), moment(), says, ".{0,12}");
    prop_oneof![
        6 => sample.prop_map(|(probe, scheduled, sent, answered, outcome)| {
            Event::Sample(Sample { probe, scheduled, sent, answered, outcome })
        }),
        2 => watched.prop_map(|(detector, sent, answered, says, detail)| {
            Event::Watched(Watched { detector, sent, answered, says, detail })
        }),
        1 => (phase, ".{0,12}").prop_map(|(phase, because)| Event::Phase { phase, because }),
        2 => (action, ".{0,12}", happening()).prop_map(|(action, what, happening)| {
            Event::Action { action, what, happening }
        }),
        1 => (any::<bool>(), any::<bool>()).prop_map(|(target, died)| Event::Engine {
            service: if target { "redis" } else { "nginx" }.to_owned(),
            action: if died { "die" } else { "start" }.to_owned(),
        }),
        1 => (any::<u64>(), any::<u64>(), any::<u64>(), any::<u32>()).prop_map(|(over, busy, own, cores)| {
            Event::Load(Load { over: Span::micros(over), busy: Span::micros(busy), own: Span::micros(own), cores })
        }),
        1 => ".{0,12}".prop_map(|text| Event::Note { text }),
    ]
}

/// The header of a drill, its own events or none, and arbitrary ones put in anywhere.
fn timelines() -> impl Strategy<Value = Timeline> {
    let real = [
        redis_stops("flask").observes(2_000),
        certificate_expires("static"),
        disk_full("flask").observes(3_000),
    ];
    prop::sample::select(real.map(Record::build).to_vec()).prop_flat_map(with_strange_events)
}

fn with_strange_events(real: Timeline) -> impl Strategy<Value = Timeline> {
    let strange =
        prop::collection::vec((any::<prop::sample::Index>(), moment(), event(&real)), 0..120);
    (strange, any::<bool>()).prop_map(move |(strange, keep)| {
        let kept = if keep { real.events.clone() } else { Vec::new() };
        let mut events: Vec<(Moment, Event)> =
            kept.into_iter().map(|one| (one.at, one.event)).collect();
        for (place, at, event) in strange {
            events.insert(place.index(events.len() + 1), (at, event));
        }
        numbered(&real, events)
    })
}

fn numbered(of: &Timeline, events: Vec<(Moment, Event)>) -> Timeline {
    let events = (1..).zip(events).map(|(n, (at, event))| Recorded { n, at, event }).collect();
    Timeline { header: of.header.clone(), events, cut_off: false }
}

fn written(timeline: &Timeline) -> String {
    std::iter::once(header_line(&timeline.header))
        .chain(timeline.events.iter().map(event_line))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_events_in_any_order_are_judged(timeline in timelines()) {
        let drill = judge(&timeline);
        prop_assert_eq!(drill.claims.len(), timeline.header.claims.len());
        prop_assert_eq!(Some(drill.verdict), drill.claims.iter().map(|claim| claim.verdict).max());
        for claim in &drill.claims {
            prop_assert!(!claim.reason.is_empty());
            prop_assert!(claim.evidence.iter().all(|n| *n <= timeline.events.len() as u64));
        }
    }

    #[test]
    fn a_timeline_that_is_written_and_read_again_is_judged_the_same(timeline in timelines()) {
        let again = Timeline::read(written(&timeline)).unwrap();
        prop_assert_eq!(&again, &timeline);
        prop_assert_eq!(judge(&again), judge(&timeline));
    }

    #[test]
    fn more_failures_never_improve_an_impact(at in prop::collection::vec(2_200_000..6_900_000_u64, 1..60), drill in 0..2_usize) {
        let real = if drill == 0 { redis_stops("flask") } else { nginx_crashes("static") }.build();
        let probe = real.header.probes.last().unwrap().name.clone();
        let journey = real.header.claims.iter().find_map(|claim| claim.as_kind().subject()).unwrap();
        let mut events: Vec<(Moment, Event)> = real.events.iter().map(|one| (one.at, one.event.clone())).collect();
        for sent in at {
            let (sent, answered) = (Moment::micros(sent), Moment::micros(sent + 1_000));
            let outcome = Outcome::Failed { symptom: "HTTP 500".to_owned() };
            events.push((answered, Event::Sample(Sample { probe: probe.clone(), scheduled: sent, sent, answered, outcome })));
        }
        events.sort_by_key(|(at, _)| *at);
        let (before, after) = (judge(&real), judge(&numbered(&real, events)));
        for (name, found) in &before.impact {
            // What cannot be told may be worse.
            let now = after.impact[name].observed;
            prop_assert!(now.is_none() || now >= found.observed, "{} {}", name, journey);
        }
    }

    #[test]
    fn the_live_view_agrees_with_a_look_at_all_samples(
        looks in prop::collection::vec((0..60_u64, outcome()), 1..60),
        since in 0..60_u64,
        // Of looks that are close together and of such as leave time for a silence that counts.
        step in prop::sample::select(vec![1_u64, 100_000]),
    ) {
        let silent_for = SILENT_FOR.as_micros();
        let header = redis_stops("static").build().header;
        let info = header.probes.iter().find(|probe| probe.name.as_str() == "nginx.works").unwrap();
        let mut series = ProbeSeries::new(info.clone(), 3);
        let mut sorted: Vec<(u64, Outcome)> = Vec::new();
        let mut failed = None;
        for (n, (sent, outcome)) in looks.iter().enumerate() {
            let sent = &(sent * step);
            let at = Moment::micros(*sent);
            series.push(n as u64 + 1, &Sample { probe: info.name.clone(), scheduled: at, sent: at, answered: at, outcome: outcome.clone() });
            let place = sorted.partition_point(|(other, _)| other <= sent);
            sorted.insert(place, (*sent, outcome.clone()));
            let bad: Vec<_> = sorted.iter().rev().take_while(|(_, outcome)| !outcome.is_ok()).collect();
            let definite = bad.iter().any(|(_, outcome)| !matches!(outcome, Outcome::Silent { .. }));
            if bad.len() >= 3 && (definite || bad[0].0 - bad[bad.len() - 1].0 >= silent_for) {
                failed = sorted.last().map(|(sent, _)| *sent);
            }
        }
        let well = sorted.iter().rev().take_while(|(_, outcome)| outcome.is_ok()).last().map(|(sent, _)| Moment::micros(*sent));
        prop_assert_eq!(series.well_since(), well);
        prop_assert_eq!(series.failed_since(Moment::micros(since * step)), failed.is_some_and(|last| last >= since * step));
        // What the live view calls failed is a episode to the judge, whatever comes after.
        if series.failed_at(Moment::START).is_some() {
            prop_assert!(!series.episodes(Moment::micros(u64::MAX)).is_empty());
        }
    }
}

#[test]
fn verdicts_are_ordered_so_that_the_worst_counts() {
    assert!(
        Verdict::Contradicted > Verdict::Undetermined && Verdict::Undetermined > Verdict::Confirmed
    );
}

#[test]
fn the_live_view_sees_the_drill_go_through_its_phases() {
    let timeline = redis_stops("flask").build();
    let mut observed = Observed::new(&timeline.header);
    let (mut well, mut held, mut seen, mut back) = (None, None, None, None);
    for event in &timeline.events {
        observed.apply(event);
        if well.is_none() && observed.all_well_since().is_some() && observed.all_quiet(true) {
            well = Some(event.at);
        }
        held = held.or(observed.taken_hold().map(|_| event.at));
        if let Some(since) = observed.taken_hold() {
            let all = timeline
                .header
                .claims
                .iter()
                .all(|claim| has_shown(&claim.assertion, &observed, since));
            seen = seen.or(all.then_some(event.at));
        }
        if observed.phase() >= Some(Phase::Recover) && observed.unwell().is_empty() {
            back = back.or(Some(event.at));
        }
    }
    let between = |at: Option<Moment>, from: u64, to: u64| {
        at.is_some_and(|at| (from * 1_000..to * 1_000).contains(&at.as_micros()))
    };
    assert!(between(well, 100, 2_000), "{well:?}");
    assert!(between(held, 2_020, 2_200), "{held:?}");
    assert!(between(seen, 3_500, 6_000), "{seen:?}");
    assert!(between(back, 10_800, 13_000), "{back:?}");
}
