//! A run and its terminal: closed in the middle it counts as the first Ctrl-C, and nothing that is
//! printed afterwards, to nobody, keeps the run from undoing what it did; and what an earlier run
//! left is asked about there.

use crate::common::{Folder, Said};
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::net::UnixListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// An engine with nothing on it that never says whether an image is there: a run waits for that
/// until somebody ends it.
fn engine(folder: &Folder) -> String {
    let path = folder.at("engine.sock");
    let listener = UnixListener::bind(&path).unwrap();
    std::thread::spawn(move || {
        let mut held = Vec::new();
        for stream in listener.incoming().map_while(Result::ok) {
            let mut lines =
                BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
            let asked = lines.next().unwrap_or_default();
            lines.find(String::is_empty);
            let body = match asked.split([' ', '?']).nth(1) {
                Some("/version") => {
                    r#"{"Version":"20.10.24","ApiVersion":"1.41","Os":"linux","Arch":"amd64"}"#
                }
                Some("/containers/json" | "/networks") => "[]",
                Some("/volumes") => r#"{"Volumes":[]}"#,
                _ => {
                    held.push(stream);
                    continue;
                }
            };
            let begin = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: \
                         close\r\nContent-Length";
            let _ = write!(&stream, "{begin}: {}\r\n\r\n{body}", body.len());
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

impl Ended {
    fn end(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Ended {
    fn drop(&mut self) {
        self.end();
    }
}

/// A shell on a terminal of its own, which `script` gives it and which is gone when `script` is
/// killed.
fn on_a_terminal(folder: &Folder, shell: &str, stdin: Stdio) -> Ended {
    let mut command = Command::new("script");
    for (name, value) in folder.firedrill([]).get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.args(["-qc", shell, "/dev/null"]).current_dir(folder.path()).env("TERM", "xterm");
    Ended(
        command
            .env("DOCKER_HOST", engine(folder))
            .stdin(stdin)
            .stdout(Stdio::null())
            .spawn()
            .unwrap(),
    )
}

fn run() -> String {
    format!("{} run redis-stops", crate::common::binary().display())
}

/// Waits until there is a file of this name.
#[track_caller]
fn until_there(folder: &Folder, sub: &str, name: &str) {
    let until = Instant::now() + Duration::from_secs(30);
    while !folder.names(sub).iter().any(|there| there == name) {
        assert!(Instant::now() < until, "{name} is not in {:?}", folder.names(sub));
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A look at an image is given up after ten seconds, which ends a run too: what ends it before that
/// is the terminal.
const SOON: Duration = Duration::from_secs(8);

#[test]
fn a_terminal_that_is_closed_ends_the_run_in_order() {
    let folder = Folder::new();
    let mut terminal = on_a_terminal(&folder, &format!("exec {}", run()), Stdio::null());
    until_journals(&folder, 1);
    let closed = Instant::now();
    terminal.end();
    until_journals(&folder, 0);
    assert!(closed.elapsed() < SOON);
}

#[test]
fn a_terminal_that_is_gone_without_a_signal_is_noticed_and_ends_the_run_in_order() {
    let folder = Folder::new();
    // Only the leader of a session is told of a hang-up: this one keeps it to itself, and says how
    // the run ended.
    let shell = format!("trap : HUP; {}; echo $? >status.new; mv status.new status", run());
    let mut terminal = on_a_terminal(&folder, &shell, Stdio::null());
    until_journals(&folder, 1);
    let closed = Instant::now();
    terminal.end();
    until_there(&folder, ".", "status");
    assert!(closed.elapsed() < SOON);
    assert_eq!(std::fs::read_to_string(folder.at("status")).unwrap(), "4\n");
    assert_eq!(folder.names("state/firedrill"), Vec::<String>::new());
}

const LEFT: &str = "20261124-074512-a3f0";

/// A journal whose writer is gone, and which cannot be read any more.
fn leave_a_damaged_journal(folder: &Folder) {
    std::fs::create_dir_all(folder.path().join("state/firedrill")).unwrap();
    folder.write(&format!("state/firedrill/{LEFT}.jsonl"), "no journal\n");
}

#[test]
fn what_an_earlier_run_left_is_taken_back_first_where_somebody_says_yes() {
    let folder = Folder::new();
    leave_a_damaged_journal(&folder);
    let mut terminal = on_a_terminal(&folder, &run(), Stdio::piped());
    // An empty line is a yes.
    terminal.0.stdin.as_mut().unwrap().write_all(b"\n").unwrap();
    until_there(&folder, "state/firedrill", &format!("{LEFT}.damaged"));
    until_journals(&folder, 2); // what was set aside, and that of the run which goes on
    terminal.end();
    until_journals(&folder, 1);
}

#[test]
fn without_a_terminal_what_is_left_is_told_in_one_line_and_recover_takes_it_back() {
    let folder = Folder::new();
    leave_a_damaged_journal(&folder);
    let address = engine(&folder);
    let mut run = folder.firedrill(["run", "redis-stops", "--timeout", "1s"]);
    let said = Said::of(run.env("DOCKER_HOST", &address)).ends(4);
    let told: Vec<&str> = said.err.lines().filter(|line| line.contains(LEFT)).collect();
    assert!(told.len() == 1 && told[0].contains("`firedrill recover`"), "{}", said.err);
    let said = Said::of(folder.firedrill(["recover"]).env("DOCKER_HOST", &address)).ends(5);
    said.complains(&[
        "is damaged",
        "its stack removed",
        &format!("{LEFT}.damaged says what that was"),
    ]);
    assert!(Said::of(&mut folder.firedrill(["recover"])).ends(0).out.contains("nothing is left"));
}
