//! The keys of what only `firedrill simulate` reads: how often services fail, and how many copies of
//! them there are.

use super::pack::DEPENDENCIES;
use crate::pack::shape::{Key, Object, Shape};

pub(super) const RATES_MEAN: &str = "How often services fail, for `firedrill simulate`; also `server`, which \
                          takes down all that is on it, and `load-balancer` and `cdn`, which \
                          improvements add.";
pub(super) const COPIES_MEAN: &str =
    "Of which services there are copies, for `firedrill simulate`.";

/// How often something fails.
pub const RATES: Object = Object::new(
    "rates",
    "How often something fails and how long it is down then, on average; what is left out is \
     assumed by what it runs as, and said to be.",
    &[
        Key::may("mtbf", Shape::LongSpan, "From a repair to the next failure; an hour at least."),
        Key::may("notice", Shape::LongSpan, "Until somebody has noticed."),
        Key::may("repair", Shape::LongSpan, "From then until it is repaired."),
        Key::may(
            "holds",
            Shape::Many(&Shape::Name),
            "Of `server` alone: what is on it. Where it is left out, that is every process and \
             container but one that is looked at by DNS, and whatever is looked at by its files.",
        ),
    ],
);

/// Copies of a service.
pub const COPIES: Object = Object::new(
    "copies",
    "How many copies of a service there are.",
    &[
        Key::need("of", Shape::Integer(1, Some(9)), "So many."),
        Key::may("need", Shape::Integer(1, Some(9)), "With fewer than these it is down.").or("1"),
        Key::may("apart", Shape::Flag, "Each is on a server of its own.").or("false"),
    ],
);

/// What `firedrill simulate --what-if` lays over a pack.
pub const WHAT_IF: Object = Object::new(
    "a what-if",
    "Changes that are laid over a pack, for `firedrill simulate --what-if`.",
    &[
        Key::may(
            "dependencies",
            Shape::Named(&Shape::Object(&DEPENDENCIES)),
            "What each service depends on, in place of all that the pack says of it.",
        ),
        Key::may("rates", Shape::Named(&Shape::Object(&RATES)), RATES_MEAN),
        Key::may("copies", Shape::Named(&Shape::Object(&COPIES)), COPIES_MEAN),
    ],
);
