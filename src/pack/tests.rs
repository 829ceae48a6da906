//! What a pack promises: the bundled one reads, and a broken one says where, why and what to do.

mod alone;
mod bound;
mod broken;
mod documented;
mod facts;
mod faults;
mod figures;
mod groups;
mod never_panics;
mod rates;
mod sayings;
mod trees;
mod warned;

use super::{Pack, PackFiles, Problem, Variables, read, render};
use crate::document::Document;
use crate::pack::claim;
use crate::timeline::Assertion;
use crate::words::ProfileName;
use include_dir::{Dir, include_dir};
use std::collections::BTreeSet;

static BUNDLED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/scenarios/enterprise-scanner");

fn bundled() -> PackFiles {
    BUNDLED
        .files()
        .map(|file| (file.path().to_string_lossy().into_owned(), file.contents()))
        .collect()
}

/// A small pack without a fault in it, which other tests break.
fn small() -> PackFiles {
    PackFiles::from_iter([
        ("pack.yaml", include_str!("fixture/pack.yaml")),
        ("compose.yaml", include_str!("fixture/compose.yaml")),
        ("failures.md", include_str!("fixture/failures.md")),
        ("cache-stops.yaml", include_str!("fixture/cache-stops.yaml")),
    ])
}

/// The files with `from` replaced by `to` in one of them.
fn edited(mut files: PackFiles, path: &str, from: &str, to: &str) -> PackFiles {
    let text = files.text(path).unwrap();
    assert!(text.contains(from), "{path} has no '{from}'");
    let text = text.replacen(from, to, 1);
    files.insert(path, text);
    files
}

fn readable(files: &PackFiles) -> Pack {
    read(files).unwrap_or_else(|problems| panic!("{}", render(&problems, false)))
}

fn drift_of(pack: &Pack) -> Vec<Problem> {
    pack.drift.iter().map(|drift| drift.problem.clone()).collect()
}

#[test]
fn the_bundled_pack_and_the_small_one_read_without_a_problem() {
    for files in [bundled(), small()] {
        let pack = readable(&files);
        assert!(pack.drift.is_empty(), "{}", render(&drift_of(&pack), false));
    }
}

