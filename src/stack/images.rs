//! The images of a stack: found, pulled or built, each named by what it is made from.
//!
//! A build's tag is a hash of its Dockerfile, the files it takes and its base, so that "it is
//! there" means "it is right", and nothing is asked of anybody in a second run. Our builds never
//! bear an upstream name.

mod base;
mod build;
mod content;
mod dockerfile;
mod registry;

pub use content::built_from;

use super::{Progress, StackError};
use crate::engine::{Engine, EngineError, ImageFacts};
use crate::pack::PackFiles;
use crate::pack::compose::{Build, Compose};
use crate::timeline::{ImageInfo, StandIn};
use content::Context;
use registry::Registry;
use std::collections::BTreeMap;

/// The label with the hash of all that is in an image but its base.
const CONTENT_LABEL: &str = "dev.firedrill.content";
/// The label with the id of the image it was built on.
const BASE_LABEL: &str = "dev.firedrill.base";
/// The label with the name of the image it was built on.
const BASE_NAME_LABEL: &str = "dev.firedrill.base-name";
/// The label with where it came from, as reports have it.
const ORIGIN_LABEL: &str = "dev.firedrill.origin";

/// Where images come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Policy {
    /// What is local; else on upstream's image where a registry answers; else built from Debian
    /// packages.
    #[default]
    Auto,
    /// What is local, or nothing.
    Local,
    /// On upstream's images, or nothing.
    Pull,
    /// Built from Debian packages, without asking a registry.
    Build,
}

/// The images of a stack.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Images {
    by_service: BTreeMap<String, Image>,
}

/// The image of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// Its name: `firedrill/redis:3f2a901bc4de`.
    pub reference: String,
    /// Its id on the engine (`sha256:…`).
    pub digest: String,
    /// Where it came from: `redis:7`, `built from Debian packages on debian:bookworm-slim`.
    pub origin: String,
    /// What stands in for upstream's software, and why, where something does.
    pub stand_in: Option<String>,
}

impl Images {
    /// The image of a Compose service.
    pub fn of(&self, service: &str) -> Option<&Image> {
        self.by_service.get(service)
    }

    /// Gives a service an image; for stacks whose images are made elsewhere.
    pub fn insert(&mut self, service: impl Into<String>, image: Image) {
        self.by_service.insert(service.into(), image);
    }

    /// All of them as a report has them.
    pub fn infos(&self) -> Vec<ImageInfo> {
        let info = |(service, image): (&String, &Image)| ImageInfo {
            service: service.clone(),
            digest: image.digest.clone(),
            origin: image.origin.clone(),
        };
        self.by_service.iter().map(info).collect()
    }

    /// What stands in for upstream's software.
    pub fn stand_ins(&self) -> Vec<StandIn> {
        let stand_in = |(service, image): (&String, &Image)| {
            Some(StandIn { what: service.clone(), why: image.stand_in.clone()? })
        };
        self.by_service.iter().filter_map(stand_in).collect()
    }
}

/// An image that is to be had, for one service or several.
struct Wanted<'a> {
    services: Vec<&'a str>,
    /// The repository it gets: `firedrill/redis`.
    name: String,
    build: &'a Build,
    /// See [`CONTENT_LABEL`].
    content: String,
    upstream: Option<&'a str>,
    build_arg: Option<&'a str>,
}

/// How many images of firedrill's own are on the engine.
pub async fn built(engine: &Engine) -> Result<usize, EngineError> {
    Ok(engine.images(CONTENT_LABEL).await?.len())
}

/// Where an image came from, by what was written on it when it was made; nothing where it is none
/// of ours.
pub async fn origin(engine: &Engine, reference: &str) -> Option<String> {
    engine.image(reference).await.ok().flatten()?.labels.get(ORIGIN_LABEL).cloned()
}

