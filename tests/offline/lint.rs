//! `firedrill lint` as people and scripts meet it.

mod documents;

use crate::common::Folder;

/// A document with an error, a warning, a note, and what is waived.
const DOCUMENT: &str = "\
# Ticket desk

**Last tested:** never

## Dependencies

| Service | Depends on | Required by | If it fails |
|---------|------------|-------------|-------------|
| Desk    | Vault      | Visitors    | 🔴 Nobody gets in |
| Vault   | None       | None        | 🔴 Nobody gets in |
| Banner  | None       | None        | 🟢 No impact |

## Failures

### Scenario 1: Vault stops

**Impact:** 🔴 Nobody gets in
**Detection:** alert after 1 minute
**Recovery:** `docker compose down -v` (10 seconds)
**Data loss:** None

### Scenario 2: Desk crashes

<!-- firedrill: allow missing-detection – a guard stands beside it -->

**Impact:** 🔴 Nobody gets in
**Recovery:** `docker restart desk` (10 seconds)
";

/// A document in which nothing is found.
const QUIET: &str = "\
# Ticket desk

### Scenario 1: Vault stops

**Impact:** 🔴 Nobody gets in
**Detection:** alert after 1 minute
**Recovery:** `docker restart vault` (2 minutes)
";

#[test]
fn findings_are_shown_with_place_rule_and_line() {
    let folder = Folder::new();
    let document = folder.write("desk.md", DOCUMENT);
    let said = folder.without_engine(["lint", &document]).ends(1);
    for part in [
        "error[destroys-what-is-kept]",
        "warning[named-on-one-side]: Desk depends on Vault",
        "warning[never-tested]",
        "note[missing-scenario]",
        "desk.md:3:",
        "**Last tested:** never",
        "1 finding is waived",
    ] {
        assert!(said.out.contains(part), "{part} is not in\n{}", said.out);
    }
    assert!(said.err.is_empty(), "{}", said.err);
}

#[test]
fn what_fails_is_asked_for() {
    let folder = Folder::new();
    let document = folder.write("desk.md", DOCUMENT);
    let quiet = folder.write("quiet.md", QUIET);
    let tested = folder.write("tested.md", &format!("**Last tested:** never\n\n{QUIET}"));
    for (document, level, status) in [
        (&document, "error", 1),
        (&document, "note", 1),
        (&tested, "error", 0),
        (&tested, "warning", 1),
        (&quiet, "note", 0),
    ] {
        folder.without_engine(["lint", document, "--fail-on", level]).ends(status);
    }
    let said = folder.without_engine(["lint", &quiet]).ends(0);
    assert_eq!(said.out, "nothing found\n");
}

#[test]
fn json_has_findings_and_what_is_waived() {
    let folder = Folder::new();
    let document = folder.write("desk.md", DOCUMENT);
    let json = folder.without_engine(["lint", &document, "--format", "json"]).ends(1).json();
    let findings = json["findings"].as_array().unwrap();
    let of = |rule: &str| findings.iter().find(|finding| finding["rule"] == rule).unwrap();
    let one = of("named-on-one-side");
    assert_eq!(one["severity"], "warning");
    assert_eq!(one["lines"], serde_json::json!([9, 10]));
    assert_eq!(one["services"], serde_json::json!(["desk", "vault"]));
    assert!(one["message"].as_str().unwrap().contains("Vault"));
    assert_eq!(json["waived"][0]["reason"], "a guard stands beside it");
    assert!(findings.iter().all(|finding| finding["rule"] != "missing-detection"));
}

#[test]
fn sarif_is_one_log_and_only_lint_prints_it() {
    let folder = Folder::new();
    let document = folder.write("desk.md", DOCUMENT);
    let sarif = folder.without_engine(["lint", &document, "--format", "sarif"]).ends(1).json();
    assert_eq!(sarif["version"], "2.1.0");
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert!(results.iter().any(|result| result.get("suppressions").is_some()));
    let said = folder.without_engine(["list", "--format", "sarif"]).ends(2);
    said.complains(&["only `firedrill lint`", "--format json"]);
}

#[test]
fn a_rule_is_explained_without_a_document() {
    let folder = Folder::new();
    let said = folder.without_engine(["lint", "--explain", "circle"]).ends(0);
    assert!(said.out.contains("Wrong:") && said.out.contains("Right:"), "{}", said.out);
    let all = folder.without_engine(["lint", "--explain"]).ends(0).out;
    assert!(all.lines().count() > 20 && all.contains("severity-differs"), "{all}");
    let said = folder.without_engine(["lint", "--explain", "circles"]).ends(2);
    said.complains(&["no rule 'circles'", "did you mean 'circle'?"]);
}

#[test]
fn a_wrong_command_line_or_file_is_status_2() {
    let folder = Folder::new();
    let bytes = folder.at("bytes.md");
    std::fs::write(&bytes, b"# A\n\xff\xfe\n").unwrap();
    let missing = folder.at("missing.md");
    let here = folder.path().to_str().unwrap().to_owned();
    for (args, words) in [
        (&["lint"][..], "required"),
        (&["lint", &missing], "cannot read"),
        (&["lint", &here], "it is a folder"),
        (&["lint", &bytes], "not UTF-8, first in line 2"),
        (&["lint", &bytes, "--fail-on", "everything"], "everything"),
    ] {
        let said = folder.without_engine(args.iter().copied()).ends(2);
        assert!(said.out.is_empty() && said.err.contains(words), "{args:?}: {said:?}");
    }
}

#[test]
fn an_empty_document_has_no_findings() {
    let folder = Folder::new();
    for text in ["", "\u{feff}", "\n\n\n", "# A\r\n\r\nb\r\n"] {
        let document = folder.write("empty.md", text);
        assert_eq!(folder.without_engine(["lint", &document]).ends(0).out, "nothing found\n");
    }
}
