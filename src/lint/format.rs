//! Findings as they are published: for people, as JSON, and as SARIF.

pub mod human;
pub mod json;
pub mod sarif;
