//! What the commands of a recovery do, as far as their words say it.

/// What a command does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// It starts or restarts these, as the command calls them; everything where there is none.
    Starts(Vec<String>),
    /// It stops these, as the command calls them.
    Stops(Vec<String>),
    /// It runs another command within this, which must be running for that.
    Inside(String),
    /// It destroys data; what, in words.
    Destroys(&'static str),
}

/// What stands before a command without changing what it does.
const BEFORE: [&str; 6] = ["sudo", "nohup", "time", "exec", "command", "$"];

/// Options whose value is the next word.
const VALUED: [&str; 16] = [
    "-u",
    "--user",
    "-e",
    "--env",
    "-w",
    "--workdir",
    "-n",
    "--namespace",
    "-c",
    "--container",
    "-f",
    "--file",
    "-t",
    "--time",
    "-p",
    "--context",
];

/// What only looks.
const LOOKS: [&str; 16] = [
    "ping",
    "pg_isready",
    "status",
    "info",
    "ps",
    "logs",
    "cat",
    "ls",
    "df",
    "version",
    "\\l",
    "select",
    "show",
    "top",
    "-t",
    "nodetool",
];

/// What a line of commands does, in its order.
pub fn deeds(line: &str) -> Vec<Deed> {
    let parts = line.split(['\n', ';', '|']).flat_map(|part| part.split("&&"));
    parts.filter_map(deed).collect()
}

/// What one command does.
fn deed(command: &str) -> Option<Deed> {
    let bare = |word: &str| word.trim_matches(['"', '\'', '`']).to_owned();
    let words: Vec<String> = command.split_whitespace().map(bare).collect();
    let is_before = |word: &&String| {
        BEFORE.contains(&word.as_str()) || (word.contains('=') && !word.starts_with('-'))
    };
    let skipped = words.iter().take_while(is_before).count();
    let words: Vec<&str> = words.iter().skip(skipped).map(String::as_str).collect();
    let (head, rest) = words.split_first()?;
    let lower = command.to_lowercase();
    match head.rsplit('/').next()? {
        "docker" | "podman" | "nerdctl" => docker(rest),
        "docker-compose" | "podman-compose" => compose(rest),
        "systemctl" | "supervisorctl" | "pm2" | "rc-service" => manager(rest),
        "service" => service(rest),
        "kubectl" | "oc" | "k" => kubectl(rest),
        "fly" | "flyctl" => fly(rest),
        "rm" => removes(rest),
        "redis-cli" if lower.contains("flushall") || lower.contains("flushdb") => {
            Some(Deed::Destroys("every key of Redis"))
        }
        "mc" | "aws" | "gsutil" | "rclone" if removes_objects(rest) => {
            Some(Deed::Destroys("stored objects"))
        }
        "dropdb" => Some(Deed::Destroys("the database")),
        "psql" | "mysql" | "mariadb" if drops(&lower) => Some(Deed::Destroys("tables")),
        "terraform" | "tofu" if rest.first() == Some(&"destroy") => {
            Some(Deed::Destroys("everything that it made"))
        }
        head if head.starts_with("mkfs") => Some(Deed::Destroys("the file system")),
        _ => None,
    }
}

fn drops(lower: &str) -> bool {
    ["drop database", "drop table", "drop schema", "truncate "].iter().any(|it| lower.contains(it))
}

/// `mc rm --recursive`, `aws s3 rm … --recursive`, `aws s3 rb --force`, `rclone purge`
fn removes_objects(words: &[&str]) -> bool {
    let all = has(words, &["--recursive", "-r", "--force"]);
    has(words, &["purge"]) || (all && has(words, &["rm", "rb"]))
}

/// The words that are no option and no option's value.
fn arguments<'a>(words: &[&'a str]) -> Vec<&'a str> {
    let mut found = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if VALUED.contains(word) {
            words.next();
        } else if !word.starts_with('-') && !word.contains('>') {
            found.push(*word);
        }
    }
    found
}

fn has(words: &[&str], options: &[&str]) -> bool {
    words.iter().any(|word| options.contains(word))
}

fn docker(words: &[&str]) -> Option<Deed> {
    let (first, rest) = words.split_first()?;
    let (second, behind) = rest.split_first().map_or(("", &[][..]), |(s, b)| (*s, b));
    match (*first, second) {
        ("compose" | "container", _) => compose(rest),
        ("volume", "rm" | "prune" | "remove") => Some(Deed::Destroys("volumes")),
        ("system", "prune") if has(behind, &["--volumes"]) => Some(Deed::Destroys("volumes")),
        ("rm", _) if has(rest, &["-v", "--volumes"]) => Some(Deed::Destroys("volumes")),
        ("service", "update" | "scale") => Some(Deed::Starts(owned(&arguments(behind)))),
        _ => compose(words),
    }
}

