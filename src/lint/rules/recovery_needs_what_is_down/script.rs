//! Blocks of commands that stop something, and need it before it is started again.

use super::super::super::commands::{Deed, deeds};
use super::super::super::view::View;
use crate::reading::{Line, Stands, Words};

/// A command that needs what a line above it stopped.
pub struct Broken<'a> {
    /// What was stopped, as the command calls it.
    pub what: String,
    /// Where it is stopped.
    pub stopped: &'a Words,
    /// The command that needs it.
    pub command: &'a Words,
}

/// All of the document, at most one for each block of commands.
pub fn broken<'a>(view: &View<'a>) -> Vec<Broken<'a>> {
    let lines = view.reading.lines.chunk_by(|one, other| one.block == other.block);
    let is_code = |line: &Line| matches!(line.stands, Stands::Commands | Stands::Code);
    lines.filter(|block| block.first().is_some_and(is_code)).filter_map(of_block).collect()
}

fn of_block(block: &[Line]) -> Option<Broken<'_>> {
    let mut stopped: Vec<(String, &Words)> = Vec::new();
    let mut started: Vec<String> = Vec::new();
    // A line that ends in a backslash goes on in the next.
    for command in block.chunk_by(|line, _| line.words.text.trim_end().ends_with('\\')) {
        let first = &command.first()?.words;
        let parts = command.iter().map(|line| line.words.text.trim_end().trim_end_matches('\\'));
        let text = parts.collect::<String>();
        if text.trim_start().starts_with('#') {
            continue;
        }
        for deed in deeds(&text) {
            match deed {
                Deed::Stops(names) => {
                    // What starts something and then stops it lists commands to choose from.
                    let names = names.into_iter().filter(|name| !started.contains(name));
                    stopped.extend(names.map(|name| (name, first)));
                }
                // What names nobody starts everything.
                Deed::Starts(names) if names.is_empty() => stopped.clear(),
                Deed::Starts(names) => {
                    stopped.retain(|(name, _)| !names.contains(name));
                    started.extend(names);
                }
                Deed::Inside(name) => {
                    let of_pod = |stopped: &String| is_of(&name, stopped);
                    if let Some((what, at)) = stopped.iter().find(|(what, _)| of_pod(what)) {
                        return Some(Broken { what: what.clone(), stopped: at, command: first });
                    }
                }
                Deed::Destroys(_) => {}
            }
        }
    }
    None
}

/// Whether a container or pod is one of a workload: `redis-0` of `redis`.
fn is_of(pod: &str, workload: &str) -> bool {
    let number = pod.strip_prefix(workload).and_then(|rest| rest.strip_prefix('-'));
    pod == workload
        || number.is_some_and(|it| !it.is_empty() && it.chars().all(|c| c.is_ascii_digit()))
}
