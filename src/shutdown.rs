//! Requests to end a run: the first Ctrl-C stops the drill and undoes, the second hurries, the
//! third leaves.
//!
//! SIGTERM counts as SIGINT does, and so does the time limit of the run. A terminal that is closed
//! (SIGHUP, or what is drawn on it can no longer be written) is the first request and never more.

#![expect(
    clippy::disallowed_methods,
    reason = "an edge: one task waits for each signal and for the limit, and the kernel is asked \
              what is ignored"
)]

use crate::words::Span;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// How urgently a run is to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The drill stops, its fault is taken back, logs are kept and everything is taken down, in
    /// order.
    Stop,
    /// Nothing is waited for any more, neither the fault's undo nor logs nor calls under way: the
    /// stack is removed as it is.
    Hurry,
    /// firedrill goes, and leaves to `recover` what there is.
    Leave,
}

impl Level {
    /// So many requests make it.
    const fn requests(self) -> u32 {
        match self {
            Self::Stop => 1,
            Self::Hurry => 2,
            Self::Leave => 3,
        }
    }

    /// The level that so many requests make; none without any.
    const fn of(requests: u32) -> Option<Self> {
        match requests {
            0 => None,
            1 => Some(Self::Stop),
            2 => Some(Self::Hurry),
            _ => Some(Self::Leave),
        }
    }
}

/// How often an end was asked for: by SIGINT, SIGTERM, SIGHUP, or the time limit of the run.
#[derive(Debug, Clone)]
pub struct Shutdown {
    requests: watch::Receiver<u32>,
    seen: u32,
    /// Becomes true when the work that this one is held for is to end, whatever was pressed.
    also: Option<watch::Receiver<bool>>,
}

/// Requests an end from within.
#[derive(Debug, Clone)]
pub struct Trigger(watch::Sender<u32>);

impl Trigger {
    /// One more request.
    pub fn request(&self) {
        self.0.send_modify(|requests| *requests += 1);
    }

    /// One more request when so much time has passed.
    pub fn request_after(&self, limit: Span) {
        let trigger = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(limit.as_duration()).await;
            trigger.request();
        });
    }

    /// The first request, and never more: a terminal that is closed can be told of twice, by a
    /// signal and by what can no longer be written to it, and nobody who closes one asks for hurry.
    pub fn request_in_order(&self) {
        self.0.send_if_modified(|requests| {
            let begins = *requests == 0;
            *requests = 1.max(*requests);
            begins
        });
    }
}

impl Shutdown {
    /// Listens from now on. A signal that cannot be listened to keeps its default effect.
    pub fn listen() -> (Self, Trigger) {
        let (shutdown, trigger) = Self::new();
        let mut kinds = vec![SignalKind::interrupt(), SignalKind::terminate()];
        // Whoever began it with `nohup` wants it to go on when the terminal is closed.
        if !ignores_hangups() {
            kinds.push(SignalKind::hangup());
        }
        for kind in kinds {
            let hangs_up = kind == SignalKind::hangup();
            let Ok(mut stream) = signal(kind) else { continue };
            let trigger = trigger.clone();
            tokio::spawn(async move {
                while stream.recv().await.is_some() {
                    if hangs_up { trigger.request_in_order() } else { trigger.request() }
                }
            });
        }
        (shutdown, trigger)
    }

    /// One that only its [`Trigger`] requests.
    pub fn new() -> (Self, Trigger) {
        let (sender, requests) = watch::channel(0);
        (Self { requests, seen: 0, also: None }, Trigger(sender))
    }

    /// How urgently the run is to end; none while nobody has asked for it.
    pub fn level(&self) -> Option<Level> {
        Level::of(*self.requests.borrow())
    }

    /// Waits until this level is reached.
    pub async fn reaches(&mut self, wanted: Level) {
        if self.requests.wait_for(|requests| *requests >= wanted.requests()).await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// The same for work that is also to end when `also` becomes true; that is no request, and is
    /// told once.
    #[must_use]
    pub fn with(&self, also: watch::Receiver<bool>) -> Self {
        Self { also: Some(also), ..self.clone() }
    }

    /// Waits until an end is requested once more than this one has seen.
    pub async fn next(&mut self) {
        let seen = self.seen;
        let requested = async {
            match self
                .requests
                .wait_for(|requests| *requests > seen)
                .await
                .ok()
                .map(|requests| *requests)
            {
                Some(requests) => requests,
                None => std::future::pending().await,
            }
        };
        let also = async {
            let told = match &mut self.also {
                Some(also) => also.wait_for(|end| *end).await.is_ok(),
                None => false,
            };
            if !told {
                std::future::pending::<()>().await;
            }
        };
        tokio::select! {
            requests = requested => self.seen = requests,
            () = also => self.also = None,
        }
    }
}

/// Whether this process was begun with SIGHUP ignored, as the kernel says; where it does not say,
/// it was not.
fn ignores_hangups() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .is_some_and(|mask| mask & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt as _;

    #[tokio::test]
    async fn each_press_is_told_once_and_another_end_too() {
        let (end, also) = watch::channel(false);
        let (plain, trigger) = Shutdown::new();
        let mut shutdown = plain.with(also);
        assert_eq!(shutdown.next().now_or_never(), None);
        trigger.request();
        assert_eq!(shutdown.next().now_or_never(), Some(()));
        assert_eq!(shutdown.next().now_or_never(), None);
        end.send_replace(true);
        assert_eq!(shutdown.next().now_or_never(), Some(()));
        assert_eq!(shutdown.next().now_or_never(), None);
        assert_eq!(
            (shutdown.level(), plain.clone().next().now_or_never()),
            (Some(Level::Stop), Some(()))
        );
        trigger.request();
        assert_eq!(
            (shutdown.next().now_or_never(), shutdown.level()),
            (Some(()), Some(Level::Hurry))
        );
    }
    #[tokio::test]
    async fn a_terminal_that_is_closed_is_the_first_request_and_never_more() {
        let (shutdown, trigger) = Shutdown::new();
        trigger.request_in_order();
        trigger.request_in_order();
        assert_eq!(shutdown.level(), Some(Level::Stop));
        trigger.request();
        trigger.request_in_order();
        assert_eq!(shutdown.level(), Some(Level::Hurry));
    }

    #[tokio::test]
    async fn a_level_that_was_leapt_over_is_reached_all_the_same() {
        let (mut shutdown, trigger) = Shutdown::new();
        (0..2).for_each(|_| trigger.request());
        assert_eq!(shutdown.reaches(Level::Stop).now_or_never(), Some(()));
        assert_eq!(shutdown.reaches(Level::Hurry).now_or_never(), Some(()));
        assert_eq!(shutdown.reaches(Level::Leave).now_or_never(), None);
    }
}
