//! Images: found, pulled, built, imported.

use super::{ACT, Engine, EngineError, EngineErrorKind, LOOK, bounded, timed_out};
use bollard::models::{CreateImageInfo, ImageInspect};
use bollard::query_parameters::{
    BuildImageOptions, CreateImageOptions, ListImagesOptions, RemoveImageOptions, TagImageOptions,
};
use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt};

/// A build or a pull that says nothing for this long is given up.
const SILENCE: Duration = Duration::from_secs(300);
/// An import says its first word when the archive has ended, and whoever makes the archive takes
/// its time.
const IMPORT: Duration = Duration::from_secs(1_800);
/// So many of a failing build's last lines are in its error.
const LAST_LINES: usize = 20;

/// What the engine knows of an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageFacts {
    /// Its id (`sha256:…`).
    pub id: String,
    /// Its tags.
    pub tags: Vec<String>,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// Its size in bytes, layers that it shares with others included.
    pub size: u64,
}

/// What an image is built from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BuildSpec {
    /// The tag it gets.
    pub tag: String,
    /// The Dockerfile's path in the context.
    pub dockerfile: String,
    /// The stage to build; the last where none is named.
    pub target: Option<String>,
    /// Build arguments.
    pub args: BTreeMap<String, String>,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// What the build sees: a tar archive.
    pub context: Bytes,
}

