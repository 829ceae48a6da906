//! Faults, looks, health checks and claims of a pack whose disk runs full: what is read, and what
//! is said where it cannot be.

use super::{drift_of, edited, readable};
use crate::pack::claim;
use crate::pack::look::{Http, Space};
use crate::pack::{DetectorHow, FaultKind, Look, Pack, PackFiles, Pause, Scenario, read, render};
use crate::plan::{Choice, plan};
use crate::timeline::{Assertion, ProbeAspect};
use crate::words::{DetectorKind, Span};

pub(super) fn disk() -> PackFiles {
    PackFiles::from_iter([
        ("pack.yaml", include_str!("../fixture/disk/pack.yaml")),
        ("compose.yaml", include_str!("../fixture/disk/compose.yaml")),
        ("failures.md", include_str!("../fixture/disk/failures.md")),
        ("1-full.yaml", include_str!("../fixture/disk/1-full.yaml")),
        ("2-hangs.yaml", include_str!("../fixture/disk/2-hangs.yaml")),
    ])
}

fn ids(pack: &Pack, scenario: &Scenario) -> Vec<String> {
    let profiles =
        || pack.profiles.iter().filter(|profile| scenario.profiles.contains(&profile.name));
    profiles()
        .flat_map(|profile| scenario.claims_in(&profile.name))
        .map(|claim| claim.id.to_string())
        .collect()
}

#[test]
fn a_fault_is_its_targets_what_is_done_and_what_takes_it_back() {
    let pack = readable(&disk());
    let [full, hangs] = pack.scenarios.as_slice() else { panic!("{:?}", pack.scenarios) };
    assert_eq!(full.fault.to_string(), "fill 100 in server");
    assert_eq!(
        (full.fault.targets[0].as_str(), full.fault.undo[0].run.as_str()),
        ("disk", "fill 0")
    );
    assert_eq!((hangs.fault.kind.clone(), hangs.fault.undo.len()), (FaultKind::Pause(Pause), 2));
    assert_eq!((full.by_name, hangs.by_name), (false, true));
    let drilled = plan(&pack, &Choice::default()).unwrap();
    assert!(
        drilled.stacks.iter().all(|stack| stack.drills.len() == 1),
        "a scenario by name is drilled by its name only"
    );
    let named = Choice { scenarios: vec!["store-hangs".to_owned()], ..Choice::default() };
    assert_eq!(plan(&pack, &named).unwrap().stacks.len(), 2);
}

#[test]
fn a_warning_is_tried_a_day_off_on_either_side() {
    let pack = readable(&disk());
    let steps = pack.scenarios[0].approach.as_ref().unwrap();
    assert_eq!(steps.each_ref().map(ToString::to_string), ["fill 6 in server", "fill 4 in server"]);
    let claims = &pack.scenarios[0].claims;
    let warned = Assertion::Warned(claim::Warned { detector: DetectorKind::Alert, days: 5 });
    assert!(claims.iter().any(|claim| claim.assertion == warned && claim.line == 13), "{claims:?}");
    assert!(pack.scenarios[1].approach.is_none());
}

#[test]
fn claims_have_ids_of_their_own_and_a_list_of_lines_is_one_quote() {
    let pack = readable(&disk());
    assert_eq!(
        ids(&pack, &pack.scenarios[0])[..8],
        [
            "impact.services.small",
            "impact.website.small",
            "cascade.small",
            "detected.alert.small",
            "detected.process-monitoring.small",
            "warned.alert.small",
            "recovery.small",
            "check.store-check.small",
        ]
    );
    let claims = &pack.scenarios[0].claims;
    let cascade = claims
        .iter()
        .find(|claim| matches!(claim.assertion, Assertion::Cascade(claim::Cascade { .. })))
        .unwrap();
    assert_eq!(
        (cascade.line, cascade.quote.as_str()),
        (11, "The store cannot write; No log is written")
    );
    let recovery = claims.iter().find_map(|claim| match &claim.assertion {
        Assertion::Recovery(claim::Recovery { commands, prose, within }) => {
            Some((commands.len(), *prose, *within))
        }
        _ => None,
    });
    assert_eq!(recovery, Some((2, true, Some(Span::secs(20)))));
}

#[test]
fn a_health_check_of_the_document_is_watched_wherever_its_service_is_broken() {
    let pack = readable(&disk());
    let check = &pack.detectors[0];
    let quote = check.quote.as_ref().unwrap();
    assert_eq!((quote.line, quote.text.as_str()), (4, "Health Check: `store check`"));
    assert!(
        matches!(&check.how, DetectorHow::Command { wrong_when: Some(words), .. } if words == "BROKEN")
    );
    let drills = plan(&pack, &Choice::default()).unwrap().stacks.remove(0).drills;
    let watched: Vec<&str> =
        drills[0].detectors.iter().map(|detector| detector.name.as_str()).collect();
    // Nobody else watches the logs' writer, and they are said to fall.
    assert_eq!(watched, ["store-check", "disk-low", "logs-watch"]);
    assert!(!ids(&pack, &pack.scenarios[1]).iter().any(|id| id.starts_with("check")));
}

