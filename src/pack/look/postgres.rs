//! PostgreSQL, straight or through PgBouncer: a query that must succeed.

use super::kinds::{EVERY, with_common};
use super::{Asked, Cost, Endpoint, Kind, Reading};
use crate::pack::shape::{Key, Object, Shape};
use std::fmt;

/// A query that must succeed: straight to PostgreSQL, or through `PgBouncer`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Postgres {
    /// Where.
    pub at: Endpoint,
    /// As whom; the password is the run's own.
    pub user: String,
    /// Which database; `pgbouncer` is the admin console.
    pub database: String,
    /// What is asked, over the simple protocol (the admin console knows no other).
    pub query: String,
}

const KEYS: [Key; 8] = with_common(
    [
        Key::need("postgres", Shape::Text, "The query."),
        Key::need("at", Shape::Endpoint, "The port that is asked."),
        Key::need("user", Shape::Text, "As whom; the password is the run's own."),
        Key::need("database", Shape::Text, "Which database; pgbouncer is PgBouncer's console."),
    ],
    EVERY,
);

impl Postgres {
    pub(super) const OBJECT: Object = Object::new(
        "a look by postgres",
        "A query to PostgreSQL, straight or through PgBouncer, that must succeed.",
        &KEYS,
    );

    pub(super) fn read(reading: &Reading<'_, '_>) -> Option<Self> {
        let (query, user, database) =
            (reading.text("postgres"), reading.text("user"), reading.text("database"));
        Some(Self { at: reading.at()?, user: user?, database: database?, query: query? })
    }
}

impl Kind for Postgres {
    fn asks(&self) -> Asked<'_> {
        Asked::Port(&self.at)
    }

    fn cost(&self) -> Cost {
        Cost::Login
    }
}

impl fmt::Display for Postgres {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} on {}/{}", self.query, self.at, self.database)
    }
}
