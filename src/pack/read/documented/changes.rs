//! Where the lines of a failure stand now, and what became of those that no longer do.

use crate::document::plain;
use crate::pack::read::quotes::Standing;
use crate::pack::yaml::Mark;
use crate::reading::{Fact, Failure, Meaning, Step, Words};

/// A line of a fact, as it is quoted.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "where it is is its line everywhere else too")]
pub struct Line {
    /// Its words, behind its key where it has one.
    pub text: String,
    /// Where it stands.
    pub line: u32,
    /// It is a command of a block below the fact's own lines.
    pub command: bool,
}

/// What a fact says, line by line: the first behind its key where it has one, the items of a list
/// without; then the commands that stand below.
pub fn lines_of(fact: &Fact) -> Vec<Line> {
    let head = fact.under.as_ref().unwrap_or(&fact.key);
    let alone = fact.value.len() == 1;
    let said = |(index, words): (usize, &Words)| {
        let keyed = index == 0 && (alone || head.place.line == words.place.line);
        let text = if keyed && !head.text.trim().is_empty() {
            format!("{}: {}", head.text.trim().trim_end_matches(':'), words.text.trim())
        } else {
            words.text.trim().to_owned()
        };
        Line { text, line: words.place.line, command: false }
    };
    let mut lines: Vec<Line> = fact.value.iter().enumerate().map(said).collect();
    for command in steps(fact).iter().flat_map(|step| &step.commands) {
        let (text, line) = (command.text.trim().to_owned(), command.place.line);
        if lines.iter().all(|other| other.line != line) {
            lines.push(Line { text, line, command: true });
        }
    }
    lines.retain(|line| !line.text.is_empty());
    lines
}

/// The steps of a recovery, also of one that cannot be tested as it is written.
fn steps(fact: &Fact) -> &[Step] {
    match &fact.means {
        Meaning::Recovery(recovery) => &recovery.steps,
        Meaning::Untestable(untestable) => {
            untestable.recovery.as_ref().map_or(&[], |recovery| &recovery.steps)
        }
        _ => &[],
    }
}

/// What became of a failure since its claims were taken from the document.
pub struct Changes {
    /// Each fact's lines, as they stand now.
    pub standing: Vec<Vec<(Standing, bool)>>,
    /// Lines that are new.
    pub new: Vec<Line>,
    /// Lines that are the same and stand elsewhere: where each was and is.
    pub moved: Vec<(u32, u32)>,
}

/// Compares a failure with what it is now; nothing where it is gone.
pub fn changes(failure: &Failure, now: Option<&Failure>, mark: Mark) -> Changes {
    let of = |fact: &Fact| {
        let key = fact.under.as_ref().unwrap_or(&fact.key);
        (fact.topic, plain(&key.text).to_lowercase())
    };
    let facts = now.map(|now| now.facts.as_slice()).unwrap_or_default();
    let mut left: Vec<_> = facts
        .iter()
        .flat_map(|fact| lines_of(fact).into_iter().map(move |line| (of(fact), line)))
        .collect();
    let chapter = now.map_or(1, |now| now.lines.0);
    let mut moved = Vec::new();
    let old: Vec<Vec<Line>> = failure.facts.iter().map(lines_of).collect();
    // What stands as it stood is found first, so that nothing takes its place.
    let mut found: Vec<Vec<Option<u32>>> = Vec::new();
    for lines in &old {
        let mut own = Vec::new();
        for line in lines {
            let same = left.iter().position(|(_, other)| plain(&other.text) == plain(&line.text));
            let now = same.map(|at| left.remove(at).1.line);
            moved.extend(now.filter(|now| *now != line.line).map(|now| (line.line, now)));
            own.push(now);
        }
        found.push(own);
    }
    let mut standing = Vec::new();
    for ((fact, lines), found) in failure.facts.iter().zip(&old).zip(found) {
        let mut own = Vec::new();
        for (line, now) in lines.iter().zip(found) {
            let text = line.text.clone();
            let stands = if let Some(now) = now {
                Standing::read(text, now, mark)
            } else {
                let instead = most_alike(&left, &of(fact), &line.text);
                let instead = instead.map(|at| left.remove(at).1.line);
                Standing::changed(text, instead.ok_or(chapter), mark)
            };
            own.push((stands, line.command));
        }
        standing.push(own);
    }
    Changes { standing, new: left.into_iter().map(|(_, line)| line).collect(), moved }
}

/// Of the lines under one key that one which has most words of a text; the first of several.
fn most_alike<K: PartialEq>(lines: &[(K, Line)], key: &K, text: &str) -> Option<usize> {
    let shared = |line: &Line| {
        text.split(' ').filter(|word| line.text.split(' ').any(|other| other == *word)).count()
    };
    let of_key = lines.iter().enumerate().filter(|(_, (other, _))| other == key);
    of_key.rev().max_by_key(|(_, (_, line))| shared(line)).map(|(at, _)| at)
}

/// The failure that has most lines of another, and at least one in three.
pub fn renamed<'a>(failures: &'a [Failure], failure: &Failure) -> Option<&'a Failure> {
    let all = |failure: &Failure| -> Vec<String> {
        failure.facts.iter().flat_map(lines_of).map(|line| plain(&line.text)).collect()
    };
    let wanted = all(failure);
    let shared = |other: &Failure| {
        let other = all(other);
        wanted.iter().filter(|line| other.contains(line)).count()
    };
    let scored = failures.iter().map(|other| (shared(other), other));
    let alike = scored.filter(|(shared, _)| *shared > 0 && shared * 3 >= wanted.len());
    alike.rev().max_by_key(|(shared, _)| *shared).map(|(_, other)| other)
}
