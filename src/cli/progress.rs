//! What happens, while it happens: a live view on a terminal, plain lines elsewhere. All of it on standard error.

use super::console::{Stderr, Verbosity};
use super::sanitize::{Reader, for_people};
use crate::drill::Drill;
use crate::plan::DrillPlan;
use crate::shutdown::Trigger;
use crate::timeline::{Event, Happening, Phase, Recorded};
use crate::words::{Moment, Span};
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressFinish, ProgressStyle, TermLike};
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A live view is drawn with control characters of its own, and nobody else's.
fn clean(what: &str) -> String {
    for_people(what, false, Reader::Anybody)
}

/// Where one worker shows what it does.
pub type Shown = Arc<Mutex<Progress>>;

/// A view that another thread failed with is still good to be drawn.
pub fn lock(progress: &Mutex<Progress>) -> MutexGuard<'_, Progress> {
    progress.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How often the live view is drawn a second, at most.
const HERTZ: u8 = 20;

/// What all workers of a run share.
#[derive(Debug)]
pub struct Screen {
    voice: Stderr,
    bars: Option<MultiProgress>,
    began: std::time::Instant,
    drills: usize,
    begun: AtomicUsize,
}

impl Screen {
    /// For a run of so many drills, from now on. A live view whose terminal is gone asks for an end.
    pub fn new(voice: Stderr, drills: usize, trigger: Trigger) -> Arc<Self> {
        let target = || {
            ProgressDrawTarget::term_like_with_hz(
                Box::new(TolerantTerm { term: console::Term::buffered_stderr(), trigger }),
                HERTZ,
            )
        };
        let bars = voice.live.then(|| MultiProgress::with_draw_target(target()));
        Arc::new(Self { voice, bars, began: std::time::Instant::now(), drills, begun: AtomicUsize::new(0) })
    }

    /// A worker's place on it.
    pub fn progress(self: &Arc<Self>) -> Shown {
        let bar = self.bars.as_ref().map(|bars| {
            // Its line goes when its worker does.
            let bar = bars.add(ProgressBar::new_spinner().with_finish(ProgressFinish::AndClear));
            // The template is a constant of ours; one that does not read would be drawn as the default.
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
                bar.set_style(style.tick_strings(&["⠋", "⠙", "⠸", "⠴", "⠦", "⠇", " "]));
            }
            bar.enable_steady_tick(Duration::from_millis(100));
            bar
        });
        let (screen, phase_began) = (Arc::clone(self), Moment::START);
        Arc::new(Mutex::new(Progress { screen, bar, stack: None, drill: 0, named: String::new(), phase_began }))
    }

    /// Takes the live view off the screen.
    pub fn end(&self) {
        if let Some(bars) = &self.bars {
            // A terminal that cannot be cleared keeps its last view.
            let _ = bars.clear();
        }
    }

    /// Something that stays on the screen.
    pub fn keep(&self, what: &str) {
        match &self.bars {
            Some(bars) => bars.suspend(|| self.voice.say(what)),
            None => self.line(what),
        }
    }

    fn line(&self, what: &str) {
        self.voice.say(&format!("{:>6.1} s  {what}", self.began.elapsed().as_secs_f64()));
    }
}

/// A terminal that may be gone: whoever draws on it takes an error for a bug and panics, and a drill must not end, nor its
/// undo fail, because somebody closed a window.
#[derive(Debug)]
struct TolerantTerm {
    term: console::Term,
    trigger: Trigger,
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

/// Shows what one worker does.
#[derive(Debug)]
pub struct Progress {
    screen: Arc<Screen>,
    bar: Option<ProgressBar>,
    /// Which of several stacks it works on; said before what does not name it.
    stack: Option<String>,
    drill: usize,
    /// The drill as it is called.
    named: String,
    phase_began: Moment,
}

impl Progress {
    /// From now on what is said is of this stack, one of several.
    pub fn on(&mut self, stack: &str) {
        self.stack = Some(stack.to_owned());
    }

    /// Something of the stack's: images, start, taking down. It says of which.
    pub fn stage(&self, what: &str) {
        match &self.bar {
            Some(bar) => bar.set_message(clean(what)),
            None => self.screen.line(what),
        }
    }

