//! The keys of `pack.yaml`, but those of looks, which stand with their kinds.

use super::rates::{COPIES, COPIES_MEAN, RATES, RATES_MEAN};
use super::tree::TREE;
use crate::pack::look::{EVERY, Look};
use crate::pack::shape::{Key, Object, Rule, Shape};

/// `pack.yaml`.
pub const PACK: Object = Object::new(
    "a pack",
    "A pack: which document, which stack, and how it is looked at.",
    &[
        Key::need("name", Shape::Text, "The pack's name."),
        Key::need("document", Shape::Text, "The document, by its path from this file's folder."),
        Key::may(
            "compose",
            Shape::Text,
            "The Compose file, likewise; without it there is no stack to drill.",
        ),
        Key::may(
            "droplet",
            Shape::Text,
            "The Compose service that plays the document's server: commands run in it, and looks at \
             files and processes look into it.",
        ),
        Key::may(
            "authority",
            Shape::Text,
            "Where the droplet keeps the authority that journeys and looks by tls trust.",
        ),
        Key::may("resolvers", Shape::Many(&Shape::Endpoint), "The resolvers that journeys ask."),
        Key::may("prometheus", Shape::Object(&PROMETHEUS), "The stack's Prometheus."),
        Key::need("profiles", Shape::Named(&Shape::Object(&PROFILE)), "The shapes of the stack."),
        Key::need(
            "services",
            Shape::Named(&Shape::Object(&SERVICE)),
            "The parts of the stack that the document speaks of.",
        ),
        Key::may("journeys", Shape::Named(&Shape::Object(&JOURNEY)), "What users do."),
        Key::may(
            "dependencies",
            Shape::Named(&Shape::Object(&DEPENDENCIES)),
            "What each service depends on.",
        ),
        Key::may("rates", Shape::Named(&Shape::Object(&RATES)), RATES_MEAN),
        Key::may("copies", Shape::Named(&Shape::Object(&COPIES)), COPIES_MEAN),
        Key::may(
            "detectors",
            Shape::Named(&Shape::Object(&DETECTOR)),
            "What the stack itself has to notice failures.",
        ),
        Key::may(
            "facts",
            Shape::Named(&Shape::Object(&FACT)),
            "What the document says of the stack as it is, and how that is asked, by names of your \
             own; tested where all of the document is (run --all).",
        ),
        Key::may(
            "addresses",
            Shape::Free(&Shape::Text),
            "Addresses of the document, and the containers that have them in the stack.",
        ),
        Key::may("thresholds", Shape::Object(&THRESHOLDS), "Where the judge draws its lines."),
        Key::may(
            "stand_ins",
            Shape::Many(&Shape::Object(&STAND_IN)),
            "What is not the documented software.",
        ),
        Key::may(
            "trees",
            Shape::Many(&Shape::Object(&TREE)),
            "The document's decision trees, and how they are walked.",
        ),
        Key::may(
            "not_drilled",
            Shape::Many(&Shape::Object(&NOT_DRILLED)),
            "Failures of the document that no scenario drills.",
        ),
        Key::may(
            "waivers",
            Shape::Many(&Shape::Object(&WAIVER)),
            "Contradictions that are known and accepted.",
        ),
    ],
);

/// A failure of the document that no scenario drills.
pub const NOT_DRILLED: Object = Object::new(
    "a failure that is not drilled",
    "A failure of the document that no scenario drills.",
    &[
        Key::need("failure", Shape::Text, "Its title, as the document has it."),
        Key::need("reason", Shape::Text, "Why not."),
    ],
);

/// A shape of the stack.
pub const PROFILE: Object = Object::new(
    "a profile",
    "A shape of the stack.",
    &[
        Key::may("title", Shape::Text, "What it is; its name where it is left out."),
        Key::may(
            "called",
            Shape::Many(&Shape::Text),
            "What the document's labels call it; its name where it is left out.",
        ),
        Key::may("set", Shape::Free(&Shape::Text), "Variables of the Compose file."),
        Key::may(
            "without",
            Shape::Many(&Shape::Name),
            "Services and journeys that it does not have.",
        ),
    ],
);

