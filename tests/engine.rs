//! The engine and the stack against a real Docker engine.
//!
//! These tests need an engine and a static busybox (Debian's `busybox-static`); they fail where there is none, unless
//! `FIREDRILL_NO_ENGINE=1` says that there is to be none. All that they make carries a run's label and is removed.

use bytes::Bytes;
use firedrill::engine::{
    BuildSpec, ContainerSpec, Engine, EngineErrorKind, Exec, NetworkSpec, Publish, RUN_LABEL, SERVICE_LABEL, Secret,
    Status, VolumeMount, VolumeSpec,
};
use firedrill::journal::{Journal, unfinished};
use firedrill::pack::compose::{Attachment, Compose, ComposeService, Mount, Network, Port, Volume};
use firedrill::stack::{self, Image, Images, NetPrefix, REMOVE_BUDGET, Stack, StackError, Start};
use firedrill::words::RunId;
use futures_util::{FutureExt, StreamExt};
use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::watch;

const BUSYBOX: &str = "/bin/busybox";
const SOON: Duration = Duration::from_secs(20);

/// What a test works with: an engine, a run of its own, and an image with busybox in it.
struct Bench {
    engine: Engine,
    run: RunId,
    image: String,
    folder: PathBuf,
}

/// Runs a test on a bench of its own, and removes all that it made, whatever came of it.
fn on_the_engine<F: Future<Output = ()>>(test: impl FnOnce(Bench) -> F) {
    if std::env::var("FIREDRILL_NO_ENGINE").is_ok_and(|value| value == "1") {
        println!("skipped: FIREDRILL_NO_ENGINE=1 says that there is no engine");
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let engine = Engine::connect().await.unwrap_or_else(|error| panic!("{error}; {:?}", error.hint()));
        let run = new_run();
        let image = engine.import(std::io::Cursor::new(busybox())).await.unwrap();
        let folder = std::env::temp_dir().join(format!("firedrill-test-{run}"));
        let bench = Bench { engine: engine.clone(), run: run.clone(), image: image.clone(), folder: folder.clone() };
        let outcome = AssertUnwindSafe(test(bench)).catch_unwind().await;
        let removal = stack::remove(&engine, &run, REMOVE_BUDGET).await;
        engine.remove_image(&image).await.unwrap();
        let _ = std::fs::remove_dir_all(folder);
        if let Err(panic) = outcome {
            std::panic::resume_unwind(panic);
        }
        assert_eq!(removal.remains, [], "nothing is left behind");
    });
}

/// A run id that no other test, process or session has.
fn new_run() -> RunId {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let nanos = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_nanos();
    let spread = (nanos as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20;
    let process = std::process::id();
    let time = (spread ^ u64::from(process)) % 1_000_000;
    RunId::parse(&format!("20000101-{time:06}-{:04x}", (process.wrapping_mul(37) + number) & 0xffff)).unwrap()
}

/// A root file system with nothing but busybox.
fn busybox() -> Vec<u8> {
    let program = std::fs::read(BUSYBOX).expect("tests need /bin/busybox: apt install busybox-static");
    let mut archive = tar::Builder::new(Vec::new());
    let mut add = |path: &str, bytes: &[u8]| {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o755);
        archive.append_data(&mut header, path, bytes).unwrap();
    };
    add("bin/busybox", &program);
    add("etc/passwd", b"root:x:0:0:root:/:/bin/sh\n");
    for name in ["sh", "sleep", "cat", "echo", "true", "nc", "hostname", "nslookup", "ip"] {
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(tar::EntryType::Symlink);
        header.set_size(0);
        header.set_mode(0o777);
        archive.append_link(&mut header, format!("bin/{name}"), "busybox").unwrap();
    }
    archive.into_inner().unwrap()
}

impl Bench {
    fn label(&self) -> String {
        format!("{RUN_LABEL}={}", self.run)
    }

