//! The two streams: results on standard output, everything else on standard error.

use super::args::{Color, Common, Format};
use crate::report::terminal::Detail;
use crate::report::{Colour, Layout};
use std::io::{IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};

/// How much is said while working.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Talk {
    /// Errors and results only.
    Quiet,
    /// What happens.
    Normal,
    /// Why, and where the time goes.
    Verbose,
}

/// Where a command writes.
#[derive(Debug)]
pub struct Console {
    /// What standard output carries.
    pub format: Format,
    /// How things are said on standard error.
    pub voice: Voice,
    /// Whether results may carry colour.
    pub colour: bool,
    /// Columns of the terminal; 100 where there is none.
    pub width: usize,
    closed: AtomicBool,
    lost: AtomicBool,
}

/// How things are said on standard error.
#[derive(Debug, Clone, Copy)]
pub struct Voice {
    /// How much is said.
    pub talk: Talk,
    /// Whether a live view can be drawn.
    pub live: bool,
    /// Columns of the terminal; 100 where there is none.
    pub width: usize,
}

impl Voice {
    /// Something that happens.
    pub fn say(self, line: &str) {
        if self.talk >= Talk::Normal {
            self.complain(line);
        }
    }

    #[expect(clippy::unused_self, reason = "what must be read is said however little is wanted")]
    /// Something that must be read. Where standard error is closed too, there is nobody to tell.
    pub fn complain(self, line: &str) {
        let _ = writeln!(std::io::stderr().lock(), "{line}");
    }
}

impl Console {
    /// Looks at the options, the environment and the two streams, once.
    pub fn new(common: &Common) -> Self {
        let no_colour = std::env::var("NO_COLOR").is_ok_and(|value| !value.is_empty());
        let colour = match common.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => std::io::stdout().is_terminal() && !no_colour,
        };
        let dumb = std::env::var("TERM").is_ok_and(|term| term == "dumb");
        let talk = match (common.quiet, common.verbose) {
            (true, _) => Talk::Quiet,
            (false, 0) => Talk::Normal,
            (false, _) => Talk::Verbose,
        };
        let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let columns =
            columns.or_else(|| console::Term::stdout().size_checked().map(|(_, columns)| usize::from(columns)));
        let width = columns.unwrap_or(100).clamp(40, 200);
        let live = std::io::stderr().is_terminal() && !dumb && talk > Talk::Quiet;
        Self {
            format: common.format,
            voice: Voice { talk, live, width },
            colour,
            width,
            closed: AtomicBool::new(false),
            lost: AtomicBool::new(false),
        }
    }

    /// How reports are laid out.
    pub const fn layout(&self) -> Layout {
        Layout { width: self.width, colour: if self.colour { Colour::On } else { Colour::Off } }
    }

    /// How much reports tell.
    pub fn detail(&self) -> Detail {
        if self.voice.talk >= Talk::Verbose { Detail::More } else { Detail::Usual }
    }

    /// A result. Where standard output is closed (`firedrill list | head -1`), nothing more is written, and that is all:
    /// what the command does besides goes on, so that nothing is left behind. Any other error is told, once.
    pub fn result(&self, text: &str) {
        if self.closed.load(Ordering::Relaxed) {
            return;
        }
        let mut out = std::io::stdout().lock();
        if let Err(error) = out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            self.closed.store(true, Ordering::Relaxed);
            if error.kind() != std::io::ErrorKind::BrokenPipe {
                self.voice.complain(&format!("error: the result cannot be written to standard output: {error}"));
                self.lost.store(true, Ordering::Relaxed);
            }
        }
    }

    /// Whether a result was lost that somebody wanted.
    pub fn has_lost_results(&self) -> bool {
        self.lost.load(Ordering::Relaxed)
    }

    /// A result as one JSON document.
    pub fn json(&self, value: &impl serde::Serialize) {
        // Plain fields and string keys: there is nothing that JSON cannot hold.
        self.result(&(serde_json::to_string_pretty(value).unwrap_or_default() + "\n"));
    }
}
