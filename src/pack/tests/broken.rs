//! One broken pack for each class of error; the snapshots are what a person sees.

use super::{edited, readable, small};
use crate::pack::{PackFiles, read, render};

/// What is said of the small pack after `edits` of `(file, from, to)`.
fn said_of(edits: &[(&str, &str, &str)]) -> String {
    let files = edits.iter().fold(small(), |files, (path, from, to)| edited(files, path, from, to));
    said(&files)
}

fn said(files: &PackFiles) -> String {
    match read(files) {
        Ok(pack) => render(&super::drift_of(&pack), false),
        Err(problems) => render(&problems, false),
    }
}

macro_rules! broken {
    ($($(#[$doc:meta])* $name:ident: $edits:expr;)*) => {
        $($(#[$doc])* #[test] fn $name() { insta::assert_snapshot!(said_of(&$edits)); })*
    };
}

const PACK: &str = "pack.yaml";
const COMPOSE: &str = "compose.yaml";
const DOCUMENT: &str = "failures.md";
const SCENARIO: &str = "cache-stops.yaml";

broken! {
    text_that_is_no_yaml: [(SCENARIO, "profile: today", "profile: [today")];
    a_quote_without_quotation_marks: [(SCENARIO, "\"Detection: Health checks\"", "Detection: Health checks")];
    a_key_that_is_there_twice: [(PACK, "droplet: server", "droplet: server\nname: other")];
    a_key_that_does_not_exist: [(SCENARIO, "title:", "titel:")];
    a_value_of_the_wrong_kind: [(PACK, "authority: /etc/ca.pem", "authority: [/etc/ca.pem]"), (SCENARIO, "within: 10s", "within: soon")];
    names_that_do_not_exist: [
        (PACK, "hard: [nginx]", "hard: [ngnix]"),
        (PACK, "without: [shop, buy]", "without: [shop, bye]"),
        (SCENARIO, "profile: shop", "profile: shops"),
        (SCENARIO, "cascade: [shop]", "cascade: [flask]"),
        (SCENARIO, "detected_by: [health-check]", "detected_by: [healthcheck]"),
        (SCENARIO, "impact: {buy: degraded}", "impact: {sell: degraded}"),
    ];
    names_that_are_none: [(PACK, "  cache: {runs", "  Cache_1: {runs")];
    a_look_that_does_not_say_at_what: [(PACK, "{redis: ping,", "{rediss: ping,")];
    a_look_at_a_port_that_is_not_published: [(PACK, "at: cache:6379", "at: cache:6380"), (PACK, "resolver:53", "resolve:53")];
    a_journey_that_is_not_over_tls: [(PACK, "GET https://example.com/", "GET http://example.com/")];
    a_detector_that_is_asked_in_no_way: [(PACK, "run: docker exec cache redis-cli PING", "every: 2s")];
    dependencies_in_a_circle: [(PACK, "soft: [cache]}", "soft: [cache]}\n  cache: {hard: [shop]}")];
    a_group_of_which_more_must_live_than_there_are: [(PACK, "hard: [nginx]", "hard: [{at_least: 3, of: [nginx, cache]}]")];
    a_group_that_has_a_service_twice: [(PACK, "hard: [nginx]", "hard: [{at_least: 1, of: [nginx, nginx]}]")];
    a_group_of_unknown_size: [(PACK, "hard: [nginx]", "hard: [{of: [nginx, ngnix]}]")];
    a_symbol_that_differs_from_the_quote: [(SCENARIO, "impact: {buy: degraded}", "impact: {buy: outage}")];
    a_figure_that_differs_from_the_quote: [(SCENARIO, "within: 10s", "within: 10ms")];
    a_figure_that_the_claim_leaves_out: [(SCENARIO, ", within: 10s", "")];
    a_service_that_the_quote_does_not_name: [(SCENARIO, "cascade: [shop]", "cascade: [shop, nginx]")];
    a_claim_of_none_whose_quote_names_some: [(SCENARIO, "cascade: [shop]", "cascade: none")];
    a_command_that_differs_from_the_quote: [(SCENARIO, "run: docker restart cache", "run: docker restart cache2")];
    a_detector_that_nobody_has: [(SCENARIO, "detected_by: [health-check]", "detected_by: [health-check, alert]")];
    a_fallback_that_no_answer_names: [(SCENARIO, "X-Cache: error", "X-Cache: miss")];
    a_claim_made_twice: [(SCENARIO, "cascade: [shop]", "cascade: [shop]\n    detected_by: [health-check]")];
    a_claim_for_a_profile_without_its_journey: [(SCENARIO, "profile: shop", "profile: today")];
    an_entry_that_claims_nothing: [(SCENARIO, "    detected_by: [health-check]\n", "")];
    an_entry_whose_claims_are_left_empty: [(SCENARIO, "detected_by: [health-check]", "impact: {}")];
    a_line_that_nobody_speaks_of: [(SCENARIO, "  - quote: \"Prevention: Watch memory\"\n    reason: advice\n", "")];
    a_fault_that_cannot_be_injected: [(PACK, "runs: {container: cache}, ", "")];
    a_recovery_that_nobody_waits_for: [(SCENARIO, "title: ", "bounds: {recover: 5s}\ntitle: ")];
    a_waiver_for_a_claim_that_is_not_there: [(PACK, "name: small", "name: small\nwaivers:\n  - {claim: cache-stops.recovry.shop, reason: known, owner: ops, until: 2027-01-31}\n  - {claim: cache-stops.recovery, reason: known, owner: ops, until: next year}")];
    a_waiver_that_nobody_gives_a_reason_for: [(PACK, "name: small", "name: small\nwaivers:\n  - {claim: cache-stops.recovery, reason: \" \", owner: \"\", until: 2027-01-31}")];
    a_document_that_is_not_there: [(PACK, "document: failures.md", "document: failure.md")];

    a_compose_service_that_owns_the_machine: [(COMPOSE, "    depends_on: [server]\n", "    privileged: true\n    restart: always\n    network_mode: host\n")];
    a_folder_of_the_host: [(COMPOSE, "disk:/data", "./data:/data")];
    a_port_for_everybody: [(COMPOSE, "\"127.0.0.1:6379:6379\"", "\"6379:6379\"")];
    a_compose_key_that_does_not_exist: [(COMPOSE, "    depends_on: [server]\n", "    depend_on: [server]\n")];
    compose_names_that_do_not_exist: [(COMPOSE, "disk:/data", "disc:/data"), (COMPOSE, "depends_on: [server]", "depends_on: [srver]"), (COMPOSE, "networks: [site]", "networks: [sites]")];
    a_variable_without_a_value: [(COMPOSE, "small/cache:${FIREDRILL_TAG:-dev}", "small/cache:${CACHE_TAG}")];
    values_of_the_machine: [(COMPOSE, "    depends_on: [server]\n", "    environment: [HOME]\n")];

    /// Drift: the pack still reads.
    words_that_no_longer_stand: [(DOCUMENT, "Cascade: The shop gets slower", "Cascade: The shop and nginx get slower")];
    a_symbol_that_changed_in_the_document: [(DOCUMENT, "Today: 🟢 No impact", "Today: 🔴 No impact")];
    a_figure_that_changed_in_the_document: [(DOCUMENT, "(10 seconds)", "(10 minutes)")];
    a_line_that_is_gone: [(DOCUMENT, "Graceful: The shop works without the cache\n", "")];
    a_chapter_that_is_gone: [(SCENARIO, "title: ", "chapter: The cache stop\ntitle: ")];
}

#[test]
fn a_document_without_the_chapter_is_drift_of_every_quote() {
    for text in ["# Nothing fails any more\n", "Redis\n", " \n\n", "\u{feff}", ""] {
        let mut files = small();
        files.insert("failures.md", text);
        let pack = readable(&files);
        assert_eq!(pack.drift.len(), 8, "{text:?}");
        assert!(pack.drift.iter().all(|drift| drift.line == 1 && drift.is.is_none()), "{text:?}");
        assert!(!render(&super::drift_of(&pack), false).is_empty(), "{text:?}");
    }
}

#[test]
fn a_folder_that_is_no_pack_says_so() {
    insta::assert_snapshot!(said(&PackFiles::new()));
}

#[test]
fn text_that_is_not_utf8_says_so() {
    let mut files = small();
    files.insert("cache-stops.yaml", [0xff, 0xfe]);
    insta::assert_snapshot!(said(&files));
}

#[test]
fn all_errors_of_all_files_are_reported_at_once_and_in_order() {
    let edits = [
        (PACK, "name: small", "nam: small"),
        (PACK, "hard: [nginx]", "hard: [x]"),
        (COMPOSE, "disk:/data", "/srv:/data"),
        (SCENARIO, "within: 10s", "within: 20s"),
        (DOCUMENT, "🟢", "🔴"),
    ];
    let files = edits.iter().fold(small(), |files, (path, from, to)| edited(files, path, from, to));
    let lines: Vec<String> = read(&files).unwrap_err().iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn colour_only_where_it_is_wanted() {
    let problems = read(&edited(small(), PACK, "name: small", "nam: small")).unwrap_err();
    assert!(!render(&problems, false).contains('\u{1b}'));
    assert!(render(&problems, true).contains('\u{1b}'));
}
