//! A TCP connection: that it stands, or what is answered on it.

use super::kinds::{EVERY, with_common};
use super::{Asked, Cost, Endpoint, Kind, Reading};
use crate::pack::shape::{Key, Object, Shape};
use std::fmt;

/// A TCP connection that must stand; where bytes are expected, they must be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tcp {
    /// Where.
    pub at: Endpoint,
    /// What is sent once it stands; nothing where it is empty.
    pub sends: String,
    /// What the answer must contain; none where it need not answer.
    pub expects: Option<String>,
}

const KEYS: [Key; 7] = with_common(
    [
        Key::need("tcp", Shape::Endpoint, "The port that is connected to."),
        Key::may("sends", Shape::Text, "What is sent once the connection stands."),
        Key::may(
            "expects",
            Shape::Text,
            "What the answer must contain; it need not answer where this is left out.",
        ),
    ],
    EVERY,
);

impl Tcp {
    pub(super) const OBJECT: Object = Object::new(
        "a look by tcp",
        "A TCP connection that is not closed at once; where bytes are expected, they must come \
         back over it.",
        &KEYS,
    );

    pub(super) fn read(reading: &Reading<'_, '_>) -> Option<Self> {
        let fields = reading.fields;
        let at = reading.known.endpoint(reading.source, fields.need("tcp")?, false)?;
        if let Some(node) = fields
            .get("expects")
            .filter(|_| fields.text("expects").is_some_and(|text| text.is_empty()))
        {
            reading.source.error_with(
                node.mark,
                "every answer contains nothing",
                "name bytes of it, or take 'expects' out",
            );
        }
        Some(Self {
            at,
            sends: fields.text("sends").unwrap_or_default(),
            expects: fields.text("expects"),
        })
    }
}

impl Kind for Tcp {
    fn asks(&self) -> Asked<'_> {
        Asked::Port(&self.at)
    }

    fn cost(&self) -> Cost {
        Cost::Little
    }
}

impl fmt::Display for Tcp {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.expects {
            None => write!(out, "TCP connection to {}", self.at),
            Some(expects) => {
                write!(out, "'{}' over TCP from {}", expects.escape_default(), self.at)
            }
        }
    }
}
