//! `detectors:` of `pack.yaml`, and the document's lines that give their health checks.

use super::keys::DETECTOR;
use super::known::{Known, Prometheus};
use super::quotes::{Quoting, Standing};
use crate::document::{self, Sayings};
use crate::pack::claim::{Assertion, Discriminates};
use crate::pack::look::prometheus_at;
use crate::pack::model::{Detector, DetectorHow, Drift, Profile, Quoted, Scenario, ScenarioClaim};
use crate::pack::source::{Fields, Source, suggest};
use crate::pack::yaml::{Key, Mark, Node};
use crate::words::{ClaimId, DetectorKind, ProfileName, Span};

/// Reads one detector.
pub fn detector(source: &Source<'_>, known: &Known, key: &Key, node: &Node) -> Option<Detector> {
    let name = source.name_of(&key.text, key.mark);
    let fields = source.object(node, &DETECTOR)?;
    let watches = fields.need("watches").and_then(|node| known.service(source, node));
    let kind = fields.get("kind").and_then(|node| kind(source, node));
    let (usual, asked) = match (fields.get("run"), fields.get("alert")) {
        (Some(run), None) => {
            known.in_droplet(source, run.mark, "a command");
            (DetectorKind::HealthCheck, command(&fields)?)
        }
        (None, Some(_)) => (DetectorKind::Alert, alert(source, known, &fields)?),
        _ => {
            source.error(
                key.mark,
                "a detector has either 'run' (a command) or 'alert' (a rule of Prometheus)",
            );
            return None;
        }
    };
    let Asked { how, every, resolution, renewed, needs, settings } = asked;
    if every == Span::ZERO {
        source.error(key.mark, "a detector that is asked every 0 s is none");
    }
    let settings = fields.text("settings").unwrap_or(settings);
    let kind = kind.unwrap_or(usual);
    if let (Some((key, _)), true) =
        (fields.entry("wrong_when"), matches!(how, DetectorHow::Alert { .. }))
    {
        source
            .error(key.mark, "'wrong_when' are words of a command's output, and this is an alert");
    }
    if let (Some((key, _)), true) = (fields.entry("quote"), kind != DetectorKind::HealthCheck) {
        source.error(
            key.mark,
            format!(
                "the quote is of the line that gives a health check, and this is of kind '{kind}'"
            ),
        );
    }
    // Its quote is looked up when the scenarios that test it are known.
    Some(Detector {
        name: name?,
        kind,
        watches: watches?,
        how,
        every,
        resolution,
        renewed,
        needs,
        settings,
        quote: None,
    })
}

/// How a detector is asked, and how late it can be.
struct Asked {
    how: DetectorHow,
    every: Span,
    resolution: Span,
    renewed: Span,
    needs: Span,
    settings: String,
}

fn command(fields: &Fields<'_>) -> Option<Asked> {
    let every = fields.span("every").unwrap_or(Span::secs(1));
    Some(Asked {
        how: DetectorHow::Command {
            line: fields.need_text("run")?,
            wrong_when: fields.text("wrong_when"),
        },
        every,
        resolution: Span::ZERO,
        renewed: Span::ZERO,
        needs: every + every,
        settings: format!("polled every {}", brief(every)),
    })
}

fn alert(source: &Source<'_>, known: &Known, fields: &Fields<'_>) -> Option<Asked> {
    let at = prometheus_at(source, known, fields)?;
    let usual = |of: fn(&Prometheus) -> Span| known.prometheus.as_ref().map(of).unwrap_or_default();
    let scrape = fields.span("scrape").unwrap_or_else(|| usual(|prometheus| prometheus.scrape));
    let evaluation =
        fields.span("evaluation").unwrap_or_else(|| usual(|prometheus| prometheus.evaluation));
    let wait = fields.span("for").unwrap_or_default();
    Some(Asked {
        how: DetectorHow::Alert { at, rule: fields.need_text("alert")? },
        every: fields.span("every").unwrap_or(Span::millis(100)),
        resolution: scrape + evaluation + wait,
        renewed: evaluation,
        needs: wait + scrape + evaluation + scrape + evaluation,
        settings: format!(
            "scrape {}, evaluation {}, for {}",
            brief(scrape),
            brief(evaluation),
            brief(wait)
        ),
    })
}

/// The kinds of detector by the words of the files.
pub const DETECTOR_KINDS: [(&str, DetectorKind); 4] = [
    ("health-check", DetectorKind::HealthCheck),
    ("alert", DetectorKind::Alert),
    ("external-probe", DetectorKind::ExternalProbe),
    ("process-monitoring", DetectorKind::ProcessMonitoring),
];

/// A kind of detector.
pub fn kind(source: &Source<'_>, node: &Node) -> Option<DetectorKind> {
    let text = source.text(node, "a kind of detector")?;
    let found = DETECTOR_KINDS.iter().find(|(word, _)| *word == text).map(|(_, kind)| *kind);
    if found.is_none() {
        let hint = suggest(text, DETECTOR_KINDS.iter().map(|(word, _)| *word));
        source.error_with(node.mark, format!("there is no kind of detector '{text}'"), hint);
    }
    found
}