    fn labels(&self, service: &str) -> BTreeMap<String, String> {
        BTreeMap::from([(RUN_LABEL.to_owned(), self.run.to_string()), (SERVICE_LABEL.to_owned(), service.to_owned())])
    }

    /// A container that does nothing for long, quickly stopped.
    fn idle(&self, service: &str) -> ContainerSpec {
        ContainerSpec {
            name: format!("{}_{service}", self.run),
            image: self.image.clone(),
            labels: self.labels(service),
            command: Some(["sleep", "600"].map(str::to_owned).to_vec()),
            init: true,
            ..ContainerSpec::default()
        }
    }

    async fn running(&self, service: &str) -> String {
        let id = self.engine.create_container(&self.idle(service)).await.unwrap();
        self.engine.start(&id).await.unwrap();
        id
    }

    async fn says(&self, container: &str, command: &str) -> String {
        let done = self.engine.run(container, &Exec::new(["sh", "-c", command]), SOON).await.unwrap();
        String::from_utf8_lossy(&done.output.out).trim().to_owned()
    }
}

#[test]
fn a_container_lives_as_it_is_told() {
    on_the_engine(|bench| async move {
        let engine = &bench.engine;
        let id = engine.create_container(&bench.idle("redis")).await.unwrap();
        assert_eq!(engine.state(&id).await.unwrap().status, Status::Created);
        engine.start(&id).await.unwrap();
        engine.start(&id).await.unwrap();
        let first = engine.state(&id).await.unwrap();
        assert_eq!((first.status, first.exit_code), (Status::Running, None));
        engine.pause(&id).await.unwrap();
        assert_eq!(engine.state(&id).await.unwrap().status, Status::Paused);
        engine.unpause(&id).await.unwrap();
        engine.kill(&id, "SIGKILL").await.unwrap();
        let killed = wait_for(engine, &id, Status::Exited).await;
        assert_eq!(killed.exit_code, Some(137));
        assert_eq!(engine.kill(&id, "SIGKILL").await.unwrap_err().kind, EngineErrorKind::Conflict);
        engine.restart(&id, None).await.unwrap();
        assert_eq!(engine.state(&id).await.unwrap().status, Status::Running);
        engine.stop(&id, Some(Duration::from_secs(5))).await.unwrap();
        assert_eq!(engine.state(&id).await.unwrap().status, Status::Exited);
        engine.remove_container(&id).await.unwrap();
        engine.remove_container(&id).await.unwrap();
        assert_eq!(engine.state(&id).await.unwrap_err().kind, EngineErrorKind::NotFound);
    });
}

async fn wait_for(engine: &Engine, id: &str, status: Status) -> firedrill::engine::State {
    let poll = async {
        loop {
            let state = engine.state(id).await.unwrap();
            if state.status == status {
                return state;
            }
        }
    };
    tokio::time::timeout(SOON, poll).await.unwrap()
}

#[test]
fn a_command_gives_its_status_and_what_it_wrote() {
    on_the_engine(|bench| async move {
        let id = bench.running("redis").await;
        let exec = Exec {
            env: vec![("WHO".to_owned(), "me".to_owned())],
            ..Exec::new(["sh", "-c", "echo out $WHO; echo err >&2; exit 3"])
        };
        let done = bench.engine.run(&id, &exec, SOON).await.unwrap();
        assert_eq!(done.status, 3);
        assert_eq!((&done.output.out[..], &done.output.err[..]), (&b"out me\n"[..], &b"err\n"[..]));
        let slow = bench.engine.run(&id, &Exec::new(["sleep", "100"]), Duration::from_millis(300)).await.unwrap_err();
        assert_eq!(slow.kind, EngineErrorKind::TimedOut);
        let much = bench.says(&id, "i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done").await;
        assert_eq!(much.lines().count(), 20_000);
        assert!(much.ends_with("line 19999"));
    });
}

