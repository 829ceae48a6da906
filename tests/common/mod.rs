//! What the outer tests share: the binary, folders of their own, and copies of the bundled pack to
//! be spoiled.
#![allow(dead_code, reason = "each test file uses its part")]

pub mod bent;
pub mod recorded;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};

/// The document of the bundled pack, and its scenarios.
pub const DOCUMENT: &str = "service-dependencies.md";
pub const LOCK: &str = "document.lock";
pub const NGINX: &str = "01-nginx-crashes.yaml";
pub const POSTGRESQL: &str = "02-postgresql-stops.yaml";
pub const REDIS: &str = "03-redis-stops.yaml";

/// The program under test. `FIREDRILL_TEST_BINARY` names another one: a release build, an installed
/// one.
pub fn binary() -> PathBuf {
    std::env::var_os("FIREDRILL_TEST_BINARY")
        .map_or_else(|| env!("CARGO_BIN_EXE_firedrill").into(), PathBuf::from)
}

/// A folder of its own for a test, gone with it.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path =
            std::env::temp_dir().join(format!("firedrill-outer-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The path of a file in it, as text.
    pub fn at(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }

    pub fn write(&self, name: &str, text: &str) -> String {
        std::fs::write(self.0.join(name), text).unwrap();
        self.at(name)
    }

    /// What stands in it, sorted.
    pub fn names(&self, sub: &str) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(self.0.join(sub)) else { return Vec::new() };
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// firedrill at work in this folder: its reports, state and working directory are here, and
    /// nothing of the caller's terminal is seen.
    pub fn firedrill<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = Command::new(binary());
        command.args(args).current_dir(&self.0);
        command
            .env("XDG_STATE_HOME", self.0.join("state"))
            .env("XDG_CACHE_HOME", self.0.join("cache"));
        command.env("COLUMNS", "100");
        for name in [
            "NO_COLOR",
            "CLICOLOR",
            "CLICOLOR_FORCE",
            "RUST_LOG",
            "GITHUB_ACTIONS",
            "GITHUB_STEP_SUMMARY",
        ] {
            command.env_remove(name);
        }
        command
    }

    /// The same, with an engine that is not there: for all that needs none.
    pub fn without_engine<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Said {
        Said::of(self.firedrill(args).env("DOCKER_HOST", "unix:///nowhere/docker.sock"))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What a command said, and its exit status.
#[derive(Debug)]
pub struct Said {
    pub status: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Said {
    pub fn of(command: &mut Command) -> Self {
        command.output().unwrap().into()
    }

    /// Fails unless it ended with this status and did not panic.
    #[track_caller]
    pub fn ends(self, status: i32) -> Self {
        assert_eq!(self.status, Some(status), "the exit status\n{}\n{}", self.out, self.err);
        assert!(!self.err.contains("panicked"), "{}", self.err);
        self
    }

    /// Fails unless standard error has all of this.
    #[track_caller]
    pub fn complains(self, words: &[&str]) -> Self {
        for word in words {
            assert!(self.err.contains(word), "'{word}' is not in: {}", self.err);
        }
        self
    }

    /// Standard output as one JSON document and nothing else.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|error| panic!("{error}: {}\n{}", self.out, self.err))
    }
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Self { status: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

/// A copy of the bundled pack.
pub struct PackCopy {
    pub folder: PathBuf,
}

impl PackCopy {
    /// Three lies of the document: a time, an impact and a member of a cascade.
    pub fn lie(&self) {
        self.edit(DOCUMENT, "Recovery: systemctl restart nginx", "15 seconds", "10 milliseconds");
        self.edit(DOCUMENT, "Scenario 2: PostgreSQL", "🟢 No impact", "🔴 No website");
        let (was, is) =
            ("Redis Exporter fails as well", "Redis Exporter and Node Exporter fail as well");
        self.edit(DOCUMENT, "Scenario 3: Redis", was, is);
        self.take_over();
    }

    /// Has the claims taken from the document as it is now.
    pub fn take_over(&self) {
        let lock = self.folder.join(LOCK);
        let (document, kept) = (
            std::fs::read_to_string(self.folder.join(DOCUMENT)).unwrap(),
            std::fs::read_to_string(&lock).unwrap(),
        );
        let (head, _) = kept.split_once('\n').unwrap();
        std::fs::write(lock, format!("{head}\n{document}")).unwrap();
    }

    /// A copy in which three failures are claimed by hand, with the words that each claim quotes.
    pub fn quoted(folder: &Folder) -> Self {
        let copy = Self::new(folder);
        let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packs/quoted");
        copy_into(&own, &copy.folder);
        copy
    }

    pub fn new(folder: &Folder) -> Self {
        let copy = folder.path().join("pack");
        copy_into(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/enterprise-scanner"),
            &copy,
        );
        Self { folder: copy }
    }

    pub fn path(&self) -> &str {
        self.folder.to_str().unwrap()
    }

    /// Replaces the first such words behind `after` (from the beginning, where that is empty) in a
    /// file of it.
    #[track_caller]
    pub fn edit(&self, file: &str, after: &str, from: &str, to: &str) {
        let path = self.folder.join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        let start = text.find(after).unwrap_or_else(|| panic!("{file} has no '{after}'"));
        let at = start
            + text[start..].find(from).unwrap_or_else(|| panic!("{file} has no '{from}' there"));
        std::fs::write(path, format!("{}{to}{}", &text[..at], &text[at + from.len()..])).unwrap();
    }

    /// The number of the line of the document that has these words first, counted from 1.
    pub fn line(&self, words: &str) -> usize {
        let text = std::fs::read_to_string(self.folder.join(DOCUMENT)).unwrap();
        1 + text.lines().position(|line| line.contains(words)).unwrap()
    }
}

/// Copies what is in a folder into another, over what is there.
pub fn copy_into(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_into(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