#[test]
fn the_bundled_claims_are_those_of_the_document() {
    let pack = readable(&bundled());
    let mut lines = Vec::new();
    for scenario in &pack.scenarios {
        for profile in &scenario.profiles {
            for claim in scenario.claims_in(profile) {
                lines
                    .push(format!("{:3} {}.{}: {}", claim.line, scenario.id, claim.id, claim.text));
            }
        }
    }
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn every_profile_has_one_claim_that_the_rest_stays_well_unless_several_services_may_fall() {
    let pack = readable(&bundled());
    for (scenario, profile) in
        pack.scenarios.iter().flat_map(|one| one.profiles.iter().map(move |p| (one, p)))
    {
        let claims = scenario.claims_in(profile);
        let unaffected = claims
            .iter()
            .filter(|claim| claim.assertion == Assertion::Unaffected(claim::Unaffected {}))
            .count();
        let open = claims
            .iter()
            .any(|claim| matches!(claim.assertion, Assertion::Several(claim::Several { .. })));
        assert_eq!(unaffected, usize::from(!open), "{} in {profile}", scenario.id);
        let ids: BTreeSet<_> = claims.iter().map(|claim| claim.id.clone()).collect();
        assert_eq!(ids.len(), claims.len(), "{} in {profile}: {ids:?}", scenario.id);
    }
}

#[test]
fn what_is_not_there_in_a_profile_is_not_claimed_in_it() {
    let pack = readable(&small());
    let today = ProfileName::parse("today").unwrap();
    let ids: Vec<String> =
        pack.scenarios[0].claims_in(&today).iter().map(|claim| claim.id.to_string()).collect();
    assert_eq!(
        ids,
        [
            "impact.website.today",
            "detected.health-check.today",
            "recovery.today",
            "unaffected.today"
        ]
    );
}

#[test]
fn no_line_of_a_drilled_chapter_changes_unseen() {
    let files = bundled();
    let pack = readable(&files);
    let document = Document::read(&pack.document_text);
    for scenario in &pack.scenarios {
        let chapter =
            document.chapters().iter().find(|chapter| chapter.line == scenario.line).unwrap();
        for fact in chapter.facts.iter().filter(|fact| !fact.value.is_empty()) {
            let mut lines: Vec<String> = pack.document_text.lines().map(str::to_owned).collect();
            lines[fact.line as usize - 1].push_str(" or more");
            let mut changed = files.clone();
            changed.insert(&*pack.document.path, lines.join("\n"));
            let changed = readable(&changed);
            let seen: BTreeSet<u32> = changed.drift.iter().map(|drift| drift.line).collect();
            assert!(seen.contains(&fact.line), "line {}: {seen:?}", fact.line);
            let resting = |pack: &Pack| {
                pack.scenarios.iter().map(|scenario| scenario.claims.len()).sum::<usize>()
            };
            assert_eq!(resting(&changed), resting(&pack), "drifted claims stay");
        }
    }
}

#[test]
fn a_figure_that_changed_in_the_document_alone_is_named_with_the_old_one() {
    let files = edited(
        bundled(),
        "service-dependencies.md",
        "restart nginx (15 seconds)",
        "restart nginx (10 milliseconds)",
    );
    let pack = readable(&files);
    let resting: Vec<&str> = pack.drift.iter().map(|drift| drift.scenario.as_str()).collect();
    assert_eq!(resting, ["nginx-crashes", "nginx-without-grafana"]);
    let drift = &pack.drift[0];
    assert_eq!(drift.problem.message, "line 279 now says 10 milliseconds, and said 15 seconds");
    assert_eq!((drift.scenario.as_str(), drift.line), ("nginx-crashes", 279));
    let claims: Vec<&str> = drift.claims.iter().map(crate::words::ClaimId::as_str).collect();
    assert_eq!(claims, ["recovery.static", "recovery.flask"]);
    assert_eq!(drift.is.as_deref(), Some("Recovery: systemctl restart nginx (10 milliseconds)"));
}

#[test]
fn lines_move_with_the_document_and_are_no_drift() {
    let files = edited(
        bundled(),
        "service-dependencies.md",
        "## 🚨 FAILURE",
        "One more line.\n\n## 🚨 FAILURE",
    );
    let (before, after) = (readable(&bundled()), readable(&files));
    assert!(after.drift.is_empty(), "{}", render(&drift_of(&after), false));
    // Health checks stand above the new lines.
    let below = |claim: &&super::model::ScenarioClaim| {
        !matches!(claim.assertion, Assertion::Discriminates(claim::Discriminates { .. }))
    };
    let lines = |pack: &Pack| -> Vec<u32> {
        pack.scenarios
            .iter()
            .flat_map(|one| one.claims.iter().filter(below).map(|claim| claim.line))
            .collect()
    };
    assert_eq!(lines(&after), lines(&before).iter().map(|line| line + 2).collect::<Vec<_>>());
}

#[test]
fn compose_is_read_with_each_runs_variables() {
    let pack = readable(&bundled());
    let given =
        [("FIREDRILL_NET", "172.30.7"), ("FIREDRILL_TAG", "3f2a"), ("SITE_PROFILE", "static")];
    let variables: Variables =
        given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let compose = pack.compose(&variables).unwrap();
    let droplet = &compose.services["droplet"];
    assert_eq!(droplet.networks[0].address, Some([172, 30, 7, 10].into()));
    assert_eq!(
        (droplet.image.as_str(), droplet.environment["SITE_PROFILE"].as_str()),
        ("firedrill/droplet:3f2a", "static")
    );
    assert_eq!(droplet.cap_drop, ["ALL"], "merged from the file's defaults");
    assert_eq!(compose.networks["site"].subnet.as_deref(), Some("172.30.7.0/24"));
    assert_eq!(compose.services["redis"].upstream.as_deref(), Some("redis:7"));
    assert_eq!(
        pack.compose(&Variables::new()).unwrap().services["droplet"].image,
        "firedrill/droplet:dev"
    );
}
