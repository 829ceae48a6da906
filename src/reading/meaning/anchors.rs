//! Sections that a link within the document leads to.

use crate::reading::names::Name;
use crate::reading::sections::Section;
use crate::reading::words::Words;
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

/// The sections of a document by what links call them. Looked up when a fact has a link, and put
/// together once then.
pub(in crate::reading) struct Anchors<'a> {
    document: &'a Section,
    by_slug: OnceCell<HashMap<String, &'a Section>>,
    /// What the document names as things, in its tables and drawings.
    things: HashSet<Name>,
}

impl<'a> Anchors<'a> {
    /// Those of this document.
    pub fn of(document: &'a Section) -> Self {
        Self { document, by_slug: OnceCell::new(), things: HashSet::new() }
    }

    /// With what the document names as things.
    pub fn naming(self, things: HashSet<Name>) -> Self {
        Self { things, ..self }
    }

    /// Whether the document names this as a thing.
    pub fn names(&self, words: &str) -> bool {
        !self.things.is_empty() && Name::of(words).is_some_and(|name| self.things.contains(&name))
    }

    /// The section that a link's target names: `#restart-redis`, as it is or as its title.
    pub fn find(&self, target: &str) -> Option<&'a Section> {
        let wanted = target.strip_prefix('#').filter(|wanted| wanted.len() <= 200)?;
        let by_slug = self.by_slug.get_or_init(|| by_slug(self.document));
        let found = by_slug.get(wanted).or_else(|| by_slug.get(&slug(&unescaped(wanted))));
        found.copied()
    }
}

fn by_slug(document: &Section) -> HashMap<String, &Section> {
    let mut found: HashMap<String, &Section> = HashMap::new();
    let mut times: HashMap<String, u32> = HashMap::new();
    for section in document.all().into_iter().skip(1) {
        let slug = slug(&section.title.text);
        let before = times.entry(slug.clone()).or_default();
        let own = if *before == 0 { slug } else { format!("{slug}-{before}") };
        *before += 1;
        found.entry(own).or_insert(section);
    }
    found
}

/// A heading as GitHub's links call it: small letters, hyphens for spaces, and no other signs.
fn slug(title: &str) -> String {
    let kept = title.trim().chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// A target with its `%20` and the like read.
fn unescaped(target: &str) -> String {
    if !target.contains('%') {
        return target.to_owned();
    }
    let bytes = target.as_bytes();
    let mut read = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let hex = target.get(at + 1..at + 3).filter(|_| *byte == b'%');
        if let Some(value) = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            read.push(value);
            at += 3;
        } else {
            read.push(*byte);
            at += 1;
        }
    }
    String::from_utf8_lossy(&read).into_owned()
}

/// The targets of a line's links.
pub(super) fn targets(words: &Words) -> impl Iterator<Item = &str> {
    words.marks.iter().filter_map(|(_, mark)| match mark {
        crate::reading::words::Mark::Link(target) => Some(target.as_str()),
        _ => None,
    })
}
