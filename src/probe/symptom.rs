//! Failures in few words, always the same for the same failure: no ports, no numbers of this run.

use crate::words::Span;
use std::error::Error;
use std::io;

/// The server took the connection, or the engine's proxy for it, and ended it instead of answering.
pub(super) const CLOSED: &str = "closed without an answer";

/// Nothing came in time.
pub(super) fn silence(timeout: Span) -> String {
    format!("no answer within {timeout}")
}

/// A failure of the network. A reset and a plain end are the same: which of the two a client sees
/// of a dying server is chance.
pub(super) fn of_io(error: &io::Error) -> String {
    use io::ErrorKind as Kind;
    match error.kind() {
        Kind::ConnectionRefused => "connection refused".to_owned(),
        Kind::ConnectionReset
        | Kind::ConnectionAborted
        | Kind::BrokenPipe
        | Kind::UnexpectedEof
        | Kind::NotConnected => CLOSED.to_owned(),
        Kind::HostUnreachable | Kind::NetworkUnreachable => "unreachable".to_owned(),
        Kind::TimedOut => "no answer".to_owned(),
        kind => kind.to_string(),
    }
}

/// The network's failure behind an error of a protocol's client, where there is one.
pub(super) fn beneath(error: &(dyn Error + 'static)) -> Option<String> {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(io) = error.downcast_ref::<io::Error>() {
            return Some(of_io(io));
        }
        cause = error.source();
    }
    None
}

/// A server's own words, on one line and not too long.
pub(super) fn cut(words: &str) -> String {
    const LONGEST: usize = 100;
    let line = words.lines().next().unwrap_or_default().trim();
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}
