//! Why a project is not drilled, or was not put back.

use crate::engine::EngineError;
use crate::stack::SurveyError;
use crate::words::ProjectName;

/// What can go wrong with a run on somebody's project.
#[derive(Debug, thiserror::Error)]
pub enum ProjectError {
    /// The plan has stacks of several profiles.
    #[error("a running project has one shape, and the pack has several: {}", profiles.join(", "))]
    SeveralShapes {
        /// The profiles.
        profiles: Vec<String>,
    },
    /// What is there cannot be drilled.
    #[error(transparent)]
    Survey(SurveyError),
    /// Services of the pack have no container in it.
    #[error("project {project} has no container for these services of the pack: {}", services.join(", "))]
    Missing {
        /// The project.
        project: ProjectName,
        /// The services, with how Compose calls them.
        services: Vec<String>,
    },
    /// Some of its containers do not run.
    #[error("project {project} is not well, so nothing was broken: {}", containers.join("; "))]
    NotRunning {
        /// The project.
        project: ProjectName,
        /// The containers, and what each does instead.
        containers: Vec<String>,
    },
    /// None of the drills that were asked for is possible in it.
    #[error("none of these drills can be drilled in project {project}; nothing was touched")]
    NothingToDrill {
        /// The project.
        project: ProjectName,
    },
    /// Nobody was there to say that it may be broken.
    #[error(
        "to break project {project} needs a yes, and there is no terminal to ask on; nothing was \
         touched"
    )]
    NobodyToAsk {
        /// The project.
        project: ProjectName,
    },
    /// It may not be broken.
    #[error("project {project} was not drilled; nothing was touched")]
    Refused {
        /// The project.
        project: ProjectName,
    },
    /// It did not become well before anything was broken.
    #[error("project {project} is not well, so nothing was broken: {why}")]
    NotWell {
        /// The project.
        project: ProjectName,
        /// What is not well, and how.
        why: String,
    },
    /// Some of what was broken is broken still.
    #[error("not all of project {project} was put back:\n  {}", remains.join("\n  "))]
    NotPutBack {
        /// The project.
        project: ProjectName,
        /// What, and why.
        remains: Vec<String>,
    },
    /// All was put back, and it is not well.
    #[error("project {project} was put back, and was not seen to be well again: {why}")]
    NotWellAgain {
        /// The project.
        project: ProjectName,
        /// What is not well, and how.
        why: String,
    },
    /// All was put back and is well, and the journal does not say so.
    #[error(transparent)]
    NotCrossedOut(EngineError),
}
