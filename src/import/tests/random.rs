//! Any text as a document, and as a part of a file.

use super::super::Import;
use super::super::model::Becomes;
use super::super::yaml::{list, scalar};
use super::{documents, of, with_compose, yaml};
use crate::pack::{LOCK_FILE, PackFiles, lock, read, render};
use proptest::prelude::*;
use std::collections::BTreeSet;

const COMPOSE: &str = "\
services:
  redis: {image: 'redis:7', ports: ['127.0.0.1:6379:6379']}
  postgres: {image: 'postgres:15', container_name: shop_postgres, depends_on: [redis]}
  api: {image: 'shop/api:1', ports: ['127.0.0.1:8080:8080'], depends_on: [postgres, redis]}
";

/// What holds of every import.
fn is_sound(import: &Import) -> Result<(), TestCaseError> {
    let mut ids = BTreeSet::new();
    let mut drilled = Vec::new();
    for file in import.files.iter().filter(|file| file.path != "pack.yaml") {
        let scenario = yaml(file);
        prop_assert!(ids.insert(scenario["id"].as_str().unwrap().to_owned()));
        drilled.push(scenario["failure"].as_str().unwrap().to_owned());
        prop_assert!(crate::words::ScenarioId::parse(scenario["id"].as_str().unwrap()).is_ok());
    }
    let pack = yaml(&import.files[0]);
    let not = pack["not_drilled"].as_array().cloned().unwrap_or_default();
    let titles: BTreeSet<&str> = import.failures.iter().map(|one| one.title.as_str()).collect();
    prop_assert_eq!(not.len() + drilled.len(), titles.len());
    for failure in &import.failures {
        let found = match &failure.becomes {
            Becomes::ToldBefore { line } => *line < failure.line,
            Becomes::Scenario { .. } => drilled.contains(&failure.title),
            Becomes::Own { .. } => false,
            Becomes::NotDrilled { reason } => not.iter().any(|one| {
                one["failure"].as_str() == Some(&failure.title)
                    && one["reason"].as_str() == Some(reason)
            }),
        };
        prop_assert!(found, "{}", failure.title);
    }
    for service in pack["services"].as_object().unwrap().keys() {
        prop_assert!(crate::words::ServiceName::parse(service).is_ok());
    }
    Ok(())
}

/// The pack's reader takes what was imported.
fn is_valid(import: &Import, document: &str, compose: bool) -> Result<(), TestCaseError> {
    let mut files: PackFiles =
        import.files.iter().map(|file| (file.path.as_str(), file.text.as_str())).collect();
    files.insert("failures.md", document);
    files.insert(LOCK_FILE, lock(document));
    if compose {
        files.insert("compose.yaml", COMPOSE);
    }
    let pack = read(&files).map_err(|problems| TestCaseError::fail(render(&problems, false)))?;
    prop_assert!(pack.drift.is_empty());
    Ok(())
}

#[test]
fn documents_of_teams_become_packs() {
    for (name, text) in documents() {
        for (import, compose) in [(of(&text), false), (with_compose(&text, COMPOSE), true)] {
            is_sound(&import).unwrap_or_else(|error| panic!("{name}: {error}"));
            is_valid(&import, &text, compose).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(!import.failures.is_empty(), "{name}");
        }
    }
}

/// A text with parts taken out, doubled, moved, and with characters that YAML minds.
fn mutated(text: &str, cuts: &[(usize, usize, u8)]) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for (from, length, how) in cuts {
        if chars.is_empty() {
            break;
        }
        let from = from % chars.len();
        let to = (from + length).min(chars.len());
        let part: Vec<char> = chars[from..to].to_vec();
        let nasty =
            [": ", " #", "\"", "'", "\\", "\n- ", "\t", "\u{7f}", "é", "{", "%", "\u{2028}"];
        match how % 4 {
            0 => drop(chars.splice(from..to, [])),
            1 => drop(chars.splice(from..from, part)),
            2 => drop(chars.splice(from..from, nasty[length % nasty.len()].chars())),
            _ => chars[from..to].reverse(),
        }
    }
    chars.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn mutated_documents_become_packs(
        which in 0_usize..1_000,
        cuts in prop::collection::vec((0_usize..40_000, 0_usize..400, any::<u8>()), 0..24),
        compose in any::<bool>(),
    ) {
        let documents = documents();
        let text = mutated(&documents[which % documents.len()].1, &cuts);
        let import = if compose { with_compose(&text, COMPOSE) } else { of(&text) };
        is_sound(&import)?;
        is_valid(&import, &text, compose)?;
    }
}

proptest! {
    #[test]
    fn a_text_is_read_as_it_was_written(
        text in "\\PC{0,40}|[ -~\\n\\t\\r\u{0}\u{85}\u{feff}\u{2028}#:'\"\\\\-]{0,40}",
    ) {
        let read = |yaml: String| serde_saphyr::from_str::<serde_json::Value>(&yaml).unwrap();
        prop_assert_eq!(&read(format!("key: {} # comment\n", scalar(&text)))["key"], &text);
        let (one, other) = (list([text.as_str()]), scalar(&text));
        let flow = read(format!("{{a: {one}, b: {other}}}\n"));
        prop_assert_eq!(&flow["a"][0], &text);
        prop_assert_eq!(&flow["b"], &text);
    }

    #[test]
    fn any_title_makes_a_scenario_that_can_be_read(title in "[^\\n\\r]{0,60}") {
        let facts = "**Impact:** 🔴 Nobody gets in\n**Recovery:** `x`\n";
        let text = format!("### Scenario 1: {title}\n\n{facts}");
        let import = with_compose(&text, COMPOSE);
        is_sound(&import)?;
        is_valid(&import, &text, true)?;
    }
}
