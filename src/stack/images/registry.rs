//! Images of others: local, or from a registry, which is asked once whether it answers at all.

use super::super::{Progress, StackError};
use super::Policy;
use super::base::{self, OWN_BASE};
use super::dockerfile::Lineage;
use crate::engine::{Engine, ImageFacts};
use std::time::Duration;

/// A registry that says nothing for this long is none, where there is another way.
const FIRST_WORD: Duration = Duration::from_secs(3);
/// How long it may take where there is no other way.
const FIRST_WORD_PATIENT: Duration = Duration::from_secs(60);

/// What is known of the registry.
pub(super) struct Registry<'a> {
    engine: &'a Engine,
    policy: Policy,
    progress: &'a (dyn Fn(Progress) + Send + Sync),
    /// Why nothing can be pulled, once that is known.
    silent: Option<String>,
}

impl<'a> Registry<'a> {
    pub(super) fn new(
        engine: &'a Engine,
        policy: Policy,
        progress: &'a (dyn Fn(Progress) + Send + Sync),
    ) -> Self {
        let silent = match policy {
            Policy::Auto | Policy::Pull => None,
            Policy::Local => Some("--images local asks no registry".to_owned()),
            Policy::Build => Some("--images build asks no registry".to_owned()),
        };
        Self { engine, policy, progress, silent }
    }

    /// An image that a service names itself.
    pub(super) async fn image(
        &mut self,
        service: &str,
        reference: &str,
    ) -> Result<ImageFacts, StackError> {
        match self.local_or_pulled(reference).await? {
            Ok(facts) => Ok(facts),
            Err(why) => Err(StackError::NoImage {
                service: service.to_owned(),
                why: format!("{reference} is not here ({why})"),
                hint: format!(
                    "let this machine reach a registry, or `docker load` the image {reference}"
                ),
            }),
        }
    }

    /// Upstream's image for a build to stand on; nothing where the build stands on Debian's
    /// packages.
    pub(super) async fn upstream(
        &mut self,
        service: &str,
        reference: &str,
    ) -> Result<Option<ImageFacts>, StackError> {
        match self.policy {
            Policy::Build | Policy::Local => Ok(None),
            Policy::Pull => self.image(service, reference).await.map(Some),
            Policy::Auto => Ok(self.local_or_pulled(reference).await?.ok()),
        }
    }

    /// The base of a build: its name and what is known of it. Where it is neither here nor to be
    /// pulled, and is Debian's, one of our own stands in for it.
    pub(super) async fn base(
        &mut self,
        lineage: &Lineage,
    ) -> Result<(String, ImageFacts), StackError> {
        let why = match self.local_or_pulled(&lineage.image).await? {
            Ok(facts) => return Ok((lineage.image.clone(), facts)),
            Err(why) => why,
        };
        let suite = base::suite(&lineage.image)
            .filter(|_| lineage.argument.is_some() && self.policy != Policy::Pull);
        let Some(suite) = suite else {
            return Err(StackError::NoImage {
                service: lineage.stages.first().cloned().unwrap_or_default(),
                why: format!("the base image {} is not here ({why})", lineage.image),
                hint: format!(
                    "let this machine reach a registry, or `docker load` the image {}",
                    lineage.image
                ),
            });
        };
        let own = format!("{OWN_BASE}:{suite}");
        if let Some(facts) = self.engine.image(&own).await? {
            return Ok((own, facts));
        }
        let own = base::make(self.engine, suite, &lineage.image, &why, self.progress).await?;
        let facts = self.engine.image(&own).await?.ok_or_else(|| StackError::NoImage {
            service: "the stack".to_owned(),
            why: format!("{own} was made and is gone again"),
            hint: "run again".to_owned(),
        })?;
        Ok((own, facts))
    }

