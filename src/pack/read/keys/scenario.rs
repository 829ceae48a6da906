//! The keys of a scenario file, but those of its fault, which stand with their kinds.

use super::pack::DETECTORS;
use crate::pack::read::fault::FAULT;
use crate::pack::shape::{Key, Object, Rule, Shape};

/// A scenario file.
pub const SCENARIO: Object = Object::new(
    "a scenario",
    "A chapter of the document with its claims made checkable.",
    &[
        Key::need("id", Shape::ScenarioName, "Its name; after a dot its form, where it has several."),
        Key::need("title", Shape::Text, "Its title."),
        Key::may("chapter", Shape::Text, "The chapter's heading, where the quotes do not tell."),
        Key::may("by_name", Shape::Flag, "It is drilled only where it is named.").or("false"),
        Key::need("fault", Shape::Object(&FAULT), "What is broken, how, and what takes it back."),
        Key::may("bounds", Shape::Object(&BOUNDS), "How long each phase may take."),
        Key::may("profiles", Shape::Many(&Shape::Name), "The profiles it is drilled in; all where it is left out."),
        Key::need("claims", Shape::Many(&Shape::Object(&CLAIM)), "The claims."),
        Key::may(
            "not_tested",
            Shape::Many(&Shape::Object(&NOT_TESTED)),
            "Lines of the chapter that no claim speaks of, and parts of quoted lines.",
        ),
    ],
);

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
        Key::need(
            "quote",
            Shape::Many(&Shape::Text),
            "The document's words: whole lines of the chapter, or a part of a line that the fault or a claim quotes.",
        ),
        Key::need("reason", Shape::Text, "Why not."),
    ],
);

/// Words of the document, and what is to be seen if they are true.
pub const CLAIM: Object = Object::new(
    "a claim",
    "Words of the document, and what is to be seen if they are true.",
    &[
        Key::need("quote", Shape::Many(&Shape::Text), "The document's words."),
        Key::may("profile", Shape::Many(&Shape::Name), "Only in these profiles."),
        Key::may("impact", Shape::Free(&Shape::Word(&FARES)), "How journeys fare; or services: several."),
        Key::may(
            "cascade",
            Shape::Either(&[Shape::Many(&Shape::Name), Shape::Named(&Shape::Either(&[FALLS, Shape::Nothing]))]),
            "Which services fall, or none; as keys with how each falls, where the quote does not say.",
        ),
        Key::may("ordered", Shape::Flag, "They fall in this order.").or("false"),
        Key::may(
            "detected_by",
            Shape::Either(&[
                Shape::Many(&Shape::Word(&DETECTORS)),
                Shape::Worded(&DETECTORS, &Shape::Either(&[Shape::Span, Shape::Nothing])),
            ]),
            "Which kinds of detector notice; as keys with the time that the document gives, or none.",
        ),
        Key::may("warned", Shape::Object(&WARNED), "A detector warns so many days ahead."),
        Key::may("graceful", Shape::Object(&GRACEFUL), "A journey goes on by falling back."),
        Key::may("slower", Shape::Many(&Shape::Name), "Which journeys answer slower."),
        Key::may("recovery", Shape::Object(&RECOVERY), "What brings all back."),
    ],
)
.by(Rule::AnyOf(&KINDS));

const FARES: [&str; 4] = ["none", "degraded", "outage", "several"];
const FALLS: Shape = Shape::Word(&["fails", "degrades"]);

/// The keys that make a claim.
pub const KINDS: [&str; 7] = ["impact", "cascade", "detected_by", "warned", "graceful", "slower", "recovery"];

/// A warning so many days ahead.
pub const WARNED: Object = Object::new(
    "a warning",
    "A detector warns so many days ahead: it is silent at a day more, and notices at a day less.",
    &[
        Key::need("by", Shape::Word(&DETECTORS), "The kind of detector."),
        Key::need("days", Shape::Count, "How many days."),
        Key::need("with", Shape::Text, "A command that, with a number of days behind it, brings the fault so near."),
        Key::need("in", Shape::Text, "The Compose service it runs in."),
    ],
);

/// A journey that goes on by falling back.
pub const GRACEFUL: Object = Object::new(
    "graceful",
    "A journey goes on by falling back.",
    &[Key::need("journey", Shape::Name, "Which."), Key::need("fallback", Shape::Text, "What its answers say of it.")],
);

/// What brings all back.
pub const RECOVERY: Object = Object::new(
    "recovery",
    "What brings all back: 'run' or 'by', one of the two.",
    &[
        Key::may("run", Shape::Many(&Shape::Text), "The document's commands, word for word."),
        Key::may("by", Shape::Many(&Shape::Text), "Commands that carry out the document's prose."),
        Key::may("within", Shape::Span, "In what time."),
    ],
)
.by(Rule::OneOf(&[&["run"], &["by"]]));
