//! Whatever the text, reading ends with a pack or with problems that have a place.

use super::faults::disk;
use super::{bundled, small};
use crate::pack::{PackFiles, beyond, built_beyond, read, render};
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Reads, and looks at every problem.
fn look_at(files: &PackFiles) {
    assert!(beyond(files).iter().chain(&built_beyond(files)).all(|path| path.starts_with("..")));
    let problems = match read(files) {
        Ok(pack) => super::drift_of(&pack),
        Err(problems) => {
            assert!(!problems.is_empty(), "an error is always told");
            problems
        }
    };
    for problem in &problems {
        assert!(problem.line > 0 && problem.column > 0, "{problem}");
        assert!(files.bytes(&problem.file).is_some(), "{problem}");
    }
    render(&problems, false);
}

/// A part of the text is cut out, and something put there.
fn mutated(text: &str, from: Index, length: usize, put: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let start = from.index(chars.len());
    let end = (start + length).min(chars.len());
    chars[..start]
        .iter()
        .chain(put.chars().collect::<Vec<_>>().iter())
        .chain(&chars[end..])
        .collect()
}

/// What breaks parsers.
fn troublesome() -> impl Strategy<Value = String> {
    let known = [
        "",
        ":",
        ": ",
        "- ",
        "[",
        "]",
        "{",
        "}",
        "\"",
        "'",
        "\n",
        "\t",
        "&a ",
        "*a",
        "<<: ",
        "|",
        ">",
        "? ",
        "!!str ",
        "#",
        "$",
        "${",
        "${A:-${B}}",
        "\u{0}",
        "\u{feff}",
        "🔴",
        "---\n",
        "...",
        "null",
        "~",
        "0",
        "-1",
        "99999999999999999999",
        "1e999",
        "NaN",
    ];
    prop_oneof![select(known.to_vec()).prop_map(str::to_owned), "\\PC{0,12}", ".{0,8}"]
}

const PARTS: [&str; 4] = ["pack.yaml", "compose.yaml", "failures.md", "cache-stops.yaml"];

proptest! {
    #[test]
    fn on_arbitrary_text(part in select(PARTS.to_vec()), text in "(?s).{0,200}") {
        let mut files = small();
        files.insert(part, text);
        look_at(&files);
    }

    #[test]
    fn on_arbitrary_bytes(part in select(PARTS.to_vec()), bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let mut files = small();
        files.insert(part, bytes);
        look_at(&files);
    }

    #[test]
    fn on_a_pack_with_something_broken(
        part in select(PARTS.to_vec()),
        breaks in prop::collection::vec((any::<Index>(), 0..12_usize, troublesome()), 1..4),
    ) {
        let mut files = small();
        let text = files.text(part).unwrap().to_owned();
        let text = breaks.iter().fold(text, |text, (at, length, put)| mutated(&text, *at, *length, put));
        files.insert(part, text);
        look_at(&files);
    }
}

proptest! {
    #[test]
    fn a_scenario_that_is_broken_is_read_or_told(
        part in select(vec!["1-full.yaml", "2-hangs.yaml"]),
        breaks in prop::collection::vec((any::<Index>(), 0..12_usize, troublesome()), 1..4),
    ) {
        let mut files = disk();
        let text = files.text(part).unwrap().to_owned();
        files.insert(part, breaks.iter().fold(text, |text, (at, length, put)| mutated(&text, *at, *length, put)));
        look_at(&files);
        prop_assert!(read(&files).map_or(true, |pack| pack.scenarios.len() == 2), "a scenario was lost without a word");
    }
}

proptest! {
    // Each case reads a large document in a test build.
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn on_the_bundled_pack_with_a_line_lost(part in select(vec!["pack.yaml", "compose.yaml", "service-dependencies.md", "03-redis-stops.yaml"]), line in any::<Index>()) {
        let mut files = bundled();
        let text = files.text(part).unwrap().to_owned();
        let lost = line.index(text.lines().count());
        let left: Vec<&str> = text.lines().enumerate().filter(|(at, _)| *at != lost).map(|(_, line)| line).collect();
        files.insert(part, left.join("\n"));
        look_at(&files);
    }
}

#[test]
fn on_files_made_to_exhaust() {
    let deep = "[".repeat(5_000);
    let maps =
        (0..2_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect::<Vec<_>>().concat();
    let line = |n: usize| {
        format!("a{n}: &a{n} [{0},{0},{0},{0},{0}]\n", format!("*a{}", n.saturating_sub(1)))
    };
    let laughs = "a0: &a0 [x]\n".to_owned() + &(1..40).map(line).collect::<Vec<_>>().concat();
    let variables = format!("services: {{a: {{image: \"{}\"}}}}", "${A:-".repeat(2_000));
    for text in [deep, maps, laughs, variables] {
        for part in ["pack.yaml", "compose.yaml", "cache-stops.yaml"] {
            let mut files = small();
            files.insert(part, text.clone());
            assert!(read(&files).is_err());
            look_at(&files);
        }
    }
}
