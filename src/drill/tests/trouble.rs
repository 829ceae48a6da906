//! An engine that misbehaves: calls that fail, hang, are done and say that they failed, or answer
//! late. Whatever it does, the drill ends, and the undo is asked for.

use super::approach::warned_of;
use super::*;
use crate::drill::ACT_BOUND;
use crate::pack::{Kill, Pause, Run, Step, Stop};
use rand::{RngExt as _, SeedableRng as _, rngs::ChaCha8Rng};

fn late(span: Span) -> Trouble {
    Trouble::IsLate(span)
}

fn though_done() -> Trouble {
    Trouble::FailsThoughDone("connection reset".to_owned())
}

#[test]
fn an_injection_that_hangs_is_taken_back_at_its_bound() {
    let drilled =
        drill(&redis_stops(), Quirks { inject: Some(Trouble::Hangs), ..Quirks::default() }, 1);
    assert!(matches!(drilled.ending, Ending::NotInjected { .. }), "{:?}", drilled.ending);
    assert_eq!(drilled.acts(), "fu");
    let waited =
        drilled.acts_begun(ActionKind::Undo)[0].since(drilled.acts_begun(ActionKind::Fault)[0]);
    assert!(
        waited >= Bounds::default().inject && waited < Bounds::default().inject + Span::millis(100),
        "{waited}"
    );
}

#[test]
fn an_injection_that_was_done_and_says_that_it_failed_is_taken_back() {
    let drilled =
        drill(&redis_stops(), Quirks { inject: Some(though_done()), ..Quirks::default() }, 1);
    assert_eq!(drilled.ending, Ending::NotInjected { why: "connection reset".to_owned() });
    assert_eq!(drilled.acts(), "fu");
}

#[test]
fn an_injection_that_answers_late_is_waited_for_as_long_as_its_bound_allows() {
    let drilled =
        drill(&redis_stops(), Quirks { inject: Some(late(Span::secs(2))), ..Quirks::default() }, 1);
    assert_eq!((drilled.ending.clone(), drilled.acts()), (Ending::Complete, "fr".to_owned()));

    let drilled = drill(
        &redis_stops(),
        Quirks { inject: Some(late(Span::secs(20))), ..Quirks::default() },
        1,
    );
    let Ending::NotInjected { why } = &drilled.ending else { panic!("{:?}", drilled.ending) };
    assert!(why.contains("a target failed, and the engine did not say within 5 s"), "{why}");
    assert_eq!(drilled.acts(), "fu");
}

#[test]
fn a_fault_that_cannot_be_brought_near_is_taken_back() {
    for (trouble, why) in [
        (Some(Trouble::Hangs), format!("the approach step timed out after {ACT_BOUND}")),
        (Some(fails("refused")), "refused".to_owned()),
        (Some(though_done()), "connection reset".to_owned()),
    ] {
        let drilled = drill(&warned_of(), Quirks { approach: trouble, ..Quirks::default() }, 1);
        assert_eq!(drilled.ending, Ending::NotInjected { why });
        assert_eq!(drilled.acts(), "au");
    }
    let drilled =
        drill(&warned_of(), Quirks { approach: Some(late(Span::secs(3))), ..Quirks::default() }, 1);
    assert_eq!((drilled.ending.clone(), drilled.acts()), (Ending::Complete, "aafru".to_owned()));
}

#[test]
fn a_recovery_that_was_done_and_says_that_it_failed_is_not_undone_early() {
    let drilled =
        drill(&redis_stops(), Quirks { command: Some(though_done()), ..Quirks::default() }, 1);
    assert_eq!((drilled.ending.clone(), drilled.acts()), (Ending::Complete, "fr".to_owned()));
    let undone =
        drill(&redis_stops(), Quirks { command: Some(fails("refused")), ..Quirks::default() }, 1);
    assert_eq!((undone.ending.clone(), undone.acts()), (Ending::Complete, "fru".to_owned()));
    let waited = undone.acts_begun(ActionKind::Undo)[0].since(undone.began(Phase::Recover));
    assert!(waited >= Bounds::default().recover, "it has all its time: {waited}");
    let drilled = drill(
        &redis_stops(),
        Quirks { command: Some(late(Span::secs(4))), ..Quirks::default() },
        1,
    );
    assert_eq!((drilled.ending.clone(), drilled.acts()), (Ending::Complete, "fr".to_owned()));
}

