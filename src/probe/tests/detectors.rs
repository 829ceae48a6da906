//! Prometheus, the agent in the droplet, and the detectors that rest on them.

use super::*;
use crate::droplet::{Agent, ShimAnswer, ShimCall, ShimHandler};
use crate::pack::{Detector, DetectorHow};
use crate::probe::{Pace, ask, paces};
use crate::timeline::Says;
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
    Reply::Last(
        format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len()).into_bytes(),
    )
}

#[tokio::test]
async fn the_first_value_of_a_query_is_compared() {
    let vector = |value| {
        format!(r#"{{"status":"success","data":{{"resultType":"vector","result":[{value}]}}}}"#)
    };
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
            assert!(
                request
                    .starts_with(b"GET /api/v1/query?query=pg_up%7Bjob%3D%22pg%22%7D HTTP/1.1\r\n")
            );
            json(&body)
        })
        .await;
        let query = Look::from(look::Prometheus {
            at: at(),
            query: r#"pg_up{job="pg"}"#.to_owned(),
            equals: 1,
        });
        assert_eq!(look(&ways_to(server.address), &query, LONG).await, outcome);
    }
}

#[tokio::test]
async fn processes_and_files_are_seen_through_the_agent() {
    let process =
        Look::from(look::Process { container: "server".into(), process: "nginx".to_owned() });
    let file = Look::from(look::File {
        container: "server".into(),
        path: "/var/www/html/index.html".to_owned(),
    });
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
    let process =
        Look::from(look::Process { container: "server".into(), process: "nginx".to_owned() });
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
        renewed: Span::ZERO,
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
    for (answer, says, detail) in [
        (
            r#""exit":0,"stdout":"PONG\n","stderr":"","timed_out":false"#,
            Says::Quiet,
            "exit 0: PONG",
        ),
        (
            r#""exit":1,"stdout":"x\n","stderr":"\nCould not connect\n""#,
            Says::Noticed,
            "exit 1: Could not connect",
        ),
        (r#""exit":3,"stdout":"inactive\n","stderr":"""#, Says::Noticed, "exit 3: inactive"),
        (r#""exit":127"#, Says::Noticed, "exit 127"),
        (r#""exit":137,"timed_out":true"#, Says::Noticed, "not over within 5 s"),
    ] {
        let ways = ways_to(nowhere());
        ways.attach(agent_that_says(answer));
        assert_eq!(ask(&ways, &check).await, (says, detail.to_owned()));
    }
}

#[tokio::test]
async fn a_health_check_that_cannot_be_run_says_nothing() {
    let check = |wrong_when| {
        detector(DetectorHow::Command { line: "docker ps -f x || true".to_owned(), wrong_when })
    };
    let nobody = ask(&ways_to(nowhere()), &check(None)).await;
    assert_eq!(nobody, (Says::Unanswered, "no agent in the droplet".to_owned()));

    let ways = ways_to(nowhere());
    ways.attach(agent_that_says(r#""error":"OSError: no more processes""#));
    let (says, detail) = ask(&ways, &check(None)).await;
    assert!(says == Says::Unanswered && detail.contains("no more processes"), "{detail}");

    // Whatever it exits with and says.
    for exit in [0, 1] {
        for wrong_when in [None, Some("unknown flag".to_owned())] {
            let ways = ways_to(nowhere());
            ways.attach(agent_that_types_docker(&["docker", "ps", "-f", "secret=x"], exit));
            let (says, detail) = ask(&ways, &check(wrong_when)).await;
            assert_eq!(says, Says::Unanswered);
            assert!(
                detail.starts_with("firedrill cannot run this check: unknown flag: -f"),
                "{detail}"
            );
        }
    }
}

/// An agent whose every command types this, and then exits so.
fn agent_that_types_docker(argv: &'static [&'static str], exit: i64) -> Agent {
    let (ours, theirs) = tokio::io::duplex(4096);
    tokio::spawn(async move {
        let (read, mut write) = tokio::io::split(theirs);
        let mut lines = BufReader::new(read).lines();
        while let Some(line) = lines.next_line().await.unwrap() {
            let request: serde_json::Value = serde_json::from_str(&line).unwrap();
            let shim = serde_json::json!({"shim": 1, "run": request["id"], "argv": argv});
            write.write_all(format!("{shim}\n").as_bytes()).await.unwrap();
            let refusal: serde_json::Value =
                serde_json::from_str(&lines.next_line().await.unwrap().unwrap()).unwrap();
            let answer =
                serde_json::json!({"id": request["id"], "exit": exit, "stderr": refusal["stderr"]});
            write.write_all(format!("{answer}\n").as_bytes()).await.unwrap();
        }
    });
    let (read, write) = tokio::io::split(ours);
    Agent::start(read, write, NoShims)
}

#[tokio::test]
async fn a_health_check_that_prints_the_password_tells_nobody() {
    let check = detector(DetectorHow::Command {
        line: "docker exec postgres env".to_owned(),
        wrong_when: None,
    });
    let ways = ways_to(nowhere());
    // Where a detail is cut, half of the password would still be there.
    let answer =
        format!("\"exit\":1,\"stdout\":\"\",\"stderr\":\"{}secret word and more\"", "x".repeat(94));
    ways.attach(agent_that_says(answer.leak()));
    let (_, detail) = ask(&ways, &check).await;
    assert!(detail.contains("<sec") && !detail.contains("secret"), "{detail}");
}

fn alert(rule: &str) -> Detector {
    detector(DetectorHow::Alert { at: at(), rule: rule.to_owned() })
}

/// A rule as Prometheus 2.42 writes it.
fn rule(name: &str, state: &str, health: &str, wait: u32) -> String {
    format!(
        r#"{{"state":"{state}","name":"{name}","query":"up{{job=\"redis\"}} == 0","duration":{wait},
            "labels":{{"severity":"critical"}},"annotations":{{}},"alerts":[],"health":"{health}",
            "lastError":"vector cannot contain metrics with the same labelset","evaluationTime":0.0002,
            "lastEvaluation":"2026-11-24T07:45:12.1Z","type":"alerting"}}"#
    )
}

fn rules(rules: &[String]) -> String {
    let rules = rules.join(",");
    format!(
        r#"{{"status":"success","data":{{"groups":[{{"name":"all","file":"/rules.yml","rules":[{rules}],
            "interval":0.5,"limit":0,"evaluationTime":0.0004,"lastEvaluation":"2026-11-24T07:45:12.1Z"}}]}}}}"#
    )
}

