//! The ladder: the first Ctrl-C stops the drill and undoes, the second hurries, the third leaves.

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// How often an end was asked for: by SIGINT, SIGTERM, SIGHUP, or the time limit of the run.
#[derive(Debug, Clone)]
pub struct Ladder {
    pressed: watch::Receiver<u32>,
    seen: u32,
    /// Becomes true when the work that this one is held for is to end, whatever was pressed.
    also: Option<watch::Receiver<bool>>,
}

/// Asks for an end from within.
#[derive(Debug, Clone)]
pub struct Ask(watch::Sender<u32>);

impl Ask {
    /// One rung up.
    pub fn for_an_end(&self) {
        self.0.send_modify(|rung| *rung += 1);
    }
}

impl Ladder {
    /// Listens from now on. A signal that cannot be listened to keeps its default effect.
    #[expect(clippy::disallowed_methods, reason = "one task that waits for signals")]
    pub fn listen() -> (Self, Ask) {
        let (sender, pressed) = watch::channel(0);
        for kind in [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()] {
            let Ok(mut stream) = signal(kind) else { continue };
            let ask = Ask(sender.clone());
            tokio::spawn(async move {
                while stream.recv().await.is_some() {
                    ask.for_an_end();
                }
            });
        }
        (Self { pressed, seen: 0, also: None }, Ask(sender))
    }

    /// How often an end was asked for so far.
    pub fn rung(&self) -> u32 {
        *self.pressed.borrow()
    }

    /// A ladder for work that is also to end when `also` becomes true; that is no rung, and is told once.
    #[must_use]
    pub fn with(&self, also: watch::Receiver<bool>) -> Self {
        Self { also: Some(also), ..self.clone() }
    }

    /// Waits until an end is asked for once more than this ladder has seen.
    pub async fn next(&mut self) {
        let seen = self.seen;
        let pressed = async {
            match self.pressed.wait_for(|rung| *rung > seen).await.ok().map(|rung| *rung) {
                Some(rung) => rung,
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
            rung = pressed => self.seen = rung,
            () = also => self.also = None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt as _;

    #[tokio::test]
    async fn each_press_is_told_once_and_another_end_too() {
        let (sender, pressed) = watch::channel(0);
        let (end, also) = watch::channel(false);
        let plain = Ladder { pressed, seen: 0, also: None };
        let mut ladder = plain.with(also);
        assert_eq!(ladder.next().now_or_never(), None);
        Ask(sender.clone()).for_an_end();
        assert_eq!(ladder.next().now_or_never(), Some(()));
        assert_eq!(ladder.next().now_or_never(), None);
        end.send_replace(true);
        assert_eq!(ladder.next().now_or_never(), Some(()));
        assert_eq!(ladder.next().now_or_never(), None);
        assert_eq!((ladder.rung(), plain.clone().next().now_or_never()), (1, Some(())));
        Ask(sender).for_an_end();
        assert_eq!((ladder.next().now_or_never(), ladder.rung()), (Some(()), 2));
    }
}