#[test]
fn an_attached_command_is_spoken_to_for_as_long_as_its_input_is_open() {
    on_the_engine(|bench| async move {
        let id = bench.running("droplet").await;
        let exec = Exec::new(["sh", "-c", "echo begun >&2; while read line; do echo \"got $line\"; done; exit 4"]);
        let (mut input, mut output) = bench.engine.attach(&id, &exec).await.unwrap();
        for word in ["one", "two"] {
            input.write_all(format!("{word}\n").as_bytes()).await.unwrap();
            let mut answer = vec![0; format!("got {word}\n").len()];
            tokio::time::timeout(SOON, output.read_exact(&mut answer)).await.unwrap().unwrap();
            assert_eq!(String::from_utf8(answer).unwrap(), format!("got {word}\n"));
        }
        input.shutdown().await.unwrap();
        let mut rest = String::new();
        tokio::time::timeout(SOON, output.read_to_string(&mut rest)).await.unwrap().unwrap();
        assert_eq!((rest.as_str(), output.errors().as_str()), ("", "begun\n"));
        assert_eq!(bench.engine.status_of(&output).await.unwrap(), 4);
    });
}

#[test]
fn an_attached_command_ends_with_its_container() {
    on_the_engine(|bench| async move {
        let id = bench.running("droplet").await;
        let (_input, mut output) = bench.engine.attach(&id, &Exec::new(["cat"])).await.unwrap();
        bench.engine.kill(&id, "SIGKILL").await.unwrap();
        let mut rest = Vec::new();
        tokio::time::timeout(SOON, output.read_to_end(&mut rest)).await.unwrap().unwrap();
        assert!(rest.is_empty());
    });
}

#[test]
fn events_tell_of_this_run_only_and_from_the_call_on() {
    on_the_engine(|bench| async move {
        let mut events = Box::pin(bench.engine.events(&bench.run));
        let id = bench.running("redis").await;
        bench.engine.kill(&id, "SIGKILL").await.unwrap();
        let mut seen = Vec::new();
        let watch = async {
            while let Some(event) = events.next().await {
                let event = event.unwrap();
                assert_eq!((event.service.as_deref(), event.container.as_str()), (Some("redis"), id.as_str()));
                seen.push(event.action.clone());
                if event.action == "die" {
                    assert_eq!(event.exit_code, Some(137));
                    break;
                }
            }
        };
        tokio::time::timeout(SOON, watch).await.unwrap();
        assert_eq!(seen, ["create", "start", "kill", "die"]);
    });
}

#[test]
fn all_that_a_container_is_made_with_arrives() {
    on_the_engine(|bench| async move {
        let engine = &bench.engine;
        let network = NetworkSpec { name: format!("{}_n", bench.run), labels: bench.labels(""), ..Default::default() };
        engine.create_network(&network).await.unwrap();
        let volume = VolumeSpec {
            name: format!("{}_disk", bench.run),
            labels: bench.labels(""),
            options: [("type", "tmpfs"), ("device", "tmpfs"), ("o", "size=1m")]
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .into(),
            ..Default::default()
        };
        engine.create_volume(&volume).await.unwrap();
        let spec = ContainerSpec {
            hostname: Some("cache".to_owned()),
            network: Some(network.name.clone()),
            aliases: vec!["redis".to_owned()],
            env: vec![("PASSWORD".to_owned(), Secret::new("hunter22"))],
            tmpfs: BTreeMap::from([("/scratch".to_owned(), "size=1m".to_owned())]),
            volumes: vec![VolumeMount { volume: volume.name.clone(), path: "/disk".to_owned(), read_only: false }],
            cap_drop: vec!["ALL".to_owned()],
            security_opt: vec!["no-new-privileges".to_owned()],
            memory: Some(64 << 20),
            stop_signal: Some("SIGINT".to_owned()),
            ..bench.idle("redis")
        };
        let id = engine.create_container(&spec).await.unwrap();
        engine.start(&id).await.unwrap();
        assert_eq!(bench.says(&id, "hostname; echo $PASSWORD").await, "cache\nhunter22");
        let full = bench.says(&id, "cat /dev/zero > /disk/fill 2>&1; echo $?").await;
        assert!(full.contains("No space left"), "{full}");
        let facts: serde_json::Value = serde_json::from_str(&engine.inspection(&id).await.unwrap()).unwrap();
        assert_eq!(facts["HostConfig"]["CapDrop"][0], "ALL");
        assert_eq!(facts["HostConfig"]["Memory"], 64 << 20);
        assert_eq!(facts["Config"]["StopSignal"], "SIGINT");
        let listed = engine.containers(&bench.label()).await.unwrap();
        assert_eq!((listed.len(), listed[0].name.as_str()), (1, spec.name.as_str()));
    });
}