/// As people write it: `2 s`, `500 ms`.
fn brief(span: Span) -> String {
    match span.as_micros() {
        micros if micros % 1_000_000 == 0 => format!("{} s", micros / 1_000_000),
        micros => format!("{} ms", micros / 1_000),
    }
}

/// A health check that the document gives in a line of its own.
pub struct Check<'a> {
    /// Where it is read from.
    pub quoting: Quoting<'a>,
    /// The detector's own keys and values.
    pub node: &'a Node,
    /// Whether every scenario was read.
    pub all_read: bool,
}

impl Check<'_> {
    /// Finds the line that the detector quotes, where it quotes one, and adds the claim that the
    /// check tells health and failure apart to every scenario that breaks what it watches.
    pub fn place(
        &self,
        detector: &mut Detector,
        scenarios: &mut [Scenario],
        profiles: &[Profile],
    ) -> Vec<Drift> {
        let source = self.quoting.source;
        let quiet = Source::new(source.file(), "");
        let Some(fields) = quiet.object(self.node, &DETECTOR) else { return Vec::new() };
        let Some(stands) = fields.get("quote").and_then(|node| self.quoting.find(None, node))
        else {
            return Vec::new();
        };
        if let (DetectorHow::Command { line, .. }, Some(run)) = (&detector.how, fields.get("run")) {
            self.is_the_quotes(&stands.text, line, run.mark);
        }
        self.says_no_more(&stands);
        let quoted = Quoted { text: stands.text.clone(), line: stands.line };
        let mut drift = Vec::new();
        let mut tested = false;
        for scenario in
            scenarios.iter_mut().filter(|one| one.fault.targets().contains(&detector.watches))
        {
            tested = true;
            let ids = told_apart(detector, &quoted, scenario, profiles);
            drift.extend(
                stands.drifted.then(|| self.quoting.drift(&scenario.id, &ids, &stands, None)),
            );
        }
        if !tested && self.all_read {
            let message = format!(
                "no scenario breaks '{}', so that nothing would come of this quote",
                detector.watches
            );
            source.error_with(stands.mark, message, "take it out, or add a scenario");
        }
        detector.quote = Some(quoted);
        drift
    }

    /// Nothing is said beside the command that the check does not bind.
    fn says_no_more(&self, stands: &Standing) {
        if let Some(words) = unbound(&stands.text) {
            let message =
                format!("the quote also says '{words}', which no claim of a health check reflects");
            let hint =
                "say it in a line of the document that a scenario quotes, or leave 'quote' out";
            self.quoting.source.error_with(stands.mark, message, hint);
        }
    }

    /// The command is the quote's; it may go on where the document's asks for more at a prompt.
    fn is_the_quotes(&self, quote: &str, line: &str, mark: Mark) {
        let said = quote.split('`').nth(1).map_or_else(|| document::command(quote), str::to_owned);
        let goes_on = |rest: &str| rest.is_empty() || rest.starts_with(' ');
        if said.is_empty() || !line.strip_prefix(&said).is_some_and(goes_on) {
            let message = format!("the quote's command is '{said}', the detector runs '{line}'");
            let hint =
                "a documented health check begins with the document's command; change one of them";
            self.quoting.source.error_with(mark, message, hint);
        }
    }
}

/// What a line says beside its command that a check which tells health from failure does not:
/// figures, symbols, how something fares, negations.
fn unbound(quote: &str) -> Option<String> {
    let behind =
        quote.splitn(3, '`').nth(2).map_or_else(|| document::given(quote).rest, str::to_owned);
    let key = document::key(quote);
    for text in [key.as_str(), behind.as_str()] {
        let Sayings { words, negations, .. } = document::sayings(text);
        let figures = document::figures(text)
            .into_iter()
            .map(|figure| figure.said)
            .chain(document::shares(text));
        let said = words
            .into_iter()
            .map(|word| word.text)
            .chain(negations.into_iter().map(|(words, _)| words));
        if let Some(words) = figures.chain(said).next() {
            return Some(words);
        }
    }
    None
}

/// Adds the claim to a scenario, and gives its ids.
fn told_apart(
    detector: &Detector,
    quoted: &Quoted,
    scenario: &mut Scenario,
    profiles: &[Profile],
) -> Vec<ClaimId> {
    let there = |name: &&ProfileName| {
        let profile = profiles.iter().find(|profile| profile.name == **name);
        profile.is_some_and(|profile| !profile.without_services.contains(&detector.watches))
    };
    let wanted: Vec<ProfileName> = scenario.profiles.iter().filter(there).cloned().collect();
    let assertion = Assertion::from(Discriminates { detector: detector.name.clone() });
    let claim = |profile| ScenarioClaim {
        quote: quoted.text.clone(),
        line: quoted.line,
        profile,
        assertion: assertion.clone(),
        guess: None,
    };
    if wanted.len() == scenario.profiles.len() {
        scenario.claims.push(claim(None));
    } else {
        scenario.claims.extend(wanted.iter().cloned().map(Some).map(claim));
    }
    let kind = assertion.as_kind();
    wanted.iter().map(|profile| kind.id(profile)).collect()
}