/// A part of the stack that the document speaks of.
pub const SERVICE: Object = Object::new(
    "a service",
    "A part of the stack that the document speaks of.",
    &[
        Key::may(
            "called",
            Shape::Many(&Shape::Text),
            "What the document calls it; its name where it is left out.",
        ),
        Key::may(
            "runs",
            Shape::Kinds("whereabouts", &RUNS),
            "What it runs as; elsewhere where it is left out.",
        ),
        Key::may("alive", Shape::Kinds("look", Look::KINDS), "A look that says whether it lives."),
        Key::may(
            "works",
            Shape::Kinds("look", Look::KINDS),
            "A look that says whether it does its work.",
        ),
        Key::may(
            "writes",
            Shape::Kinds("look", Look::KINDS),
            "A look that says whether it can store things.",
        ),
        Key::may("effect", Shape::Flag, "It is no service, and what becomes of it is an effect.")
            .or("false"),
    ],
);

const RUNS: [Object; 4] = [
    Object::new(
        "a container",
        "It runs as a container.",
        &[Key::need("container", Shape::Text, "The Compose service.")],
    ),
    Object::new(
        "a process",
        "It runs as a process in the droplet.",
        &[Key::need("process", Shape::Text, "The process's name.")],
    ),
    Object::new(
        "files",
        "It is files in the droplet, which can be moved away.",
        &[Key::need("files", Shape::Text, "Their absolute path: a folder, or one file.")],
    ),
    Object::new(
        "a way in",
        "It is the way by which users come to the droplet, and can be cut.",
        &[Key::need(
            "ports",
            Shape::Many(&Shape::Integer(1, Some(65_535))),
            "The droplet's public ports, as they are in the container.",
        )],
    ),
];

/// What users do.
pub const JOURNEY: Object = Object::new(
    "a journey",
    "What users do: a request over DNS and TLS, as a browser makes it.",
    &[
        Key::may(
            "called",
            Shape::Many(&Shape::Text),
            "What the document calls it; its name where it is left out.",
        ),
        Key::need(
            "http",
            Shape::Text,
            "GET or POST and an address: GET https://example.com/; the port is 443.",
        ),
        Key::may("body", Shape::Text, "What is sent, as JSON."),
        Key::may("status", Shape::Integer(100, Some(599)), "The status of a good answer.")
            .or("200"),
        Key::may("contains", Shape::Text, "What a good answer contains."),
        Key::may(
            "degraded_when",
            Shape::Free(&Shape::Text),
            "Headers, and the values of them that say that the answer is a fallback's.",
        ),
        Key::may("every", Shape::Span, "How often it is made.").or(EVERY),
        Key::may("timeout", Shape::Span, "An answer that takes longer is none.").or("1s"),
        Key::may("through", Shape::Many(&Shape::Name), "The services that the way leads through."),
        Key::may(
            "operators",
            Shape::Flag,
            "Only operators make it: it does not count where the document says how bad it is for \
             users that a service fails.",
        )
        .or("false"),
    ],
);

/// What a service depends on.
pub const DEPENDENCIES: Object = Object::new(
    "a service's dependencies",
    "What a service depends on, by kind.",
    &[
        Key::may("hard", NEEDED, "It fails with these."),
        Key::may("soft", NEEDED, "It degrades with these."),
        Key::may("startup", NEEDED, "It needs these only to start or reload."),
    ],
);

const NEEDED: Shape = Shape::Many(&Shape::Either(&[Shape::Name, Shape::Object(&GROUP)]));

/// Services of which some are enough.
pub const GROUP: Object = Object::new(
    "a group of services",
    "Services of which some are enough: replicas, resolvers.",
    &[
        Key::need("at_least", Shape::Integer(1, None), "So many of them must live."),
        Key::need("of", Shape::Many(&Shape::Name), "The services, one or more."),
    ],
);

/// The stack's Prometheus.
pub const PROMETHEUS: Object = Object::new(
    "prometheus",
    "The stack's Prometheus.",
    &[
        Key::need("at", Shape::Endpoint, "Where it is."),
        Key::may("scrape", Shape::Span, "How often it scrapes.").or("1s"),
        Key::may("evaluation", Shape::Span, "How often it evaluates its rules.").or("1s"),
    ],
);

