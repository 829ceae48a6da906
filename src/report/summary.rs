//! A run as a few lines of Markdown.

use super::clean;
use super::files::Material;
use super::layout::count;
use crate::words::Verdict;
use std::fmt::Write; // to a string, which cannot fail

/// A heading with the verdict, a table of the drills, and what is not confirmed.
pub fn render(material: &Material<'_>) -> String {
    let run = &clean::run(material.run);
    let mut out = format!("## {} {}: {}\n\n", run.verdict.symbol(), run.pack, run.verdict);
    let drills = count(run.drills.len(), "drill");
    let _ = writeln!(out, "{drills} on {}, run `{}`\n", escaped(&run.engine), run.run);
    out.push_str("| drill | profile | verdict | claims | recovered |\n| --- | --- | --- | --- | --- |\n");
    for drill in &run.drills {
        let confirmed = drill.claims.iter().filter(|claim| claim.verdict == Verdict::Confirmed).count();
        let recovered = drill.recovery.observed.map_or_else(|| "–".to_owned(), |observed| observed.to_string());
        let (mark, of) = (drill.verdict.symbol(), drill.claims.len());
        let _ = writeln!(
            out,
            "| {} | {} | {mark} {} | {confirmed} of {of} | {recovered} |",
            drill.id, drill.profile, drill.verdict
        );
    }
    for (drill, claim) in run.claims().filter(|(_, claim)| claim.verdict > Verdict::Confirmed) {
        let mark = claim.verdict.symbol();
        let _ = writeln!(
            out,
            "\n{mark} **{}, {}**, line {}: {}",
            drill.id,
            drill.profile,
            claim.line,
            escaped(&claim.text)
        );
        let _ = writeln!(out, "  \n{}: {}", claim.verdict, escaped(&claim.reason));
        let _ = writeln!(out, "  \n`{}`", run.show_claim(drill, claim));
    }
    out
}

/// Text without what Markdown, or HTML in it, would read as more than text.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '@' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}