impl Engine {
    /// What is known of an image, by reference or id; nothing where it is not there.
    pub async fn image(&self, reference: &str) -> Result<Option<ImageFacts>, EngineError> {
        let doing = format!("look at image {reference}");
        check_reference(&doing, reference)?;
        match bounded(&doing, LOOK, self.docker.inspect_image(reference)).await {
            Ok(found) => Ok(Some(image_facts(found))),
            Err(error) if error.kind == EngineErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The images with a label (`name`, or `name=value`).
    pub async fn images(&self, label: &str) -> Result<Vec<ImageFacts>, EngineError> {
        let options = ListImagesOptions {
            filters: Some(super::lists::by_label(label)),
            ..Default::default()
        };
        let found = bounded("list images", LOOK, self.docker.list_images(Some(options))).await?;
        let facts = |image: bollard::models::ImageSummary| ImageFacts {
            id: image.id,
            tags: image.repo_tags,
            labels: image.labels.into_iter().collect(),
            size: image.size.try_into().unwrap_or_default(),
        };
        Ok(found.into_iter().map(facts).collect())
    }

    /// Gives an image one more tag.
    pub async fn tag_image(&self, image: &str, tag: &str) -> Result<(), EngineError> {
        let doing = format!("tag image {image} as {tag}");
        check_reference(&doing, image)?;
        let (repo, version) = split(tag);
        let options =
            TagImageOptions { repo: Some(repo.to_owned()), tag: Some(version.to_owned()) };
        bounded(&doing, ACT, self.docker.tag_image(image, Some(options))).await
    }

    /// Takes a tag away, and the image with its last one; one that is not there is no error.
    pub async fn remove_image(&self, reference: &str) -> Result<(), EngineError> {
        let doing = format!("remove image {reference}");
        check_reference(&doing, reference)?;
        let options = RemoveImageOptions::default();
        let call = self.docker.remove_image(reference, Some(options), None);
        super::container::gone_is_fine(bounded(&doing, ACT, call).await.map(drop))
    }

    /// Pulls an image. `first_word` bounds the wait for the registry's first answer; afterwards
    /// only silence ends a pull.
    pub async fn pull(
        &self,
        reference: &str,
        first_word: Duration,
        mut on_line: impl FnMut(&str) + Send,
    ) -> Result<(), EngineError> {
        let doing = format!("pull image {reference}");
        check_reference(&doing, reference)?;
        let (repo, version) = split(reference);
        let options = CreateImageOptions {
            from_image: Some(repo.to_owned()),
            tag: Some(version.to_owned()),
            ..Default::default()
        };
        let words = self.docker.create_image(Some(options), None, None);
        drain(&doing, first_word, words, |info| on_line(info.status.as_deref().unwrap_or_default()))
            .await
    }

    /// Makes an image without a tag from a root file system, a tar archive that is read to its end;
    /// gives its id.
    pub async fn import(
        &self,
        root: impl AsyncRead + Send + Unpin + 'static,
    ) -> Result<String, EngineError> {
        let doing = "import an image";
        let options = CreateImageOptions { from_src: Some("-".to_owned()), ..Default::default() };
        let body = bollard::body_try_stream(pieces(root));
        let mut id = None;
        let words = self.docker.create_image(Some(options), Some(body), None);
        let note = |info: &CreateImageInfo| {
            id = info.status.clone().filter(|word| word.starts_with("sha256:")).or(id.take());
        };
        drain(doing, IMPORT, words, note).await?;
        id.ok_or_else(|| {
            EngineError::new(EngineErrorKind::Strange, doing, "the engine gave no id for it")
        })
    }

    /// Builds an image with the engine's classic builder, each line it says to `on_line`. Dropping
    /// the call ends the build.
    pub async fn build(
        &self,
        spec: &BuildSpec,
        mut on_line: impl FnMut(&str) + Send,
    ) -> Result<(), EngineError> {
        let doing = format!("build image {}", spec.tag);
        let options = BuildImageOptions {
            dockerfile: spec.dockerfile.clone(),
            t: Some(spec.tag.clone()),
            rm: true,
            forcerm: true,
            buildargs: Some(spec.args.clone().into_iter().collect()),
            labels: Some(spec.labels.clone().into_iter().collect()),
            target: spec.target.clone().unwrap_or_default(),
            ..Default::default()
        };
        let mut last = VecDeque::with_capacity(LAST_LINES);
        let words =
            self.docker.build_image(options, None, Some(bollard::body_full(spec.context.clone())));
        let result = drain(&doing, SILENCE, words, |info| {
            for line in info
                .stream
                .iter()
                .flat_map(|text| text.lines())
                .filter(|line| !line.trim().is_empty())
            {
                on_line(line);
                if last.len() == LAST_LINES {
                    last.pop_front();
                }
                last.push_back(line.to_owned());
            }
        })
        .await;
        result.map_err(|error| {
            let lines = last.into_iter().map(|line| format!("  | {line}"));
            let message =
                std::iter::once(error.message).chain(lines).collect::<Vec<_>>().join("\n");
            EngineError { message, ..error }
        })
    }
}

/// Reads a stream of progress to its end; only silence is bounded, since a slow network is no
/// failure.
async fn drain<T>(
    doing: &str,
    first_word: Duration,
    words: impl Stream<Item = Result<T, bollard::errors::Error>>,
    mut each: impl FnMut(&T),
) -> Result<(), EngineError> {
    let mut words = std::pin::pin!(words);
    let mut patience = first_word;
    loop {
        match tokio::time::timeout(patience, words.next()).await {
            Err(_) => return Err(timed_out(doing, patience)),
            Ok(None) => return Ok(()),
            Ok(Some(Err(raw))) => return Err(EngineError::classify(doing, &raw)),
            Ok(Some(Ok(word))) => each(&word),
        }
        patience = SILENCE;
    }
}

fn pieces(
    root: impl AsyncRead + Send + Unpin + 'static,
) -> impl Stream<Item = std::io::Result<Bytes>> + Send + 'static {
    futures_util::stream::try_unfold(root, async |mut root| {
        let mut piece = bytes::BytesMut::with_capacity(64 << 10);
        let read = root.read_buf(&mut piece).await?;
        Ok((read > 0).then(|| (piece.freeze(), root)))
    })
}

/// Repository and version of a reference; `latest` where it names none, as everywhere.
fn split(reference: &str) -> (&str, &str) {
    let name_begins = reference.rfind('/').map_or(0, |slash| slash + 1);
    match reference.rfind(['@', ':']).filter(|at| *at >= name_begins) {
        Some(at) if reference[..at].contains('@') => {
            // repo@sha256:…: the version is the whole digest.
            reference.split_once('@').unwrap_or((reference, "latest"))
        }
        Some(at) => (&reference[..at], &reference[at + 1..]),
        None => (reference, "latest"),
    }
}

/// References are part of a path on the wire.
fn check_reference(doing: &str, reference: &str) -> Result<(), EngineError> {
    let fits =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '/' | ':' | '@');
    let begins = reference.starts_with(|c: char| c.is_ascii_alphanumeric());
    if begins
        && reference.chars().all(fits)
        && !reference.contains("..")
        && !reference.contains("//")
    {
        return Ok(());
    }
    Err(EngineError::new(
        EngineErrorKind::Refused,
        doing,
        format!("'{reference}' is no reference to an image"),
    ))
}

fn image_facts(found: ImageInspect) -> ImageFacts {
    ImageFacts {
        id: found.id.unwrap_or_default(),
        tags: found.repo_tags.unwrap_or_default(),
        labels: found
            .config
            .and_then(|config| config.labels)
            .unwrap_or_default()
            .into_iter()
            .collect(),
        size: found.size.and_then(|size| size.try_into().ok()).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_split_as_docker_does() {
        assert_eq!(split("redis"), ("redis", "latest"));
        assert_eq!(split("redis:7"), ("redis", "7"));
        assert_eq!(split("host:5000/team/redis"), ("host:5000/team/redis", "latest"));
        assert_eq!(split("host:5000/team/redis:7"), ("host:5000/team/redis", "7"));
        assert_eq!(split("redis@sha256:abc"), ("redis", "sha256:abc"));
    }

    #[test]
    fn a_reference_that_would_be_another_path_never_reaches_the_engine() {
        for bad in ["", "../containers", "a//b", "a?x", "a b", "/a"] {
            assert!(check_reference("try", bad).is_err(), "{bad}");
        }
        assert!(check_reference("try", "firedrill/redis:0123456789ab").is_ok());
    }
}