#[test]
fn a_taken_port_and_a_taken_subnet_are_told_as_what_they_are() {
    on_the_engine(|bench| async move {
        let engine = &bench.engine;
        let held = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let ports = vec![Publish { container: 80, udp: false, host: held.local_addr().unwrap().port() }];
        let network = |name: &str| NetworkSpec {
            name: format!("{}_{name}", bench.run),
            labels: bench.labels(""),
            subnet: Some("10.199.77.0/24".to_owned()),
            ..Default::default()
        };
        engine.create_network(&network("one")).await.unwrap();
        let error = engine.create_network(&network("two")).await.unwrap_err();
        assert_eq!(error.kind, EngineErrorKind::SubnetTaken, "{error}");
        let spec = ContainerSpec { ports, network: Some(network("one").name), ..bench.idle("web") };
        let id = engine.create_container(&spec).await.unwrap();
        let error = engine.start(&id).await.unwrap_err();
        assert_eq!(error.kind, EngineErrorKind::PortTaken, "{error}");
    });
}

#[test]
fn an_image_is_built_from_memory_and_a_failing_build_says_why() {
    on_the_engine(|bench| async move {
        let engine = &bench.engine;
        let base = format!("firedrill/test-base:{}", bench.run);
        engine.tag_image(&bench.image, &base).await.unwrap();
        let context = |run: &str| {
            let text = format!("ARG BASE\nFROM ${{BASE}} AS one\nRUN {run}\nFROM one AS two\nRUN echo two > /two\n");
            let mut archive = tar::Builder::new(Vec::new());
            let mut header = tar::Header::new_gnu();
            header.set_size(text.len() as u64);
            header.set_mode(0o644);
            archive.append_data(&mut header, "images/Dockerfile", text.as_bytes()).unwrap();
            Bytes::from(archive.into_inner().unwrap())
        };
        let spec = BuildSpec {
            tag: format!("firedrill/test:{}", bench.run),
            dockerfile: "images/Dockerfile".to_owned(),
            target: Some("one".to_owned()),
            args: BTreeMap::from([("BASE".to_owned(), base.clone())]),
            labels: bench.labels("test"),
            context: context("echo one > /one"),
        };
        engine.build(&spec, |_| ()).await.unwrap();
        let found = engine.images(&bench.label()).await.unwrap();
        assert_eq!((found.len(), found[0].tags.clone()), (1, vec![spec.tag.clone()]));
        assert_eq!(engine.image(&spec.tag).await.unwrap().unwrap().id, found[0].id);
        let failing = BuildSpec { context: context("echo no such thing && exit 9"), ..spec.clone() };
        let error = engine.build(&failing, |_| ()).await.unwrap_err();
        assert_eq!(error.kind, EngineErrorKind::Failed);
        assert!(error.message.contains("no such thing") && error.message.contains('9'), "{error}");
        engine.remove_image(&spec.tag).await.unwrap();
        engine.remove_image(&base).await.unwrap();
        assert_eq!(engine.image(&spec.tag).await.unwrap(), None);
    });
}

