//! Documents that nobody would write: nothing makes the reader panic or slow.

use super::*;
use proptest::prelude::*;

proptest! {
    #[test]
    fn any_drawing_is_read(rows in prop::collection::vec("[┌─┐│└┘├┤┬┴┼↓↑→←▼▲ +|v^<>aA-]{0,40}", 0..24)) {
        read(&format!("## Architecture\n\n```\n{}\n```\n", rows.join("\n")));
    }

    #[test]
    fn any_flowchart_is_read(rows in prop::collection::vec("[AB &|.=o<>\\-\\[\\](){}\"/x:;é~@,]{0,40}", 0..24)) {
        read(&format!("## Architecture\n\n```mermaid\ngraph TD\n{}\n```\n", rows.join("\n")));
    }

    #[test]
    fn any_lines_are_read(text in "(?s)(# Layer 1: |# Start order\n|- Yes: |1. |\\| |\n|→|RTO: |`|\\*\\*Critical:\\*\\*|\
                                   ├── |\\(for |depends on|İ|🔴|1-5. |.){0,60}") {
        read(&text);
    }

    #[test]
    fn a_document_cut_anywhere_is_read(at in 0..17_000_usize) {
        let text = include_str!("../../../../scenarios/enterprise-scanner/service-dependencies.md");
        let end = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap();
        read(&text[..end]);
    }
}

#[test]
fn size_costs_no_more_than_its_share() {
    let corners =
        format!("## Architecture\n\n```\n{}```\n", format!("{}\n", "┌".repeat(400)).repeat(900));
    assert!(all_edges(&corners).is_empty());
    let rows: Vec<String> = (0..200).map(|depth| format!("{}┌──", "│ ".repeat(depth))).collect();
    let nested = rows.join("\n");
    assert!(all_edges(&format!("## Architecture\n\n```\n{nested}\n```\n")).is_empty());
    let rows = (0..500).map(|depth| format!("{}- Yes: go to 2", " ".repeat(depth)));
    let bullets = rows.collect::<Vec<_>>().join("\n");
    read(&format!("## Triage\n\nIs it up?\n\n{bullets}"));
    let links = "A & B & C --> D & E & F\n".repeat(20_000);
    read(&format!("## Architecture\n\n```mermaid\ngraph TD\n{links}```\n"));
    let ends =
        format!("## Architecture\n\n```\n{}\n{}\n```\n", "│ ".repeat(3_000), "─".repeat(6_000));
    assert!(all_edges(&ends).is_empty());
    let list = format!("## Redis\n\n**Dependencies:** {}\n", "`a`, ".repeat(20_000));
    assert!(all_edges(&list).len() < 100);
}
