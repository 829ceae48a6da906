//! The keys of `trees:` in `pack.yaml`.

use crate::pack::shape::{Key, Object, Rule, Shape};

/// A decision tree of the document.
pub const TREE: Object = Object::new(
    "a decision tree",
    "A decision tree of the document: whose it is, and what its words leave open. `run --all` \
     walks it in the drills that it is for, `diagnose` in a stack that is up.",
    &[
        Key::need("title", Shape::Text, "Its title, as the document has it."),
        Key::may(
            "for",
            Shape::Many(&Shape::ScenarioName),
            "The scenarios whose symptom it is; or as redis-alone the drill that breaks a service \
             alone.",
        ),
        Key::may(
            "answers",
            Shape::Many(&Shape::Object(&ANSWER)),
            "How questions are answered that do not themselves name a service and what is asked of \
             it (running, responding, present, valid).",
        ),
        Key::may(
            "remedies",
            Shape::Many(&Shape::Object(&REMEDY)),
            "What carries out leaves that are no command themselves.",
        ),
    ],
);

/// How a question is answered.
pub const ANSWER: Object = Object::new(
    "an answer",
    "How a question of a decision tree is answered.",
    &[
        Key::need("question", Shape::Text, "Words of the question, which no other has."),
        Key::may(
            "run",
            Shape::Text,
            "A command in the droplet, which changes nothing: exit status 0 says that all is well.",
        ),
        Key::may(
            "service",
            Shape::Name,
            "The service whose looks say it; beside 'run' the service that the command asks of, \
             which is all that a simulated stack knows of it.",
        ),
        Key::may(
            "looks",
            Shape::Many(&Shape::Word(&ASPECTS)),
            "Which of the service's looks; those that the question's words ask for where it is \
             left out.",
        ),
        Key::may("well", Shape::Word(&["yes", "no"]), "The answer while all is well.").or("yes"),
        Key::may("reason", Shape::Text, "In place of these: why nothing answers it."),
    ],
)
.by(Rule::AnyOf(&["run", "service", "reason"]));

/// What a look at a service looks for.
pub const ASPECTS: [&str; 3] = ["alive", "works", "writes"];

/// What carries out a leaf.
pub const REMEDY: Object = Object::new(
    "a remedy",
    "What carries out a leaf of a decision tree.",
    &[
        Key::need("leaf", Shape::Text, "Words of the leaf, which no other has."),
        Key::may("run", Shape::Many(&Shape::Text), "Commands in the droplet."),
        Key::may("reason", Shape::Text, "In place of these: why nothing carries it out."),
    ],
)
.by(Rule::OneOf(&[&["run"], &["reason"]]));
