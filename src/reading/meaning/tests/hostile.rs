#![expect(clippy::disallowed_methods, reason = "how long the work takes is what is tested")]

use super::{fact, read};
use crate::reading::blocks::{Block, Item, List};
use crate::reading::meaning::{breaks, meaning};
use crate::reading::model::{Failure, Form, Topic};
use crate::reading::sections::Section;
use crate::reading::words::Words;
use proptest::prelude::*;
use std::time::{Duration, Instant};

const TOPICS: [Topic; 13] = [
    Topic::Failure,
    Topic::Impact,
    Topic::Cascade,
    Topic::Detection,
    Topic::Recovery,
    Topic::RecoveryTime,
    Topic::DataLoss,
    Topic::Graceful,
    Topic::Dependencies,
    Topic::Severity,
    Topic::Likelihood,
    Topic::Prevention,
    Topic::Other,
];

/// No text that is so long may take longer, in a build that is not optimised.
const LONG: Duration = Duration::from_secs(2);

/// How long the texts are, in bytes.
const SIZE: usize = 50_000;

/// What hostile texts are made of.
const PIECES: [&str; 28] = [
    " ",
    "(",
    "`",
    "a ",
    "no ",
    "`a b` ",
    "5 min ",
    "~",
    "fails, ",
    "- a\n",
    "1. `docker ps`\n",
    "<a",
    "$A ",
    "{",
    "[x](#a) ",
    "if ",
    "\\\n",
    "# x\n",
    "and ",
    "é",
    "🔴",
    "within seconds ",
    "`docker ps` or ",
    "None, ",
    "A → ",
    "...",
    "```\n",
    "| a |\n|---|\n",
];

#[test]
fn work_grows_with_the_text_and_no_faster() {
    for piece in PIECES {
        let text = piece.repeat(SIZE / piece.len());
        let facts: Vec<_> = TOPICS.map(|topic| fact(topic, &text)).into();
        let begun = Instant::now();
        for mut fact in facts {
            meaning(&Section::of(Vec::new(), 0), &mut fact);
        }
        assert!(begun.elapsed() < LONG, "{piece:?} took {:?}", begun.elapsed());
    }
    for piece in ["```bash\n", "```bash\n$ a\n"] {
        for line in ["docker ps\n", "a \\\n", "cat <<E\n", "\"\n", "if x; then\n", "# or\n", "$A\n"]
        {
            let text = format!("{piece}{}", line.repeat(SIZE / line.len()));
            let begun = Instant::now();
            read(Topic::Recovery, &text);
            assert!(begun.elapsed() < LONG, "{line:?} took {:?}", begun.elapsed());
        }
    }
}

#[test]
fn lines_that_are_read_as_a_whole_cost_no_more_than_others() {
    for piece in PIECES {
        let text = piece.replace('\n', " ").repeat(1_400 / piece.len());
        let begun = Instant::now();
        for topic in TOPICS {
            for _ in 0..5 {
                let mut fact = fact(topic, "");
                fact.value = vec![Words::plain(&text, 1, 1)];
                meaning(&Section::of(Vec::new(), 0), &mut fact);
            }
        }
        assert!(begun.elapsed() < LONG, "{piece:?} took {:?}", begun.elapsed());
    }
}

#[test]
fn lists_in_lists_without_end_are_read() {
    let mut blocks = vec![Block::Paragraph(vec![Words::plain("`docker ps`", 1, 1)])];
    for _ in 0..200 {
        let item = Item { lines: vec![Words::plain("x", 1, 1)], blocks };
        blocks = vec![Block::List(List { numbered: true, items: vec![item] })];
    }
    for topic in TOPICS {
        let mut fact = fact(topic, "");
        fact.blocks.clone_from(&blocks);
        meaning(&Section::of(Vec::new(), 0), &mut fact);
    }
}

proptest! {
    #[test]
    fn any_text_means_something(
        text in "(?s)([`()\\[\\]{}<>$#,;:.~\"'| \n-]|fails|none|no |within |5 min|Redis|docker \
                 restart |```bash\n|<<EOF|\\\\\n|if |or |and |automatic|🔴|é|İ|ß|１０ s|\
                 &lt; 5 min|…|[{][{]é[}][}]|<é>|＜|½ h|~|.){0,40}"
    ) {
        for topic in TOPICS {
            let read = read(topic, &text);
            prop_assert!(read.guess.is_none_or(|guess| !guess.is_empty()));
        }
        // Lines of code blocks come as they are, with all their signs.
        for topic in TOPICS {
            let mut fact = fact(topic, "");
            fact.value = text.lines().map(|line| Words::plain(line, 1, 1)).collect();
            fact.key = Words::plain(&text, 1, 1);
            meaning(&Section::of(Vec::new(), 0), &mut fact);
        }
        let title = Words::plain(&text, 1, 1);
        let facts = vec![fact(Topic::Failure, &text)];
        let form = Form::Chapter;
        breaks(&Failure { title, number: None, form, lines: (1, 1), facts });
    }
}
