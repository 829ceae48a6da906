//! What is done to somebody else's containers, and what never is, on an engine that says what the
//! test wants.

use super::*;
use crate::engine::mock::{Answer, Mock, refusal};
use crate::words::{RunId, Span};
use std::path::PathBuf;

const RUN: &str = "20261124-074512-a3f0";
const STORE: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

/// A container as the engine shows it.
fn shown(project: &str, service: &str, status: &str) -> String {
    format!(
        r#"{{"Id":"{STORE}","Name":"/shop_store_1","Image":"sha256:1","State":{{"Status":"{status}"}},
            "Config":{{"Image":"busybox","Env":["POSTGRES_PASSWORD=hunter22"],
                "Labels":{{"com.docker.compose.project":"{project}","com.docker.compose.service":"{service}"}}}},
            "HostConfig":{{"PortBindings":{{"8080/tcp":[{{"HostIp":"127.0.0.1","HostPort":"8081"}}],
                "9/tcp":[{{"HostIp":"","HostPort":""}}],"7/tcp":[{{"HostIp":"192.0.2.1","HostPort":"7"}}]}}}},
            "NetworkSettings":{{"Ports":{{"8080/tcp":[{{"HostIp":"127.0.0.1","HostPort":"8081"}}],
                "9/tcp":[{{"HostIp":"0.0.0.0","HostPort":"32768"}}],"7/tcp":[{{"HostIp":"192.0.2.1","HostPort":"7"}}]}}}}}}"#
    )
}

