//! An instant query to Prometheus.

use super::kinds::with_common;
use super::{Asked, Cost, Endpoint, Kind, Reading};
use crate::pack::read::Known;
use crate::pack::shape::{Key, Object, Shape};
use crate::pack::source::{Fields, Source};
use std::fmt;

/// An instant query to Prometheus whose first value must be this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prometheus {
    /// Where Prometheus is.
    pub at: Endpoint,
    /// `PromQL`.
    pub query: String,
    /// The value that is right, compared as a number.
    pub equals: i64,
}

const KEYS: [Key; 7] = with_common(
    [
        Key::need("prometheus", Shape::Text, "The query, in PromQL."),
        Key::may(
            "at",
            Shape::Endpoint,
            "The port that is asked; the pack's Prometheus where it is left out.",
        ),
        Key::may("equals", Shape::Count, "What must come back.").or("1"),
    ],
    "50ms, and never before the next scrape",
);

impl Prometheus {
    pub(super) const OBJECT: Object = Object::new(
        "a look by prometheus",
        "An instant query to Prometheus, whose first value must be this number.",
        &KEYS,
    );

    pub(super) fn read(reading: &Reading<'_, '_>) -> Option<Self> {
        let (source, fields) = (reading.source, reading.fields);
        let equals = fields
            .get("equals")
            .map_or(Some(1), |node| source.parsed(node, "a whole number", "1"))?;
        Some(Self {
            query: reading.text("prometheus")?,
            at: prometheus_at(source, reading.known, fields)?,
            equals,
        })
    }
}

impl Kind for Prometheus {
    fn asks(&self) -> Asked<'_> {
        Asked::Port(&self.at)
    }

    fn cost(&self) -> Cost {
        Cost::OneByOne
    }

    fn is_secondhand(&self) -> bool {
        true
    }

    fn scraped_by(&self) -> Option<&Endpoint> {
        Some(&self.at)
    }
}

impl fmt::Display for Prometheus {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} = {} in Prometheus", self.query, self.equals)
    }
}

/// `at`, or the pack's Prometheus.
pub fn prometheus_at(source: &Source<'_>, known: &Known, fields: &Fields<'_>) -> Option<Endpoint> {
    if let Some(node) = fields.get("at") {
        return known.endpoint(source, node, false);
    }
    let at = known.prometheus.as_ref().map(|prometheus| prometheus.at.clone());
    if at.is_none() {
        let hint = "say where it is, once for all: prometheus: {at: prometheus:9090}";
        source.error_with(
            fields.mark,
            "this is asked of Prometheus, and the pack does not say where that is",
            hint,
        );
    }
    at
}
