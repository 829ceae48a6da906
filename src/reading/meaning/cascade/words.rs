//! Words by which names are told from what is said of them.

use crate::reading::hasher::Quick;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Verbs before which a name ends. Auxiliaries first, then what services do in such lines.
pub(super) static VERBS: LazyLock<HashSet<&str, Quick>> = LazyLock::new(|| {
    "is are was were be has have had can can't cannot could will would won't may might must \
     should does doesn't do don't did isn't aren't also still then no not only immediately \
     eventually fail fails failed failing stop stops stopped go goes get gets become becomes \
     lose loses lost crash crashes die dies return returns answer answers throw throws report \
     reports run runs keep keeps continue continues degrade degrades slow slows hang hangs \
     block blocks time times timeout error errors queue queues buffer buffers retry retries \
     reject rejects refuse refuses restart restarts reconnect reconnects fall falls serve \
     serves wait waits stall stalls drop drops depend depends need needs receive receives \
     unavailable unreachable down offline degraded slower broken affected failure failures \
     outage impacted unusable inaccessible stale disconnected"
        .split(' ')
        .collect()
});

/// Words for what is no service.
pub(super) static NO_THINGS: LazyLock<HashSet<&str, Quick>> = LazyLock::new(|| {
    "user users customer customers client clients visitor visitors people request requests \
     connection connections query queries data everything all nothing nobody none it they this \
     that these there service services others other rest system log logs metric metrics session \
     sessions write writes read reads response responses performance latency traffic failure \
     failures error errors impact cascade cascading potential possible increased high some any \
     dependent depending multiple several various unknown see full total complete downstream \
     memory disk cpu"
        .split(' ')
        .collect()
});

/// Names and kinds that are written small.
pub(super) static NAMES: LazyLock<HashSet<&str, Quick>> = LazyLock::new(|| {
    "redis postgres postgresql mysql nginx kafka rabbitmq grafana prometheus api web worker \
     workers frontend backend database db cache queue gateway app proxy scheduler celery \
     mongodb pgbouncer haproxy traefik vault consul etcd minio elasticsearch exporter exporters \
     broker auth server container website"
        .split(' ')
        .collect()
});
