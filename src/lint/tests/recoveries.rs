//! Rules about what recoveries do.

use super::builder::Doc;
use super::{findings, lines, of};
use crate::lint::Severity;
use crate::lint::commands::{Deed, deeds};
use crate::reading::{Meaning, Topic};

fn none() -> Vec<Vec<u32>> {
    Vec::new()
}

fn broker(title: &str, commands: &[&str]) -> Doc {
    Doc::new()
        .row("API", "Broker", "-", "-")
        .row("Broker", "Disk", "-", "-")
        .row("Mailer", "Relay", "-", "-")
        .row("Relay", "None", "-", "-")
        .scenario(title, |facts| facts.recovery(commands, ""))
}

#[test]
fn commands_are_read_as_what_they_do() {
    let starts = |names: &[&str]| Deed::Starts(names.iter().map(|&name| name.into()).collect());
    let stops = |name: &str| Deed::Stops(vec![name.to_owned()]);
    let inside = |name: &str| Deed::Inside(name.to_owned());
    for (command, deed) in [
        ("docker restart -t 5 shop_redis", starts(&["shop_redis"])),
        ("sudo systemctl restart nginx.service", starts(&["nginx"])),
        ("docker compose -f a.yml up -d api worker", starts(&["api", "worker"])),
        ("docker-compose up -d", starts(&[])),
        ("service nginx reload", starts(&["nginx"])),
        ("kubectl -n shop rollout restart deployment/api", starts(&["api"])),
        ("kubectl delete pod api-7f9 -n shop", starts(&["api-7f9"])),
        ("kubectl scale deploy api --replicas=3", starts(&["api"])),
        ("docker exec -it -u root redis sh -c 'x'", inside("redis")),
        ("kubectl exec deploy/api -- ./heal", inside("api")),
        ("kubectl cp dump.rdb shop/redis-0:/data/dump.rdb -n shop", inside("redis-0")),
        ("fly ssh console -a desk", inside("desk")),
        ("fly scale count 0 -a desk", stops("desk")),
        ("fly machine restart 12 -a desk", starts(&["desk"])),
        ("kubectl scale deploy api --replicas=0", stops("api")),
        ("docker compose stop api", stops("api")),
        ("docker compose down -v", Deed::Destroys("volumes")),
        ("docker volume rm shop_data", Deed::Destroys("volumes")),
        ("redis-cli -h cache FLUSHALL", Deed::Destroys("every key of Redis")),
        ("rm -rf /var/lib/postgresql/data", Deed::Destroys("files of data")),
        ("psql -c 'DROP TABLE orders'", Deed::Destroys("tables")),
        ("kubectl delete pvc data-0", Deed::Destroys("volumes")),
    ] {
        assert_eq!(deeds(command), [deed], "{command}");
    }
    for nothing in [
        "",
        "   ",
        ";;;",
        "docker",
        "docker exec",
        "docker compose down",
        "rm -rf /tmp/x",
        "systemctl",
        "systemctl status nginx",
        "sudo",
        "docker exec redis redis-cli ping",
        "rm -rf /var/lib/nginx/cache",
        "echo docker restart",
        "docker logs redis",
        "kubectl exec",
        "service",
        "rm -rf",
        "🦀 restart",
        "docker rm redis",
    ] {
        assert_eq!(deeds(nothing), [], "{nothing}");
    }
    let several = deeds("docker stop a && docker start b; docker compose down -v | cat");
    assert_eq!(several, [stops("a"), starts(&["b"]), Deed::Destroys("volumes")]);
}

#[test]
fn a_recovery_inside_what_is_down_is_an_error() {
    let rule = "recovery-needs-what-is-down";
    let doc = broker("Broker stops", &["docker exec shop_broker brokerctl heal"]);
    let found = findings(&doc);
    let one = found.iter().find(|finding| finding.rule == rule).unwrap();
    assert_eq!((one.severity, one.lines()), (Severity::Error, vec![5, 6]));
    for fine in [
        &["docker start shop_broker", "docker exec shop_broker brokerctl heal"][..],
        &["docker exec shop_broker brokerctl status"],
        &["docker exec api ./heal"],
    ] {
        assert_eq!(lines(rule, &broker("Broker stops", fine)), none(), "{fine:?}");
    }
    let slow = broker("Broker slow", &["docker exec shop_broker brokerctl heal"]);
    assert_eq!(lines(rule, &slow), none(), "what is slow runs");
}

#[test]
fn a_restart_of_a_stranger_is_found() {
    let rule = "restarts-stranger";
    let doc = broker("Broker stops", &["docker restart mailer"]);
    assert_eq!(lines(rule, &doc), [[5, 6]]);
    for fine in ["docker restart broker", "docker restart api", "docker restart moon", "docker ps"]
    {
        assert_eq!(lines(rule, &broker("Broker stops", &[fine])), none(), "{fine}");
    }
    assert_eq!(lines(rule, &broker("Region lost", &["docker restart mailer"])), none());
    let told = Doc::new()
        .row("Broker", "Disk", "-", "-")
        .row("Mailer", "Relay", "-", "-")
        .scenario("Broker stops", |facts| {
            facts.cascade("Mailer hangs", &["Mailer"]).recovery(&["docker restart mailer"], "")
        });
    assert_eq!(lines(rule, &told), none(), "the scenario speaks of it");
}

#[test]
fn a_recovery_that_destroys_what_is_kept_is_an_error() {
    let rule = "destroys-what-is-kept";
    let doc = |key: &str, kept: &str, command: &str| {
        let topic = if key == "Data loss" { Topic::DataLoss } else { Topic::Graceful };
        Doc::new().scenario("Broker stops", |facts| {
            facts.add(topic, key, kept, Meaning::Remark).recovery(&[command], "")
        })
    };
    let down = "docker compose down -v && docker compose up -d";
    assert_eq!(lines(rule, &doc("Data loss", "None", down)), [[2, 3]]);
    assert_eq!(lines(rule, &doc("Data loss", "0", down)), [[2, 3]]);
    assert_eq!(lines(rule, &doc("Note", "All data is kept on disk", down)), [[2, 3]]);
    for (key, kept, command) in [
        ("Data loss", "None", "docker compose down && docker compose up -d"),
        ("Data loss", "0-5 minutes", down),
        ("Data loss", "none if the disk survives", down),
        ("Note", "Pages are slower", down),
        ("Data loss", "up to 1 hour", down),
    ] {
        assert_eq!(of(rule, &doc(key, kept, command)), [], "{kept}: {command}");
    }
}
