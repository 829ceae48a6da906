//! The lines of a journal.

use crate::words::RunId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::net::Ipv4Addr;

/// The version of the format; a journal of another one is not read, but named.
pub(super) const VERSION: u32 = 1;

/// Something that is about to be made or broken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "make", rename_all = "kebab-case")]
pub enum Intent {
    /// A network on the engine.
    Network {
        /// Its name.
        name: String,
    },
    /// A volume on the engine.
    Volume {
        /// Its name.
        name: String,
    },
    /// A container on the engine.
    Container {
        /// Its name.
        name: String,
    },
    /// A fault.
    Fault {
        /// The service it is injected into.
        service: String,
        /// How it is taken back.
        undo: Undo,
    },
}

/// How a fault is taken back. Each can be done twice, and where there is nothing to take back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub enum Undo {
    /// Start a container.
    Start {
        /// Its name on the engine.
        container: String,
    },
    /// Let a frozen container go on.
    Unpause {
        /// Its name on the engine.
        container: String,
    },
    /// Take a container out of a network.
    Disconnect {
        /// Its name on the engine.
        container: String,
        /// The network's.
        network: String,
    },
    /// Put a container into a network, at this address.
    Connect {
        /// Its name on the engine.
        container: String,
        /// The network's.
        network: String,
        /// The address.
        address: Ipv4Addr,
        /// The names by which others find it there.
        aliases: Vec<String>,
    },
    /// Run a shell command in a container, as root.
    Run {
        /// Its name on the engine.
        container: String,
        /// The command.
        command: String,
    },
    /// Put a container of somebody else's project back to what it was, if it is still there and of that project.
    InProject {
        /// The project.
        project: String,
        /// The container's id: its name may be another container's by then.
        container: String,
        /// Its name, for people.
        name: String,
        /// To what.
        back: Back,
    },
    /// Several, in this order; the rest is done even if one of them fails.
    All {
        /// Which.
        steps: Vec<Undo>,
    },
}

/// What a container of somebody else's project is put back to. There is no more than this that firedrill does to one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Back {
    /// It runs: it was killed, stopped or restarted.
    Start,
    /// It goes on: it was frozen.
    Unpause,
}

impl fmt::Display for Intent {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Network { name } => write!(out, "network {name}"),
            Self::Volume { name } => write!(out, "volume {name}"),
            Self::Container { name } => write!(out, "container {name}"),
            Self::Fault { service, undo } => write!(out, "fault in {service}; to undo: {undo}"),
        }
    }
}

impl fmt::Display for Undo {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start { container } => write!(out, "docker start {container}"),
            Self::Unpause { container } => write!(out, "docker unpause {container}"),
            Self::Disconnect { container, network } => write!(out, "docker network disconnect {network} {container}"),
            Self::Connect { container, network, address, .. } => {
                write!(out, "docker network connect --ip {address} {network} {container}")
            }
            Self::Run { container, command } => write!(out, "docker exec -u root {container} sh -c '{command}'"),
            Self::InProject { project, name, back: Back::Start, .. } => {
                write!(out, "docker start {name} (of project {project})")
            }
            Self::InProject { project, name, back: Back::Unpause, .. } => {
                write!(out, "docker unpause {name} (of project {project})")
            }
            Self::All { steps } => {
                let steps: Vec<_> = steps.iter().map(Self::to_string).collect();
                out.write_str(&steps.join("; "))
            }
        }
    }
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "line", rename_all = "kebab-case")]
pub(super) enum Line {
    Begin {
        version: u32,
        run: RunId,
        pid: u32,
    },
    Intent {
        n: u64,
        #[serde(flatten)]
        intent: Intent,
    },
    Undone {
        n: u64,
    },
    Closed,
}

impl Line {
    /// The line with its end. Nothing in it can fail to be written as JSON: it has text and numbers only.
    pub(super) fn to_text(&self) -> String {
        let mut text = serde_json::to_string(self).unwrap_or_default();
        text.push('\n');
        text
    }
}

