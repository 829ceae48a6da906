//! Tables of words.

use crate::reading::hasher::Quick;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Words that are looked up.
pub(super) type Table = LazyLock<HashSet<&'static str, Quick>>;

/// Software and services that anybody knows, as names are compared.
pub(super) static SOFTWARE: Table = LazyLock::new(|| {
    "activemq aerospike airflow alb alertmanager ambassador ansible apache apisix argo argocd \
     aurora auth0 authelia authentik aws azure bigquery bind blackbox bullmq caddy cadvisor \
     cassandra cdn celery ceph certbot certificate chromadb clickhouse cloudflare cloudfront \
     cloudwatch cockroachdb consul containerd coredns couchbase couchdb dagster datadog \
     debezium django dns docker dockerd dovecot druid duckdb dynamodb ec2 ecr ecs efs eks \
     elasticache elasticsearch elb emqx envoy etcd eureka express fastapi fastly feast filebeat \
     filesystem firebase flask flink fluentbit fluentd frigate gcp gcs gitea github gitlab \
     gluetun grafana graylog grpc gunicorn hadoop haproxy harbor hazelcast hbase hdfs hive \
     homeassistant httpd ignite imap influxdb ingress internet istio jaeger jellyfin jenkins \
     kafka keepalived keycloak kibana kinesis kong kubeflow kubelet kubernetes lambda langfuse \
     laravel ldap letsencrypt linkerd litellm localstack loki longhorn mailgun mariadb \
     mattermost meilisearch memcached metabase milvus mimir minio mlflow mongodb mongos \
     mosquitto mqtt mysql nats neo4j network nextcloud nextjs nfs nginx nlb nodejs nodered \
     nomad okta ollama openldap opensearch opentelemetry openvpn oracle os patroni paypal \
     pgbouncer pgpool php phpfpm pihole pinecone plex postfix postgres postgrest prefect presto \
     prometheus promtail prowlarr proxysql pulsar puma qbittorrent qdrant questdb rabbitmq \
     radarr rails rds react redis redpanda redshift rook route53 s3 sendgrid sentry sidekiq \
     singlestore slack smtp snowflake sns solr sonarr spark spring sqlite sqlserver sqs squid \
     ssl statsd stripe supabase supervisor systemd tailscale telegraf tempo temporal terraform \
     thanos timescaledb tomcat traefik trino twilio ubuntu unbound unicorn uvicorn valkey \
     varnish vault vercel victoriametrics vitess vllm waf weaviate wireguard wordpress zabbix \
     zigbee2mqtt zipkin zookeeper zuul"
        .split(' ')
        .collect()
});

/// What a thing does in a system; a name by itself.
pub(super) static ROLES: Table = LazyLock::new(|| {
    "api apis backend balancer bff broker browser bus cache client collector consumer \
     controller crawler cron dashboard database datastore db droplet exporter exporters \
     frontend gateway ingress lb load loadbalancer master mobile monolith operator pool pooler \
     primary producer proxy queue registry replica replicas scheduler secondary sentinel server \
     sidecar slave spa standby storage storefront ui vm vps web webapp webhook website worker \
     workers"
        .split(' ')
        .collect()
});

/// The last word of a name that says what kind of thing it is.
pub(super) static KINDS: Table = LazyLock::new(|| {
    "agent api app application apps backend balancer broker bucket bus cache certificate client \
     cluster collector connector consumer container controller cron daemon database databases \
     db deployment directory droplet endpoint engine exporter exporters files frontend function \
     gateway host index ingress instance instances job lb ledger load manager master mesh \
     message microservice module node nodes operator orchestrator pod pods pool pooler portal \
     primary processor producer provider proxies proxy publisher queue reader registry replica \
     replicas reverse runner scheduler secondary sentinel server servers service services \
     sidecar site standby storage store subscriber topic ui vm volume web website worker \
     workers writer"
        .split(' ')
        .collect()
});

/// The last word of what flows between things.
pub(super) static DATA: Table = LazyLock::new(|| {
    "alert alerts answer answers backup backups byte bytes config data email emails error \
     errors event events file flow input json line lines log logs message messages metric \
     metrics notification notifications output packet packets payload queries query record \
     records report reports request requests response responses result results row rows sample \
     samples snapshot snapshots stream traces traffic transaction transactions update updates"
        .split(' ')
        .collect()
});

/// The first word of an instruction.
pub(super) static ORDERS: Table = LazyLock::new(|| {
    "acknowledge analyze apply assess assign attempt backup begin block check clean clear click \
     close collect commit communicate configure confirm connect continue copy create declare \
     define deploy detect determine diagnose disable drain edit enable end engage ensure \
     escalate evaluate execute failover fetch find fix flush follow force generate get give \
     identify increase inspect install investigate isolate keep kill launch leave look make \
     merge migrate mitigate move navigate notify open perform ping prepare promote provision \
     reboot rebuild recover redeploy redirect reduce refer refresh reload remove renew repair \
     replace reset resolve restart restore resume retry return revert review roll rollback \
     rotate run scale see select set shut start stop submit switch take tell terminate try turn \
     unblock undo update upgrade use validate verify wait"
        .split(' ')
        .collect()
});

/// People, and what stands for all.
pub(super) static EVERYBODY: Table = LazyLock::new(|| {
    "access admin administrators admins anybody anyone clients consumers crew customer \
     customers developer developers employees engineers everybody everyone everything operators \
     people staff stakeholders subscribers team teams user users visitor visitors"
        .split(' ')
        .collect()
});

/// What says that there is nothing.
pub(super) const NOTHING: [&str; 7] =
    ["none", "nothing", "n/a", "na", "no", "nil", "no dependencies"];
