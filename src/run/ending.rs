//! How a run comes to its end: its drills are over, somebody leaves, or something panics.

use super::error::RunError;
use super::events::{Events, RunEvent};
use crate::shutdown::{Level, Shutdown};
use futures_util::FutureExt as _;
use std::panic::AssertUnwindSafe;

/// Drills until they are over, or somebody leaves. A panic in the middle must not leave a stack
/// behind: it is caught, everything is taken down, and it is reported.
pub(super) async fn to_the_end(
    drilling: impl Future<Output = Result<(), Vec<RunError>>>,
    mut shutdown: Shutdown,
) -> Result<(), Vec<RunError>> {
    tokio::select! {
        outcome = AssertUnwindSafe(drilling).catch_unwind() => {
            outcome.unwrap_or_else(|_| Err(vec![RunError::Panicked]))
        }
        () = shutdown.reaches(Level::Leave) => Err(vec![RunError::Interrupted]),
    }
}

/// Tells each level of urgency at which an end is requested, until it is dropped. One that was
/// leapt over is not told.
pub(super) async fn tell_levels(mut shutdown: Shutdown, events: Events) {
    for level in [Level::Stop, Level::Hurry, Level::Leave] {
        shutdown.reaches(level).await;
        if shutdown.level() == Some(level) {
            events.emit(&RunEvent::Shutdown(level));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::events::EventSink;
    use crate::words::Span;
    use std::sync::{Arc, Mutex};

    /// Keeps the levels that it is told.
    #[derive(Default)]
    struct Levels(Mutex<Vec<Level>>);

    impl EventSink for Levels {
        fn event(&self, _at: Span, event: &RunEvent<'_>) {
            if let RunEvent::Shutdown(level) = event {
                self.0.lock().unwrap().push(*level);
            }
        }
    }

    #[tokio::test]
    async fn each_level_is_told_as_it_is_reached() {
        let (levels, (shutdown, trigger)) = (Arc::new(Levels::default()), Shutdown::new());
        let mut telling = std::pin::pin!(tell_levels(shutdown, Events::new(levels.clone())));
        let mut told = Vec::new();
        for level in [Level::Stop, Level::Hurry, Level::Leave] {
            trigger.request();
            let over = telling.as_mut().now_or_never().is_some();
            told.push(level);
            assert_eq!((&*levels.0.lock().unwrap(), over), (&told, level == Level::Leave));
        }
    }

    #[tokio::test]
    async fn a_level_that_was_leapt_over_is_not_told() {
        let (levels, (shutdown, trigger)) = (Arc::new(Levels::default()), Shutdown::new());
        (0..2).for_each(|_| trigger.request());
        assert!(tell_levels(shutdown, Events::new(levels.clone())).now_or_never().is_none());
        assert_eq!(*levels.0.lock().unwrap(), [Level::Hurry]);
    }
}
