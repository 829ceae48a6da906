//! The drills of the bundled pack, in both profiles, as the real stack behaves (`practice.md`), with the claims that
//! the bundled document makes of them.

mod rest;

pub(crate) use rest::{certificate_expires, disk_full, dns_fails, monitoring_down, pgbouncer_crashes, the_rest};

use super::record::{Record, journey};
use crate::timeline::Assertion;
use crate::words::{DetectorKind, Impact, Span};

const BOTH: [DetectorKind; 2] = [DetectorKind::HealthCheck, DetectorKind::Alert];

/// The stack of a profile: who is looked at, and how.
fn stack(record: Record, profile: &str) -> Record {
    let record = record
        .alive(&["nginx", "static-files", "redis", "postgres", "pgbouncer", "prometheus", "grafana", "node-exporter"])
        .works("nginx", &[])
        .works("static-files", &["nginx"])
        .works("pgbouncer", &[])
        .alive(&["redis-exporter", "postgres-exporter"])
        .scraped("redis-exporter")
        .scraped("postgres-exporter");
    match profile {
        "flask" => record.alive(&["flask"]).works("flask", &[]).journeys(&["website", "dashboards", "api"]),
        _ => record.journeys(&["website", "dashboards"]),
    }
}

/// nginx is killed, and everything behind it cannot be reached.
pub(crate) fn nginx_crashes(profile: &str) -> Record {
    let impact = "🔴 TOTAL OUTAGE - Nobody can reach the website";
    let refused = "connection refused";
    let record = stack(Record::new("nginx-crashes", "Nginx crashes", profile, 273), profile)
        .detector("systemctl-status-nginx", DetectorKind::HealthCheck, "nginx")
        .detector("site-down", DetectorKind::Alert, "nginx")
        .kill(&["nginx"], refused)
        .fails("static-files.works", 21, refused)
        .fails("website", 22, refused)
        .fails("dashboards", 22, refused)
        .notices("systemctl-status-nginx", 300, 700)
        .notices("site-down", 1_500, 1_900)
        .impact(276, impact, "website", Impact::Outage)
        .impact(276, impact, "dashboards", Impact::Outage)
        .cascade(277, "Cascade: None (all other services keep running)", &[])
        .unaffected(273)
        .detected(278, "Detection: Health checks, monitoring alerts", &BOTH)
        .recovers(
            279,
            "Recovery: systemctl restart nginx (15 seconds)",
            "systemctl restart nginx",
            Some(Span::secs(15)),
        );
    match profile {
        "flask" => record.fails("api", 22, refused).impact(276, impact, "api", Impact::Outage),
        _ => record,
    }
}

/// PostgreSQL is killed: its pooler, the application and its exporter go with it.
pub(crate) fn postgresql_stops(profile: &str) -> Record {
    let cascade =
        "Cascade: PgBouncer has nothing to connect to, Flask answers with errors, Postgres Exporter fails as well";
    let record = stack(Record::new("postgresql-stops", "PostgreSQL container stops", profile, 283), profile)
        .detector("pg-isready", DetectorKind::HealthCheck, "postgres")
        .detector("postgres-down", DetectorKind::Alert, "postgres")
        .kill(&["postgres"], "connection refused")
        .fails("pgbouncer.works", 40, "server login failed")
        .back("pgbouncer.works", 3_000)
        .fails("postgres-exporter.works", 700, "pg_up is 0")
        .back("postgres-exporter.works", 2_000)
        .notices("pg-isready", 100, 700)
        .notices("postgres-down", 2_500, 2_900)
        .detected(290, "Detection: Health checks, Prometheus alerts", &BOTH)
        .recovers(
            291,
            "Recovery: docker restart enterprisescanner_postgres (30 seconds)",
            "docker restart enterprisescanner_postgres",
            Some(Span::secs(30)),
        )
        .unaffected(283);
    match profile {
        "flask" => record
            .fails("flask.works", 60, "HTTP 503")
            .back("flask.works", 12_000)
            .fails("api", 65, "HTTP 503")
            .back("api", 12_000)
            .impact(288, "Future (Flask App): 🔴 App unusable - there is no database", "api", Impact::Outage)
            .cascade(289, cascade, &["pgbouncer", "flask", "postgres-exporter"]),
        _ => record.impact(287, "Current (Static Site): 🟢 No impact", "website", Impact::None).cascade(
            289,
            cascade,
            &["pgbouncer", "postgres-exporter"],
        ),
    }
}

/// Redis is killed: the application works without its cache, slower.
pub(crate) fn redis_stops(profile: &str) -> Record {
    let cascade = "Cascade: Redis Exporter fails as well, Flask app gets slower";
    let record = stack(Record::new("redis-stops", "Redis container stops", profile, 295), profile)
        .detector("redis-cli-ping", DetectorKind::HealthCheck, "redis")
        .detector("redis-down", DetectorKind::Alert, "redis")
        .kill(&["redis"], "connection refused")
        .fails("redis-exporter.works", 500, "redis_up is 0")
        .back("redis-exporter.works", 1_400)
        .notices("redis-cli-ping", 100, 700)
        .notices("redis-down", 1_500, 1_900)
        .detected(302, "Detection: Health checks, Prometheus alerts", &BOTH)
        .recovers(
            303,
            "Recovery: docker restart enterprisescanner_redis (10 seconds)",
            "docker restart enterprisescanner_redis",
            Some(Span::secs(10)),
        )
        .unaffected(295);
    match profile {
        "flask" => record
            .degrades("flask.works", 25, "X-Cache: error")
            .degrades("api", 32, "X-Cache: error")
            .slows_to("api", 40)
            .impact(300, "Future (Flask App): 🟡 Performance degraded - nothing is cached", "api", Impact::Degraded)
            .cascade(301, cascade, &["redis-exporter", "flask"])
            .claim(301, cascade, Assertion::Slower { journey: journey("api") })
            .claim(
                304,
                "Graceful: Flask app keeps working without the Redis cache",
                Assertion::Graceful { journey: journey("api"), fallback: "X-Cache: error".to_owned() },
            ),
        _ => record.impact(299, "Current (Static Site): 🟢 No impact", "website", Impact::None).cascade(
            301,
            cascade,
            &["redis-exporter"],
        ),
    }
}

/// Records a scenario in the profile it is given.
type Maker = fn(&str) -> Record;

/// The three that came first, six in both profiles, each with its name.
pub(crate) fn all() -> Vec<(String, Record)> {
    in_both(&[("nginx", nginx_crashes), ("postgres", postgresql_stops), ("redis", redis_stops)])
}

fn in_both(makers: &[(&str, Maker)]) -> Vec<(String, Record)> {
    let in_profiles = |(name, maker): &(&str, Maker)| {
        ["static", "flask"].map(|profile| (format!("{name} in {profile}"), maker(profile)))
    };
    makers.iter().flat_map(in_profiles).collect()
}
