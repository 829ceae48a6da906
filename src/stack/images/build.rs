//! The builds of the images that are missing.
//!
//! The classic builder runs every stage above its target, whether the target needs it or not. So
//! the lowest target goes first, alone, and leaves all stages in the builder's cache; the rest then
//! costs nothing but its labels. For the stages to be the same in every build, all builds of a
//! Dockerfile get all arguments.

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
    /// How far down in its Dockerfile the target stands.
    depth: usize,
}

impl Job<'_> {
    /// Whether two builds are of the same Dockerfile.
    fn is_beside(&self, other: &Self) -> bool {
        let place =
            |job: &Self| (job.wanted.build.context.clone(), job.wanted.build.dockerfile.clone());
        place(self) == place(other)
    }
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
    share_arguments(&mut jobs);
    let (lowest, rest): (Vec<_>, Vec<_>) = jobs.iter().partition(|job| is_lowest(job, &jobs));
    for job in lowest {
        build(engine, &job.spec, progress).await?;
    }
    let rest = stream::iter(rest.into_iter().map(|job| build(engine, &job.spec, progress)));
    rest.buffer_unordered(AT_ONCE).try_collect::<()>().await?;
    let mut built = Vec::with_capacity(jobs.len());
    for job in &jobs {
        let facts = engine.image(&job.spec.tag).await?;
        built.push(facts.ok_or_else(|| StackError::NoImage {
            service: job.wanted.services.join(", "),
            why: format!("{} was built and is gone again", job.spec.tag),
            hint: "run again".to_owned(),
        })?);
    }
    Ok(built)
}

/// Gives every build the arguments of those beside it; its own count.
fn share_arguments(jobs: &mut [Job<'_>]) {
    let shared = |job: &Job<'_>| {
        let beside = jobs
            .iter()
            .filter(|other| other.is_beside(job))
            .flat_map(|other| other.spec.args.clone());
        let mut args: BTreeMap<_, _> = beside.collect();
        args.extend(job.spec.args.clone());
        args
    };
    let all: Vec<_> = jobs.iter().map(shared).collect();
    for (job, args) in jobs.iter_mut().zip(all) {
        job.spec.args = args;
    }
}

/// Whether no build of the same Dockerfile has a target further down; of several such the first.
fn is_lowest(job: &Job<'_>, jobs: &[Job<'_>]) -> bool {
    let beside = jobs.iter().filter(|other| other.is_beside(job));
    let lowest = beside.min_by_key(|other| std::cmp::Reverse(other.depth));
    lowest.is_some_and(|lowest| std::ptr::eq(lowest, job))
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
    let no_context =
        |why: String| StackError::NoImage { service: service.to_owned(), why, hint: String::new() };
    let context = Context::new(files, wanted.build)
        .ok_or_else(|| no_context("its Dockerfile is gone".to_owned()))?;
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
        context: context
            .archive()
            .map_err(|error| no_context(format!("its context cannot be packed: {error}")))?,
    };
    Ok(Job { wanted, spec, depth: context.dockerfile.depth(target) })
}

/// Whether the engine's disk has room, as far as that can be seen from here (the engine may be in a
/// machine of its own).
async fn room(engine: &Engine) -> Result<(), StackError> {
    let Some(folder) = engine.root_folder().await?.filter(|folder| Path::new(folder).exists())
    else {
        return Ok(());
    };
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
    use crate::pack::compose::Build;

    #[test]
    fn every_build_sees_the_same_stages_and_the_lowest_goes_first() {
        let wanted = |services: &[&'static str], build| Wanted {
            services: services.to_vec(),
            name: String::new(),
            build,
            content: String::new(),
            upstream: None,
            build_arg: None,
        };
        let (here, there) =
            (Build::default(), Build { dockerfile: "other".to_owned(), ..Build::default() });
        let all =
            [wanted(&["redis"], &here), wanted(&["droplet"], &here), wanted(&["other"], &there)];
        let args = [("REDIS", "redis:7"), ("BASE", "own"), ("OTHER", "x")];
        let job = |(wanted, depth, (name, value)): (_, usize, (&str, &str))| Job {
            wanted,
            spec: BuildSpec {
                args: BTreeMap::from([(name.to_owned(), value.to_owned())]),
                ..BuildSpec::default()
            },
            depth,
        };
        let mut jobs: Vec<_> = all
            .iter()
            .zip([2, 9, 1])
            .zip(args)
            .map(|((wanted, depth), arg)| job((wanted, depth, arg)))
            .collect();
        share_arguments(&mut jobs);
        let names = |job: &Job<'_>| job.spec.args.keys().cloned().collect::<Vec<_>>();
        assert_eq!(
            jobs.iter().map(names).collect::<Vec<_>>(),
            [vec!["BASE", "REDIS"], vec!["BASE", "REDIS"], vec!["OTHER"]]
        );
        assert_eq!(
            jobs.iter().map(|job| is_lowest(job, &jobs)).collect::<Vec<_>>(),
            [false, true, true]
        );
    }

    #[test]
    fn free_space_is_read_from_df() {
        let table = "Filesystem     1024-blocks     Used Available Capacity Mounted on\n/dev/vda \
                     263112772 14000000  81788928 16% /\n";
        assert_eq!(free_bytes(table), Some(81_788_928 * 1024));
        assert_eq!(free_bytes("df: no such file"), None);
    }
}
