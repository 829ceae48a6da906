//! The agent's client against a peer that answers by script.
#![expect(clippy::disallowed_methods, reason = "callers that wait side by side are tasks")]

use super::agent::Killed;
use super::{
    Agent, AgentError, Lookup, PlainName, Ran, ShimAnswer, ShimCall, ShimHandler, Terminal,
};
use crate::words::Span;
use serde_json::{Value, json};
use tokio::io::{
    AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream, Lines, ReadHalf, WriteHalf,
};

const SOON: Span = Span::secs(1);

/// Answers restarts, and never comes back from anything else.
struct Shims;

impl ShimHandler for Shims {
    async fn handle(&self, call: ShimCall) -> ShimAnswer {
        match call {
            ShimCall::Restart { names, .. } => {
                let names: Vec<&str> = names.iter().map(PlainName::as_str).collect();
                ShimAnswer { stdout: format!("{}\n", names.join("\n")), ..ShimAnswer::default() }
            }
            ShimCall::Exec { .. } => ShimAnswer {
                exit: 1,
                refused: Some("it was not over within 60 s".to_owned()),
                ..ShimAnswer::default()
            },
            _ => std::future::pending().await,
        }
    }
}

/// The droplet's end of the connection.
struct Peer {
    lines: Lines<BufReader<ReadHalf<DuplexStream>>>,
    write: WriteHalf<DuplexStream>,
}

impl Peer {
    async fn hears(&mut self) -> Value {
        serde_json::from_str(&self.lines.next_line().await.unwrap().unwrap()).unwrap()
    }

    async fn says(&mut self, message: Value) {
        self.write.write_all(format!("{message}\n").as_bytes()).await.unwrap();
    }
}

fn connected(buffer: usize) -> (Agent, Peer) {
    let (ours, theirs) = tokio::io::duplex(buffer);
    let (read, write) = tokio::io::split(ours);
    let agent = Agent::start(read, write, Shims);
    let (read, write) = tokio::io::split(theirs);
    (agent, Peer { lines: BufReader::new(read).lines(), write })
}

#[tokio::test]
async fn requests_and_answers_are_the_protocols() {
    let (agent, mut peer) = connected(1024);
    let talk = async {
        assert_eq!(agent.hello(SOON).await, Ok(41));
        let ran = agent.run("certbot renew", Terminal::Yes, Span::micros(1_500_001)).await.unwrap();
        assert_eq!(
            ran,
            Ran {
                exit: 1,
                stdout: "out".into(),
                stderr: "err".into(),
                timed_out: true,
                refused: None
            }
        );
        let killed = agent.kill("nginx", SOON).await.unwrap();
        assert_eq!(killed, Killed { pids: vec![7, 8], left: vec![8] });
        assert_eq!(agent.processes("nginx", SOON).await, Ok(vec![]));
        assert_eq!(agent.file("/a", SOON).await, Ok(Lookup::There(3)));
        assert_eq!(agent.file("/b", SOON).await, Ok(Lookup::Missing("Permission denied".into())));
        assert_eq!(agent.read("/c", SOON).await, Ok(Lookup::There("text".into())));
    };
    let script = async {
        for (request, answer) in [
            (json!({"id": 1, "hello": 1}), json!({"agent": 1, "pid": 41})),
            (
                json!({"id": 2, "run": "certbot renew", "tty": true, "timeout_ms": 1501}),
                json!({"exit": 1, "stdout": "out", "stderr": "err", "timed_out": true}),
            ),
            (
                json!({"id": 3, "signal": "KILL", "process": "nginx"}),
                json!({"pids": [7, 8], "left": [8]}),
            ),
            (json!({"id": 4, "process": "nginx"}), json!({"pids": []})),
            (json!({"id": 5, "file": "/a"}), json!({"size": 3})),
            (json!({"id": 6, "file": "/b"}), json!({"missing": "Permission denied"})),
            (json!({"id": 7, "read": "/c"}), json!({"text": "text"})),
        ] {
            assert_eq!(peer.hears().await, request);
            let mut answer = answer;
            answer["id"] = request["id"].clone();
            peer.says(answer).await;
        }
    };
    tokio::join!(talk, script);
}

