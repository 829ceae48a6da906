//! Placeholders that nobody filled in, and parameters of commands.

use super::super::finding::{Finding, Severity, Spot};
use super::super::view::View;
use super::Rule;
use crate::reading::{Line, Stands, Words};
use std::collections::BTreeMap;

/// See [`Rule::summary`].
pub struct Placeholder;

impl Rule for Placeholder {
    fn id(&self) -> &'static str {
        "placeholder"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn summary(&self) -> &'static str {
        "A placeholder was never filled in, or commands have parameters."
    }

    fn why(&self) -> &'static str {
        "What is left open when the document is written has to be found out during the outage. One \
         finding for each section. What somebody puts into a command, as '<pod-name>', is no gap, \
         yet makes that command one that nobody can try as it is written: a note for the document. \
         Templates, as of messages, have blanks on purpose."
    }

    fn example(&self) -> (&'static str, &'static str) {
        ("Recovery: [TODO]\nOwner: <name>", "Recovery: docker restart redis\nOwner: Ada")
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        let mut blanks: BTreeMap<u32, Vec<&Words>> = BTreeMap::new();
        let mut parameters: Vec<&Words> = Vec::new();
        for words in &view.reading.placeholders {
            match kind(view, words) {
                Kind::Blank => {
                    let section = view.section(words.place.line);
                    let section = section.map_or(0, |title| title.place.line);
                    blanks.entry(section).or_default().push(words);
                }
                Kind::Parameter => parameters.push(words),
                Kind::Template => {}
            }
        }
        for line in view.reading.lines.iter().filter(|line| is_left_open(line)) {
            blanks.entry(line.section).or_default().push(&line.words);
        }
        let of_section = |all: &Vec<&Words>| {
            let message = format!("nobody filled in {}", listed(all));
            let spots = all.iter().map(|words| Spot::at(words, "a placeholder")).collect();
            Finding::new(self, message, spots)
        };
        let mut found: Vec<Finding> = blanks.values().map(of_section).collect();
        if !parameters.is_empty() {
            let message = format!(
                "commands cannot be tried as they are written: they have parameters, {}",
                listed(&parameters)
            );
            let spots = parameters.iter().map(|words| Spot::at(words, "a parameter")).collect();
            found.push(Finding::new(self, message, spots).rated(Severity::Note));
        }
        found
    }
}

/// A cell that says that somebody is to fill it in.
fn is_left_open(line: &Line) -> bool {
    let lower = line.words.text.trim().to_lowercase();
    line.stands == Stands::Cell
        && ["fill in", "to be determined", "to be defined", "to be filled"]
            .iter()
            .any(|words| lower.starts_with(words))
}

/// What a placeholder is.
enum Kind {
    /// Somebody was to fill it in.
    Blank,
    /// Who types the command puts something there.
    Parameter,
    /// A blank of a template, or of anything else that is not said of this system.
    Template,
}

/// What a placeholder is, by where it stands.
fn kind(view: &View<'_>, words: &Words) -> Kind {
    let line = words.place.line;
    let Some(around) = view.lines_between(line, line).find(|it| is_in(words, &it.words)) else {
        return Kind::Blank;
    };
    // `TODO` is one for whoever writes the document, wherever it stands.
    let is_of_writer =
        ["TODO", "TBD", "TBC", "TBA", "FIXME"].iter().any(|it| words.text.contains(it));
    if is_of_writer {
        return Kind::Blank;
    }
    match around.stands {
        Stands::Commands => Kind::Parameter,
        Stands::Code => Kind::Template,
        _ if view.section(line).is_some_and(|title| is_template(&title.text)) => Kind::Template,
        Stands::Title | Stands::Prose | Stands::Cell => in_prose(words, around),
    }
}

/// Whether a heading announces what is filled in after each incident.
fn is_template(title: &str) -> bool {
    const FORMS: [&str; 8] = [
        "template",
        "post-incident",
        "postmortem",
        "post-mortem",
        "incident report",
        "incident review",
        "sign-off",
        "example",
    ];
    let lower = title.to_lowercase();
    FORMS.iter().any(|form| lower.contains(form))
}

fn in_prose(words: &Words, around: &Line) -> Kind {
    if let Some(code) = around.words.code().find(|code| is_in(words, code)) {
        // `GET /users/<id>` is no command.
        let is_command =
            code.text.contains(' ') && code.text.starts_with(|c: char| c.is_ascii_lowercase());
        return if is_command { Kind::Parameter } else { Kind::Template };
    }
    let quotes = ['"', '“', '”'];
    let text = &around.words.text;
    let before = text.find(&words.text).and_then(|at| text.get(..at)).unwrap_or_default();
    // What stands in quotes is what somebody is to write or to say; a date may be a format.
    let is_quoted = before.matches(quotes).count() % 2 == 1;
    // A line to write on is one of a form.
    let is_format = words.text.starts_with("YYYY") || words.text.starts_with("__");
    if is_quoted || is_format { Kind::Template } else { Kind::Blank }
}

/// Whether some words stand within others.
fn is_in(words: &Words, around: &Words) -> bool {
    let (inner, outer) = (words.place, around.place);
    inner.line == outer.line
        && inner.column >= outer.column
        && inner.column + inner.length <= outer.column + outer.length
}

/// `[Name], [Phone] and 4 more`
fn listed(all: &[&Words]) -> String {
    const SHOWN: usize = 3;
    let mut texts: Vec<&str> = Vec::new();
    for words in all {
        let text = words.text.trim();
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    match texts.as_slice() {
        [one] => (*one).to_owned(),
        [before @ .., last] if texts.len() <= SHOWN => format!("{} and {last}", before.join(", ")),
        _ => {
            let shown: Vec<&str> = texts.iter().take(SHOWN).copied().collect();
            format!("{} and {} more", shown.join(", "), texts.len().saturating_sub(SHOWN))
        }
    }
}
