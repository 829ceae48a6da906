//! Whether a project is what the pack speaks of: its shape, its containers and its droplet. Nothing
//! of it is touched.

use super::ProjectError;
use crate::engine::{Engine, EngineError, Status};
use crate::pack::compose::ComposeService;
use crate::pack::{Droplet, Pack, Profile, Runs};
use crate::plan::{Plan, StackPlan};
use crate::run::error::RunError;
use crate::site::AGENT;
use crate::stack::{Survey, SurveyError};
use crate::words::{ComposeName, ProjectName};
use std::collections::BTreeMap;

/// A running project has one shape.
pub(super) fn one_shape(mut plan: Plan) -> Result<StackPlan, ProjectError> {
    match (plan.stacks.pop(), plan.stacks.as_slice()) {
        (Some(stack), []) => Ok(stack),
        (last, others) => {
            let profiles =
                others.iter().chain(&last).map(|stack| stack.profile.name.to_string()).collect();
            Err(ProjectError::SeveralShapes { profiles })
        }
    }
}

/// What the project is made of.
pub(super) async fn survey(
    engine: &Engine,
    name: ProjectName,
    pack: &Pack,
    profile: &Profile,
) -> Result<Survey, RunError> {
    let variables = crate::pack::check_variables(Some(profile));
    let compose = pack.compose(&variables)?;
    let called = |(name, service): (&ComposeName, &ComposeService)| {
        (name.to_string(), service.container_name.clone().unwrap_or_else(|| name.to_string()))
    };
    let services: BTreeMap<String, String> = compose.services.iter().map(called).collect();
    Survey::look(engine, name, &services).await.map_err(|error| match error {
        SurveyError::Engine(error) => RunError::Engine(error),
        error => ProjectError::Survey(error).into(),
    })
}

/// Every service of the pack that runs as a container has one in the project, and it runs.
pub(super) fn all_there(
    survey: &Survey,
    pack: &Pack,
    profile: &Profile,
) -> Result<(), ProjectError> {
    let (mut services, mut containers) = (Vec::new(), Vec::new());
    for service in pack.services_in(profile) {
        let Runs::Container(compose) = &service.runs else { continue };
        match survey.members.get(compose.as_str()) {
            None => services.push(format!("{} (Compose service {compose})", service.name)),
            Some(guest) if guest.status != Status::Running => {
                containers.push(format!("{} is {}", guest.name, guest.status));
            }
            Some(_) => {}
        }
    }
    let project = survey.name.clone();
    if !services.is_empty() {
        return Err(ProjectError::Missing { project, services });
    }
    if !containers.is_empty() {
        return Err(ProjectError::NotRunning { project, containers });
    }
    Ok(())
}

/// The project's droplet, where it runs with firedrill's agent in it.
pub(super) async fn droplet(
    engine: &Engine,
    survey: &Survey,
    pack: &Pack,
) -> Result<Option<ComposeName>, EngineError> {
    let Some(Droplet { container, .. }) = &pack.droplet else { return Ok(None) };
    let server = survey.members.get(container.as_str());
    let Some(server) = server.filter(|server| server.status == Status::Running) else {
        return Ok(None);
    };
    let there = engine.has_file(&server.id, AGENT).await?;
    Ok(there.then(|| container.clone()))
}
