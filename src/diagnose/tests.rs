//! What is said at night.

use super::*;
use crate::pack::claim::{Answered, Reply, TreeQuestion, Walk};
use crate::pack::{bound_trees, read};

fn trees() -> (ProfileName, Vec<Walk>) {
    let pack = read(&crate::storage::bundled_pack()).unwrap();
    let profile = pack.profiles.iter().find(|one| one.name.as_str() == "static").unwrap();
    (profile.name.clone(), bound_trees(&pack, profile))
}

/// All questions are answered as they are while all is well, but that of this number.
fn led<'t>(walk: &'t Walk, ill: &str) -> Led<'t> {
    let answer = |question: &TreeQuestion| {
        let (well, seen) = match &question.asked {
            Asked::Probes { well, probes, .. } => (*well, probes[0].to_string()),
            Asked::Command { run, well, .. } => (*well, format!("`{run}`")),
            Asked::Nothing { why } => return Err(why.clone()),
        };
        let (reply, seen) = if question.number == ill {
            (well.other(), format!("{seen}: connection refused"))
        } else {
            (well, format!("{seen} is well"))
        };
        Ok(Answered { reply, seen, evidence: Vec::new() })
    };
    Led { title: &walk.title, walked: walk.walk(answer) }
}

fn diagnosis<'t>(profile: &ProfileName, unwell: &[&str], trees: Vec<Led<'t>>) -> Diagnosis<'t> {
    Diagnosis {
        place: "stack 20261124-074512-a3f0.1".to_owned(),
        profile: profile.clone(),
        probes: 30,
        unwell: unwell.iter().map(|one| (*one).to_owned()).collect(),
        trees,
        cure: None,
    }
}

fn cure(walk: &Walk, well_after: Option<Span>) -> Cure {
    let exit = i64::from(well_after.is_none());
    let line = "systemctl start nginx".to_owned();
    let output = "nginx: [emerg] host not found in upstream".to_owned();
    Cure {
        title: walk.title.clone(),
        commands: vec![Done { line, exit: Some(exit), output }],
        unwell: if well_after.is_none() { vec!["nginx.alive (gone)".to_owned()] } else { vec![] },
        well_after,
        within: Span::secs(60),
    }
}

#[test]
fn a_cause_is_told_with_what_was_seen_and_what_to_do() {
    let (profile, trees) = trees();
    let ill = ["nginx.alive (no process)", "website (connection refused)"];
    let mut found = diagnosis(&profile, &ill, vec![led(&trees[0], "2")]);
    assert!(found.is_good());
    let mut shown = vec![human(&found)];
    found.cure = Some(cure(&trees[0], Some(Span::millis(1_234))));
    assert!(found.is_good());
    shown.push(human(&found));
    found.cure = Some(cure(&trees[0], None));
    assert!(!found.is_good());
    shown.push(human(&found));
    insta::assert_snapshot!(shown.join("----\n"));
}

#[test]
fn where_no_tree_finds_the_cause_that_is_said_and_where_all_is_well_too() {
    let (profile, trees) = trees();
    let none = diagnosis(
        &profile,
        &["grafana.alive (gone)"],
        trees.iter().map(|tree| led(tree, "")).collect(),
    );
    assert!(!none.is_good() && none.causes().next().is_none());
    let well = diagnosis(&profile, &[], Vec::new());
    assert!(well.is_good());
    let by_hand = diagnosis(&profile, &["nginx.alive (gone)"], vec![led(&trees[0], "3")]);
    let shown = [human(&none), human(&well), human(&by_hand)];
    insta::assert_snapshot!(shown.join("----\n"));
}

#[test]
fn json_has_the_path_the_end_and_the_cure() {
    let (profile, trees) = trees();
    let mut found = diagnosis(&profile, &["nginx.alive (gone)"], vec![led(&trees[0], "2")]);
    found.cure = Some(cure(&trees[0], Some(Span::millis(1_234))));
    let shown = serde_json::to_string_pretty(&json(&found)).unwrap();
    insta::assert_snapshot!(shown);
    let last = found.trees[0].walked.path.last().unwrap();
    assert_eq!((last.question.number.as_str(), last.answered.reply), ("2", Reply::No));
}
