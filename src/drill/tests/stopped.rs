//! firedrill itself is stopped in the middle of a drill: its bounds count only the time in which it
//! looked.

use super::{header, redis_stops};
use crate::drill::{Drill, Reply};
use crate::timeline::{Event, Outcome, Phase, Sample, Says, Watched};
use crate::words::{Moment, ProbeName, Span};
use crate::world::{ActResult, Heard, Request};

const LOOK: Span = Span::millis(50);

/// A drill that hears, every 50 ms, what every probe and detector would tell it.
struct Told {
    drill: Drill,
    now: Moment,
}

impl Told {
    fn begin() -> Self {
        let plan = redis_stops();
        let header = header(&plan);
        Self { drill: Drill::begin(plan, &header).0, now: Moment::START }
    }

    fn hears(&mut self, heard: Heard) -> Reply {
        let reply = self.drill.apply(self.now, heard);
        for request in &reply.requests {
            if let Request::Act { id, .. } = request {
                let result = ActResult::Done { exit: Some(0), output: String::new() };
                self.drill.apply(self.now, Heard::Acted { id: *id, result });
            }
        }
        reply
    }

    /// Until it is in this phase, for at most so long.
    fn until(&mut self, phase: Phase, at_most: Span, down: bool) {
        let until = self.now + at_most;
        while self.drill.phase() != phase {
            assert!(self.now < until, "{phase} was not reached, but {}", self.drill.phase());
            self.now = self.now + LOOK;
            let probes: Vec<ProbeName> =
                self.drill.plan().probes.iter().map(|probe| probe.name.clone()).collect();
            for probe in probes {
                let failed = down && probe.as_str().starts_with("redis");
                let symptom = "connection refused".to_owned();
                let outcome = if failed { Outcome::Failed { symptom } } else { Outcome::Ok };
                let (sent, answered) = (self.now, self.now);
                self.hears(Heard::Sample(Sample {
                    probe,
                    scheduled: sent,
                    sent,
                    answered,
                    outcome,
                }));
            }
            let detector = self.drill.plan().detectors[0].name.clone();
            let quiet = Watched {
                detector,
                sent: self.now,
                answered: self.now,
                says: Says::Quiet,
                detail: String::new(),
            };
            self.hears(Heard::Watched(quiet));
        }
    }
}

#[test]
fn no_phase_is_over_because_nobody_looked() {
    let mut told = Told::begin();
    told.until(Phase::Inject, Span::secs(5), false);
    told.until(Phase::Observe, Span::secs(5), true);
    let bound = told.drill.plan().bounds.observe;
    let stopped = bound + bound;
    told.now = told.now + stopped;
    let reply = told.hears(Heard::Woke);
    let is_told = |event: &Event| matches!(event, Event::Note { text } if text.contains(&format!("nothing was heard for {stopped}")));
    assert!(reply.records.iter().any(|recorded| is_told(&recorded.event)), "{:?}", reply.records);
    assert_eq!(told.drill.phase(), Phase::Observe);
    let wakes = |request: &Request| matches!(request, Request::Wake { at } if *at > told.now && *at <= told.now + bound);
    assert!(reply.requests.iter().any(wakes), "its end is asked for again: {:?}", reply.requests);

    // The alert, which is claimed, never comes: the bound ends the phase, in its own time.
    let began = told.now;
    told.until(Phase::Recover, bound + LOOK, true);
    assert!(told.now.since(began) > Span::secs(1), "after {}", told.now.since(began));
}