#[test]
fn a_pull_without_a_registry_fails_at_once() {
    on_the_engine(|bench| async move {
        let begun = Instant::now();
        // A name that is reserved for never being one (RFC 2606).
        let error = bench.engine.pull("registry.invalid/x:1", Duration::from_secs(3), |_| ()).await.unwrap_err();
        assert!(begun.elapsed() < Duration::from_secs(4), "{:?}: {error}", begun.elapsed());
    });
}

// ---- the stack

/// Three services: `cache` waits for `db` to be ready, `web` for `cache` to be started.
fn compose(net: NetPrefix) -> Compose {
    let service = |last: u8, port: u16, depends_on: &[(&str, bool)]| ComposeService {
        line: 1,
        container_name: None,
        command: Some(
            ["sh", "-c", "echo hello from $NAME $PASSWORD; while :; do nc -l -p 80 -e hostname; done"]
                .map(str::to_owned)
                .to_vec(),
        ),
        environment: BTreeMap::from([("PASSWORD".to_owned(), "hunter22".to_owned())]),
        ports: vec![Port { container: port, udp: false }],
        networks: vec![Attachment {
            network: "site".to_owned(),
            address: Some(net.address(last)),
            aliases: Vec::new(),
        }],
        volumes: vec![Mount { volume: "disk".to_owned(), path: "/disk".to_owned(), read_only: false }],
        depends_on: depends_on.iter().map(|(name, ready)| ((*name).to_owned(), *ready)).collect(),
        init: true,
        ..ComposeService::default()
    };
    let options = [("type", "tmpfs"), ("device", "tmpfs"), ("o", "size=1m")];
    let options = options.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
    let db = ComposeService { container_name: Some("enterprisescanner_db".to_owned()), ..service(11, 80, &[]) };
    Compose {
        services: BTreeMap::from([
            ("db".to_owned(), db),
            ("cache".to_owned(), service(12, 80, &[("db", true)])),
            ("web".to_owned(), service(10, 80, &[("cache", false)])),
        ]),
        networks: BTreeMap::from([("site".to_owned(), Network { subnet: Some(net.cidr()), ..Network::default() })]),
        volumes: BTreeMap::from([("disk".to_owned(), Volume { driver: None, driver_opts: options })]),
    }
}

fn images(bench: &Bench, compose: &Compose) -> Images {
    let mut images = Images::default();
    for service in compose.services.keys() {
        let image = Image {
            reference: bench.image.clone(),
            digest: bench.image.clone(),
            origin: "busybox".to_owned(),
            stand_in: None,
        };
        images.insert(service, image);
    }
    images
}

async fn start(bench: &Bench, journal: &Journal, change: impl Fn(Compose) -> Compose) -> Result<Stack, StackError> {
    let images = images(bench, &compose(NetPrefix::parse("10.0.0").unwrap()));
    let (_keep, stop) = watch::channel(false);
    let start = Start {
        engine: &bench.engine,
        run: &bench.run,
        images: &images,
        journal,
        password: Secret::new("hunter22"),
        first: &["web"],
        ready: &|stack, service| {
            Box::pin(async move {
                let address = stack.endpoint(service, 80).unwrap();
                answers(address).await.is_some_and(|name| name == service)
            })
        },
        progress: &|_| (),
        stop,
    };
    Stack::start(start, |net| Ok::<_, String>(change(compose(net)))).await
}

/// What a service says when it is asked: its host name.
async fn answers(address: std::net::SocketAddr) -> Option<String> {
    let mut stream = tokio::net::TcpStream::connect(address).await.ok()?;
    let mut name = String::new();
    tokio::time::timeout(Duration::from_secs(2), stream.read_to_string(&mut name)).await.ok()?.ok()?;
    Some(name.trim().to_owned())
}

