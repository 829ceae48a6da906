//! Prometheus, the agent in the droplet, and the detectors that rest on them.

use super::*;
use crate::droplet::{Agent, ShimAnswer, ShimCall, ShimHandler};
use crate::pack::{Detector, DetectorHow};
use crate::probe::ask;
use crate::words::{DetectorKind, DetectorName, ServiceName};
use tokio::io::{AsyncBufReadExt, BufReader};

struct NoShims;

impl ShimHandler for NoShims {
    async fn handle(&self, _: ShimCall) -> ShimAnswer {
        ShimAnswer::default()
    }
}

/// An agent that gives the same answer to everything.
fn agent_that_says(answer: &'static str) -> Agent {
    let (ours, theirs) = tokio::io::duplex(4096);
    tokio::spawn(async move {
        let (read, mut write) = tokio::io::split(theirs);
        let mut lines = BufReader::new(read).lines();
        while let Some(line) = lines.next_line().await.unwrap() {
            let request: serde_json::Value = serde_json::from_str(&line).unwrap();
            let answer = format!("{{\"id\":{},{answer}}}\n", request["id"]);
            write.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    let (read, write) = tokio::io::split(ours);
    Agent::start(read, write, NoShims)
}

fn json(body: &str) -> Reply {
    Reply::Last(format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len()).into_bytes())
}

#[tokio::test]
async fn the_first_value_of_a_query_is_compared() {
    let vector = |value| format!(r#"{{"status":"success","data":{{"resultType":"vector","result":[{value}]}}}}"#);
    let one = r#"{"metric":{"job":"pg"},"value":[1764000000.123,"1"]}"#;
    let zero = r#"{"metric":{},"value":[1764000000,"0"]}"#;
    let scalar = r#"{"status":"success","data":{"resultType":"scalar","result":[1764000000,"1"]}}"#;
    for (body, outcome) in [
        (vector(one), Outcome::Ok),
        (vector(&format!("{one},{zero}")), Outcome::Ok),
        (scalar.to_owned(), Outcome::Ok),
        (vector(zero), failed("value 0, not 1")),
        (vector(r#"{"metric":{},"value":[1764000000,"NaN"]}"#), failed("value NaN, not 1")),
        (vector(""), failed("no value")),
        ("{}".to_owned(), failed("an answer that is not Prometheus'")),
    ] {
        let server = Server::start(move |_, _, request| {
            assert!(request.starts_with(b"GET /api/v1/query?query=pg_up%7Bjob%3D%22pg%22%7D HTTP/1.1\r\n"));
            json(&body)
        })
        .await;
        let query = Look::Prometheus { at: at(), query: r#"pg_up{job="pg"}"#.to_owned(), equals: 1 };
        assert_eq!(look(&ways_to(server.address), &query, LONG).await, outcome);
    }
}

#[tokio::test]
async fn processes_and_files_are_seen_through_the_agent() {
    let process = Look::Process { container: "server".to_owned(), process: "nginx".to_owned() };
    let file = Look::File { container: "server".to_owned(), path: "/var/www/html/index.html".to_owned() };
    for (look_at, answer, outcome) in [
        (&process, r#""pids":[41,42]"#, Outcome::Ok),
        (&process, r#""pids":[]"#, failed("no process")),
        (&process, r#""error":"no such table""#, failed("no such table")),
        (&process, r#""size":4"#, failed("an answer that is not the agent's")),
        (&file, r#""size":4711"#, Outcome::Ok),
        (&file, r#""size":0"#, failed("empty file")),
        (&file, r#""missing":"No such file or directory""#, failed("No such file or directory")),
    ] {
        let ways = ways_to(nowhere());
        ways.attach(agent_that_says(answer));
        assert_eq!(look(&ways, look_at, LONG).await, outcome, "{answer}");
    }
}

#[tokio::test]
async fn a_dead_droplet_shows_and_a_new_agent_is_used_by_the_same_prober() {
    let ways = ways_to(nowhere());
    let (ours, theirs) = tokio::io::duplex(64);
    let (read, write) = tokio::io::split(ours);
    ways.attach(Agent::start(read, write, NoShims));
    drop(theirs);
    let process = Look::Process { container: "server".to_owned(), process: "nginx".to_owned() };
    let mut prober = Prober::new(&ways, &process, LONG).unwrap();
    assert_eq!(prober.look().await, failed("the droplet is gone"));
    ways.attach(agent_that_says(r#""pids":[7]"#));
    assert_eq!(prober.look().await, Outcome::Ok);
}

fn detector(how: DetectorHow) -> Detector {
    Detector {
        name: DetectorName::parse("redis-check").unwrap(),
        kind: DetectorKind::HealthCheck,
        watches: ServiceName::parse("redis").unwrap(),
        how,
        every: Span::secs(1),
        resolution: Span::ZERO,
        needs: Span::ZERO,
        settings: String::new(),
        quote: None,
    }
}

#[tokio::test]
async fn a_health_check_notices_by_any_exit_status_but_zero() {
    let check = detector(DetectorHow::Command {
        line: "docker exec enterprisescanner_redis redis-cli PING".to_owned(),
        wrong_when: None,
    });
    for (answer, noticed, detail) in [
        (r#""exit":0,"stdout":"PONG\n","stderr":"","timed_out":false"#, false, "exit 0: PONG"),
        (r#""exit":1,"stdout":"x\n","stderr":"\nCould not connect\nmore\n""#, true, "exit 1: Could not connect"),
        (r#""exit":3,"stdout":"inactive\n","stderr":"""#, true, "exit 3: inactive"),
        (r#""exit":127"#, true, "exit 127"),
        (r#""exit":137,"timed_out":true"#, true, "not over within 5 s"),
    ] {
        let ways = ways_to(nowhere());
        ways.attach(agent_that_says(answer));
        assert_eq!(ask(&ways, &check).await, (noticed, detail.to_owned()));
    }
    let (noticed, detail) = ask(&ways_to(nowhere()), &check).await;
    assert!(!noticed && detail == "no agent in the droplet", "{detail}");
}

#[tokio::test]
async fn a_health_check_that_prints_the_password_tells_nobody() {
    let check = detector(DetectorHow::Command { line: "docker exec postgres env".to_owned(), wrong_when: None });
    let ways = ways_to(nowhere());
    // Where a detail is cut, half of the password would still be there.
    let answer = format!("\"exit\":1,\"stdout\":\"\",\"stderr\":\"{}secret word and more\"", "x".repeat(94));
    ways.attach(agent_that_says(answer.leak()));
    let (_, detail) = ask(&ways, &check).await;
    assert!(detail.contains("<sec") && !detail.contains("secret"), "{detail}");
}

#[tokio::test]
async fn an_alert_notices_when_it_fires_and_not_before() {
    let rule = detector(DetectorHow::Alert { at: at(), rule: "RedisDown".to_owned() });
    let alert = |name, state| format!(r#"{{"labels":{{"alertname":"{name}","job":"x"}},"state":"{state}"}}"#);
    for (alerts, expected) in [
        (alert("RedisDown", "firing"), (true, "firing")),
        (alert("RedisDown", "pending"), (false, "pending")),
        ([alert("RedisDown", "pending"), alert("RedisDown", "firing")].join(","), (true, "firing")),
        (alert("OtherDown", "firing"), (false, "inactive")),
        (String::new(), (false, "inactive")),
    ] {
        let server =
            Server::start(move |_, _, _| json(&format!(r#"{{"status":"success","data":{{"alerts":[{alerts}]}}}}"#)))
                .await;
        let (noticed, detail) = ask(&ways_to(server.address), &rule).await;
        assert_eq!((noticed, detail.as_str()), expected);
    }
    let (noticed, detail) = ask(&ways_to(nowhere()), &rule).await;
    assert_eq!((noticed, detail.as_str()), (false, "Prometheus cannot be asked: connection refused"));
}
