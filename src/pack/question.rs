//! What is asked of the stack by a command, once.

use crate::words::ServiceName;

/// A command that asks the stack something, and changes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Word for word, in the droplet's login shell, without a terminal.
    pub line: String,
    /// The service that its exit status is about, where the pack says it: 0 while that is well.
    pub about: Option<ServiceName>,
    /// What it prints where the stack is as the document says: the simulated world's answer.
    pub documented: String,
}
