//! What an image is made from, as a hash and as a build's context. Pure.

use super::dockerfile::Dockerfile;
use crate::pack::compose::{Build, Compose};
use crate::pack::{PackFiles, from_the_pack, within};
use crate::words::hex;
use bytes::Bytes;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// The files that a build sees, by their paths in its context.
pub(super) struct Context<'a> {
    files: BTreeMap<&'a str, &'a [u8]>,
    /// The Dockerfile, read.
    pub dockerfile: Dockerfile,
    path: &'a str,
}

impl<'a> Context<'a> {
    /// The context of a build; `None` where the pack has no such Dockerfile.
    pub(super) fn new(files: &'a PackFiles, build: &'a Build) -> Option<Self> {
        let path = build.dockerfile.trim_start_matches("./");
        let folder = from_the_pack(".", &build.context)?;
        let all: BTreeMap<&str, &[u8]> = files
            .paths()
            .filter_map(|whole| Some((within(&folder, whole)?, files.bytes(whole)?)))
            .collect();
        let dockerfile = Dockerfile::read(&String::from_utf8_lossy(all.get(path)?));
        let files =
            all.into_iter().filter(|(name, _)| *name == path || dockerfile.takes(name)).collect();
        Some(Self { files, dockerfile, path })
    }

    /// A hash of all that goes into a target but its base: the Dockerfile, the files it takes, the
    /// arguments.
    pub(super) fn hash(&self, target: Option<&str>, args: &BTreeMap<String, String>) -> String {
        let mut hash = Sha256::new();
        let mut part = |bytes: &[u8]| {
            // With its length, so that nothing can slip from one part into the next.
            hash.update((bytes.len() as u64).to_be_bytes());
            hash.update(bytes);
        };
        part(target.unwrap_or_default().as_bytes());
        for (name, value) in args {
            part(name.as_bytes());
            part(value.as_bytes());
        }
        for (path, bytes) in &self.files {
            part(path.as_bytes());
            part(bytes);
        }
        hex(&hash.finalize())
    }

    /// The context as a tar archive; the same files give the same bytes, so that the builder's
    /// cache holds.
    pub(super) fn archive(&self) -> std::io::Result<Bytes> {
        let mut archive = tar::Builder::new(Vec::new());
        for (path, bytes) in &self.files {
            let mut header = tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            // What is to be executable the Dockerfile says: a pack in memory has no modes.
            header.set_mode(0o644);
            header.set_mtime(0);
            archive.append_data(&mut header, path, *bytes)?;
        }
        archive.into_inner().map(Bytes::from)
    }

    /// The Dockerfile's path in the archive.
    pub(super) const fn dockerfile_path(&self) -> &str {
        self.path
    }
}

/// The paths of the pack's files that go into the images of these services, Dockerfiles included.
pub fn built_from<'a>(compose: &Compose, files: &'a PackFiles) -> BTreeSet<&'a str> {
    let mut all = BTreeSet::new();
    for build in compose.services.values().filter_map(|service| service.build.as_ref()) {
        let (Some(seen), Some(folder)) =
            (Context::new(files, build), from_the_pack(".", &build.context))
        else {
            continue;
        };
        all.extend(files.paths().filter(|whole| {
            within(&folder, whole).is_some_and(|path| seen.files.contains_key(path))
        }));
    }
    all
}

/// The tag of an image: what it is made from, and on what.
pub(super) fn tag(content: &str, base: &str) -> String {
    let hash = Sha256::new().chain_update(content).chain_update([0]).chain_update(base).finalize();
    hex(&hash).chars().take(12).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn files(extra: &[(&str, &str)]) -> PackFiles {
        let base = [
            ("images/Dockerfile", "FROM x AS a\nCOPY app /app\n"),
            ("app/x.py", "1"),
            ("pack.yaml", "name: x"),
        ];
        base.iter().chain(extra).map(|(path, text)| (*path, text.as_bytes())).collect()
    }

    fn build() -> Build {
        Build {
            context: ".".to_owned(),
            dockerfile: "images/Dockerfile".to_owned(),
            ..Build::default()
        }
    }

    fn hash(extra: &[(&str, &str)]) -> String {
        Context::new(&files(extra), &build()).unwrap().hash(Some("a"), &BTreeMap::new())
    }

    #[test]
    fn the_hash_follows_what_is_copied_and_nothing_else() {
        assert_eq!(hash(&[]), hash(&[("01-scenario.yaml", "x"), ("pack.yaml", "name: y")]));
        assert_ne!(hash(&[]), hash(&[("app/x.py", "2")]));
        assert_ne!(hash(&[]), hash(&[("app/new.py", "")]));
        assert_ne!(hash(&[]), hash(&[("images/Dockerfile", "FROM x AS a\nCOPY app /ap\n")]));
    }

    #[test]
    fn a_tag_follows_the_base_and_is_short_enough_to_read() {
        assert_eq!(tag("content", "one").len(), 12);
        assert_ne!(tag("content", "one"), tag("content", "two"));
    }

    #[test]
    fn an_archive_has_the_dockerfile_and_what_it_copies() {
        let files = files(&[]);
        let archive = Context::new(&files, &build()).unwrap().archive().unwrap();
        let mut read = tar::Archive::new(&archive[..]);
        let paths: Vec<_> = read
            .entries()
            .unwrap()
            .map(|entry| entry.unwrap().path().unwrap().display().to_string())
            .collect();
        assert_eq!(paths, ["app/x.py", "images/Dockerfile"]);
    }

    #[test]
    fn a_context_within_the_pack_has_its_own_paths() {
        let files: PackFiles =
            [("site/Dockerfile", "FROM x\nCOPY a /a\n"), ("site/a", "1"), ("a", "2")]
                .into_iter()
                .map(|(path, text)| (path, text.as_bytes()))
                .collect();
        let build = Build {
            context: "./site".to_owned(),
            dockerfile: "Dockerfile".to_owned(),
            ..Build::default()
        };
        let context = Context::new(&files, &build).unwrap();
        assert_eq!(context.files.keys().copied().collect::<Vec<_>>(), ["Dockerfile", "a"]);
        assert!(
            Context::new(&files, &Build { dockerfile: "other".to_owned(), ..build.clone() })
                .is_none()
        );
    }

    #[test]
    fn no_context_reaches_out_of_the_pack() {
        let files = files(&[]);
        for (context, dockerfile) in [
            ("..", "Dockerfile"),
            ("../..", "images/Dockerfile"),
            ("/etc", "passwd"),
            (".", "/etc/passwd"),
            (".", "../images/Dockerfile"),
            ("https://example.com/x.git", "Dockerfile"),
        ] {
            let build = Build {
                context: context.to_owned(),
                dockerfile: dockerfile.to_owned(),
                ..Build::default()
            };
            assert!(Context::new(&files, &build).is_none(), "{context} {dockerfile}");
        }
    }

    proptest! {
        #[test]
        fn no_two_sets_of_files_have_one_hash(one in "[ab/]{0,4}", two in "[ab/]{0,4}", text in "[ab]{0,4}", other in "[ab]{0,4}") {
            let with = |path: &str, text: &str| hash(&[(&format!("app/{path}"), text)]);
            prop_assume!((one.as_str(), text.as_str()) != (two.as_str(), other.as_str()));
            prop_assert_ne!(with(&one, &text), with(&two, &other));
        }
    }
}
