//! Drawings with boxes, flows, trees and Mermaid.

use super::*;

#[test]
fn boxes_of_letters_are_boxes() {
    let text = "
# Shop architecture

```
+----------+      +-----------+
| Storefront| --> | Order API |
+----------+      +-----------+
                    |       |
                    v       v
              +-------+  +---------+
              | MySQL |  | Memcached|
              +-------+  +---------+
```
";
    assert_eq!(
        all_edges(text),
        ["storefront > order api", "order api > mysql", "order api > memcached"]
    );
}

#[test]
fn arrows_stand_in_borders_and_lines_split() {
    let text = "
## Overview

```text
┌────────────────────────────┐
│        Edge Proxy          │
│   (TLS, rate limits)       │
└─────────────┬──────────────┘
              │ HTTP
┌─────────────▼──────────────┐
│       Booking Service      │
└──────┬──────────────┬──────┘
       │              │
┌──────▼─────┐ ┌──────▼──────┐
│ PostgreSQL │ │  RabbitMQ   │
│  :5432     │ │ :5672       │
└────────────┘ └─────────────┘
```
";
    assert_eq!(
        all_edges(text),
        ["edge proxy > booking", "booking > postgres", "booking > rabbitmq"]
    );
}

#[test]
fn a_box_in_a_box_is_reached_through_its_border() {
    let text = "
## Infrastructure

```
        ┌─────────────┐
        │ HAProxy     │
        └──────┬──────┘
               │
┌──────────────┼─────────────┐
│ Private net  │             │
│       ┌──────▼──────┐      │
│       │ Ticket API  │      │
│       └──────┬──────┘      │
│              ▼             │
│       ┌─────────────┐      │
│       │ MariaDB     │      │
│       └─────────────┘      │
└────────────────────────────┘
```
";
    assert_eq!(all_edges(text), ["haproxy > ticket api", "ticket api > mariadb"]);
}

#[test]
fn what_comes_back_on_a_line_is_no_need() {
    let text = "
## Architecture

```
┌──────────┐               ┌──────────┐
│ Web app  │───── REST ───►│ Core API │
│          │◄── response ──│          │
└──────────┘               └──────────┘
```
";
    assert_eq!(all_edges(text), ["web > core api"]);
}

#[test]
fn remarks_beside_boxes_and_what_is_told_are_no_needs() {
    let text = "
## Architecture

```
┌──────────┐
│ Keycloak │  ← identity provider
└────┬─────┘
     ▼
┌──────────┐      ┌─────────────────────┐
│ Shop API │ ───► │ Observability stack │
└──────────┘      └─────────────────────┘
```
";
    assert_eq!(all_edges(text), ["keycloak > shop api"]);
}

#[test]
fn text_without_boxes_flows() {
    let text = "
## Request path

```
Internet
   ↓
Traefik (443)
   ↓
checkout-service
   ↓
MongoDB
```
";
    assert_eq!(all_edges(text), ["internet > traefik", "traefik > checkout", "checkout > mongodb"]);
}

#[test]
fn a_flow_of_steps_is_no_dependency() {
    for title in ["Failover procedure", "Architecture"] {
        let text = format!(
            "
## {title}

```
┌───────────────┐
│ Detect outage │
└───────┬───────┘
        ▼
┌───────────────┐
│ Promote replica │
└───────┬───────┘
        ▼
┌───────────────┐
│ Restart API   │
└───────────────┘
```
"
        );
        assert_eq!(all_edges(&text), Vec::<String>::new(), "{title}");
    }
}

#[test]
fn mermaid_tells_hard_from_soft() {
    let text = r#"
## Dependencies

```mermaid
%% what calls what
flowchart LR
    lb([Load balancer]) --> api["Orders API<br/>(Go)"]
    subgraph data [Data tier]
        db[(PostgreSQL 16)]
        cache{{Redis}}
    end
    api ==> db & cache
    api -. receipts .-> mail[Mail relay]
    api -->|optional| search[OpenSearch]
    api --- notes[Notes service]
    style db fill:#eee
    class api main
```
"#;
    assert_eq!(
        kinds(text),
        [
            ("load balancer > orders api".to_owned(), Some(Need::Hard)),
            ("orders api > postgres".to_owned(), Some(Need::Hard)),
            ("orders api > redis".to_owned(), Some(Need::Hard)),
            ("orders api > mail relay".to_owned(), Some(Need::Soft)),
            ("orders api > opensearch".to_owned(), Some(Need::Soft)),
        ]
    );
}

