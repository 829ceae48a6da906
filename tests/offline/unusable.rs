//! The command line where no engine can be used, or nothing can be written: exit statuses, next
//! steps, and that nothing is begun.

use crate::common::{Folder, Said, copy_into};
use std::io::{BufRead as _, BufReader, ErrorKind, Write as _};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::net::UnixListener;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};

#[test]
fn no_engine_is_status_3_with_the_next_step_and_leaves_nothing() {
    let folder = Folder::new();
    for command in ["run", "up", "down", "status"] {
        let said = folder.without_engine([command]).ends(3);
        assert!(said.out.is_empty(), "{said:?}");
        said.complains(&["/nowhere/docker.sock", "next: ", "DOCKER_HOST"]);
    }
    assert_eq!(folder.names(""), Vec::<String>::new(), "no report, no state");
    folder.without_engine(["recover"]).ends(0); // there is nothing to recover, which needs no engine to know
}

#[test]
fn a_pack_of_a_document_alone_is_looked_at_and_not_drilled() {
    let folder = Folder::new();
    let pack = folder.at("pack");
    copy_into(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packs/small"), Path::new(&pack));
    std::fs::remove_file(folder.at("pack/compose.yaml")).unwrap();
    let text = std::fs::read_to_string(folder.at("pack/pack.yaml")).unwrap();
    let of_a_stack = ["compose:", "droplet:", "authority:", "resolvers:", "journeys:"];
    let kept = text.lines().filter(|line| of_a_stack.iter().all(|key| !line.starts_with(key)));
    folder.write("pack/pack.yaml", &kept.collect::<Vec<_>>().join("\n"));
    let said = folder.without_engine(["validate", &pack]).ends(0);
    assert!(said.out.contains("no Compose file, so no stack to drill"), "{}", said.out);
    for looked_at in [&["list"][..], &["plan"], &["show", "web-stops"]] {
        let args = looked_at.iter().copied().chain(["--pack", &pack]);
        let said = folder.without_engine(args).ends(0);
        assert!(said.out.contains("web-stops"), "{looked_at:?}: {}", said.out);
    }
    for drilled in [
        &["run"][..],
        &["run", "web-stops", "--engine", "simulated"],
        &["run", "--project", "shop", "--yes"],
        &["up"],
    ] {
        let args = drilled.iter().copied().chain(["--pack", &pack]);
        let said = folder.without_engine(args).ends(2);
        said.complains(&["the pack names no Compose file", "no stack to drill", "compose: FILE"]);
    }
    assert_eq!(folder.names(""), ["pack"], "no report, no state");
}

#[test]
fn every_option_that_an_error_advises_is_one_that_exists() {
    let folder = Folder::new();
    let help = folder.without_engine(["run", "--help"]).ends(0).out;
    let advice = folder.without_engine(["run"]).ends(3).err;
    let options = advice
        .split(|c: char| !(c.is_alphanumeric() || c == '-'))
        .filter(|word| word.starts_with("--"));
    options.for_each(|option| assert!(help.contains(option), "{option} is advised: {advice}"));
}

#[test]
fn doctor_says_what_is_missing_and_what_to_do() {
    let folder = Folder::new();
    let said = folder.without_engine(["doctor"]).ends(3);
    assert!(
        said.out.contains("✗ engine") && said.out.contains("next: start the engine"),
        "{}",
        said.out
    );
    let findings = folder.without_engine(["doctor", "--format", "json"]).ends(3).json();
    let engine =
        findings.as_array().unwrap().iter().find(|finding| finding["what"] == "engine").unwrap();
    assert_eq!(engine["good"], false);
    assert_eq!(folder.names(""), Vec::<String>::new(), "what was tried is removed");
}

#[test]
fn an_engine_on_another_machine_is_refused() {
    let folder = Folder::new();
    let said =
        Said::of(folder.firedrill(["run"]).env("DOCKER_HOST", "tcp://10.0.0.1:2375")).ends(3);
    said.complains(&["another machine", "127.0.0.1", "DOCKER_HOST"]);
}

/// A socket that gives each connection the same answer, and writes down what was asked.
struct Mock {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Mock {
    fn new(folder: &Folder, answer: &str) -> Self {
        let path = folder.at("mock.sock");
        let listener = UnixListener::bind(&path).unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (heard, answer) = (Arc::clone(&asked), answer.to_owned());
        // It ends with the test's process.
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let mut lines =
                    BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
                heard.lock().unwrap().extend(lines.next());
                lines.find(String::is_empty);
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        Self { address: format!("unix://{path}"), asked }
    }

    /// An engine that only knows its own version.
    fn engine(folder: &Folder, api: &str) -> Self {
        let body =
            format!(r#"{{"Version":"20.10.24","ApiVersion":"{api}","Os":"linux","Arch":"amd64"}}"#);
        Self::new(folder, &http("200 OK", &body))
    }
}

fn http(status: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: \
         {length}\r\nConnection: close\r\n\r\n{body}"
    )
}

#[test]
fn what_is_no_engine_is_called_strange_and_is_status_3() {
    for answer in
        ["SSH-2.0-OpenSSH_9.2\r\n".to_owned(), http("200 OK", "{}"), http("404 Not Found", "{}")]
    {
        let folder = Folder::new();
        let mock = Mock::new(&folder, &answer);
        let said = Said::of(folder.firedrill(["run"]).env("DOCKER_HOST", &mock.address)).ends(3);
        said.complains(&["cannot connect to the engine at unix://", "next: ", "DOCKER_HOST"]);
        assert_eq!(folder.names("state"), Vec::<String>::new());
    }
}

#[test]
fn an_engine_that_is_too_old_is_status_3_and_is_told_what_would_do() {
    let folder = Folder::new();
    let mock = Mock::engine(&folder, "1.24");
    let said = Said::of(folder.firedrill(["run"]).env("DOCKER_HOST", &mock.address)).ends(3);
    said.complains(&["1.24", "next: install Docker Engine 20.10 or newer"]);
}

#[test]
fn an_engine_that_one_may_not_use_is_status_3_with_the_way_to_the_right() {
    let folder = Folder::new();
    let mock = Mock::engine(&folder, "1.41");
    std::fs::set_permissions(
        folder.path().join("mock.sock"),
        std::fs::Permissions::from_mode(0o000),
    )
    .unwrap();
    let mut command = folder.firedrill(["run"]);
    if std::fs::metadata(folder.path()).unwrap().uid() == 0 {
        // Root may use every socket. Nobody may not, and needs a way to the program.
        std::fs::copy(crate::common::binary(), folder.path().join("firedrill")).unwrap();
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        command = Command::new(folder.path().join("firedrill"));
        command.arg("run").current_dir("/").uid(65534).gid(65534);
    }
    command.env("DOCKER_HOST", &mock.address);
    // A child that another test is just starting may still hold the copy open for writing, and then
    // it cannot be run.
    let output = std::iter::repeat_with(|| command.output()).find(|done| {
        !done.as_ref().is_err_and(|error| error.kind() == ErrorKind::ExecutableFileBusy)
    });
    let said = Said::from(output.unwrap().unwrap()).ends(3);
    said.complains(&["ermission denied", "next: join the engine's group"]);
    assert!(mock.asked.lock().unwrap().is_empty());
}

#[test]
fn a_report_folder_that_cannot_be_made_is_status_2_and_starts_nothing() {
    let folder = Folder::new();
    let mock = Mock::engine(&folder, "1.41");
    let file = folder.write("file", "");
    let mut run = folder.firedrill(["run", "--report-dir", &format!("{file}/reports")]);
    let said = Said::of(run.env("DOCKER_HOST", &mock.address)).ends(2);
    said.complains(&["cannot make the report folder", "/file/reports/", "--report-dir DIR"]);
    let asked = mock.asked.lock().unwrap().clone();
    assert!(asked.iter().all(|line| line.starts_with("GET ")), "{asked:?}");
    assert_eq!(folder.names("state/firedrill"), Vec::<String>::new());
}

#[test]
fn a_state_folder_that_cannot_be_made_starts_nothing() {
    let folder = Folder::new();
    let mock = Mock::engine(&folder, "1.41");
    let file = folder.write("file", "");
    let mut run = folder.firedrill(["run"]);
    let said = Said::of(run.env("DOCKER_HOST", &mock.address).env("XDG_STATE_HOME", file)).ends(3);
    said.complains(&["state folder", "next: ", "XDG_STATE_HOME"]);
    let asked = mock.asked.lock().unwrap().clone();
    assert!(asked.iter().all(|line| line.starts_with("GET ")), "{asked:?}");
}
