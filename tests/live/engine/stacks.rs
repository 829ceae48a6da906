//! Stacks: their start, what they know, their end.

use super::bench::{Bench, SOON, on_a_bench};
use firedrill::engine::{Secret, stack_label};
use firedrill::journal::{Journal, unfinished};
use firedrill::pack::Endpoint;
use firedrill::pack::compose::{Attachment, Compose, ComposeService, Mount, Network, Port, Volume};
use firedrill::stack::images::{Image, Images};
use firedrill::stack::{self, Calls, REMOVE_BUDGET, Stack, StackError, Start};
use std::collections::BTreeMap;
use std::fmt::Display;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::io::AsyncReadExt;
use tokio::sync::watch;

/// Three services: `cache` waits for `db` to be ready, `web` for `cache` to be started.
fn compose(net: impl Display) -> Compose {
    let service = |last: u8, port: u16, depends_on: &[(&str, bool)]| ComposeService {
        line: 1,
        container_name: None,
        command: Some(
            [
                "sh",
                "-c",
                "echo hello from $NAME $PASSWORD; while :; do nc -l -p 80 -e hostname; done",
            ]
            .map(str::to_owned)
            .to_vec(),
        ),
        environment: BTreeMap::from([("PASSWORD".to_owned(), "hunter22".to_owned())]),
        ports: vec![Port { container: port, published: port, udp: false }],
        networks: vec![Attachment {
            network: "site".to_owned(),
            address: Some(format!("{net}.{last}").parse().unwrap()),
            aliases: Vec::new(),
        }],
        volumes: vec![Mount {
            volume: "disk".to_owned(),
            path: "/disk".to_owned(),
            read_only: false,
        }],
        depends_on: depends_on.iter().map(|(name, ready)| ((*name).into(), *ready)).collect(),
        init: true,
        ..ComposeService::default()
    };
    let options = [("type", "tmpfs"), ("device", "tmpfs"), ("o", "size=1m")];
    let options = options.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
    let db = ComposeService {
        container_name: Some("enterprisescanner_db".to_owned()),
        ..service(11, 80, &[])
    };
    Compose {
        services: BTreeMap::from([
            ("db".into(), db),
            ("cache".into(), service(12, 80, &[("db", true)])),
            ("web".into(), service(10, 80, &[("cache", false)])),
        ]),
        networks: BTreeMap::from([(
            "site".to_owned(),
            Network { subnet: Some(format!("{net}.0/24")), ..Network::default() },
        )]),
        volumes: BTreeMap::from([(
            "disk".to_owned(),
            Volume { driver: None, driver_opts: options },
        )]),
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

async fn start(
    bench: &Bench,
    journal: &Journal,
    change: impl Fn(Compose) -> Compose,
) -> Result<Stack, StackError> {
    let images = images(bench, &compose("10.0.0"));
    let (_keep, stop) = watch::channel(false);
    let start = Start {
        engine: &bench.engine,
        id: &bench.stack(),
        images: &images,
        journal,
        password: Secret::new("hunter22"),
        first: &["web"],
        ready: &|stack, service| {
            Box::pin(async move {
                let address = reached(stack, service);
                answers(address).await.is_some_and(|name| name == service)
            })
        },
        progress: &|_| (),
        stop,
    };
    Stack::start(start, |net| Ok::<_, String>(change(compose(net)))).await
}

/// Where a service's port is reached from outside.
fn reached(stack: &Stack, service: &str) -> SocketAddr {
    let mut published = stack.published().into_iter();
    let of_service = |(at, _): &(Endpoint, SocketAddr)| at.container == service && at.port == 80;
    published.find(of_service).unwrap().1
}

/// The addresses of a stack's only network.
async fn subnets(bench: &Bench, stack: &Stack) -> Vec<String> {
    let label = stack_label(stack.id());
    let mut networks = bench.engine.networks(Some(&label)).await.unwrap();
    assert_eq!(networks.len(), 1);
    networks.remove(0).subnets
}

/// What a service says when it is asked: its host name.
async fn answers(address: SocketAddr) -> Option<String> {
    let mut stream = tokio::net::TcpStream::connect(address).await.ok()?;
    let mut name = String::new();
    tokio::time::timeout(Duration::from_secs(2), stream.read_to_string(&mut name))
        .await
        .ok()?
        .ok()?;
    Some(name.trim().to_owned())
}

#[test]
fn a_stack_starts_in_its_order_and_leaves_nothing() {
    on_a_bench(|bench| async move {
        let journal = Journal::create(&bench.folder, &bench.run).unwrap();
        let stack = start(&bench, &journal, |compose| compose).await.unwrap();
        assert_eq!(stack.services(), ["cache", "db", "web"]);
        let started = |service: &'static str| {
            let stack = &stack;
            async move { stack.state(service).await.unwrap().started_at.unwrap() }
        };
        assert!(
            started("db").await < started("cache").await
                && started("cache").await < started("web").await
        );
        let db = stack.member("db").unwrap();
        assert_eq!(db.name, format!("{}_enterprisescanner_db", bench.stack()));
        assert_eq!(db.documented, "enterprisescanner_db");
        // Inside, names and addresses are the Compose file's.
        let web = stack.member("web").unwrap().id;
        assert_eq!(bench.says(&web, "nc -w 2 db 80 < /dev/null").await, "db");
        assert_eq!(bench.says(&web, "nc -w 2 enterprisescanner_db 80 < /dev/null").await, "db");
        let subnet = subnets(&bench, &stack).await.remove(0);
        let cache = subnet.replace(".0/24", ".12");
        assert_eq!(bench.says(&web, &format!("nc -w 2 {cache} 80 < /dev/null")).await, "cache");
        // After a restart it is reached where it was.
        let before = reached(&stack, "db");
        stack.kill("db", "SIGKILL").await.unwrap();
        stack.restart("db", None).await.unwrap();
        let again = async { while answers(before).await.as_deref() != Some("db") {} };
        tokio::time::timeout(SOON, again).await.unwrap();
        // Another firedrill finds it by its labels.
        let standing = stack::standing(&bench.engine).await.unwrap();
        let containers = &standing[stack.id()];
        let found = containers.iter().find(|container| container.id == db.id).unwrap();
        assert_eq!((containers.len(), stack::published(found)), (3, vec![(80, before)]));
        assert!(stack::runs(&bench.engine).await.unwrap().contains(&bench.run));
        let begun = Instant::now();
        let removal =
            stack::remove(&bench.engine, &bench.run, Calls::Answered, REMOVE_BUDGET).await;
        println!("removed {} things in {:?}", removal.removed, begun.elapsed());
        assert_eq!((removal.removed, removal.remains), (5, Vec::new()));
        assert!(bench.engine.networks(Some(&bench.label())).await.unwrap().is_empty());
        assert!(bench.engine.volumes(&bench.label()).await.unwrap().is_empty());
        journal.close().unwrap();
        assert!(unfinished(&bench.folder).unwrap().is_empty());
    });
}

#[test]
fn two_stacks_of_a_run_are_side_by_side_and_one_goes_without_the_other() {
    on_a_bench(|one| async move {
        let two = Bench { number: 2, ..one.clone() };
        let journal = Journal::create(&one.folder, &one.run).unwrap();
        let (first, second) = tokio::join!(
            start(&one, &journal, |compose| compose),
            start(&two, &journal, |compose| compose)
        );
        let (first, second) = (first.unwrap(), second.unwrap());
        assert_ne!(subnets(&one, &first).await, subnets(&one, &second).await);
        let ports =
            |stack: &Stack| ["db", "cache", "web"].map(|service| reached(stack, service).port());
        assert!(ports(&first).iter().all(|port| !ports(&second).contains(port)));
        let removal = stack::remove_stack(&one.engine, first.id(), REMOVE_BUDGET).await;
        assert_eq!((removal.removed, removal.remains), (5, Vec::new()));
        assert_eq!(answers(reached(&second, "web")).await.as_deref(), Some("web"));
    });
}

#[test]
fn a_service_that_ends_while_the_stack_starts_is_named_with_its_last_words() {
    on_a_bench(|bench| async move {
        let journal = Journal::create(&bench.folder, &bench.run).unwrap();
        let broken = |mut compose: Compose| {
            let db = compose.services.get_mut("db").unwrap();
            db.command = Some(
                ["sh", "-c", "echo no such cluster, $PASSWORD; exit 7"].map(str::to_owned).to_vec(),
            );
            compose
        };
        let error = start(&bench, &journal, broken).await.unwrap_err();
        let StackError::Died { service, status, log } = error else { panic!("{error}") };
        assert_eq!(
            (service.as_str(), status, log.as_str()),
            ("db", 7, "no such cluster, <secret>")
        );
        assert!(
            !bench.engine.containers(&bench.label()).await.unwrap().is_empty(),
            "its logs can still be kept"
        );
        drop(journal);
        assert_eq!(
            unfinished(&bench.folder).unwrap().left[0].open.len(),
            5,
            "all of it can be undone"
        );
    });
}

#[test]
fn a_port_taken_between_choice_and_start_is_replaced_once() {
    on_a_bench(|bench| async move {
        let journal = Journal::create(&bench.folder, &bench.run).unwrap();
        let images = images(&bench, &compose("10.0.0"));
        let (_keep, stop) = watch::channel(false);
        let held = std::sync::Mutex::new(Vec::new());
        // web waits for db: when db is asked for, web's port has been chosen and not yet taken.
        let start = Start {
            engine: &bench.engine,
            id: &bench.stack(),
            images: &images,
            journal: &journal,
            password: Secret::default(),
            first: &[],
            ready: &|stack, _| {
                let address = reached(stack, "web");
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
        assert_ne!(reached(&stack, "web"), taken);
        let there =
            async { while answers(reached(&stack, "web")).await.as_deref() != Some("web") {} };
        tokio::time::timeout(SOON, there).await.unwrap();
    });
}

#[test]
fn a_start_that_is_told_to_stop_ends_in_order() {
    on_a_bench(|bench| async move {
        let journal = Journal::create(&bench.folder, &bench.run).unwrap();
        let images = images(&bench, &compose("10.0.0"));
        let (tell, stop) = watch::channel(false);
        let start = Start {
            engine: &bench.engine,
            id: &bench.stack(),
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
    on_a_bench(|bench| async move {
        let journal = Journal::create(&bench.folder, &bench.run).unwrap();
        let _stack = start(&bench, &journal, |compose| compose).await.unwrap();
        let folder = bench.folder.join("logs");
        let kept =
            stack::save_logs(&bench.engine, &bench.stack(), &folder, &[Secret::new("hunter22")])
                .await
                .unwrap();
        assert_eq!((kept.files.len(), kept.missing.len()), (6, 0), "{kept:?}");
        let log = std::fs::read_to_string(folder.join("db.log")).unwrap();
        assert!(log.contains("hello from") && log.contains("<secret>"), "{log}");
        for file in kept.files {
            assert!(
                !std::fs::read_to_string(&file).unwrap().contains("hunter22"),
                "{}",
                file.display()
            );
        }
    });
}