/// Gets the images of all services of a Compose file. `files` are the pack's, for builds.
pub async fn prepare(
    engine: &Engine,
    compose: &Compose,
    files: &PackFiles,
    policy: Policy,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<Images, StackError> {
    let mut registry = Registry::new(engine, policy, progress);
    let mut images = Images::default();
    for (service, of) in compose.services.iter().filter(|(_, of)| of.build.is_none()) {
        let facts = registry.image(service, &of.image).await?;
        let image = Image {
            reference: of.image.clone(),
            digest: facts.id,
            origin: of.image.clone(),
            stand_in: None,
        };
        images.insert(service.as_str(), image);
    }
    let wanted = wanted(compose, files)?;
    let mut local =
        Local { engine, built: engine.images(CONTENT_LABEL).await?, bases: BTreeMap::new() };
    let mut missing = Vec::new();
    for one in wanted {
        match local.find(&one, policy).await? {
            Some(facts) => add(&mut images, compose, &one, &facts),
            None => missing.push(one),
        }
    }
    if let (Policy::Local, Some(one)) = (policy, missing.first()) {
        return Err(StackError::NoImage {
            service: one.services.join(", "),
            why: format!("no local {} is made from this pack as it is", one.name),
            hint: "run with `--images auto` or `--images build`".to_owned(),
        });
    }
    let built = build::all(engine, &mut registry, &missing, files, progress).await?;
    for (one, facts) in missing.iter().zip(&built) {
        add(&mut images, compose, one, facts);
    }
    Ok(images)
}

/// Enters an image for all services that run on it.
fn add(images: &mut Images, compose: &Compose, wanted: &Wanted<'_>, facts: &ImageFacts) {
    let origin = facts.labels.get(ORIGIN_LABEL).cloned().unwrap_or_default();
    for service in &wanted.services {
        let stand_in = compose.services.get(*service).and_then(|of| of.stand_in.clone());
        let image = Image {
            reference: facts.tags.first().cloned().unwrap_or_else(|| facts.id.clone()),
            digest: facts.id.clone(),
            origin: origin.clone(),
            stand_in: stand_in.filter(|_| wanted.upstream != Some(origin.as_str())),
        };
        images.insert(*service, image);
    }
}

/// What is to be built, services with the same content together.
fn wanted<'a>(compose: &'a Compose, files: &'a PackFiles) -> Result<Vec<Wanted<'a>>, StackError> {
    let mut all = Vec::<Wanted<'_>>::new();
    for (service, of) in &compose.services {
        let Some(build) = &of.build else { continue };
        let seen = Context::new(files, build).ok_or_else(|| StackError::NoImage {
            service: service.to_string(),
            why: format!("the pack has no {} in {}", build.dockerfile, build.context),
            hint: format!("see `build:` in compose.yaml, line {}", of.line),
        })?;
        let target = build.target.as_deref();
        // The base is found out later, and what names it must not change the hash.
        let base = seen.dockerfile.lineage(target, &build.args).argument;
        let mut args = build.args.clone();
        args.retain(|name, _| Some(name) != base.as_ref() && Some(name) != of.build_arg.as_ref());
        let content = seen.hash(target, &args);
        match all.iter_mut().find(|one| one.content == content) {
            Some(one) => one.services.push(service),
            None => all.push(Wanted {
                services: vec![service],
                name: format!("firedrill/{}", target.unwrap_or(service)),
                build,
                content,
                upstream: of.upstream.as_deref(),
                build_arg: of.build_arg.as_deref(),
            }),
        }
    }
    Ok(all)
}

/// What was built before.
struct Local<'a> {
    engine: &'a Engine,
    built: Vec<ImageFacts>,
    /// The ids of bases by their names, as far as they were asked for.
    bases: BTreeMap<String, Option<String>>,
}

impl Local<'_> {
    /// The local image for what is wanted, one on upstream's first.
    async fn find(
        &mut self,
        wanted: &Wanted<'_>,
        policy: Policy,
    ) -> Result<Option<ImageFacts>, StackError> {
        let on_upstream = |facts: &ImageFacts| {
            wanted.upstream.is_some()
                && facts.labels.get(ORIGIN_LABEL).map(String::as_str) == wanted.upstream
        };
        let fits = |facts: &ImageFacts| match policy {
            Policy::Auto | Policy::Local => true,
            Policy::Pull => wanted.upstream.is_none() || on_upstream(facts),
            Policy::Build => !on_upstream(facts),
        };
        let right = |facts: &&ImageFacts| {
            facts.labels.get(CONTENT_LABEL) == Some(&wanted.content) && fits(facts)
        };
        let mut found: Vec<_> = self.built.iter().filter(right).cloned().collect();
        found.sort_by_key(|facts| !on_upstream(facts));
        for facts in found {
            if policy == Policy::Local || self.is_on_its_base(&facts).await? {
                return Ok(Some(facts));
            }
        }
        Ok(None)
    }

    /// Whether the name of an image's base still leads to the image that it was built on. A base
    /// that is gone says nothing against what was built on it.
    async fn is_on_its_base(&mut self, facts: &ImageFacts) -> Result<bool, StackError> {
        let (Some(name), Some(id)) =
            (facts.labels.get(BASE_NAME_LABEL), facts.labels.get(BASE_LABEL))
        else {
            return Ok(false);
        };
        if !self.bases.contains_key(name) {
            let now = self.engine.image(name).await?.map(|facts| facts.id);
            self.bases.insert(name.clone(), now);
        }
        Ok(self.bases.get(name).and_then(Option::as_ref).is_none_or(|now| now == id))
    }
}
