//! `diagnose`: the document's decision trees, walked in a stack that is up.

use super::args::{Common, Format};
use super::ask::Asked;
use super::console::Console;
use super::error::{Failure, Status};
use super::run::failure;
use super::{listing, packs};
use crate::diagnose::{Cure, Diagnosis, Led, human, json};
use crate::pack::claim::{Answered, End, Walk, Walked};
use crate::pack::{Pack, bound_trees};
use crate::run::{Consent, DiagnoseError, Patient, Wanted};
use crate::shutdown::Shutdown;
use crate::words::{ProjectName, RunId, suggest};
use clap::Args;
use std::collections::BTreeMap;
use std::sync::Arc;

/// `firedrill diagnose`
#[derive(Debug, Args)]
#[command(after_help = "\
Exit status: 0 nothing is amiss, or a cause was found, or with --apply it is cured; 1 something is \
amiss and no tree finds the cause, or with --apply it is not cured; from 2 on as with every \
command.")]
pub struct DiagnoseArgs {
    /// The tree, by its title or a part of it [default: all, where something is not well]
    pub tree: Option<String>,
    /// Do what the tree ends with, and see whether all is well then
    #[arg(long)]
    pub apply: bool,
    /// The stack of this run [default: the only one that is up]
    #[arg(long, value_parser = RunId::parse, value_name = "ID", conflicts_with = "project")]
    pub run: Option<RunId>,
    /// This Compose project, instead of a stack of firedrill's own
    #[arg(long, value_name = "NAME")]
    pub project: Option<String>,
    /// Do not ask before a project is touched
    #[arg(long, requires_all = ["project", "apply"])]
    pub yes: bool,
}

/// `firedrill diagnose`
pub async fn diagnose(
    args: &DiagnoseArgs,
    common: &Common,
    console: &Console,
) -> Result<Status, Failure> {
    let pack = Arc::new(packs::load(common.pack.as_deref(), console)?);
    listing::check_profiles(&pack, common)?;
    let wanted = match &args.project {
        None => Wanted::Own(args.run.clone()),
        Some(name) => Wanted::Project(
            ProjectName::parse(name).map_err(|error| Failure::new(Status::Wrong, error))?,
        ),
    };
    let (mut shutdown, _trigger) = Shutdown::listen();
    let folders = common.folders();
    let attended = async {
        let found = Patient::find(wanted, Arc::clone(&pack), &common.profiles, &folders);
        let patient = found.await.map_err(|error| told(&error, console))?;
        let status = attend(args, &pack, &patient, console).await;
        patient.leave().map_err(|error| Failure::new(Status::NotUndone, error))?;
        status
    };
    tokio::select! {
        status = attended => status,
        () = shutdown.next() => Err(Failure::new(Status::Aborted, "interrupted")),
    }
}

async fn attend(
    args: &DiagnoseArgs,
    pack: &Pack,
    patient: &Patient,
    console: &Console,
) -> Result<Status, Failure> {
    let bound = bound_trees(pack, &patient.profile);
    let chosen = chosen(args.tree.as_deref(), bound.iter().map(|tree| tree.title.as_str()))?;
    let unwell = patient.unwell().await;
    // Where nothing is amiss, only who asks for a tree is led through it.
    let walked = |tree: &&Walk| match &chosen {
        Some(title) => tree.title == *title,
        None => !unwell.is_empty(),
    };
    let mut trees = Vec::new();
    for tree in bound.iter().filter(walked) {
        trees.push(Led { title: &tree.title, walked: walk(patient, tree).await });
    }
    let mut diagnosis = Diagnosis {
        place: patient.place.clone(),
        profile: patient.profile.name.clone(),
        probes: patient.looks,
        unwell,
        trees,
        cure: None,
    };
    if args.apply {
        diagnosis.cure = cure(args, patient, &diagnosis, console).await?;
    }
    match console.format {
        Format::Human => console.result(&human(&diagnosis)),
        _ => console.json(&json(&diagnosis)),
    }
    Ok(if diagnosis.is_good() { Status::Good } else { Status::Red })
}

