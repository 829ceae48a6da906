//! The lines of a journal: JSON that people can read, each with a checksum of its own at its end.
//!
//! A line whose checksum is not right is damaged and never acted upon: a name with one letter
//! changed could be the name of somebody else's container. The lines after it count all the same,
//! since each was synced before its act was done.

use crate::words::{RunId, Span};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
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
    /// Put a container of somebody else's project back to what it was, if it is still there and of
    /// that project.
    InProject {
        /// The project.
        project: String,
        /// The container's id: its name may be another container's by then.
        container: String,
        /// Its name, for people.
        name: String,
        /// By what, as a rule.
        back: Back,
        /// How long the engine may still be at what was done after firedrill is gone.
        longest: Span,
    },
    /// Several, in this order; the rest is done even if one of them fails.
    All {
        /// Which.
        steps: Vec<Undo>,
    },
}

/// By what a container of somebody else's project is put back, unless its state asks for the other.
/// There is no more than this that firedrill does to one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Back {
    /// It is started: it was killed, stopped or restarted.
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
            Self::Disconnect { container, network } => {
                write!(out, "docker network disconnect {network} {container}")
            }
            Self::Connect { container, network, address, .. } => {
                write!(out, "docker network connect --ip {address} {network} {container}")
            }
            Self::Run { container, command } => {
                write!(out, "docker exec -u root {container} sh -c '{command}'")
            }
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
        /// RFC 3339, in UTC.
        at: String,
    },
    /// Another process undoes from here on what the one before it left.
    TakenOver {
        pid: u32,
        at: String,
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

/// What stands before the checksum, which is the last field of a line.
const CHECK: &str = ",\"check\":\"";
/// How many hexadecimal digits it has.
const DIGITS: usize = 8;

impl Line {
    /// The line with its checksum and its end. Nothing in it can fail to be written as JSON: it has
    /// text and numbers only.
    pub(super) fn to_text(&self) -> String {
        let json = serde_json::to_string(self).unwrap_or_default();
        let open = json.strip_suffix('}').unwrap_or(&json);
        format!("{open}{CHECK}{}\"}}\n", checksum(open))
    }

    /// Reads a line without its end; nothing where it is damaged.
    fn read(text: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(text).ok()?;
        let (open, check) = text.strip_suffix("\"}")?.rsplit_once(CHECK)?;
        if check != checksum(open) {
            return None;
        }
        serde_json::from_str(&format!("{open}}}")).ok()
    }
}

fn checksum(text: &str) -> String {
    let hash = Sha256::digest(text);
    let number =
        hash.iter().take(DIGITS / 2).fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
    format!("{number:0DIGITS$x}")
}

/// What a journal's text says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Read {
    /// The run, where the first line is whole.
    pub run: Option<RunId>,
    /// Who wrote it last, and since when.
    pub owner: Option<(u32, String)>,
    /// It is of this other version, and nothing else of it was read.
    pub other_version: Option<u32>,
    /// What was intended and not undone.
    pub open: BTreeMap<u64, Intent>,
    /// The number that the next intent gets.
    pub next: u64,
    /// Whether it was closed.
    pub closed: bool,
    /// How many of its lines are damaged. A last line that was never finished is none of them:
    /// nothing was done upon it.
    pub damaged: usize,
    /// How many bytes of the text are finished lines.
    pub whole: usize,
}

/// Reads all of a journal that can be read.
pub fn read(text: &[u8]) -> Read {
    let mut read = Read { next: 1, ..Read::default() };
    for piece in text.split_inclusive(|byte| *byte == b'\n') {
        let Some(body) = piece.strip_suffix(b"\n") else { break };
        read.whole += piece.len();
        match Line::read(body) {
            Some(Line::Begin { version: VERSION, run, pid, at }) => {
                (read.run, read.owner) = (Some(run), Some((pid, at)));
            }
            Some(Line::Begin { version, .. }) => {
                return Read { other_version: Some(version), ..Read::default() };
            }
            Some(Line::TakenOver { pid, at }) => read.owner = Some((pid, at)),
            Some(Line::Intent { n, intent }) => {
                read.open.insert(n, intent);
                read.next = read.next.max(n.saturating_add(1));
            }
            Some(Line::Undone { n }) => drop(read.open.remove(&n)),
            Some(Line::Closed) => read.closed = true,
            // What follows a torn line begins with an end of line, so that it is not glued to it.
            None if body.is_empty() => {}
            None => read.damaged += 1,
        }
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
                back: Back::Unpause,
                longest: Span::secs(10)
            }),
        ]
        .prop_recursive(2, 4, 3, |inner| {
            prop::collection::vec(inner, 0..3).prop_map(|steps| Undo::All { steps })
        });
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
                prop_assert_eq!(Line::read(line.as_bytes()), Some(wrote.clone()));
            }
        }

        #[test]
        fn whatever_is_damaged_what_is_read_was_written_and_all_before_the_damage_is_read(
            lines in lines(),
            damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        ) {
            let mut text = text_of(&lines).into_bytes();
            prop_assume!(!text.is_empty());
            let mut first = text.len();
            for (place, byte) in damage {
                let place = place.index(text.len());
                first = first.min(place);
                text[place] = byte;
            }
            let damaged = read(&text);
            let before: Vec<Line> = lines.iter().scan(0, |end, line| {
                *end += line.to_text().len();
                (*end <= first).then(|| line.clone())
            }).collect();
            let written = |n: &u64, intent: &Intent| lines.contains(&Line::Intent { n: *n, intent: intent.clone() });
            prop_assert!(damaged.open.iter().all(|(n, intent)| written(n, intent)), "nothing is made up");
            let before_text = text_of(&before);
            for (n, intent) in read(before_text.as_bytes()).open {
                let crossed_out = lines.iter().skip(before.len()).any(|line| match line {
                    Line::Undone { n: m } | Line::Intent { n: m, .. } => *m == n,
                    _ => false,
                });
                prop_assert!(crossed_out || damaged.open.get(&n) == Some(&intent));
            }
            prop_assert!(damaged.whole <= text.len());
        }

        #[test]
        fn no_bytes_at_all_are_too_strange_to_read(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(read(&bytes).whole <= bytes.len());
        }
    }

    #[test]
    fn a_line_is_readable_by_people() {
        let undo = Undo::Start { container: "r_redis".to_owned() };
        let line =
            Line::Intent { n: 3, intent: Intent::Fault { service: "redis".to_owned(), undo } };
        assert_eq!(
            line.to_text(),
            "{\"line\":\"intent\",\"n\":3,\"make\":\"fault\",\"service\":\"redis\",\"undo\":{\"do\":\"start\",\"container\":\"r_redis\"},\"check\":\"c12dd2ee\"}\n"
        );
    }
}
