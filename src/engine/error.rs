//! What can go wrong with the engine, classified once, each kind with a next step.

use bollard::errors::Error as Raw;
use std::error::Error as _;
use std::io::ErrorKind;

/// An engine call that did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("cannot {doing}: {message}")]
pub struct EngineError {
    /// What kind of failure it is; callers decide by this.
    pub kind: EngineErrorKind,
    /// What was being done, as words that follow "cannot".
    pub doing: String,
    /// Why it failed, in the engine's words where it gave any.
    pub message: String,
}

/// The kinds of failure that callers tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EngineErrorKind {
    /// Nothing listens at the engine's address.
    NotThere,
    /// The engine is there, and this user may not speak to it.
    NoRight,
    /// Something answers, but not as Docker's engine does.
    Strange,
    /// The engine is older than what firedrill can use.
    TooOld,
    /// The address is of a form, or on a machine, that firedrill cannot work with.
    Unusable,
    /// The connection broke before the answer was complete.
    GoneAway,
    /// No answer within the time that the call may take.
    TimedOut,
    /// There is no such container, network, volume or image.
    NotFound,
    /// It clashes with what is there: a name in use, a container in the wrong state.
    Conflict,
    /// The addresses of a network overlap with those of another.
    SubnetTaken,
    /// Something that is to go has others that are on it, or the engine has lost count of them.
    StillInUse,
    /// A host port is in use.
    PortTaken,
    /// The engine's disk is full.
    NoSpace,
    /// A build, a pull or an import failed; the message has its last lines.
    Failed,
    /// The engine refused for another reason.
    Refused,
}

impl EngineErrorKind {
    /// Whether this machine has no engine that could be used at all (exit status 3).
    pub const fn is_no_engine(self) -> bool {
        matches!(
            self,
            Self::NotThere | Self::NoRight | Self::Strange | Self::TooOld | Self::Unusable
        )
    }

    /// What the user can do about it, where there is something to be said.
    pub const fn hint(self) -> Option<&'static str> {
        Some(match self {
            Self::NotThere => {
                "start the engine (`sudo systemctl start docker`, or `sudo dockerd &` where there \
                 is no systemd), or set DOCKER_HOST to the socket of one that runs"
            }
            Self::NoRight => {
                "join the engine's group (`sudo usermod -aG docker $USER`, then log in again), \
                 run firedrill as root, or set DOCKER_HOST to the socket of a rootless engine"
            }
            Self::Strange => {
                "check that DOCKER_HOST is the address of Docker's engine: `docker version` \
                 should work"
            }
            Self::TooOld => "install Docker Engine 20.10 or newer",
            Self::Unusable => {
                "set DOCKER_HOST to unix:///path/to/docker.sock on this machine, or unset it"
            }
            Self::GoneAway => {
                "the engine may have been stopped or restarted: see its own log (`journalctl -u \
                 docker`)"
            }
            Self::TimedOut => "the engine may be overloaded or hung: does `docker ps` answer?",
            Self::SubnetTaken => "remove networks that are no longer used: `docker network prune`",
            Self::StillInUse => {
                "where `docker network inspect` shows no container on it, the engine has lost \
                 count: restart it (`sudo systemctl restart docker`), and then `firedrill recover`"
            }
            Self::PortTaken => "free the port, or run again: others are chosen then",
            Self::NoSpace => {
                "free space on the engine's disk: `docker system df`, then `docker system prune`"
            }
            Self::NotFound | Self::Conflict | Self::Failed | Self::Refused => return None,
        })
    }
}

impl EngineError {
    /// An error of a kind, in this program's own words.
    pub(crate) fn new(
        kind: EngineErrorKind,
        doing: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self { kind, doing: doing.into(), message: message.into() }
    }

    /// What the user can do about it; see [`EngineErrorKind::hint`].
    pub const fn hint(&self) -> Option<&'static str> {
        self.kind.hint()
    }

    /// Finds out what a failure of the client's library means.
    pub(super) fn classify(doing: &str, raw: &Raw) -> Self {
        let (kind, message) = match raw {
            Raw::DockerResponseServerError { status_code, message } => {
                (of_answer(*status_code, message), message.trim().to_owned())
            }
            Raw::DockerStreamError { error } | Raw::DockerContainerWaitError { error, .. } => {
                let kind = if is_no_space(error) {
                    EngineErrorKind::NoSpace
                } else {
                    EngineErrorKind::Failed
                };
                (kind, error.trim().to_owned())
            }
            Raw::SocketNotFoundError(path) => {
                (EngineErrorKind::NotThere, format!("there is no socket {path}"))
            }
            Raw::RequestTimeoutError => (EngineErrorKind::TimedOut, "no answer in time".to_owned()),
            Raw::UnsupportedURISchemeError { uri } => (
                EngineErrorKind::Unusable,
                format!("'{uri}' is not an address that firedrill can use"),
            ),
            other => (of_connection(other), innermost(other)),
        };
        Self::new(kind, doing, message)
    }
}

