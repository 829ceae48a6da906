//! The command line: one file a command, and the one place where errors become messages and exit statuses.

#![expect(clippy::disallowed_methods, reason = "the command line reads files, the environment and the clock, once")]

mod args;
mod console;
mod error;
mod signals;

pub use args::{Arguments, Command};
pub use error::{Failure, Status};
