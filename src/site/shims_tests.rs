//! What is typed as docker, on an engine in memory; a droplet in which no agent can be started; and
//! a stack without a droplet.

use super::shims::Shims;
use super::{Opening, Site};
use crate::droplet::{ShimAnswer, ShimCall, ShimHandler as _};
use crate::engine::Secret;
use crate::engine::fake::{Course, Fake, Life, Things, Troubles};
use crate::journal::Journal;
use crate::pack::compose::ComposeFile;
use crate::pack::{Endpoint, Fault, FaultKind, Kill, Pack, Probe, Runs, Service, look};
use crate::plan::{Choice, plan};
use crate::recover::tests::case::Case;
use crate::stack::images::{Image, Images};
use crate::words::{ServiceName, Span, StackId};
use crate::world::{Act, ActResult};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::watch;

const COMPOSE: &str = "\
services:
  server: {image: t/server, ports: [\"127.0.0.1:8443:443\"], networks: {site: {}}}
  db: {image: t/db, container_name: shop_db, networks: {site: {}}}
  app: {image: t/app, depends_on: [db], networks: {site: {}}}
  web: {image: t/web, depends_on: {app: {condition: service_healthy}}, networks: {site: {}}}
networks:
  site: {ipam: {config: [{subnet: \"${FIREDRILL_NET:-172.29.45}.0/24\"}]}}
";

/// A stack on an engine in memory; its journal goes with it.
struct Up {
    site: Arc<Site>,
    fake: Fake,
    course: Arc<Course>,
    folder: PathBuf,
}

impl Up {
    async fn with(name: &str, things: Things) -> Self {
        Self::of(name, things, |_| {}).await
    }

    /// With a pack that is changed so.
    async fn of(name: &str, things: Things, change: impl FnOnce(&mut Pack)) -> Self {
        let case = Case::of(0);
        let mut pack = (*case.pack).clone();
        let (path, text) = ("compose.yaml".to_owned(), COMPOSE.to_owned());
        pack.compose_file = Some(ComposeFile { path, text });
        let at = Endpoint { container: "server".into(), port: 443 };
        let look = look::Redis { at, does: look::Does::Ping }.into();
        let (every, timeout) = (Span::millis(50), Span::secs(1));
        let works =
            Some(Probe { look, every, timeout, resolution: Span::ZERO, through: Vec::new() });
        let name_of = |name: &str| ServiceName::parse(name).unwrap();
        pack.services = vec![Service {
            name: name_of("cache"),
            called: Vec::new(),
            runs: Runs::Container("db".into()),
            alive: None,
            works,
            writes: None,
            effect: false,
        }];
        change(&mut pack);
        let mut images = Images::default();
        for service in ["server", "db", "app", "web"] {
            let (reference, digest) = (format!("t/{service}"), "sha256:1".to_owned());
            images.insert(
                service,
                Image { reference, digest, origin: "none".to_owned(), stand_in: None },
            );
        }
        let course = Arc::new(Course::new(0, Troubles::NONE));
        let fake = Fake::new(things, Arc::clone(&course));
        let folder = std::env::temp_dir().join(format!("firedrill-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        let (_stop, stop) = watch::channel(false);
        let opening = Opening {
            engine: fake.connect().await.unwrap(),
            id: StackId::new(case.run.clone(), 1),
            profile: pack.profiles[1].clone(),
            pack: Arc::new(pack),
            images: Arc::new(images),
            journal: Arc::new(Journal::create(&folder, &case.run).unwrap()),
            password: Secret::new("hunter22"),
            progress: Arc::new(|_| {}),
            stop,
        };
        let site = Box::pin(Site::open(opening)).await.unwrap();
        Self { site, fake, course, folder }
    }

    async fn typed(&self, line: &str) -> ShimAnswer {
        let site = &self.site;
        match ShimCall::read_line(line) {
            Ok(call) => {
                Shims::new(site.containers.clone(), &site.pack, &site.profile).handle(call).await
            }
            Err(refusal) => refusal.into(),
        }
    }

    /// What a container is now on the engine.
    fn life(&self, service: &str) -> Life {
        let name = self.site.containers.on_the_engine(service).unwrap();
        self.fake.things().containers[&name].life
    }

    async fn stop(&self, services: &[&str]) {
        for service in services {
            self.site.containers.kill(service, "KILL").await.unwrap();
            assert_eq!(self.life(service), Life::Exited);
        }
    }
}

impl Drop for Up {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

#[tokio::test(start_paused = true)]
async fn docker_knows_containers_and_compose_knows_services_as_on_the_server() {
    let up = Up::with("names", Things::default()).await;
    for (line, missing) in [
        ("docker restart shop_db", None),
        ("docker-compose restart db", None),
        ("docker restart db", Some("No such container: db")),
        ("docker-compose restart shop_db", Some("no such service: shop_db")),
        ("docker exec nobody true", Some("No such container: nobody")),
    ] {
        let answer = up.typed(line).await;
        assert_eq!(answer.refused, None, "{line}: Docker would say so too");
        match missing {
            None => assert_eq!(answer.exit, 0, "{line}: {answer:?}"),
            Some(words) => {
                assert!(answer.exit == 1 && answer.stderr.contains(words), "{line}: {answer:?}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn up_starts_what_does_not_run_after_what_it_depends_on_and_refuses_what_would_have_to_wait()
{
    let up = Up::with("up", Things::default()).await;
    up.stop(&["db", "app"]).await;
    let answer = up.typed("docker compose up -d --no-deps app").await;
    assert_eq!(
        (answer.exit, up.life("db"), up.life("app")),
        (0, Life::Exited, Life::Running),
        "{answer:?}"
    );

    up.stop(&["app"]).await;
    let answer = up.typed("docker-compose up -d app").await;
    assert_eq!(
        (answer.exit, up.life("db"), up.life("app")),
        (0, Life::Running, Life::Running),
        "{answer:?}"
    );
    assert_eq!(answer.stderr, "Container shop_db  Started\nContainer app  Started\n");

    up.stop(&["app", "web"]).await;
    let answer = up.typed("docker-compose up -d").await;
    assert_eq!((answer.exit, up.life("app"), up.life("web")), (1, Life::Exited, Life::Exited));
    let why = "up: web waits until app is healthy, which firedrill does not do here";
    assert_eq!(answer.refused.as_deref(), Some(why));
    assert_eq!(up.typed("docker-compose up -d nobody").await.refused, None);
}

#[tokio::test(start_paused = true)]
async fn what_the_engine_refuses_is_dockers_and_an_engine_that_is_silent_is_firedrills() {
    let up = Up::with("silent", Things::default()).await;
    up.site.containers.pause("app").await.unwrap();
    let answer = up.typed("docker start app").await;
    assert!(
        answer.exit == 1 && answer.stderr.contains("paused container") && answer.refused.is_none(),
        "{answer:?}"
    );
    assert!(up.typed("docker ps").await.stdout.contains("Up (Paused)"));

    up.course.trouble_with(Troubles { percent: 100, most: u32::MAX });
    let mut ours = 0;
    for _ in 0..20 {
        let answer = up.typed("docker restart shop_db").await;
        assert!(answer.refused.is_none() || answer.exit == 1);
        ours += u32::from(answer.refused.is_some());
    }
    assert!(ours > 0);
}

#[tokio::test(start_paused = true)]
async fn without_an_agent_its_commands_and_claims_are_out_of_reach_and_the_rest_is_drilled() {
    let mut things = Things::default();
    things.no_python = true;
    let up = Up::with("agentless", things).await;
    let why = up.site.no_agent.clone().unwrap();
    assert!(
        why.starts_with("firedrill's agent could not be started in server: ")
            && why.contains("python3"),
        "{why}"
    );

    let drill = plan(&up.site.pack, &Choice::default()).unwrap().stacks.remove(1).drills.remove(0);
    let fitted = up.site.fit(&drill);
    assert_eq!(fitted.not_here, None);
    assert!(fitted.commands.is_empty() && fitted.detectors.is_empty());
    assert_eq!(fitted.probes.len(), drill.probes.len());
    let out: Vec<&str> = fitted.out_of_reach.iter().map(|out| out.claim.as_str()).collect();
    assert_eq!(out, ["detected.health-check.shop", "recovery.shop"]);

    let run = crate::world::docker::actions::act(
        &up.site,
        &Act::Run("docker restart shop_db".to_owned()),
    )
    .await;
    assert!(
        matches!(&run, ActResult::NotRun { why } if why.starts_with("firedrill cannot run this: ")),
        "{run:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_stack_without_a_droplet_is_up_without_an_agent_and_its_containers_are_killed() {
    let mut things = Things::default();
    things.no_python = true;
    let up = Up::of("serverless", things, |pack| pack.droplet = None).await;
    assert_eq!((&up.site.no_agent, up.site.agent().is_err()), (&None, true));

    let targets = vec![ServiceName::parse("cache").unwrap()];
    let fault = Fault { targets, kind: FaultKind::Kill(Kill), undo: Vec::new() };
    crate::fault::inject(&up.site, &fault).await.unwrap();
    assert_eq!(up.life("db"), Life::Exited);
    crate::fault::undo(&up.site, &fault).await.unwrap();
    assert_eq!(up.life("db"), Life::Running);
}