/// What a journal's text says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Read {
    /// The run, where the first line is there and of this version.
    pub run: Option<RunId>,
    /// The process that wrote it.
    pub pid: u32,
    /// What was intended and not undone.
    pub open: BTreeMap<u64, Intent>,
    /// The number that the next intent gets.
    pub next: u64,
    /// Whether it was closed.
    pub closed: bool,
    /// How many bytes of the text are whole, readable lines.
    pub whole: usize,
}

/// Reads a journal as far as it is whole. A torn line, and all after it, was never acted upon.
pub(super) fn read(text: &[u8]) -> Read {
    let mut read = Read { run: None, pid: 0, open: BTreeMap::new(), next: 1, closed: false, whole: 0 };
    for piece in text.split_inclusive(|byte| *byte == b'\n') {
        let Some(body) = piece.strip_suffix(b"\n") else { break };
        match serde_json::from_slice(body) {
            Ok(Line::Begin { version: VERSION, run, pid }) => (read.run, read.pid) = (Some(run), pid),
            Ok(Line::Intent { n, intent }) => {
                read.open.insert(n, intent);
                read.next = read.next.max(n.saturating_add(1));
            }
            Ok(Line::Undone { n }) => drop(read.open.remove(&n)),
            Ok(Line::Closed) => read.closed = true,
            Ok(Line::Begin { .. }) | Err(_) => break,
        }
        read.whole += piece.len();
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lines() -> impl Strategy<Value = Vec<Line>> {
        let name = "[a-z0-9_ \u{e4}-\u{e8}\"\\n-]{0,12}";
        let undo = prop_oneof![
            name.prop_map(|container| Undo::Start { container }),
            (name, name).prop_map(|(container, command)| Undo::Run { container, command }),
            (name, name, name).prop_map(|(project, container, name)| Undo::InProject {
                project,
                container,
                name,
                back: Back::Unpause
            }),
        ]
        .prop_recursive(2, 4, 3, |inner| prop::collection::vec(inner, 0..3).prop_map(|steps| Undo::All { steps }));
        let intent = prop_oneof![
            name.prop_map(|name| Intent::Network { name }),
            name.prop_map(|name| Intent::Container { name }),
            (name, undo).prop_map(|(service, undo)| Intent::Fault { service, undo }),
        ];
        let line = prop_oneof![
            3 => (1u64..20, intent).prop_map(|(n, intent)| Line::Intent { n, intent }),
            1 => (1u64..20).prop_map(|n| Line::Undone { n }),
        ];
        prop::collection::vec(line, 0..12)
    }

    fn text_of(lines: &[Line]) -> String {
        lines.iter().map(Line::to_text).collect()
    }

    proptest! {
        #[test]
        fn any_truncation_reads_as_the_whole_lines_before_it(lines in lines(), cut in 0usize..4_000) {
            let text = text_of(&lines);
            let cut = cut.min(text.len());
            let kept = text.as_bytes()[..cut].split_inclusive(|byte| *byte == b'\n').filter(|line| line.ends_with(b"\n")).count();
            let prefix = text_of(&lines[..kept]);
            prop_assert_eq!(read(&text.as_bytes()[..cut]), read(prefix.as_bytes()));
            prop_assert_eq!(read(&text.as_bytes()[..cut]).whole, prefix.len());
        }

        #[test]
        fn what_was_written_is_read_back(lines in lines()) {
            let text = text_of(&lines);
            for (line, wrote) in text.lines().zip(&lines) {
                prop_assert_eq!(&serde_json::from_str::<Line>(line).unwrap(), wrote);
            }
        }

        #[test]
        fn no_bytes_at_all_are_too_strange_to_read(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(read(&bytes).whole <= bytes.len());
        }
    }

    #[test]
    fn a_line_is_readable_by_people() {
        let undo = Undo::Start { container: "r_redis".to_owned() };
        let line = Line::Intent { n: 3, intent: Intent::Fault { service: "redis".to_owned(), undo } };
        assert_eq!(
            line.to_text(),
            "{\"line\":\"intent\",\"n\":3,\"make\":\"fault\",\"service\":\"redis\",\"undo\":{\"do\":\"start\",\"container\":\"r_redis\"}}\n"
        );
    }
}
