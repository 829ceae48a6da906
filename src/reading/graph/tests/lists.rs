//! Start orders, critical lists, decision trees and layers.

use super::*;
use crate::words::Impact;

fn order(text: &str) -> Vec<(String, Vec<String>)> {
    let graph = read(text);
    let steps = graph.orders.into_iter().flat_map(|order| order.steps);
    let name = |named: Named| named.name.as_str().to_owned();
    steps.map(|step| (name(step.starts), step.after.into_iter().map(name).collect())).collect()
}

fn plain(names: &[&str]) -> Vec<(String, Vec<String>)> {
    names.iter().map(|name| ((*name).to_owned(), Vec::new())).collect()
}

#[test]
fn start_orders_come_as_lists_chains_flows_and_tables() {
    let list = "
## Startup order

1. Start the databases (PostgreSQL, Redis)
2. Verify that they answer
3. PgBouncer (needs PostgreSQL)
4. API gateway and worker
";
    let mut expected = plain(&["postgres", "redis", "pgbouncer", "api gateway", "worker"]);
    expected[2].1.push("postgres".to_owned());
    assert_eq!(order(list), expected);
    let chain = "## Boot sequence\n\n```\nPostgreSQL → Redis → API → Nginx\n```\n";
    assert_eq!(order(chain), plain(&["postgres", "redis", "api", "nginx"]));
    let lines = "## Start order\n\n```\npostgres, redis\n  → kafka\n    → api\n```\n";
    assert_eq!(order(lines), plain(&["postgres", "redis", "kafka", "api"]));
    let flow = "## Start order\n\n```text\n1. MongoDB\n     ↓\n2. Backend (FastAPI)\n     ↓\n3. Frontend\n```\n";
    assert_eq!(order(flow), plain(&["mongodb", "backend", "frontend"]));
    let lead =
        "## Operations\n\n**Startup order:**\n\n1. etcd\n2. API server\n\nSome more.\n\n1. other\n";
    assert_eq!(order(lead), plain(&["etcd", "api"]));
    let table = "
| Service | Depends on | Start order |
|---|---|---|
| Web | API | 3 |
| API | MySQL | 2 |
| MySQL | - | 1 |
";
    assert_eq!(
        order(table),
        [
            ("mysql".to_owned(), Vec::new()),
            ("api".to_owned(), vec!["mysql".to_owned()]),
            ("web".to_owned(), vec!["api".to_owned()])
        ]
    );
    for text in [list, chain, lines, flow] {
        assert!(read(text).edges.is_empty(), "an order is no dependency");
    }
}

#[test]
fn steps_of_a_procedure_are_no_start_order() {
    let text = "
## Next

After successful boot sequence:

1. Review the summary of the run
2. Use the running services for tests
3. Refer to the wiki
";
    assert!(read(text).orders.is_empty());
}

#[test]
fn critical_lists_come_below_headings_and_labels() {
    let text = "
## Critical services

- **Nginx**: entry of all requests
- PostgreSQL - orders

## Importance

**Important:** Redis, search API

**Non-critical:**

- Grafana (dashboards)
- Mail worker

## Critical bugs

- Redis leaks memory

## Critical alerts

- PostgreSQL down
";
    let graph = read(text);
    let lists: Vec<_> =
        graph.criticality.iter().map(|list| (list.level, names(&list.services))).collect();
    assert_eq!(
        lists,
        [
            (Impact::Outage, vec!["nginx", "postgres"]),
            (Impact::Degraded, vec!["redis", "search api"]),
            (Impact::None, vec!["grafana", "mail worker"]),
        ]
    );
}

type Asked = (String, String, Vec<(String, Option<String>)>);

/// The questions of the first tree: number, question, and answers with where they lead.
fn questions(text: &str) -> Vec<Asked> {
    let mut graph = read(text);
    assert_eq!(graph.trees.len(), 1, "{text}");
    let questions = graph.trees.remove(0).questions.into_iter();
    questions
        .map(|one| {
            let answers = one.answers.into_iter().map(|one| (one.on.text, one.goto));
            (one.number, one.words.text, answers.collect())
        })
        .collect()
}

#[test]
fn decision_trees_come_as_lists_and_trees() {
    let (yes, no) = ("Yes".to_owned(), "No".to_owned());
    let to = |number: &str| Some(number.to_owned());
    let list = "
## Triage

1. Is the API up?
   - Yes: go to step 2
   - No → restart it
2. **Does Redis answer?**
   - **Yes** – look at the logs
   - **No** – `docker restart redis`
";
    let expected = [
        (
            "1".to_owned(),
            "Is the API up?".to_owned(),
            vec![(yes.clone(), to("2")), (no.clone(), None)],
        ),
        (
            "2".to_owned(),
            "Does Redis answer?".to_owned(),
            vec![(yes.clone(), None), (no.clone(), None)],
        ),
    ];
    assert_eq!(questions(list), expected);
    let tree = "
## Site is slow

```
Is the CDN healthy?
├── Yes → Is the API up?
│   ├── Yes → page the on-call
│   └── No → restart it
└── No → open a ticket
```
";
    let found = questions(tree);
    assert_eq!(found[0].2, [(yes.clone(), to("2")), (no.clone(), None)]);
    assert_eq!(found[1].1, "Is the API up?");
    assert_eq!(found[1].2, [(yes, None), (no, None)]);
}

#[test]
fn prose_decides_nothing() {
    let text = "
## Questions

1. Is it fast?
2. Is it safe?

No data is lost. Yes we can.

- No downtime is planned
- Yes-men are not asked
";
    assert!(read(text).trees.is_empty());
}

#[test]
fn layers_come_numbered_or_beside_others() {
    let text = "
## 4. Layers

### 4.1 Edge Layer

**Failure Impact:** nobody gets in
**RTO:** 5 minutes

### 4.2 Data Layer

#### MySQL

- **Impact**: orders fail
- **Monitoring**:
  - mysqld_exporter
  - slow query log
";
    let graph = read(text);
    let layers: Vec<_> = graph
        .layers
        .iter()
        .map(|layer| (layer.number.as_deref(), layer.title.text.as_str(), layer.facts.len()))
        .collect();
    assert_eq!(layers, [(Some("4.1"), "Edge Layer", 2), (Some("4.2"), "Data Layer", 2)]);
    let (under, monitoring) = &graph.layers[1].facts[1];
    assert_eq!(under.as_ref().unwrap().text, "MySQL");
    assert_eq!(monitoring.value.len(), 2);
}
