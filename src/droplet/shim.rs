//! What is typed as `docker` or `docker-compose` in the droplet, read into what firedrill lets
//! through. What is not one of these words is refused here, so that a handler cannot let anything
//! else pass by mistake.

use crate::words::Span;
use std::fmt;
use std::future::Future;

/// What a shim asks for. Names are those of the document (`enterprisescanner_redis`), not yet those
/// of the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShimCall {
    /// `docker restart NAME…`
    Restart {
        /// The containers; at least one.
        names: Vec<PlainName>,
        /// `-t`: how long they have to end by themselves.
        grace: Option<Span>,
    },
    /// `docker start NAME…`
    Start {
        /// The containers; at least one.
        names: Vec<PlainName>,
    },
    /// `docker stop NAME…`
    Stop {
        /// The containers; at least one.
        names: Vec<PlainName>,
        /// `-t`: how long they have to end by themselves.
        grace: Option<Span>,
    },
    /// `docker exec NAME COMMAND…`
    Exec {
        /// The container.
        name: PlainName,
        /// The command; at least its own name.
        argv: Vec<String>,
        /// `-u`: as whom.
        user: Option<String>,
        /// `-t`: with a terminal. (`-i` is accepted too: nothing can be typed, its input is at its
        /// end.)
        terminal: bool,
    },
    /// `docker ps`
    Ps {
        /// `-a`: those that do not run too.
        all: bool,
        /// `-q`: ids only.
        quiet: bool,
    },
    /// `docker port NAME`
    Port {
        /// The container.
        name: PlainName,
    },
    /// `docker-compose restart [SERVICE…]`
    ComposeRestart {
        /// The Compose services; none named means all.
        services: Vec<PlainName>,
        /// `-t`: how long they have to end by themselves.
        grace: Option<Span>,
    },
    /// `docker-compose start [SERVICE…]`
    ComposeStart {
        /// The Compose services; none named means all.
        services: Vec<PlainName>,
    },
    /// `docker-compose up -d [SERVICE…]`: the containers are there already, so that it starts those
    /// that do not run.
    ComposeUp {
        /// The Compose services; none named means all.
        services: Vec<PlainName>,
        /// Unless `--no-deps` is given, what they depend on is started too.
        dependencies: bool,
    },
    /// `docker-compose stop [SERVICE…]`
    ComposeStop {
        /// The Compose services; none named means all.
        services: Vec<PlainName>,
        /// `-t`: how long they have to end by themselves.
        grace: Option<Span>,
    },
    /// `docker-compose exec SERVICE COMMAND…`
    ComposeExec {
        /// The Compose service.
        service: PlainName,
        /// The command; at least its own name.
        argv: Vec<String>,
        /// `-u`: as whom.
        user: Option<String>,
        /// Compose gives a terminal unless `-T` says not to.
        terminal: bool,
    },
    /// `docker-compose ps [SERVICE…]`
    ComposePs {
        /// The Compose services; none named means all.
        services: Vec<PlainName>,
        /// `-q`: ids only.
        quiet: bool,
    },
}

impl ShimCall {
    /// The containers and Compose services that it names; none where it is for all.
    pub fn names(&self) -> &[PlainName] {
        match self {
            Self::Restart { names, .. } | Self::Start { names } | Self::Stop { names, .. } => names,
            Self::ComposeRestart { services, .. }
            | Self::ComposeStart { services }
            | Self::ComposeUp { services, .. }
            | Self::ComposeStop { services, .. }
            | Self::ComposePs { services, .. } => services,
            Self::Exec { name, .. }
            | Self::Port { name }
            | Self::ComposeExec { service: name, .. } => std::slice::from_ref(name),
            Self::Ps { .. } => &[],
        }
    }
}

/// What the shim prints and how it ends.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShimAnswer {
    /// Its exit status.
    pub exit: i32,
    /// What it prints.
    pub stdout: String,
    /// What it prints to standard error.
    pub stderr: String,
    /// Why firedrill could not do it, where Docker itself could have. Then how the command that
    /// typed it ends says nothing.
    pub refused: Option<String>,
}

/// Does what shims ask for. Calls are handled side by side, as several may be typed at once.
pub trait ShimHandler: Send + Sync + 'static {
    /// Does it, and says what `docker` would have printed. Dropped where the connection to the
    /// droplet ends first.
    fn handle(&self, call: ShimCall) -> impl Future<Output = ShimAnswer> + Send;
}

/// A container's or Compose service's name as Docker allows it: letters, digits, `_`, `.` and `-`,
/// none of the last three at the beginning. So it can be no option, no path and no pattern.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlainName(String);

impl PlainName {
    /// Reads a name; nothing where it is not plain.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
        let plain = text.len() <= 128
            && text.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric)
            && text.bytes().all(fits);
        plain.then(|| Self(text.to_owned()))
    }

    /// The name as it was typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PlainName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(&self.0)
    }
}

/// Why a call is not let through, as the shim prints it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct Refusal {
    /// The exit status: Docker's own for such a mistake.
    pub exit: i32,
    /// What is printed to standard error, without its line end.
    pub text: String,
    /// Who would not have it.
    pub by: RefusedBy,
}

/// Who would not have a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusedBy {
    /// Docker would not either: what was typed is wrong.
    Docker,
    /// Only firedrill, which does no more than a part of what Docker does.
    Firedrill,
}

impl Refusal {
    /// What Docker would not take either.
    pub(super) fn of_docker(exit: i32, text: String) -> Self {
        Self { exit, text, by: RefusedBy::Docker }
    }

    /// What only firedrill does not do.
    pub(super) fn of_firedrill(exit: i32, text: String) -> Self {
        Self { exit, text, by: RefusedBy::Firedrill }
    }
}

impl From<Refusal> for ShimAnswer {
    fn from(Refusal { exit, text, by }: Refusal) -> Self {
        let refused = (by == RefusedBy::Firedrill).then(|| text.replace('\n', "; "));
        Self { exit, stdout: String::new(), stderr: format!("{text}\n"), refused }
    }
}
