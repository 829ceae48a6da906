//! What the room promises when the engine misbehaves.
#![expect(clippy::disallowed_methods, reason = "a socket is a file")]

use super::mock::{Answer, Mock, refusal, version};
use super::{ContainerSpec, Engine, EngineError, EngineErrorKind, Exec, NetworkSpec};
use bytes::Bytes;
use futures_util::StreamExt;
use std::time::Duration;

async fn connecting_to(
    answer: impl Fn(&str) -> Answer + Send + Sync + 'static,
) -> Result<Engine, EngineError> {
    Engine::connect_to(&Mock::new(answer).address()).await
}

#[tokio::test]
async fn a_socket_that_is_not_there_is_an_engine_that_is_not_there() {
    let error = Engine::connect_to("unix:///nonexistent/docker.sock").await.unwrap_err();
    assert_eq!(error.kind, EngineErrorKind::NotThere);
    assert!(error.to_string().contains("/nonexistent/docker.sock"), "{error}");
}

#[tokio::test]
async fn a_socket_that_nobody_listens_at_any_more_is_an_engine_that_is_not_there() {
    let path = std::env::temp_dir().join(format!("firedrill-dead-{}.sock", std::process::id()));
    drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
    let error = Engine::connect_to(&format!("unix://{}", path.display())).await.unwrap_err();
    std::fs::remove_file(&path).unwrap();
    assert_eq!(error.kind, EngineErrorKind::NotThere, "{error}");
}

#[tokio::test]
async fn whatever_is_no_engine_answers_strangely() {
    for bytes in ["SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n<ht>"] {
        let error = connecting_to(move |_| Answer::Bytes(bytes)).await.unwrap_err();
        assert_eq!(error.kind, EngineErrorKind::Strange, "{bytes}: {error}");
    }
    for body in ["{}", r#"{"Version":"1"}"#, r#"{"Version":"1","ApiVersion":"new"}"#, "[]"] {
        let error = connecting_to(move |_| Answer::Json(200, body.to_owned())).await.unwrap_err();
        assert_eq!(error.kind, EngineErrorKind::Strange, "{body}: {error}");
    }
    let error = connecting_to(|_| refusal(404, "page not found")).await.unwrap_err();
    assert_eq!(error.kind, EngineErrorKind::Strange);
}

#[tokio::test]
async fn an_engine_that_is_too_old_is_named_with_its_version() {
    let error = connecting_to(|_| version("19.03.15", "1.40")).await.unwrap_err();
    assert_eq!(error.kind, EngineErrorKind::TooOld);
    assert!(error.to_string().contains("19.03.15"), "{error}");
    let engine = connecting_to(|_| version("29.0.1", "1.52")).await.unwrap();
    assert_eq!(engine.about().to_string(), "docker 29.0.1");
}

#[tokio::test]
async fn a_distributions_suffix_is_no_part_of_the_version() {
    let (_mock, engine) = Mock::engine(|_| Answer::Silence).await;
    assert_eq!(engine.about().to_string(), "docker 20.10.24");
    assert_eq!(engine.about().platform, "linux/amd64");
}

#[tokio::test]
async fn an_engine_that_goes_away_in_mid_call_is_told_from_one_that_refuses() {
    for bytes in ["", "HTTP/1.1 20", "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"Id\""] {
        let (_mock, engine) = Mock::engine(move |_| Answer::Bytes(bytes)).await;
        let error = engine.state("redis").await.unwrap_err();
        assert_eq!(error.kind, EngineErrorKind::GoneAway, "{bytes:?}: {error}");
    }
}

#[tokio::test]
async fn refusals_are_told_apart() {
    use EngineErrorKind::{Conflict, NotFound, Refused};
    for (status, kind) in [(404, NotFound), (409, Conflict), (500, Refused), (400, Refused)] {
        let (_mock, engine) = Mock::engine(move |_| refusal(status, "because")).await;
        let error = engine.start("redis").await.unwrap_err();
        assert_eq!(
            (error.kind, error.to_string().as_str()),
            (kind, "cannot start container redis: because")
        );
    }
}

#[tokio::test]
async fn what_is_gone_already_is_removed_without_an_error() {
    let (_mock, engine) = Mock::engine(|_| refusal(404, "no such thing")).await;
    engine.remove_container("redis").await.unwrap();
    engine.remove_network("site").await.unwrap();
    engine.remove_volume("disk").await.unwrap();
    assert_eq!(engine.image("redis:7").await.unwrap(), None);
}

