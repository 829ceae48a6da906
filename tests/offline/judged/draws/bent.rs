//! One bend at a time: what the drill does about it, and what the judge says then.
//!
//! The stack is always the same: `s0` falls, `s1` needs it, `s2` stands apart; `j0` goes through
//! `s1`, and `j1` through `s2`.

use super::case::{COMMAND, Case, SCRAPED, detector, journey, service};
use super::document::Document;
use super::drill;
use firedrill::judge::judge;
use firedrill::pack::claim;
use firedrill::pack::{FaultKind, Kill};
use firedrill::plan::Withhold;
use firedrill::timeline::{ActionKind, Assertion, Event, Happening, Phase, Timeline};
use firedrill::topology::{Dependency, DependencyKind, Topology};
use firedrill::words::{DetectorKind, Impact, Moment, Span, Verdict};
use firedrill::world::simulated::{
    Amiss, Answers, Bends, Busy, CommandBend, DetectorBend, Dies, FallsAgain, JourneyBend,
    ServiceBend,
};

/// Longer than any outage here.
const FOR_EVER: Span = Span::secs(100);

fn stack(bends: Bends) -> Case {
    let needs = Dependency::new(service(1), DependencyKind::Hard, service(0));
    Case {
        number: 0,
        services: 3,
        topology: Topology::new(vec![needs]),
        ways: vec![vec![1], vec![2]],
        target: 0,
        kind: FaultKind::Kill(Kill),
        blind: Vec::new(),
        scraped: None,
        bends,
        control: Withhold::Never,
    }
}

fn of_service(n: usize, bend: ServiceBend) -> Bends {
    Bends { services: [(service(n), bend)].into(), ..Bends::default() }
}

/// With `s1` serving from a copy, so that `j0` has nothing to suffer from but this.
fn of_journey(answers: Answers) -> Bends {
    let copy = ServiceBend { late: FOR_EVER, ..ServiceBend::default() };
    let journeys = [(journey(0), JourneyBend { answers, ..JourneyBend::default() })].into();
    Bends { journeys, ..of_service(1, copy) }
}

fn of_detector(kind: DetectorKind, bend: DetectorBend) -> Bends {
    Bends { detectors: [(detector(kind), bend)].into(), ..Bends::default() }
}

fn impact(n: usize, expected: Impact) -> Assertion {
    Assertion::JourneyImpact(claim::JourneyImpact { journey: journey(n), expected })
}

fn none_falls() -> Assertion {
    Assertion::Cascade(claim::Cascade { services: Vec::new(), ordered: false })
}

fn recovery(within: Option<Span>) -> Assertion {
    Assertion::Recovery(claim::Recovery {
        commands: vec![COMMAND.to_owned()],
        prose: false,
        within,
    })
}

/// The drill of a claim, and what was said of it.
fn drilled(case: &Case, claim: Assertion) -> (Timeline, Verdict, String) {
    let (timeline, ..) = drill(case, &Document { claims: vec![claim] }, 7);
    let found = judge(&timeline).claims.remove(0);
    (timeline, found.verdict, found.reason)
}

#[track_caller]
fn says(case: &Case, claim: Assertion, verdict: Verdict, words: &str) -> Timeline {
    let (timeline, found, reason) = drilled(case, claim);
    assert!(found == verdict && reason.contains(words), "{found}: {reason}");
    timeline
}

fn began(timeline: &Timeline, wanted: Phase) -> Moment {
    let is_it = |event: &Event| matches!(event, Event::Phase { phase, .. } if *phase == wanted);
    timeline.events.iter().find(|one| is_it(&one.event)).unwrap().at
}

/// When acts of a kind began.
fn acts(timeline: &Timeline, kind: ActionKind) -> Vec<Moment> {
    let begun = |event: &Event| matches!(event, Event::Action { action, happening: Happening::Begun, .. } if *action == kind);
    timeline.events.iter().filter(|one| begun(&one.event)).map(|one| one.at).collect()
}

// ---- 1: absence is watched for as long as the outage lasts
// ----------------------------------------------------------

#[test]
fn an_effect_that_comes_late_is_waited_for() {
    for late in [2, 4, 6].map(Span::secs) {
        let case = stack(of_service(1, ServiceBend { late, ..ServiceBend::default() }));
        says(&case, impact(0, Impact::None), Verdict::Contradicted, "outage");
        says(&case, none_falls(), Verdict::Contradicted, "s1");
        says(&case, Assertion::Unaffected(claim::Unaffected {}), Verdict::Contradicted, "s1");
    }
}

#[test]
fn absence_is_watched_for_two_turns_of_the_slowest_probe_and_for_the_time_of_the_outage() {
    let case = Case { scraped: Some(2), ..stack(Bends::default()) };
    let timeline = says(&case, impact(1, Impact::None), Verdict::Confirmed, "requests");
    let watched = began(&timeline, Phase::Recover).since(began(&timeline, Phase::Observe));
    assert!(watched >= SCRAPED + SCRAPED && watched >= Span::secs(7), "{watched}");
}