#[test]
fn stores_that_point_at_their_users_turn_all_arrows() {
    let text = "
## Dependency graph

```mermaid
graph TD
    MY[MySQL] --> A[Accounts service]
    R[Redis] --> A
    A --> G[API gateway]
    G --> F[Frontend]
```
";
    assert_eq!(
        all_edges(text),
        [
            "accounts > mysql",
            "accounts > redis",
            "api gateway > accounts",
            "frontend > api gateway"
        ]
    );
}

#[test]
fn what_is_measured_and_what_is_queued_is_needed_the_other_way() {
    let text = "
## System overview

```mermaid
graph LR
    api[Mail API] --> q[RabbitMQ queue]
    q --> w[Mail worker]
    api --> p[Prometheus]
    e[Node exporter] --> p
    g[Grafana] --> p
    api -->|logs| l[Loki]
```
";
    assert_eq!(
        all_edges(text),
        [
            "mail api > rabbitmq queue",
            "mail worker > rabbitmq queue",
            "prometheus > node exporter",
            "grafana > prometheus"
        ]
    );
}

#[test]
fn a_flowchart_with_questions_decides() {
    let text = "
## What to do

```mermaid
flowchart TD
    S[Page fires] --> A{API up?}
    A -->|Yes| B{Queue short?}
    A -- No --> C[Restart the API]
    C --> B
    B -->|Yes| D[Look at the CDN]
    B -->|No| E[Add workers]
```
";
    let graph = read(text);
    assert!(graph.edges.is_empty());
    let questions: Vec<_> = graph.trees[0]
        .questions
        .iter()
        .map(|one| {
            let answers = one.answers.iter();
            let answers = answers.map(|one| (one.on.text.clone(), one.goto.clone()));
            (one.number.as_str(), one.words.text.as_str(), answers.collect::<Vec<_>>())
        })
        .collect();
    let (yes, no) = ("Yes".to_owned(), "No".to_owned());
    assert_eq!(
        questions,
        [
            (
                "A",
                "API up?",
                // Restarting leads to the next question.
                vec![(yes.clone(), Some("B".to_owned())), (no.clone(), Some("B".to_owned()))]
            ),
            ("B", "Queue short?", vec![(yes, None), (no, None)]),
        ]
    );
}

#[test]
fn other_diagrams_are_none() {
    for diagram in
        ["sequenceDiagram\n  API->>Redis: get", "gantt\n title API", "erDiagram\n A --> B"]
    {
        let text = format!("## Architecture\n\n```mermaid\n{diagram}\n```\n");
        assert_eq!(all_edges(&text), Vec::<String>::new(), "{diagram}");
    }
}

#[test]
fn trees_are_read_by_their_words() {
    let text = "
## Service tree

```
Billing API
├── uses PostgreSQL
├── depends on: Redis, Kafka (optional)
└── Web frontend (for invoices)

Gateway
├── Auth service (depends on: redis, billing api)
└── Frontend
```
";
    assert_eq!(
        kinds(text),
        [
            ("billing api > postgres".to_owned(), None),
            ("billing api > redis".to_owned(), None),
            ("billing api > kafka".to_owned(), Some(Need::Soft)),
            ("web frontend > billing api".to_owned(), None),
            ("auth > redis".to_owned(), None),
            ("auth > billing api".to_owned(), None),
        ]
    );
}

#[test]
fn a_tree_of_files_and_one_without_a_word_say_nothing() {
    let text = "
## Layout

```
deploy/
├── nginx/
│   └── nginx.conf
├── redis/
└── postgres/
```

## Dependency tree

```
Gateway
├── API server
│   └── Redis
└── PostgreSQL
```
";
    assert_eq!(all_edges(text), Vec::<String>::new());
}

#[test]
fn what_a_table_says_tells_which_way_a_tree_is_meant() {
    let text = "
| Service | Depends on |
|---|---|
| Gateway | API server |

## Tree

```
Gateway
├── API server
│   └── Redis
└── PostgreSQL
```
";
    let graph = read(text);
    assert_eq!(edges(&graph, Drawn::Tree), ["gateway > api", "api > redis", "gateway > postgres"]);
}
