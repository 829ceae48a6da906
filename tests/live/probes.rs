//! Probes against the real servers, each in a throw-away container of its own: well in health,
//! failed within one look after the server was killed, well again after it was started.

use crate::machine::{beside_others, on_a_runtime};
use crate::throwaway;
use firedrill::engine::Secret;
use firedrill::pack::look::{self, Does};
use firedrill::pack::{Endpoint, Look};
use firedrill::probe::{Prober, Transport, Ways};
use firedrill::timeline::Outcome;
use firedrill::words::Span;
use std::collections::{BTreeMap, HashMap};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::slice;
use std::sync::Arc;
use std::time::{Duration, Instant};
use testcontainers::bollard::models::PortBinding;
use testcontainers::bollard::query_parameters::KillContainerOptions;
use testcontainers::core::{IntoContainerPort, Mount, client::docker_client_instance};
use testcontainers::runners::AsyncRunner;
use testcontainers::{ContainerAsync, GenericImage, ImageExt};

const PASSWORD: &str = "a password 'of' \\ this test";
const TIMEOUT: Span = Span::secs(1);

/// A server in a container, and the way to it.
struct Server {
    container: ContainerAsync<GenericImage>,
    ways: Arc<Ways>,
}

fn at(port: u16) -> Endpoint {
    Endpoint { container: "server".into(), port }
}

impl Server {
    async fn start(image: GenericImage, command: &[&str], port: u16) -> Self {
        // Picked before the container is made, as in a stack: an engine that picks it picks another
        // after a restart.
        let published = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
        let binding = PortBinding {
            host_ip: Some(published.ip().to_string()),
            host_port: Some(published.port().to_string()),
        };
        let container = image
            .with_exposed_port(port.tcp())
            .with_cmd(command.iter().copied())
            .with_env_var("POSTGRES_PASSWORD", PASSWORD)
            .with_env_var("POSTGRES_USER", "admin")
            .with_env_var("POSTGRES_DB", "enterprisescanner")
            .with_label("dev.firedrill.test", "probes")
            .with_mount(Mount::tmpfs_mount("/disk"))
            .with_host_config_modifier(move |host| {
                host.publish_all_ports = Some(false);
                host.port_bindings =
                    Some(HashMap::from([(format!("{port}/tcp"), Some(vec![binding.clone()]))]));
            })
            .start()
            .await
            .unwrap();
        Self { container, ways: Arc::new(ways(published, port)) }
    }

    async fn kill(&self) {
        let docker = docker_client_instance().await.unwrap();
        let options = KillContainerOptions { signal: "KILL".to_owned() };
        docker.kill_container(self.container.id(), Some(options)).await.unwrap();
    }
}

fn ways(published: SocketAddr, port: u16) -> Ways {
    let mut ways = Ways::new(Some("droplet".into()), Secret::new(PASSWORD), BTreeMap::new());
    ways.publish(Transport::Tcp, at(port), published);
    ways
}

