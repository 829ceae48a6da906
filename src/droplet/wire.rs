//! The protocol's lines, as the agent's side of it documents them. One flat shape for all that
//! comes in: which fields an answer must have is known by whoever asked.

use serde::{Deserialize, Serialize};

/// What is asked of the agent.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Request {
    Hello { hello: u8 },
    Run { run: String, tty: bool, timeout_ms: u64 },
    Signal { signal: &'static str, process: String },
    Process { process: String },
    File { file: String },
    Read { read: String },
    Space { space: String },
}

/// A request with the id that its answer bears.
#[derive(Debug, Serialize)]
pub(super) struct Numbered<'a> {
    pub id: u64,
    #[serde(flatten)]
    pub request: &'a Request,
}

/// How a shim's request is answered.
#[derive(Debug, Serialize)]
pub(super) struct ShimReply<'a> {
    pub shim: u64,
    pub exit: i32,
    pub stdout: &'a str,
    pub stderr: &'a str,
}

/// A line from the agent: an answer where it has an id, a shim's request where it has a shim's
/// number.
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub(super) struct Line {
    pub id: Option<u64>,
    pub error: Option<String>,
    pub shim: Option<u64>,
    /// Of a shim: the request whose command typed it, where the agent knows.
    pub run: Option<u64>,
    pub argv: Vec<String>,
    pub agent: Option<u32>,
    pub pid: Option<u32>,
    pub exit: Option<i64>,
    pub stdout: String,
    pub stderr: String,
    pub timed_out: bool,
    pub pids: Option<Vec<u32>>,
    pub left: Vec<u32>,
    pub size: Option<u64>,
    pub free: Option<u64>,
    pub missing: Option<String>,
    pub text: Option<String>,
    /// Not of the agent: what of a command's docker calls firedrill could not do.
    #[serde(skip)]
    pub refused: Option<String>,
}

/// A message as a line. Types of plain fields and string keys: there is nothing in them that JSON
/// cannot hold.
pub(super) fn line<T: Serialize>(message: &T) -> Vec<u8> {
    let mut bytes = serde_json::to_vec(message).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
