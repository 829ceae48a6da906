//! In words: short, and calm.

use crate::diagnose::{Cure, Diagnosis, Done, Led};
use crate::pack::claim::{End, Leaf, Taken};
use std::fmt::Write as _;

/// A diagnosis in words, for a terminal.
pub fn human(diagnosis: &Diagnosis<'_>) -> String {
    let mut out = String::new();
    let Diagnosis { place, profile, probes, unwell, .. } = diagnosis;
    // Writing to a text does not fail.
    let _ = if unwell.is_empty() {
        writeln!(out, "{place} ({profile}): all {probes} looks are well")
    } else {
        let (count, verb) = (unwell.len(), if unwell.len() == 1 { "is" } else { "are" });
        writeln!(out, "{place} ({profile}): {count} of {probes} looks {verb} not well")
    };
    for one in unwell {
        let _ = writeln!(out, "  {one}");
    }
    for led in &diagnosis.trees {
        out.push('\n');
        tree(&mut out, led);
    }
    if let Some(cure) = &diagnosis.cure {
        out.push('\n');
        cured(&mut out, cure);
    } else {
        next(&mut out, diagnosis);
    }
    out
}

fn tree(out: &mut String, led: &Led<'_>) {
    let asked = |taken: &Taken<'_>| format!("{}. {}", taken.question.number, taken.question.words);
    let path = &led.walked.path;
    let width = path.iter().map(|taken| asked(taken).chars().count()).max().unwrap_or(0);
    let _ = writeln!(out, "{}", led.title);
    for taken in path {
        let (asked, reply) = (asked(taken), taken.answered.reply.to_string());
        let _ = writeln!(out, "  {asked:<width$}  {reply:<3}  {}", taken.answered.seen);
    }
    let _ = match &led.walked.end {
        End::Leaf(leaf) if led.cause().is_some() => {
            writeln!(out, "  → {} (line {})", leaf.words, leaf.line)
        }
        End::Leaf(leaf) => {
            writeln!(out, "  no cause found; → {} (line {})", leaf.words, leaf.line)
        }
        End::Open { question, why } => {
            writeln!(out, "  {}. {}\n  it stops here: {why}", question.number, question.words)
        }
        End::Circle(question) => {
            let number = &question.number;
            writeln!(out, "  it leads back to question {number}: the document goes in a circle")
        }
        End::Nowhere { goto: Some(number) } => {
            writeln!(out, "  it leads to question {number}, which the document does not have")
        }
        End::Nowhere { goto: None } => {
            writeln!(out, "  the document does not say how to go on")
        }
    };
}

/// What can be done now.
fn next(out: &mut String, diagnosis: &Diagnosis<'_>) {
    if diagnosis.unwell.is_empty() {
        return;
    }
    let offers = diagnosis.causes().filter(|(_, leaf)| !leaf.commands.is_empty());
    let mut offered: Vec<&[String]> = Vec::new();
    for (led, leaf) in offers {
        // Two trees may lead to the same.
        if offered.contains(&leaf.commands.as_slice()) {
            continue;
        }
        if offered.is_empty() {
            out.push('\n');
        }
        offered.push(&leaf.commands);
        let _ = writeln!(out, "  next: firedrill diagnose '{}' --apply", led.title);
        for line in &leaf.commands {
            let _ = writeln!(out, "        runs {line}");
        }
    }
    for (_, leaf) in diagnosis.causes() {
        if let Leaf { words, open: Some(why), .. } = leaf {
            let _ = writeln!(out, "\n  next: {words}, by hand: {why}");
        }
    }
    if diagnosis.causes().next().is_none() {
        let _ = writeln!(out, "\n  no tree found the cause");
    }
}

fn cured(out: &mut String, cure: &Cure) {
    for Done { line, exit, output } in &cure.commands {
        let ended = match exit {
            Some(0) => "done".to_owned(),
            Some(exit) => format!("exit status {exit}"),
            None => "not run to its end".to_owned(),
        };
        let _ = writeln!(out, "{line}: {ended}");
        let shown = if *exit == Some(0) { 0 } else { 3 };
        for line in output.lines().filter(|line| !line.trim().is_empty()).take(shown) {
            let _ = writeln!(out, "  {}", line.trim_end());
        }
    }
    let _ = if let Some(after) = cure.well_after {
        writeln!(out, "cured: all is well again, {after} after it began")
    } else {
        writeln!(out, "not cured: {} after it began this is not well:", cure.within)
    };
    for one in &cure.unwell {
        let _ = writeln!(out, "  {one}");
    }
}