// ---- 2: what comes back by itself was not recovered
// -------------------------------------------------------------------

#[test]
fn a_recovery_that_does_nothing_is_not_confirmed_where_a_supervisor_does_it() {
    let heals = |after| ServiceBend { heals_after: Some(after), ..ServiceBend::default() };
    for after in [Span::millis(1_500), Span::millis(2_300), Span::secs(4)] {
        let bends =
            Bends { command: Some(CommandBend::DoesNothing), ..of_service(0, heals(after)) };
        let case = Case { control: Withhold::Once, ..stack(bends) };
        let (_, verdict, reason) = drilled(&case, recovery(None));
        assert!(verdict == Verdict::Undetermined, "{reason}");
        assert!(
            reason.contains("before the recovery began") || reason.contains("without the recovery"),
            "{reason}"
        );
    }
}

#[test]
fn what_does_not_heal_by_itself_is_confirmed_by_a_control() {
    let case = Case { control: Withhold::Once, ..stack(Bends::default()) };
    let timeline = says(&case, recovery(None), Verdict::Confirmed, "(control)");
    assert_eq!(acts(&timeline, ActionKind::Fault).len(), 2);
    assert!(began(&timeline, Phase::Control) > began(&timeline, Phase::Hold));
}

// ---- 3: what is back must stay
// ----------------------------------------------------------------------------------------

#[test]
fn what_falls_again_is_not_recovered() {
    let falls = |after, down, times| {
        let falls_again = Some(FallsAgain { after: Span::millis(after), down, times });
        stack(of_service(0, ServiceBend { falls_again, ..ServiceBend::default() }))
    };
    says(&falls(2_000, None, 1), recovery(None), Verdict::Contradicted, "fell again");
    says(
        &falls(1_200, Some(Span::millis(500)), 100),
        recovery(None),
        Verdict::Contradicted,
        "fall",
    );
    says(
        &falls(1_200, Some(Span::millis(500)), 1),
        recovery(None),
        Verdict::Confirmed,
        "come back once and fallen",
    );
}

#[test]
fn what_is_back_is_held_for_three_seconds_at_least() {
    let timeline = says(&stack(Bends::default()), recovery(None), Verdict::Confirmed, "stayed for");
    let held = began(&timeline, Phase::Settle).since(acts(&timeline, ActionKind::Recovery)[0]);
    assert!(held >= Span::secs(3), "{held}");
}

// ---- 5: slow and wrong are not well
// -------------------------------------------------------------------------------------

#[test]
fn slow_answers_and_wrong_content_are_no_absence() {
    let slow = stack(of_journey(Answers { takes: Some(3_000), ..Answers::default() }));
    says(&slow, impact(0, Impact::None), Verdict::Contradicted, "slower");
    says(&slow, impact(0, Impact::Degraded), Verdict::Confirmed, "slower");
    says(
        &slow,
        Assertion::Slower(claim::Slower { journey: journey(0) }),
        Verdict::Confirmed,
        "median",
    );
    says(&slow, Assertion::Unaffected(claim::Unaffected {}), Verdict::Contradicted, "j0");
    let wrong = Answers { amiss: 100, how: Amiss::WrongContent, takes: None };
    says(
        &stack(of_journey(wrong)),
        impact(0, Impact::None),
        Verdict::Contradicted,
        "wrong content",
    );
    let slow_service = ServiceBend {
        answers: Answers { takes: Some(3_000), ..Answers::default() },
        ..ServiceBend::default()
    };
    says(
        &stack(of_service(2, slow_service)),
        none_falls(),
        Verdict::Contradicted,
        "s2, which got slower",
    );
}

// ---- 6: it stops on time and number, never on agreement
// -------------------------------------------------------------

#[test]
fn a_few_errors_are_neither_none_nor_degraded_and_more_are_degraded() {
    let errors = |amiss| stack(of_journey(Answers { amiss, how: Amiss::Error, takes: None }));
    for expected in [Impact::None, Impact::Degraded] {
        says(&errors(5), impact(0, expected), Verdict::Undetermined, "too close to tell");
    }
    says(&errors(25), impact(0, Impact::None), Verdict::Contradicted, "degraded");
    says(&errors(25), impact(0, Impact::Degraded), Verdict::Confirmed, "degraded");
    says(&errors(80), impact(0, Impact::Degraded), Verdict::Contradicted, "outage");
}

#[test]
fn the_same_is_watched_for_as_long_whatever_is_seen() {
    let watched = |answers| {
        let (timeline, ..) = drilled(&stack(of_journey(answers)), impact(0, Impact::None));
        began(&timeline, Phase::Recover).since(began(&timeline, Phase::Observe))
    };
    let (well, out) =
        (watched(Answers::default()), watched(Answers { amiss: 100, ..Answers::default() }));
    assert!(
        well.saturating_sub(out) < Span::millis(100)
            && out.saturating_sub(well) < Span::millis(100),
        "{well}, {out}"
    );
}

