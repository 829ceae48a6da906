//! What happens, while it happens: a live view on a terminal, plain lines elsewhere. All of it on standard error.

use super::console::{Talk, Voice};
use crate::drill::Drill;
use crate::plan::DrillPlan;
use crate::timeline::{Event, Happening, Phase, Recorded};
use crate::words::Moment;
use indicatif::{ProgressBar, ProgressStyle};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A view that another thread failed with is still good to be drawn.
pub fn lock(progress: &Mutex<Progress>) -> MutexGuard<'_, Progress> {
    progress.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Shows a run's progress.
#[derive(Debug)]
pub struct Progress {
    voice: Voice,
    bar: Option<ProgressBar>,
    began: std::time::Instant,
    drills: usize,
    drill: usize,
    phase_began: Moment,
}

impl Progress {
    /// Of a run of so many drills, from now on.
    pub fn new(voice: Voice, drills: usize) -> Self {
        let bar = voice.live.then(|| {
            let bar = ProgressBar::new_spinner();
            // The template is a constant of ours; one that does not read would be drawn as the default.
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
                bar.set_style(style.tick_strings(&["⠋", "⠙", "⠸", "⠴", "⠦", "⠇", " "]));
            }
            bar.enable_steady_tick(Duration::from_millis(100));
            bar
        });
        Self { voice, bar, began: std::time::Instant::now(), drills, drill: 0, phase_began: Moment::START }
    }

    /// Something of the stack's: images, start, taking down.
    pub fn stage(&self, what: &str) {
        match &self.bar {
            Some(bar) => bar.set_message(what.to_owned()),
            None => self.line(what),
        }
    }

    /// Something that stays on the screen.
    pub fn keep(&self, what: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| self.voice.say(what)),
            None => self.line(what),
        }
    }

    /// Something that passes in the live view, and that only those are told who asked for more.
    pub fn stage_detail(&self, what: &str, detail: &str) {
        match &self.bar {
            Some(bar) => bar.set_message(what.to_owned()),
            None => self.detail(detail),
        }
    }

    /// As [`Progress::keep`], for those who asked for more.
    pub fn detail(&self, what: &str) {
        if self.voice.talk >= Talk::Verbose {
            self.keep(what);
        }
    }

    /// A drill begins.
    pub fn begin(&mut self, plan: &DrillPlan) {
        self.drill += 1;
        self.phase_began = Moment::START;
        self.detail(&format!("{} ({}): {}", plan.scenario, plan.profile, plan.title));
    }

    /// Something happened in the drill.
    pub fn event(&mut self, recorded: &Recorded, drill: &Drill) {
        if let Event::Phase { because, .. } = &recorded.event {
            self.phase_began = recorded.at;
            if self.bar.is_none() {
                self.phase(recorded, drill, because);
            }
        }
        if let (Event::Action { what, happening: Happening::Failed { output, .. }, .. }, true) =
            (&recorded.event, self.voice.talk >= Talk::Normal)
        {
            self.keep(&format!("  {what} went wrong: {}", output.lines().next().unwrap_or("it says nothing")));
        }
        if let Some(bar) = &self.bar {
            bar.set_message(self.view(recorded.at, drill));
        }
    }

    /// Takes the live view off the screen.
    pub fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    fn phase(&self, recorded: &Recorded, drill: &Drill, because: &str) {
        let DrillPlan { scenario, profile, .. } = drill.plan();
        let at = crate::words::Span::micros(recorded.at.as_micros());
        let phase = match (drill.phase(), drill.phase() == Phase::Done) {
            (_, true) => format!("over after {at}"),
            (phase, false) => phase.to_string(),
        };
        self.line(&format!("drill {} of {}  {scenario} ({profile})  {phase}: {because}", self.drill, self.drills));
    }

    fn line(&self, what: &str) {
        self.voice.say(&format!("{:>6.1} s  {what}", self.began.elapsed().as_secs_f64()));
    }

    fn view(&self, now: Moment, drill: &Drill) -> String {
        let DrillPlan { scenario, profile, .. } = drill.plan();
        let phase = drill.phase();
        let mut view = format!(
            "drill {} of {}  {scenario} ({profile})  {phase}  {:.1} s",
            self.drill,
            self.drills,
            now.since(self.phase_began).as_secs()
        );
        let unwell: Vec<String> = drill.observed().unwell().into_iter().map(|unwell| unwell.who).collect();
        let total = drill.plan().probes.len() + drill.plan().detectors.len();
        let width = self.voice.width.saturating_sub(4);
        let state = match unwell.len() {
            0 => format!("    all {total} probes and detectors are well"),
            n => format!("    {} of {total} are well; not: {}", total - n, unwell.join(", ")),
        };
        view.push('\n');
        view.extend(state.chars().take(width));
        view
    }
}
