//! The reference of a pack's files, for people: every key in Markdown, object by object.

use super::{Key, Object, Rule, Shape};
use std::fmt::Write as _;

const HEAD: &str = "# The files of a pack\n\n\
                    A pack is a folder with a failure document, a Compose file, `pack.yaml`, which says what the stack consists of and how \
                    it is looked at, and a scenario file for each failure that is drilled. Keys in bold must be there. A time is a number \
                    with its unit.\n\n\
                    This page is made of firedrill's own readers (`firedrill schema reference`); editors can check the files by the JSON \
                    Schemas of `firedrill schema pack` and `firedrill schema scenario`.\n";

/// All keys of some files, each with its title and the object that it is: its own keys in a table,
/// and below it those of the objects in it.
pub fn reference(files: &[(&str, &Object)]) -> String {
    let mut text = HEAD.to_owned();
    let mut told = Vec::new();
    for (title, object) in files {
        let _ = writeln!(text, "\n## {title}\n\n{}", object.means);
        tell(&mut text, object, &mut told);
    }
    text
}

/// Tells of an object, and then of those behind its keys that were not told before.
fn tell(text: &mut String, object: &Object, told: &mut Vec<&'static str>) {
    let _ = writeln!(text, "\n| key | is | |\n|---|---|---|");
    for key in object.keys {
        let _ = writeln!(text, "{}", row(key));
    }
    let rule = match object.rule {
        Rule::Free => None,
        Rule::OneOf(groups) => {
            let groups: Vec<String> = groups.iter().map(|group| listed(group, " with ")).collect();
            Some(format!("Exactly one of {}.", groups.join(", ")))
        }
        Rule::AnyOf(keys) => Some(format!("At least one of {}.", listed(keys, ", "))),
    };
    if let Some(rule) = rule {
        let _ = writeln!(text, "\n{rule}");
    }
    for within in object.keys.iter().flat_map(|key| objects_in(&key.shape)) {
        if !told.contains(&within.what) {
            told.push(within.what);
            let _ = writeln!(text, "\n### {}\n\n{}", heading(within.what), within.means);
            tell(text, within, told);
        }
    }
}

fn row(key: &Key) -> String {
    let needed = if key.needed { "**" } else { "" };
    let usually = key.usually.map_or(String::new(), |usually| format!(" Default: `{usually}`."));
    format!("| {needed}`{}`{needed} | {} | {}{usually} |", key.name, words(&key.shape), key.means)
}

fn listed(keys: &[&str], between: &str) -> String {
    keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(between)
}

/// `a profile` as a heading: `Profile`.
fn heading(what: &str) -> String {
    let bare = ["a ", "an "].iter().find_map(|article| what.strip_prefix(article)).unwrap_or(what);
    let mut letters = bare.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

fn words(shape: &Shape) -> String {
    match shape {
        Shape::Text => "text".to_owned(),
        Shape::Name => "a name".to_owned(),
        Shape::ScenarioName => "a name, after a dot its form".to_owned(),
        Shape::Span => "a time: `50ms`, `15s`, `1m 30s`".to_owned(),
        Shape::LongSpan => "a time: `90d`, `1h 30m`, `5m`".to_owned(),
        Shape::Endpoint => "a published port: `postgres:5432`".to_owned(),
        Shape::Bytes => "an amount: `64KiB`".to_owned(),
        Shape::Date => "a day: `2027-03-31`".to_owned(),
        Shape::Flag => "`true` or `false`".to_owned(),
        Shape::Count => "a whole number".to_owned(),
        Shape::Integer(least, None) => format!("a whole number from {least}"),
        Shape::Integer(least, Some(most)) => format!("a whole number from {least} to {most}"),
        Shape::Number { part: false } => "a number above 0".to_owned(),
        Shape::Number { part: true } => "a number between 0 and 1".to_owned(),
        Shape::Word(all) => listed(all, ", "),
        Shape::Nothing => "nothing".to_owned(),
        Shape::Many(one) => format!("{}, one or a list", words(one)),
        Shape::Two(one) => format!("a list of two: {}", words(one)),
        Shape::Named(one) => format!("names, each with {}", words(one)),
        Shape::NamedAnd(one, key, all) => {
            format!("{}; or `{key}` with {}", words(&Shape::Named(one)), listed(all, ", "))
        }
        Shape::Worded(all, one) => {
            format!("{} as keys, each with {}", listed(all, ", "), words(one))
        }
        Shape::Free(one) => format!("keys, each with {}", words(one)),
        Shape::Object(object) => format!("{} (below)", object.what),
        Shape::Kinds(of, _) => format!("one kind of {of} (below)"),
        Shape::Either(shapes) => shapes.iter().map(words).collect::<Vec<_>>().join("; or "),
    }
}

fn objects_in(shape: &Shape) -> Vec<&'static Object> {
    match shape {
        Shape::Object(object) => vec![object],
        Shape::Kinds(_, objects) => objects.iter().collect(),
        other => other.parts().iter().flat_map(objects_in).collect(),
    }
}