/// Looks until all is well, and panics with the last symptom where it does not become so.
async fn becomes_well(prober: &mut Prober) {
    let end = Instant::now() + Duration::from_secs(30);
    loop {
        let outcome = prober.look().await;
        if outcome.is_ok() {
            return;
        }
        assert!(Instant::now() < end, "{outcome:?}");
        // Not a wait for something to have happened: only so as not to look in a busy loop.
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Well in health; failed at the first look after the kill; well after the start, over the same
/// prober.
async fn is_seen_to_die_and_return(server: &Server, looks: &[Look]) {
    let mut probers: Vec<Prober> =
        looks.iter().map(|look| Prober::new(&server.ways, look, TIMEOUT).unwrap()).collect();
    for prober in &mut probers {
        becomes_well(prober).await;
        for _ in 0..3 {
            assert_eq!(prober.look().await, Outcome::Ok, "in health");
        }
    }
    server.kill().await;
    for (prober, look) in probers.iter_mut().zip(looks) {
        let outcome = prober.look().await;
        let expected = ["connection refused", "closed without an answer"];
        assert!(
            outcome.symptom().is_some_and(|symptom| expected.contains(&symptom)),
            "{look}: {outcome:?}"
        );
    }
    server.container.start().await.unwrap();
    for prober in &mut probers {
        becomes_well(prober).await;
    }
}

/// A test of probes on a container of the image that plays a service.
fn on_an_image_of<F: Future<Output = ()>>(service: &str, test: impl FnOnce(GenericImage) -> F) {
    beside_others(|| {
        let image = throwaway::image(service);
        on_a_runtime(test(image));
    });
}

#[test]
fn redis_is_seen_to_die_and_return() {
    on_an_image_of("redis", redis_dies_and_returns);
}

async fn redis_dies_and_returns(image: GenericImage) {
    let server = Server::start(image.with_entrypoint("sh"), &["/firedrill/start"], 6379).await;
    let redis = |does: Does| look::Redis { at: at(6379), does }.into();
    is_seen_to_die_and_return(&server, &[redis(Does::Ping), redis(Does::Write)]).await;
    server.container.rm().await.unwrap();
}

#[test]
fn postgresql_is_seen_to_die_and_return() {
    on_an_image_of("postgres", postgresql_dies_and_returns);
}

async fn postgresql_dies_and_returns(image: GenericImage) {
    let start = "PATH=/usr/lib/postgresql/15/bin:$PATH exec sh /firedrill/start";
    let server = Server::start(image.with_entrypoint("sh"), &["-c", start], 5432).await;
    let query = |query: &str| {
        let (user, database) = ("admin".to_owned(), "enterprisescanner".to_owned());
        Look::from(look::Postgres { at: at(5432), user, database, query: query.to_owned() })
    };
    is_seen_to_die_and_return(
        &server,
        &[query("SELECT 1"), query("CREATE TEMPORARY TABLE IF NOT EXISTS t ()")],
    )
    .await;
    let mut wrong = Prober::new(&server.ways, &query("SELECT nonsense"), TIMEOUT).unwrap();
    assert_eq!(wrong.look().await.symptom(), Some("column does not exist (42703)"));
    server.container.rm().await.unwrap();
}

/// PgBouncer as in the droplet, but listening to the world, and without a database behind it: its
/// console needs none. A killed one leaves a file that names process 1, which lives.
const PGBOUNCER: &str = r#"
rm -rf /run/pgbouncer && mkdir -p /run/pgbouncer /var/log/postgresql && chown postgres /run/pgbouncer /var/log/postgresql
printf '"admin" "%s"\n' "$POSTGRES_PASSWORD" > /tmp/users
sed 's/^listen_addr.*/listen_addr = 0.0.0.0/; s#^auth_file.*#auth_file = /tmp/users#' \
    /etc/pgbouncer/pgbouncer.ini > /tmp/pgbouncer.ini
exec setpriv --reuid=postgres --regid=postgres --init-groups pgbouncer /tmp/pgbouncer.ini
"#;

#[test]
fn pgbouncers_console_is_seen_to_die_and_return_and_its_databases_to_be_missing() {
    on_an_image_of("droplet", pgbouncer_dies_and_returns);
}

async fn pgbouncer_dies_and_returns(image: GenericImage) {
    let server = Server::start(image.with_entrypoint("sh"), &["-c", PGBOUNCER], 6432).await;
    let query = |database: &str, query: &str| {
        let (user, database) = ("admin".to_owned(), database.to_owned());
        Look::from(look::Postgres { at: at(6432), user, database, query: query.to_owned() })
    };
    let console = query("pgbouncer", "SHOW VERSION");
    is_seen_to_die_and_return(&server, slice::from_ref(&console)).await;
    let mut pooled =
        Prober::new(&server.ways, &query("enterprisescanner", "SELECT 1"), TIMEOUT).unwrap();
    let symptoms = [pooled.look().await, pooled.look().await];
    assert!(symptoms.iter().all(Outcome::is_failed), "{symptoms:?}");
    server.container.rm().await.unwrap();
}
