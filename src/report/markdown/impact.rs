//! The tested document again, with what was observed beneath each line that claims something: ready
//! to replace it.
//!
//! Every line of the document stays as it is. What is added in a code block is a line that begins
//! with `↳`; elsewhere it is a quotation behind the block; and a chapter at the end says how it was
//! tested.

use super::escape::{code, escaped};
use super::predictions;
use crate::judge::{Drill, Judged};
use crate::report::layout::{count, quoted};
use crate::report::{Colour, Layout, Material, Run, clean};
use crate::report::{chapters, controls};
use crate::words::{Verdict, stated};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};
use std::collections::BTreeMap;
use std::fmt::Write; // to a string, which cannot fail
use std::ops::Range;

/// Lines in code blocks do not wrap by themselves.
const COLUMNS: Layout = Layout { width: 110, colour: Colour::Off };

/// The whole report. Where the document is not at hand, its claims stand alone, by their lines.
pub fn impact_report(material: &Material<'_>) -> String {
    let run = &clean::run(material.run);
    rehearsed(run)
        + &match material.document {
            Some(document) => woven(run, document),
            None => alone(run),
        }
        + &match material.document {
            Some(document) => by_chapter(run, document),
            None => String::new(),
        }
        + &predictions::chapter(run)
        + &tested(run)
}

/// Whoever is handed a report of a simulated run must see that before anything else.
fn rehearsed(run: &Run) -> String {
    if !run.is_simulated() {
        return String::new();
    }
    let engine = escaped(&run.engine);
    format!(
        "> **A rehearsal, {engine}.** No software ran: what follows is what the pack's own \
         topology implies.\n\n"
    )
}

/// Stands where the mark of a verdict would.
const NOT_TESTED: &str = "–";

/// What was observed of some claims with the same outcome.
struct Observation {
    /// None where nothing was tested.
    verdict: Option<Verdict>,
    /// Kind and subject of the claims: `impact.website`.
    about: String,
    profiles: Vec<String>,
    words: String,
}

impl Observation {
    fn text(&self) -> String {
        let Some(verdict) = self.verdict else {
            return format!("{NOT_TESTED} not tested: {}", self.words);
        };
        let told = match verdict {
            Verdict::Confirmed => String::new(),
            other => format!("{other}: "),
        };
        let (mark, profiles) = (verdict.symbol(), self.profiles.join(", "));
        format!("{mark} {} ({profiles}): {told}{}", self.about, self.words)
    }
}

/// All observations by the lines of the document that they are of; those of several profiles that
/// agree are one.
fn by_line(run: &Run) -> BTreeMap<usize, Vec<Observation>> {
    let mut lines: BTreeMap<usize, Vec<Observation>> = BTreeMap::new();
    for (drill, claim) in run.claims() {
        let here = lines.entry(claim.line as usize).or_default();
        let id = claim.id.as_str();
        let about = id.strip_suffix(&format!(".{}", drill.profile)).unwrap_or(id).to_owned();
        // A scenario with several forms says in which.
        let form = drill
            .id
            .as_str()
            .split_once('.')
            .map_or(String::new(), |(_, form)| format!("{form}, "));
        let (profile, words) = (format!("{form}{}", drill.profile), words(run, drill, claim));
        let same = |one: &&mut Observation| {
            one.about == about && one.words == words && one.verdict == Some(claim.verdict)
        };
        match here.iter_mut().find(same) {
            Some(one) if !one.profiles.contains(&profile) => one.profiles.push(profile),
            Some(_) => {}
            None => here.push(Observation {
                verdict: Some(claim.verdict),
                about,
                profiles: vec![profile],
                words,
            }),
        }
    }
    for one in &run.not_tested {
        let here = lines.entry(one.line as usize).or_default();
        // The forms of a scenario give the same reason for the same line.
        if !here.iter().any(|other| other.verdict.is_none() && other.words == one.reason) {
            let (about, words) = (String::new(), one.reason.clone());
            here.push(Observation { verdict: None, about, profiles: Vec::new(), words });
        }
    }
    lines
}

fn words(run: &Run, drill: &Drill, claim: &Judged) -> String {
    let mut words = claim.reason.clone();
    if let (true, Some(proposed)) = (claim.id.matches("recovery"), drill.recovery.proposed) {
        let _ = write!(words, "; a figure that would hold: {}", stated(proposed));
    }
    if let Some(until) = &claim.waived_until {
        let why = run
            .waiver_of(drill, claim)
            .map_or(String::new(), |waiver| format!(": {}", waiver.reason));
        let _ = write!(words, " (waived until {until}{why})");
    }
    words
}

