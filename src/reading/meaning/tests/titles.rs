use crate::reading::meaning::breaks::of_text;
use crate::reading::model::Break::{
    CertificateExpires, Crashes, DiskFull, Hangs, NameResolution, Partition, Stops,
};

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
    ] {
        assert_eq!(of_text(title), None, "{title}");
    }
}
