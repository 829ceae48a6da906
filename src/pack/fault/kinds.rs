//! What every kind of fault says of itself.

use super::Step;
use crate::pack::Runs;
use crate::pack::shape::{Key, Object, Shape};
use std::fmt;

/// A kind of fault, apart from how it is done.
pub trait Kind: fmt::Debug {
    /// In few words, with the names of the targets: `SIGKILL to redis`.
    fn told(&self, targets: &str) -> String;

    /// What does it to a service that runs so.
    fn reach(&self, runs: &Runs) -> Result<Reach, Unfit>;

    /// What it does to somebody else's containers.
    fn foreign(&self) -> Foreign<'_>;

    /// How the simulated world plays it.
    fn simulation(&self) -> Simulation;

    /// Whether nothing of it is left once its target was started again.
    fn is_gone_once_started(&self) -> bool {
        false
    }
}

/// How a kind is written in a scenario file.
#[derive(Debug, Clone, Copy)]
pub struct Syntax {
    /// Its key, with what stands behind it.
    pub key: Key,
    /// The keys that must be there: its own, and what it needs besides.
    pub needs: &'static [&'static str],
    /// An example of it: `{kill: redis}`.
    pub example: &'static str,
}

/// Behind a kind's key: its targets.
pub(super) const TARGETS: Shape = Shape::Many(&Shape::Name);

/// Behind a kind's key: commands, which do not say whom they take hold of; `targets` does.
pub(super) const STEPS: Shape = Shape::Many(&Shape::Object(&STEP));

/// A command in a container.
pub const STEP: Object = Object::new(
    "a command in a container",
    "A command in a container of the stack, run as root by a shell.",
    &[
        Key::need("in", Shape::Text, "The Compose service."),
        Key::need("run", Shape::Text, "The command."),
    ],
);

/// What does a fault to a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The engine: to the whole container, or by a command of firedrill's own in it.
    Engine,
    /// firedrill's agent in the droplet, to a process there.
    Agent,
    /// The pack's own commands, whatever the service runs as.
    Commands,
}

/// Why a kind cannot be done to a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unfit {
    /// What is said of it, behind the service's name: `has no container to freeze`.
    pub message: &'static str,
    /// What to do about it.
    pub hint: &'static str,
}

/// What a kind does to somebody else's containers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign<'k> {
    /// It breaks them and puts them back.
    Breaks {
        /// What it does, in front of their names: `kills (SIGKILL)`.
        does: &'static str,
        /// What puts them back: `docker start`.
        back: &'static str,
        /// Whether they stand still, which a container with a health check of the engine's must
        /// not.
        freezes: bool,
    },
    /// It takes a command of the pack's own, and none is run there.
    Command(&'k Step),
    /// It is not done, for this reason.
    Never(&'static str),
}

/// How the simulated world plays a kind of fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Simulation {
    /// What becomes of the targets.
    pub breaks: Broken,
    /// After how many milliseconds it has happened, at least and at most.
    pub happens: (u64, u64),
    /// After how many milliseconds it is reported as done, at least and at most.
    pub done: (u64, u64),
    /// Whether its undo starts the targets, which then need their time to serve.
    pub restarts: bool,
}

/// What becomes of a service that a fault is done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// It is gone.
    Killed,
    /// It stands still.
    Frozen,
    /// It lives, and what was changed keeps it from its work.
    Changed,
    /// It is gone, and has another's address when it comes back.
    Moved,
}

/// Makes [`super::FaultKind`] out of the list of kinds, each of which is a file and a type in it;
/// those behind the semicolon are written in no file.
macro_rules! list {
    ($($file:ident::$kind:ident),*; $($unwritten_file:ident::$unwritten:ident),* $(,)?) => {
        $(mod $file;)*
        $(mod $unwritten_file;)*

        /// The kinds by their names.
        pub mod each {
            $(pub use super::$file::$kind;)*
            $(pub use super::$unwritten_file::$unwritten;)*
        }
        pub use each::*;

        /// What a fault does.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum FaultKind {
            $(#[doc = concat!("See [`", stringify!($kind), "`].")] $kind($kind),)*
            $(#[doc = concat!("See [`", stringify!($unwritten), "`].")] $unwritten($unwritten),)*
        }

        impl FaultKind {
            /// How each kind is written, in the order in which they are told to people.
            pub const SYNTAXES: &'static [Syntax] = &[$($kind::SYNTAX),*];

            /// What it says of itself.
            pub fn as_kind(&self) -> &dyn Kind {
                match self { $(Self::$kind(kind) => kind,)* $(Self::$unwritten(kind) => kind,)* }
            }

            /// The kind with this key; `steps` are the commands behind the key, where it takes
            /// some.
            pub(in crate::pack) fn of_key(key: &str, steps: Vec<Step>) -> Option<Self> {
                $(if key == $kind::SYNTAX.key.name { return Some(Self::$kind($kind::of(steps))); })*
                None
            }
        }
    };
}
pub(super) use list;
