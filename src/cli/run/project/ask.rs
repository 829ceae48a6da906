//! The question, before anything of somebody else's is broken.

use crate::cli::error::{Failure, Status};
use crate::cli::run::opening::interrupted;
use crate::shutdown::Shutdown;
use crate::words::ProjectName;
use std::io::{BufRead as _, IsTerminal as _, Write as _};
use tokio::sync::oneshot;

/// Asks, unless `yes` has answered already. Anything but a yes is a no; where nobody can answer, it is not asked.
pub async fn agreed(yes: bool, project: &ProjectName, shutdown: &mut Shutdown) -> Result<(), Failure> {
    if yes {
        return Ok(());
    }
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        let message =
            format!("to break project {project} needs a yes, and there is no terminal to ask on; nothing was touched");
        return Err(Failure::new(Status::Wrong, message).hint("read what is shown above, and pass --yes"));
    }
    // Where standard error is closed, there is no answer either.
    let _ = write!(std::io::stderr().lock(), "Break and put back these containers of project {project}? [y/N] ");
    let answer = tokio::select! {
        answer = answer() => answer,
        () = shutdown.next() => return Err(interrupted()),
    };
    if is_yes(&answer) {
        return Ok(());
    }
    Err(Failure::new(Status::Aborted, format!("project {project} was not drilled; nothing was touched")))
}

fn is_yes(answer: &str) -> bool {
    ["y", "yes"].contains(&answer.trim().to_ascii_lowercase().as_str())
}

/// The line that is typed; empty where there is none.
async fn answer() -> String {
    let (tell, told) = oneshot::channel();
    #[expect(
        clippy::disallowed_methods,
        reason = "who types nothing and presses Ctrl-C is not waited for: this thread ends with the process"
    )]
    std::thread::spawn(move || {
        let mut line = String::new();
        let read = std::io::stdin().lock().read_line(&mut line);
        // Nobody waits any more after Ctrl-C.
        let _ = tell.send(if read.is_ok() { line } else { String::new() });
    });
    told.await.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::is_yes;

    #[test]
    fn only_a_yes_is_one() {
        assert!(is_yes("y\n") && is_yes(" YES \n"));
        assert!(["", "\n", "n", "no", "yep", "y y", "j"].iter().all(|answer| !is_yes(answer)));
    }
}
