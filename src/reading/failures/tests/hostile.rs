//! Documents that nobody should write.

use super::{BUNDLED, told};
use crate::reading::read;
use proptest::prelude::*;
use std::fmt::Write;

#[test]
fn a_document_cut_anywhere_is_read() {
    let ends: Vec<usize> = BUNDLED.char_indices().map(|(at, _)| at).step_by(97).collect();
    for end in ends {
        read(&BUNDLED[..end]);
    }
}

#[test]
fn deep_and_long_documents_are_read() {
    let nested = (0..200).fold(String::from("# Failures\n\n## A down\n\n"), |mut text, depth| {
        let _ = writeln!(text, "{}- **Impact**: x", "  ".repeat(depth));
        text
    });
    assert!(!told(&nested).is_empty());
    let keys = "**Impact:** x ".repeat(20_000);
    assert!(!told(&format!("# Failures\n\n## A down\n\n{keys}\n")).is_empty());
    told(&"**Impact:** x | ".repeat(20_000));
    told(&format!("## Failures\n\n| Failure | Impact |\n|---|---|\n{}", "| a | b |\n".repeat(9)));
    told(&"# A down\n".repeat(20_000));
    told(&"> ".repeat(2_000));
    told(&"[".repeat(20_000));
    told(&"<".repeat(20_000));
    told(&"a: ".repeat(20_000));
}

proptest! {
    #[test]
    fn any_words_are_read(text in "(# |## |- |1\\. |\\*\\*|Impact|Recovery|: |RTO|\n|\n\n|\
                                   \\| |---|`|```\n|<!-- |-->|<id>|\
                                   \\[TODO\\]|Redis down|🔴|é|\u{feff}|\r\n|\t|> |.){0,80}") {
        read(&text);
    }

    #[test]
    fn places_are_within_the_document(
        text in "(# |## |- |\\*\\*|Impact|Recovery|: |\n|\\| a |\\|---|Redis down|🔴|é|<br>){0,60}"
    ) {
        let count = u32::try_from(text.lines().count()).unwrap_or(u32::MAX);
        for failure in read(&text).failures {
            prop_assert!(failure.lines.0 <= failure.lines.1.max(1));
            for fact in failure.facts {
                for words in fact.value {
                    prop_assert!((1..=count).contains(&words.place.line), "{words:?}");
                }
            }
        }
    }
}
