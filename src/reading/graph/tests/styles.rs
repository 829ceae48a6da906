//! Tables, chains, lines with a key, sentences and objectives in the styles of many teams.

use super::*;
use crate::reading::model::Topic;
use crate::words::{Impact, Span};

#[test]
fn columns_say_how_much_is_needed() {
    let text = "
| Component | Hard dependencies | Soft dependencies | Used by | If down |
|---|---|---|---|---|
| `cart` | MySQL, auth-service | Redis (cache) | Checkout, All users | 🔴 no orders |
| Search | - | Elasticsearch | None | slower pages |
";
    let graph = read(text);
    assert_eq!(
        kinds(text),
        [
            ("cart > mysql".to_owned(), Some(Need::Hard)),
            ("cart > auth".to_owned(), Some(Need::Hard)),
            ("cart > redis".to_owned(), Some(Need::Soft)),
            ("checkout > cart".to_owned(), None),
            ("search > elasticsearch".to_owned(), Some(Need::Soft)),
        ]
    );
    let [cart, search] = &graph.services[..] else { panic!("two rows") };
    assert_eq!(names(cart.needs.as_ref().unwrap()), ["mysql", "auth", "redis"]);
    assert_eq!(search.needed_by, Some(Vec::new()));
    assert_eq!(cart.impact.as_ref().unwrap().1, [Impact::Outage]);
    assert_eq!(search.impact.as_ref().unwrap().1, [Impact::Degraded]);
}

#[test]
fn a_table_of_dependencies_is_of_its_sections_service() {
    let text = "
# Payment Service Runbook

## Dependencies

| Dependency | Type | Impact if unavailable |
|---|---|---|
| PostgreSQL | Hard | Payments fail |
| Fraud API | Optional | Checks are delayed |
";
    assert_eq!(
        kinds(text),
        [
            ("payment > postgres".to_owned(), Some(Need::Hard)),
            ("payment > fraud api".to_owned(), Some(Need::Soft)),
        ]
    );
}

#[test]
fn tables_of_anything_else_are_left_alone() {
    let text = "
| Task | Depends on | Required by |
|---|---|---|
| T-1 | T-0 | T-2 |

| Scenario | RTO | RPO |
|---|---|---|
| Region lost | 4 h | 1 h |

| Strategy | RTO | RPO |
|---|---|---|
| Warm standby | minutes | seconds |

| Metric | Warning | Critical |
|---|---|---|
| CPU | 70 % | 90 % |
";
    let graph = read(text);
    assert_eq!((graph.services.len(), graph.edges.len(), graph.objectives.len()), (0, 0, 0));
}

#[test]
fn objectives_below_their_heading_and_of_production_are_read() {
    let text = "
## Recovery Point Objective (RPO)

**Target: 24 hours**

- **Database**: 5 minutes (replicated)
- See: the plan

| Metric | Development | Production |
|---|---|---|
| RTO | 4 hours | 1 hour |

### RTO: < 30 minutes

## Cost

Target: 4 hours of work

## RTO for some: see the plan
";
    let found = read(text).objectives;
    let said: Vec<_> = found.iter().map(|one| (one.topic, one.time.words.text.as_str())).collect();
    assert_eq!(
        said,
        [
            (Topic::RecoveryTime, "1 hour"),
            (Topic::DataLoss, "24 hours"),
            (Topic::DataLoss, "5 minutes"),
            (Topic::RecoveryTime, "30 minutes")
        ]
    );
}

#[test]
fn objectives_of_sentences_and_below_a_line_of_their_own_are_read() {
    let text = "
# Ferry booking

- **Be quick**: achieve an RTO (recovery time objective) of < 4 hours
- We keep an RPO of 5 minutes for the harbour.
- An RTO of 9 hours was bad luck.

**Recovery Point Objective (RPO):**
- Orders: 5 minutes
- Retention: 30 days

**Costs:**
- Tickets: 7 hours
";
    let found = read(text).objectives;
    let said: Vec<_> = found.iter().map(|one| (one.topic, one.time.words.text.as_str())).collect();
    assert_eq!(said, [(Topic::RecoveryTime, "4 hours"), (Topic::DataLoss, "5 minutes")]);
    assert!(found[0].of.is_none() && found[1].of.is_some());
}

