//! What of `docker` is let through, and nothing else.

use super::{PlainName, ShimAnswer, ShimCall};
use crate::words::Span;
use proptest::prelude::*;

fn parse(line: &str) -> Result<ShimCall, ShimAnswer> {
    let argv: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
    ShimCall::parse(&argv).map_err(ShimAnswer::from)
}

fn name(text: &str) -> PlainName {
    PlainName::parse(text).unwrap()
}

#[test]
fn documented_commands_are_let_through() {
    let (redis, grafana) = (name("enterprisescanner_redis"), name("grafana"));
    let argv = |line: &str| line.split(' ').map(str::to_owned).collect();
    for (line, call) in [
        (
            "docker exec enterprisescanner_redis redis-cli PING",
            ShimCall::Exec {
                name: redis.clone(),
                argv: argv("redis-cli PING"),
                user: None,
                terminal: false,
            },
        ),
        (
            "docker restart enterprisescanner_redis",
            ShimCall::Restart { names: vec![redis.clone()], grace: None },
        ),
        (
            "/usr/local/bin/docker-compose restart prometheus grafana",
            ShimCall::ComposeRestart {
                services: vec![name("prometheus"), grafana.clone()],
                grace: None,
            },
        ),
        ("docker compose stop", ShimCall::ComposeStop { services: vec![], grace: None }),
        ("docker compose up -d", ShimCall::ComposeUp { services: vec![], dependencies: true }),
        (
            "docker-compose up --detach --no-deps grafana",
            ShimCall::ComposeUp { services: vec![grafana.clone()], dependencies: false },
        ),
        ("docker container ls -a", ShimCall::Ps { all: true, quiet: false }),
        ("docker container start grafana", ShimCall::Start { names: vec![grafana.clone()] }),
        (
            "docker compose start grafana",
            ShimCall::ComposeStart { services: vec![grafana.clone()] },
        ),
        ("docker-compose ps -q", ShimCall::ComposePs { services: vec![], quiet: true }),
        ("docker ps -aq", ShimCall::Ps { all: true, quiet: true }),
        ("docker ps", ShimCall::Ps { all: false, quiet: false }),
        ("docker port enterprisescanner_redis", ShimCall::Port { name: redis.clone() }),
        ("docker start enterprisescanner_redis", ShimCall::Start { names: vec![redis] }),
        (
            "docker-compose exec -T grafana ls -l",
            ShimCall::ComposeExec {
                service: grafana,
                argv: argv("ls -l"),
                user: None,
                terminal: false,
            },
        ),
    ] {
        assert_eq!(parse(line), Ok(call), "{line}");
    }
}

#[test]
fn options_are_read_in_all_their_spellings() {
    let three = Some(Span::secs(3));
    for line in [
        "docker stop -t 3 redis",
        "docker stop -t3 redis",
        "docker stop -t=3 redis",
        "docker stop redis --time 3",
        "docker stop --time=3 -- redis",
    ] {
        assert_eq!(
            parse(line),
            Ok(ShimCall::Stop { names: vec![name("redis")], grace: three }),
            "{line}"
        );
    }
    let call = |terminal| ShimCall::Exec {
        name: name("pg"),
        argv: vec!["psql".to_owned(), "-t".to_owned()],
        user: Some("postgres".to_owned()),
        terminal,
    };
    assert_eq!(parse("docker exec -it -u postgres pg psql -t"), Ok(call(true)));
    assert_eq!(parse("docker exec --interactive --user=postgres pg psql -t"), Ok(call(false)));
    assert_eq!(parse("docker exec -iupostgres -- pg psql -t"), Ok(call(false)));
}

