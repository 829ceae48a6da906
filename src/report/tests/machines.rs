//! What metrics and GitHub's annotations promise.

use super::super::{FailOn, Material, Run, Timelines, github, metrics};
use super::{all_well, much_amiss, run_of};
use crate::judge::fixture::scenarios::nginx_crashes;
use crate::words::{Span, Verdict};
use std::collections::{BTreeMap, BTreeSet};

fn with<R>(run: &Run, fail_on: &[FailOn], render: impl Fn(&Material<'_>) -> R) -> R {
    let fail_on: BTreeSet<FailOn> = fail_on.iter().copied().collect();
    render(&Material { run, timelines: &Timelines::default(), fail_on: &fail_on, document: None })
}

/// Samples by their series, checked for what both formats ask of a text.
fn samples(text: &str) -> BTreeMap<String, f64> {
    let mut families: Vec<&str> = Vec::new();
    let mut read = BTreeMap::new();
    assert!(text.ends_with("# EOF\n"));
    for line in text.lines().filter(|line| *line != "# EOF") {
        if let Some(rest) = line.strip_prefix("# ") {
            let mut words = rest.splitn(3, ' ');
            let (keyword, family, value) =
                (words.next().unwrap(), words.next().unwrap(), words.next().unwrap());
            match keyword {
                "TYPE" => {
                    assert_eq!(value, "gauge");
                    assert!(!families.contains(&family), "{family} stands in two places");
                    families.push(family);
                }
                "UNIT" => assert!(family.ends_with(value), "{line}"),
                "HELP" => assert!(value.ends_with('.') && !value.contains(['\\', '"']), "{line}"),
                other => panic!("{other}"),
            }
            assert_eq!(families.last(), Some(&family));
            continue;
        }
        let (series, value) = line.rsplit_once(' ').unwrap();
        assert_eq!(Some(series.split('{').next().unwrap()), families.last().copied(), "{line}");
        assert!(
            read.insert(series.to_owned(), value.parse().unwrap()).is_none(),
            "{series} stands there twice"
        );
    }
    read
}

#[test]
fn metrics_have_each_claim_with_its_verdict_and_each_recovery_with_what_is_documented() {
    for run in [all_well(), much_amiss(), run_of(&[])] {
        let samples = samples(&with(&run, &FailOn::ALL, metrics::render));
        for (drill, claim) in run.claims() {
            let of = |verdict| {
                let (id, profile, claim) = (&drill.id, &drill.profile, &claim.id);
                format!(
                    "firedrill_claim{{drill=\"{id}\",profile=\"{profile}\",claim=\"{claim}\",verdict=\"{verdict}\"}}"
                )
            };
            for verdict in [Verdict::Confirmed, Verdict::Undetermined, Verdict::Contradicted] {
                let expected = if verdict == claim.verdict { 1.0 } else { 0.0 };
                assert!((samples[&of(verdict)] - expected).abs() < f64::EPSILON, "{}", of(verdict));
            }
        }
        for drill in &run.drills {
            let labels = format!("{{drill=\"{}\",profile=\"{}\"}}", drill.id, drill.profile);
            let seconds =
                |name: &str| samples.get(&format!("firedrill_{name}_seconds{labels}")).copied();
            assert_eq!(
                seconds("recovery_documented"),
                drill.recovery.documented.map(Span::as_secs)
            );
            assert_eq!(seconds("recovery"), drill.recovery.observed.map(|one| one.value.as_secs()));
        }
    }
}

#[test]
fn no_text_from_outside_breaks_the_metrics() {
    let mut run = run_of(&[nginx_crashes("static").build()]);
    run.engine = "a\\b\"c\nd\u{1b}[2J".to_owned();
    let text = with(&run, &FailOn::ALL, metrics::render);
    assert!(text.contains(r#"engine="a\\b\"c d[2J""#), "{text}");
    samples(&text);
}

#[test]
fn what_fails_the_run_is_an_error_on_its_line_and_contradictions_come_first() {
    let run = much_amiss();
    let told = with(&run, &FailOn::ALL, |material| {
        github::annotations(material, Some("docs/failures.md"))
    });
    let lines: Vec<&str> = told.lines().collect();
    let amiss = run.claims().filter(|(_, claim)| claim.verdict > Verdict::Confirmed).count();
    assert_eq!(lines.len(), amiss + run.drift.len() + run.idle().count());
    assert!(lines.iter().all(|line| line.contains(" file=docs/failures.md,line=")));
    assert!(lines[0].starts_with("::error file=docs/failures.md,line="), "{told}");
    assert!(lines[0].contains("%0Afiredrill show "), "{told}");
    assert_eq!(lines.iter().filter(|line| line.starts_with("::notice ")).count(), 1);
    let first_open = lines.iter().position(|line| line.contains(" undetermined::")).unwrap();
    assert!(lines[first_open..].iter().all(|line| !line.contains(" contradicted::")), "{told}");
    let told = with(&run, &[], |material| github::annotations(material, None));
    let errors: Vec<&str> = told.lines().filter(|line| line.starts_with("::error ")).collect();
    assert!(
        matches!(errors[..], [one] if one.contains("redis-stops%2C static%3A nothing was broken")),
        "{told}"
    );
    let rest =
        |line: &str| line.starts_with("::warning title=") || line.starts_with("::notice title=");
    assert!(told.lines().filter(|line| !errors.contains(line)).all(rest), "{told}");
}

#[test]
fn a_run_that_is_right_is_not_annotated() {
    assert_eq!(with(&all_well(), &FailOn::ALL, |material| github::annotations(material, None)), "");
}
