//! A terminal that is closed in the middle of a run counts as the first Ctrl-C, and nothing that is printed afterwards, to
//! nobody, keeps the run from undoing what it did.
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test of the program from outside")]

mod common;

use common::Folder;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::net::UnixListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// An engine with nothing on it that never says whether an image is there: a run waits for that until somebody ends it.
fn engine(folder: &Folder) -> String {
    let path = folder.at("engine.sock");
    let listener = UnixListener::bind(&path).unwrap();
    std::thread::spawn(move || {
        let mut held = Vec::new();
        for stream in listener.incoming().map_while(Result::ok) {
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
            let asked = lines.next().unwrap_or_default();
            lines.find(String::is_empty);
            let body = match asked.split([' ', '?']).nth(1) {
                Some("/version") => r#"{"Version":"20.10.24","ApiVersion":"1.41","Os":"linux","Arch":"amd64"}"#,
                Some("/containers/json" | "/networks") => "[]",
                Some("/volumes") => r#"{"Volumes":[]}"#,
                _ => {
                    held.push(stream);
                    continue;
                }
            };
            let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length";
            let _ = write!(&stream, "{head}: {}\r\n\r\n{body}", body.len());
        }
    });
    format!("unix://{path}")
}

/// Waits until the state folder has so many journals.
#[track_caller]
fn until_journals(folder: &Folder, wanted: usize) {
    let until = Instant::now() + Duration::from_secs(30);
    while folder.names("state/firedrill").len() != wanted {
        assert!(Instant::now() < until, "{:?}", folder.names("state/firedrill"));
        std::thread::sleep(Duration::from_millis(20));
    }
}

struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_terminal_that_is_closed_ends_the_run_in_order() {
    let folder = Folder::new();
    let address = engine(&folder);
    // `script` gives the run a terminal, which is gone when `script` is killed.
    let run = format!("{} run redis-stops; echo $? >status", common::binary().display());
    let mut command = folder.firedrill([]);
    let environment: Vec<_> =
        command.get_envs().map(|(name, value)| (name.to_owned(), value.map(ToOwned::to_owned))).collect();
    command = Command::new("script");
    for (name, value) in environment {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    // The shell survives the hang-up to say how the run ended.
    let shell = format!("trap : HUP; {run}");
    let command = command.args(["-qc", &shell, "/dev/null"]).current_dir(folder.path()).env("DOCKER_HOST", address);
    let mut terminal = Ended(command.env("TERM", "xterm").stdin(Stdio::null()).stdout(Stdio::null()).spawn().unwrap());
    until_journals(&folder, 1);
    terminal.0.kill().unwrap();
    terminal.0.wait().unwrap();
    until_journals(&folder, 0);
    let until = Instant::now() + Duration::from_secs(30);
    while folder.names(".").iter().all(|name| name != "status") && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(std::fs::read_to_string(folder.at("status")).unwrap(), "4\n");
}
