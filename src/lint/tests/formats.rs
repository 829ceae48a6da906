//! Findings as they are published.

use super::builder::Doc;
use super::findings;
use crate::lint::format::{human::human, json::json, sarif::sarif};
use crate::lint::{Finding, RULES};

fn some() -> (Vec<Finding>, String) {
    let doc = Doc::new()
        .row("API", "Broker", "Users", "-")
        .row("Broker", "None", "None", "-")
        .placeholder("TBD")
        .waived("placeholder", "asked \"Ada\"", 1)
        .placeholder("TBD");
    let text = "| API                        | Broker | Users |\n|\tBröker\u{1b}[2J | – | – |\n\
                \u{20}   TBD\n<!-- x -->\n    TBD\n";
    (findings(&doc), text.to_owned())
}

#[test]
fn people_read_place_rule_message_and_lines() {
    let (found, text) = some();
    let shown = human(&found, "docs/down.md", &text, false);
    for part in [
        "warning[named-on-one-side]: API depends on Broker",
        "docs/down.md:1:30",
        "1 | | API                        | Broker | Users |",
        "Bröker",
        "named here",
        "warning[placeholder]: nobody filled in TBD",
        "docs/down.md:3:5",
        "2 warnings; 1 finding is waived\n",
    ] {
        assert!(shown.contains(part), "{part} is not in\n{shown}");
    }
    assert!(!shown.contains('\u{1b}') && !shown.contains("down.md:5"), "{shown}");
    assert!(human(&found, "x.md", &text, true).contains('\u{1b}'));
    assert_eq!(human(&[], "x.md", &text, false), "nothing found\n");
}

#[test]
fn lines_that_are_not_there_or_too_long_are_shown_as_far_as_they_are() {
    let (mut found, _) = some();
    for text in ["", "\u{feff}", "a\r\nb"] {
        human(&found, "x.md", text, false);
    }
    let long = format!("{}here{}", "🦀".repeat(5_000), "x".repeat(5_000));
    found[0].spots[0].place.column = 5_001;
    found[0].spots[0].place.length = u32::MAX;
    let shown = human(&found, "x.md", &long, false);
    assert!(shown.contains("here") && shown.len() < 10_000, "{}", shown.len());
}

#[test]
fn json_has_the_findings_and_apart_from_them_what_is_waived() {
    let (found, _) = some();
    let json = json(&found);
    let all = json["findings"].as_array().unwrap();
    assert_eq!(all.len(), 2);
    assert_eq!(all[0]["rule"], "named-on-one-side");
    assert_eq!(all[0]["severity"], "warning");
    assert_eq!(all[0]["lines"], serde_json::json!([1, 2]));
    assert_eq!(all[0]["services"], serde_json::json!(["api", "broker"]));
    assert_eq!(all[0]["places"][0]["column"], 30);
    assert!(all[0]["message"].as_str().unwrap().starts_with("API depends on Broker"));
    assert!(all[0].get("reason").is_none());
    let waived = json["waived"].as_array().unwrap();
    assert_eq!((waived.len(), &waived[0]["reason"]), (1, &"asked \"Ada\"".into()));
    assert_eq!(super::super::format::json::json(&[])["findings"], serde_json::json!([]));
}

#[test]
fn sarif_has_rules_with_help_places_and_suppressions() {
    let (found, _) = some();
    let sarif = sarif(&found, "./docs/down time.md");
    assert_eq!(sarif["version"], "2.1.0");
    let run = &sarif["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), RULES.len());
    assert!(rules.iter().all(|rule| rule["help"]["text"].as_str().is_some_and(|t| !t.is_empty())));
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 3, "those waived are told with it");
    for result in results {
        let at = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[at]["id"], result["ruleId"]);
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "docs/down%20time.md");
        assert!(place["region"]["startLine"].as_u64().unwrap() > 0);
    }
    assert_eq!(results[0]["relatedLocations"].as_array().unwrap().len(), 1);
    assert!(results[1].get("suppressions").is_none());
    let suppressed = &results[2]["suppressions"][0];
    assert_eq!(suppressed["kind"], "inSource");
    assert_eq!(suppressed["justification"], "asked \"Ada\"");
}

#[test]
fn an_absolute_path_is_a_uri_of_a_file() {
    let (found, _) = some();
    let uri = |path| {
        let sarif = sarif(&found, path);
        let place = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
        place["artifactLocation"]["uri"].as_str().unwrap().to_owned()
    };
    assert_eq!(uri("/srv/a b/ü.md"), "file:///srv/a%20b/%C3%BC.md");
    assert_eq!(uri("docs\\down.md"), "docs/down.md");
    assert_eq!(uri("a:b#c?d.md"), "a%3Ab%23c%3Fd.md");
}
