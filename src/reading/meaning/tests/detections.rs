use super::check;
use crate::reading::model::Topic;

#[test]
fn ways_are_told_apart_by_their_words() {
    check(
        Topic::Detection,
        &[
            ("Health checks, monitoring alerts", "check, alert"),
            ("Health checks, Prometheus alerts", "check, alert"),
            ("External monitoring, user reports", "external, people"),
            ("UptimeRobot", "external"),
            ("Synthetic checks by Pingdom", "external"),
            ("PagerDuty page", "alert"),
            ("CloudWatch alarm", "alert"),
            ("`PostgresDown` alert fires", "alert"),
            ("`PostgresDown`", "alert ?"),
            ("`curl -f http://localhost/health`", "check"),
            ("`docker logs api`", "looking"),
            ("`docker ps` shows it as exited", "check"),
            ("`/health` returns 503", "check"),
            ("Liveness probe fails", "check"),
            ("Error logs", "looking"),
            ("Grafana dashboard", "looking"),
            ("Grafana alert", "alert"),
            ("Support tickets", "people"),
            ("Customers complain", "people"),
            ("- Alert `ApiDown`\n- Logs show \"connection refused\"", "alert, looking"),
            ("df -h monitoring, Prometheus node_exporter", "check, alert"),
            ("Process monitoring, connection errors", "process, other ?"),
            ("Status page and logs", "check, looking"),
            ("Certificate expiration monitoring (30 days ahead)", "alert ?"),
            ("Jobs not done after 1+ hour, error logs", "other, looking ?"),
            ("Sign-in pages do not load, health checks", "other, check ?"),
            ("docker ps shows it as exited", "check"),
            ("HIGH_ERROR_RATE", "alert ?"),
            ("Alerts not received, support tickets", "other, people ?"),
        ],
    );
}

#[test]
fn a_time_that_leads_up_to_it_is_how_soon() {
    check(
        Topic::Detection,
        &[
            ("Health check within 30 seconds", "check @30 s"),
            ("Alert after 5m", "alert @~5 min 0 s"),
            ("Alert (30 s)", "alert @30 s"),
            (
                "Prometheus alert (within 2 minutes), health check (< 10s)",
                "alert @2 min 0 s, check @10 s",
            ),
            ("Immediate via health checks", "check @~1 s"),
            ("Health check fails in ~15s", "check @~15 s"),
            ("Prometheus alert, within 1 minute", "alert @60 s"),
            ("Users report it within minutes", "people @~60 min 0 s"),
            ("< 10s", "@10 s"),
            ("Health check every 30s", "check"),
            ("Alert if p95 latency > 2s", "alert"),
            ("Alert when replication lag exceeds 30 seconds", "alert"),
            ("Alert 30 days ahead", "alert"),
            ("Health check (timeout 5s)", "check"),
            ("Alert after more than 5 minutes", "alert"),
            ("Health check (interval 10s, 3 retries)", "check"),
        ],
    );
}

#[test]
fn what_names_nobody_who_notices_is_not_taken() {
    check(
        Topic::Detection,
        &[
            ("", "untestable"),
            ("None", "untestable"),
            ("No alert", "untestable"),
            ("Not monitored", "untestable"),
            ("Connection errors", "untestable"),
            ("Service failed to start", "untestable"),
            ("Alerts are planned", "untestable"),
            ("5xx messages to users", "untestable"),
            ("TODO", "untestable"),
            ("When the thing is broken", "untestable"),
        ],
    );
}
