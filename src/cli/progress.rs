//! What happens, while it happens: a live view on a terminal, plain lines elsewhere. All of it on
//! standard error.

mod terminal;

use super::console::{Stderr, Verbosity};
use super::recover;
use super::run::ProjectShown;
use super::sanitize::{Reader, for_people};
use crate::drill::Drill;
use crate::plan::DrillPlan;
use crate::report::clean_lines;
use crate::run::{EventSink, RunEvent, Whose, WorkerEvent};
use crate::shutdown::{Level, Trigger};
use crate::stack;
use crate::timeline::{Event, Happening, Phase, Recorded};
use crate::words::{Moment, Span};
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressFinish, ProgressStyle};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use terminal::TolerantTerm;

/// A live view is drawn with control characters of its own, and nobody else's.
fn clean(what: &str) -> String {
    for_people(what, false, Reader::Anybody)
}

/// How often the live view is drawn a second, at most.
const HERTZ: u8 = 20;

/// Where all workers of a run show what they do.
#[derive(Debug)]
pub struct Screen {
    voice: Stderr,
    bars: Option<MultiProgress>,
    shown: Mutex<Shown>,
}

/// What was shown so far.
#[derive(Debug, Default)]
struct Shown {
    /// So many drills the run has.
    drills: usize,
    /// So many of them were begun.
    begun: usize,
    workers: BTreeMap<usize, Worker>,
}

impl EventSink for Screen {
    fn event(&self, at: Span, event: &RunEvent<'_>) {
        // What another thread failed to show keeps nobody from showing more.
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        match event {
            RunEvent::Recovered { run, recovery } => {
                // Standard output is the run's.
                recover::tell(run, recovery, self.voice, |line| self.voice.say(line));
            }
            RunEvent::ProjectPlanned(plan) => {
                self.voice.complain(&clean_lines(&ProjectShown { plan }.to_string()));
            }
            RunEvent::Simulated { seed } => {
                self.voice.say(&format!(
                    "simulated, no engine is used; `--seed {seed}` gives the same run again"
                ));
            }
            RunEvent::Began { drills } => shown.drills = *drills,
            RunEvent::Shutdown(level) => self.keep(at, urgency(*level)),
            RunEvent::Worker { number, event } => self.worker(at, &mut shown, *number, event),
            RunEvent::DrillsOver => {
                shown.workers.clear();
                if let Some(bars) = &self.bars {
                    // A terminal that cannot be cleared keeps its last view.
                    let _ = bars.clear();
                }
            }
        }
    }
}

/// What happens now, and what one more request would do.
const fn urgency(level: Level) -> &'static str {
    match level {
        Level::Stop => {
            "interrupted: the drill is stopped, and everything is taken back (once more hurries)"
        }
        Level::Hurry => {
            "hurrying: logs and the drill's own undo are not waited for (once more leaves \
             everything as it is)"
        }
        Level::Leave => "leaving: everything stays as it is; `firedrill recover` takes it back",
    }
}

impl Screen {
    /// For one run. A live view whose terminal is gone asks for an end.
    pub fn new(voice: Stderr, trigger: Trigger) -> Arc<Self> {
        let target = || {
            let term = TolerantTerm { term: console::Term::buffered_stderr(), trigger };
            ProgressDrawTarget::term_like_with_hz(Box::new(term), HERTZ)
        };
        let bars = voice.live.then(|| MultiProgress::with_draw_target(target()));
        Arc::new(Self { voice, bars, shown: Mutex::default() })
    }

    fn worker(&self, at: Span, shown: &mut Shown, number: usize, event: &WorkerEvent<'_>) {
        if let WorkerEvent::Over = event {
            // Its line goes with it.
            shown.workers.remove(&number);
            return;
        }
        let Shown { drills, begun, workers } = shown;
        let worker = workers.entry(number).or_insert_with(|| Worker::new(self.bars.as_ref()));
        if let WorkerEvent::DrillBegan { .. } = event {
            *begun += 1;
            worker.drill = *begun;
        }
        Show { screen: self, at, drills: *drills, worker }.event(event);
    }