#[test]
fn the_disk_is_looked_at_five_times_a_second() {
    let pack = readable(&disk());
    let named =
        |name: &str| pack.services.iter().find(|service| service.name.as_str() == name).unwrap();
    let space = named("disk").works.as_ref().unwrap();
    assert!(matches!(space.look, Look::Space(Space { least: 65_536, .. })), "{:?}", space.look);
    assert_eq!(
        (space.every, named("logs").works.as_ref().unwrap().every),
        (Span::millis(200), Span::millis(200))
    );
    let (aspect, writes) = named("store").probes().last().unwrap();
    assert!(
        matches!(&writes.look, Look::Http(Http { body: Some(body), .. }) if body.len() == 65_536)
    );
    assert_eq!((aspect, writes.every), (ProbeAspect::Writes, Span::millis(50)));
    for (text, bytes) in [("512 B", 512), ("1KiB", 1024), ("2 MiB", 2 << 20)] {
        let pack = readable(&edited(
            disk(),
            PACK,
            "{space: /disk}",
            &format!("{{space: /disk, least: {text}}}"),
        ));
        let look = pack.services[2].works.as_ref().map(|probe| probe.look.clone());
        assert!(
            matches!(look, Some(Look::Space(Space { least, .. })) if least == bytes),
            "{text}: {look:?}"
        );
    }
}

#[test]
fn a_health_check_whose_line_moved_is_drift_of_its_claims() {
    let pack = readable(&edited(disk(), DOCUMENT, "`store check`", "`store verify`"));
    let [drift] = pack.drift.as_slice() else { panic!("{:?}", pack.drift) };
    let claims: Vec<&str> = drift.claims.iter().map(crate::words::ClaimId::as_str).collect();
    assert_eq!((drift.scenario.as_str(), drift.line), ("disk-full", 1));
    assert_eq!(claims, ["check.store-check.small", "check.store-check.large"]);
    insta::assert_snapshot!(render(&drift_of(&pack), false));
}

fn said_of(edits: &[(&str, &str, &str)]) -> String {
    let files = edits.iter().fold(disk(), |files, (path, from, to)| edited(files, path, from, to));
    match read(&files) {
        Ok(pack) => render(&drift_of(&pack), false),
        Err(problems) => render(&problems, false),
    }
}

macro_rules! broken {
    ($($name:ident: $edits:expr;)*) => { $(#[test] fn $name() { insta::assert_snapshot!(said_of(&$edits)); })* };
}

const PACK: &str = "pack.yaml";
const DOCUMENT: &str = "failures.md";
const FULL: &str = "1-full.yaml";
const HANGS: &str = "2-hangs.yaml";

broken! {
    a_fault_of_two_kinds: [(HANGS, "pause: store", "pause: store\n  kill: store")];
    a_fault_of_nobody: [(HANGS, "pause: store", "pause: []")];
    a_fault_of_no_commands: [(FULL, "run: {in: server, run: fill 100}", "run: []")];
    a_quote_of_nothing: [(HANGS, "quote: \"Cascade: None\"", "quote: []")];
    commands_at_nobody: [(FULL, "  targets: disk\n", "")];
    targets_that_are_named_twice: [(HANGS, "pause: store", "pause: store\n  targets: [store]")];
    commands_in_no_container: [(FULL, "{in: server, run: fill 100}", "{in: sever, run: fill 100}"), (HANGS, "{in: store, run: tidy}", "{in: store}")];
    a_swap_of_one: [(HANGS, "pause: store", "swap: store")];
    a_swap_with_a_process: [(HANGS, "pause: store", "swap: [store, shop]")];
    a_freeze_of_a_process: [(HANGS, "pause: store", "pause: shop")];
    a_signal_to_an_effect: [(HANGS, "pause: store", "kill: disk")];
    an_effect_that_runs: [(PACK, "disk: {effect: true,", "disk: {effect: true, runs: {container: store},")];
    a_target_that_the_quote_does_not_name: [(FULL, "targets: disk", "targets: shop")];
    an_amount_without_a_unit: [(PACK, "{space: /disk}", "{space: /disk, least: 64}")];
    a_path_that_is_none: [(PACK, "{grows: /disk", "{grows: disk")];
    a_body_twice: [(PACK, "body_bytes: 65536", "body_bytes: 65536, body: x")];
    a_body_that_fills_the_memory: [(PACK, "body_bytes: 65536", "body_bytes: 99999999999")];
    a_check_that_runs_something_else: [(PACK, "run: store check --all", "run: store checks")];
    a_quote_of_what_is_no_health_check: [(PACK, "alert: DiskLow", "alert: DiskLow, wrong_when: x, quote: \"Health Check: `store check`\"")];
    a_check_that_no_scenario_tests: [(PACK, "{watches: disk, quote", "{watches: shop, quote")];
    a_journey_that_has_the_name_of_all_services: [(PACK, "  website: {", "  services: {"), (FULL, ", website: outage", "")];
    an_impact_on_services_that_is_not_several: [(FULL, "services: several", "services: outage")];
    several_that_the_quote_does_not_say: [(FULL, "    impact: {services: several, website: outage}", "    impact: {website: outage}"), (FULL, "    cascade: [store, logs]", "    cascade: [store, logs]\n    impact: {services: several}")];
    a_warning_on_another_day: [(FULL, "days: 5", "days: 30")];
    a_warning_that_nobody_gives: [(FULL, "by: alert, days", "by: process-monitoring, days")];
    a_warning_that_cannot_be_tried: [(FULL, "days: 5", "days: 0")];
    a_recovery_in_two_ways: [(FULL, "recovery: {by:", "recovery: {run: x, by:")];
    commands_in_place_of_the_documents: [(HANGS, "recovery: {run: docker restart store}", "recovery: {by: docker stop store}")];
    nobody_who_watches_what_falls: [(FULL, "cascade: [store, logs]", "cascade: [store]")];
    one_line_of_a_list_that_moved: [(DOCUMENT, "No log is written", "No logs are written")];
}