#[test]
fn an_undo_that_fails_or_hangs_is_never_called_settled() {
    for undo in [Some(fails("refused")), Some(Trouble::Hangs)] {
        let quirks =
            Quirks { command: Some(fails("refused")), undo: undo.clone(), ..Quirks::default() };
        let drilled = drill(&redis_stops(), quirks, 1);
        assert!(
            matches!(drilled.ending, Ending::NotSettled { .. }),
            "{undo:?}: {:?}",
            drilled.ending
        );
        assert!(!drilled.ending.leaves_a_sound_stack());
        assert_eq!(drilled.acts(), "fru", "{undo:?}");
        let bound =
            ACT_BOUND + Bounds::default().recover + Bounds::default().settle + Span::secs(30);
        assert!(drilled.took < bound, "{undo:?}: it ends: {}", drilled.took);
    }
}

#[test]
fn an_undo_that_hangs_after_ctrl_c_ends_with_the_second_one_or_at_its_bound() {
    let whole = drill(&redis_stops(), Quirks::default(), 3);
    let at = whole.began(Phase::Observe) + Span::millis(1);
    let hangs =
        |interrupted_at| Quirks { interrupted_at, undo: Some(Trouble::Hangs), ..Quirks::default() };
    let once = drill(&redis_stops(), hangs(vec![at]), 3);
    assert_eq!((once.ending.clone(), once.acts()), (Ending::Interrupted, "fu".to_owned()));
    assert!(once.took >= ACT_BOUND && once.took < ACT_BOUND + Span::secs(20), "{}", once.took);
    let twice = drill(&redis_stops(), hangs(vec![at, at + Span::secs(1)]), 3);
    assert_eq!((twice.ending.clone(), twice.acts()), (Ending::Interrupted, "fu".to_owned()));
    assert_eq!(twice.took, at.since(Moment::START) + Span::secs(1));
}

/// Plans of every kind of fault.
fn any_plan() -> impl Strategy<Value = DrillPlan> {
    let step = Step { container: "redis".into(), run: "break".to_owned() };
    let kinds = vec![
        FaultKind::Kill(Kill),
        FaultKind::Stop(Stop),
        FaultKind::Pause(Pause),
        FaultKind::Run(Run(vec![step])),
    ];
    (prop::sample::select(kinds), any::<bool>(), any::<bool>()).prop_map(
        |(kind, near, commands)| {
            let mut plan = if near { warned_of() } else { redis_stops() };
            plan.fault.kind = kind;
            if !commands {
                plan.commands.clear();
            }
            plan
        },
    )
}

/// Trouble of one kind or another.
fn any_trouble(random: &mut ChaCha8Rng) -> Trouble {
    let why = "the engine answered with an error (simulated)".to_owned();
    match random.random_range(0..4_u8) {
        0 => Trouble::Fails(why),
        1 => Trouble::Hangs,
        2 => Trouble::IsLate(Span::millis(random.random_range(100..8_000))),
        _ => Trouble::FailsThoughDone(why),
    }
}

/// Trouble by chance, of every kind; about one drill in four has none.
fn any_quirks(seed: u64) -> Quirks {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut quirks = Quirks::default();
    for _ in 0..random.random_range(0..3_u8) {
        match random.random_range(0..6_u8) {
            0 => quirks.approach = Some(any_trouble(&mut random)),
            1 => quirks.inject = Some(any_trouble(&mut random)),
            2 => quirks.command = Some(any_trouble(&mut random)),
            3 => quirks.undo = Some(any_trouble(&mut random)),
            4 => quirks.inject_is_harmless = true,
            _ => quirks.warning_fails = true,
        }
    }
    if random.random_ratio(1, 4) {
        quirks.interrupted_at = vec![Moment::micros(random.random_range(0..20_000_000))];
    }
    if random.random_ratio(1, 8) {
        quirks.lost_at = Some(Moment::micros(random.random_range(0..20_000_000)));
    }
    quirks
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    /// Whatever goes wrong with the engine, at whatever moment: the drill ends; what was begun is
    /// recovered or was asked to be taken back, unless the engine is gone or nobody wanted to wait;
    /// and a stack that is called sound is.
    #[test]
    fn whatever_the_engine_does_the_undo_is_asked_for(plan in any_plan(), seed: u64, trouble: u64) {
        let quirks = any_quirks(trouble);
        let drilled = drill(&plan, quirks.clone(), seed);
        let acts = drilled.acts();
        let begun = acts.contains('f') || acts.contains('a');
        let lost = matches!(drilled.ending, Ending::Lost { .. });
        if begun && !lost && !acts.contains('u') {
            prop_assert_eq!(&drilled.ending, &Ending::Complete, "{} after {:?}", acts, quirks);
            prop_assert!(acts.ends_with('r'), "{} after {:?}", acts, quirks);
        }
        if drilled.ending.leaves_a_sound_stack() {
            prop_assert!(drilled.worst == Impact::None, "{:?} after {:?}", drilled.worst, quirks);
        }
        prop_assert!(drilled.events.is_sorted_by_key(|event| event.at));
    }
}
