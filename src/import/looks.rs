//! How a service is looked at, by its software and the ports that the Compose file publishes.

use super::compose::Service;
use super::yaml::scalar;

/// How a service can be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// The look: `{redis: ping, at: redis:6379}`.
    pub yaml: String,
    /// Whether it can look: its port is published, or none is asked.
    pub is_reachable: bool,
    /// What a person must see to, and why.
    pub todo: Option<(String, String)>,
}

/// What a software answers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answers {
    Redis,
    Postgres,
    Http(&'static str),
    /// A page, of which nobody knows what it answers.
    Page,
    Connection,
}

/// Software by a part of its name, with its port and what it answers to. The first that fits
/// counts.
const SOFTWARE: [(&str, u16, Answers); 30] = [
    ("exporter", 9100, Answers::Http("/metrics")),
    ("pgbouncer", 6432, Answers::Connection),
    ("redis", 6379, Answers::Redis),
    ("valkey", 6379, Answers::Redis),
    ("keydb", 6379, Answers::Redis),
    ("postgres", 5432, Answers::Postgres),
    ("postgis", 5432, Answers::Postgres),
    ("timescale", 5432, Answers::Postgres),
    ("prometheus", 9090, Answers::Http("/-/healthy")),
    ("alertmanager", 9093, Answers::Http("/-/healthy")),
    ("grafana", 3000, Answers::Http("/api/health")),
    ("loki", 3100, Answers::Http("/ready")),
    ("elasticsearch", 9200, Answers::Http("/_cluster/health")),
    ("opensearch", 9200, Answers::Connection),
    ("minio", 9000, Answers::Http("/minio/health/live")),
    ("vault", 8200, Answers::Page),
    ("consul", 8500, Answers::Page),
    ("nginx", 80, Answers::Page),
    ("httpd", 80, Answers::Page),
    ("apache", 80, Answers::Page),
    ("caddy", 80, Answers::Page),
    ("traefik", 80, Answers::Page),
    ("mysql", 3306, Answers::Connection),
    ("mariadb", 3306, Answers::Connection),
    ("mongo", 27017, Answers::Connection),
    ("rabbitmq", 5672, Answers::Connection),
    ("kafka", 9092, Answers::Connection),
    ("zookeeper", 2181, Answers::Connection),
    ("memcached", 11211, Answers::Connection),
    ("haproxy", 80, Answers::Page),
];

/// Ports that web servers have.
const PAGES: [u16; 8] = [80, 8080, 8000, 3000, 5000, 8081, 8888, 8008];

/// Ports that web servers have for TLS.
const TLS: [u16; 2] = [443, 8443];

/// How a Compose service can be looked at; none where it publishes nothing and its software is not
/// known.
pub fn look(service: &Service) -> Option<Look> {
    if service.tcp.is_empty() && service.udp.contains(&53) {
        return Some(names(service));
    }
    let of_image = service.image.iter().find_map(|image| software(image));
    let known = of_image.or_else(|| software(&service.name.to_lowercase()));
    let usual = known.map(|(port, _)| port);
    if service.tcp.is_empty() && service.health_check.is_some() {
        return service.health_check.as_deref().map(|command| checked(service, command));
    }
    let published = usual.filter(|port| service.tcp.contains(port));
    let published = published.or_else(|| service.tcp.first().copied());
    let port = published.or(usual)?;
    let answers = known.map_or_else(|| of_port(port), |(_, answers)| answers);
    // A page over TLS is a journey's matter; that the port takes connections is seen without.
    let answers = if TLS.contains(&port) { Answers::Connection } else { answers };
    let (yaml, todo) = asked(service, answers, port);
    let open = (
        format!("publish the port in the Compose file (ports: [\"127.0.0.1:{port}:{port}\"])"),
        "nobody outside the stack can look at it otherwise".to_owned(),
    );
    let todo = if published.is_none() { Some(open) } else { todo };
    Some(Look { yaml, is_reachable: published.is_some(), todo })
}

/// What publishes nothing is asked by its own health check.
fn checked(service: &Service, command: &str) -> Look {
    let (command, name) = (scalar(command), scalar(&service.name));
    Look { yaml: format!("{{exec: {command}, in: {name}}}"), is_reachable: true, todo: None }
}

/// A server of names.
fn names(service: &Service) -> Look {
    let at = scalar(&format!("{}:53", service.name));
    let todo = ("say which name it resolves, and to which address", "no file tells it");
    Look {
        yaml: format!("{{dns: NAME, at: {at}, address: ADDRESS}}"),
        is_reachable: false,
        todo: Some((todo.0.to_owned(), todo.1.to_owned())),
    }
}

fn software(name: &str) -> Option<(u16, Answers)> {
    let found = SOFTWARE.iter().find(|(part, ..)| name.contains(part));
    found.map(|(_, port, answers)| (*port, *answers))
}

fn of_port(port: u16) -> Answers {
    if PAGES.contains(&port) { Answers::Page } else { Answers::Connection }
}

fn asked(service: &Service, answers: Answers, port: u16) -> (String, Option<(String, String)>) {
    let at = scalar(&format!("{}:{port}", service.name));
    match answers {
        Answers::Redis => (format!("{{redis: ping, at: {at}}}"), None),
        Answers::Http(path) => (format!("{{http: {}, at: {at}}}", scalar(&get(path))), None),
        Answers::Connection => (format!("{{tcp: {at}}}"), None),
        Answers::Page => (
            format!("{{tcp: {at}}}"),
            Some((
                format!("say what it answers: {{http: GET /, at: {at}, status: 200}}"),
                "a connection says less, and what its pages answer is in no file".to_owned(),
            )),
        ),
        Answers::Postgres => {
            let given = |name: &str| service.environment.get(name).filter(|text| !text.is_empty());
            let user = given("POSTGRES_USER").map_or("postgres", String::as_str);
            let database = given("POSTGRES_DB").map_or(user, String::as_str);
            let (user, database) = (scalar(user), scalar(database));
            let query = |user: &str, database: &str| {
                format!("{{postgres: SELECT 1, at: {at}, user: {user}, database: {database}}}")
            };
            // The upstream image has a user of its own where none is given; what is built may not.
            if given("POSTGRES_USER").is_some() || !service.is_built {
                return (query(&user, &database), None);
            }
            let todo = format!("say what is asked: {}", query("USER", "DATABASE"));
            let why = "a connection says less, and the Compose file gives no POSTGRES_USER";
            (format!("{{tcp: {at}}}"), Some((todo, why.to_owned())))
        }
    }
}

fn get(path: &str) -> String {
    format!("GET {path}")
}
