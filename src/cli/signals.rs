//! The ladder: the first Ctrl-C stops the drill and undoes, the second hurries, the third leaves.

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// How often an end was asked for: by SIGINT, SIGTERM, SIGHUP, or the time limit of the run.
#[derive(Debug, Clone)]
pub struct Ladder {
    pressed: watch::Receiver<u32>,
    seen: u32,
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
        (Self { pressed, seen: 0 }, Ask(sender))
    }

    /// How often an end was asked for so far.
    pub fn rung(&self) -> u32 {
        *self.pressed.borrow()
    }

    /// Waits until an end is asked for once more than this ladder has seen.
    pub async fn next(&mut self) -> u32 {
        let seen = self.seen;
        let rung = self.pressed.wait_for(|rung| *rung > seen).await.ok().map(|rung| *rung);
        match rung {
            Some(rung) => self.seen = rung,
            None => std::future::pending().await,
        }
        self.seen
    }
}
