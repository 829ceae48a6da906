//! A diagnosis in words, and as JSON.

mod human;
mod json;

pub use human::human;
pub use json::json;
