//! The builds of the images that are missing: what they share first, then the rest, two at a time.

use super::super::{Progress, StackError};
use super::content::{Context, tag};
use super::registry::Registry;
use super::{BASE_LABEL, BASE_NAME_LABEL, CONTENT_LABEL, ORIGIN_LABEL, Wanted};
use crate::engine::{BuildSpec, Engine, ImageFacts};
use crate::pack::PackFiles;
use futures_util::stream::{self, StreamExt, TryStreamExt};
use std::collections::BTreeMap;
use std::path::Path;

/// More builds at a time only wait for each other's disk.
const AT_ONCE: usize = 2;
/// What a base, the shared packages and all targets take at most, with the builder's copies.
const NEEDED: u64 = 3 << 30;

/// A build that is ready to go.
struct Job<'a> {
    wanted: &'a Wanted<'a>,
    spec: BuildSpec,
    /// Our stages that it stands on, the nearest first.
    stages: Vec<String>,
}

/// Builds all that is missing; the results are in its order.
pub(super) async fn all(
    engine: &Engine,
    registry: &mut Registry<'_>,
    missing: &[Wanted<'_>],
    files: &PackFiles,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<Vec<ImageFacts>, StackError> {
    if missing.is_empty() {
        return Ok(Vec::new());
    }
    room(engine).await?;
    let mut jobs = Vec::with_capacity(missing.len());
    for wanted in missing {
        jobs.push(job(registry, wanted, files).await?);
    }
    for spec in shared(&jobs) {
        build(engine, &spec, progress).await?;
    }
    let built = jobs.iter().map(|job| async move {
        build(engine, &job.spec, progress).await?;
        let facts = engine.image(&job.spec.tag).await?;
        facts.ok_or_else(|| StackError::NoImage {
            service: job.wanted.services.join(", "),
            why: format!("{} was built and is gone again", job.spec.tag),
            hint: "run again".to_owned(),
        })
    });
    stream::iter(built).buffered(AT_ONCE).try_collect().await
}

async fn build(
    engine: &Engine,
    spec: &BuildSpec,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<(), StackError> {
    progress(Progress::Image { doing: format!("building {}", spec.tag) });
    Ok(engine.build(spec, |line| progress(Progress::Line(line.to_owned()))).await?)
}

/// Finds out what a build stands on.
async fn job<'a>(
    registry: &mut Registry<'_>,
    wanted: &'a Wanted<'a>,
    files: &PackFiles,
) -> Result<Job<'a>, StackError> {
    let service = wanted.services.first().copied().unwrap_or_default();
    let no_context = |why: String| StackError::NoImage { service: service.to_owned(), why, hint: String::new() };
    let context = Context::new(files, wanted.build).ok_or_else(|| no_context("its Dockerfile is gone".to_owned()))?;
    let target = wanted.build.target.as_deref();
    let mut args = wanted.build.args.clone();
    let mut origin = None;
    if let (Some(upstream), Some(argument)) = (wanted.upstream, wanted.build_arg)
        && registry.upstream(service, upstream).await?.is_some()
    {
        args.insert(argument.to_owned(), upstream.to_owned());
        origin = Some(upstream.to_owned());
    }
    let lineage = context.dockerfile.lineage(target, &args);
    let (base, facts) = registry.base(&lineage).await?;
    if let Some(argument) = &lineage.argument {
        args.insert(argument.clone(), base.clone());
    }
    let origin = origin.unwrap_or_else(|| format!("built from Debian packages on {base}"));
    let labels = [
        (CONTENT_LABEL, wanted.content.clone()),
        (BASE_LABEL, facts.id.clone()),
        (BASE_NAME_LABEL, base),
        (ORIGIN_LABEL, origin),
    ];
    let spec = BuildSpec {
        tag: format!("{}:{}", wanted.name, tag(&wanted.content, &facts.id)),
        dockerfile: context.dockerfile_path().to_owned(),
        target: target.map(str::to_owned),
        args,
        labels: labels.map(|(name, value)| (name.to_owned(), value)).into_iter().collect(),
        context: context.archive().map_err(|error| no_context(format!("its context cannot be packed: {error}")))?,
    };
    Ok(Job { wanted, spec, stages: lineage.stages })
}

/// Builds of the stages that several targets stand on, the deepest first: without them, two builds at a time would each
/// install all packages.
fn shared(jobs: &[Job<'_>]) -> Vec<BuildSpec> {
    let mut users = BTreeMap::<&str, Vec<&Job<'_>>>::new();
    for job in jobs {
        for stage in job.stages.iter().skip(1) {
            users.entry(stage).or_default().push(job);
        }
    }
    let mut found: Vec<_> = users.into_iter().filter(|(_, jobs)| jobs.len() > 1).collect();
    found.sort_by_key(|(_, jobs)| std::cmp::Reverse(jobs.len()));
    let spec = |(stage, jobs): (&str, Vec<&Job<'_>>)| {
        let spec = &jobs.first()?.spec;
        let tag = tag(stage, spec.labels.get(BASE_LABEL)?);
        // No content label: nobody is to take it for a service's image.
        let labels = spec.labels.iter().filter(|(name, _)| *name != CONTENT_LABEL);
        Some(BuildSpec {
            tag: format!("firedrill/{stage}:{tag}"),
            target: Some(stage.to_owned()),
            labels: labels.map(|(name, value)| (name.clone(), value.clone())).collect(),
            ..spec.clone()
        })
    };
    found.into_iter().filter_map(spec).collect()
}

/// Whether the engine's disk has room, as far as that can be seen from here (the engine may be in a machine of its own).
async fn room(engine: &Engine) -> Result<(), StackError> {
    let Some(folder) = engine.root_folder().await?.filter(|folder| Path::new(folder).exists()) else { return Ok(()) };
    let said = tokio::process::Command::new("df").args(["-Pk", &folder]).output().await;
    let free = said.ok().and_then(|said| free_bytes(&String::from_utf8_lossy(&said.stdout)));
    match free {
        Some(free) if free < NEEDED => Err(StackError::DiskFull { folder, needed: NEEDED, free }),
        _ => Ok(()),
    }
}

/// Free bytes, from what `df -Pk` says.
fn free_bytes(table: &str) -> Option<u64> {
    let kibibytes: u64 = table.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()?;
    kibibytes.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_space_is_read_from_df() {
        let table = "Filesystem     1024-blocks     Used Available Capacity Mounted on\n/dev/vda 263112772 14000000  81788928 16% /\n";
        assert_eq!(free_bytes(table), Some(81_788_928 * 1024));
        assert_eq!(free_bytes("df: no such file"), None);
    }
}
