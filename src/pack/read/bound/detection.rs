//! Lines of detection: each kind of detector with its time, and no negation.

use super::{Line, Stated, place};
use crate::document::{self, Clause, Mention, Saying, figures};
use crate::pack::claim::Noticing;
use crate::pack::read::claims::{AGREE, ClaimContext};
use crate::pack::read::heard::Spoken;
use crate::words::{DetectorKind, Impact};

/// What documents call the kinds of detector.
const CALLED: [(DetectorKind, &[&str]); 4] = [
    (
        DetectorKind::HealthCheck,
        &[
            "health check",
            "health checks",
            "health-check",
            "health-checks",
            "healthcheck",
            "healthchecks",
        ],
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
    (
        DetectorKind::ProcessMonitoring,
        &["process monitoring", "process monitor", "process check", "process checks"],
    ),
];

/// Notes what a line says of detection and no claim does.
pub fn check(context: &ClaimContext<'_>, line: &Line<'_>) {
    let kinds = line.kinds();
    if kinds.is_empty() {
        return;
    }
    let names =
        CALLED.iter().flat_map(|(kind, several)| several.iter().map(move |words| (kind, *words)));
    let spoken = Spoken::line(context, line.quoted).clauses(&names.collect::<Vec<_>>());
    let tested = spoken.into_iter().filter(|said| !said.gone);
    let heard: Vec<Clause<'_, DetectorKind>> = tested.map(|said| said.clause).collect();
    for mention in heard.iter().flat_map(|clause| clause.about.iter().chain(&clause.besides)) {
        if let Some(kind) = mention.things.first().filter(|kind| !kinds.contains(kind)) {
            let message = format!(
                "the quote also names '{}', and no claim says detected_by: {kind}",
                mention.words
            );
            line.error(context, message, &mention.words);
        }
    }
    for clause in heard.iter().filter(|clause| !clause.is_reason) {
        for words in denials(clause) {
            line.unreflected(context, &words, "detection");
        }
    }
    line.detection_times(context, &heard);
}

/// Words by which a detector is said to be of no use.
const DENIALS: [&str; 19] = [
    "silent",
    "silently",
    "disabled",
    "muted",
    "switched off",
    "turned off",
    "unnoticed",
    "undetected",
    "unseen",
    "miss",
    "misses",
    "missed",
    "ignore",
    "ignores",
    "fail to",
    "fails to",
    "out of order",
    "broken",
    "useless",
];

/// `no alert`, `never noticed`, `alerts are silent`. That something does not answer may be what is
/// noticed.
fn denials(clause: &Clause<'_, DetectorKind>) -> Vec<String> {
    let (lower, alert) = (clause.text.to_lowercase(), clause.about.iter().any(is_alert));
    let words = lower.split(|c: char| !c.is_alphanumeric()).collect::<Vec<_>>().join(" ");
    let padded = format!(" {words} ");
    let denied = DENIALS
        .iter()
        .filter(|denial| padded.contains(&format!(" {denial} ")))
        .map(|words| (*words).to_owned());
    // Of a check a failure is what it tells; an alert that fails tells nothing. Of nobody but it
    // may be a symptom.
    let said = |word: &&Saying| {
        word.negated && (word.levels == [Impact::None] || alert)
            || alert && is_said_of_it(clause, word)
    };
    let harm =
        clause.words.iter().filter(|word| !word.symbol).filter(said).map(|word| word.text.clone());
    let bare = |words: &&str| clause.text.eq_ignore_ascii_case(words);
    let alone =
        clause.alone().filter(|words| !clause.about.is_empty() || bare(words)).map(str::to_owned);
    let open = clause.open.iter().map(|(words, _)| words.clone()).chain(alone);
    denied.chain(harm).chain(open).collect()
}

fn is_alert(mention: &Mention<'_, DetectorKind>) -> bool {
    mention.things.contains(&&DetectorKind::Alert)
}

/// `alerts are unavailable`, and not `alerts on failures`.
fn is_said_of_it(clause: &Clause<'_, DetectorKind>, word: &Saying) -> bool {
    let Some(last) = clause.about.last().filter(|_| !word.levels.contains(&Impact::None)) else {
        return false;
    };
    let from = clause.text.find(&last.words).map_or(0, |at| at + last.words.len());
    let rest = clause.text.get(from..).unwrap_or_default();
    let before = rest.find(&word.text).and_then(|at| rest.get(..at));
    before.is_some_and(|gap| {
        gap.split_whitespace().all(|one| LINKING.contains(&one.to_lowercase().as_str()))
    })
}

/// Words between an alert and what is said of it.
const LINKING: [&str; 10] =
    ["is", "are", "was", "were", "be", "will", "may", "can", "also", "often"];

impl Line<'_> {
    /// The kinds that are claimed.
    fn kinds(&self) -> Vec<DetectorKind> {
        let kind = |noticing| match noticing {
            Noticing::Fault { by, .. } | Noticing::Approach { by } => Some(by),
            Noticing::Check(_) => None,
        };
        self.noticing().filter_map(|(_, noticing)| kind(noticing)).collect()
    }

    /// Its claims that say who notices.
    fn noticing(&self) -> impl Iterator<Item = (&Stated, Noticing<'_>)> {
        self.stated
            .iter()
            .filter_map(|stated| Some((*stated, stated.assertion.as_kind().noticing()?)))
    }

    /// A claim has the time that the quote gives for its kind, or for all.
    fn detection_times(&self, context: &ClaimContext<'_>, heard: &[Clause<'_, DetectorKind>]) {
        let warned =
            self.noticing().any(|(_, noticing)| matches!(noticing, Noticing::Approach { .. }));
        for (stated, noticing) in self.noticing() {
            let Noticing::Fault { by: detector, within } = noticing else { continue };
            let speaks = |clause: &&Clause<'_, DetectorKind>| {
                clause.about.is_empty()
                    || clause.about.iter().any(|one| one.things.contains(&&detector))
            };
            let own = heard.iter().filter(speaks).flat_map(|clause| figures(&clause.text));
            let own: Vec<_> = own.filter(|figure| !figure.at_least).collect();
            let all = self.figures(context);
            let said = |several: &[document::Figure]| {
                several.iter().map(|figure| figure.text.clone()).collect::<Vec<_>>().join(" and ")
            };
            match within {
                Some(within) if all.is_empty() => {
                    let message =
                        format!("the claim says within {within}, the quote gives no time");
                    context.source.error_with(place(stated), message, AGREE);
                }
                Some(within) => {
                    let meant = if own.is_empty() { &all } else { &own };
                    if !meant.iter().any(|figure| figure.span == within && !figure.at_least) {
                        let message = format!(
                            "the quote says {}, the claim says within {within}",
                            said(meant)
                        );
                        context.source.error_with(place(stated), message, AGREE);
                    }
                }
                // A time that no claim has is told with all others; of a warning it is the
                // warning's.
                None if warned => {}
                None if !own.is_empty() && own.iter().all(|figure| self.binds(figure)) => {
                    let message = format!("the quote says {}, and this gives no time", said(&own));
                    let hint = format!(
                        "write it with its time: detected_by: {{{detector}: {}}}",
                        own[0].span
                    );
                    context.source.error_with(stated.mark, message, hint);
                }
                None => {}
            }
        }
    }
}
