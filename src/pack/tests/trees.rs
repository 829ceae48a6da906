//! The document's decision trees: bound to the stack, and put to the drills that they are for.

use super::{bundled, edited, readable, small};
use crate::pack::claim::{Asked, Then, Walk};
use crate::pack::{Pack, PackFiles, bound_trees, read, with_tables};
use crate::words::ProfileName;
use std::fmt::Write as _;

fn profile(name: &str) -> ProfileName {
    ProfileName::parse(name).unwrap()
}

/// A tree as it is bound, a line each for questions and answers.
fn shown(tree: &Walk) -> String {
    let mut out = format!("{}\n", tree.title);
    for question in &tree.questions {
        let asked = match &question.asked {
            Asked::Probes { probes, well, .. } => {
                let names: Vec<&str> = probes.iter().map(crate::words::ProbeName::as_str).collect();
                format!("{}, well: {well}", names.join(" and "))
            }
            Asked::Command { run, well, service } => {
                let about = service.as_ref().map_or("nothing", |service| service.as_str());
                format!("`{run}` about {about}, well: {well}")
            }
            Asked::Nothing { why } => format!("not answered: {why}"),
        };
        let _ = writeln!(out, "{}. {} [{asked}]", question.number, question.words);
        for (reply, then) in [("YES", &question.yes), ("NO", &question.no)] {
            let then = match then {
                Some(Then::Question(number)) => format!("question {number}"),
                Some(Then::Leaf(leaf)) => match &leaf.open {
                    Some(why) => format!("{} [not done: {why}]", leaf.words),
                    None => format!("{} [{}]", leaf.words, leaf.commands.join("; ")),
                },
                None => "nothing".to_owned(),
            };
            let _ = writeln!(out, "   {reply} → {then}");
        }
    }
    out
}

/// The drills that a tree is walked in, each with its recovery.
fn drills(pack: &Pack) -> Vec<String> {
    let mut told = Vec::new();
    for scenario in &pack.scenarios {
        for profile in &scenario.profiles {
            let claims = scenario.claims_in(profile);
            let walks = claims.iter().filter_map(|claim| claim.as_kind().walk().map(|_| &claim.id));
            let recovery = claims.iter().find_map(|claim| claim.as_kind().recovery());
            let recovery =
                recovery.map_or("what the tree leads to".to_owned(), |one| one.commands.join("; "));
            told.extend(walks.map(|id| format!("{} {id}: {recovery}", scenario.id)));
        }
    }
    told
}

#[test]
fn the_bundled_documents_trees_are_bound_to_the_stack() {
    let pack = readable(&bundled());
    let flask = pack.profiles.iter().find(|one| one.name == profile("flask")).unwrap();
    let trees: Vec<String> = bound_trees(&pack, flask).iter().map(shown).collect();
    insta::assert_snapshot!(trees.join("\n"));
}

#[test]
fn each_of_the_bundled_documents_trees_is_walked_under_three_faults() {
    let pack = with_tables(readable(&bundled()));
    let told = drills(&pack);
    for tree in ["website-is-down", "performance-is-slow", "database-connections-failing"] {
        let id = format!("tree.{tree}.flask:");
        let under = told.iter().filter(|one| one.contains(&id)).count();
        assert!(under >= 3, "{tree}: {told:#?}");
    }
    let untested = pack.not_tested.iter().filter(|one| (365..=432).contains(&one.line));
    let untested = untested.map(|one| format!("line {}: {}: {}", one.line, one.quote, one.reason));
    let mut shown = told;
    shown.extend(untested);
    insta::assert_snapshot!(shown.join("\n"));
}

const TREE: &str = "\n## Troubleshooting\n\n### The shop is slow\n\n\
    1. Is the cache running?\n   - NO → docker restart cache\n   - YES → Continue to 2\n\
    2. Is the weather fine?\n   - NO → Wait\n   - YES → Call somebody\n";

/// The small pack with a tree in its document, and this said of it.
fn with_tree(said: &str) -> PackFiles {
    let files = small();
    let document = format!("{}{TREE}", files.text("failures.md").unwrap());
    let pack = format!("{}{said}", files.text("pack.yaml").unwrap());
    let mut files = files;
    files.insert("failures.md", document);
    files.insert("pack.yaml", pack);
    files
}

