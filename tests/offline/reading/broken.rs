//! What nobody would write is read too: no panic, places that are there, and no more time than the
//! text is long.

use super::documents;
use firedrill::reading::{Place, Reading, Words, read};
use proptest::prelude::*;
use std::time::Instant;

/// What documents are made of, and what breaks them.
const PIECES: [&str; 64] = [
    "\n",
    "\n",
    "\n\n",
    "\n\n",
    "\r\n",
    "\t",
    "    ",
    " ",
    "# ",
    "## ",
    "### ",
    "- ",
    "* ",
    "1. ",
    "2) ",
    "> ",
    "> > ",
    "| ",
    " | ",
    "|---|---|\n",
    "\n|",
    "```",
    "```\n",
    "```mermaid\n",
    "graph TD\n",
    "A[Web] --> B",
    " -.-> ",
    "subgraph x",
    "end\n",
    "**",
    "`",
    "**Impact:** ",
    "Recovery: ",
    "- **Detection**: ",
    "RTO",
    "RPO: 5m",
    "Cascade",
    "Failure modes",
    "Scenario 1: ",
    "FM-1",
    " down",
    "redis",
    "PostgreSQL",
    " → ",
    " -> ",
    " <-> ",
    "├── ",
    "└── ",
    "┌──┐",
    "│",
    "└──┘",
    "+--+",
    "↓",
    "<!-- ",
    " -->",
    "<!-- firedrill: allow x – y -->",
    "[a](#b)",
    "[TODO]",
    "<id>",
    "1 h 30",
    "YES → Continue to ",
    "🔴",
    "\u{feff}",
    "İ\u{301}",
];

/// Reads a text, and checks that what comes back stands in it.
fn read_all(text: &str) -> Reading {
    let reading = read(text);
    let lines = u32::try_from(text.lines().count()).unwrap().max(1);
    let there = |place: Place| assert!(place.line <= lines, "{place:?} of {lines}\n{text}");
    let stands = |words: &Words| there(words.place);
    for failure in &reading.failures {
        let (from, to) = failure.lines;
        assert!(from <= to && to <= lines, "{:?} of {lines}\n{text}", failure.lines);
        stands(&failure.title);
        for fact in &failure.facts {
            stands(&fact.key);
            fact.value.iter().for_each(stands);
        }
    }
    reading.edges.iter().for_each(|edge| there(edge.place));
    reading.placeholders.iter().for_each(stands);
    reading.services.iter().for_each(|row| stands(&row.service.words));
    let questions = reading.trees.iter().flat_map(|tree| &tree.questions);
    questions.for_each(|question| stands(&question.words));
    reading
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn pieces_in_any_order_are_read(pieces in prop::collection::vec(0..PIECES.len(), 0..120)) {
        let text: String = pieces.into_iter().map(|index| PIECES[index]).collect();
        read_all(&text);
    }

    #[test]
    fn any_text_is_read(text in "\\PC{0,200}") {
        read_all(&text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn documents_whose_lines_are_shuffled_are_read(
        of in 0_usize..1_000,
        order in prop::collection::vec(any::<u32>(), 256),
    ) {
        let all = documents();
        let text = &all[of % all.len()].text;
        let mut lines: Vec<(u32, &str)> =
            text.lines().enumerate().map(|(at, line)| (order[at % 256], line)).collect();
        lines.sort_unstable();
        let shuffled: Vec<&str> = lines.into_iter().map(|(_, line)| line).collect();
        read_all(&shuffled.join("\n"));
    }

    #[test]
    fn documents_with_other_characters_are_read(
        of in 0_usize..1_000,
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0..PIECES.len()), 1..40),
    ) {
        let all = documents();
        let mut text: Vec<char> = all[of % all.len()].text.chars().collect();
        for (at, with) in changes {
            let at = at.index(text.len());
            text.splice(at..=at, PIECES[with].chars());
        }
        read_all(&text.into_iter().collect::<String>());
    }
}

