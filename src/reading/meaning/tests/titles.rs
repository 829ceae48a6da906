use super::fact;
use crate::reading::meaning::breaks::{breaks, of_text};
use crate::reading::model::Break::{
    CertificateExpires, Crashes, DiskFull, Hangs, NameResolution, Partition, Stops,
};
use crate::reading::model::{Failure, Form, Topic};
use crate::reading::words::Words;

#[test]
fn a_title_says_what_breaks_and_how() {
    for (title, what, how) in [
        ("Nginx Crashes", "Nginx", Crashes),
        ("PostgreSQL Container Stops", "PostgreSQL Container", Stops),
        ("SSL Certificate Expires", "SSL Certificate", CertificateExpires),
        ("Expired TLS Certificate", "Expired TLS Certificate", CertificateExpires),
        ("Disk Space Full", "Disk Space Full", DiskFull),
        ("Database disk full", "Database", DiskFull),
        ("DNS Resolution Fails", "DNS Resolution Fails", NameResolution),
        ("Redis down", "Redis", Stops),
        ("RedisDown", "Redis", Stops),
        ("PostgreSQLDown", "PostgreSQL", Stops),
        ("Risk 2: Single Kafka Broker Failure", "Kafka Broker", Stops),
        ("Redis is down", "Redis", Stops),
        ("Redis Unavailable", "Redis", Stops),
        ("Loss of Kafka", "Kafka", Stops),
        ("Failure of the message broker", "message broker", Stops),
        ("Complete Database Failure", "Database", Stops),
        ("Prometheus/Grafana Down", "Prometheus/Grafana", Stops),
        ("API unresponsive", "API", Hangs),
        ("Worker OOM Killed", "Worker", Crashes),
        (
            "Network Partition between app and database",
            "Network Partition between app and database",
            Partition,
        ),
        ("`order-api` is unreachable", "order-api", Stops),
    ] {
        let title = title.replace('`', "");
        assert_eq!(of_text(&title), Some((what.to_owned(), how)), "{title}");
    }
    for title in [
        "",
        "Slow queries",
        "Data loss",
        "Backup failure",
        "Login fails",
        "High latency",
        "Redis partial outage",
        "Down",
        "Security breach",
        "Database corruption",
        "Overview",
        "Connection pool exhausted",
        "Deployment failed",
        "Cascading failure",
        "Job write after the sync call fails",
        "Countdown",
    ] {
        assert_eq!(of_text(title), None, "{title}");
    }
}

#[test]
fn a_trigger_says_it_where_the_title_does_not() {
    let failure = |title: &str, trigger: &str| Failure {
        title: Words::plain(title, 1, 1),
        number: None,
        form: Form::Row,
        lines: (1, 1),
        facts: vec![fact(Topic::Failure, trigger)],
    };
    let found = breaks(&failure("Nobody can pay", "Kafka is down")).unwrap();
    assert_eq!((found.what.text.as_str(), found.how), ("Kafka", Stops));
    assert!(found.guess.is_some());
    for (title, trigger) in [
        ("Backup failure", "Redis is down"),
        ("Nobody can pay", "more than 100 failed"),
        ("Nobody can pay", ""),
    ] {
        assert_eq!(breaks(&failure(title, trigger)), None, "{title}, {trigger}");
    }
}