/// A block of the document that stands in no other: its lines, counted from 1.
struct Block {
    lines: Range<usize>,
    fenced: bool,
}

fn blocks(document: &str) -> Vec<Block> {
    let starts: Vec<usize> =
        std::iter::once(0).chain(document.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let line_of = |byte: usize| starts.partition_point(|start| *start <= byte);
    let (mut blocks, mut depth) = (Vec::new(), 0_usize);
    for (event, range) in Parser::new_ext(document, Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Start(tag) => {
                if depth == 0 {
                    let fenced = matches!(tag, Tag::CodeBlock(CodeBlockKind::Fenced(_)));
                    let last = document[range.clone()].trim_end().len() + range.start;
                    let lines =
                        line_of(range.start)..line_of(last.saturating_sub(1).max(range.start)) + 1;
                    blocks.push(Block { lines, fenced });
                }
                depth += 1;
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    blocks
}

/// The document with what was observed in it.
fn woven(run: &Run, document: &str) -> String {
    let lines: Vec<&str> = document.split_inclusive('\n').collect();
    let blocks = blocks(document);
    let mut after: BTreeMap<usize, String> = BTreeMap::new();
    // Below its title, if it has one, else before everything.
    let title = blocks.first().filter(|_| lines.first().is_some_and(|line| line.starts_with("# ")));
    let preface = after.entry(title.map_or(0, |block| block.lines.end - 1)).or_default();
    let _ = write!(preface, "{}{}", if title.is_some() { "\n" } else { "" }, self::preface(run));
    let mut gone = String::new();
    for (line, observations) in by_line(run) {
        let block = blocks.iter().find(|block| block.lines.contains(&line));
        match (block, lines.get(line.wrapping_sub(1))) {
            (_, None) => gone.push_str(&in_quotation(line, &observations)),
            (Some(block), Some(text))
                if block.fenced && line + 1 < block.lines.end && line > block.lines.start =>
            {
                let here = after.entry(below(&lines, line, block.lines.end - 1)).or_default();
                here.extend(observations.iter().map(|one| in_code(text, one)));
            }
            (block, Some(_)) => {
                let here =
                    after.entry(block.map_or(line, |block| block.lines.end - 1)).or_default();
                here.push('\n');
                here.push_str(&in_quotation(line, &observations));
                here.push('\n');
            }
        }
    }
    let mut out = String::with_capacity(document.len() * 2);
    out.push_str(after.get(&0).map_or("", String::as_str));
    for (line, number) in lines.iter().zip(1..) {
        out.push_str(line);
        if let Some(added) = after.get(&number) {
            if !out.ends_with('\n') {
                out.push('\n');
            }
            out.push_str(added);
        }
    }
    if !gone.is_empty() {
        let _ = write!(out, "\n> Of lines that this document does not have:\n{gone}");
    }
    out
}

/// The line after which something about `line` is said: behind the items that stand under it.
fn below(lines: &[&str], line: usize, fence_end: usize) -> usize {
    let indented = |text: &str| text.starts_with([' ', '\t']);
    let is_item = |text: &&&str| indented(text) && text.trim_start().starts_with("- ");
    if lines.get(line - 1).is_some_and(|text| indented(text)) {
        return line;
    }
    line + lines.get(line..fence_end - 1).unwrap_or_default().iter().take_while(is_item).count()
}

/// In a code block nothing is markup, and a line that begins like this cannot end it.
fn in_code(beneath: &str, observation: &Observation) -> String {
    let indent: String = beneath.chars().take_while(|c| *c == ' ' || *c == '\t').collect();
    let hang = indent.chars().count() + 4;
    let text = COLUMNS.wrap(&clean::text(&observation.text()), hang, hang);
    format!("{indent}  ↳ {text}\n")
}

fn in_quotation(line: usize, observations: &[Observation]) -> String {
    let item = |one: &Observation| {
        ["> - line ", &line.to_string(), ": ", &escaped(&one.text()), "\n"].concat()
    };
    observations.iter().map(item).collect()
}

fn preface(run: &Run) -> String {
    let of = |verdict: Verdict| run.claims().filter(|(_, claim)| claim.verdict == verdict).count();
    let verdicts = [Verdict::Confirmed, Verdict::Contradicted, Verdict::Undetermined];
    let told: Vec<String> = verdicts
        .into_iter()
        .filter(|verdict| of(*verdict) > 0)
        .map(|one| format!("{} {one}", of(one)))
        .collect();
    let day = run.started_at.get(..10).unwrap_or(&run.started_at);
    let drills = count(run.drills.len(), "drill");
    format!(
        "> **Tested on {}** in {drills}: of {}, {}.\n\
         > A line that begins with ↳ is what was observed of the line above it: ✓ as documented, ✗ otherwise,\n\
         > ? could not be determined, {NOT_TESTED} not tested. How it was tested stands at the end.\n\n",
        escaped(day),
        count(run.claims().count(), "claim"),
        told.join(", ")
    )
}

/// Without the document: its claims, chapter by chapter.
fn alone(run: &Run) -> String {
    let mut out = format!(
        "# {}: what its failure document says, and what was observed\n\n",
        escaped(&run.pack)
    );
    out.push_str(&preface(run));
    let _ = writeln!(out, "The document itself ({}) was not at hand.\n", code(&run.document.path));
    for drill in &run.drills {
        let _ = writeln!(out, "## {}, {}\n", escaped(&drill.title), drill.profile);
        for claim in &drill.claims {
            let _ = writeln!(
                out,
                "- line {}: {}  ",
                claim.line,
                escaped(&quoted(&claim.id, &claim.text))
            );
            let words = words(run, drill, claim);
            let _ = writeln!(
                out,
                "  {} {}: {}",
                claim.verdict.symbol(),
                claim.verdict,
                escaped(&words)
            );
        }
        for one in run.not_tested.iter().filter(|one| one.scenario.as_ref() == Some(&drill.id)) {
            let (quote, reason) = (escaped(&one.quote), escaped(&one.reason));
            let _ = writeln!(
                out,
                "- line {}: \"{quote}\"  \n  {NOT_TESTED} not tested: {reason}",
                one.line
            );
        }
        out.push('\n');
    }
    out
}

/// How much of each chapter is true, those that nothing tests too.
fn by_chapter(run: &Run, document: &str) -> String {
    let mut out = format!(
        "\n## What became of each chapter\n\n| chapter | line | {} |\n|---|--:{}|\n",
        chapters::HEADINGS.join(" | "),
        "|--:".repeat(chapters::HEADINGS.len())
    );
    for (depth, row) in chapters::chapters(run, document).iter().flat_map(chapters::Row::flat) {
        let indent = "&nbsp;&nbsp;".repeat(depth);
        let figures =
            row.cells().map_or("nothing tested | | | |".to_owned(), |cells| cells.join(" | "));
        let _ = writeln!(out, "| {indent}{} | {} | {figures} |", escaped(&row.title), row.place());
    }
    out
}

/// The last chapter: on what it was tested.
fn tested(run: &Run) -> String {
    let mut out = "\n## How this was tested\n\n".to_owned();
    let _ = writeln!(
        out,
        "{} ran {} on {}, beginning {}, in {} (run {}). The document it tested had the SHA-256 \
         {}.\n",
        escaped(&run.tool),
        count(run.drills.len(), "drill"),
        escaped(&run.engine),
        code(&run.started_at),
        run.duration,
        code(run.run.as_str()),
        code(&run.document.sha256)
    );
    if !run.not_drilled.is_empty() {
        let names: Vec<String> =
            run.not_drilled.iter().map(|one| format!("{} in {}", one.id, one.profile)).collect();
        let _ = writeln!(out, "Not drilled, because the run ended early: {}.\n", names.join(", "));
    }
    if let Some(why) = run.unsaid() {
        let _ = writeln!(out, "Not finished: {why}.\n");
    }
    let idle: Vec<String> =
        run.idle().map(|drill| format!("{} in {}", drill.id, drill.profile)).collect();
    if !idle.is_empty() {
        let _ = writeln!(
            out,
            "Nothing was broken in these drills, so that they tell nothing: {}.\n",
            idle.join(", ")
        );
    }
    let _ = writeln!(out, "{}.\n", escaped(&controls::told(run)));
    if !run.stand_ins.is_empty() {
        out.push_str("Not everything was the upstream software:\n\n");
        for one in &run.stand_ins {
            let _ = writeln!(out, "- in place of {}: {}", escaped(&one.what), escaped(&one.why));
        }
    }
    for drift in &run.drift {
        let told = drift.told(|words| format!("“{}”", escaped(words)));
        let _ = writeln!(out, "- line {} has changed: {told}", drift.line);
    }
    out
}