#[test]
fn a_stack_starts_in_its_order_and_leaves_nothing() {
    on_the_engine(|bench| async move {
        let journal = Journal::create(&bench.folder, &bench.run).unwrap();
        let stack = start(&bench, &journal, |compose| compose).await.unwrap();
        assert_eq!(stack.services(), ["cache", "db", "web"]);
        let started = |service: &'static str| {
            let stack = &stack;
            async move { stack.state(service).await.unwrap().started_at.unwrap() }
        };
        assert!(started("db").await < started("cache").await && started("cache").await < started("web").await);
        let db = stack.member("db").unwrap();
        assert_eq!(db.name, format!("{}_enterprisescanner_db", bench.run));
        assert_eq!(stack.documented_name("enterprisescanner_db").as_deref(), Some("db"));
        assert_eq!(stack.documented_name("web").as_deref(), Some("web"));
        assert_eq!(stack.documented_name("other"), None);
        // Inside, names and addresses are the Compose file's.
        let web = stack.member("web").unwrap().id;
        assert_eq!(bench.says(&web, "nc -w 2 db 80 < /dev/null").await, "db");
        assert_eq!(bench.says(&web, "nc -w 2 enterprisescanner_db 80 < /dev/null").await, "db");
        assert_eq!(bench.says(&web, &format!("nc -w 2 {}.12 80 < /dev/null", stack.net())).await, "cache");
        // After a restart it is reached where it was.
        let before = stack.endpoint("db", 80).unwrap();
        stack.kill("db", "SIGKILL").await.unwrap();
        stack.restart("db").await.unwrap();
        let again = async { while answers(before).await.as_deref() != Some("db") {} };
        tokio::time::timeout(SOON, again).await.unwrap();
        // Another firedrill finds it by its labels.
        let found = Stack::find(&bench.engine, &bench.run, Secret::new("hunter22")).await.unwrap().unwrap();
        assert_eq!((found.net(), found.endpoint("db", 80), found.member("db")), (stack.net(), Some(before), Some(db)));
        assert_eq!(stack::runs(&bench.engine).await.unwrap()[&bench.run], 3);
        let begun = Instant::now();
        let removal = stack::remove(&bench.engine, &bench.run, REMOVE_BUDGET).await;
        println!("removed {} things in {:?}", removal.removed, begun.elapsed());
        assert_eq!((removal.removed, removal.remains), (5, Vec::new()));
        assert!(bench.engine.networks(Some(&bench.label())).await.unwrap().is_empty());
        assert!(bench.engine.volumes(&bench.label()).await.unwrap().is_empty());
        journal.close().unwrap();
        assert!(unfinished(&bench.folder).unwrap().is_empty());
    });
}

#[test]
fn two_stacks_run_side_by_side_and_one_goes_without_the_other() {
    on_the_engine(|one| async move {
        let two =
            Bench { run: new_run(), engine: one.engine.clone(), image: one.image.clone(), folder: one.folder.clone() };
        let journals = [&one, &two].map(|bench| Journal::create(&bench.folder, &bench.run).unwrap());
        let whole = AssertUnwindSafe(async {
            let (first, second) = tokio::join!(
                start(&one, &journals[0], |compose| compose),
                start(&two, &journals[1], |compose| compose)
            );
            let (first, second) = (first.unwrap(), second.unwrap());
            assert_ne!(first.net(), second.net());
            let ports =
                |stack: &Stack| ["db", "cache", "web"].map(|service| stack.endpoint(service, 80).unwrap().port());
            assert!(ports(&first).iter().all(|port| !ports(&second).contains(port)));
            let removal = stack::remove(&one.engine, &one.run, REMOVE_BUDGET).await;
            assert_eq!((removal.removed, removal.remains), (5, Vec::new()));
            assert_eq!(answers(second.endpoint("web", 80).unwrap()).await.as_deref(), Some("web"));
        });
        let outcome = whole.catch_unwind().await;
        assert_eq!(stack::remove(&two.engine, &two.run, REMOVE_BUDGET).await.remains, []);
        outcome.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    });
}

