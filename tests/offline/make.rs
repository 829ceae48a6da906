//! The Makefile and the scripts behind it, with stand-ins for all that they call: what they answer
//! to a machine without an engine, without the right to one, and how `make drill` ends.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

const REPOSITORY: &str = env!("CARGO_MANIFEST_DIR");

/// A machine on which some programs are stand-ins.
struct Machine {
    folder: PathBuf,
    environment: Vec<(&'static str, String)>,
}

impl Machine {
    /// One on which an engine answers, and cargo builds and runs a firedrill that finds nothing
    /// wrong.
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("make").join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        fs::create_dir_all(folder.join("bin")).unwrap();
        Self { folder, environment: Vec::new() }
            .with("docker", "echo 20.10.24")
            .with("cargo", "true")
    }

    fn with(self, program: &str, script: &str) -> Self {
        let path = self.folder.join("bin").join(program);
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        self
    }

    fn with_variable(mut self, name: &'static str, value: &str) -> Self {
        self.environment.push((name, value.to_owned()));
        self
    }

    fn without_engine(self) -> Self {
        self.with(
            "docker",
            "echo 'Cannot connect to the Docker daemon. Is the docker daemon running?' >&2; exit 1",
        )
    }

    fn used_by(self, user: &str, id: u32) -> Self {
        self.with("id", &format!("case $1 in -u) echo {id} ;; *) echo {user} ;; esac"))
    }

    /// Runs a command of the project; its exit status, and what it wrote to standard output and
    /// error.
    fn run(&self, command: &[&str]) -> (i32, String) {
        let output = Command::new(command[0])
            .args(&command[1..])
            .current_dir(REPOSITORY)
            .env_clear()
            .env(
                "PATH",
                format!("{}:/usr/sbin:/usr/bin:/sbin:/bin", self.folder.join("bin").display()),
            )
            .env("CARGO_TARGET_DIR", self.folder.join("target"))
            .env("ENGINE_LOG", self.folder.join("engine.log"))
            .env("ENGINE_LOCKED", "1") // the lock is the real machine's
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.code().unwrap(), String::from_utf8(said).unwrap())
    }
}

#[test]
fn make_drill_ends_with_the_status_of_firedrill() {
    for status in [0, 1, 3, 5] {
        let machine = Machine::new(&format!("status-{status}"))
            .with("cargo", &format!("case $1 in run) echo \"$@\"; exit {status} ;; esac"));
        let (ended, said) = machine.run(&["make", "drill", "SCENARIOS=nginx-crashes redis-stops"]);
        assert_eq!(ended, status, "{said}");
        assert!(said.contains("-- run nginx-crashes redis-stops"), "{said}");
    }
}

#[test]
fn make_drill_says_the_status_where_make_cannot_end_with_it() {
    let machine = Machine::new("no-compiler").with("cargo", "case $1 in run) exit 5 ;; esac");
    let (ended, said) = machine.run(&["make", "drill", "CC=false"]);
    assert_eq!(ended, 2, "{said}");
    assert!(said.contains("firedrill's exit status: 5"), "{said}");
}

#[test]
fn a_dry_run_of_make_drill_runs_nothing() {
    let (ended, said) =
        Machine::new("dry").with("cargo", "echo RAN; exit 5").run(&["make", "-n", "drill"]);
    assert_eq!(ended, 0, "{said}");
    assert!(!said.lines().any(|line| line == "RAN"), "{said}");
}

#[test]
fn make_drill_without_an_engine_ends_with_3_before_it_builds() {
    let machine = Machine::new("drill-no-engine")
        .without_engine()
        .used_by("alice", 1000)
        .with("cargo", "echo BUILT");
    let (ended, said) = machine.run(&["make", "drill"]);
    assert_eq!(ended, 3, "{said}");
    assert!(!said.contains("BUILT"), "{said}");
}

#[test]
fn an_engine_that_answers_is_left_alone() {
    let machine =
        Machine::new("answers").with("dockerd", "echo STARTED").with("apt-get", "echo INSTALLED");
    let (ended, said) = machine.run(&["make", "engine"]);
    assert_eq!((ended, said.as_str()), (0, "The Docker engine answers (20.10.24).\n"));
}

#[test]
fn who_may_not_use_the_engine_is_told_how_to() {
    let machine = Machine::new("forbidden")
        .with(
            "docker",
            "echo 'permission denied while trying to connect to the Docker daemon \
             socket' >&2; exit 1",
        )
        .used_by("alice", 1000);
    let (ended, said) = machine.run(&[".ci/engine"]);
    assert_eq!(ended, 3, "{said}");
    assert!(said.contains("sudo usermod -aG docker alice"), "{said}");
}

#[test]
fn who_is_not_root_is_told_what_root_has_to_run() {
    let (ended, said) =
        Machine::new("not-root").without_engine().used_by("alice", 1000).run(&[".ci/engine"]);
    assert_eq!(ended, 3, "{said}");
    assert!(said.contains("sudo make engine"), "{said}");
}

#[test]
fn no_engine_is_started_in_place_of_one_that_the_user_has_named() {
    let machine = Machine::new("elsewhere")
        .without_engine()
        .used_by("root", 0)
        .with("dockerd", "echo STARTED")
        .with_variable("DOCKER_HOST", "tcp://192.0.2.1:2375");
    let (ended, said) = machine.run(&[".ci/engine"]);
    assert_eq!(ended, 3, "{said}");
    assert!(
        said.contains("DOCKER_HOST=tcp://192.0.2.1:2375") && !said.contains("STARTED"),
        "{said}"
    );
}

#[test]
fn an_engine_that_ends_at_once_leaves_its_last_words() {
    let machine = Machine::new("ends")
        .without_engine()
        .used_by("root", 0)
        .with("dockerd", "echo 'no space left on device'; exit 1")
        .with_variable("ENGINE_FLAGS", "--debug");
    let (ended, said) = machine.run(&[".ci/engine"]);
    assert_eq!(ended, 3, "{said}");
    assert!(
        said.contains("    no space left on device\n") && said.contains("What can be done:"),
        "{said}"
    );
}

#[test]
fn a_storage_driver_that_does_not_work_here_is_replaced() {
    let machine = Machine::new("storage")
        .used_by("root", 0)
        .with("docker", "[ -e \"${0%/*}/../up\" ] && echo 20.10.24")
        .with(
            "grep",
            "case $* in *daemon.json*) exit 1 ;; esac; PATH=/usr/bin:/bin; exec grep \"$@\"",
        )
        .with(
            "dockerd",
            "case $* in *vfs*) touch \"${0%/*}/../up\"; exec sleep 1 ;; *) echo 'no graphdriver'; \
             exit 1 ;; esac",
        )
        .with_variable("ENGINE_FLAGS", "--debug");
    let (ended, said) = machine.run(&[".ci/engine"]);
    assert_eq!(ended, 0, "{said}");
    assert!(said.contains("with the storage driver vfs"), "{said}");
}
