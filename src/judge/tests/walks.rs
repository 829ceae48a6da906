//! A decision tree that leads to what brings all back is confirmed, and one that leads past it is
//! not, with the path as the reason.

use super::super::fixture::Record;
use super::super::fixture::scenarios::postgresql_stops;
use super::super::{Judged, judge};
use crate::pack::claim::{Asked, Leaf, Reply, Then, TreeQuestion, Walk};
use crate::words::{ProbeName, ServiceName, Verdict};

const RESTART: &str = "docker restart enterprisescanner_postgres";

fn leaf(words: &str, line: u32, commands: &[&str]) -> Then {
    let commands: Vec<String> = commands.iter().map(|one| (*one).to_owned()).collect();
    let open = commands.is_empty().then(|| "nothing does that here".to_owned());
    Then::Leaf(Leaf { words: words.to_owned(), line, commands, open })
}

/// A question that a service's probe answers; NO leads to a leaf, YES to the next.
fn question(number: u32, words: &str, service: &str, aspect: &str, no: Then) -> TreeQuestion {
    let service = ServiceName::parse(service).unwrap();
    let probes = vec![ProbeName::of_service(&service, aspect)];
    TreeQuestion {
        number: number.to_string(),
        words: words.to_owned(),
        line: 390 + 2 * number,
        asked: Asked::Probes { service, probes, well: Reply::Yes },
        yes: Some(Then::Question((number + 1).to_string())),
        no: Some(no),
    }
}

fn redis(number: u32) -> TreeQuestion {
    let no = leaf("docker restart enterprisescanner_redis", 394, &["docker restart redis"]);
    question(number, "Is Redis running?", "redis", "alive", no)
}

fn postgres(number: u32, does: &str) -> TreeQuestion {
    question(number, "Is PostgreSQL running?", "postgres", "alive", leaf(does, 398, &[does]))
}

fn pool(number: u32) -> TreeQuestion {
    let no = leaf("Start PgBouncer", 402, &["pgbouncer -d pgbouncer.ini"]);
    question(number, "Does PgBouncer work?", "pgbouncer", "works", no)
}

fn judged(questions: Vec<TreeQuestion>) -> Judged {
    judged_in(postgresql_stops("flask"), questions)
}

fn judged_in(record: Record, questions: Vec<TreeQuestion>) -> Judged {
    let tree = Walk { title: "The database fails".to_owned(), questions };
    let drill = judge(&record.claim(388, "The database fails", tree).build());
    let mut claims = drill.claims.into_iter();
    claims.find(|claim| claim.id.as_str() == "tree.the-database-fails.flask").unwrap()
}

#[test]
fn a_tree_that_leads_to_the_recovery_is_as_true_as_the_recovery() {
    let found = judged(vec![redis(1), postgres(2, RESTART), pool(3)]);
    assert_eq!(found.verdict, Verdict::Confirmed, "{}", found.reason);
    let failed = judged_in(
        postgresql_stops("flask").never_back("postgres.alive"),
        vec![redis(1), postgres(2, RESTART)],
    );
    assert_eq!(failed.verdict, Verdict::Contradicted, "{}", failed.reason);
    insta::assert_snapshot!([found.reason, failed.reason].join("\n"));
}

#[test]
fn two_questions_that_are_swapped_lead_past_the_cause() {
    let found = judged(vec![redis(1), pool(2), postgres(3, RESTART)]);
    assert_eq!(found.verdict, Verdict::Contradicted);
    assert!(!found.evidence.is_empty());
    insta::assert_snapshot!(found.reason);
}

#[test]
fn a_leaf_with_another_remedy_than_what_brings_it_back_is_contradicted() {
    let found = judged(vec![redis(1), postgres(2, "docker restart enterprisescanner_redis")]);
    assert_eq!(found.verdict, Verdict::Contradicted);
    insta::assert_snapshot!(found.reason);
}

#[test]
fn a_tree_that_leads_nowhere_or_in_a_circle_is_contradicted_and_one_that_is_not_answered_is_not() {
    let mut circle = redis(1);
    circle.yes = Some(Then::Question("1".to_owned()));
    let circle = judged(vec![circle, postgres(2, RESTART)]);
    let nowhere = judged(vec![redis(1)]);
    let mut unasked = redis(1);
    unasked.asked = Asked::Nothing { why: "nobody looks".to_owned() };
    let unasked = judged(vec![unasked, postgres(2, RESTART)]);
    let mut command = redis(1);
    command.asked =
        Asked::Command { run: "redis-cli PING".to_owned(), service: None, well: Reply::Yes };
    let command = judged(vec![command, postgres(2, RESTART)]);
    let verdicts = [&circle, &nowhere, &unasked, &command].map(|found| found.verdict);
    let (contradicted, open) = (Verdict::Contradicted, Verdict::Undetermined);
    assert_eq!(verdicts, [contradicted, contradicted, open, open]);
    let reasons = [circle, nowhere, unasked, command].map(|found| found.reason);
    insta::assert_snapshot!(reasons.join("\n"));
}

#[test]
fn what_flaps_answers_nothing() {
    let flapping = postgresql_stops("flask").fails_each("redis.alive", 2, "connection refused");
    let found = judged_in(flapping, vec![redis(1), postgres(2, RESTART)]);
    assert_eq!(found.verdict, Verdict::Undetermined, "{}", found.reason);
    assert!(found.reason.contains("redis.alive came and went"), "{}", found.reason);
}
