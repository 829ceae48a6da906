//! The five others: what is not killed but over, full, silent.

use super::{BOTH, in_both, stack};
use crate::judge::record::{Record, journey};
use crate::timeline::Assertion;
use crate::words::{DetectorKind, DetectorName, Impact, Span};

fn told_apart(detector: &str) -> Assertion {
    Assertion::ToldApart { detector: DetectorName::parse(detector).unwrap() }
}

fn graceful(fallback: &str) -> Assertion {
    Assertion::Graceful { journey: journey("api"), fallback: fallback.to_owned() }
}

/// All journeys of a profile.
fn journeys(profile: &str) -> &'static [&'static str] {
    if profile == "flask" { &["website", "dashboards", "api"] } else { &["website", "dashboards"] }
}

/// The certificate is over, after an alert had time to warn of it: pages come with a warning.
pub(crate) fn certificate_expires(profile: &str) -> Record {
    let over = "the certificate is over";
    let record = stack(Record::new("certificate-expires", "The certificate expires", profile, 307), profile)
        .alive(&["certificate"])
        .works("certificate", &["nginx"])
        .detector("certificate-expires-soon", DetectorKind::Alert, "certificate")
        .detector("certbot-certificates", DetectorKind::HealthCheck, "certificate")
        .detector("systemctl-status-certbot", DetectorKind::HealthCheck, "certificate")
        .comes_near()
        .hits(&["certificate"])
        .degrades("certificate.works", 230, over)
        .back("certificate.works", 2_900)
        .warns("certificate-expires-soon", 1_500, 1_800)
        .notices("certbot-certificates", 400, 2_500)
        .cascade(312, "Cascade: None (content is still served by Nginx)", &[])
        .unaffected(307)
        .claim(
            313,
            "Detection: Certificate expiration monitoring (30 days ahead)",
            Assertion::Warned { detector: DetectorKind::Alert, days: 30 },
        )
        .claim(96, "Manual Check: `certbot certificates`", told_apart("certbot-certificates"))
        .recovers(
            314,
            "Recovery: certbot renew; systemctl reload nginx (30 seconds)",
            "certbot renew; systemctl reload nginx",
            Some(Span::secs(30)),
        );
    let warned = |record: Record, name: &&str| {
        record.degrades(name, 290, over).back(name, 2_990).impact(
            311,
            "Impact: 🟡 Security warnings in the browser",
            name,
            Impact::Degraded,
        )
    };
    journeys(profile).iter().fold(record, warned)
}

/// The disk is full. Clearing it is not enough: Redis, which keeps snapshots, refuses writes until it saved one.
pub(crate) fn disk_full(profile: &str) -> Record {
    let misconf = "MISCONF Redis is configured to save RDB snapshots";
    let record = stack(Record::new("disk-full", "The disk is full", profile, 318), profile)
        .works("disk", &[])
        .works("logs", &["nginx"])
        .writes("postgres", &[])
        .writes("redis", &[])
        .writes("nginx", &[])
        .effects(&["disk", "logs"])
        .detector("disk-df", DetectorKind::HealthCheck, "disk")
        .detector("disk-almost-full", DetectorKind::Alert, "disk")
        .hits(&["disk"])
        .fails("disk.works", 20, "no room is left")
        .back("disk.works", 180)
        .fails("postgres.writes", 211, "could not extend file")
        .back("postgres.writes", 190)
        .fails("nginx.writes", 306, "HTTP 500")
        .back("nginx.writes", 190)
        .fails("logs.works", 900, "nothing was written for 500 ms")
        .back("logs.works", 250)
        .fails("redis.writes", 1_439, misconf)
        .never_back("redis.writes")
        .notices("disk-df", 300, 700)
        .notices("disk-almost-full", 1_400, 1_500)
        .undone_after(10_000)
        .claim(322, "Impact: 🔴 Several services fail", Assertion::Several { least: 2 })
        .cascade(324, "PostgreSQL's writes fail, Redis fails to persist, …", &["postgres", "redis", "logs", "nginx"])
        .detected(328, "Detection: df -h monitoring, Prometheus node_exporter", &BOTH)
        .recovers_by(
            329,
            "Recovery: Clear the logs, delete old files, upgrade the droplet",
            &["rm -f /var/log/nginx/*.log.1", "find /disk/backups -delete"],
        );
    match profile {
        "flask" => record
            .fails("flask.works", 215, "HTTP 500")
            .back("flask.works", 190)
            .fails("api", 220, "HTTP 500")
            .back("api", 190)
            .impact(322, "Impact: 🔴 Several services fail", "api", Impact::Outage),
        _ => record,
    }
}

