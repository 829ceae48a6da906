//! The keys of a scenario file, but those of its fault and its claims, which stand with their
//! kinds.

use crate::pack::claim::Assertion;
use crate::pack::read::fault::FAULT;
use crate::pack::shape::{Key, Object, Rule, Shape};

/// A scenario file.
pub const SCENARIO: Object = Object::new(
    "a scenario",
    "A chapter of the document with its claims made checkable.",
    &[
        Key::need(
            "id",
            Shape::ScenarioName,
            "Its name; after a dot its form, where it has several.",
        ),
        Key::may(
            "failure",
            Shape::Text,
            "The title of the failure in the document, which then makes the claims itself.",
        ),
        Key::may("title", Shape::Text, "Its title; that of the failure where it is left out."),
        Key::may("chapter", Shape::Text, "The chapter's heading, where the quotes do not tell."),
        Key::may("by_name", Shape::Flag, "It is drilled only where it is named.").or("false"),
        Key::need("fault", Shape::Object(&FAULT), "What is broken, how, and what takes it back."),
        Key::may("bounds", Shape::Object(&BOUNDS), "How long each phase may take."),
        Key::may(
            "profiles",
            Shape::Many(&Shape::Name),
            "The profiles it is drilled in; all where it is left out.",
        ),
        Key::may(
            "claims",
            Shape::Many(&Shape::Object(&CLAIM)),
            "The claims; beside those that the document makes of a failure, what it leaves open.",
        ),
        Key::may(
            "not_tested",
            Shape::Many(&Shape::Object(&NOT_TESTED)),
            "Lines of the chapter that no claim speaks of, and parts of quoted lines.",
        ),
    ],
)
.by(Rule::AnyOf(&["failure", "claims"]));

/// How long each phase may take.
pub const BOUNDS: Object = Object::new(
    "bounds",
    "How long each phase may take.",
    &[
        Key::may("steady", Shape::Span, "Until all is well before the fault.").or("30s"),
        Key::may("inject", Shape::Span, "Until the fault has taken hold.").or("5s"),
        Key::may("observe", Shape::Span, "Until what is claimed has shown.").or("8s"),
        Key::may("recover", Shape::Span, "Until the recovery's commands are over.").or("60s"),
        Key::may("settle", Shape::Span, "Until all is well again.").or("30s"),
    ],
);

/// What no claim speaks of.
pub const NOT_TESTED: Object = Object::new(
    "a line that is not tested",
    "A line of the chapter that no claim speaks of, or a part of a quoted line.",
    &[
        Key::may(
            "quote",
            Shape::Many(&Shape::Text),
            "The document's words: whole lines of the chapter, or a part of a line that the fault \
             or a claim quotes.",
        ),
        KEY,
        Key::need("reason", Shape::Text, "Why not."),
    ],
)
.by(Rule::OneOf(&[&["quote"], &["key"]]));

/// What names facts by their key.
const KEY: Key = Key::may(
    "key",
    Shape::Text,
    "In place of a quote: all that the document says of the failure under this key or label.",
);

/// Words of the document, and what is to be seen if they are true.
pub const CLAIM: Object = Object::new(
    "a claim",
    "Words of the document, and what is to be seen if they are true.",
    &CLAIM_KEYS,
)
.by(Rule::AnyOf(&KINDS));

/// The keys of a claim, besides those of its kinds.
const AROUND: [Key; 3] = [
    Key::may("quote", Shape::Many(&Shape::Text), "The document's words."),
    KEY,
    Key::may("profile", Shape::Many(&Shape::Name), "Only in these profiles."),
];

/// How many keys the kinds have, and how many kinds have keys.
const OF_KINDS: (usize, usize) = {
    let (mut keys, mut kinds, mut kind) = (0, 0, 0);
    while kind < Assertion::KEYS.len() {
        keys += Assertion::KEYS[kind].len();
        kinds += if Assertion::KEYS[kind].is_empty() { 0 } else { 1 };
        kind += 1;
    }
    (keys, kinds)
};

const CLAIM_KEYS: [Key; AROUND.len() + OF_KINDS.0] = {
    let mut keys = [AROUND[0]; AROUND.len() + OF_KINDS.0];
    keys[1] = AROUND[1];
    keys[2] = AROUND[2];
    let (mut index, mut kind) = (AROUND.len(), 0);
    while kind < Assertion::KEYS.len() {
        let mut own = 0;
        while own < Assertion::KEYS[kind].len() {
            keys[index] = Assertion::KEYS[kind][own];
            (index, own) = (index + 1, own + 1);
        }
        kind += 1;
    }
    keys
};

/// The keys that make a claim: the first of each kind.
pub const KINDS: [&str; OF_KINDS.1] = {
    let mut names = [""; OF_KINDS.1];
    let (mut index, mut kind) = (0, 0);
    while kind < Assertion::KEYS.len() {
        if !Assertion::KEYS[kind].is_empty() {
            names[index] = Assertion::KEYS[kind][0].name;
            index += 1;
        }
        kind += 1;
    }
    names
};
