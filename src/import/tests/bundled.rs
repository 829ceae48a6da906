//! The bundled pack's document with its Compose file, as a whole.

use super::super::{Layout, changes, human};
use super::with_compose;
use std::collections::BTreeMap;
use std::fmt::Write as _;

const DOCUMENT: &str =
    include_str!("../../../scenarios/enterprise-scanner/service-dependencies.md");
const COMPOSE: &str = include_str!("../../../scenarios/enterprise-scanner/compose.yaml");

#[test]
fn the_bundled_document_as_a_pack() {
    let mut all = String::new();
    for file in with_compose(DOCUMENT, COMPOSE).files {
        let _ = writeln!(all, "==== {}\n{}", file.path, file.text);
    }
    insta::assert_snapshot!(all);
}

#[test]
fn what_was_understood_of_the_bundled_document() {
    let import = with_compose(DOCUMENT, COMPOSE);
    let changes = changes(&import.files, &BTreeMap::new());
    let tell = |layout| {
        let paths = ("service-dependencies.md", "drills");
        human(&import, (&changes, true), paths, "firedrill validate drills", layout)
    };
    insta::assert_snapshot!(tell(Layout { width: 80, colour: false }));
    for width in [80, 120] {
        let text = tell(Layout { width, colour: false });
        assert!(text.lines().all(|line| line.chars().count() <= width), "{text}");
        let painted = tell(Layout { width, colour: true });
        let plain = painted.split("\u{1b}[").enumerate().map(|(at, part)| match at {
            0 => part,
            _ => part.split_once('m').unwrap().1,
        });
        assert_eq!(plain.collect::<String>(), text);
    }
}