// ---- 7: a busy machine
// ----------------------------------------------------------------------------------------------------

const BUSY: Option<Busy> = Some(Busy { late: 40, by: Span::millis(300), takes: 1_000 });

#[test]
fn a_busy_machine_makes_nothing_slower_and_hides_nothing() {
    let busy = stack(Bends { busy: BUSY, ..of_journey(Answers::default()) });
    let slower = Assertion::Slower(claim::Slower { journey: journey(0) });
    let (_, verdict, reason) = drilled(&busy, slower);
    assert_ne!(verdict, Verdict::Confirmed, "{reason}");
    let (_, verdict, reason) = drilled(&busy, impact(0, Impact::None));
    assert_ne!(verdict, Verdict::Contradicted, "{reason}");
    let useless = Bends { busy: BUSY, command: Some(CommandBend::DoesNothing), ..Bends::default() };
    says(&stack(useless), recovery(Some(Span::secs(15))), Verdict::Contradicted, "still not well");
}

// ---- 8: detectors
// -----------------------------------------------------------------------------------------------------------

#[test]
fn a_detector_has_the_time_that_the_document_gives_it() {
    let alert =
        |within| Assertion::DetectedBy(claim::DetectedBy { detector: DetectorKind::Alert, within });
    let late = stack(of_detector(DetectorKind::Alert, DetectorBend::Late(Span::secs(10))));
    says(&late, alert(Some(Span::secs(15))), Verdict::Confirmed, "noticed");
    says(&late, alert(Some(Span::secs(5))), Verdict::Contradicted, "5 s");
}

#[test]
fn what_is_pending_notices_once_or_cannot_be_asked_is_neither_quiet_nor_noticing() {
    for (bend, words) in [
        (DetectorBend::Pends(None), "pending"),
        (DetectorBend::Pends(Some(Span::secs(30))), "pending"),
        (DetectorBend::Once, "once only"),
        (DetectorBend::Unanswered, "cannot be asked"),
    ] {
        let case = stack(of_detector(DetectorKind::Alert, bend));
        let alert = Assertion::DetectedBy(claim::DetectedBy {
            detector: DetectorKind::Alert,
            within: None,
        });
        says(&case, alert, Verdict::Undetermined, words);
    }
    let blind = stack(of_detector(DetectorKind::Alert, DetectorBend::Blind));
    let alert =
        Assertion::DetectedBy(claim::DetectedBy { detector: DetectorKind::Alert, within: None });
    says(&blind, alert, Verdict::Contradicted, "had not noticed");
}

// ---- 9: what is not looked at
// -----------------------------------------------------------------------------------------------

#[test]
fn a_death_that_nobody_looks_at_contradicts_and_without_one_it_is_not_known() {
    // Nothing else is amiss.
    let case = |blind: &[usize], dies| {
        let mut bends = of_service(1, ServiceBend { late: FOR_EVER, ..ServiceBend::default() });
        bends.services.insert(service(2), ServiceBend { dies, ..ServiceBend::default() });
        Case { blind: blind.to_vec(), ways: vec![vec![1]], ..stack(bends) }
    };
    let dies = |back| Some(Dies { after: Span::secs(1), back: Some(Span::millis(back)) });
    says(&case(&[2], dies(1_000)), none_falls(), Verdict::Contradicted, "its container died");
    says(&case(&[], dies(120)), none_falls(), Verdict::Contradicted, "s2");
    says(&case(&[2], None), none_falls(), Verdict::Undetermined, "nothing looks at s2");
    says(
        &case(&[2], None),
        Assertion::Unaffected(claim::Unaffected {}),
        Verdict::Undetermined,
        "nothing looks at s2",
    );
    let list =
        Assertion::Cascade(claim::Cascade { services: vec![service(2).into()], ordered: false });
    says(&case(&[2], None), list, Verdict::Undetermined, "s2 is not probed");
    says(&case(&[], None), none_falls(), Verdict::Confirmed, "stayed well");
}

// ---- 10: what only firedrill cannot do
// ------------------------------------------------------------------------------------

#[test]
fn a_command_that_fails_is_not_undone_early_and_one_that_cannot_be_run_says_nothing() {
    let with = |command| Case {
        control: Withhold::Once,
        ..stack(Bends { command: Some(command), ..Bends::default() })
    };
    let timeline = says(
        &with(CommandBend::ExitsWith(1)),
        recovery(None),
        Verdict::Confirmed,
        "failed with exit status 1",
    );
    let undone = acts(&timeline, ActionKind::Undo);
    assert!(
        undone.iter().all(|at| *at > began(&timeline, Phase::Control)),
        "only the control is undone"
    );
    says(
        &with(CommandBend::NotRun),
        recovery(None),
        Verdict::Undetermined,
        "firedrill could not run",
    );
    says(&with(CommandBend::DoesNothing), recovery(None), Verdict::Contradicted, "still not well");
}
