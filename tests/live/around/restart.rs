//! The engine is killed and started again in the middle of a drill: an engine of the test's own,
//! beside the machine's.

use super::small;
use crate::common::{Folder, Said};
use crate::docker;
use crate::runs::{RUN_LABEL, Watched, on_the_stack};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// An engine of its own: its images, containers and networks are nobody else's, and it leaves the
/// machine's firewall alone.
struct Dockerd {
    folder: PathBuf,
    process: Child,
    bridge: Bridge,
}

/// The engine's default bridge. It must have one: an engine that is told to do without removes
/// `docker0`, which is the machine's engine's.
struct Bridge(String);

impl Bridge {
    fn new() -> Option<Self> {
        let bridge = Self(format!("fdtest{}", std::process::id() % 100_000));
        let steps = [
            format!("link add {} type bridge", bridge.0),
            format!("addr add 10.213.7.1/24 dev {}", bridge.0),
        ];
        steps.iter().all(|step| ip(step)).then_some(bridge)
    }
}

impl Drop for Bridge {
    fn drop(&mut self) {
        ip(&format!("link del {}", self.0));
    }
}

fn ip(step: &str) -> bool {
    let ran = Command::new("ip").args(step.split(' ')).output();
    let is_done = ran.as_ref().is_ok_and(|ran| ran.status.success());
    if !is_done {
        println!("skipped: `ip {step}` cannot be had here: {ran:?}");
    }
    is_done
}

impl Dockerd {
    /// Starts one; nothing where it cannot be started here, which is told.
    fn start(folder: &Folder) -> Option<Self> {
        let folder = folder.path().join("engine");
        std::fs::create_dir_all(&folder).unwrap();
        let bridge = Bridge::new()?;
        let process = Self::spawn(&folder, &bridge)?;
        let mut engine = Self { folder, process, bridge };
        engine.until_it_answers().then_some(engine)
    }

    fn spawn(folder: &std::path::Path, bridge: &Bridge) -> Option<Child> {
        let log =
            std::fs::OpenOptions::new().create(true).append(true).open(folder.join("log")).unwrap();
        let at = |name: &str| folder.join(name).display().to_string();
        // The machine's own configuration is for the machine's engine.
        std::fs::write(folder.join("daemon.json"), "{}").unwrap();
        let args = [
            format!("--config-file={}", at("daemon.json")),
            format!("--host=unix://{}", at("sock")),
            format!("--data-root={}", at("root")),
            format!("--exec-root={}", at("exec")),
            format!("--pidfile={}", at("pid")),
            // As slow as simple, and to be had everywhere; the image is small.
            "--storage-driver=vfs".to_owned(),
            format!("--bridge={}", bridge.0),
            "--iptables=false".to_owned(),
            "--ip-forward=false".to_owned(),
        ];
        let process = Command::new("dockerd")
            .args(args)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn();
        if let Err(why) = &process {
            println!("skipped: no engine of the test's own can be started here: {why}");
        }
        process.ok()
    }

    fn until_it_answers(&mut self) -> bool {
        let until = Instant::now() + Duration::from_secs(60);
        while !docker::answers_at(&self.address()) {
            if self.process.try_wait().unwrap().is_some() {
                let log = std::fs::read_to_string(self.folder.join("log")).unwrap();
                println!(
                    "skipped: an engine of the test's own does not run here; its last words:\n{log}"
                );
                return false;
            }
            assert!(Instant::now() < until, "the engine does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
        true
    }

    /// As `DOCKER_HOST` has it.
    fn address(&self) -> String {
        format!("unix://{}", self.folder.join("sock").display())
    }

    /// What a crash, or the machine's want of memory, does to it. Its containerd dies with it, a
    /// moment later; an engine that is started in that moment takes it for a living one, and waits
    /// for it in vain.
    fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
        let file = self.folder.join("exec/containerd/containerd.pid");
        let Ok(pid) = std::fs::read_to_string(&file) else { return };
        let until = Instant::now() + Duration::from_secs(20);
        // Who is over and was not waited for has no command line any more.
        while std::fs::read(format!("/proc/{}/cmdline", pid.trim()))
            .is_ok_and(|words| !words.is_empty())
        {
            assert!(Instant::now() < until, "the engine's containerd outlives it");
            std::thread::sleep(Duration::from_millis(20));
        }
        std::fs::remove_file(file).unwrap();
    }

    fn start_again(&mut self) {
        self.process = Self::spawn(&self.folder, &self.bridge).unwrap();
        assert!(self.until_it_answers());
    }

    /// All containers, networks and volumes of firedrill's runs.
    fn has(&self) -> Vec<String> {
        docker::on_the_engine_at(&self.address(), RUN_LABEL)
    }
}

impl Drop for Dockerd {
    /// It ends in order, so that nothing of it stays mounted, and no container of it running.
    fn drop(&mut self) {
        if !matches!(self.process.try_wait(), Ok(None))
            && let Some(process) = Self::spawn(&self.folder, &self.bridge)
        {
            self.process = process;
            self.until_it_answers();
        }
        if let Ok(None) = self.process.try_wait() {
            let _ = Command::new("sh")
                .args(["-c", &format!("kill -TERM {}", self.process.id())])
                .status();
            let _ = self.process.wait();
        }
    }
}

fn drill_on(engine: &Dockerd, folder: &Folder) -> Watched {
    Watched::start(small::run(folder).env("DOCKER_HOST", engine.address()))
}

fn recover_on(engine: &Dockerd, folder: &Folder) -> Said {
    Said::of(folder.firedrill(["recover"]).env("DOCKER_HOST", engine.address()))
}

#[test]
fn an_engine_that_is_killed_and_comes_back_leaves_nothing_that_is_not_undone() {
    on_the_stack(|folder| {
        let Some(mut engine) = Dockerd::start(folder) else { return };
        small::load(Some(&engine.address()));

        // It is back before firedrill has given up taking the stack down.
        let mut run = drill_on(&engine, folder);
        run.until("observe: ");
        engine.kill();
        run.until("taking down");
        engine.start_again();
        let said = run.end().ends(4);
        said.complains(&[
            "the engine went away in the middle of web-stops (only)",
            "everything was undone and taken down",
        ]);
        assert_eq!(engine.has(), Vec::<String>::new());
        assert_eq!(folder.names("state/firedrill"), Vec::<String>::new());
        let id = folder.names("reports").remove(0);
        let judged = folder.path().join("reports").join(id).join("web-stops.only.jsonl");
        let judged = Said::of(&mut folder.firedrill([
            "judge",
            judged.to_str().unwrap(),
            "--format",
            "json",
        ]))
        .ends(1)
        .json();
        assert_eq!(judged["verdict"], "undetermined");

        // It comes back only afterwards: what is left is named, and recovered.
        let mut run = drill_on(&engine, folder);
        run.until("starting stack");
        run.until("steady state: ");
        engine.kill();
        run.until("taking down");
        (0..3).for_each(|_| {
            run.signal("INT");
            std::thread::sleep(Duration::from_millis(100)); // signals that come at once are one
        });
        run.end().ends(5).complains(&["the engine went away", "`firedrill recover`"]);
        recover_on(&engine, folder).ends(3);
        engine.start_again();
        assert!(!engine.has().is_empty(), "nobody was there to take it down");
        let said = recover_on(&engine, folder).ends(0);
        assert!(said.out.contains("all is taken back"), "{}", said.out);
        assert_eq!(engine.has(), Vec::<String>::new());
        assert_eq!(folder.names("state/firedrill"), Vec::<String>::new());
    });
}
