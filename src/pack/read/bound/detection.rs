//! Lines of detection: each kind of detector with its time, and no negation.

use super::{Line, place};
use crate::document::{self, Clause, calls, clauses, figures};
use crate::pack::read::agree::AGREE;
use crate::pack::read::claims::Context;
use crate::pack::read::heard::without_figures;
use crate::timeline::Assertion;
use crate::words::DetectorKind;

/// What documents call the kinds of detector.
const CALLED: [(DetectorKind, &[&str]); 4] = [
    (
        DetectorKind::HealthCheck,
        &["health check", "health checks", "health-check", "health-checks", "healthcheck", "healthchecks"],
    ),
    (DetectorKind::Alert, &["alert", "alerts", "alerting"]),
    (
        DetectorKind::ExternalProbe,
        &[
            "external monitoring",
            "external probe",
            "external probes",
            "external check",
            "external checks",
            "uptime monitoring",
            "uptime check",
        ],
    ),
    (DetectorKind::ProcessMonitoring, &["process monitoring", "process monitor", "process check", "process checks"]),
];

/// Notes what a line says of detection and no claim does.
pub fn check(context: &Context<'_>, line: &Line<'_>) {
    let kinds = line.kinds();
    if kinds.is_empty() {
        return;
    }
    let text = line.text(context);
    let names = CALLED.iter().flat_map(|(kind, several)| several.iter().map(move |words| (kind, *words)));
    let heard = clauses(&text, &calls(&text, names));
    for mention in heard.iter().flat_map(|clause| clause.about.iter().chain(&clause.besides)) {
        if let Some(kind) = mention.things.first().filter(|kind| !kinds.contains(kind)) {
            let message = format!("the quote also names '{}', and no claim says detected_by: {kind}", mention.words);
            line.error(context, message, &mention.words);
        }
    }
    for clause in &heard {
        negations(context, line, clause);
    }
    line.detection_times(context, &heard);
}

/// `no alert`, `never noticed`. That something cannot be opened may be what is noticed.
fn negations(context: &Context<'_>, line: &Line<'_>, clause: &Clause<'_, DetectorKind>) {
    let bare = without_figures(&clause.text);
    for (words, place) in document::sayings(&bare).negations {
        let lower = bare[..place.end].to_lowercase();
        let cannot = ["cannot", "can't", "can’t"].iter().any(|end| lower.ends_with(end));
        if !cannot || !clause.about.is_empty() {
            let rest: Vec<&str> = bare[place.start..].split_whitespace().take(3).collect();
            let message = format!("the quote says '{words}', which no claim of its detection reflects");
            line.error(context, message, &rest.join(" "));
        }
    }
}

impl Line<'_> {
    /// The kinds that are claimed.
    fn kinds(&self) -> Vec<DetectorKind> {
        let kind = |assertion: &Assertion| match assertion {
            Assertion::DetectedBy { detector, .. } | Assertion::Warned { detector, .. } => Some(*detector),
            _ => None,
        };
        self.stated.iter().filter_map(|stated| kind(&stated.assertion)).collect()
    }

    /// A claim has the time that the quote gives for its kind, or for all.
    fn detection_times(&self, context: &Context<'_>, heard: &[Clause<'_, DetectorKind>]) {
        let warned = |assertion: &Assertion| matches!(assertion, Assertion::Warned { .. });
        for stated in &self.stated {
            let Assertion::DetectedBy { detector, within } = &stated.assertion else { continue };
            let speaks = |clause: &&Clause<'_, DetectorKind>| {
                clause.about.is_empty() || clause.about.iter().any(|one| one.things.contains(&detector))
            };
            let own = heard.iter().filter(speaks).flat_map(|clause| figures(&clause.text));
            let own: Vec<_> = own.filter(|figure| !figure.at_least).collect();
            let all = self.figures(context);
            let said = |several: &[document::Figure]| {
                several.iter().map(|figure| figure.text.clone()).collect::<Vec<_>>().join(" and ")
            };
            match within {
                Some(within) if all.is_empty() => {
                    let message = format!("the claim says within {within}, the quote gives no time");
                    context.source.error_with(place(stated), message, AGREE);
                }
                Some(within) => {
                    let meant = if own.is_empty() { &all } else { &own };
                    if !meant.iter().any(|figure| figure.span == *within && !figure.at_least) {
                        let message = format!("the quote says {}, the claim says within {within}", said(meant));
                        context.source.error_with(place(stated), message, AGREE);
                    }
                }
                // A time that no claim has is told with all others; of a warning it is the warning's.
                None if self.stated.iter().any(|stated| warned(&stated.assertion)) => {}
                None if !own.is_empty() && own.iter().all(|figure| self.binds(figure)) => {
                    let message = format!("the quote says {}, and this gives no time", said(&own));
                    let hint = format!("write it with its time: detected_by: {{{detector}: {}}}", own[0].span);
                    context.source.error_with(stated.mark, message, hint);
                }
                None => {}
            }
        }
    }
}
