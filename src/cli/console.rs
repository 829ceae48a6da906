//! The two streams: results on standard output, everything else on standard error.

use super::args::{Color, Common, Format};
use super::environment::variable;
use super::sanitize::{Reader, for_people, in_json};
use crate::report::terminal::Detail;
use crate::report::{Colour, Layout};
use std::io::{IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};

/// How much is said while working.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
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
    pub voice: Stderr,
    /// Whether results may carry colour.
    pub colour: bool,
    /// Columns of the terminal; 100 where there is none.
    pub width: usize,
    closed: AtomicBool,
    lost: AtomicBool,
}

/// How things are said on standard error.
#[derive(Debug, Clone, Copy)]
pub struct Stderr {
    /// How much is said.
    pub talk: Verbosity,
    /// Whether a live view can be drawn.
    pub live: bool,
    /// Columns of the terminal; 100 where there is none.
    pub width: usize,
    /// Who reads it.
    pub reader: Reader,
}

impl Stderr {
    /// Something that happens.
    pub fn say(self, line: &str) {
        if self.talk >= Verbosity::Normal {
            self.complain(line);
        }
    }

    /// Something that must be read, however little is wanted. Where standard error is closed too,
    /// there is nobody to tell.
    pub fn complain(self, line: &str) {
        let _ = writeln!(std::io::stderr().lock(), "{}", for_people(line, self.live, self.reader));
    }

    /// A command of our own to the runner of a pipeline, escaped by whoever made it.
    pub fn command(self, line: &str) {
        debug_assert!(self.reader == Reader::GithubRunner, "nobody else knows commands");
        let _ = writeln!(std::io::stderr().lock(), "{line}");
    }
}

impl Console {
    /// Looks at the options, the environment and the two streams, once.
    pub fn new(common: &Common) -> Self {
        let no_colour = variable("NO_COLOR").is_some_and(|value| !value.is_empty());
        let colour = match common.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => std::io::stdout().is_terminal() && !no_colour,
        };
        let dumb = variable("TERM").is_some_and(|term| term == "dumb");
        let talk = match (common.quiet, common.verbose) {
            (true, _) => Verbosity::Quiet,
            (false, 0) => Verbosity::Normal,
            (false, _) => Verbosity::Verbose,
        };
        let columns = variable("COLUMNS").and_then(|columns| columns.parse().ok());
        let columns = columns.or_else(|| {
            console::Term::stdout().size_checked().map(|(_, columns)| usize::from(columns))
        });
        let width = columns.unwrap_or(100).clamp(40, 200);
        let live = std::io::stderr().is_terminal() && !dumb && talk > Verbosity::Quiet;
        Self {
            format: common.format,
            voice: Stderr { talk, live, width, reader: Reader::of_environment() },
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
        if self.voice.talk >= Verbosity::Verbose { Detail::More } else { Detail::Usual }
    }

    /// A result. Where standard output is closed (`firedrill list | head -1`), nothing more is
    /// written, and that is all: what the command does besides goes on, so that nothing is left
    /// behind. Any other error is told, once.
    pub fn result(&self, text: &str) {
        self.write(&if self.format == Format::Human {
            for_people(text, self.colour, self.voice.reader)
        } else {
            in_json(text, self.voice.reader)
        });
    }

    /// A result that has no colours of ours.
    pub fn plain(&self, text: &str) {
        self.write(&for_people(text, false, self.voice.reader));
    }

    fn write(&self, text: &str) {
        if self.closed.load(Ordering::Relaxed) {
            return;
        }
        let mut out = std::io::stdout().lock();
        if let Err(error) = out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            self.closed.store(true, Ordering::Relaxed);
            if error.kind() != std::io::ErrorKind::BrokenPipe {
                self.voice.complain(&format!(
                    "error: the result cannot be written to standard output: {error}"
                ));
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
        let text = serde_json::to_string_pretty(value).unwrap_or_default() + "\n";
        self.write(&in_json(&text, self.voice.reader));
    }
}

/// What is wrong with the command line, before there is a console: the words that were typed are in
/// it.
pub fn wrong_command_line(error: &clap::Error) {
    let coloured = std::io::stderr().is_terminal();
    let text =
        if coloured { error.render().ansi().to_string() } else { error.render().to_string() };
    let _ = write!(
        std::io::stderr().lock(),
        "{}",
        for_people(&text, coloured, Reader::of_environment())
    );
}
