//! Rules about decision trees.

use super::builder::Doc;
use super::{findings, lines, of};

#[test]
fn a_tree_that_is_whole_is_fine() {
    let doc = Doc::new().tree(&[
        &[("NO", "Restart it", None), ("YES", "Continue to 2", Some("2"))],
        &[("NO", "Restart it", None), ("YES", "Continue to 3", Some("3"))],
        &[("NO", "Call Ada", None), ("YES", "Look at the logs", None)],
    ]);
    assert_eq!(findings(&doc), []);
}

#[test]
fn a_question_that_nobody_comes_to_is_found_and_what_hangs_on_it() {
    let doc = Doc::new().tree(&[
        &[("NO", "Restart it", None), ("YES", "Continue to 4", Some("4"))],
        &[("NO", "Restart it", None), ("YES", "Continue to 3", Some("3"))],
        &[("NO", "Call Ada", None), ("YES", "Look at the logs", None)],
        &[("NO", "Call Ada", None), ("YES", "Look at the logs", None)],
    ]);
    assert_eq!(lines("question-unreached", &doc), [[5], [8]]);
}

#[test]
fn an_answer_that_is_left_out_goes_on() {
    let doc = Doc::new().tree(&[
        &[("NO", "Restart it", None)],
        &[("NO", "Restart it", None), ("YES", "Continue to 3", Some("3"))],
        &[],
    ]);
    assert_eq!(findings(&doc), []);
    let list = Doc::new().tree(&[
        &[("NO", "Restart it", None), ("YES", "Good", None)],
        &[("NO", "Restart it", None), ("YES", "Good", None)],
    ]);
    assert_eq!(findings(&list), [], "a list of questions leads nowhere on purpose");
}

#[test]
fn an_answer_that_leads_nowhere_is_an_error() {
    let doc = Doc::new().tree(&[
        &[("NO", "Go to 9", Some("9")), ("YES", "Continue to 2", Some("2"))],
        &[("NO", "Again", Some("2")), ("YES", "Done", None)],
    ]);
    let found = of("answer-leads-nowhere", &doc);
    assert_eq!(found.iter().map(|(lines, _)| lines[0]).collect::<Vec<_>>(), [3, 6]);
    assert!(found[0].1.contains("question 9, which is not there"), "{found:#?}");
    let circles = Doc::new().tree(&[
        &[("NO", "Go to 2", Some("2")), ("YES", "Go to 2", Some("2"))],
        &[("NO", "Go to 1", Some("1")), ("YES", "Done", None)],
    ]);
    assert_eq!(findings(&circles), []);
}
