//! The engine's calls.

use super::bench::{SOON, on_a_bench};
use bytes::Bytes;
use firedrill::engine::{
    BuildSpec, ContainerSpec, Engine, EngineErrorKind, Exec, NetworkSpec, Publish, Secret, State,
    Status, VolumeMount, VolumeSpec,
};
use futures_util::StreamExt;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

#[test]
fn a_container_lives_as_it_is_told() {
    on_a_bench(|bench| async move {
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

async fn wait_for(engine: &Engine, id: &str, status: Status) -> State {
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
    on_a_bench(|bench| async move {
        let id = bench.running("redis").await;
        let exec = Exec {
            env: vec![("WHO".to_owned(), "me".to_owned())],
            ..Exec::new(["sh", "-c", "echo out $WHO; echo err >&2; exit 3"])
        };
        let done = bench.engine.run(&id, &exec, SOON).await.unwrap();
        assert_eq!(done.status, 3);
        assert_eq!((&done.output.out[..], &done.output.err[..]), (&b"out me\n"[..], &b"err\n"[..]));
        let slow = bench
            .engine
            .run(&id, &Exec::new(["sleep", "100"]), Duration::from_millis(300))
            .await
            .unwrap_err();
        assert_eq!(slow.kind, EngineErrorKind::TimedOut);
        let much =
            bench.says(&id, "i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done").await;
        assert_eq!(much.lines().count(), 20_000);
        assert!(much.ends_with("line 19999"));
    });
}

/// Docker 20.10 answers nothing about a container any more that was frozen while a command began in
/// it.
#[test]
fn a_container_is_frozen_again_and_again_while_commands_begin_in_it_and_stays_within_reach() {
    on_a_bench(|bench| async move {
        let engine = &bench.engine;
        let id = engine.create_container(&bench.idle("redis")).await.unwrap();
        engine.start(&id).await.unwrap();
        let (mut ran, mut refused) = (0, 0);
        for round in 0..30 {
            let command = async || {
                tokio::time::sleep(Duration::from_millis(round)).await;
                engine.run(&id, &Exec::new(["true"]), SOON).await
            };
            let freeze = async {
                tokio::time::sleep(Duration::from_millis(15)).await;
                engine.pause(&id).await.unwrap();
                assert_eq!(engine.state(&id).await.unwrap().status, Status::Paused);
                engine.unpause(&id).await.unwrap();
            };
            let (one, two, ()) = tokio::join!(command(), command(), freeze);
            for outcome in [one, two] {
                match outcome {
                    Ok(finished) => ran += usize::from(finished.status == 0),
                    Err(error) => refused += usize::from(error.kind == EngineErrorKind::Conflict),
                }
            }
        }
        assert_eq!(
            ran + refused,
            60,
            "{ran} commands ran, and {refused} came to a frozen container"
        );
    });
}

#[test]
fn an_attached_command_is_spoken_to_for_as_long_as_its_input_is_open() {
    on_a_bench(|bench| async move {
        let id = bench.running("droplet").await;
        let exec =
            Exec::new(["sh", "-c", "echo begun >&2; while read line; do echo \"got $line\"; done"]);
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
        assert_eq!(rest, "");
    });
}

#[test]
fn an_attached_command_ends_with_its_container() {
    on_a_bench(|bench| async move {
        let id = bench.running("droplet").await;
        let (mut input, mut output) = bench.engine.attach(&id, &Exec::new(["cat"])).await.unwrap();
        input.write_all(b"x").await.unwrap();
        assert_eq!(output.read_u8().await.unwrap(), b'x');
        bench.engine.kill(&id, "SIGKILL").await.unwrap();
        let mut rest = Vec::new();
        tokio::time::timeout(SOON, output.read_to_end(&mut rest)).await.unwrap().unwrap();
        assert_eq!(String::from_utf8_lossy(&rest), "");
    });
}

#[test]
fn a_command_that_cannot_be_started_says_so_and_has_no_output() {
    on_a_bench(|bench| async move {
        let id = bench.running("droplet").await;
        let done = bench.engine.run(&id, &Exec::new(["/no/such/program"]), SOON).await.unwrap();
        assert!(done.status != 0 && done.output.out.is_empty(), "{done:?}");
        assert!(String::from_utf8_lossy(&done.output.err).contains("no such file"), "{done:?}");
    });
}

#[test]
fn events_tell_of_this_run_only_and_from_the_call_on() {
    on_a_bench(|bench| async move {
        let mut events = Box::pin(bench.engine.events(&bench.label()).await.unwrap());
        let id = bench.running("redis").await;
        bench.engine.kill(&id, "SIGKILL").await.unwrap();
        let mut seen = Vec::new();
        let watch = async {
            while let Some(event) = events.next().await {
                let event = event.unwrap();
                assert_eq!(
                    (event.service.as_deref(), event.container.as_str()),
                    (Some("redis"), id.as_str())
                );
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
    on_a_bench(|bench| async move {
        let engine = &bench.engine;
        let network = NetworkSpec {
            name: format!("{}_n", bench.run),
            labels: bench.labels(""),
            ..Default::default()
        };
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
            volumes: vec![VolumeMount {
                volume: volume.name.clone(),
                path: "/disk".to_owned(),
                read_only: false,
                labels: BTreeMap::new(),
            }],
            cap_drop: vec!["ALL".to_owned()],
            security_opt: vec!["no-new-privileges".to_owned()],
            memory: Some(64 << 20),
            stop_signal: Some("SIGINT".to_owned()),
            ..bench.idle("redis")
        };
        let id = engine.create_container(&spec).await.unwrap();
        engine.start(&id).await.unwrap();
        assert_eq!(bench.says(&id, "hostname; echo $PASSWORD").await, "cache\nhunter22");
        let full = bench.says(&id, "cat /dev/zero 2>&1 > /disk/fill").await;
        assert!(full.contains("No space left"), "{full}");
        let facts: serde_json::Value =
            serde_json::from_str(&engine.inspection(&id).await.unwrap()).unwrap();
        assert_eq!(facts["HostConfig"]["CapDrop"][0], "ALL");
        assert_eq!(facts["HostConfig"]["Memory"], 64 << 20);
        assert_eq!(facts["Config"]["StopSignal"], "SIGINT");
        let listed = engine.containers(&bench.label()).await.unwrap();
        assert_eq!((listed.len(), listed[0].name.as_str()), (1, spec.name.as_str()));
    });
}

/// Who removes everything in the middle of a start removes volumes that a container is about to be
/// made with.
#[test]
fn a_volume_that_the_engine_makes_with_a_container_has_labels_too() {
    on_a_bench(|bench| async move {
        let engine = &bench.engine;
        let volume = format!("{}_gone", bench.run);
        let mount = VolumeMount {
            volume: volume.clone(),
            path: "/disk".to_owned(),
            read_only: false,
            labels: bench.labels(""),
        };
        engine
            .create_container(&ContainerSpec { volumes: vec![mount], ..bench.idle("redis") })
            .await
            .unwrap();
        assert_eq!(engine.volumes(&bench.label()).await.unwrap(), [volume]);
    });
}

#[test]
fn a_taken_port_and_a_taken_subnet_are_told_as_what_they_are() {
    on_a_bench(|bench| async move {
        let engine = &bench.engine;
        let held = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let ports =
            vec![Publish { container: 80, udp: false, host: held.local_addr().unwrap().port() }];
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
    on_a_bench(|bench| async move {
        let engine = &bench.engine;
        let base = format!("firedrill/test-base:{}", bench.run);
        engine.tag_image(&bench.image, &base).await.unwrap();
        let context = |run: &str| {
            let text = format!(
                "ARG BASE\nFROM ${{BASE}} AS one\nRUN {run}\nFROM one AS two\nRUN echo two > /two\n"
            );
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
        let failing =
            BuildSpec { context: context("echo no such thing && exit 9"), ..spec.clone() };
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
    on_a_bench(|bench| async move {
        let begun = Instant::now();
        // A name that is reserved for never being one (RFC 2606).
        let error = bench
            .engine
            .pull("registry.invalid/x:1", Duration::from_secs(3), |_| ())
            .await
            .unwrap_err();
        assert!(begun.elapsed() < Duration::from_secs(4), "{:?}: {error}", begun.elapsed());
    });
}
