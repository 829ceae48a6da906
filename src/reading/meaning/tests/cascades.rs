use super::check;
use crate::reading::model::Topic;

#[test]
fn who_fails_with_it_is_the_subject_of_each_clause() {
    check(
        Topic::Cascade,
        &[
            ("None", "[]"),
            ("None (all other services keep running)", "[]"),
            ("None - content is still served by Nginx", "[]"),
            ("No cascade", "[]"),
            ("N/A", "[]"),
            ("No cascading failures", "[]"),
            ("No other services affected", "[]"),
            ("Nothing else", "[]"),
            ("–", "[]"),
            ("Grafana, Alertmanager and Loki", "[Grafana, Alertmanager, Loki]"),
            ("`web`, `worker`", "[web, worker]"),
            (
                "PgBouncer has nothing to connect to, Flask answers with errors, Postgres Exporter \
                 fails as well",
                "[PgBouncer, Flask, Postgres Exporter]",
            ),
            ("Redis Exporter fails as well, Flask app gets slower", "[Redis Exporter, Flask app]"),
            ("- PostgreSQL's writes fail\n- Redis fails to persist", "[PostgreSQL, Redis]"),
            ("API → Worker → Scheduler", "[API, Worker, Scheduler]"),
            ("API + Worker", "[API, Worker]"),
            ("API & Worker go down", "[API, Worker]"),
            ("Celery workers stop, but Nginx keeps serving", "[Celery workers] ?"),
            ("order-service cannot publish; users see errors", "[order-service] ?"),
            ("Worker: loses its queue\nScheduler: stops", "[Worker, Scheduler]"),
            ("The API then fails because the database is gone", "[API]"),
            ("Kafka consumers retry", "[Kafka consumers] ?"),
        ],
    );
}

#[test]
fn without_a_name_of_who_fails_nothing_is_taken() {
    check(
        Topic::Cascade,
        &[
            ("", "untestable"),
            ("TBD", "untestable"),
            ("Users see errors, requests time out", "untestable"),
            ("Everything fails", "untestable"),
            ("All public-facing services", "untestable"),
            ("Dependent on the integration", "untestable"),
            ("Session storage is lost over time for those who wait", "untestable"),
            ("Flask app can still reach PostgreSQL by a direct connection (slower)", "untestable"),
            ("metrics are not collected, dashboards are gone", "untestable"),
            ("possible memory pressure on the host over time as queues fill up", "untestable"),
            ("None, but Flask fails", "untestable"),
        ],
    );
}

#[test]
fn dependencies_are_names() {
    check(
        Topic::Dependencies,
        &[
            ("Docker, Redis image, disk space", "{Docker, Redis image, disk space}"),
            ("None", "{}"),
            ("No external dependencies", "{}"),
            ("- PostgreSQL (primary)\n- Redis\n- `rabbitmq`", "{PostgreSQL, Redis, rabbitmq}"),
            ("PostgreSQL and Redis", "{PostgreSQL, Redis}"),
            ("Prometheus (http://prometheus:9090)", "{Prometheus}"),
            ("PostgreSQL, postgresql", "{PostgreSQL}"),
            ("", "untestable"),
            ("TODO: list them", "untestable"),
        ],
    );
}