/// PgBouncer is killed: the application connects directly.
pub(crate) fn pgbouncer_crashes(profile: &str) -> Record {
    let cascade = "Cascade: Flask app can still reach PostgreSQL by a direct connection (slower)";
    let direct = "X-Db: direct";
    let record = stack(Record::new("pgbouncer-crashes", "PgBouncer crashes", profile, 333), profile)
        .detector("pgbouncer-process", DetectorKind::ProcessMonitoring, "pgbouncer")
        .detector("pgbouncer-console", DetectorKind::HealthCheck, "pgbouncer")
        .detector("pgbouncer-slow", DetectorKind::Alert, "pgbouncer")
        .kill(&["pgbouncer"], "connection refused")
        .back("pgbouncer.alive", 90)
        .back("pgbouncer.works", 100)
        .notices("pgbouncer-process", 100, 150)
        .notices("pgbouncer-console", 100, 150)
        .unaffected(333)
        .detected(340, "Detection: Process monitoring, connection errors", &[DetectorKind::ProcessMonitoring])
        .claim(128, "Admin Console: `psql -h 127.0.0.1 -p 6432 -d pgbouncer`", told_apart("pgbouncer-console"))
        .recovers(
            341,
            "Recovery: su - postgres -c \"pgbouncer -d /etc/pgbouncer/pgbouncer.ini\"",
            "su - postgres -c \"pgbouncer -d /etc/pgbouncer/pgbouncer.ini\"",
            None,
        );
    match profile {
        "flask" => record
            .degrades("flask.works", 63, direct)
            .back("flask.works", 110)
            .degrades("api", 81, direct)
            .back("api", 110)
            .slows_to("api", 40)
            .impact(338, "Future (Flask App): 🟡 The connection pool is unavailable", "api", Impact::Degraded)
            .cascade(339, cascade, &["flask"])
            .claim(339, cascade, Assertion::Slower { journey: journey("api") })
            .claim(342, "Graceful: Apps can go around it and reach PostgreSQL directly", graceful(direct)),
        _ => record.impact(337, "Current (Static Site): 🟢 No impact", "website", Impact::None),
    }
}

/// Those that watch the others are killed.
pub(crate) fn monitoring_down(profile: &str) -> Record {
    let impact = "Impact: 🟢 Metrics cannot be seen, but services work as usual";
    let cascade = "Cascade: Metrics are not collected, dashboards are gone";
    let gone = "Prometheus does not answer";
    let record = stack(Record::new("monitoring-down", "Prometheus and Grafana are down", profile, 346), profile)
        .detector("grafana-dashboard", DetectorKind::ExternalProbe, "grafana")
        .kill(&["prometheus", "grafana"], "connection refused")
        .fails("redis-exporter.works", 25, gone)
        .back("redis-exporter.works", 6_200)
        .fails("postgres-exporter.works", 25, gone)
        .back("postgres-exporter.works", 6_200)
        .fails("dashboards", 25, "HTTP 502")
        .back("dashboards", 943)
        .notices("grafana-dashboard", 489, 1_000)
        .impact(350, impact, "website", Impact::None)
        .impact(351, cascade, "dashboards", Impact::Outage)
        .cascade(351, cascade, &["prometheus", "grafana"])
        .unaffected(346)
        .detected(352, "Detection: The Grafana dashboard can't be opened", &[DetectorKind::ExternalProbe])
        .recovers(
            353,
            "Recovery: docker-compose restart prometheus grafana",
            "docker-compose restart prometheus grafana",
            None,
        );
    if profile == "flask" { record.impact(350, impact, "api", Impact::None) } else { record }
}

/// The provider's server is silent, and goes on being so once the resolvers ask another one.
pub(crate) fn dns_fails(profile: &str) -> Record {
    let servfail = "the resolver answers SERVFAIL";
    let record = stack(Record::new("dns-fails.silent", "The DNS provider does not answer", profile, 357), profile)
        .alive(&["dns"])
        .works("dns", &[])
        .detector("dns-down", DetectorKind::ExternalProbe, "dns")
        .hits(&["dns"])
        .falls_silent("dns.alive", 20, "no answer within 1 s")
        .never_back("dns.alive")
        .fails("dns.works", 1_594, servfail)
        .back("dns.works", 1_900)
        .notices("dns-down", 1_900, 2_400)
        .undone_after(7_000)
        .cascade(362, "Cascade: None (the server keeps running, it just cannot be reached)", &[])
        .unaffected(357)
        .detected(363, "Detection: External monitoring, user reports", &[DetectorKind::ExternalProbe])
        .recovers_by(
            364,
            "Recovery: Change over to the backup DNS provider, update the records",
            &["docker exec dns_backup zone 134.199.147.45", "docker exec resolver_1 use-provider backup"],
        );
    let away = |record: Record, name: &&str| {
        record.fails(name, 1_600, servfail).back(name, 1_950).impact(
            361,
            "Impact: 🔴 TOTAL OUTAGE - the domain no longer resolves",
            name,
            Impact::Outage,
        )
    };
    journeys(profile).iter().fold(record, away)
}

/// All ten, each with its name.
pub(crate) fn the_rest() -> Vec<(String, Record)> {
    in_both(&[
        ("certificate", certificate_expires),
        ("disk", disk_full),
        ("pgbouncer", pgbouncer_crashes),
        ("monitoring", monitoring_down),
        ("dns", dns_fails),
    ])
}
