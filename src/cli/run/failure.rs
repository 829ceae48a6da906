//! What went wrong with a run, as messages and exit statuses.

use crate::cli::console::Console;
use crate::cli::error::{Failure, Status, status_of_engine};
use crate::cli::packs;
use crate::run::{ProjectError, RunError, Whose};
use crate::stack::SurveyError;
use std::io::{self, ErrorKind};

/// What is said where a run ended early and what it made is gone.
pub const TAKEN_DOWN: &str = "everything was undone and taken down";

/// What is said where a run ended early and all that it did was undone.
pub const fn undone(whose: Whose) -> &'static str {
    match whose {
        Whose::Own | Whose::Simulated => TAKEN_DOWN,
        Whose::Somebodys => "everything was put back, and nothing was removed",
    }
}

/// What a person reads of it.
pub fn failure(error: &RunError, console: &Console) -> Failure {
    match error {
        RunError::BrokenPack(problems) => packs::broken(problems, console),
        error => Failure::new(status(error), error).hint_if(hint(error)),
    }
}

fn status(error: &RunError) -> Status {
    match error {
        RunError::Engine(error) => status_of_engine(error),
        RunError::Project(error) => status_of_project(error),
        RunError::Stack(error) if error.is_the_machine() => Status::Unable,
        RunError::NoReportFolder { source, .. } if source.kind() == ErrorKind::StorageFull => {
            Status::Unable
        }
        RunError::ReportFolder { source, .. } if is_full(source) => Status::Unable,
        RunError::NotWell(_) | RunError::NoJournal(_) => Status::Unable,
        RunError::BrokenPack(_)
        | RunError::NoStack(_)
        | RunError::NoReportFolder { .. }
        | RunError::ReportFolder { .. } => Status::Wrong,
        RunError::Interrupted
        | RunError::Panicked
        | RunError::NoImages
        | RunError::Stack(_)
        | RunError::Timeline { .. }
        | RunError::Unwritten { .. }
        | RunError::EngineLost { .. } => Status::Aborted,
        RunError::JournalNotClosed(_)
        | RunError::NotTakenDown { .. }
        | RunError::LeftWhereItIs { .. } => Status::NotUndone,
    }
}

fn status_of_project(error: &ProjectError) -> Status {
    match error {
        ProjectError::SeveralShapes { .. }
        | ProjectError::Survey(_)
        | ProjectError::Missing { .. }
        | ProjectError::NothingToDrill { .. }
        | ProjectError::NobodyToAsk { .. } => Status::Wrong,
        ProjectError::NotRunning { .. } | ProjectError::NotWell { .. } => Status::Unable,
        ProjectError::Refused { .. } => Status::Aborted,
        ProjectError::NotPutBack { .. }
        | ProjectError::NotWellAgain { .. }
        | ProjectError::NotCrossedOut(_) => Status::NotUndone,
    }
}

/// What to do about it, where there is something to be said.
fn hint(error: &RunError) -> Option<String> {
    let hint = match error {
        RunError::Interrupted
        | RunError::NoImages
        | RunError::EngineLost { .. }
        | RunError::JournalNotClosed(_)
        | RunError::BrokenPack(_) => return None,
        RunError::NoStack(_) => {
            "name the one that starts what the document speaks of, in pack.yaml: compose: FILE"
        }
        RunError::Panicked => "please report it, with the timeline in the report folder",
        RunError::Engine(error) => error.hint()?,
        RunError::Stack(error) => error.hint()?,
        RunError::NotWell(_) => "the logs of all containers are in the report folder, under logs/",
        RunError::Project(error) => hint_of_project(error)?,
        RunError::ReportFolder { source, .. } if is_full(source) => FREE_SPACE,
        RunError::NoReportFolder { .. } | RunError::ReportFolder { .. } => {
            "name one that can be written to with --report-dir DIR"
        }
        RunError::Timeline { .. } => FREE_SPACE,
        RunError::NoJournal(error) => error.hint(),
        RunError::Unwritten { hint, .. } => hint,
        RunError::NotTakenDown { .. } => "`firedrill recover` tries again",
        RunError::LeftWhereItIs { containers, networks, volumes, .. } => {
            return Some(format!(
                "`firedrill recover` removes what there is of its {containers} containers, \
                 {networks} networks and {volumes} volumes"
            ));
        }
    };
    Some(hint.to_owned())
}

const FREE_SPACE: &str = "free space there, or name another folder with --report-dir DIR";

fn hint_of_project(error: &ProjectError) -> Option<&'static str> {
    Some(match error {
        ProjectError::SeveralShapes { .. } => "say which it is with --profile NAME",
        ProjectError::Survey(error) => match error {
            SurveyError::Unknown { .. } => {
                "`docker ps --filter label=com.docker.compose.project` shows what there is"
            }
            SurveyError::Several { .. } => {
                "scale it to one: `docker-compose up -d --scale SERVICE=1`"
            }
            SurveyError::Labelled { .. } => {
                "take the label off; it is for firedrill's own containers"
            }
            SurveyError::TwoOfAName { .. } | SurveyError::Engine(_) => {
                "give each container a name of its own"
            }
        },
        ProjectError::Missing { .. } => {
            "a pack speaks of the project by the names of its Compose services; --pack DIR names \
             another pack"
        }
        ProjectError::NotRunning { .. } => "start what does not run, and drill it then",
        ProjectError::NothingToDrill { .. } => "`firedrill run` drills them in a stack of its own",
        ProjectError::NobodyToAsk { .. } => "read what is shown above, and pass --yes",
        ProjectError::NotPutBack { .. } => "`firedrill recover` tries again",
        ProjectError::NotWellAgain { .. } => {
            "look at it with `docker ps`; `firedrill recover` starts again what this run broke"
        }
        ProjectError::Refused { .. }
        | ProjectError::NotWell { .. }
        | ProjectError::NotCrossedOut(_) => return None,
    })
}

/// Whether there is no room for a report, rather than no right to write one.
fn is_full(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::RunId;

    #[test]
    fn what_is_left_makes_status_5_and_names_what_takes_it_back() {
        let run = RunId::parse("20261124-074512-a3f0").unwrap();
        let left =
            RunError::LeftWhereItIs { run: run.clone(), containers: 3, networks: 1, volumes: 2 };
        let remains = vec!["container db: it does not answer".to_owned()];
        for error in [left, RunError::NotTakenDown { run, remains }] {
            assert_eq!(status(&error), Status::NotUndone);
            assert!(hint(&error).unwrap().starts_with("`firedrill recover` "), "{error}");
        }
    }

    #[test]
    fn a_report_folder_that_is_full_is_the_machines_fault_and_another_one_the_callers() {
        let of = |kind: ErrorKind| RunError::ReportFolder {
            folder: "there".into(),
            source: kind.into(),
        };
        assert_eq!(status(&of(ErrorKind::StorageFull)), Status::Unable);
        assert_eq!(status(&of(ErrorKind::PermissionDenied)), Status::Wrong);
        assert_eq!(hint(&of(ErrorKind::StorageFull)).as_deref(), Some(FREE_SPACE));
    }
}