#[test]
fn documents_that_break_off_anywhere_are_read() {
    for document in documents() {
        let text = document.text;
        // Where the text begins again every time, cuts of all of them would take minutes: the last
        // part is cut everywhere and what stands before it here and there.
        let everywhere = text.len().saturating_sub(60);
        for at in 0..text.len() {
            if text.is_char_boundary(at) && (at > everywhere || at % 997 == 0) {
                read_all(&text[..at]);
            }
        }
    }
}

#[test]
fn depth_without_end_is_read() {
    let deep = 30_000;
    let cases = [
        ">".repeat(deep),
        "> ".repeat(deep) + "Impact: 🔴",
        "- ".repeat(deep) + "Impact: 🔴",
        "1. ".repeat(deep),
        "(".repeat(deep),
        "[".repeat(deep),
        "*".repeat(deep) + "Impact",
        "`".repeat(deep),
        "|".repeat(deep) + "\n" + &"|-".repeat(deep),
        "<!-- ".repeat(deep),
        "→ a ".repeat(deep),
        "# x\n".repeat(deep),
        "├── a\n".repeat(deep),
        "```\n".to_owned() + &"┌".repeat(deep) + "\n```",
        "```mermaid\ngraph TD\n".to_owned() + &"subgraph a\n".repeat(deep),
        "```mermaid\ngraph TD\n".to_owned() + &"a-->".repeat(deep),
        "<details>\n".repeat(deep),
    ];
    for case in cases {
        read_all(&case);
    }
}

#[test]
fn one_line_of_megabytes_is_read() {
    for piece in ["word ", "Impact: 🔴 outage, ", "a → ", "`x` ", "| a ", "5 minutes "] {
        read_all(&piece.repeat(1_500_000 / piece.len()));
    }
}

/// What takes more than its share of a longer text grows faster than it: four times the text may
/// take four times as long, and some more on a machine that has other things to do.
#[test]
fn four_times_the_text_takes_four_times_as_long() {
    let wide = |count: usize| {
        let boxes = "┌────┐ ".repeat(count) + "\n" + &"│ ab │ ".repeat(count) + "\n";
        format!("# d\n```\n{boxes}{}\n```\n", "└────┘ ".repeat(count))
    };
    let mermaid = |count| {
        let edges = numbered(count, |at| format!("n{at}[Node {at}] --> n{}\n", at / 2));
        format!("```mermaid\ngraph TD\n{edges}```\n")
    };
    let table = |count| {
        let rows = numbered(count, |at| format!("| s{at} | s{}, s{} | 🔴 |\n", at / 2, at / 3));
        format!("| Service | Depends on | Impact |\n|---|---|---|\n{rows}")
    };
    let links = |count| {
        numbered(count, |at| {
            format!("## s{at} down\n- Impact: outage\n- Recovery: [see](#s{at}-down)\n\n")
        })
    };
    let all: String = documents().into_iter().map(|document| document.text + "\n").collect();
    assert_linear("all documents", &|count| all.repeat(count), 1);
    assert_linear("boxes beside each other", &wide, 1_000);
    assert_linear("Mermaid", &mermaid, 2_000);
    assert_linear("a table", &table, 2_000);
    assert_linear("links", &links, 1_000);
    assert_linear("lines of a list", &|count| "- Impact: 🟡 slow\n".repeat(count), 4_000);
    assert_linear("one line", &|count| "A, B and C fail, ".repeat(count), 2_000);
    assert_linear(
        "one cascade",
        &|count| format!("# x down\nCascade: {}", "A, ".repeat(count)),
        4_000,
    );
}

fn numbered(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

/// The best of several, since a machine is slower at times and never faster.
fn assert_linear(name: &str, text: &dyn Fn(usize) -> String, count: usize) {
    let (short, long) = (text(count), text(4 * count));
    let took = |text: &str| {
        let began = Instant::now();
        read(text);
        began.elapsed()
    };
    let best = |text: &str| (0..3).map(|_| took(text)).min().unwrap();
    let (one, four) = (best(&short), best(&long));
    let grows = four.as_secs_f64() / one.as_secs_f64().max(1e-4);
    assert!(grows < 9.0, "{name}: {one:?} for {} bytes, {four:?} for {}", short.len(), long.len());
}
