//! An event of a timeline, in words.

use crate::timeline::{ActionKind, Event, Happening, Outcome, Recorded, Sample, Says, Watched};
use crate::words::{Moment, Span};

/// What happened, with its time from the fault (from the timeline's beginning where there was
/// none).
pub fn event(recorded: &Recorded, fault: Option<Moment>) -> String {
    format!("{}  {}", offset(moment(recorded), fault), words_of(&recorded.event))
}

/// When it happened: a look when it was sent, all else when it was recorded.
pub(in crate::report) fn moment(recorded: &Recorded) -> Moment {
    match &recorded.event {
        Event::Sample(sample) => sample.sent,
        Event::Watched(watched) => watched.sent,
        _ => recorded.at,
    }
}

/// `+2.041 s`, `−0.120 s`: seconds from the fault.
pub(in crate::report) fn offset(at: Moment, fault: Option<Moment>) -> String {
    let from = fault.unwrap_or(Moment::START);
    if at >= from {
        format!("+{:.3} s", at.since(from).as_secs())
    } else {
        format!("−{:.3} s", from.since(at).as_secs())
    }
}

/// What happened, without its time.
pub(in crate::report) fn words_of(event: &Event) -> String {
    match event {
        Event::Phase { phase, because } => format!("phase: {phase} ({because})"),
        Event::Sample(sample) => sample_in_words(sample),
        Event::Watched(Watched { detector, sent, answered, says, detail }) => {
            let said = match says {
                Says::Noticed => "noticed",
                Says::Quiet => "quiet",
                Says::Pending => "pending",
                Says::Unanswered => "no answer",
            };
            format!("{detector}: {said} after {} ({detail})", answered.since(*sent))
        }
        Event::Action { action, what, happening } => act_in_words(*action, what, happening),
        Event::Engine { service, action } => format!("engine: {service}: {action}"),
        Event::Load(load) => {
            let share = |part: Span| {
                100.0 * part.as_secs() / (load.over.as_secs() * f64::from(load.cores)).max(0.001)
            };
            format!(
                "load: {:.0} % of the machine, firedrill itself {:.0} %",
                share(load.busy),
                share(load.own)
            )
        }
        Event::Note { text } => format!("note: {text}"),
    }
}

fn sample_in_words(sample: &Sample) -> String {
    let Sample { probe, sent, answered, outcome, .. } = sample;
    let took = answered.since(*sent);
    match outcome {
        Outcome::Ok => format!("{probe}: ok after {took}"),
        Outcome::Degraded { symptom } => format!("{probe}: degraded after {took}: {symptom}"),
        Outcome::Silent { symptom } => format!("{probe}: {symptom}"),
        Outcome::Failed { symptom } => format!("{probe}: failed after {took}: {symptom}"),
    }
}

fn act_in_words(action: ActionKind, what: &str, happening: &Happening) -> String {
    let act = match action {
        ActionKind::Approach => "approach",
        ActionKind::Fault => "fault",
        ActionKind::Start => "start",
        ActionKind::Recovery => "recovery",
        ActionKind::Undo => "undo",
        ActionKind::Question => "question",
    };
    let end = |word: &str, exit: &Option<i64>, output: &str| {
        let exit = exit.map_or(String::new(), |exit| format!(", exit status {exit}"));
        let output =
            if output.trim().is_empty() { String::new() } else { format!(": {}", output.trim()) };
        format!("{act}: {what}: {word}{exit}{output}")
    };
    match happening {
        Happening::Begun => format!("{act}: {what}: begins"),
        Happening::Done { exit, output } => end("done", exit, output),
        Happening::Failed { exit, output } => end("failed", exit, output),
        Happening::NotRun { why } => format!("{act}: {what}: firedrill could not do this: {why}"),
    }
}
