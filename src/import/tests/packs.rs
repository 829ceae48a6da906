//! What a pack is made of.

use super::super::model::Becomes;
use super::super::{Input, Sources, import};
use super::{file, of, with_compose, yaml};
use serde_json::json;
use std::collections::BTreeMap;

const COMPOSE: &str = "\
x-base: &base {restart: always}
services:
  db:
    <<: *base
    image: registry.example.com/library/postgres:15
    container_name: shop_postgres
    environment: [POSTGRES_USER=shop, 'POSTGRES_DB=${DB:-orders}']
    ports: ['127.0.0.1:5432:5432']
  web:
    build: .
    ports: [{target: 8080, published: 80, protocol: tcp}]
    healthcheck: {test: [CMD, curl, localhost]}
  queue: {image: 'rabbitmq:3', ports: ['5672']}
  worker: {image: shop/worker}
  mailer: {image: shop/mailer, healthcheck: {test: [CMD, mail, 'a b', $$HOME]}}
";

const DOCUMENT: &str = "\
# Shop

### 1. PostgreSQL Database Stops

**Impact:** 🔴 Nobody can pay
**Recovery:** `docker restart shop_postgres` (10 seconds)

### 2. RabbitMQ hangs

**Impact:** 🟡 Orders are late
**Recovery:** Call the vendor

### 3. Mail relay crashes

**Impact:** 🟢 No impact
**Recovery:** `systemctl restart exim` (10 seconds)

### 4. Disk full

**Impact:** 🔴 Nobody can pay
**Recovery:** `rm -rf /var/log/shop` (10 seconds)
";

#[test]
fn services_are_one_however_they_are_called() {
    let pack = yaml(file(&with_compose(DOCUMENT, COMPOSE), "pack.yaml"));
    let names: Vec<&String> = pack["services"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["db", "mail-relay", "mailer", "queue", "web", "worker"]);
    let db = &pack["services"]["db"];
    assert_eq!(db["called"], json!(["shop_postgres", "postgresql"]));
    assert_eq!(db["runs"], json!({"container": "db"}));
    let alive =
        json!({"postgres": "SELECT 1", "at": "db:5432", "user": "shop", "database": "orders"});
    assert_eq!(db["alive"], alive);
    assert_eq!(pack["services"]["queue"]["alive"], json!({"tcp": "queue:5672"}));
    assert_eq!(pack["services"]["web"].get("alive"), None, "the document does not name it");
    assert_eq!(pack["services"]["worker"].get("alive"), None);
    let import = with_compose(DOCUMENT, COMPOSE);
    let text = &file(&import, "pack.yaml").text;
    assert!(text.contains("    # alive: {exec: \"mail 'a b' '$HOME'\", in: mailer}"), "{text}");
}

#[test]
fn each_failure_is_a_scenario_or_says_why_not() {
    let import = with_compose(DOCUMENT, COMPOSE);
    let stops = yaml(file(&import, "01-postgresql-database-stops.yaml"));
    assert_eq!(stops["failure"], json!("PostgreSQL Database Stops"));
    assert_eq!(stops["fault"], json!({"kill": "db"}));
    let hangs = file(&import, "02-rabbitmq-hangs.yaml");
    assert_eq!(yaml(hangs)["fault"], json!({"pause": "queue"}));
    assert!(hangs.text.contains("TODO: give the commands that carry the recovery out"));
    let not = &yaml(file(&import, "pack.yaml"))["not_drilled"];
    assert_eq!(not[0]["failure"], json!("Mail relay crashes"));
    assert_eq!(not[0]["reason"], json!("it is not known where mail-relay runs"));
    assert_eq!(not[1]["failure"], json!("Disk full"));
    assert_eq!(not.as_array().unwrap().len(), 2);
}

#[test]
fn todos_stand_where_they_say() {
    let import = with_compose(DOCUMENT, COMPOSE);
    assert!(import.todos.len() > 5);
    for todo in &import.todos {
        let text = &file(&import, &todo.file).text;
        let line = text.lines().nth(todo.line as usize - 1).unwrap();
        assert!(line.trim_start().starts_with("# TODO: "), "{}:{}: {line}", todo.file, todo.line);
    }
    let marks: usize = import.files.iter().map(|file| file.text.matches("TODO").count()).sum();
    assert_eq!(marks, import.todos.len());
}

/// A person says where something runs, and the next import makes a scenario of its failure.
#[test]
fn what_a_person_said_of_where_things_run_is_believed() {
    let document = Input { path: "failures.md", text: DOCUMENT };
    let compose = Some(Input { path: "compose.yaml", text: COMPOSE });
    let pack = "droplet: web\nservices:\n  mail-relay:\n    runs: {process: exim}\n";
    let there = BTreeMap::from([("pack.yaml".to_owned(), pack.to_owned())]);
    let import = import(Sources { name: "shop", document, compose, there: &there }).unwrap();
    assert_eq!(
        yaml(file(&import, "03-mail-relay-crashes.yaml"))["fault"],
        json!({"kill": "mail-relay"})
    );
    let pack = yaml(file(&import, "pack.yaml"));
    assert_eq!(pack["droplet"], json!("web"));
    for key in ["runs", "alive"] {
        assert_eq!(pack["services"]["mail-relay"][key], json!({"process": "exim"}));
    }
}

#[test]
fn without_a_compose_file_nothing_is_drilled_and_that_is_said() {
    let import = of(DOCUMENT);
    assert_eq!(import.files.len(), 1);
    assert_eq!(import.todos[0].what, "import again with --compose FILE");
    assert!(import.failures.iter().all(|one| matches!(one.becomes, Becomes::NotDrilled { .. })));
}

#[test]
fn what_is_no_compose_file_is_refused_with_the_reason() {
    for (text, why) in [
        ("a: [", "it is no YAML: "),
        ("version: '3'\n", "it has no 'services'"),
        ("services: [web]\n", "it has no 'services'"),
    ] {
        let document = Input { path: "failures.md", text: DOCUMENT };
        let compose = Some(Input { path: "compose.yaml", text });
        let error = import(Sources { name: "shop", document, compose, there: &BTreeMap::new() })
            .unwrap_err();
        assert!(error.to_string().starts_with(why), "{error}");
    }
}

#[test]
fn labels_of_several_failures_are_profiles() {
    let failure = |number: u32, service: &str| {
        format!(
            "### {number}. {service} stops\n```\nImpact:\n  - Today (one server): 🟢 No impact\n  \
             - Next year: 🔴 Nobody can pay\nRecovery: docker restart {service}\n```\n\n"
        )
    };
    let pack = |text: &str| yaml(file(&of(text), "pack.yaml"))["profiles"].clone();
    let two = pack(&(failure(1, "redis") + &failure(2, "web")));
    assert_eq!(two["today"]["called"], json!(["Today (one server)"]));
    assert_eq!(two["next-year"]["title"], json!("Next year"));
    assert_eq!(pack(&failure(1, "redis")), json!({"default": {"title": "As it is"}}));
}