    /// Something that stays on the screen.
    fn keep(&self, at: Span, what: &str) {
        match &self.bars {
            Some(bars) => bars.suspend(|| self.voice.say(what)),
            None => self.line(at, what),
        }
    }

    fn line(&self, at: Span, what: &str) {
        self.voice.say(&format!("{:>6.1} s  {what}", at.as_secs()));
    }
}

/// What is shown of one worker.
#[derive(Debug)]
struct Worker {
    bar: Option<ProgressBar>,
    /// Which of several stacks it works on; said before what does not name it.
    stack: Option<String>,
    /// Which of the run's drills it is at, in the order in which they begin.
    drill: usize,
    /// The drill as it is called.
    named: String,
    phase_began: Moment,
}

impl Worker {
    fn new(bars: Option<&MultiProgress>) -> Self {
        let bar = bars.map(|bars| {
            let bar = bars.add(ProgressBar::new_spinner().with_finish(ProgressFinish::AndClear));
            // The template is a constant of ours; one that does not read would be drawn as the
            // default.
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
                bar.set_style(style.tick_strings(&["⠋", "⠙", "⠸", "⠴", "⠦", "⠇", " "]));
            }
            bar.enable_steady_tick(Duration::from_millis(100));
            bar
        });
        Self { bar, stack: None, drill: 0, named: String::new(), phase_began: Moment::START }
    }

    fn placed(&self, what: &str) -> String {
        self.stack
            .as_ref()
            .map_or_else(|| what.to_owned(), |stack| format!("  {stack}: {}", what.trim_start()))
    }
}

/// Shows one event of a worker.
struct Show<'a> {
    screen: &'a Screen,
    at: Span,
    drills: usize,
    worker: &'a mut Worker,
}

