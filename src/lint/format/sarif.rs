//! SARIF 2.1.0, as code hosts read it.

use super::super::finding::{Finding, Severity, Spot};
use super::super::rules::{RULES, Rule};
use crate::reading::Name;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// The findings of a document as one SARIF log with one run. `file` is its path, relative where the
/// command line named it so.
pub fn sarif(findings: &[Finding], file: &str) -> Value {
    let uri = uri(file);
    let results: Vec<Value> = findings.iter().map(|finding| result(finding, &uri)).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "firedrill",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": RULES.iter().map(|rule| of_rule(*rule)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn of_rule(rule: &dyn Rule) -> Value {
    let (wrong, right) = rule.example();
    let markdown = format!(
        "{} {}\n\nWrong:\n\n```\n{wrong}\n```\n\nRight:\n\n```\n{right}\n```\n",
        rule.summary(),
        rule.why()
    );
    json!({
        "id": rule.id(),
        "shortDescription": { "text": rule.summary() },
        "fullDescription": { "text": format!("{} {}", rule.summary(), rule.why()) },
        "help": { "text": rule.explain(), "markdown": markdown },
        "defaultConfiguration": { "level": level(rule.severity()) },
    })
}

fn result(finding: &Finding, uri: &str) -> Value {
    let mut spots = finding.spots.iter();
    let first: Vec<Value> =
        spots.next().map(|spot| location(spot, uri, None)).into_iter().collect();
    let others: Vec<Value> =
        spots.zip(1_u32..).map(|(spot, id)| location(spot, uri, Some(id))).collect();
    let mut result = json!({
        "ruleId": finding.rule,
        "level": level(finding.severity),
        "message": { "text": finding.message },
        "locations": first,
    });
    let mut add = |key: &str, value: Value| {
        if let Some(object) = result.as_object_mut() {
            object.insert(key.to_owned(), value);
        }
    };
    if let Some(at) = RULES.iter().position(|rule| rule.id() == finding.rule) {
        add("ruleIndex", json!(at));
    }
    if !others.is_empty() {
        add("relatedLocations", json!(others));
    }
    if let Some(reason) = &finding.waived {
        let suppression = if reason.is_empty() {
            json!({ "kind": "inSource" })
        } else {
            json!({ "kind": "inSource", "justification": reason })
        };
        add("suppressions", json!([suppression]));
    }
    if !finding.services.is_empty() {
        let names: Vec<&str> = finding.services.iter().map(Name::as_str).collect();
        add("properties", json!({ "services": names }));
    }
    result
}

fn location(spot: &Spot, uri: &str, id: Option<u32>) -> Value {
    let (line, column) = (spot.place.line.max(1), spot.place.column.max(1));
    let end = column.saturating_add(spot.place.length.max(1));
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri },
            "region": { "startLine": line, "startColumn": column, "endColumn": end },
        },
    });
    if let Some(object) = location.as_object_mut() {
        if let Some(id) = id {
            object.insert("id".to_owned(), json!(id));
        }
        if !spot.says.is_empty() {
            object.insert("message".to_owned(), json!({ "text": spot.says }));
        }
    }
    location
}

/// A path as a URI reference: what may not stand in one is written as `%20`.
fn uri(path: &str) -> String {
    let path = path.replace('\\', "/");
    let mut uri = String::with_capacity(path.len());
    if path.starts_with('/') {
        uri.push_str("file://");
    }
    for byte in path.strip_prefix("./").unwrap_or(&path).bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            byte => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}
