//! The terminal that the live view is drawn on, which may be closed at any moment.

use crate::shutdown::Trigger;
use indicatif::TermLike;
use std::io;

/// A terminal that may be gone: whoever draws on it takes an error for a bug and panics, and a
/// drill must not end, nor its undo fail, because somebody closed a window.
#[derive(Debug)]
pub struct TolerantTerm {
    /// Where it is.
    pub term: console::Term,
    /// Whom to ask for an end once it is gone.
    pub trigger: Trigger,
}

/// What the system says of a terminal that was closed.
const EIO: i32 = 5;

impl TolerantTerm {
    #[expect(clippy::unnecessary_wraps, reason = "what is drawn on can fail, and this cannot")]
    fn try_to(&self, draw: impl FnOnce(&console::Term) -> io::Result<()>) -> io::Result<()> {
        // There is nobody to tell; whoever closed the terminal wants an end.
        if let Err(error) = draw(&self.term)
            && error.raw_os_error() == Some(EIO)
        {
            self.trigger.request_in_order();
        }
        Ok(())
    }
}

impl TermLike for TolerantTerm {
    fn width(&self) -> u16 {
        self.term.size().1
    }

    fn height(&self) -> u16 {
        self.term.size().0
    }

    fn move_cursor_up(&self, n: usize) -> io::Result<()> {
        self.try_to(|term| term.move_cursor_up(n))
    }

    fn move_cursor_down(&self, n: usize) -> io::Result<()> {
        self.try_to(|term| term.move_cursor_down(n))
    }

    fn move_cursor_right(&self, n: usize) -> io::Result<()> {
        self.try_to(|term| term.move_cursor_right(n))
    }

    fn move_cursor_left(&self, n: usize) -> io::Result<()> {
        self.try_to(|term| term.move_cursor_left(n))
    }

    fn write_line(&self, line: &str) -> io::Result<()> {
        self.try_to(|term| term.write_line(line))
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        self.try_to(|term| term.write_str(text))
    }

    fn clear_line(&self) -> io::Result<()> {
        self.try_to(console::Term::clear_line)
    }

    fn flush(&self) -> io::Result<()> {
        self.try_to(console::Term::flush)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget};
    use std::os::unix::net::UnixStream;

    #[test]
    fn a_terminal_that_is_gone_is_drawn_on_without_a_panic() {
        let (here, gone) = UnixStream::pair().unwrap();
        drop(gone);
        let term = console::Term::read_write_pair(here.try_clone().unwrap(), here);
        assert!(term.write_line("nobody reads this").is_err());
        let bars = MultiProgress::with_draw_target(ProgressDrawTarget::term_like(Box::new(
            TolerantTerm { term, trigger: crate::shutdown::Shutdown::new().1 },
        )));
        let bar = bars.add(ProgressBar::new_spinner());
        bar.tick();
        bars.suspend(|| {});
        bars.println("still here").unwrap();
        bars.clear().unwrap();
    }
}
