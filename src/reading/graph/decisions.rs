//! Decision trees: questions, and for each answer what to do or where to go on.

use super::lines::{Line, Marker, Stands};
use super::tree::branch;
use crate::document::lower_case;
use crate::reading::model::{Answer, DecisionTree, Question};
use crate::reading::words::Words;

/// How many questions an answer may stand behind its own.
const BACK: usize = 64;

/// What answers a question.
const ANSWERS: [&str; 10] =
    ["yes", "no", "if yes", "if no", "true", "false", "if so", "if not", "y", "n"];

/// The decision tree in a section's lines; none where no question has an answer.
pub(super) fn tree(title: &Words, lines: &[Line<'_>]) -> Option<DecisionTree> {
    let answers = lines.iter().filter_map(|line| answer(line.words, line.from)).take(2).count();
    if answers < 2 {
        return None;
    }
    let mut questions: Vec<(Question, usize)> = Vec::new();
    // The number of the last numbered line, also across blocks between them.
    let mut counted = 0_u32;
    for line in lines {
        let (column, from) = branch(&line.words.text).unwrap_or((line.indent, line.from));
        if let Some(answer) = answer(line.words, from) {
            push(answer, column, &mut questions);
        } else if let Some((number, words)) = question(line, from, &mut counted) {
            let number = number.unwrap_or_else(|| (questions.len() + 1).to_string());
            questions.push((Question { number, words, answers: Vec::new() }, column));
        }
    }
    let questions: Vec<Question> = questions
        .into_iter()
        .map(|(question, _)| question)
        .filter(|question| !question.answers.is_empty())
        .collect();
    let answered: usize = questions.iter().map(|question| question.answers.len()).sum();
    (answered > 1).then(|| DecisionTree { title: title.clone(), questions })
}

/// Gives an answer to its question. One that asks in its turn opens a question of its own, to which
/// it leads.
fn push(answer: Answer, column: usize, questions: &mut Vec<(Question, usize)>) {
    let asks = answer.then.text.trim_end().ends_with('?');
    let next = (questions.len() + 1).to_string();
    let open = questions.iter_mut().rev().take(BACK).find(|(_, other)| *other <= column);
    let Some((question, _)) = open else { return };
    let then = answer.then.clone();
    let goto = if asks { Some(next.clone()) } else { answer.goto.clone() };
    question.answers.push(Answer { goto, ..answer });
    if asks {
        let question = Question { number: next, words: then, answers: Vec::new() };
        questions.push((question, column + 1));
    }
}

/// A question that a line asks, with its number where it has one.
fn question(line: &Line<'_>, from: usize, counted: &mut u32) -> Option<(Option<String>, Words)> {
    let words = line.words.part(from..line.words.text.len());
    let text = words.text.trim_end_matches([' ', '*', ':']);
    let asks = text.ends_with('?') || text.contains("? ") || text.ends_with("?)");
    let number = match &line.marker {
        Marker::Number(number) if line.stands == Stands::Item => {
            *counted = if number == "1" && *counted > 0 && line.indent == 0 {
                // A block between the items makes Markdown count from one again.
                *counted + 1
            } else {
                number.parse().unwrap_or(*counted + 1)
            };
            Some(counted.to_string())
        }
        Marker::Number(number) => Some(number.clone()),
        _ => label(text),
    };
    // A numbered line may also tell what to look at: `1. Check that nginx runs`.
    let first = line.stands == Stands::Code || line.stands == Stands::Item;
    let checks = number.is_some() && first && line.indent < 4;
    (asks || checks).then_some((number, words))
}

/// `Q1: …`, `Step 2 – …`
fn label(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let rest =
        ["question ", "step ", "q", "check "].iter().find_map(|word| lower.strip_prefix(word))?;
    let end = rest.find(|c: char| !c.is_ascii_digit())?;
    let behind = rest.get(end..)?;
    (end > 0 && behind.starts_with([':', '.', ')', ' ']))
        .then(|| rest.get(..end).map(str::to_owned))?
}

/// The answer that a line gives: `YES → …`, `- No: …`.
fn answer(words: &Words, from: usize) -> Option<Answer> {
    let text = words.text.get(from..)?;
    let begin = from + text.find(|c: char| c.is_alphanumeric())?;
    // Emoji and brackets may stand before, and no words.
    if begin - from > 12 {
        return None;
    }
    let text = words.text.get(begin..)?;
    if !text.starts_with(['y', 'Y', 'n', 'N', 'i', 'I', 't', 'T', 'f', 'F']) {
        return None;
    }
    let head: String = text.chars().take(8).collect();
    let lower = lower_case(&head);
    let word = ANSWERS.iter().filter(|word| {
        lower.strip_prefix(**word).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    });
    let length = word.map(|word| word.len()).max()?;
    let behind = text.get(length..)?;
    let signs = |c: char| {
        matches!(
            c,
            ' ' | '→'
                | '-'
                | '–'
                | '—'
                | '>'
                | ':'
                | ','
                | '*'
                | ')'
                | ']'
                | '─'
                | '►'
                | '='
                | '⇒'
                | '➜'
        )
    };
    let skipped = behind.len() - behind.trim_start_matches(signs).len();
    let between = behind.get(..skipped)?;
    // `No data is lost` is no answer.
    if between.trim().is_empty() && !behind.trim().is_empty() {
        return None;
    }
    let on = words.part(begin..begin + length);
    let then = words.part(begin + length + skipped..words.text.len());
    let goto = goto(&then.text);
    Some(Answer { on, then, goto })
}

/// The number of the question that words lead to: `Continue to 2`, `go to step 3`.
pub(super) fn goto(then: &str) -> Option<String> {
    const LEADS: [&str; 16] = [
        "continue to ",
        "continue with ",
        "continue at ",
        "go to ",
        "goto ",
        "proceed to ",
        "proceed with ",
        "skip to ",
        "jump to ",
        "move to ",
        "move on to ",
        "see ",
        "check ",
        "next: ",
        "go on to ",
        "go on with ",
    ];
    const NOUNS: [&str; 6] = ["step ", "question ", "check ", "point ", "#", "q"];
    let lower = then.to_lowercase();
    let trimmed = lower.trim();
    let lead = LEADS.iter().filter_map(|lead| trimmed.find(lead).map(|at| at + lead.len())).min();
    let mut rest = trimmed.get(lead.unwrap_or(0)..)?;
    let noun = NOUNS.iter().find_map(|noun| rest.strip_prefix(noun));
    let said = lead.is_some_and(|_| !trimmed.starts_with("see ") && !trimmed.starts_with("check "));
    if noun.is_none() && !said {
        return None;
    }
    rest = noun.unwrap_or(rest);
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
    let number = rest.get(..end)?;
    let is_number = number.chars().all(|c| c.is_ascii_digit()) && number.len() < 4;
    let is_letter = number.len() == 1;
    // `Continue to 10 minutes` waits.
    let behind = rest.get(end..)?.trim_start();
    let goes_on = behind.starts_with(char::is_alphanumeric);
    (!number.is_empty() && (is_number || is_letter) && !goes_on).then(|| number.to_uppercase())
}