#[tokio::test(start_paused = true)]
async fn no_call_hangs_for_ever() {
    let (_mock, engine) = Mock::engine(|_| Answer::Silence).await;
    let spec = ContainerSpec {
        name: "redis".to_owned(),
        image: "x".to_owned(),
        ..ContainerSpec::default()
    };
    let network = NetworkSpec { name: "site".to_owned(), ..NetworkSpec::default() };
    let exec = Exec::new(["true"]);
    let results = vec![
        engine.create_container(&spec).await.map(drop),
        engine.start("redis").await,
        engine.kill("redis", "SIGKILL").await,
        engine.stop("redis", Some(Duration::from_secs(10))).await,
        engine.restart("redis", None).await,
        engine.pause("redis").await,
        engine.unpause("redis").await,
        engine.remove_container("redis").await,
        engine.create_network(&network).await.map(drop),
        engine.remove_network("site").await,
        engine.state("redis").await.map(drop),
        engine.containers("x").await.map(drop),
        engine.networks(None).await.map(drop),
        engine.volumes("x").await.map(drop),
        engine.logs("redis", 10).await.map(drop),
        engine.run("redis", &exec, Duration::from_secs(5)).await.map(drop),
        engine.attach("redis", &exec).await.map(drop),
        engine.pull("redis:7", Duration::from_secs(3), |_| ()).await,
        engine
            .build(
                &super::BuildSpec {
                    tag: "x".to_owned(),
                    context: Bytes::new(),
                    ..Default::default()
                },
                |_| (),
            )
            .await,
        engine.import(tokio::io::empty()).await.map(drop),
        Engine::connect_to(&Mock::new(|_| Answer::Silence).address()).await.map(drop),
    ];
    for (n, result) in results.into_iter().enumerate() {
        assert_eq!(result.unwrap_err().kind, EngineErrorKind::TimedOut, "call {n}");
    }
}

#[tokio::test]
async fn a_failing_build_says_its_last_lines() {
    let said = "{\"stream\":\"Step 1/2 : FROM x\\n\"}\n{\"stream\":\"E: Unable to locate package\\n\"}\n\
                {\"errorDetail\":{\"message\":\"returned a non-zero code: 100\"},\"error\":\"returned a non-zero code: 100\"}\n";
    let (_mock, engine) = Mock::engine(move |_| Answer::Json(200, said.to_owned())).await;
    let mut lines = Vec::new();
    let spec = super::BuildSpec { tag: "firedrill/x:1".to_owned(), ..Default::default() };
    let error = engine.build(&spec, |line| lines.push(line.to_owned())).await.unwrap_err();
    assert_eq!(error.kind, EngineErrorKind::Failed);
    assert!(
        error.message.contains("non-zero code: 100") && error.message.contains("Unable to locate"),
        "{error}"
    );
    assert_eq!(lines.len(), 2);
}

#[tokio::test]
async fn a_build_on_a_full_disk_is_told_as_one() {
    let said =
        "{\"errorDetail\":{\"message\":\"write /x: no space left on device\"},\"error\":\"x\"}\n";
    let (_mock, engine) = Mock::engine(move |_| Answer::Json(200, said.to_owned())).await;
    let spec = super::BuildSpec { tag: "firedrill/x:1".to_owned(), ..Default::default() };
    let error = engine.build(&spec, |_| ()).await.unwrap_err();
    assert_eq!(error.kind, EngineErrorKind::NoSpace);
}

#[tokio::test]
async fn events_are_read_with_their_service_and_end_with_the_engine() {
    let said = "{\"Type\":\"container\",\"Action\":\"die\",\"Actor\":{\"ID\":\"abc\",\"Attributes\":{\"exitCode\":\"137\",\
                \"dev.firedrill.service\":\"redis\"}},\"time\":1,\"timeNano\":1000000002}\n";
    let (mock, engine) = Mock::engine(move |request| {
        let time = r#"{"SystemTime":"2026-11-24T07:45:12.5Z"}"#;
        Answer::Json(200, if request.starts_with("GET /info") { time } else { said }.to_owned())
    })
    .await;
    let events: Vec<_> =
        engine.events("dev.firedrill.run=20261124-074512-a3f0").await.unwrap().collect().await;
    let event = events[0].as_ref().unwrap();
    assert_eq!(
        (event.service.as_deref(), event.action.as_str(), event.exit_code),
        (Some("redis"), "die", Some(137))
    );
    assert_eq!(event.at, Duration::new(1, 2));
    assert!(mock.asked()[2].contains("since=1795506312.500000000"), "{:?}", mock.asked());
}
