//! What comes from a document, a pack, a container, a report or the command line does not become a
//! command, markup, an escape or a path anywhere. THREATS.md names these tests.

mod packs;
mod reports;
mod terminal;

use crate::common::{Folder, PackCopy, REDIS};
use std::path::Path;

/// All that steers somebody, in one text.
const HOSTILE: &str = "\u{1b}[2J\u{1b}]0;t\u{7}\u{9b}31m\u{8}\r</td></script><script>alert(1)</script><img src=x onerror=alert(1)>\"'`|\n\
                       ::error file=x::pwned\n##[add-mask]pwned\n# TYPE firedrill_pwned gauge\nfiredrill_pwned 1\n\
                       @everyone #1 [a](javascript:alert(1)) https://pwned.example ]]> &\u{202e}\u{2028}\u{fffe}$(id)";

#[track_caller]
fn steers_no_terminal(text: &str) {
    let steers = |c: char| {
        let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        (c.is_control() && c != '\n') || turns
    };
    assert!(!text.contains(steers), "{text:?}");
}

/// The text without the colours that are firedrill's own.
fn without_colours(text: &str) -> String {
    let mut pieces = text.split("\u{1b}[");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |out, piece| {
        let end = piece.find(|c: char| !(c.is_ascii_digit() || c == ';')).unwrap_or(piece.len());
        let rest = piece[end..].strip_prefix('m').unwrap_or_else(|| panic!("no colour: {piece:?}"));
        out + rest
    })
}

/// The hostile text as a YAML scalar.
fn in_yaml() -> String {
    let escaped: Vec<String> =
        HOSTILE.chars().map(|c| format!("\\U{:08x}", u32::from(c))).collect();
    let escaped = escaped.concat();
    format!("\"{escaped}\"")
}

/// A pack with the hostile text in its name, titles, a reason and a Compose value.
fn hostile_pack(folder: &Folder) -> PackCopy {
    let pack = PackCopy::quoted(folder);
    pack.edit("pack.yaml", "", "name: enterprise-scanner", &format!("name: {}", in_yaml()));
    pack.edit(
        "pack.yaml",
        "",
        "title: The site as it is, static HTML",
        &format!("title: {}", in_yaml()),
    );
    let title = std::fs::read_to_string(pack.folder.join(REDIS)).unwrap();
    let title = title.lines().find(|line| line.starts_with("title: ")).unwrap().to_owned();
    pack.edit(REDIS, "", &title, &format!("title: {}", in_yaml()));
    pack
}

#[test]
fn every_test_that_the_threat_model_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("THREATS.md")).unwrap();
    let (mut file, mut named) = (String::new(), 0);
    for code in text.split('`').skip(1).step_by(2) {
        let (path, name) = match code.split_once(": ") {
            Some((path, name)) if path.strip_suffix(".rs").is_some() => (path.to_owned(), name),
            None if code.strip_suffix(".rs").is_some() => (code.to_owned(), ""),
            // One more of the file that was named last.
            None if code.len() > 30 && code.chars().all(|c| c.is_ascii_lowercase() || c == '_') => {
                (file, code)
            }
            _ => continue,
        };
        let source =
            std::fs::read_to_string(root.join(&path)).unwrap_or_else(|why| panic!("{path}: {why}"));
        let there =
            source.contains(&format!("fn {name}(")) || source.contains(&format!("\n    {name}: "));
        assert!(name.is_empty() || there, "{path} has no test {name}");
        (file, named) = (path, named + 1);
    }
    assert!(named > 20, "{named}");
}
