//! One JSON document: what is found, and apart from it what the document waives.

use super::super::finding::{Finding, Severity};
use crate::reading::Name;
use serde::Serialize;
use serde_json::Value;

#[derive(Serialize)]
struct Findings<'a> {
    findings: Vec<Entry<'a>>,
    waived: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    rule: &'a str,
    severity: Severity,
    message: &'a str,
    lines: Vec<u32>,
    services: Vec<&'a str>,
    places: Vec<Spot<'a>>,
    /// Why it is waived.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

#[derive(Serialize)]
struct Spot<'a> {
    line: u32,
    column: u32,
    length: u32,
    says: &'a str,
}

/// The findings: `{"findings": [{"rule", "severity", "message", "lines", "services", "places"}],
/// "waived": […]}`, those waived with their `reason`.
pub fn json(findings: &[Finding]) -> Value {
    let of_kind = |waived: bool| {
        let all = findings.iter().filter(|finding| finding.waived.is_some() == waived);
        all.map(entry).collect()
    };
    let all = Findings { findings: of_kind(false), waived: of_kind(true) };
    // Plain fields and string keys: there is nothing that JSON cannot hold.
    serde_json::to_value(all).unwrap_or_default()
}

fn entry(finding: &Finding) -> Entry<'_> {
    Entry {
        rule: finding.rule,
        severity: finding.severity,
        message: &finding.message,
        lines: finding.lines(),
        services: finding.services.iter().map(Name::as_str).collect(),
        places: finding
            .spots
            .iter()
            .map(|spot| Spot {
                line: spot.place.line,
                column: spot.place.column,
                length: spot.place.length,
                says: &spot.says,
            })
            .collect(),
        reason: finding.waived.as_deref(),
    }
}
