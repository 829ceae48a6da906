//! Metrics, for a Prometheus textfile collector.
//!
//! The text is OpenMetrics, and of it only what the older Prometheus format has too, since the
//! collectors read that: every family is a gauge, times are in seconds, and nothing has a time of
//! its own.

use super::files::Material;
use super::{Run, clean};
use crate::judge::Drill;
use crate::words::{Span, Verdict};
use std::fmt::Write; // to a string, which cannot fail

/// One family of samples.
struct Family {
    name: &'static str,
    help: &'static str,
    samples: Vec<(Vec<(&'static str, String)>, f64)>,
}

impl Family {
    const fn new(name: &'static str, help: &'static str) -> Self {
        Self { name, help, samples: Vec::new() }
    }

    fn sample(&mut self, labels: &[(&'static str, &str)], value: f64) {
        let labels = labels.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        self.samples.push((labels, value));
    }

    fn write(&self, out: &mut String) {
        if self.samples.is_empty() {
            return;
        }
        let _ = writeln!(out, "# TYPE {} gauge", self.name);
        for unit in ["seconds", "ratio"] {
            if self.name.ends_with(&format!("_{unit}")) {
                let _ = writeln!(out, "# UNIT {} {unit}", self.name);
            }
        }
        let _ = writeln!(out, "# HELP {} {}", self.name, self.help);
        for (labels, value) in &self.samples {
            out.push_str(self.name);
            for (index, (name, value)) in labels.iter().enumerate() {
                let _ = write!(
                    out,
                    "{}{name}=\"{}\"",
                    if index == 0 { '{' } else { ',' },
                    escaped(value)
                );
            }
            let _ = writeln!(out, "{} {value}", if labels.is_empty() { "" } else { "}" });
        }
    }
}

fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

/// The whole file.
pub fn render(material: &Material<'_>) -> String {
    let run = &clean::run(material.run);
    let mut out = String::new();
    let families = [of_run(run), claims(run), impacts(run), detections(run), recoveries(run)];
    families.iter().flatten().for_each(|family| family.write(&mut out));
    out.push_str("# EOF\n");
    out
}

fn of_run(run: &Run) -> Vec<Family> {
    let mut info = Family::new("firedrill_run_info", "The run that the other metrics are of.");
    let labels = [
        ("run", run.run.as_str()),
        ("pack", &run.pack),
        ("engine", &run.engine),
        ("tool", &run.tool),
        ("document", &run.document.path),
        ("sha256", &run.document.sha256),
    ];
    info.sample(&labels, 1.0);
    let mut started =
        Family::new("firedrill_run_started_seconds", "When the run began, in seconds since 1970.");
    if let Ok(at) = run.started_at.parse::<jiff::Timestamp>() {
        started.sample(&[], at.as_second() as f64);
    }
    let mut lasted = Family::new(
        "firedrill_run_duration_seconds",
        "How long the run took, its stacks included.",
    );
    lasted.sample(&[], run.duration.as_secs());
    let mut missing =
        Family::new("firedrill_not_drilled", "Drills that were planned and not done.");
    missing.sample(&[], run.not_drilled.len() as f64);
    let help =
        "Quoted words that no longer stand in the document, for each claim that rests on them.";
    let mut drift = Family::new("firedrill_drifted_claims", help);
    drift.sample(&[], run.drift.len() as f64);
    let mut simulated = Family::new(
        "firedrill_run_simulated",
        "Whether no software ran (1), so that nothing is proved.",
    );
    simulated.sample(&[], f64::from(u8::from(run.is_simulated())));
    let mut injected =
        Family::new("firedrill_drill_injected", "Whether something was broken in the drill.");
    for drill in &run.drills {
        let labels = [("drill", drill.id.as_str()), ("profile", drill.profile.as_str())];
        injected.sample(&labels, f64::from(u8::from(drill.injected)));
    }
    vec![info, started, lasted, missing, drift, simulated, injected]
}

/// Each claim has all three verdicts, one of which is 1, so that a change is a change of values and
/// no series comes or goes.
fn claims(run: &Run) -> Vec<Family> {
    let mut verdicts =
        Family::new("firedrill_claim", "Whether this is the verdict of the claim (1) or not (0).");
    let mut waived = Family::new("firedrill_claim_waived", "Whether a waiver covers the claim.");
    let mut lines =
        Family::new("firedrill_claim_line", "The line of the document that the claim stands on.");
    for (drill, claim) in run.claims() {
        let labels = [
            ("drill", drill.id.as_str()),
            ("profile", drill.profile.as_str()),
            ("claim", claim.id.as_str()),
        ];
        waived.sample(&labels, f64::from(u8::from(claim.waived_until.is_some())));
        lines.sample(&labels, f64::from(claim.line));
        for verdict in [Verdict::Confirmed, Verdict::Undetermined, Verdict::Contradicted] {
            let word = verdict.to_string();
            let [drill, profile, claim_id] = labels;
            let labels = [drill, profile, claim_id, ("verdict", word.as_str())];
            verdicts.sample(&labels, f64::from(u8::from(claim.verdict == verdict)));
        }
    }
    vec![verdicts, waived, lines]
}

fn impacts(run: &Run) -> Vec<Family> {
    let help = "How the journey fared under the fault: 0 none, 1 degraded, 2 outage.";
    let mut impact = Family::new("firedrill_journey_impact", help);
    let help = "Which part of the journey's requests succeeded under the fault.";
    let mut success = Family::new("firedrill_journey_success_ratio", help);
    for drill in &run.drills {
        for (journey, found) in &drill.impact {
            let labels = [
                ("drill", drill.id.as_str()),
                ("profile", drill.profile.as_str()),
                ("journey", journey.as_str()),
            ];
            if let Some(observed) = found.observed {
                impact.sample(&labels, f64::from(observed as u8));
            }
            if let Some(ratio) = found.success_ratio {
                success.sample(&labels, ratio);
            }
        }
    }
    vec![impact, success]
}

fn detections(run: &Run) -> Vec<Family> {
    let mut detected = Family::new(
        "firedrill_detected",
        "Whether the detector noticed before the recovery began.",
    );
    let mut after =
        Family::new("firedrill_detection_seconds", "From the fault until the detector noticed it.");
    let help = "How far off the time of detection can be, either way.";
    let mut uncertain = Family::new("firedrill_detection_uncertainty_seconds", help);
    for drill in &run.drills {
        for found in &drill.detection {
            let kind = found.kind.to_string();
            let labels = [
                ("drill", drill.id.as_str()),
                ("profile", drill.profile.as_str()),
                ("detector", found.detector.as_str()),
                ("kind", &kind),
            ];
            detected.sample(&labels, f64::from(u8::from(found.detected)));
            if let Some(measured) = found.after {
                after.sample(&labels, measured.value.as_secs());
                uncertain.sample(&labels, measured.uncertainty.as_secs());
            }
        }
    }
    vec![detected, after, uncertain]
}

fn recoveries(run: &Run) -> Vec<Family> {
    let recovery = |name, help, of: fn(&Drill) -> Option<Span>| {
        let mut family = Family::new(name, help);
        for drill in &run.drills {
            if let Some(span) = of(drill) {
                family.sample(
                    &[("drill", drill.id.as_str()), ("profile", drill.profile.as_str())],
                    span.as_secs(),
                );
            }
        }
        family
    };
    vec![
        recovery(
            "firedrill_recovery_seconds",
            "From the start of the documented recovery until all that is claimed was back.",
            |drill| drill.recovery.observed.map(|observed| observed.value),
        ),
        recovery(
            "firedrill_control_withheld_seconds",
            "For how long after the fault the recovery was withheld to see what heals by itself; \
             absent where it was not.",
            |drill| drill.recovery.control.as_ref().map(|control| control.withheld),
        ),
        recovery(
            "firedrill_recovery_uncertainty_seconds",
            "How far off the time of recovery can be, either way.",
            |drill| drill.recovery.observed.map(|observed| observed.uncertainty),
        ),
        recovery(
            "firedrill_recovery_documented_seconds",
            "What the document says of it.",
            |drill| drill.recovery.documented,
        ),
        recovery(
            "firedrill_outage_seconds",
            "From the fault until the journeys were back.",
            |drill| drill.recovery.outage.map(|outage| outage.value),
        ),
    ]
}
