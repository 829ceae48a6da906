//! A comment on a pull request: the verdict, the drills, what is red and what to do next; all else
//! is folded away.

use super::escape::{code, escaped};
use super::predictions;
use crate::judge::{Drill, Judged};
use crate::report::controls;
use crate::report::layout::{count, numbers, quoted, verdict_of};
use crate::report::terminal::cells::{Cells, NARROW_HEADINGS};
use crate::report::terminal::groups;
use crate::report::{Layout, Material, Run, clean};
use crate::words::{Span, Verdict};
use std::fmt::Write; // to a string, which cannot fail

/// GitHub takes no comment of more than 65 536 characters, GitLab a million.
const LONGEST: usize = 60_000;

/// After so many of what is red the rest is only counted.
const RED: usize = 20;

/// The whole comment. Its first line lets a job find the comment of the run before, and replace it.
pub fn comment(material: &Material<'_>) -> String {
    let run = &clean::run(material.run);
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    let mut out =
        format!("<!-- firedrill-{} -->\n", run.pack.chars().map(plain).collect::<String>());
    let _ = writeln!(out, "## {} {}: {}\n", run.verdict.symbol(), escaped(&run.pack), run.verdict);
    let _ = writeln!(out, "{}\n", counted(run));
    for hollow in run.told_hollow(material.fail_on) {
        let _ = writeln!(out, "✗ {}\n", escaped(&hollow));
    }
    out.push_str(&drills(run));
    out.push_str(&red(run));
    for folded in [predictions::folded(run), every_claim(run)] {
        if out.len() + folded.len() < LONGEST {
            out.push_str(&folded);
        }
    }
    out.push_str(&circumstances(run));
    if out.len() > LONGEST {
        let at = (0..=LONGEST).rev().find(|at| out.is_char_boundary(*at)).unwrap_or(0);
        let end = out[..at].rfind('\n').unwrap_or(0);
        out.truncate(end);
        out.push_str("\n\n…and more: the run's report has all of it.\n");
    }
    out
}

fn counted(run: &Run) -> String {
    let of = |verdict: Verdict| {
        run.claims()
            .filter(|(_, claim)| claim.verdict == verdict && claim.waived_until.is_none())
            .count()
    };
    let waived = run.claims().filter(|(_, claim)| claim.waived_until.is_some()).count();
    let verdicts = [Verdict::Contradicted, Verdict::Undetermined, Verdict::Confirmed];
    let mut told: Vec<String> = verdicts
        .into_iter()
        .filter(|verdict| of(*verdict) > 0)
        .map(|verdict| format!("{} {verdict}", of(verdict)))
        .collect();
    for (all, word) in
        [(waived, "waived"), (run.drift.len(), "drifted"), (run.not_drilled.len(), "not drilled")]
    {
        if all > 0 {
            told.push(format!("{all} {word}"));
        }
    }
    let drills = count(run.drills.len(), "drill");
    format!(
        "{drills} of {} on {}, {}: **{}**",
        code(&run.document.path),
        escaped(&run.engine),
        run.duration,
        told.join(", ")
    )
}

fn drills(run: &Run) -> String {
    let mut out = format!(
        "| {} |\n|{}\n",
        NARROW_HEADINGS.join(" | "),
        " --- |".repeat(NARROW_HEADINGS.len())
    );
    for drill in &run.drills {
        let cells = Cells::of(drill, Layout::default()).narrow_row();
        let cell = |cell: &String| {
            cell.lines().map(|line| escaped(line.trim())).collect::<Vec<_>>().join("<br>")
        };
        let _ = writeln!(out, "| {} |", cells.iter().map(cell).collect::<Vec<_>>().join(" | "));
    }
    out
}

