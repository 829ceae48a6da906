//! Looks again and again, each at its time: one task a probe.

use crate::timeline::{Outcome, Sample};
use crate::words::{Moment, ProbeName, Span};
use crate::world::Heard;
use futures_util::StreamExt as _;
use futures_util::future::{AbortHandle, abortable};
use futures_util::stream::FuturesUnordered;
use std::collections::BTreeMap;
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

/// Something that can be looked through.
pub trait Poll: Send {
    /// One look.
    fn look(&mut self) -> impl Future<Output = Outcome> + Send;
}

/// The looks of one probe.
pub struct ProbeLoop<M> {
    /// Whose they are.
    pub probe: ProbeName,
    /// Makes an eye; one is used again when its look is over.
    pub make: M,
    /// So many looks can be out at a time; at least one. A service that comes back swallows what
    /// was sent a moment before, and a look that waits for its answer until it has failed would not
    /// see it come back: so others are sent meanwhile. Looks that change something, or cost the
    /// service much, are sent one after the other.
    pub most_out: u32,
    /// When a look that has no answer has failed.
    pub timeout: Span,
}

/// One look that is out.
struct Out {
    scheduled: Moment,
    sent: Moment,
    abort: AbortHandle,
}

/// Looks until nobody listens any more. The cadence can change at any time; the next look is then
/// due that long after the last one was. A look that takes longer than its cadence delays the next
/// one, unless they may overlap, and none is made up for.
pub async fn keep_looking<E: Poll>(
    mut gaze: ProbeLoop<impl FnMut() -> E + Send>,
    mut cadence: watch::Receiver<Span>,
    clock: Clock,
    heard: mpsc::UnboundedSender<Heard>,
) {
    let most = gaze.most_out.max(1);
    let spacing = gaze.timeout.as_duration() / most;
    let (mut idle, mut out, mut answers) = (Vec::new(), BTreeMap::new(), FuturesUnordered::new());
    let (mut number, mut last, mut due) = (0_u64, Instant::now(), Instant::now());
    loop {
        // While one is out, others follow it so far apart that there are never too many.
        let wake = if out.is_empty() { due } else { due.max(last + spacing) };
        tokio::select! {
            biased;
            changed = cadence.changed() => {
                if changed.is_err() {
                    return;
                }
                let every = cadence.borrow_and_update().as_duration();
                due = (last + every).max(Instant::now());
            }
            Some(answer) = answers.next(), if !answers.is_empty() => {
                let Ok((answered, eye, outcome)): Result<(u64, E, Outcome), _> = answer else { continue };
                idle.push(eye);
                let at = clock.now();
                let mut over: Vec<(Out, Outcome)> = Vec::new();
                if outcome.is_ok() {
                    over.extend(overtaken(&mut out, answered));
                }
                over.extend(out.remove(&answered).map(|look| (look, outcome)));
                for (Out { scheduled, sent, .. }, outcome) in over {
                    let sample = Sample { probe: gaze.probe.clone(), scheduled, sent, answered: at, outcome };
                    if heard.send(Heard::Sample(sample)).is_err() {
                        return;
                    }
                }
                if most == 1 {
                    due = due.max(clock.instant(at));
                }
            }
            () = tokio::time::sleep_until(wake), if out.len() < most as usize => {
                last = wake;
                due = wake + cadence.borrow().as_duration();
                let mut eye = idle.pop().unwrap_or_else(&mut gaze.make);
                number += 1;
                let this = number;
                let (look, abort) = abortable(async move {
                    let outcome = eye.look().await;
                    (this, eye, outcome)
                });
                out.insert(this, Out { scheduled: clock.at(wake), sent: clock.now(), abort });
                answers.push(look);
            }
        }
    }
}

/// Looks that were sent before one that has a good answer, and have none: they never will.
fn overtaken(out: &mut BTreeMap<u64, Out>, by: u64) -> Vec<(Out, Outcome)> {
    let later = out.split_off(&by);
    let earlier = std::mem::replace(out, later);
    let given_up = |look: Out| {
        look.abort.abort();
        (look, Outcome::Silent { symptom: "no answer, and a later look had one".to_owned() })
    };
    earlier.into_values().map(given_up).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::JourneyName;

    /// Answers well after so long; the first `hang` of them never do.
    struct Slow {
        takes: Duration,
        hangs: bool,
    }

    impl Poll for Slow {
        async fn look(&mut self) -> Outcome {
            if std::mem::take(&mut self.hangs) {
                tokio::time::sleep(Duration::from_secs(1)).await;
                return Outcome::Failed { symptom: "no answer within 1.0 s".to_owned() };
            }
            tokio::time::sleep(self.takes).await;
            Outcome::Ok
        }
    }

    /// The first `of` samples of a probe with these looks, 50 ms apart.
    async fn samples(of: usize, takes: u64, mut hang: u32, most_out: u32) -> Vec<Sample> {
        let (heard, mut hear) = mpsc::unbounded_channel();
        let (_keep, cadence) = watch::channel(Span::millis(50));
        let make = move || {
            let hangs = hang > 0;
            hang = hang.saturating_sub(1);
            Slow { takes: Duration::from_millis(takes), hangs }
        };
        let probe = ProbeName::of_journey(&JourneyName::parse("website").unwrap());
        tokio::spawn(keep_looking(
            ProbeLoop { probe, make, most_out, timeout: Span::secs(1) },
            cadence,
            Clock::start(),
            heard,
        ));
        let mut all = Vec::new();
        while all.len() < of {
            let Some(Heard::Sample(sample)) = hear.recv().await else { panic!("a sample") };
            all.push(sample);
        }
        all
    }

    fn scheduled(samples: &[Sample]) -> Vec<u64> {
        samples.iter().map(|sample| sample.scheduled.as_micros() / 1_000).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn looks_are_taken_at_their_cadence_whatever_they_take() {
        for most_out in [1, 16] {
            let taken = samples(5, 20, 0, most_out).await;
            assert_eq!(scheduled(&taken), [0, 50, 100, 150, 200]);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_look_delays_the_next_one_and_none_is_made_up_for() {
        assert_eq!(scheduled(&samples(3, 120, 0, 1).await), [0, 120, 240]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_look_that_hangs_does_not_hide_that_the_service_is_back() {
        let one_by_one = samples(2, 5, 1, 1).await;
        assert!(
            one_by_one[1].sent >= Moment::micros(1_000_000),
            "one by one it is seen a second late"
        );

        let overlapping = samples(2, 5, 1, 16).await;
        assert!(overlapping[0].outcome.is_failed() && overlapping[1].outcome.is_ok());
        assert_eq!(
            overlapping[0].sent,
            Moment::START,
            "the look that hung is on record, before the one that overtook it"
        );
        assert!(overlapping[1].answered < Moment::micros(100_000), "{:?}", overlapping[1]);
    }

    #[tokio::test(start_paused = true)]
    async fn never_too_many_are_out() {
        let taken = samples(16, 5, 16, 16).await;
        assert!(taken.iter().all(|sample| sample.outcome.is_failed()));
        let gaps = taken.windows(2).map(|pair| pair[1].sent.since(pair[0].sent));
        assert!(gaps.min().unwrap() >= Span::millis(50), "a second's time-out and sixteen looks");
    }
}