#[tokio::test]
async fn answers_may_come_in_any_order_and_go_to_who_asked() {
    let (agent, mut peer) = connected(1024);
    let script = async {
        let (first, second) = (peer.hears().await, peer.hears().await);
        peer.says(json!({"id": 999, "pids": [9]})).await;
        for request in [second, first] {
            let pids = if request["process"] == "nginx" { [1] } else { [2] };
            peer.says(json!({"id": request["id"], "pids": pids})).await;
        }
    };
    let (one, two, ()) =
        tokio::join!(agent.processes("nginx", SOON), agent.processes("pgbouncer", SOON), script);
    assert_eq!((one, two), (Ok(vec![1]), Ok(vec![2])));
}

#[tokio::test]
async fn the_end_of_the_connection_fails_all_that_is_pending_and_all_that_comes() {
    let (agent, mut peer) = connected(1024);
    let waiting: Vec<_> = ["nginx", "pgbouncer"]
        .map(|process| {
            let agent = agent.clone();
            tokio::spawn(async move { agent.processes(process, Span::secs(3600)).await })
        })
        .into();
    peer.hears().await;
    peer.hears().await;
    drop(peer);
    for one in waiting {
        let error = one.await.unwrap().unwrap_err();
        let words = "the connection to the agent in the droplet is over (the agent closed it), so \
                     which processes of";
        assert!(error.to_string().starts_with(words), "{error}");
    }
    assert_eq!(agent.closed().await, "the agent closed it");
    assert!(!agent.is_connected());
    assert!(matches!(agent.hello(SOON).await, Err(AgentError::Gone { .. })));
}

#[tokio::test]
async fn words_that_are_none_of_the_agents_end_the_connection() {
    let (agent, mut peer) = connected(1024);
    peer.write.write_all(b"\n  \nTraceback (most recent call last):\n").await.unwrap();
    let why = agent.closed().await;
    assert!(
        why.starts_with(
            "the agent sent what is none of its words: 'Traceback (most recent call last):'"
        ),
        "{why}"
    );
}

#[tokio::test(start_paused = true)]
async fn an_agent_that_does_not_answer_is_given_up_and_its_late_answer_ignored() {
    let (agent, mut peer) = connected(1024);
    let error = agent.processes("nginx", SOON).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the agent in the droplet did not answer which processes of nginx live within 1 s"
    );
    let late = peer.hears().await;
    peer.says(json!({"id": late["id"], "pids": [1]})).await;
    let again = async { agent.processes("nginx", SOON).await };
    let script = async {
        let request = peer.hears().await;
        peer.says(json!({"id": request["id"], "pids": [2]})).await;
    };
    assert_eq!(tokio::join!(again, script).0, Ok(vec![2]));
}

#[tokio::test(start_paused = true)]
async fn a_command_has_its_own_bound_and_time_to_be_reported() {
    let (agent, _peer) = connected(1024);
    let error = agent.run("sleep 100", Terminal::No, Span::secs(3)).await.unwrap_err();
    assert_eq!(error, AgentError::Silent { asked: "'sleep 100'".into(), within: Span::secs(8) });
}

#[tokio::test]
async fn what_the_agent_refuses_or_garbles_is_told_apart() {
    let (agent, mut peer) = connected(1024);
    let script = async {
        peer.hears().await;
        peer.says(json!({"id": 1, "error": "PermissionError: nginx"})).await;
        peer.hears().await;
        peer.says(json!({"id": 2, "size": 3})).await;
    };
    let talk = async { (agent.kill("a", SOON).await, agent.processes("a", SOON).await) };
    let ((refused, garbled), ()) = tokio::join!(talk, script);
    let words = "the agent in the droplet could not do SIGKILL for a: PermissionError: nginx";
    assert_eq!(refused.unwrap_err().to_string(), words);
    assert!(matches!(garbled, Err(AgentError::Garbled { .. })));
}

#[tokio::test]
async fn shims_are_answered_side_by_side_and_refused_where_they_are_not_allowed() {
    let (agent, mut peer) = connected(1024);
    peer.says(json!({"shim": 1, "argv": ["docker", "stop", "redis"]})).await;
    peer.says(json!({"error": "ValueError: no shim 0 waits"})).await;
    peer.says(json!({"shim": 2, "argv": ["docker", "rm", "redis"]})).await;
    let refused = peer.hears().await;
    assert_eq!((refused["shim"].as_u64(), refused["exit"].as_i64()), (Some(2), Some(1)));
    assert!(refused["stderr"].as_str().unwrap().contains("'rm' is not let through"));
    peer.says(json!({"shim": 3, "argv": ["docker", "restart", "redis"]})).await;
    assert_eq!(
        peer.hears().await,
        json!({"shim": 3, "exit": 0, "stdout": "redis\n", "stderr": ""})
    );
    assert!(agent.is_connected());
}

