//! JUnit XML: a suite for each drill, a case for each claim.
//!
//! Only what both common schemas allow (the one for Ant's tasks and Jenkins's xUnit plugin's), so
//! that every viewer reads it: no attributes on the root, none on a case but name, class and time.
//! Line and document stand in the suite's properties and in each failure's text.

use super::exit::why_idle;
use super::files::Material;
use super::xml::Xml;
use super::{FailOn, Hollow, Run, clean, controls, evidence};
use crate::judge::{Drill, Judged};
use crate::words::{Span, Verdict};

/// What a viewer shows of a case that is not green.
struct Outcome {
    /// `failure`, `error` or `skipped`.
    element: &'static str,
    /// In a few words: the verdict, or what it is besides.
    kind: &'static str,
    /// One line.
    message: String,
    /// All of it.
    text: String,
}

struct Case {
    name: String,
    time: Span,
    outcome: Option<Outcome>,
}

struct Suite {
    name: String,
    time: Span,
    properties: Vec<(&'static str, String)>,
    cases: Vec<Case>,
}

/// The whole file.
pub fn render(material: &Material<'_>) -> String {
    let run = &clean::run(material.run);
    let mut suites: Vec<Suite> =
        run.drills.iter().map(|drill| of_drill(material, run, drill)).collect();
    suites.extend(drifted(material, run));
    suites.extend(not_drilled(run));
    suites.extend(simulated(material, run));
    let mut xml = Xml::new();
    xml.begin("testsuites", &[]);
    for (id, suite) in suites.iter().enumerate() {
        write(&mut xml, run, id, suite);
    }
    xml.finish()
}

fn write(xml: &mut Xml, run: &Run, id: usize, suite: &Suite) {
    let counted = |element: &str| {
        let is =
            |case: &&Case| case.outcome.as_ref().is_some_and(|outcome| outcome.element == element);
        suite.cases.iter().filter(is).count().to_string()
    };
    // The schema knows no zone; it is UTC.
    let timestamp = run.started_at.get(..19).unwrap_or("1970-01-01T00:00:00").to_owned();
    xml.begin(
        "testsuite",
        &[
            ("id", id.to_string()),
            ("name", suite.name.clone()),
            ("package", run.pack.clone()),
            ("timestamp", timestamp),
            ("hostname", "localhost".to_owned()),
            ("tests", suite.cases.len().to_string()),
            ("failures", counted("failure")),
            ("errors", counted("error")),
            ("skipped", counted("skipped")),
            ("time", seconds(suite.time)),
        ],
    );
    xml.begin("properties", &[]);
    for (name, value) in &suite.properties {
        xml.empty("property", &[("name", (*name).to_owned()), ("value", value.clone())]);
    }
    xml.end();
    for case in &suite.cases {
        let attributes = [
            ("name", case.name.clone()),
            ("classname", suite.name.clone()),
            ("time", seconds(case.time)),
        ];
        let Some(outcome) = &case.outcome else {
            xml.empty("testcase", &attributes);
            continue;
        };
        xml.begin("testcase", &attributes);
        let told = [("message", outcome.message.clone()), ("type", outcome.kind.to_owned())];
        // One of the schemas knows no kinds of what is skipped; the message begins with it.
        let told = if outcome.element == "skipped" { &told[..1] } else { &told[..] };
        xml.text(outcome.element, told, &outcome.text);
        xml.end();
    }
    xml.text("system-out", &[], "");
    xml.text("system-err", &[], "");
    xml.end();
}

fn seconds(span: Span) -> String {
    format!("{:.3}", span.as_secs())
}

fn of_drill(material: &Material<'_>, run: &Run, drill: &Drill) -> Suite {
    let mut properties = vec![
        ("title", drill.title.clone()),
        ("document", drill.source.document.clone()),
        ("line", drill.source.line.to_string()),
        ("run", run.run.to_string()),
        ("engine", run.engine.clone()),
        ("repeats", drill.repeats.to_string()),
    ];
    properties.extend(run.is_simulated().then(|| ("simulated", "true".to_owned())));
    properties.extend(drill.timeline.iter().map(|file| ("timeline", file.clone())));
    properties.push(("control", controls::of(drill)));
    properties
        .extend(run.stand_ins.iter().map(|one| ("stand-in", format!("{}: {}", one.what, one.why))));
    let case = |claim: &Judged| Case {
        name: claim.id.to_string(),
        time: evidence::measured(drill, claim).map_or(Span::ZERO, |measured| measured.value),
        outcome: outcome(material, run, drill, claim),
    };
    Suite {
        name: format!("{}.{}", drill.id, drill.profile),
        time: drill.budget.sum(),
        properties,
        cases: drill
            .claims
            .iter()
            .map(case)
            .chain(idle(run, drill))
            .chain(silent(material, drill))
            .collect(),
    }
}

/// A drill without its fault is an error of its own, whatever became of its claims.
fn idle(run: &Run, drill: &Drill) -> Option<Case> {
    let message = format!("nothing was broken: {}", why_idle(drill));
    let text = format!("\n{message}\n{}\n", run.show_drill(drill));
    let outcome = Outcome { element: "error", kind: "not-injected", message, text };
    (!drill.injected).then(|| Case {
        name: "fault".to_owned(),
        time: Span::ZERO,
        outcome: Some(outcome),
    })
}

/// A drill that nothing is claimed of confirms nothing.
fn silent(material: &Material<'_>, drill: &Drill) -> Option<Case> {
    let element =
        if material.fail_on.contains(&FailOn::Undetermined) { "error" } else { "skipped" };
    let message = "nothing is claimed of it".to_owned();
    let outcome = Outcome { element, kind: "undetermined", text: message.clone(), message };
    drill.claims.is_empty().then(|| Case {
        name: "claims".to_owned(),
        time: Span::ZERO,
        outcome: Some(outcome),
    })
}

/// A rehearsal, where it does not pass for a run.
fn simulated(material: &Material<'_>, run: &Run) -> Option<Suite> {
    let message = run.told_hollow(material.fail_on).pop()?;
    let outcome = Outcome { element: "failure", kind: "simulated", text: message.clone(), message };
    run.hollow(material.fail_on).contains(&Hollow::Simulated).then(|| Suite {
        name: "simulated".to_owned(),
        time: Span::ZERO,
        properties: vec![("run", run.run.to_string()), ("engine", run.engine.clone())],
        cases: vec![Case { name: "engine".to_owned(), time: Span::ZERO, outcome: Some(outcome) }],
    })
}

/// What is amiss with a claim; nothing where it is confirmed. The file is red where the run's
/// status is, and nowhere else.
fn outcome(material: &Material<'_>, run: &Run, drill: &Drill, claim: &Judged) -> Option<Outcome> {
    let fails = |what: FailOn| material.fail_on.contains(&what);
    let reason = &claim.reason;
    let (element, kind, message) = match (claim.verdict, &claim.waived_until) {
        (Verdict::Confirmed, _) => return None,
        (verdict, Some(until)) => {
            let why = run
                .waiver_of(drill, claim)
                .map(|waiver| format!(": {} ({})", waiver.reason, waiver.owner));
            (
                "skipped",
                "waived",
                format!("waived until {until}{}; {verdict}: {reason}", why.unwrap_or_default()),
            )
        }
        (Verdict::Contradicted, None) if fails(FailOn::Contradicted) => {
            ("failure", "contradicted", reason.clone())
        }
        (Verdict::Undetermined, None) if fails(FailOn::Undetermined) => {
            ("error", "undetermined", format!("could not be observed: {reason}"))
        }
        (verdict, None) => {
            let kind =
                if verdict == Verdict::Contradicted { "contradicted" } else { "undetermined" };
            ("skipped", kind, format!("{kind}, which --fail-on does not name: {reason}"))
        }
    };
    let text = text(material, run, drill, claim, &message);
    Some(Outcome { element, kind, message, text })
}

/// The sentence with its line, why, the events behind it, and the way on.
fn text(
    material: &Material<'_>,
    run: &Run,
    drill: &Drill,
    claim: &Judged,
    message: &str,
) -> String {
    let mut lines = vec![
        format!("{} line {}: \"{}\"", drill.source.document, claim.line, claim.text),
        format!("{}: {}", claim.verdict, claim.reason),
    ];
    if claim.waived_until.is_some() {
        lines.push(message.to_owned());
    }
    if drill.repeats > 1 {
        lines.push(format!("in {} of {} repeats", claim.agreed, drill.repeats));
    }
    if let Some(timeline) = material.timelines.behind(drill, claim) {
        lines.extend(evidence::events(claim, timeline));
    }
    lines.push(run.show_claim(drill, claim));
    format!("\n{}\n", lines.join("\n"))
}

/// Words that no longer stand in the document.
fn drifted(material: &Material<'_>, run: &Run) -> Option<Suite> {
    let case = |drift: &super::Drift| {
        let fails = material.fail_on.contains(&FailOn::Drift);
        let message = drift.told(|words| format!("\"{words}\""));
        let said = |key: &str, words: &str| match words {
            "" => String::new(),
            words => format!("{key}: \"{words}\"\n"),
        };
        let (was, is) = (said("was", &drift.was), said("is", &drift.is));
        let text = format!("\n{} line {}\n{was}{is}", run.document.path, drift.line);
        let element = if fails { "failure" } else { "skipped" };
        Case {
            name: format!("{} line {}", drift.quoted_by(), drift.line),
            time: Span::ZERO,
            outcome: Some(Outcome { element, kind: "drift", message, text }),
        }
    };
    (!run.drift.is_empty()).then(|| Suite {
        name: "drift".to_owned(),
        time: Span::ZERO,
        properties: vec![("document", run.document.path.clone()), ("run", run.run.to_string())],
        cases: run.drift.iter().map(case).collect(),
    })
}

/// What the run did not come to, because it ended early.
fn not_drilled(run: &Run) -> Option<Suite> {
    let case = |planned: &super::Planned| {
        let message = "not drilled: the run ended before".to_owned();
        let outcome =
            Outcome { element: "error", kind: "not-drilled", text: message.clone(), message };
        Case {
            name: format!("{}.{}", planned.id, planned.profile),
            time: Span::ZERO,
            outcome: Some(outcome),
        }
    };
    let unsaid = |why: &str| {
        let (message, text) = (format!("not finished: {why}"), why.to_owned());
        let outcome = Outcome { element: "error", kind: "not-drilled", message, text };
        Case { name: "the rest of the run".to_owned(), time: Span::ZERO, outcome: Some(outcome) }
    };
    (!run.is_finished()).then(|| Suite {
        name: "not-drilled".to_owned(),
        time: Span::ZERO,
        properties: vec![("run", run.run.to_string())],
        cases: run.not_drilled.iter().map(case).chain(run.unsaid().map(unsaid)).collect(),
    })
}