fn compose(words: &[&str]) -> Option<Deed> {
    // Options of the program stand before the verb.
    let verb = *arguments(words).first()?;
    let at = words.iter().position(|word| *word == verb)?;
    let rest = words.get(at + 1..)?;
    match verb {
        "restart" | "start" | "up" | "unpause" | "create" | "run" => {
            let named = if verb == "run" { Vec::new() } else { owned(&arguments(rest)) };
            Some(Deed::Starts(named))
        }
        "exec" => inside(rest),
        "stop" | "kill" => Some(Deed::Stops(owned(&arguments(rest)))),
        "down" if has(rest, &["-v", "--volumes"]) => Some(Deed::Destroys("volumes")),
        _ => None,
    }
}

/// `exec` in a container, unless it only looks.
fn inside(words: &[&str]) -> Option<Deed> {
    let mut named = arguments(words).into_iter();
    let name = named.next()?;
    let does: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let looks = does.iter().any(|word| LOOKS.contains(&word.as_str()));
    (!looks).then(|| Deed::Inside(name.rsplit('/').next().unwrap_or(name).to_owned()))
}

fn manager(words: &[&str]) -> Option<Deed> {
    let (verb, named) = arguments(words).split_first().map(|(v, n)| (*v, owned(n)))?;
    match verb {
        "restart" | "start" | "reload" | "try-restart" | "reload-or-restart" | "enable" => {
            Some(Deed::Starts(without_endings(named)))
        }
        _ => None,
    }
}

fn service(words: &[&str]) -> Option<Deed> {
    let all = arguments(words);
    let (name, verb) = (all.first()?, all.get(1)?);
    matches!(*verb, "restart" | "start" | "reload").then(|| Deed::Starts(owned(&[*name])))
}

fn kubectl(words: &[&str]) -> Option<Deed> {
    let all = arguments(words);
    let (verb, kind) = (*all.first()?, all.get(1).copied().unwrap_or_default());
    match (verb, kind) {
        ("exec", _) => inside(words.get(words.iter().position(|word| *word == "exec")? + 1..)?),
        ("rollout", "restart") | ("delete", "pod" | "pods") => {
            Some(Deed::Starts(workloads(all.get(2..)?)))
        }
        ("cp", _) => {
            let pod = all.iter().skip(1).find_map(|word| word.split_once(':'))?.0;
            Some(Deed::Inside(pod.rsplit('/').next().unwrap_or(pod).to_owned()))
        }
        ("scale", _) if words.contains(&"--replicas=0") => {
            Some(Deed::Stops(workloads(all.get(1..)?)))
        }
        ("delete", "pvc" | "pv" | "persistentvolumeclaim" | "namespace" | "ns") => {
            Some(Deed::Destroys("volumes"))
        }
        ("scale", _) => Some(Deed::Starts(workloads(all.get(1..)?))),
        ("apply" | "create", _) => Some(Deed::Starts(Vec::new())),
        _ => None,
    }
}

/// `fly scale count 0 -a app`, `fly ssh console -a app`
fn fly(words: &[&str]) -> Option<Deed> {
    let app = words.iter().position(|word| matches!(*word, "-a" | "--app"))?;
    let app = (*words.get(app + 1)?).to_owned();
    match words {
        ["scale", "count", "0", ..] => Some(Deed::Stops(vec![app])),
        ["scale", "count", ..] | ["deploy", ..] | ["machine", "start" | "restart", ..] => {
            Some(Deed::Starts(vec![app]))
        }
        ["ssh", "console", ..] => Some(Deed::Inside(app)),
        _ => None,
    }
}

/// `deployment/api` and `deployment api` are `api`.
fn workloads(words: &[&str]) -> Vec<String> {
    const KINDS: [&str; 8] =
        ["deployment", "deploy", "statefulset", "sts", "daemonset", "ds", "pod", "replicaset"];
    let names = words.iter().map(|word| word.rsplit('/').next().unwrap_or(word));
    names.filter(|name| !KINDS.contains(name)).map(str::to_owned).collect()
}

/// Files that hold data, and not those of a cache or a lock.
fn removes(words: &[&str]) -> Option<Deed> {
    const DATA: [&str; 5] = ["/var/lib/", "pgdata", "/data", "volumes", "/srv/"];
    let recursive = words.iter().any(|word| word.starts_with('-') && word.contains(['r', 'R']));
    let data = arguments(words)
        .iter()
        .any(|path| DATA.iter().any(|part| path.contains(part)) && !path.contains("cache"));
    (recursive && data).then_some(Deed::Destroys("files of data"))
}

fn without_endings(names: Vec<String>) -> Vec<String> {
    let bare = |name: String| name.trim_end_matches(".service").to_owned();
    names.into_iter().map(bare).collect()
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}