/// What is not confirmed and not waived, each with the next command.
fn red(run: &Run) -> String {
    let groups = groups(run);
    let red: Vec<_> = groups
        .iter()
        .filter(|(_, claims)| claims.iter().any(|claim| claim.waived_until.is_none()))
        .collect();
    if red.is_empty() && run.drift.is_empty() {
        return String::new();
    }
    let mut out = "\n### What is not as documented\n\n".to_owned();
    for (drill, claims) in red.iter().take(RED) {
        out.push_str(&group(run, drill, claims));
    }
    if red.len() > RED {
        let _ = writeln!(out, "- and {} more", red.len() - RED);
    }
    for drift in run.drift.iter().take(RED) {
        let told = drift.told(|words| format!("“{}”", escaped(words)));
        let by = escaped(&drift.quoted_by());
        let _ = writeln!(out, "- ✗ **line {}**, {by}: {told}", drift.line);
    }
    out
}

fn group(run: &Run, drill: &Drill, claims: &[&Judged]) -> String {
    let Some(first) = claims.first() else { return String::new() };
    let mut lines: Vec<u64> = claims.iter().map(|claim| u64::from(claim.line)).collect();
    lines.sort_unstable();
    lines.dedup();
    let (place, said, next) = match claims {
        [_] => (
            format!("line {}", first.line),
            escaped(&quoted(&first.id, &first.text)),
            run.show_claim(drill, first),
        ),
        several => (
            format!("{} {}", if lines.len() == 1 { "line" } else { "lines" }, numbers(&lines)),
            count(several.len(), "claim"),
            run.show_drill(drill),
        ),
    };
    format!(
        "- {} **{place}**, {}, {}: {said}  \n  **{}**: {}  \n  {}\n",
        first.verdict.symbol(),
        drill.id,
        drill.profile,
        verdict_of(drill, first),
        escaped(&first.reason),
        code(&next)
    )
}

fn every_claim(run: &Run) -> String {
    let all = count(run.claims().count(), "claim");
    let mut out = format!("\n<details>\n<summary>All of {all}</summary>\n\n");
    out.push_str("| | drill | line | claim | reason |\n| --- | --- | --- | --- | --- |\n");
    for (drill, claim) in run.claims() {
        let mark = if claim.waived_until.is_some() { "~" } else { claim.verdict.symbol() };
        let (text, reason) = (escaped(&claim.text), escaped(&claim.reason));
        let waived = claim.waived_until.as_ref().map_or(String::new(), |until| {
            let why = run.waiver_of(drill, claim).map_or(String::new(), |waiver| {
                format!(" by {}: {}", escaped(&waiver.owner), escaped(&waiver.reason))
            });
            format!("<br>waived until {}{why}", escaped(until))
        });
        let _ = writeln!(
            out,
            "| {mark} | {}, {} | {} | {text} | {reason}{waived} |",
            drill.id, drill.profile, claim.line
        );
    }
    out.push_str("\n</details>\n");
    out
}

fn circumstances(run: &Run) -> String {
    let stand_ins = match run.stand_ins.len() {
        0 => String::new(),
        several => format!(", with {}", count(several, "stand-in")),
    };
    let mut out = format!("\n<details>\n<summary>How it was tested{stand_ins}</summary>\n\n");
    let began = code(&run.started_at);
    let _ = writeln!(
        out,
        "Run {}, begun {began}, by {}.\n",
        code(run.run.as_str()),
        escaped(&run.tool)
    );
    let _ = writeln!(out, "- {}", escaped(&controls::told(run)));
    for one in &run.stand_ins {
        let _ = writeln!(out, "- in place of {}: {}", escaped(&one.what), escaped(&one.why));
    }
    for drill in &run.drills {
        if let Some(lost) = drill.lost_precision {
            let looks = count(usize::try_from(lost.samples).unwrap_or(usize::MAX), "look");
            if lost.samples > 0 {
                let _ = writeln!(
                    out,
                    "- {}, {}: {looks} were delayed, by up to {}",
                    drill.id, drill.profile, lost.worst
                );
            }
            if lost.unheard > Span::ZERO {
                let (id, profile, unheard) = (&drill.id, &drill.profile, lost.unheard);
                let _ = writeln!(
                    out,
                    "- {id}, {profile}: firedrill was suspended or starved of CPU for {unheard}, \
                     and heard nothing then"
                );
            }
        }
    }
    out.push_str("\n</details>\n");
    out
}