/// Where the judge draws its lines.
pub const THRESHOLDS: Object = Object::new(
    "thresholds",
    "Where the judge draws its lines.",
    &[
        Key::may(
            "outage_below",
            Shape::Number { part: true },
            "Outage: a smaller part of the requests succeeds.",
        )
        .or("0.5"),
        Key::may(
            "degraded_above",
            Shape::Number { part: true },
            "Degraded: a larger part of a journey's requests fails, or is answered by a fallback.",
        )
        .or("0.03"),
        Key::may(
            "degraded_failures",
            Shape::Integer(1, None),
            "So many answers by a fallback make one.",
        )
        .or("3"),
        Key::may(
            "degraded_over",
            Shape::Span,
            "Silence that is over sooner is not told as an effect.",
        )
        .or("100ms"),
        Key::may(
            "failed_in_a_row",
            Shape::Integer(1, None),
            "A service has failed when so many looks in a row say so.",
        )
        .or("3"),
        Key::may(
            "slower_factor",
            Shape::Number { part: false },
            "Slower: above this multiple of the steady median.",
        )
        .or("2"),
        Key::may("slower_by", Shape::Span, "Slower: and by at least this much.").or("10ms"),
    ],
);

/// What is not the documented software.
pub const STAND_IN: Object = Object::new(
    "a stand-in",
    "Something in the stack that is not the documented software.",
    &[
        Key::need("what", Shape::Text, "In place of what."),
        Key::need("why", Shape::Text, "Why, and by what."),
    ],
);

/// What notices failures in the stack itself.
pub const DETECTOR: Object = Object::new(
    "a detector",
    "A command or an alert by which the stack itself notices failures.",
    &[
        Key::need("watches", Shape::Name, "The service it watches."),
        Key::may("quote", Shape::Text, "The document's line that gives it."),
        Key::may("run", Shape::Text, "A command, in the droplet's shell."),
        Key::may("alert", Shape::Text, "A rule of Prometheus."),
        Key::may(
            "at",
            Shape::Endpoint,
            "The Prometheus that is asked; the pack's where it is left out.",
        ),
        Key::may("kind", Shape::Word(&DETECTORS), "Its kind; by what it is where it is left out."),
        Key::may(
            "wrong_when",
            Shape::Text,
            "Words of a command's output that say that something is wrong; its exit status where \
             they are left out.",
        ),
        Key::may("every", Shape::Span, "How often it is asked."),
        Key::may("scrape", Shape::Span, "How often what it rests on is scraped."),
        Key::may("evaluation", Shape::Span, "How often its rule is evaluated."),
        Key::may("for", Shape::Span, "For how long its rule must hold."),
        Key::may("settings", Shape::Text, "The settings behind its delay, in words."),
    ],
)
.by(Rule::OneOf(&[&["run"], &["alert"]]));

/// The kinds of detector.
pub const DETECTORS: [&str; 4] = ["health-check", "alert", "external-probe", "process-monitoring"];

/// Something that the document says of the stack as it is.
pub const FACT: Object = Object::new(
    "a fact",
    "Something that the document says of the stack as it is, and a command that tells whether it \
     is so. Nothing is broken for it.",
    &[
        Key::need(
            "says",
            Shape::Text,
            "Words of one line of the document. {} in them stands for what the command is to \
             print: Compression by Gzip ({}%).",
        ),
        Key::may(
            "ask",
            Shape::Text,
            "A command in the droplet's shell that changes nothing. It prints, as one of its lines, \
             what the document has in place of {}; without {} it ends with exit status 0 where the \
             document is right.",
        ),
        Key::may(
            "within",
            Shape::Count,
            "Both are numbers, and may be so far apart, in the document's own unit.",
        ),
        Key::may(
            "profiles",
            Shape::Many(&Shape::Name),
            "Only in these; in all where it is left out.",
        ),
        Key::may("not_tested", Shape::Text, "In place of 'ask': why nothing can test it."),
    ],
)
.by(Rule::OneOf(&[&["ask"], &["not_tested"]]));

/// A contradiction that is known and accepted.
pub const WAIVER: Object = Object::new(
    "a waiver",
    "A contradiction that is known and accepted.",
    &[
        Key::need(
            "claim",
            Shape::Text,
            "A scenario, a dot, and a claim or its beginning: redis-stops.impact.api.flask.",
        ),
        Key::need("reason", Shape::Text, "Why."),
        Key::need("owner", Shape::Text, "Who answers for it."),
        Key::need("until", Shape::Date, "The last day it holds."),
    ],
);