impl Show<'_> {
    fn event(&mut self, event: &WorkerEvent<'_>) {
        match event {
            WorkerEvent::LookingForImages => self.stage("looking for images"),
            WorkerEvent::Stack(progress) => self.stack(progress),
            WorkerEvent::OneOfSeveral(stack) => self.worker.stack = Some(format!("stack {stack}")),
            WorkerEvent::StackStarting(stack) => self.stage(&format!("starting stack {stack}")),
            WorkerEvent::StackStarted(stack) => {
                self.stage(&format!("stack {stack} is started; waiting until all is well"));
            }
            WorkerEvent::StackUp { stack, started, travelled, well } => self.keep(&format!(
                "stack {stack} is up: started in {:.1} s, journeys well after {:.1} s, all well \
                 after {:.1} s",
                started.as_secs_f64(),
                travelled.as_secs_f64(),
                well.as_secs_f64()
            )),
            WorkerEvent::ProjectAwaited(project) => {
                self.stage(&format!("waiting until project {project} is well"));
            }
            WorkerEvent::ProjectWell { project, after } => {
                self.keep(&format!(
                    "project {project} is well: seen after {:.1} s",
                    after.as_secs_f64()
                ));
            }
            WorkerEvent::Differs(note) => self.keep(&clean_lines(note)),
            WorkerEvent::DrillBegan { plan, repeat } => self.drill_began(plan, *repeat),
            WorkerEvent::Drill { recorded, drill } => self.drill(recorded, drill),
            WorkerEvent::LogMissing(what) => self.detail(&format!("  {what}")),
            WorkerEvent::LogsNotKept { why } => {
                self.keep(&format!("  the containers' logs could not be kept: {why}"));
            }
            WorkerEvent::TakingDown(stack) => self.stage(&format!("taking down stack {stack}")),
            WorkerEvent::PuttingBack(project) => {
                self.stage(&format!("putting back project {project}"));
            }
            WorkerEvent::Again { whose, before: DrillPlan { scenario, profile, .. } } => {
                let again = match whose {
                    Whose::Own | Whose::Simulated => "the stack is replaced",
                    Whose::Somebodys => "the project is looked at again",
                };
                self.keep(&format!("{again} before {scenario} ({profile})"));
            }
            WorkerEvent::Over => {}
        }
    }

    fn stack(&self, progress: &stack::Progress) {
        match progress {
            stack::Progress::Image { doing } => self.keep(doing),
            stack::Progress::Line(line) => self.detail(&format!("  {line}")),
            stack::Progress::Network(net) => self.detail(&format!("  network {net}.0/24")),
            stack::Progress::Started { service, started, of } => match &self.worker.bar {
                Some(bar) => bar.set_message(clean(
                    &self.worker.placed(&format!("starting: {started} of {of}")),
                )),
                None => self.detail(&format!("  {service} started")),
            },
            stack::Progress::Ready { service } => self.detail(&format!("  {service} is ready")),
        }
    }

    /// Something of the stack's: images, start, taking down. It says of which.
    fn stage(&self, what: &str) {
        match &self.worker.bar {
            Some(bar) => bar.set_message(clean(what)),
            None => self.screen.line(self.at, what),
        }
    }

    /// Something that stays on the screen.
    fn keep(&self, what: &str) {
        self.screen.keep(self.at, what);
    }

    /// As [`Show::keep`], for those who asked for more.
    fn detail(&self, what: &str) {
        if self.screen.voice.talk >= Verbosity::Verbose {
            self.keep(&self.worker.placed(what));
        }
    }

    fn drill_began(&mut self, plan: &DrillPlan, repeat: Option<u32>) {
        self.worker.phase_began = Moment::START;
        let DrillPlan { scenario, profile, title, .. } = plan;
        let repeat = repeat.map_or(String::new(), |repeat| format!(", repeat {repeat}"));
        self.worker.named = format!("{scenario} ({profile}{repeat})");
        if self.screen.voice.talk >= Verbosity::Verbose {
            self.keep(&format!("{}: {title}", self.worker.named));
        }
    }

    /// Something happened in the drill.
    fn drill(&mut self, recorded: &Recorded, drill: &Drill) {
        if let Event::Phase { phase, because } = &recorded.event {
            self.worker.phase_began = recorded.at;
            if self.worker.bar.is_none() {
                self.phase(recorded.at, *phase, because);
            }
        }
        let Worker { stack, named, bar, .. } = &*self.worker;
        if let (Event::Action { what, happening: Happening::Failed { output, .. }, .. }, true) =
            (&recorded.event, self.screen.voice.talk >= Verbosity::Normal)
        {
            let what = if stack.is_some() { format!("{named}: {what}") } else { what.clone() };
            self.keep(&format!(
                "  {what} went wrong: {}",
                output.lines().next().unwrap_or("it says nothing")
            ));
        }
        if let Some(bar) = bar {
            bar.set_message(clean(&self.view(recorded.at, drill)));
        }
    }

    /// One of several that came at once, so that the drill may be further already.
    fn phase(&self, at: Moment, phase: Phase, because: &str) {
        let phase = match phase {
            Phase::Done => format!("over after {}", Span::micros(at.as_micros())),
            phase => phase.to_string(),
        };
        let Worker { drill, named, .. } = &*self.worker;
        self.screen.line(
            self.at,
            &format!("drill {drill} of {}  {named}  {phase}: {because}", self.drills),
        );
    }

    fn view(&self, now: Moment, drill: &Drill) -> String {
        let mut view = format!(
            "drill {} of {}  {}  {}  {:.1} s",
            self.worker.drill,
            self.drills,
            self.worker.named,
            drill.phase(),
            now.since(self.worker.phase_began).as_secs()
        );
        let unwell: Vec<String> =
            drill.observed().unwell().into_iter().map(|unwell| unwell.who).collect();
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

    #[test]
    fn each_level_says_what_it_does_and_what_one_more_request_would_do() {
        assert!(
            urgency(Level::Stop).starts_with("interrupted")
                && urgency(Level::Stop).contains("once more")
        );
        assert!(
            urgency(Level::Hurry).starts_with("hurrying")
                && urgency(Level::Hurry).contains("once more")
        );
        assert!(
            urgency(Level::Leave).starts_with("leaving")
                && urgency(Level::Leave).contains("`firedrill recover`")
        );
    }
}