#[tokio::test]
async fn an_alert_notices_when_it_fires_and_a_pending_one_is_not_quiet() {
    let down = |state| rule("RedisDown", state, "ok", 0);
    for (listed, says, detail) in [
        (vec![down("firing")], Says::Noticed, "firing"),
        (vec![down("pending")], Says::Pending, "pending"),
        (vec![down("pending"), down("firing"), down("inactive")], Says::Noticed, "firing"),
        (vec![rule("OtherDown", "firing", "ok", 0), down("inactive")], Says::Quiet, "inactive"),
        (vec![rule("RedisDown", "inactive", "err", 0), down("firing")], Says::Noticed, "firing"),
    ] {
        let body = rules(&listed);
        let server = Server::start(move |_, _, request| {
            assert!(request.starts_with(b"GET /api/v1/rules?type=alert HTTP/1.1\r\n"));
            json(&body)
        })
        .await;
        assert_eq!(
            ask(&ways_to(server.address), &alert("RedisDown")).await,
            (says, detail.to_owned())
        );
    }
}

#[tokio::test]
async fn an_alert_that_prometheus_does_not_have_or_cannot_tell_says_nothing() {
    for (body, detail) in [
        (rules(&[rule("OtherDown", "inactive", "ok", 0)]), "Prometheus has no rule RedisDown"),
        (rules(&[]), "Prometheus has no rule RedisDown"),
        (
            rules(&[rule("RedisDown", "inactive", "err", 0)]),
            "Prometheus cannot evaluate the rule RedisDown: vector cannot contain metrics with \
             the same labelset",
        ),
        (
            rules(&[rule("RedisDown", "inactive", "unknown", 0)]),
            "Prometheus has not evaluated the rule RedisDown yet",
        ),
        ("{}".to_owned(), "Prometheus cannot be asked: an answer that is not Prometheus'"),
        ("<html>".to_owned(), "Prometheus cannot be asked: an answer that is not Prometheus'"),
    ] {
        let server = Server::start(move |_, _, _| json(&body)).await;
        let said = ask(&ways_to(server.address), &alert("RedisDown")).await;
        assert_eq!(said, (Says::Unanswered, detail.to_owned()));
    }
    let broken =
        Reply::Last(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n".to_vec());
    let server = Server::start(move |_, _, _| broken.clone()).await;
    let said = ask(&ways_to(server.address), &alert("RedisDown")).await;
    assert_eq!(said, (Says::Unanswered, "Prometheus cannot be asked: HTTP 503".to_owned()));
    let said = ask(&ways_to(nowhere()), &alert("RedisDown")).await;
    assert_eq!(
        said,
        (Says::Unanswered, "Prometheus cannot be asked: connection refused".to_owned())
    );
}

#[tokio::test]
async fn alerts_that_are_asked_at_once_share_an_answer_that_none_of_them_asked_too_late() {
    let server =
        Server::start(move |_, _, _| json(&rules(&[rule("RedisDown", "firing", "ok", 0)]))).await;
    let ways = ways_to(server.address);
    let redis_down = alert("RedisDown");
    let asked = futures_util::future::join_all((0..20).map(|_| ask(&ways, &redis_down))).await;
    assert!(asked.iter().all(|(says, _)| *says == Says::Noticed));
    assert!(server.connections() <= 2, "{} requests", server.connections());
    ask(&ways, &redis_down).await;
    assert!(server.connections() <= 3);
}

#[tokio::test]
async fn how_late_an_alert_can_be_is_asked_of_prometheus_itself() {
    let targets = r#"{"status":"success","data":{"activeTargets":[
        {"labels":{"job":"redis"},"scrapeInterval":"1s","health":"up"},
        {"labels":{"job":"node"},"scrapeInterval":"15s","health":"up"}],"droppedTargets":[]}}"#;
    let server = Server::start(move |_, _, request| {
        let for_rules = request.starts_with(b"GET /api/v1/rules");
        json(&if for_rules {
            rules(&[rule("RedisDown", "inactive", "ok", 12)])
        } else {
            targets.to_owned()
        })
    })
    .await;
    let other = Detector { name: DetectorName::parse("other").unwrap(), ..alert("OtherDown") };
    let check = detector(DetectorHow::Command { line: "true".to_owned(), wrong_when: None });
    let check = Detector { name: DetectorName::parse("check").unwrap(), ..check };
    let told = paces(&ways_to(server.address), &[alert("RedisDown"), other, check]).await;
    let pace = Pace { scrape: Span::secs(1), evaluation: Span::millis(500), wait: Span::secs(12) };
    let named = |name| told.get(&DetectorName::parse(name).unwrap());
    assert_eq!(named("redis-check"), Some(&Ok(pace)));
    assert_eq!(named("other"), Some(&Err("Prometheus has no rule OtherDown".to_owned())));
    assert_eq!(named("check"), None);
    let told = paces(&ways_to(nowhere()), &[alert("RedisDown")]).await;
    let refused = Err("Prometheus cannot be asked: connection refused".to_owned());
    assert_eq!(told.into_values().next(), Some(refused));
}
