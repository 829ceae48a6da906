//! What is written again, and what is kept.

use super::super::model::Becomes;
use super::super::model::File;
use super::super::{Change, ChangeKind, Input, Sources, changes, import};
use super::{file, of, with_compose};
use proptest::prelude::*;
use std::collections::BTreeMap;

const DOCUMENT: &str = "\
# Shop

### Scenario 1: Redis stops

**Impact:** 🔴 Nobody can pay
**Recovery:** `docker restart redis` (10 seconds)

### Scenario 2: Web crashes

**Impact:** 🔴 Nobody gets in
";

const COMPOSE: &str = "\
services:
  redis: {image: 'redis:7', ports: ['127.0.0.1:6379:6379']}
  web: {image: 'nginx:1', ports: ['127.0.0.1:8080:80']}
";

fn there(files: &[File]) -> BTreeMap<String, String> {
    files.iter().map(|file| (file.path.clone(), file.text.clone())).collect()
}

fn kind(changes: &[Change], path: &str) -> ChangeKind {
    changes.iter().find(|change| change.path == path).unwrap().kind
}

#[test]
fn what_nobody_touched_is_as_it_is_the_second_time() {
    let import = with_compose(DOCUMENT, COMPOSE);
    let all = changes(&import.files, &there(&import.files));
    assert_eq!(all.len(), 3);
    assert!(all.iter().all(|change| change.kind == ChangeKind::Same && change.diff.is_empty()));
}

#[test]
fn what_an_import_wrote_follows_the_document() {
    let before = with_compose(DOCUMENT, COMPOSE);
    let after = with_compose(&DOCUMENT.replace("Web crashes", "Web hangs"), COMPOSE);
    let all = changes(&after.files, &there(&before.files));
    assert_eq!(kind(&all, "01-redis-stops.yaml"), ChangeKind::Same);
    assert_eq!(kind(&all, "02-web-hangs.yaml"), ChangeKind::New);
    assert_eq!(kind(&all, "02-web-crashes.yaml"), ChangeKind::Gone);
    assert!(all.iter().all(|change| change.kind == ChangeKind::Same || change.kind.is_update()));
}

#[test]
fn what_people_drill_by_a_file_of_their_own_is_left_to_them() {
    let there = BTreeMap::from([(
        "redis.yaml".to_owned(),
        "id: redis\nfailure: Redis stops\nfault: {pause: redis}\n".to_owned(),
    )]);
    let document = Input { path: "failures.md", text: DOCUMENT };
    let compose = Some(Input { path: "compose.yaml", text: COMPOSE });
    let import = import(Sources { name: "shop", document, compose, there: &there }).unwrap();
    let written: Vec<&str> = import.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(written, ["pack.yaml", "02-web-crashes.yaml"]);
    assert!(!import.files[0].text.contains("Redis stops"), "{}", import.files[0].text);
    assert!(matches!(&import.failures[0].becomes, Becomes::Own { file } if file == "redis.yaml"));
}

#[test]
fn what_a_person_changed_is_kept_and_the_difference_shown() {
    let before = with_compose(DOCUMENT, COMPOSE);
    let mut folder = there(&before.files);
    let text = folder.get_mut("01-redis-stops.yaml").unwrap();
    *text = text.replace("{kill: redis}", "{pause: redis}");
    let text = folder.get_mut("02-web-crashes.yaml").unwrap();
    text.push_str("bounds: {observe: 6s}\n");
    let without = DOCUMENT.split("### Scenario 2").next().unwrap();
    let all = changes(&with_compose(without, COMPOSE).files, &folder);
    let kept = all.iter().find(|change| change.path == "01-redis-stops.yaml").unwrap();
    assert_eq!(kept.kind, ChangeKind::Kept);
    assert!(kept.diff.contains("-fault: {pause: redis}\n+fault: {kill: redis}\n"), "{}", kept.diff);
    assert!(!kept.diff.contains("-# Written by"), "{}", kept.diff);
    assert_eq!(kind(&all, "02-web-crashes.yaml"), ChangeKind::GoneKept);
}

#[test]
fn files_of_somebody_else_are_never_touched() {
    let import = of(DOCUMENT);
    let own = BTreeMap::from([
        ("pack.yaml".to_owned(), "name: mine\n".to_owned()),
        ("compose.yaml".to_owned(), COMPOSE.to_owned()),
    ]);
    let all = changes(&import.files, &own);
    assert_eq!(kind(&all, "pack.yaml"), ChangeKind::Kept);
    assert!(all.iter().all(|change| change.path != "compose.yaml"));
}

/// A version control system may have changed how lines end.
#[test]
fn line_ends_are_no_change_of_a_person() {
    let import = with_compose(DOCUMENT, COMPOSE);
    let mut folder = there(&import.files);
    for text in folder.values_mut() {
        *text = text.replace('\n', "\r\n");
    }
    assert!(changes(&import.files, &folder).iter().all(|one| one.kind == ChangeKind::Same));
    assert!(file(&import, "pack.yaml").text.starts_with("# Written by 'firedrill import'"));
}

proptest! {
    #[test]
    fn whatever_a_person_adds_is_never_written_over(
        at in any::<prop::sample::Index>(),
        text in "[ -~\\n]{1,20}",
    ) {
        let import = with_compose(DOCUMENT, COMPOSE);
        for file in &import.files {
            let mut folder = there(&import.files);
            let mut own = file.text.clone();
            let at = (0..=at.index(own.len())).rev().find(|at| own.is_char_boundary(*at));
            own.insert_str(at.unwrap(), &text);
            folder.insert(file.path.clone(), own);
            let again = changes(&import.files, &folder);
            prop_assert_eq!(kind(&again, &file.path), ChangeKind::Kept);
            // And where nothing of the document makes the file any more.
            let none = changes(&[], &folder);
            prop_assert!(none.iter().all(|one| one.path != file.path || !one.kind.is_update()));
        }
    }
}