    /// Something that stays on the screen.
    pub fn keep(&self, what: &str) {
        self.screen.keep(what);
    }

    /// Something that passes in the live view, and that only those are told who asked for more.
    pub fn stage_detail(&self, what: &str, detail: &str) {
        match &self.bar {
            Some(bar) => bar.set_message(clean(&self.placed(what))),
            None => self.detail(detail),
        }
    }

    /// As [`Progress::keep`], for those who asked for more.
    pub fn detail(&self, what: &str) {
        if self.screen.voice.talk >= Verbosity::Verbose {
            self.keep(&self.placed(what));
        }
    }

    /// A drill begins, for the so-manieth time where it is drilled more than once.
    pub fn begin(&mut self, plan: &DrillPlan, repeat: Option<u32>) {
        self.drill = 1 + self.screen.begun.fetch_add(1, Ordering::Relaxed);
        self.phase_began = Moment::START;
        let DrillPlan { scenario, profile, title, .. } = plan;
        let repeat = repeat.map_or(String::new(), |repeat| format!(", repeat {repeat}"));
        self.named = format!("{scenario} ({profile}{repeat})");
        if self.screen.voice.talk >= Verbosity::Verbose {
            self.keep(&format!("{}: {title}", self.named));
        }
    }

    /// Something happened in the drill.
    pub fn event(&mut self, recorded: &Recorded, drill: &Drill) {
        if let Event::Phase { phase, because } = &recorded.event {
            self.phase_began = recorded.at;
            if self.bar.is_none() {
                self.phase(recorded.at, *phase, because);
            }
        }
        if let (Event::Action { what, happening: Happening::Failed { output, .. }, .. }, true) =
            (&recorded.event, self.screen.voice.talk >= Verbosity::Normal)
        {
            let what = if self.stack.is_some() { format!("{}: {what}", self.named) } else { what.clone() };
            self.keep(&format!("  {what} went wrong: {}", output.lines().next().unwrap_or("it says nothing")));
        }
        if let Some(bar) = &self.bar {
            bar.set_message(clean(&self.view(recorded.at, drill)));
        }
    }

    fn placed(&self, what: &str) -> String {
        self.stack.as_ref().map_or_else(|| what.to_owned(), |stack| format!("  {stack}: {}", what.trim_start()))
    }

    /// One of several that came at once, so that the drill may be further already.
    fn phase(&self, at: Moment, phase: Phase, because: &str) {
        let phase = match phase {
            Phase::Done => format!("over after {}", Span::micros(at.as_micros())),
            phase => phase.to_string(),
        };
        let drills = self.screen.drills;
        self.screen.line(&format!("drill {} of {drills}  {}  {phase}: {because}", self.drill, self.named));
    }

    fn view(&self, now: Moment, drill: &Drill) -> String {
        let mut view = format!(
            "drill {} of {}  {}  {}  {:.1} s",
            self.drill,
            self.screen.drills,
            self.named,
            drill.phase(),
            now.since(self.phase_began).as_secs()
        );
        let unwell: Vec<String> = drill.observed().unwell().into_iter().map(|unwell| unwell.who).collect();
        let total = drill.plan().probes.len() + drill.plan().detectors.len();
        let width = self.screen.voice.width.saturating_sub(4);
        let state = match unwell.len() {
            0 => format!("    all {total} probes and detectors are well"),
            n => format!("    {} of {total} are well; not: {}", total - n, unwell.join(", ")),
        };
        view.push('\n');
        view.extend(state.chars().take(width));
        view
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::net::UnixStream;

    #[test]
    fn a_terminal_that_is_gone_is_drawn_on_without_a_panic() {
        let (here, gone) = UnixStream::pair().unwrap();
        drop(gone);
        let term = console::Term::read_write_pair(here.try_clone().unwrap(), here);
        assert!(term.write_line("nobody reads this").is_err());
        let bars = MultiProgress::with_draw_target(ProgressDrawTarget::term_like(Box::new(TolerantTerm {
            term,
            trigger: crate::shutdown::Shutdown::new().1,
        })));
        let bar = bars.add(ProgressBar::new_spinner());
        bar.tick();
        bars.suspend(|| {});
        bars.println("still here").unwrap();
        bars.clear().unwrap();
    }
}
