//! Commands that only look, and bring nothing back.

use super::commands::{is_before_program, without_quoted};
use super::programs::{ACTIONS, LOOKING, LOOKS};
use crate::reading::seek::has_any;
use crate::words::Lower;

/// Words of SQL and of Redis that change something.
const CHANGES: [&str; 24] = [
    "delete ",
    "update ",
    "insert ",
    "create ",
    "drop ",
    "alter ",
    "vacuum",
    "truncate",
    "reindex",
    "terminate",
    "promote",
    "cancel_backend",
    "reload",
    "refresh",
    "grant ",
    "kill",
    "flush",
    "reset",
    "config set",
    "shutdown",
    "failover",
    " del ",
    "bgsave",
    "bgrewriteaof",
];

/// More words behind a program that change something.
const ACTS: [&str; 9] =
    ["set", "install", "push", "rm", "cp", "-delete", "--force", "edit", "patch"];

/// Whether a command only looks, and changes nothing: each of its parts does.
pub(super) fn only_looks(command: &str) -> bool {
    let bare = without_quoted(command);
    let bare = if bare.contains('>') {
        bare.replace("2>/dev/null", "").replace("2>&1", "").replace("> /dev/null", "")
    } else {
        bare
    };
    if bare.contains('>') {
        return false;
    }
    let asks = !has_any(&Lower::of(command), &CHANGES);
    let mut parts = bare.split(['|', ';', '&', '\n']).filter(|part| !part.trim().is_empty());
    parts.all(|part| part_looks(&part.split_whitespace().collect::<Vec<_>>(), asks))
}

/// Whether a part only looks. `asks`: its SQL does, where there is any.
fn part_looks(words: &[&str], asks: bool) -> bool {
    let from = words.iter().position(|word| !is_before_program(word));
    // An assignment alone changes nothing that lasts.
    let Some((program, rest)) = from.and_then(|from| words.get(from..)?.split_first()) else {
        return true;
    };
    let program = program.rsplit('/').next().unwrap_or(program);
    let has = |all: &[&str]| rest.iter().any(|word| all.contains(word));
    let acts = rest.iter().any(|word| *word != "status" && ACTIONS.contains(word)) || has(&ACTS);
    // `journalctl --vacuum-time=2d` throws old entries away.
    if program == "journalctl" && rest.iter().any(|word| word.starts_with("--vacuum")) {
        return false;
    }
    match program {
        "kubectl" | "docker" | "docker-compose" | "podman" if has(&["exec"]) => {
            inner(rest).is_some_and(|inner| part_looks(inner, asks))
        }
        "curl" | "wget" => {
            let sends = |word: &&str| word.starts_with("-X") || word.starts_with("--data");
            !has(&["-d", "--request", "-F", "-T", "--form"]) && !rest.iter().any(sends)
        }
        "find" => !has(&["-delete", "-exec"]),
        "openssl" => true,
        "psql" | "mysql" => asks && !has(&["-f"]) && rest.iter().any(|word| is_question(word)),
        "redis-cli" => asks && !rest.is_empty(),
        program if LOOKS.contains(program) => true,
        _ => {
            !acts
                && (rest.iter().any(|word| LOOKING.contains(word))
                    || rest.iter().any(|word| is_describing(word)))
        }
    }
}

/// What is run inside a container: behind `--`, or from the first program on that only looks.
fn inner<'a>(rest: &'a [&'a str]) -> Option<&'a [&'a str]> {
    let behind = rest.iter().position(|word| *word == "--").map(|at| at + 1);
    let known =
        |word: &&str| LOOKS.contains(*word) || matches!(*word, "psql" | "redis-cli" | "mysql");
    let exec = rest.iter().position(|word| *word == "exec")?;
    let program = || rest.iter().skip(exec).position(known).map(|at| at + exec);
    // `exec -it queue queuectl list`: the first word that is no flag is the container.
    let unknown = || {
        let words = rest.iter().enumerate().skip(exec + 1);
        let mut named = words.filter(|(_, word)| !word.starts_with('-')).map(|(at, _)| at);
        named.nth(1)
    };
    let from = behind.or_else(program).or_else(unknown)?;
    rest.get(from..).filter(|inner| !inner.is_empty())
}

/// `-c`, `-l`, `-tAc`.
fn is_question(word: &str) -> bool {
    word.starts_with('-') && !word.starts_with("--") && word.ends_with(['c', 'l', 'e'])
}

/// `describe-db-instances`, `list-buckets`.
fn is_describing(word: &str) -> bool {
    ["describe-", "list-", "get-"].iter().any(|begin| word.starts_with(begin))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looking_is_told_from_acting() {
        for command in [
            "docker ps -a",
            "docker compose ps",
            "kubectl get pods -n shop | grep api",
            "kubectl exec -n shop deploy/db -- psql -U app -c \"SELECT 1;\"",
            "kubectl exec -it db-0 -- df -h",
            "docker exec db pg_isready -U app",
            "docker exec cache redis-cli ping",
            "docker exec -it queue queuectl stream ls",
            "systemctl status nginx",
            "curl -fsS http://localhost/health",
            "sudo journalctl -u nginx -n 50",
            "X=$(date)",
            "aws rds describe-db-instances --region eu-1",
        ] {
            assert!(only_looks(command), "{command}");
        }
        for command in [
            "docker restart web",
            "docker compose up -d",
            "kubectl delete pod web-0",
            "kubectl exec deploy/db -- psql -c \"DELETE FROM sessions;\"",
            "docker exec db psql -f dump.sql",
            "docker exec cache redis-cli FLUSHALL",
            "docker exec queue queuectl stream purge orders",
            "systemctl restart nginx",
            "curl -X POST http://localhost/restart",
            "docker ps -q | xargs docker restart",
            "echo 1 > /proc/sys/vm/drop_caches",
            "rm -rf /tmp/cache",
            "nginx -s reload",
            "./restore.sh",
            "shopctl api restart",
        ] {
            assert!(!only_looks(command), "{command}");
        }
    }
}
