//! Which chapter of the document a scenario's quotes are of, and how far it goes.

use crate::document::{Chapter, Document, Line, bare};
use crate::pack::read::documented;
use crate::reading::{Failure, Form};

/// The chapter in which most of the quotes stand, figures aside; the first of several.
pub fn most<'d>(document: &'d Document, quotes: &[&str]) -> Option<&'d Chapter> {
    let bare: Vec<String> = quotes.iter().map(|quote| bare(quote)).collect();
    let standing = |chapter: &Chapter| {
        let exact = quotes
            .iter()
            .filter(|quote| document.find_quote(Some(chapter), quote).is_some())
            .count();
        (
            exact,
            bare.iter().filter(|quote| document.find_bare(Some(chapter), quote).is_some()).count(),
        )
    };
    let scored = document.chapters().iter().map(|chapter| (standing(chapter), chapter));
    scored
        .filter(|(score, _)| *score > (0, 0))
        .rev()
        .max_by_key(|(score, _)| *score)
        .map(|(_, chapter)| chapter)
}

/// A chapter with all that is below its heading, where that is one failure of the document.
pub fn whole(document: &Document, failures: &[Failure], chapter: &Chapter) -> Chapter {
    let holds = |failure: &&Failure| {
        failure.form == Form::Chapter
            && (failure.lines.0..=failure.lines.1).contains(&chapter.line)
            && chapter.end <= failure.lines.1
    };
    let Some(failure) = failures.iter().find(holds) else { return chapter.clone() };
    let (line, end) = failure.lines;
    let inside = |one: &&Chapter| line <= one.line && one.end <= end;
    let mut facts: Vec<Line> =
        document.chapters().iter().filter(inside).flat_map(|one| one.facts.clone()).collect();
    for said in failure.facts.iter().flat_map(documented::lines_of) {
        if facts.iter().all(|fact| fact.line != said.line) {
            let (line, value) = (said.line, said.text);
            facts.push(Line { line, key: String::new(), value, under: None });
        }
    }
    facts.sort_by_key(|fact| fact.line);
    let titled = document.chapters().iter().find(|one| one.line == line);
    let title = titled.map_or_else(|| chapter.title.clone(), |one| one.title.clone());
    Chapter { line, end, level: chapter.level, title, facts }
}
