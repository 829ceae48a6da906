//! The agent's client against the real agent, in a throw-away container of the droplet's image:
//! both sides of the protocol are written by hand, and only here do they meet without a stack
//! around them.

use crate::machine::{alone, on_a_runtime};
use crate::throwaway;
use firedrill::droplet::{
    Agent, AgentError, Lookup, PlainName, ShimAnswer, ShimCall, ShimHandler, Terminal,
};
use firedrill::engine::{Engine, Exec};
use firedrill::words::Span;
use testcontainers::runners::AsyncRunner;
use testcontainers::{GenericImage, ImageExt};

const BOUND: Span = Span::secs(20);

/// Says what it was asked for.
struct Echo;

impl ShimHandler for Echo {
    async fn handle(&self, call: ShimCall) -> ShimAnswer {
        match call {
            ShimCall::Restart { names, .. } => {
                let names: Vec<&str> = names.iter().map(PlainName::as_str).collect();
                ShimAnswer {
                    stdout: format!("restarted {}\n", names.join(", ")),
                    ..ShimAnswer::default()
                }
            }
            call => ShimAnswer { exit: 3, stderr: format!("{call:?}\n"), ..ShimAnswer::default() },
        }
    }
}

/// Bounds are short here, so that nothing else may be at work.
#[test]
fn the_agent_in_the_droplet_does_what_it_is_asked() {
    alone(|| {
        let image = throwaway::image("droplet");
        on_a_runtime(asked(image));
    });
}

async fn asked(image: GenericImage) {
    let idle = image
        .with_entrypoint("sleep")
        .with_cmd(["infinity"])
        .with_network("none")
        .with_label("dev.firedrill.test", "droplet");
    let container = idle.start().await.unwrap();
    let engine = Engine::connect().await.unwrap();
    let exec = Exec::new([
        "sh",
        "-c",
        "mkdir -p /run/firedrill; exec python3 -u /usr/local/lib/firedrill/agent.py",
    ]);
    let (input, output) = engine.attach(container.id(), &exec).await.unwrap();
    let agent = Agent::start(output, input, Echo);
    assert!(agent.hello(BOUND).await.unwrap() > 0);

    runs_commands(&agent).await;
    sees_processes_and_files(&agent).await;
    carries_what_is_typed_as_docker(&agent).await;

    container.rm().await.unwrap();
    assert!(agent.closed().await.starts_with("the agent closed it"));
    assert!(matches!(agent.hello(BOUND).await, Err(AgentError::Gone { .. })));
}

async fn runs_commands(agent: &Agent) {
    let ran = agent.run("echo out; echo err >&2; exit 7", Terminal::No, BOUND).await.unwrap();
    assert_eq!((ran.exit, &*ran.stdout, &*ran.stderr, ran.timed_out), (7, "out\n", "err\n", false));
    let ran = agent.run("test -t 1 && echo terminal", Terminal::Yes, BOUND).await.unwrap();
    assert_eq!((ran.exit, ran.stdout.trim_end()), (0, "terminal"));
    let ran = agent.run("echo begun; sleep 1000", Terminal::No, Span::millis(300)).await.unwrap();
    assert!(ran.timed_out && ran.exit != 0 && ran.stdout == "begun\n", "{ran:?}");
}

async fn sees_processes_and_files(agent: &Agent) {
    assert_eq!(agent.processes("tail", BOUND).await, Ok(vec![]));
    // A process that was only just forked still goes by the shell's name.
    let both = "for one in 1 2; do tail -f /dev/null & until [ \"$(cat /proc/$!/comm)\" = tail ]; \
                do :; done; done";
    let ran = agent.run(both, Terminal::No, BOUND).await.unwrap();
    assert_eq!(ran.exit, 0, "{ran:?}");
    let living = agent.processes("tail", BOUND).await.unwrap();
    assert_eq!(living.len(), 2);
    let killed = agent.kill("tail", BOUND).await.unwrap();
    assert_eq!((killed.pids, killed.left), (living, vec![]));
    assert_eq!(agent.processes("tail", BOUND).await, Ok(vec![]));

    agent.run("printf four > /tmp/file", Terminal::No, BOUND).await.unwrap();
    assert_eq!(agent.file("/tmp/file", BOUND).await, Ok(Lookup::There(4)));
    assert_eq!(agent.read("/tmp/file", BOUND).await, Ok(Lookup::There("four".to_owned())));
    let missing = Lookup::Missing("No such file or directory".to_owned());
    assert_eq!(agent.file("/tmp/none", BOUND).await, Ok(missing));
}

async fn carries_what_is_typed_as_docker(agent: &Agent) {
    let ran =
        agent.run("docker restart enterprisescanner_redis", Terminal::No, BOUND).await.unwrap();
    assert_eq!((ran.exit, &*ran.stdout), (0, "restarted enterprisescanner_redis\n"), "{ran:?}");
    let ran = agent.run("docker exec a psql -c 'select 1'", Terminal::No, BOUND).await.unwrap();
    assert_eq!(ran.exit, 3);
    assert!(ran.stderr.contains(r#"argv: ["psql", "-c", "select 1"]"#), "{ran:?}");
    let ran = agent.run("docker-compose down", Terminal::No, BOUND).await.unwrap();
    assert_eq!(ran.exit, 1);
    assert!(ran.stderr.contains("allowed are: restart, start, stop, up -d, exec, ps"), "{ran:?}");

    // A command that hides it is found out, also one that has no environment and a session of its
    // own; others are not.
    let hides = "env -i PATH=$PATH setsid -w docker rm -f redis >/dev/null 2>&1 || true";
    let (hides, open) = (
        agent.run(hides, Terminal::No, BOUND),
        agent.run("docker restart a", Terminal::Yes, BOUND),
    );
    let (hides, open) = tokio::join!(hides, open);
    let (hides, open) = (hides.unwrap(), open.unwrap());
    assert_eq!((hides.exit, &*hides.stdout, open.exit, open.refused), (0, "", 0, None));
    assert!(hides.refused.is_some_and(|why| why.contains("'rm' is not let through")));
}
