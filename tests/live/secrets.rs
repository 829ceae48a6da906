//! The run's password on the real stack: whatever a run leaves or shows is searched for it, while
//! the documented recovery itself prints it.

use crate::common::{DOCUMENT, Folder, PackCopy};
use crate::docker::ask;
use crate::runs::{RUN_LABEL, Watched, on_the_stack};
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::time::Duration;
use testcontainers::bollard::query_parameters::{InspectContainerOptions, ListContainersOptions};

const RECOVERY: &str = "systemctl restart nginx";
/// Prints the environment of a container that has the password in it.
const PRINTS_IT: &str = "docker exec enterprisescanner_postgres env; systemctl restart nginx";

#[test]
fn the_password_of_a_run_is_in_nothing_that_it_shows_or_leaves() {
    on_the_stack(is_in_nothing);
}

fn is_in_nothing(folder: &Folder) {
    let pack = PackCopy::new(folder);
    pack.edit(DOCUMENT, &format!("Recovery: {RECOVERY}"), RECOVERY, PRINTS_IT);
    // A document that is wrong: only then the containers' logs and inspections are kept.
    pack.edit(DOCUMENT, PRINTS_IT, "15 seconds", "10 milliseconds");
    pack.take_over();
    let args = ["run", "nginx-crashes", "--profile", "static", "-v", "--pack", pack.path()];
    let mut run = Watched::start(&mut folder.firedrill(args));
    let (mut commands, mut containers) = (BTreeSet::new(), BTreeSet::new());
    while !run.is_over() {
        commands.extend(command_lines());
        containers.extend(with_password(folder));
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
    let ends_with =
        |end: &str| files.iter().filter(|path| path.to_str().unwrap().ends_with(end)).count();
    assert!(
        ends_with(".log") > 10 && ends_with("report.json") == 1 && ends_with(".jsonl") == 1,
        "{files:?}"
    );
    for file in &files {
        let text = String::from_utf8_lossy(&std::fs::read(file).unwrap()).into_owned();
        assert!(!text.contains(password.as_str()), "{} has it", file.display());
    }
    let timeline =
        files.iter().find(|path| path.extension().is_some_and(|end| end == "jsonl")).unwrap();
    let printed = std::fs::read_to_string(timeline).unwrap();
    assert!(
        printed.contains("POSTGRES_PASSWORD=<secret>"),
        "the recovery printed it, and it was taken out"
    );
    for image in images {
        assert!(!about_image(&image).contains(password.as_str()), "the image {image} has it");
    }
}

/// The command lines of all processes of this machine, those in containers too.
fn command_lines() -> Vec<String> {
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    let lines = processes.filter_map(|entry| std::fs::read(entry.path().join("cmdline")).ok());
    lines
        .map(|line| String::from_utf8_lossy(&line).replace('\0', " "))
        .filter(|line| !line.is_empty())
        .collect()
}

/// The password in the environment of each container of this folder's run that has it, and the
/// container's image.
fn with_password(folder: &Folder) -> Vec<(String, String)> {
    let Some(run) = folder.names("reports").pop() else { return Vec::new() };
    ask(async |docker| {
        let label = vec![format!("{RUN_LABEL}={run}")];
        let filters = Some(HashMap::from([("label".to_owned(), label)]));
        let options = ListContainersOptions { all: true, filters, ..Default::default() };
        let mut found = Vec::new();
        for container in docker.list_containers(Some(options)).await.unwrap_or_default() {
            let id = container.id.unwrap_or_default();
            // One that is gone meanwhile has none.
            let Ok(facts) = docker.inspect_container(&id, None::<InspectContainerOptions>).await
            else {
                continue;
            };
            let environment = facts.config.and_then(|config| config.env).unwrap_or_default();
            let password =
                environment.iter().find_map(|line| line.strip_prefix("POSTGRES_PASSWORD="));
            found.extend(
                password.map(|password| (password.to_owned(), facts.image.unwrap_or_default())),
            );
        }
        found
    })
}

/// All that the engine tells of an image: its configuration and how each layer was made.
fn about_image(image: &str) -> String {
    ask(async |docker| {
        let facts = docker.inspect_image(image).await.unwrap();
        let history = docker.image_history(image).await.unwrap();
        format!("{facts:?} {history:?}")
    })
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}
