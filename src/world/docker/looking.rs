//! Looks again and again, each at its time: one task a probe.

use crate::timeline::{Outcome, Sample};
use crate::words::{Moment, ProbeName, Span};
use crate::world::Heard;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;

/// The drill's clock: one monotonic clock, counted from the beginning of the timeline.
#[derive(Debug, Clone, Copy)]
pub struct Clock(Instant);

impl Clock {
    /// Begins now.
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// The moment on the drill's clock.
    pub fn now(self) -> Moment {
        self.at(Instant::now())
    }

    /// A moment of the machine on the drill's clock.
    pub fn at(self, instant: Instant) -> Moment {
        Moment::START + Span::from(instant.saturating_duration_since(self.0))
    }

    /// The other way round, for timers.
    pub fn instant(self, moment: Moment) -> Instant {
        self.0 + Duration::from_micros(moment.as_micros())
    }
}

/// Looks until nobody listens any more. The cadence can change at any time; the next look is then due that long after the
/// last one was. A look that takes longer than its cadence delays the next one, and none is made up for.
pub async fn keep_looking(
    probe: ProbeName,
    mut cadence: watch::Receiver<Span>,
    clock: Clock,
    heard: mpsc::UnboundedSender<Heard>,
    mut look: impl AsyncFnMut() -> Outcome,
) {
    let mut last = Instant::now();
    let mut due = last;
    loop {
        tokio::select! {
            biased;
            changed = cadence.changed() => {
                if changed.is_err() {
                    return;
                }
                let every = cadence.borrow_and_update().as_duration();
                due = (last + every).max(Instant::now());
                continue;
            }
            () = tokio::time::sleep_until(due) => {}
        }
        let sent = clock.now();
        let outcome = look().await;
        let answered = clock.now();
        let sample = Sample { probe: probe.clone(), scheduled: clock.at(due), sent, answered, outcome };
        if heard.send(Heard::Sample(sample)).is_err() {
            return;
        }
        last = due;
        due = (due + cadence.borrow().as_duration()).max(clock.instant(answered));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn samples(of: usize, every: u64, takes: u64) -> Vec<Sample> {
        let (heard, mut hear) = mpsc::unbounded_channel();
        let (_keep, cadence) = watch::channel(Span::millis(every));
        let probe = ProbeName::of_journey(&crate::words::JourneyName::parse("website").unwrap());
        let look = async move || {
            tokio::time::sleep(Duration::from_millis(takes)).await;
            Outcome::Ok
        };
        tokio::spawn(keep_looking(probe, cadence, Clock::start(), heard, look));
        let mut all = Vec::new();
        while all.len() < of {
            let Some(Heard::Sample(sample)) = hear.recv().await else { panic!("a sample") };
            all.push(sample);
        }
        all
    }

    #[tokio::test(start_paused = true)]
    async fn looks_are_taken_at_their_cadence_whatever_they_take() {
        let taken = samples(5, 50, 20).await;
        let scheduled: Vec<u64> = taken.iter().map(|sample| sample.scheduled.as_micros() / 1_000).collect();
        assert_eq!(scheduled, [0, 50, 100, 150, 200]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_look_delays_the_next_one_and_none_is_made_up_for() {
        let taken = samples(3, 50, 120).await;
        let scheduled: Vec<u64> = taken.iter().map(|sample| sample.scheduled.as_micros() / 1_000).collect();
        assert_eq!(scheduled, [0, 120, 240]);
    }
}
