//! What may stand in a pack's files: every key, what it means, what stands behind it, and what
//! holds where it is left out.
//!
//! Each reader has its object beside it, and refuses what is not in it. The JSON Schemas
//! ([`schema`]) and the reference for people ([`reference()`]) are made of the same objects, so
//! that neither can be out of date.

mod reference;
mod schema;

pub use reference::reference;
pub use schema::schema;

/// Keys and values that belong together.
#[derive(Debug, Clone, Copy)]
pub struct Object {
    /// What it is, as an error says it: `a profile`.
    pub what: &'static str,
    /// What it is for, in a sentence.
    pub means: &'static str,
    /// Its keys.
    pub keys: &'static [Key],
    /// Which of its keys exclude or need one another.
    pub rule: Rule,
}

/// Which keys of an object must be there besides those that always must.
#[derive(Debug, Clone, Copy)]
pub enum Rule {
    /// None.
    Free,
    /// All keys of exactly one of these groups.
    OneOf(&'static [&'static [&'static str]]),
    /// One of these keys at least.
    AnyOf(&'static [&'static str]),
}

/// A key.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// How it is written.
    pub name: &'static str,
    /// What it says, in a sentence.
    pub means: &'static str,
    /// What stands behind it.
    pub shape: Shape,
    /// Whether it must be there.
    pub needed: bool,
    /// What holds where it is left out, as it would be written; none where nothing does.
    pub usually: Option<&'static str>,
}

/// What stands behind a key.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// Text; what YAML takes for a number or a flag is read as it is written.
    Text,
    /// A name of the pack's own: a service, a journey, a profile.
    Name,
    /// A scenario's name; after a dot its form.
    ScenarioName,
    /// A length of time.
    Span,
    /// A length of time that may be years.
    LongSpan,
    /// A published port of a container.
    Endpoint,
    /// An amount of room on a disk.
    Bytes,
    /// A day.
    Date,
    /// `true` or `false`.
    Flag,
    /// A whole number from 0 on, also as text.
    Count,
    /// A whole number in these bounds.
    Integer(i64, Option<i64>),
    /// A number above 0; a part of a whole, below 1, where it says so.
    Number {
        /// It is below 1.
        part: bool,
    },
    /// One of these words.
    Word(&'static [&'static str]),
    /// Nothing.
    Nothing,
    /// One, or a list of them.
    Many(&'static Shape),
    /// A list of two.
    Two(&'static Shape),
    /// Names of the pack's own, each with this behind it.
    Named(&'static Shape),
    /// The same; and this key, which is none of them, with one of these words.
    NamedAnd(&'static Shape, &'static str, &'static [&'static str]),
    /// These words, each with this behind it.
    Worded(&'static [&'static str], &'static Shape),
    /// Free keys, each with this behind it.
    Free(&'static Shape),
    /// An object.
    Object(&'static Object),
    /// One of these objects, told apart by their first key; what they are kinds of comes first.
    Kinds(&'static str, &'static [Object]),
    /// One of these.
    Either(&'static [Shape]),
}

impl Key {
    /// One that must be there.
    pub const fn need(name: &'static str, shape: Shape, means: &'static str) -> Self {
        Self { name, means, shape, needed: true, usually: None }
    }

    /// One that may be there.
    pub const fn may(name: &'static str, shape: Shape, means: &'static str) -> Self {
        Self { name, means, shape, needed: false, usually: None }
    }

    /// The same, with what holds where it is left out.
    pub const fn or(self, usually: &'static str) -> Self {
        Self { usually: Some(usually), ..self }
    }
}

impl Object {
    /// One whose keys are free of one another.
    pub const fn new(what: &'static str, means: &'static str, keys: &'static [Key]) -> Self {
        Self { what, means, keys, rule: Rule::Free }
    }

    /// The same, by a rule.
    pub const fn by(self, rule: Rule) -> Self {
        Self { rule, ..self }
    }

    /// The names of its keys.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.keys.iter().map(|key| key.name)
    }
}

impl Shape {
    /// The shapes that it is made of, one step down; an object's are behind its keys.
    fn parts(&self) -> &[Self] {
        match self {
            Self::Many(one)
            | Self::Two(one)
            | Self::Named(one)
            | Self::NamedAnd(one, ..)
            | Self::Worded(_, one)
            | Self::Free(one) => std::slice::from_ref(*one),
            Self::Either(shapes) => shapes,
            Self::Text
            | Self::Name
            | Self::ScenarioName
            | Self::Span
            | Self::LongSpan
            | Self::Endpoint
            | Self::Bytes
            | Self::Date
            | Self::Flag
            | Self::Count
            | Self::Integer(..)
            | Self::Number { .. }
            | Self::Word(_)
            | Self::Nothing
            | Self::Object(_)
            | Self::Kinds(..) => &[],
        }
    }
}