/// What an answer with an error status means.
fn of_answer(status: u16, message: &str) -> EngineErrorKind {
    if message.contains("Pool overlaps") || message.contains("invalid pool request") {
        EngineErrorKind::SubnetTaken
    } else if message.contains("has active endpoints") {
        EngineErrorKind::StillInUse
    } else if message.contains("port is already allocated")
        || (message.contains("listen ") && message.contains("address already in use"))
    {
        EngineErrorKind::PortTaken
    } else if is_no_space(message) {
        EngineErrorKind::NoSpace
    } else {
        match status {
            404 => EngineErrorKind::NotFound,
            409 => EngineErrorKind::Conflict,
            _ => EngineErrorKind::Refused,
        }
    }
}

fn is_no_space(message: &str) -> bool {
    message.contains("no space left on device")
}

/// What a call that got no whole answer means.
fn of_connection(raw: &Raw) -> EngineErrorKind {
    let connecting = matches!(raw, Raw::HyperLegacyError { err } if err.is_connect());
    // These two pass on their cause's own cause, and would hide it.
    let mut cause: Option<&(dyn std::error::Error + 'static)> = match raw {
        Raw::IOError { err } => Some(err),
        Raw::HyperResponseError { err } => Some(err),
        other => Some(other),
    };
    while let Some(error) = cause {
        if let Some(io) = error.downcast_ref::<std::io::Error>() {
            match io.kind() {
                ErrorKind::PermissionDenied => return EngineErrorKind::NoRight,
                ErrorKind::NotFound | ErrorKind::ConnectionRefused => {
                    return EngineErrorKind::NotThere;
                }
                ErrorKind::ConnectionReset
                | ErrorKind::ConnectionAborted
                | ErrorKind::BrokenPipe
                | ErrorKind::UnexpectedEof
                | ErrorKind::Other => return EngineErrorKind::GoneAway,
                _ => {}
            }
        }
        if let Some(http) = error.downcast_ref::<hyper::Error>() {
            if http.is_parse() || http.is_parse_status() {
                return EngineErrorKind::Strange;
            }
            if !http.is_user() {
                return EngineErrorKind::GoneAway;
            }
        }
        cause = error.source();
    }
    if connecting { EngineErrorKind::NotThere } else { EngineErrorKind::Strange }
}

/// The last cause of a chain: the outer ones only say that a request failed.
fn innermost(raw: &Raw) -> String {
    let mut text = raw.to_string();
    let mut cause = raw.source();
    while let Some(error) = cause {
        text = error.to_string();
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status_code: u16, message: &str) -> EngineErrorKind {
        let raw = Raw::DockerResponseServerError { status_code, message: message.to_owned() };
        EngineError::classify("try", &raw).kind
    }

    #[test]
    fn the_engines_own_words_tell_clashes_apart() {
        assert_eq!(
            answer(403, "Pool overlaps with other one on this address space"),
            EngineErrorKind::SubnetTaken
        );
        assert_eq!(
            answer(500, "Bind for 127.0.0.1:80 failed: port is already allocated"),
            EngineErrorKind::PortTaken
        );
        let proxy =
            "Error starting userland proxy: listen tcp4 127.0.0.1:80: bind: address already in use";
        assert_eq!(answer(500, proxy), EngineErrorKind::PortTaken);
        assert_eq!(answer(500, "write /x: no space left on device"), EngineErrorKind::NoSpace);
        let lost = "error while removing network: network shop id 1f2e has active endpoints";
        assert_eq!(answer(403, lost), EngineErrorKind::StillInUse);
        assert_eq!(answer(404, "No such container: x"), EngineErrorKind::NotFound);
        assert_eq!(answer(409, "is not running"), EngineErrorKind::Conflict);
        assert_eq!(answer(500, "boom"), EngineErrorKind::Refused);
    }

    #[test]
    fn an_address_clash_inside_a_network_is_no_taken_port() {
        assert_eq!(answer(403, "Address already in use"), EngineErrorKind::Refused);
    }

    #[test]
    fn a_socket_that_may_not_be_used_says_so() {
        let raw = Raw::IOError { err: std::io::Error::from(ErrorKind::PermissionDenied) };
        let error = EngineError::classify("connect", &raw);
        assert_eq!(error.kind, EngineErrorKind::NoRight);
        assert!(error.hint().unwrap().contains("usermod -aG docker"));
    }

    #[test]
    fn whoever_has_no_engine_is_told_what_to_do() {
        use EngineErrorKind::{NoRight, NotThere, Strange, TooOld, Unusable};
        for kind in [NotThere, NoRight, Strange, TooOld, Unusable] {
            assert!(kind.is_no_engine() && kind.hint().is_some(), "{kind:?}");
        }
    }
}