#[test]
fn a_service_that_ends_while_the_stack_starts_is_named_with_its_last_words() {
    on_the_engine(|bench| async move {
        let journal = Journal::create(&bench.folder, &bench.run).unwrap();
        let broken = |mut compose: Compose| {
            let db = compose.services.get_mut("db").unwrap();
            db.command = Some(["sh", "-c", "echo no such cluster, $PASSWORD; exit 7"].map(str::to_owned).to_vec());
            compose
        };
        let error = start(&bench, &journal, broken).await.unwrap_err();
        let StackError::Died { service, status, log } = error else { panic!("{error}") };
        assert_eq!((service.as_str(), status, log.as_str()), ("db", 7, "no such cluster, <secret>"));
        assert!(!bench.engine.containers(&bench.label()).await.unwrap().is_empty(), "its logs can still be kept");
        drop(journal);
        assert_eq!(unfinished(&bench.folder).unwrap()[0].open.len(), 5, "all of it can be undone");
    });
}

#[test]
fn a_port_taken_between_choice_and_start_is_replaced_once() {
    on_the_engine(|bench| async move {
        let journal = Journal::create(&bench.folder, &bench.run).unwrap();
        let images = images(&bench, &compose(NetPrefix::parse("10.0.0").unwrap()));
        let (_keep, stop) = watch::channel(false);
        let held = std::sync::Mutex::new(Vec::new());
        // web waits for db: when db is asked for, web's port has been chosen and not yet taken.
        let start = Start {
            engine: &bench.engine,
            run: &bench.run,
            images: &images,
            journal: &journal,
            password: Secret::default(),
            first: &[],
            ready: &|stack, _| {
                let address = stack.endpoint("web", 80).unwrap();
                let mut held = held.lock().unwrap();
                if held.is_empty() {
                    held.push(std::net::TcpListener::bind(address).unwrap());
                }
                Box::pin(std::future::ready(true))
            },
            progress: &|_| (),
            stop,
        };
        let stack = Stack::start(start, |net| Ok::<_, String>(compose(net))).await.unwrap();
        let taken = held.lock().unwrap()[0].local_addr().unwrap();
        assert_ne!(stack.endpoint("web", 80), Some(taken));
        let there = async { while answers(stack.endpoint("web", 80).unwrap()).await.as_deref() != Some("web") {} };
        tokio::time::timeout(SOON, there).await.unwrap();
    });
}

#[test]
fn a_start_that_is_told_to_stop_ends_in_order() {
    on_the_engine(|bench| async move {
        let journal = Journal::create(&bench.folder, &bench.run).unwrap();
        let images = images(&bench, &compose(NetPrefix::parse("10.0.0").unwrap()));
        let (tell, stop) = watch::channel(false);
        let start = Start {
            engine: &bench.engine,
            run: &bench.run,
            images: &images,
            journal: &journal,
            password: Secret::default(),
            first: &[],
            ready: &|_, _| {
                tell.send_replace(true);
                Box::pin(std::future::ready(false))
            },
            progress: &|_| (),
            stop,
        };
        let error = Stack::start(start, |net| Ok::<_, String>(compose(net))).await.unwrap_err();
        assert!(matches!(error, StackError::Interrupted), "{error}");
    });
}

#[test]
fn logs_are_kept_without_secrets() {
    on_the_engine(|bench| async move {
        let journal = Journal::create(&bench.folder, &bench.run).unwrap();
        let _stack = start(&bench, &journal, |compose| compose).await.unwrap();
        let folder = bench.folder.join("logs");
        let kept = stack::save_logs(&bench.engine, &bench.run, &folder, &[Secret::new("hunter22")]).await.unwrap();
        assert_eq!((kept.files.len(), kept.missing.len()), (6, 0), "{kept:?}");
        let log = std::fs::read_to_string(folder.join("db.log")).unwrap();
        assert!(log.contains("hello from") && log.contains("<secret>"), "{log}");
        for file in kept.files {
            assert!(!std::fs::read_to_string(&file).unwrap().contains("hunter22"), "{}", file.display());
        }
    });
}
