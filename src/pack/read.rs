//! Text → checked types.

mod compose;
mod compose_service;
mod words;

pub use compose::compose;
