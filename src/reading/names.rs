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
        let kept: String = outside
            .chars()
            .map(|c| match c {
                '-' | '_' | '/' => ' ',
                c => c,
            })
            .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '.' | '+' | '\'' | '&'))
            .flat_map(char::to_lowercase)
            .collect();
        let mut name = kept.split_whitespace().collect::<Vec<_>>().join(" ");
        while let Some(rest) = BEFORE.iter().find_map(|word| name.strip_prefix(word)) {
            name = rest.to_owned();
        }
        name = name.trim_end_matches('.').to_owned();
        while let Some(rest) = KINDS.iter().find_map(|kind| {
            let rest = name.strip_suffix(kind)?.strip_suffix(' ')?;
            (!rest.is_empty()).then(|| rest.to_owned())
        }) {
            name = rest;
        }
        let words: Vec<&str> = name.split(' ').filter(|word| !is_version(word)).collect();
        let name = words.iter().map(|word| same(word)).collect::<Vec<_>>().join(" ");
        let name = same(&name).to_owned();
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
    let mut kept = String::new();
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