#[test]
fn everything_else_is_refused_with_what_is_allowed() {
    for (line, exit, words) in [
        ("", 1, "only docker and docker-compose"),
        ("podman ps", 1, "only docker and docker-compose"),
        ("docker", 1, "allowed are: restart, start, stop, exec, ps, port, container, compose"),
        ("docker container prune", 1, "docker container: 'prune' is not let through"),
        ("docker container compose", 1, "docker container: 'compose' is not let through"),
        ("docker-compose up redis", 1, "firedrill does only 'up -d'"),
        ("docker-compose up -d --force-recreate", 125, "unknown flag: --force-recreate"),
        ("docker-compose up -sd", 125, "unknown flag: -sd"),
        ("docker rm -f redis", 1, "'rm' is not let through to firedrill; allowed are: restart"),
        ("docker run -v /:/host debian", 1, "'run' is not let through"),
        ("docker compose down", 1, "docker compose: 'down' is not let through"),
        ("docker-compose -f /tmp/x.yaml restart", 1, "'-f' is not let through"),
        ("docker -H tcp://elsewhere ps", 1, "'-H' is not let through"),
        ("docker restart", 1, "\"docker restart\" requires at least 1 argument."),
        ("docker exec redis", 1, "\"docker exec\" requires at least 2 arguments."),
        ("docker exec", 1, "requires at least 2 arguments."),
        ("docker ps redis", 1, "\"docker ps\" requires no arguments."),
        ("docker exec --privileged redis sh", 125, "unknown flag: --privileged"),
        (
            "docker exec -id redis sh",
            125,
            "no options but these: -i (--interactive), -t (--tty), -u (--user)",
        ),
        ("docker exec --interactive=false redis sh", 125, "unknown flag: --interactive=false"),
        ("docker exec -u", 125, "flag needs an argument: -u"),
        ("docker start -a redis", 125, "no options but these: none"),
        ("docker stop -t soon redis", 125, "invalid argument \"soon\""),
        ("docker stop -t -1 redis", 125, "invalid argument \"-1\""),
        ("docker stop - redis", 125, "unknown flag: -"),
        ("docker restart ../redis", 1, "'../redis' is no plain name"),
        ("docker restart -- -redis", 1, "'-redis' is no plain name"),
        ("docker restart redis*", 1, "'redis*' is no plain name"),
    ] {
        let answer = parse(line).unwrap_err();
        assert_eq!((answer.exit, answer.stdout.as_str()), (exit, ""), "{line}");
        assert!(
            answer.stderr.contains(words) && answer.stderr.ends_with('\n'),
            "{line}: {}",
            answer.stderr
        );
    }
}

#[test]
fn what_docker_would_refuse_too_is_told_from_what_only_firedrill_does_not_do() {
    for (line, is_firedrills) in [
        ("docker restart", false),
        ("docker exec redis", false),
        ("docker ps redis", false),
        ("docker stop -t soon redis", false),
        ("docker exec -u", false),
        ("docker restart redis*", false),
        ("docker restart /redis", true),
        ("docker stop -t -1 redis", true),
        ("docker rm -f redis", true),
        ("docker exec --privileged redis sh", true),
        ("docker-compose up", true),
        ("docker compose -f x.yaml restart", true),
        ("podman ps", true),
    ] {
        let answer = parse(line).unwrap_err();
        assert_eq!(answer.refused.is_some(), is_firedrills, "{line}: {answer:?}");
    }
    let refused = parse("docker exec --privileged redis sh").unwrap_err().refused.unwrap();
    assert!(!refused.contains('\n') && refused.contains("no options but these"), "{refused}");
}

proptest! {
    #[test]
    fn no_words_make_a_call_with_a_name_that_is_not_plain(
        verb in "restart|stop|start|up|exec|ps|port",
        words in prop::collection::vec("-{0,2}[a-z/.*$é]{0,4}|-t|-u|--|redis", 0..6),
        compose in any::<bool>(),
    ) {
        let program = if compose { "docker-compose" } else { "docker" };
        let argv: Vec<String> = [program.to_owned(), verb].into_iter().chain(words).collect();
        if let Ok(call) = ShimCall::parse(&argv) {
            let names = match call {
                ShimCall::Restart { names, .. } | ShimCall::Start { names } | ShimCall::Stop { names, .. } => names,
                ShimCall::Exec { name, .. }
                | ShimCall::Port { name }
                | ShimCall::ComposeExec { service: name, .. } => vec![name],
                ShimCall::ComposeRestart { services, .. }
                | ShimCall::ComposeStart { services }
                | ShimCall::ComposeUp { services, .. }
                | ShimCall::ComposeStop { services, .. }
                | ShimCall::ComposePs { services, .. } => services,
                ShimCall::Ps { .. } => vec![],
            };
            for name in names {
                let plain = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
                prop_assert!(name.as_str().chars().all(plain) && !name.as_str().starts_with(['-', '.', '_']));
            }
        }
    }
}
