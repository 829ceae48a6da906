//! Names as documents write them, so that one thing is one name: `**PostgreSQL Container**
//! (127.0.0.1:5432)`, `Postgres` and `the postgres database` are alike.

use std::fmt;

/// A name in lower case, without article, brackets, address, port, symbol and the words that only
/// say what kind of thing it is. Compared as such.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

/// What is said of a thing by its kind, at the end of its name.
const KINDS: [&str; 24] = [
    "container",
    "containers",
    "service",
    "services",
    "server",
    "servers",
    "process",
    "daemon",
    "database",
    "db",
    "instance",
    "cluster",
    "node",
    "application",
    "app",
    "cache",
    "stack",
    "pod",
    "pods",
    "host",
    "connection pooler",
    "web server",
    "reverse proxy",
    "deployment",
];

/// Names that mean the same software.
const SAME: [(&str, &str); 12] = [
    ("postgresql", "postgres"),
    ("pgsql", "postgres"),
    ("pg", "postgres"),
    ("k8s", "kubernetes"),
    ("es", "elasticsearch"),
    ("elastic search", "elasticsearch"),
    ("rabbit mq", "rabbitmq"),
    ("mongo", "mongodb"),
    ("ssl cert", "ssl certificate"),
    ("tls cert", "ssl certificate"),
    ("tls certificate", "ssl certificate"),
    ("let's encrypt certificate", "ssl certificate"),
];

/// What may stand before a name.
const BEFORE: [&str; 9] =
    ["the ", "a ", "an ", "our ", "your ", "future ", "all ", "both ", "its "];

impl Name {
    /// The name in some words; none where nothing is left of them.
    pub fn of(words: &str) -> Option<Self> {
        let outside = without_brackets(words);
        let mut kept = String::with_capacity(outside.len());
        for c in outside.chars() {
            match c {
                '-' | '_' | '/' => kept.push(' '),
                ' ' | '.' | '+' | '\'' | '&' => kept.push(c),
                c if c.is_ascii_alphanumeric() => kept.push(c.to_ascii_lowercase()),
                c if c.is_alphanumeric() => kept.extend(c.to_lowercase()),
                _ => {}
            }
        }
        let spaced = joined(kept.split_whitespace());
        let mut name = spaced.as_str();
        while let Some(rest) = BEFORE.iter().find_map(|word| name.strip_prefix(word)) {
            name = rest;
        }
        name = name.trim_end_matches('.');
        while let Some(rest) = KINDS.iter().find_map(|kind| {
            let rest = name.strip_suffix(kind)?.strip_suffix(' ')?;
            (!rest.is_empty()).then_some(rest)
        }) {
            name = rest;
        }
        let name = joined(name.split(' ').filter(|word| !is_version(word)).map(same));
        let other = same(&name);
        let name = if other == name { name } else { other.to_owned() };
        (!name.is_empty()).then_some(Self(name))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(&self.0)
    }
}

/// Words with one space between them.
fn joined<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut all = String::with_capacity(32);
    for (at, word) in words.enumerate() {
        all.push_str(if at > 0 { " " } else { "" });
        all.push_str(word);
    }
    all
}

fn same(word: &str) -> &str {
    SAME.iter().find(|(other, _)| *other == word).map_or(word, |(_, name)| name)
}

/// `1.18.0`, `127.0.0.1`: what says which of its kind it is, or where.
fn is_version(word: &str) -> bool {
    word.contains('.') && word.chars().all(|c| c.is_ascii_digit() || c == '.')
}

/// Words without those in brackets.
pub(super) fn without_brackets(words: &str) -> String {
    let mut depth = 0_usize;
    let mut kept = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}