#[test]
fn priorities_and_objectives_of_services_are_read() {
    let text = "
| Service | Criticality | RTO | RPO |
|---|---|---|---|
| Orders DB | ✅ Critical | 15 min | 0 |
| Reports | Low | < 24 hours | 1 day |
| Mail | Tier 2 | TBD | n/a |

## Recovery objectives

- **RTO (Recovery Time Objective)**: ~4 hours
- Target RPO ≤ 1h, RTO ≤ 30 min
- The RTO was missed by 2 hours in March.
";
    let graph = read(text);
    let levels: Vec<_> =
        graph.services.iter().map(|row| row.impact.as_ref().unwrap().1.clone()).collect();
    assert_eq!(
        levels,
        [vec![Impact::Outage], vec![Impact::None, Impact::Degraded], Vec::new()],
        "a tick is no symbol of an impact, and a tier says nothing of users"
    );
    let found: Vec<_> = graph
        .objectives
        .iter()
        .map(|one| {
            let of = one.of.as_ref().map(|of| of.words.text.as_str());
            (of, one.topic, one.time.span, one.time.about)
        })
        .collect();
    let minutes = |minutes: u64| Span::secs(60 * minutes);
    let (rto, rpo) = (Topic::RecoveryTime, Topic::DataLoss);
    assert_eq!(
        found,
        [
            (Some("Orders DB"), rto, minutes(15), false),
            (Some("Orders DB"), rpo, Span::ZERO, false),
            (Some("Reports"), rto, minutes(24 * 60), false),
            (Some("Reports"), rpo, minutes(24 * 60), false),
            (None, rto, minutes(240), true),
            (None, rpo, minutes(60), false),
            (None, rto, minutes(30), false),
        ]
    );
}

#[test]
fn chains_of_things_count_where_they_are_of_dependencies() {
    let text = "
## Critical path

- Browser → Nginx → `web` frontend
- Auth service + Billing API -> PostgreSQL (primary)
- Chat server <-> Redis
- Chat server <-> Mail server
- PostgreSQL <- Report worker

## Notes

We moved from Redis → Kafka in May, and stop the API → copy files → start the API.

## Metrics pipeline

    Redis exporter → Prometheus → Grafana

## Traffic flow

No direct traffic:

- Internet → PostgreSQL
";
    assert_eq!(
        all_edges(text),
        [
            "browser > nginx",
            "nginx > web frontend",
            "auth > postgres",
            "billing api > postgres",
            // A store needs none of those that use it.
            "chat > redis",
            "chat > mail",
            "mail > chat",
            "report worker > postgres",
        ]
    );
}

#[test]
fn branches_below_a_chain_hang_where_they_stand() {
    let text = "
## Request path

```
Frontend → API gateway → Orders service → PostgreSQL
                              └→ Redis
```
";
    assert_eq!(
        all_edges(text),
        ["frontend > api gateway", "api gateway > orders", "orders > redis", "orders > postgres"]
    );
}

#[test]
fn a_legend_turns_arrows() {
    let text = "
## Dependencies

Arrows point from a service to those it is used by.

```
Ledger service → Billing API → Web frontend
```
";
    assert_eq!(all_edges(text), ["billing api > ledger", "web frontend > billing api"]);
}

#[test]
fn lines_with_a_key_are_of_the_sections_service() {
    let text = "
# Platform

## 2.1 Catalog Service

**Depends on:** MySQL, Redis (optional)
**Used by:** Storefront, the support team

### Hard dependencies

- **Vault** – secrets, read at boot
- see [the wiki](https://example.com) for more

## Redis Down

**Dependencies:** Catalog Service
";
    assert_eq!(
        kinds(text),
        [
            ("catalog > mysql".to_owned(), None),
            ("catalog > redis".to_owned(), Some(Need::Soft)),
            ("storefront > catalog".to_owned(), None),
            ("catalog > vault".to_owned(), Some(Need::Startup)),
        ]
    );
}

#[test]
fn a_table_of_attributes_is_of_the_sections_service() {
    let text = "
## Search API

| Attribute | Value |
|---|---|
| Depends on | Elasticsearch, Redis |
| RTO | 10 minutes |
";
    let graph = read(text);
    assert_eq!(edges(&graph, Drawn::Table), ["search api > elasticsearch", "search api > redis"]);
    assert_eq!(graph.objectives[0].of.as_ref().unwrap().name.as_str(), "search api");
}

#[test]
fn sentences_say_it_too() {
    let text = "
## Services

- The Orders API depends on PostgreSQL and Kafka.
- Redis is used by Session service.
- The Orders API does not depend on Vault.
- Until the Orders API depends on Vault, restart it by hand.
- Whether it works depends on the weather.
";
    assert_eq!(all_edges(text), ["orders api > postgres", "orders api > kafka", "session > redis"]);
}

#[test]
fn places_are_those_of_the_document() {
    let text =
        "\u{feff}# Plan\r\n\r\n| Service | Depends on |\r\n|---|---|\r\n| **Web** | `Redis` |\r\n";
    let graph = read(text.trim_start_matches('\u{feff}'));
    let place = graph.edges[0].to.words.place;
    assert_eq!((place.line, place.column, place.length), (5, 14, 5));
}
