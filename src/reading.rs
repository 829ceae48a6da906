//! A team's own failure document, read: failures with their facts, dependencies, start orders,
//! decision trees, criticality, layers and objectives, each with where it stands. What cannot be
//! tested as it is written is kept too, with the reason and what to add.
//!
//! In this order: `blocks` takes Markdown apart, `sections` puts chapters together,
//! `failures` finds what fails and what is said of it, `meaning` what that means, `graph` what
//! depends on what.
//!
//! Pure: this room is handed text. It knows no pack and no stack, and never judges whether the
//! document is right.

mod backups;
mod blocks;
mod dates;
mod failures;
mod graph;
mod hasher;
mod lines;
mod links;
mod meaning;
mod model;
mod names;
mod placeholders;
mod read;
mod sections;
mod seek;
mod waived;
mod weaknesses;
mod words;

pub use blocks::{Block, Item};
#[cfg(feature = "rooms")]
pub use blocks::{Code, List, Table, blocks};
pub use meaning::{breaks, commands};
pub use model::*;
pub use names::Name;
pub use read::read;
#[cfg(feature = "rooms")]
pub use sections::Section;
pub use words::{Mark, Place, Words};