#[test]
fn a_tree_that_the_pack_is_silent_of_is_not_tested_and_its_words_bind_all_the_same() {
    let pack = readable(&with_tree(""));
    let last = pack.profiles.last().unwrap();
    let trees = bound_trees(&pack, last);
    let [tree] = trees.as_slice() else { panic!("{trees:?}") };
    assert!(
        matches!(&tree.questions[0].asked, Asked::Probes { service, .. } if service.as_str() == "cache")
    );
    assert!(matches!(&tree.questions[1].asked, Asked::Nothing { .. }));
    let [(_, _, restart), (_, _, wait), _] = tree.leaves().collect::<Vec<_>>()[..] else {
        panic!()
    };
    assert_eq!(restart.commands, ["docker restart cache"], "a command is its own remedy");
    assert!(wait.commands.is_empty() && wait.open.is_some());
    let open = with_tables(pack).not_tested;
    assert!(open.iter().any(|one| one.quote == "The shop is slow"), "{open:?}");
}

#[test]
fn a_fault_whose_recovery_is_a_leaf_is_no_drill_of_its_own() {
    let said = "trees:\n  - {title: the SHOP is slow, for: cache-stops}\n";
    let pack = with_tables(readable(&with_tree(said)));
    let told = drills(&pack);
    assert!(
        !told.is_empty()
            && told.iter().all(|one| one.starts_with("cache-stops tree.the-shop-is-slow.")),
        "{told:?}"
    );
    assert!(told.iter().all(|one| one.ends_with(": docker restart cache")));
    let other = edited(
        with_tree(said),
        "failures.md",
        "NO → docker restart cache",
        "NO → docker start cache",
    );
    let told = drills(&with_tables(readable(&other)));
    assert!(
        told.iter().all(|one| one.starts_with("cache-stops-by-the-shop-is-slow tree.")),
        "{told:?}"
    );
}

#[test]
fn what_a_pack_says_of_a_tree_must_stand_in_the_document() {
    let said = "trees:\n\
        \x20 - {title: The shop is red}\n\
        \x20 - title: The shop is slow\n\
        \x20   for: [cache-stop]\n\
        \x20   answers:\n\
        \x20     - {question: Is the moon full, run: 'true'}\n\
        \x20     - {question: Is the, run: 'true'}\n\
        \x20     - {question: weather, service: cash}\n\
        \x20     - {question: weather}\n\
        \x20     - {question: weather, service: cache, looks: lives}\n\
        \x20   remedies:\n\
        \x20     - {leaf: Run away, run: reboot}\n\
        \x20     - {leaf: Wait}\n";
    let problems = read(&with_tree(said)).unwrap_err();
    let told: Vec<String> = problems
        .iter()
        .map(|one| {
            let hint = one.hint.as_deref().unwrap_or_default();
            format!("{}:{}:{}: {} ({hint})", one.file, one.line, one.column, one.message)
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"));
}

/// The document may have changed since: what it has no more is told, and the rest is used.
#[test]
fn words_of_a_tree_that_the_document_has_no_more_are_told_and_say_nothing() {
    let said = "trees:\n\
        \x20 - {title: The shop is red}\n\
        \x20 - title: The shop is slow\n\
        \x20   for: [cache-stops]\n\
        \x20   answers:\n\
        \x20     - {question: Is the moon full, run: 'true'}\n\
        \x20   remedies:\n\
        \x20     - {leaf: Run away, run: reboot}\n";
    let pack = read(&with_tree(said)).unwrap();
    let of_trees = |one: &&crate::pack::Problem| one.line > 20;
    let told: Vec<&str> =
        pack.warnings.iter().filter(of_trees).map(|one| one.message.as_str()).collect();
    assert_eq!(
        told,
        [
            "the document has no decision tree 'The shop is red', so that none is walked",
            "the tree has no question 'Is the moon full', so that this says nothing",
            "the tree has no leaf 'Run away', so that this says nothing",
        ]
    );
    let [tree] = pack.trees.as_slice() else { panic!("{:?}", pack.trees) };
    assert!(tree.answers.is_empty() && tree.remedies.is_empty());
}
