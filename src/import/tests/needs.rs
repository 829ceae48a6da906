//! Dependencies: what is taken over, and that no circle is.

use super::{file, of, with_compose, yaml};

const TABLE: &str = "\
# Shop

| Service | Depends on | Required by | If it fails |
|---------|------------|-------------|-------------|
| Web     | Api        | Users       | 🔴 Nobody gets in |
| Api     | PostgreSQL | Web         | 🔴 Nobody gets in |
| PostgreSQL | Docker  | Api, Web    | 🔴 Nobody gets in |

### Scenario 1: PostgreSQL crashes

**Impact:** 🔴 Nobody gets in
";

#[test]
fn a_table_says_what_needs_what_with_its_lines() {
    let import = of(TABLE);
    let pack = &file(&import, "pack.yaml").text;
    let needs = &yaml(file(&import, "pack.yaml"))["dependencies"];
    assert_eq!(needs["web"]["hard"], serde_json::json!(["api", "postgres"]));
    assert_eq!(needs["api"]["hard"], serde_json::json!(["postgres"]));
    assert!(pack.contains("- postgres # lines 6, 7; guess: hard"), "{pack}");
    assert!(import.left_out.iter().any(|left| left.what == "'Docker'" && left.lines == [7]));
}

#[test]
fn a_circle_loses_what_fewest_places_say_and_asks() {
    let circle = TABLE.replace("| PostgreSQL | Docker ", "| PostgreSQL | Web ");
    let import = of(&circle);
    let needs = &yaml(file(&import, "pack.yaml"))["dependencies"];
    assert_eq!(needs["web"]["hard"], serde_json::json!(["api", "postgres"]));
    assert_eq!(needs.get("postgres"), None);
    let asks = import.todos.iter().filter(|todo| todo.what.starts_with("decide whether"));
    let asks: Vec<&str> = asks.map(|todo| todo.what.as_str()).collect();
    assert_eq!(asks, ["decide whether postgres needs web"]);
}

#[test]
fn a_compose_file_says_what_is_needed_to_start() {
    let compose = "\
services:
  web: {image: 'nginx:1', depends_on: {cache: {condition: service_healthy}}}
  cache: {image: 'redis:7'}
";
    let import = with_compose("### Redis stops\n\n**Impact:** 🔴 Nobody gets in\n", compose);
    let pack = yaml(file(&import, "pack.yaml"));
    assert_eq!(pack["dependencies"]["web"]["startup"], serde_json::json!(["cache"]));
}