/// Runs this line on the agent; what firedrill could not do of it.
async fn refused(agent: &Agent, line: &str) -> Option<String> {
    agent.run(line, Terminal::No, SOON).await.unwrap().refused
}

#[tokio::test]
async fn what_firedrill_cannot_do_is_known_whatever_its_command_makes_of_it() {
    let (agent, mut peer) = connected(1024);
    let script = async {
        let id = peer.hears().await["id"].clone();
        peer.says(json!({"shim": 1, "run": id, "argv": ["docker", "exec", "redis", "true"]})).await;
        assert_eq!(peer.hears().await["exit"], json!(1));
        peer.says(json!({"shim": 2, "run": id, "argv": ["docker", "rm", "redis"]})).await;
        peer.hears().await;
        peer.says(json!({"id": id, "exit": 0, "stdout": ""})).await;
        let next = peer.hears().await["id"].clone();
        peer.says(json!({"shim": 3, "run": next, "argv": ["docker", "restart"]})).await;
        assert_eq!(peer.hears().await["exit"], json!(1));
        peer.says(json!({"id": next, "exit": 0, "stdout": ""})).await;
    };
    let talk = async {
        // The first of several, and it alone.
        let first =
            refused(&agent, "docker exec redis true >/dev/null 2>&1; docker rm redis || true")
                .await;
        assert_eq!(first.as_deref(), Some("it was not over within 60 s"));
        // Docker would have refused that itself.
        assert_eq!(refused(&agent, "docker restart || true").await, None);
    };
    tokio::join!(talk, script);
}

#[tokio::test]
async fn a_refusal_is_of_the_command_that_typed_it_and_where_nobody_knows_of_any() {
    for (run, expected) in
        [(Some("bad"), [true, false]), (None, [true, true]), (Some("gone"), [false, false])]
    {
        let (agent, mut peer) = connected(1024);
        let script = async {
            let (one, two) = (peer.hears().await, peer.hears().await);
            let look = json!({"id": 3, "pids": []});
            assert_eq!(peer.hears().await["process"], json!("nginx"));
            let bad = if one["run"] == "bad" { &one } else { &two };
            let typed = match run {
                Some("bad") => {
                    json!({"shim": 1, "run": bad["id"], "argv": ["docker", "rm", "redis"]})
                }
                Some(_) => json!({"shim": 1, "run": 999, "argv": ["docker", "rm", "redis"]}),
                None => json!({"shim": 1, "argv": ["docker", "rm", "redis"]}),
            };
            peer.says(typed).await;
            peer.hears().await;
            peer.says(look).await;
            for request in [&two, &one] {
                peer.says(json!({"id": request["id"], "exit": 0})).await;
            }
        };
        let talk = async {
            tokio::join!(
                refused(&agent, "bad"),
                refused(&agent, "good"),
                agent.processes("nginx", SOON)
            )
        };
        let ((bad, good, looked), ()) = tokio::join!(talk, script);
        assert_eq!([bad.is_some(), good.is_some()], expected, "{run:?}");
        assert_eq!(looked, Ok(vec![]));
    }
}

/// Both sides have more to say than the pipes hold; whoever only wrote would wait for ever.
#[tokio::test]
async fn full_pipes_do_not_stop_the_conversation() {
    let (agent, mut peer) = connected(16);
    let long = "x".repeat(10_000);
    let script = async {
        peer.says(json!({"error": long})).await;
        let request = peer.hears().await;
        assert_eq!(request["run"], json!(long));
        peer.says(json!({"id": request["id"], "exit": 0, "stdout": long})).await;
    };
    let (ran, ()) = tokio::join!(agent.run(&long, Terminal::No, Span::secs(60)), script);
    assert_eq!(ran.unwrap().stdout, long);
}

#[tokio::test]
async fn the_connection_closes_with_the_last_handle() {
    let (agent, mut peer) = connected(1024);
    let clone = agent.clone();
    drop(agent);
    assert!(clone.is_connected());
    drop(clone);
    assert!(peer.lines.next_line().await.unwrap().is_none());
}
