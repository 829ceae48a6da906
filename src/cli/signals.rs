//! The ladder: the first Ctrl-C stops the drill and undoes, the second hurries, the third leaves.
//!
//! SIGTERM is a rung as SIGINT is, and so is the time limit of the run. A terminal that is closed (SIGHUP, or what is drawn
//! on it can no longer be written) is the first and never more. What each does is said on the screen when it is reached ([`Ladder::tell`]).

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// At this rung the drill stops, its fault is taken back, logs are kept and everything is taken down, in order.
pub const STOP: u32 = 1;
/// At this rung nothing is waited for any more, neither the fault's undo nor logs nor calls under way: the stack is removed
/// as it is.
pub const HURRY: u32 = 2;
/// At this rung firedrill goes, and leaves to `recover` what there is.
pub const LEAVE: u32 = 3;

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

    /// Up to the first rung, and no further: a terminal that is closed can be told of twice, by a signal and by what can no
    /// longer be written to it, and nobody who closes one asks for hurry.
    pub fn for_an_orderly_end(&self) {
        self.0.send_if_modified(|rung| {
            let begins = *rung < STOP;
            *rung = STOP.max(*rung);
            begins
        });
    }
}

impl Ladder {
    /// Listens from now on. A signal that cannot be listened to keeps its default effect.
    #[expect(clippy::disallowed_methods, reason = "one task that waits for signals")]
    pub fn listen() -> (Self, Ask) {
        let (ladder, ask) = Self::new();
        let mut kinds = vec![SignalKind::interrupt(), SignalKind::terminate()];
        // Whoever began it with `nohup` wants it to go on when the terminal is closed.
        if !ignores_hangups() {
            kinds.push(SignalKind::hangup());
        }
        for kind in kinds {
            let hangs_up = kind == SignalKind::hangup();
            let Ok(mut stream) = signal(kind) else { continue };
            let ask = ask.clone();
            tokio::spawn(async move {
                while stream.recv().await.is_some() {
                    if hangs_up { ask.for_an_orderly_end() } else { ask.for_an_end() }
                }
            });
        }
        (ladder, ask)
    }

    /// A ladder that only `Ask` climbs.
    pub fn new() -> (Self, Ask) {
        let (sender, pressed) = watch::channel(0);
        (Self { pressed, seen: 0, also: None }, Ask(sender))
    }

    /// How often an end was asked for so far.
    pub fn rung(&self) -> u32 {
        *self.pressed.borrow()
    }

    /// Waits until this rung is reached.
    pub async fn reaches(&mut self, wanted: u32) {
        if self.pressed.wait_for(|rung| *rung >= wanted).await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Says at each rung what happens now, and what one more would do; until it is dropped.
    pub async fn tell(mut self, say: impl Fn(&str)) {
        let mut told = 0;
        loop {
            self.reaches(told + 1).await;
            told = self.rung();
            match told {
                STOP => say("interrupted: the drill is stopped, and everything is taken back (once more hurries)"),
                HURRY => say(
                    "hurrying: logs and the drill's own undo are not waited for (once more leaves everything as it is)",
                ),
                _ => return say("leaving: everything stays as it is; `firedrill recover` takes it back"),
            }
        }
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

/// Whether this process was begun with SIGHUP ignored, as the kernel says; where it does not say, it was not.
fn ignores_hangups() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt as _;

    #[tokio::test]
    async fn each_press_is_told_once_and_another_end_too() {
        let (end, also) = watch::channel(false);
        let (plain, ask) = Ladder::new();
        let mut ladder = plain.with(also);
        assert_eq!(ladder.next().now_or_never(), None);
        ask.for_an_end();
        assert_eq!(ladder.next().now_or_never(), Some(()));
        assert_eq!(ladder.next().now_or_never(), None);
        end.send_replace(true);
        assert_eq!(ladder.next().now_or_never(), Some(()));
        assert_eq!(ladder.next().now_or_never(), None);
        assert_eq!((ladder.rung(), plain.clone().next().now_or_never()), (1, Some(())));
        ask.for_an_end();
        assert_eq!((ladder.next().now_or_never(), ladder.rung()), (Some(()), 2));
    }
    #[tokio::test]
    async fn each_rung_says_what_it_does_and_what_the_next_would_do() {
        let (ladder, ask) = Ladder::new();
        let said = std::cell::RefCell::new(Vec::new());
        let mut telling = std::pin::pin!(ladder.tell(|line| said.borrow_mut().push(line.to_owned())));
        for (rung, begins) in ["interrupted", "hurrying", "leaving"].into_iter().enumerate() {
            ask.for_an_end();
            let over = telling.as_mut().now_or_never().is_some();
            assert_eq!((said.borrow().len(), over), (rung + 1, rung == 2));
            assert!(said.borrow()[rung].starts_with(begins), "{said:?}");
        }
        assert!(said.borrow()[2].contains("`firedrill recover`"));
    }

    #[tokio::test]
    async fn a_terminal_that_is_closed_is_the_first_rung_and_never_more() {
        let (ladder, ask) = Ladder::new();
        ask.for_an_orderly_end();
        ask.for_an_orderly_end();
        assert_eq!(ladder.rung(), STOP);
        ask.for_an_end();
        ask.for_an_orderly_end();
        assert_eq!(ladder.rung(), HURRY);
    }

    #[tokio::test]
    async fn a_rung_that_was_leapt_over_is_reached_all_the_same() {
        let (mut ladder, ask) = Ladder::new();
        (0..3).for_each(|_| ask.for_an_end());
        assert_eq!(ladder.reaches(HURRY).now_or_never(), Some(()));
        assert_eq!(ladder.reaches(LEAVE + 1).now_or_never(), None);
    }
}