/// Asks question by question: each answer leads to the next.
async fn walk<'t>(patient: &Patient, tree: &'t Walk) -> Walked<'t> {
    let mut known: BTreeMap<u32, Result<Answered, String>> = BTreeMap::new();
    loop {
        let unknown = || Err("it was not asked yet".to_owned());
        let walked =
            tree.walk(|question| known.get(&question.line).cloned().unwrap_or_else(unknown));
        match &walked.end {
            End::Open { question, .. } if !known.contains_key(&question.line) => {
                known.insert(question.line, patient.ask(question).await);
            }
            _ => return walked,
        }
    }
}

/// Does what the trees end with, where they agree.
async fn cure(
    args: &DiagnoseArgs,
    patient: &Patient,
    diagnosis: &Diagnosis<'_>,
    console: &Console,
) -> Result<Option<Cure>, Failure> {
    if diagnosis.unwell.is_empty() {
        return Ok(None);
    }
    let mut causes = diagnosis.causes().filter(|(_, leaf)| !leaf.commands.is_empty());
    let Some((led, leaf)) = causes.next() else { return Ok(None) };
    if let Some((other, _)) = causes.find(|(_, other)| other.commands != leaf.commands) {
        let message = format!(
            "'{}' and '{}' lead to different remedies, and none was tried",
            led.title, other.title
        );
        return Err(Failure::new(Status::Wrong, message)
            .hint("name the tree: firedrill diagnose TREE --apply"));
    }
    if let Some(project) = patient.project() {
        let asked = Asked { voice: console.voice, yes: args.yes };
        match asked.may_run(project, &leaf.commands).await {
            Consent::Given => {}
            Consent::Refused => {
                return Err(Failure::new(Status::Aborted, "nothing was done"));
            }
            Consent::NobodyToAsk => {
                let message = format!("project {project} is touched only by who agrees");
                return Err(Failure::new(Status::Wrong, message).hint("pass --yes"));
            }
        }
    }
    for line in &leaf.commands {
        console.voice.say(&format!("'{}' leads to {line}", led.title));
    }
    console.voice.say("it is run, and then waited for until all is well");
    Ok(Some(patient.cure(led.title, &leaf.commands).await))
}

/// The one tree that is meant; none where none was named.
fn chosen<'t>(
    wanted: Option<&str>,
    titles: impl IntoIterator<Item = &'t str>,
) -> Result<Option<&'t str>, Failure> {
    let Some(wanted) = wanted else { return Ok(None) };
    let titles: Vec<&str> = titles.into_iter().collect();
    let lower = wanted.to_lowercase();
    let whole = titles.iter().find(|title| title.to_lowercase() == lower);
    let mut part = titles.iter().filter(|title| title.to_lowercase().contains(&lower));
    match (whole, part.next(), part.next()) {
        (Some(title), ..) | (None, Some(title), None) => Ok(Some(title)),
        (None, Some(_), Some(_)) => {
            let all = titles.join("', '");
            let message = format!("'{wanted}' may be more than one decision tree: '{all}'");
            Err(Failure::new(Status::Wrong, message).hint("write more of its title"))
        }
        (None, None, _) => {
            let message = format!("the document has no decision tree '{wanted}'");
            let hint = match titles.as_slice() {
                [] => "it has none at all".to_owned(),
                _ => suggest(wanted, titles.iter().copied()),
            };
            Err(Failure::new(Status::Wrong, message).hint(hint))
        }
    }
}

fn told(error: &DiagnoseError, console: &Console) -> Failure {
    let wrong = |hint: &str| Failure::new(Status::Wrong, error).hint(hint);
    match error {
        DiagnoseError::Run(error) => failure(error, console),
        DiagnoseError::NoStack => {
            wrong("`firedrill up` starts one; or name a project with --project NAME")
        }
        DiagnoseError::NoSuchRun(_) => wrong("`firedrill status` shows what there is"),
        DiagnoseError::Several(_) => wrong("name the run of one with --run ID"),
        DiagnoseError::NoProfile(_) => wrong("name one with --profile NAME"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_named_by_a_part_of_its_title_that_no_other_has() {
        let titles = ["Website is Down", "Performance is Slow", "Down"];
        let found = |wanted| chosen(Some(wanted), titles).map_err(|failure| failure.message);
        assert_eq!(found("website"), Ok(Some("Website is Down")));
        assert_eq!(found("down"), Ok(Some("Down")), "whole before a part");
        assert!(found("is").unwrap_err().contains("more than one"));
        assert!(found("disk").unwrap_err().contains("no decision tree 'disk'"));
        assert_eq!(chosen(None, titles), Ok(None));
    }
}