    /// The inner error says why there is no such image.
    async fn local_or_pulled(
        &mut self,
        reference: &str,
    ) -> Result<Result<ImageFacts, String>, StackError> {
        if let Some(facts) = self.engine.image(reference).await? {
            return Ok(Ok(facts));
        }
        if let Some(why) = &self.silent {
            return Ok(Err(why.clone()));
        }
        (self.progress)(Progress::Image { doing: format!("pulling {reference}") });
        let patience = if self.policy == Policy::Pull { FIRST_WORD_PATIENT } else { FIRST_WORD };
        let said = self
            .engine
            .pull(reference, patience, |line| (self.progress)(Progress::Line(line.to_owned())))
            .await;
        match said {
            Ok(()) => {
                let facts = self.engine.image(reference).await?;
                Ok(facts.ok_or_else(|| format!("{reference} was pulled and is gone again")))
            }
            Err(error) if error.kind.is_no_engine() => Err(error.into()),
            Err(error) => {
                // It answered, only not with this image: others may be there.
                let answered = [
                    "not found",
                    "manifest unknown",
                    "denied",
                    "unauthorized",
                    "toomanyrequests",
                    "no matching manifest",
                ];
                if !answered.iter().any(|word| error.message.contains(word)) {
                    self.silent = Some(format!("no registry answers: {}", error.message));
                }
                Ok(Err(error.message))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::mock::{Answer, Mock, refusal};

    /// An engine without images whose registry says this.
    async fn whose_registry_says(message: &'static str) -> (Mock, Engine) {
        Mock::engine(move |request| {
            if request.starts_with("POST /images/create") {
                refusal(500, message)
            } else {
                refusal(404, "no such image")
            }
        })
        .await
    }

    fn pulls(mock: &Mock) -> usize {
        mock.asked().iter().filter(|request| request.starts_with("POST")).count()
    }

    #[tokio::test]
    async fn a_registry_that_does_not_answer_is_asked_once() {
        let (mock, engine) = whose_registry_says("dial tcp: lookup registry: no such host").await;
        let mut registry = Registry::new(&engine, Policy::Auto, &|_| ());
        for reference in ["redis:7", "postgres:15"] {
            assert!(registry.upstream("x", reference).await.unwrap().is_none());
        }
        assert_eq!(pulls(&mock), 1);
    }

    #[tokio::test]
    async fn a_registry_without_one_image_is_asked_for_the_next() {
        let (mock, engine) = whose_registry_says("manifest unknown").await;
        let mut registry = Registry::new(&engine, Policy::Auto, &|_| ());
        for reference in ["redis:7", "postgres:15"] {
            assert!(registry.upstream("x", reference).await.unwrap().is_none());
        }
        assert_eq!(pulls(&mock), 2);
    }

    #[tokio::test]
    async fn whoever_wants_no_registry_gets_none_and_whoever_insists_gets_an_error() {
        let (mock, engine) = whose_registry_says("no such host").await;
        for policy in [Policy::Build, Policy::Local] {
            let mut registry = Registry::new(&engine, policy, &|_| ());
            assert!(registry.upstream("x", "redis:7").await.unwrap().is_none());
        }
        assert_eq!(pulls(&mock), 0);
        let error = Registry::new(&engine, Policy::Pull, &|_| ())
            .upstream("redis", "redis:7")
            .await
            .unwrap_err();
        assert!(error.is_the_machine() && error.to_string().contains("redis:7"), "{error}");
    }

    #[tokio::test]
    async fn our_own_base_stands_in_for_debians_and_for_nobody_elses() {
        let (_mock, engine) = Mock::engine(|request| match request {
            "GET /images/firedrill/base:bookworm/json" => {
                Answer::Json(200, r#"{"Id":"sha256:own"}"#.to_owned())
            }
            other if other.starts_with("POST") => refusal(500, "no such host"),
            _ => refusal(404, "no such image"),
        })
        .await;
        let lineage = |image: &str| Lineage {
            stages: vec!["redis".to_owned()],
            image: image.to_owned(),
            argument: Some("BASE".to_owned()),
        };
        let mut registry = Registry::new(&engine, Policy::Auto, &|_| ());
        let (name, facts) = registry.base(&lineage("debian:bookworm-slim")).await.unwrap();
        assert_eq!((name.as_str(), facts.id.as_str()), ("firedrill/base:bookworm", "sha256:own"));
        let error = registry.base(&lineage("python:3.12")).await.unwrap_err();
        assert!(
            error.to_string().contains("python:3.12")
                && error.hint().unwrap().contains("docker load"),
            "{error}"
        );
    }
}