/// The list of the project's containers.
fn listed() -> String {
    let labels = r#"{"com.docker.compose.project":"shop","com.docker.compose.service":"store"}"#;
    format!(r#"[{{"Id":"{STORE}","Names":["/shop_store_1"],"Labels":{labels},"State":"running"}}]"#)
}

/// An engine with one container, which is first of the project, and then as the test says.
async fn engine(then: impl Fn() -> Answer + Send + Sync + 'static) -> (Mock, Engine) {
    let looks = std::sync::atomic::AtomicU32::new(0);
    Mock::engine(move |request| {
        if request.starts_with("GET /containers/json") {
            return Answer::Json(200, listed());
        }
        if request.starts_with("GET") {
            let first = looks.fetch_add(1, std::sync::atomic::Ordering::Relaxed) == 0;
            return if first {
                Answer::Json(200, shown("shop", "store", "running"))
            } else {
                then()
            };
        }
        Answer::Json(204, String::new())
    })
    .await
}

fn shop() -> ProjectName {
    ProjectName::parse("shop").unwrap()
}

/// A folder for a journal, gone with it.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        Self(std::env::temp_dir().join(format!("firedrill-project-{}-{test}", std::process::id())))
    }

    fn journal(&self) -> Arc<Journal> {
        Arc::new(Journal::create(&self.0, &RunId::parse(RUN).unwrap()).unwrap())
    }

    fn text(&self) -> String {
        std::fs::read_to_string(self.0.join(format!("{RUN}.jsonl"))).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

async fn project(engine: &Engine, folder: &Folder) -> Project {
    let services = BTreeMap::from([("store".to_owned(), "shop_store".to_owned())]);
    Survey::look(engine, shop(), &services).await.unwrap().agreed(folder.journal())
}

fn changes(mock: &Mock) -> Vec<String> {
    mock.asked().into_iter().filter(|request| !request.starts_with("GET")).collect()
}

#[tokio::test]
async fn an_act_is_on_the_disk_before_it_is_done_and_is_for_the_container_that_was_shown() {
    let folder = Folder::new("act");
    let (mock, engine) = engine(|| Answer::Json(200, shown("shop", "store", "running"))).await;
    let project = project(&engine, &folder).await;
    project.kill("store", "KILL").await.unwrap();
    let text = folder.text();
    let undo = format!(
        r#""make":"fault","service":"store","undo":{{"do":"in-project","project":"shop","container":"{STORE}","name":"shop_store_1","back":"start","longest"#
    );
    assert!(text.contains(&undo), "{text}");
    assert_eq!(changes(&mock), [format!("POST /containers/{STORE}/kill?signal=KILL")]);
    assert!(!format!("{project:?}{text}").contains("hunter22"));
}

#[tokio::test]
async fn an_act_that_the_engine_is_still_at_is_waited_for_by_who_puts_back() {
    let folder = Folder::new("late");
    let running = || Answer::Json(200, shown("shop", "store", "running"));
    let (mock, engine) = Mock::engine(move |request| match request {
        request if request.starts_with("GET /containers/json") => Answer::Json(200, listed()),
        request if request.starts_with("GET") => running(),
        _ => Answer::Silence,
    })
    .await;
    let project = project(&engine, &folder).await;
    let stop = project.stop("store", None);
    assert!(
        tokio::time::timeout(Duration::from_millis(300), stop).await.is_err(),
        "its caller gave up"
    );
    let stops = changes(&mock);
    assert_eq!(stops.len(), 1, "{stops:?}");
    // It runs, and is not to be taken for put back.
    let failed = project.put_all_back(Duration::from_millis(100)).await;
    assert!(failed.len() == 1 && failed[0].contains("docker start shop_store_1"), "{failed:?}");
    assert!(project.is_touched());
}

#[tokio::test]
async fn a_container_that_is_not_of_the_project_any_more_is_not_touched() {
    for (name, then) in [
        ("other", Some(shown("other", "store", "running"))),
        ("renamed", Some(shown("shop", "front", "running"))),
        ("gone", None),
    ] {
        let folder = Folder::new(name);
        let answer = move || {
            then.clone()
                .map_or_else(|| refusal(404, "No such container"), |json| Answer::Json(200, json))
        };
        let (mock, engine) = engine(answer).await;
        let project = project(&engine, &folder).await;
        assert!(project.kill("store", "KILL").await.is_err());
        assert!(project.pause("store").await.is_err());
        assert!(project.stop("store", None).await.is_err());
        assert!(project.restart("store", None).await.is_err());
        assert!(project.start("store").await.is_err());
        assert!(project.run("store", &Exec::new(["true"]), Duration::from_secs(1)).await.is_err());
        assert!(project.kill("front", "KILL").await.is_err(), "it was not shown");
        assert_eq!(changes(&mock), Vec::<String>::new(), "{name}");
        assert!(!folder.text().contains("\"intent\""), "{name}");
    }
}

#[tokio::test]
async fn what_was_broken_is_put_back_as_its_state_asks_for_and_nothing_is_removed() {
    for (status, back, does) in [
        ("exited", Back::Start, Some("start")),
        ("paused", Back::Start, Some("unpause")),
        ("paused", Back::Unpause, Some("unpause")),
        ("running", Back::Start, None),
        ("exited", Back::Unpause, Some("start")),
    ] {
        let (mock, engine) =
            engine(move || Answer::Json(200, shown("shop", "store", status))).await;
        engine.details(STORE).await.unwrap();
        let (project, name) = ("shop".to_owned(), "shop_store_1".to_owned());
        let undo = Undo::InProject {
            project,
            container: STORE.to_owned(),
            name,
            back,
            longest: Span::ZERO,
        };
        take_back(&engine, &undo).await.unwrap();
        let done: Vec<String> =
            does.iter().map(|what| format!("POST /containers/{STORE}/{what}")).collect();
        assert_eq!(changes(&mock), done, "{status}, {back:?}");
    }
}

#[tokio::test]
async fn a_journal_cannot_have_anything_else_done() {
    let in_project = |project: &str, container: &str| Undo::InProject {
        project: project.to_owned(),
        container: container.to_owned(),
        name: "shop_store_1".to_owned(),
        back: Back::Start,
        longest: Span::ZERO,
    };
    for undo in [
        in_project("shop", "shop_store_1"),
        in_project("other", STORE),
        in_project("a=b", STORE),
        in_project("shop", "../networks/x"),
        Undo::Start { container: STORE.to_owned() },
        Undo::Run { container: STORE.to_owned(), command: "reboot".to_owned() },
    ] {
        let (mock, engine) = engine(|| Answer::Json(200, shown("shop", "store", "exited"))).await;
        assert!(take_back(&engine, &undo).await.is_err(), "{undo}");
        assert_eq!(changes(&mock), Vec::<String>::new(), "{undo}");
    }
    let (_mock, engine) = engine(|| refusal(404, "No such container")).await;
    engine.details(STORE).await.unwrap();
    take_back(&engine, &in_project("shop", STORE)).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_put_back_is_tried_again_and_told() {
    let folder = Folder::new("told");
    let (_mock, engine) = engine(|| refusal(500, "no")).await;
    let project = project(&engine, &folder).await;
    assert_eq!(
        project.put_all_back(PUT_BACK_BUDGET).await,
        Vec::<String>::new(),
        "nothing was done"
    );
    let undo = project.undo(project.guest("try", "store").unwrap(), Back::Start, Duration::ZERO);
    let entry = project
        .journal
        .intend(Intent::Fault { service: "store".to_owned(), undo: undo.clone() })
        .unwrap();
    project.open.lock().unwrap().push((entry, undo));
    let failed = project.put_all_back(Duration::from_secs(3)).await;
    assert!(failed.len() == 1 && failed[0].contains("no"), "{failed:?}");
    project.all_is_well().unwrap();
    let text = folder.text();
    assert!(text.lines().last().unwrap().starts_with("{\"line\":\"undone\",\"n\":1,"), "{text}");
}

#[tokio::test]
async fn only_ports_of_this_machine_that_stay_are_ways() {
    let (_mock, engine) = engine(|| Answer::Silence).await;
    let services = BTreeMap::from([("store".to_owned(), "shop_store".to_owned())]);
    let survey = Survey::look(&engine, shop(), &services).await.unwrap();
    let store = &survey.members["store"];
    let ways: Vec<String> = store.ways().map(|(_, at, to)| format!("{at} {to}")).collect();
    assert_eq!(ways, ["store:8080 127.0.0.1:8081"]);
    let none = store.no_ways();
    assert!(
        none.len() == 2 && none[0].contains("192.0.2.1 only") && none[1].contains("32768"),
        "{none:?}"
    );
    assert_eq!(survey.named("shop_store").map(|guest| guest.name.as_str()), Some("shop_store_1"));
    assert!(
        survey.password_of.as_deref() == Some("shop_store_1") && survey.named("shop").is_none()
    );
}
