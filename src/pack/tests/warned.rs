//! Warnings: the pack is right and can be used, and something of it will cost.

use super::{bundled, edited, small};
use crate::droplet::ShimCall;
use crate::pack::{PackFiles, ProblemKind, read_with, render};

fn warnings(files: &PackFiles) -> Vec<String> {
    let refuses = |call: &[String]| ShimCall::parse(call).err().map(|refusal| refusal.text);
    let pack = read_with(files, Some(refuses))
        .unwrap_or_else(|problems| panic!("{}", render(&problems, false)));
    assert!(
        pack.warnings
            .iter()
            .all(|problem| problem.kind == ProblemKind::Warning && problem.hint.is_some())
    );
    pack.warnings.into_iter().map(|problem| problem.message).collect()
}

fn with(files: PackFiles, edits: &[(&str, &str, &str)]) -> PackFiles {
    edits.iter().fold(files, |files, (path, from, to)| edited(files, path, from, to))
}

const PACK: &str = "pack.yaml";
const SCENARIO: &str = "cache-stops.yaml";

#[test]
fn the_bundled_pack_has_none() {
    assert_eq!(warnings(&bundled()), Vec::<String>::new());
}

#[test]
fn an_answer_whose_content_nobody_reads() {
    let said = warnings(&small());
    let unread = |what: &str| {
        said.iter().any(|message| message.starts_with(&format!("{what} checks no content")))
    };
    assert!(
        unread("'works' of 'shop'")
            && unread("the journey 'website'")
            && unread("the journey 'buy'"),
        "{said:?}"
    );
    let read = [
        (PACK, "works: {http: GET /,", "works: {http: GET /, contains: Shop,"),
        (PACK, "GET https://example.com/}", "GET https://example.com/, status: 301}"),
        (PACK, "status: 201", "status: 204"),
    ];
    let said = warnings(&with(small(), &read));
    assert!(!said.iter().any(|message| message.contains("content")), "{said:?}");
}

#[test]
fn an_image_that_nobody_knows_to_have_the_agent() {
    let said = warnings(&small());
    assert!(said.iter().any(|message| {
        message.starts_with("the droplet's image, 'small/server:check', is not built here")
    }));
}

#[test]
fn a_rule_that_needs_longer_than_the_scenario_observes() {
    let edits = [
        (PACK, "profiles:", "prometheus: {at: server:8000, scrape: 1s, evaluation: 1s}\nprofiles:"),
        (
            PACK,
            "run: docker exec cache redis-cli PING}",
            "kind: health-check, alert: CacheDown, for: 30s}",
        ),
    ];
    let said = warnings(&with(small(), &edits));
    let rule = "the rule 'CacheDown' needs 34 s to be sure (scrape 1 s, evaluation 1 s, for 30 s), and the scenario observes \
                for 8 s";
    assert!(said.iter().any(|message| message == rule), "{said:?}");
    let longer = with(small(), &edits);
    let longer = edited(longer, SCENARIO, "title: ", "bounds: {observe: 40s}\ntitle: ");
    assert!(!warnings(&longer).iter().any(|message| message.contains("CacheDown")));
    let claimed = with(
        longer,
        &[
            ("failures.md", "Detection: Health checks", "Detection: Health checks within 10 s"),
            (SCENARIO, "Detection: Health checks", "Detection: Health checks within 10 s"),
            (SCENARIO, "detected_by: [health-check]", "detected_by: {health-check: 10s}"),
        ],
    );
    assert!(
        warnings(&claimed)
            .iter()
            .any(|message| message.ends_with("and the claim says within 10 s"))
    );
}

#[test]
fn a_command_that_firedrills_own_docker_refuses() {
    let up = "docker compose run cache";
    let edits = [
        ("failures.md", "docker restart cache", up),
        (SCENARIO, "docker restart cache", up),
        (SCENARIO, "run: docker restart cache", "run: docker compose run cache"),
        (PACK, "run: docker exec cache redis-cli PING", "run: docker inspect cache"),
    ];
    let said: Vec<String> = warnings(&with(small(), &edits))
        .into_iter()
        .filter(|message| message.contains("cannot run this"))
        .collect();
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(
        said[0]
            .contains("the claim will be undetermined: docker compose: 'run' is not let through"),
        "{said:?}"
    );
}
