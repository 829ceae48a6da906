//! The bundled pack's drills, run over the simulated world and judged: the machine, the live view
//! that it waits by and the judge must agree.

mod draws;

use firedrill::drill::{Drill, Ending, drive};
use firedrill::judge::{Judged, judge};
use firedrill::pack::{self, Pack, PackFiles};
use firedrill::plan::{Choice, DrillPlan, plan};
use firedrill::report::{Colour, Layout, show};
use firedrill::timeline::{Header, SCHEMA_VERSION, Timeline};
use firedrill::words::{Moment, RunId, Verdict};
use firedrill::world::simulated::{Quirks, Simulated, Trouble};
use std::path::Path;

fn files_into(folder: &Path, prefix: &str, files: &mut PackFiles) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{prefix}{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() {
            files_into(&path, &format!("{name}/"), files);
        } else {
            files.insert(name, std::fs::read(&path).unwrap());
        }
    }
}

fn bundled() -> Pack {
    let mut files = PackFiles::new();
    files_into(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/enterprise-scanner"),
        "",
        &mut files,
    );
    pack::read(&files).expect("the bundled pack has no errors")
}

fn header(pack: &Pack, plan: &DrillPlan) -> Header {
    Header {
        schema_version: SCHEMA_VERSION,
        tool: "firedrill test".to_owned(),
        run: RunId::parse("20261124-074512-a3f0").unwrap(),
        pack: pack.name.clone(),
        scenario: plan.scenario.clone(),
        title: plan.title.clone(),
        profile: plan.profile.clone(),
        effects: pack
            .services
            .iter()
            .filter(|service| service.effect)
            .map(|one| one.name.clone())
            .collect(),
        dependencies: plan.dependencies.clone(),
        targets: plan.fault.targets().to_vec(),
        started_at: "2026-11-24T07:45:12Z".to_owned(),
        engine: "simulated".to_owned(),
        document: pack.document.clone(),
        line: plan.line,
        images: Vec::new(),
        stand_ins: Vec::new(),
        thresholds: pack.thresholds.clone(),
        probes: plan.probes.clone(),
        detectors: plan.detectors.clone(),
        claims: plan.claims.clone(),
        out_of_reach: plan.out_of_reach.clone(),
        unprobed: plan.unprobed.clone(),
        known_control: None,
    }
}

fn simulated(pack: &Pack, plan: &DrillPlan, quirks: Quirks, seed: u64) -> (Ending, Timeline) {
    let profile = pack.profiles.iter().find(|profile| profile.name == plan.profile).unwrap();
    let mut world = Simulated::of(pack, profile, plan, quirks, seed);
    drilled(&mut world, plan, header(pack, plan))
}

/// A drill over a simulated world, and how it ended.
fn drilled(world: &mut Simulated, plan: &DrillPlan, header: Header) -> (Ending, Timeline) {
    let (mut drill, begin) = Drill::begin(plan.clone(), &header);
    let mut events = Vec::new();
    let driving = drive(world, &mut drill, begin, |recorded, _| {
        events.push(recorded.clone());
        Ok::<(), Ending>(())
    });
    let ending =
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(driving).unwrap();
    (ending, Timeline { header, events, cut_off: false })
}

/// Every drill of the bundled pack.
fn drills(pack: &Pack) -> Vec<DrillPlan> {
    let plan = plan(pack, &Choice::default()).unwrap();
    plan.stacks.into_iter().flat_map(|stack| stack.drills).collect()
}

/// Judges every drill under these quirks, and hands each claim with its place to a check.
fn each_claim(quirks: impl Fn(u64) -> Quirks, check: impl Fn(&Judged, &str)) {
    each_claim_by(2, quirks, check);
}

/// The same by so many seeds.
fn each_claim_by(seeds: u64, quirks: impl Fn(u64) -> Quirks, check: impl Fn(&Judged, &str)) {
    let pack = bundled();
    for plan in drills(&pack) {
        for seed in 0..seeds {
            let (ending, timeline) = simulated(&pack, &plan, quirks(seed), seed);
            for claim in &judge(&timeline).claims {
                let at = format!(
                    "{} in {}, seed {seed}, {ending:?}: {}",
                    plan.scenario, plan.profile, claim.id
                );
                check(claim, &format!("{at}: {}: {}", claim.verdict, claim.reason));
            }
        }
    }
}

#[test]
fn what_the_dependencies_imply_is_confirmed() {
    each_claim(
        |_| Quirks::default(),
        |claim, at| assert_eq!(claim.verdict, Verdict::Confirmed, "{at}"),
    );
}

#[test]
fn a_fault_without_effect_leaves_every_claim_open() {
    let harmless = |_| Quirks { inject_is_harmless: true, ..Quirks::default() };
    each_claim(harmless, |claim, at| {
        assert_eq!(claim.verdict, Verdict::Undetermined, "{at}");
        assert!(claim.reason.contains("did not take hold"), "{at}");
    });
}

#[test]
fn a_fault_that_cannot_be_injected_leaves_every_claim_open() {
    let fails = |_| Quirks {
        inject: Some(Trouble::Fails("no such container".to_owned())),
        ..Quirks::default()
    };
    each_claim(fails, |claim, at| {
        assert_eq!(claim.verdict, Verdict::Undetermined, "{at}");
        assert!(claim.reason.contains("no such container"), "{at}");
    });
}

#[test]
fn a_recovery_that_fails_or_hangs_contradicts_the_recovery_alone() {
    let fails = |_| Quirks {
        command: Some(Trouble::Fails("unit not found".to_owned())),
        ..Quirks::default()
    };
    let hangs = |_| Quirks { command: Some(Trouble::Hangs), ..Quirks::default() };
    for (quirks, reason) in
        [(&fails as &dyn Fn(u64) -> Quirks, "unit not found"), (&hangs, "still not well")]
    {
        each_claim_by(1, quirks, |claim, at| {
            let recovery = claim.id.as_str().starts_with("recovery");
            assert_eq!(claim.verdict == Verdict::Contradicted, recovery, "{at}");
            assert!(!recovery || claim.reason.contains(reason), "{at}");
        });
    }
}

#[test]
fn a_drill_that_is_interrupted_or_loses_its_engine_contradicts_nothing() {
    for ms in (200..8_000).step_by(1_300) {
        let at = Moment::micros(ms * 1_000);
        let contradicted = |claim: &Judged, at: &str| {
            assert_ne!(claim.verdict, Verdict::Contradicted, "{ms} ms: {at}");
        };
        each_claim_by(
            1,
            |_| Quirks { interrupted_at: vec![at], ..Quirks::default() },
            contradicted,
        );
        each_claim_by(1, |_| Quirks { lost_at: Some(at), ..Quirks::default() }, contradicted);
    }
}

#[test]
fn a_scenario_is_shown_with_every_claim_its_line_and_what_is_to_be_seen() {
    let pack = bundled();
    let layout = Layout { width: 100, colour: Colour::Off };
    for scenario in &pack.scenarios {
        let shown = show::scenario(&pack, scenario, layout);
        for claim in scenario.profiles.iter().flat_map(|profile| scenario.claims_in(profile)) {
            assert!(
                shown.contains(&format!("{}, line {}", claim.id, claim.line)),
                "{}\n{shown}",
                claim.id
            );
        }
        assert!(
            scenario.not_tested.iter().all(|line| shown.contains(&format!("line {}: ", line.line))),
            "{shown}"
        );
        assert!(shown.lines().all(|line| line.chars().count() <= 100), "{shown}");
    }
    insta::assert_snapshot!(show::scenario(&pack, &pack.scenarios[2], layout));
}
