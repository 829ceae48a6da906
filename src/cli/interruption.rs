//! What people are told when they ask a run to end.

use crate::shutdown::{Level, Shutdown};

/// Says at each level what happens now, and what one more request would do; until it is dropped. A level that was leapt
/// over is not told.
pub async fn tell(mut shutdown: Shutdown, say: impl Fn(&str)) {
    for level in [Level::Stop, Level::Hurry, Level::Leave] {
        shutdown.reaches(level).await;
        if shutdown.level() == Some(level) {
            say(words(level));
        }
    }
}

const fn words(level: Level) -> &'static str {
    match level {
        Level::Stop => "interrupted: the drill is stopped, and everything is taken back (once more hurries)",
        Level::Hurry => {
            "hurrying: logs and the drill's own undo are not waited for (once more leaves everything as it is)"
        }
        Level::Leave => "leaving: everything stays as it is; `firedrill recover` takes it back",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt as _;

    #[tokio::test]
    async fn each_level_says_what_it_does_and_what_one_more_request_would_do() {
        let (shutdown, trigger) = Shutdown::new();
        let said = std::cell::RefCell::new(Vec::new());
        let mut telling = std::pin::pin!(tell(shutdown, |line| said.borrow_mut().push(line.to_owned())));
        for (told, begins) in ["interrupted", "hurrying", "leaving"].into_iter().enumerate() {
            trigger.request();
            let over = telling.as_mut().now_or_never().is_some();
            assert_eq!((said.borrow().len(), over), (told + 1, told == 2));
            assert!(said.borrow()[told].starts_with(begins), "{said:?}");
        }
        assert!(said.borrow()[2].contains("`firedrill recover`"));
    }

    #[tokio::test]
    async fn a_level_that_was_leapt_over_is_not_told() {
        let (shutdown, trigger) = Shutdown::new();
        let said = std::cell::RefCell::new(Vec::new());
        (0..2).for_each(|_| trigger.request());
        assert!(tell(shutdown, |line| said.borrow_mut().push(line.to_owned())).now_or_never().is_none());
        assert_eq!(said.borrow().len(), 1);
        assert!(said.borrow()[0].starts_with("hurrying"), "{said:?}");
    }
}
