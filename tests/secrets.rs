//! The run's password on the real stack: whatever a run leaves or shows is searched for it, while the documented recovery
//! itself prints it.
//!
//! Needs an engine, and fails where there is none, unless `FIREDRILL_NO_ENGINE=1` says that there is to be none.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(clippy::disallowed_types, reason = "containers are looked at without firedrill")]
#![expect(clippy::disallowed_methods, reason = "the program is run, and what it leaves is read")]

mod common;
#[path = "common/engine.rs"]
mod engine;

use common::{DOCUMENT, Folder, NGINX, PackCopy, Said};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::Duration;
use testcontainers::bollard::Docker;
use testcontainers::bollard::query_parameters::{InspectContainerOptions, ListContainersOptions};
use testcontainers::core::client::docker_client_instance;

const RECOVERY: &str = "systemctl restart nginx";
/// Prints the environment of a container that has the password in it.
const PRINTS_IT: &str = "docker exec enterprisescanner_postgres env; systemctl restart nginx";

#[test]
fn the_password_of_a_run_is_in_nothing_that_it_shows_or_leaves() {
    if std::env::var("FIREDRILL_NO_ENGINE").is_ok_and(|value| value == "1") {
        println!("skipped: FIREDRILL_NO_ENGINE=1 says that there is no engine");
        return;
    }
    let folder = Folder::new();
    let pack = PackCopy::new(&folder);
    pack.edit(DOCUMENT, &format!("Recovery: {RECOVERY}"), RECOVERY, PRINTS_IT);
    pack.edit(NGINX, "", RECOVERY, PRINTS_IT);
    pack.edit(NGINX, "run:", RECOVERY, PRINTS_IT);
    // A document that is wrong: only then the containers' logs and inspections are kept.
    pack.edit(DOCUMENT, PRINTS_IT, "15 seconds", "10 milliseconds");
    pack.edit(NGINX, "", "15 seconds", "10 milliseconds");
    pack.edit(NGINX, "", "within: 15s", "within: 10ms");
    let args = ["run", "nginx-crashes", "--profile", "static", "-v", "--pack", pack.path()];
    let mut run = Run(folder.firedrill(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap());
    let (mut commands, mut containers) = (BTreeSet::new(), BTreeSet::new());
    // Standard output and error are far smaller than a pipe holds.
    while run.0.try_wait().unwrap().is_none() {
        commands.extend(command_lines());
        containers.extend(with_password(&folder));
        std::thread::sleep(Duration::from_millis(20));
    }
    let said = run.end();
    assert_eq!(said.status, Some(1), "{}\n{}", said.out, said.err);

    let (passwords, images): (BTreeSet<String>, BTreeSet<String>) = containers.into_iter().unzip();
    assert_eq!(passwords.len(), 1, "one a run: {passwords:?}");
    let password = passwords.first().unwrap();
    assert!(password.len() >= 32, "{password}");
    assert!(commands.len() > 20, "{commands:?}");
    for command in &commands {
        assert!(!command.contains(password.as_str()), "ps shows it: {command}");
    }
    assert!(!said.out.contains(password.as_str()) && !said.err.contains(password.as_str()));
    let files = files(folder.path());
    let ends_with = |end: &str| files.iter().filter(|path| path.to_str().unwrap().ends_with(end)).count();
    assert!(ends_with(".log") > 10 && ends_with("report.json") == 1 && ends_with(".jsonl") == 1, "{files:?}");
    for file in &files {
        let text = String::from_utf8_lossy(&std::fs::read(file).unwrap()).into_owned();
        assert!(!text.contains(password.as_str()), "{} has it", file.display());
    }
    let timeline = files.iter().find(|path| path.extension().is_some_and(|end| end == "jsonl")).unwrap();
    let printed = std::fs::read_to_string(timeline).unwrap();
    assert!(printed.contains("POSTGRES_PASSWORD=<secret>"), "the recovery printed it, and it was taken out");
    for image in images {
        assert!(!about_image(&image).contains(password.as_str()), "the image {image} has it");
    }
}

/// A run that does not outlive a test that failed.
struct Run(Child);

impl Run {
    fn end(mut self) -> Said {
        let mut texts = [String::new(), String::new()];
        std::io::Read::read_to_string(&mut self.0.stdout.take().unwrap(), &mut texts[0]).unwrap();
        std::io::Read::read_to_string(&mut self.0.stderr.take().unwrap(), &mut texts[1]).unwrap();
        let status = self.0.wait().unwrap().code();
        let [out, err] = texts;
        Said { status, out, err }
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        if self.0.try_wait().is_ok_and(|ended| ended.is_none()) {
            let interrupt = format!("kill -INT {}", self.0.id());
            let _ = std::process::Command::new("sh").args(["-c", &interrupt]).status();
            let _ = self.0.wait();
        }
    }
}

/// The command lines of all processes of this machine, those in containers too.
fn command_lines() -> Vec<String> {
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    let lines = processes.filter_map(|entry| std::fs::read(entry.path().join("cmdline")).ok());
    lines.map(|line| String::from_utf8_lossy(&line).replace('\0', " ")).filter(|line| !line.is_empty()).collect()
}

/// The password in the environment of each container of this folder's run that has it, and the container's image.
fn with_password(folder: &Folder) -> Vec<(String, String)> {
    let Some(run) = folder.names("reports").pop() else { return Vec::new() };
    block_on(async move |docker: Docker| {
        let label = vec![format!("dev.firedrill.run={run}")];
        let filters = Some(std::collections::HashMap::from([("label".to_owned(), label)]));
        let options = ListContainersOptions { all: true, filters, ..Default::default() };
        let mut found = Vec::new();
        for container in docker.list_containers(Some(options)).await.unwrap_or_default() {
            let id = container.id.unwrap_or_default();
            // One that is gone meanwhile has none.
            let Ok(facts) = docker.inspect_container(&id, None::<InspectContainerOptions>).await else { continue };
            let environment = facts.config.and_then(|config| config.env).unwrap_or_default();
            let password = environment.iter().find_map(|line| line.strip_prefix("POSTGRES_PASSWORD="));
            found.extend(password.map(|password| (password.to_owned(), facts.image.unwrap_or_default())));
        }
        found
    })
}

/// All that the engine tells of an image: its configuration and how each layer was made.
fn about_image(image: &str) -> String {
    block_on(async |docker: Docker| {
        let facts = docker.inspect_image(image).await.unwrap();
        let history = docker.image_history(image).await.unwrap();
        format!("{facts:?} {history:?}")
    })
}

fn block_on<T>(work: impl AsyncFnOnce(Docker) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async { work(docker_client_instance().await.unwrap()).await })
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}
