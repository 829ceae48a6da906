//! `lint`: what a failure document says against itself, or leaves open.

use super::args::{Common, Format};
use super::console::Console;
use super::error::{Failure, Status};
use crate::lint::format::{human, json, sarif};
use crate::lint::{RULES, Severity, lint as findings, rule};
use crate::words::suggest;
use crate::{reading, storage, wall};
use clap::{Args, ValueEnum};
use jiff::tz::TimeZone;
use std::path::PathBuf;

/// `firedrill lint`
#[derive(Debug, Args)]
pub struct LintArgs {
    /// The document: a Markdown file
    #[arg(required_unless_present = "explain")]
    pub document: Option<PathBuf>,
    /// How bad a finding must be to make it fail
    #[arg(long, value_enum, default_value_t = LintFailOn::Warning, value_name = "SEVERITY")]
    pub fail_on: LintFailOn,
    /// What this rule finds and why, with an example; without a rule, what rules there are
    #[arg(long, value_name = "RULE", num_args = 0..=1, default_missing_value = "")]
    pub explain: Option<String>,
}

/// How bad a finding must be to make it fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LintFailOn {
    /// Errors alone
    Error,
    /// Warnings and errors
    Warning,
    /// Anything
    Note,
}

impl From<LintFailOn> for Severity {
    fn from(least: LintFailOn) -> Self {
        match least {
            LintFailOn::Error => Self::Error,
            LintFailOn::Warning => Self::Warning,
            LintFailOn::Note => Self::Note,
        }
    }
}

/// `firedrill lint`
pub fn lint(args: &LintArgs, _: &Common, console: &Console) -> Result<Status, Failure> {
    if let Some(id) = &args.explain {
        return explain(id, console);
    }
    let Some(path) = &args.document else {
        return Err(Failure::new(Status::Wrong, "there is no document to look at"));
    };
    let text = storage::document(path)?;
    // A review is due where the reader is, and nobody is there to ask but the machine.
    let today = TimeZone::system().to_datetime(wall::now()).date();
    let found = findings(&reading::read(&text), Some(today));
    let file = path.display().to_string();
    match console.format {
        Format::Human => console.result(&human::human(&found, &file, &text, console.colour)),
        Format::Sarif => console.json(&sarif::sarif(&found, &file)),
        _ => console.json(&json::json(&found)),
    }
    let least = Severity::from(args.fail_on);
    let open = found.iter().filter(|finding| finding.waived.is_none());
    let fails = open.filter(|finding| finding.severity >= least).count();
    Ok(if fails == 0 { Status::Good } else { Status::Red })
}

fn explain(id: &str, console: &Console) -> Result<Status, Failure> {
    if id.is_empty() {
        let widest = RULES.iter().map(|rule| rule.id().len()).max().unwrap_or(0);
        let line = |rule: &&dyn crate::lint::Rule| {
            format!("{:widest$}  {:7}  {}\n", rule.id(), rule.severity(), rule.summary())
        };
        console.plain(&RULES.iter().map(line).collect::<String>());
        return Ok(Status::Good);
    }
    let Some(rule) = rule(id) else {
        let known = RULES.iter().map(|rule| rule.id());
        return Err(Failure::new(
            Status::Wrong,
            format!("there is no rule '{id}': {}", suggest(id, known)),
        )
        .hint("`firedrill lint --explain` shows all rules"));
    };
    console.plain(&rule.explain());
    Ok(Status::Good)
}
