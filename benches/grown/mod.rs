//! A recorded drill, grown to as many events as are wanted.
#![expect(clippy::expect_used, reason = "a fixture that does not read is to end the bench")]

#[path = "../../tests/common/recorded.rs"]
mod recorded;

use firedrill::timeline::{Event, Recorded, Timeline, event_line, header_line};
use firedrill::words::{Moment, Span};

/// The sample's drill of Redis with its samples told again and again, a moment later each time,
/// until there are so many events.
pub fn grown(events: usize) -> Timeline {
    let text = recorded::recorded("redis-stops.static");
    let recorded = Timeline::read(&text).expect("the fixture reads");
    let copies = events.div_ceil(recorded.events.len()) as u64;
    let mut all: Vec<(Moment, Event)> = Vec::with_capacity(events + recorded.events.len());
    for one in &recorded.events {
        match &one.event {
            Event::Sample(sample) => all.extend((0..copies).map(|copy| {
                let later = Span::micros(copy);
                let mut sample = sample.clone();
                (sample.sent, sample.answered) = (sample.sent + later, sample.answered + later);
                (one.at + later, Event::Sample(sample))
            })),
            other => all.push((one.at, other.clone())),
        }
    }
    all.sort_by_key(|(at, _)| *at);
    let events = (1..).zip(all).map(|(n, (at, event))| Recorded { n, at, event }).collect();
    Timeline { events, ..recorded }
}

/// The lines of its file.
pub fn lines(timeline: &Timeline) -> impl Iterator<Item = String> {
    std::iter::once(header_line(&timeline.header)).chain(timeline.events.iter().map(event_line))
}
