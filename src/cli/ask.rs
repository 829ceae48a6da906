//! Questions, on a terminal; and what is done where there is nobody to answer them.

use super::console::Stderr;
use super::recover::told;
use crate::journal::Unfinished;
use crate::run::{Consent, Decisions};
use crate::words::ProjectName;
use std::io::{BufRead, IsTerminal as _, Write as _};

/// Whoever sits at the terminal.
pub struct Asked {
    /// What questions are put with.
    pub voice: Stderr,
    /// Whether a project's question was answered with a yes on the command line.
    pub yes: bool,
}

impl Decisions for Asked {
    /// On a terminal it is asked; elsewhere it is said, and the run works beside what is left.
    async fn recovers_first(&self, left: &Unfinished) -> bool {
        let told = told(left);
        if left.left.is_empty() || !has_terminal() {
            self.voice.complain(&format!("warning: {told}; `firedrill recover` does so"));
            return false;
        }
        self.voice.complain(&format!("{told}.\nTake it down first? [Y/n] "));
        let yes = answer().await.is_some_and(|answer| answer.is_empty() || is_yes(&answer));
        if !yes {
            self.voice.complain("it is left as it is; `firedrill recover` takes it down");
        }
        yes
    }

    /// Anything but a yes is a no; where nobody can answer, it is not asked.
    async fn may_break(&self, project: &ProjectName) -> Consent {
        if self.yes {
            return Consent::Given;
        }
        if !has_terminal() {
            return Consent::NobodyToAsk;
        }
        // Where standard error is closed, there is no answer either.
        let _ = write!(
            std::io::stderr().lock(),
            "Break and put back these containers of project {project}? [y/N] "
        );
        if answer().await.is_some_and(|answer| is_yes(&answer)) {
            Consent::Given
        } else {
            Consent::Refused
        }
    }
}

impl Asked {
    /// Whether these commands may be run in somebody's project. Anything but a yes is a no.
    pub async fn may_run(&self, project: &ProjectName, commands: &[String]) -> Consent {
        if self.yes {
            return Consent::Given;
        }
        if !has_terminal() {
            return Consent::NobodyToAsk;
        }
        let commands = commands.join("; ");
        let _ = write!(std::io::stderr().lock(), "Run in project {project}: {commands} [y/N] ");
        if answer().await.is_some_and(|answer| is_yes(&answer)) {
            Consent::Given
        } else {
            Consent::Refused
        }
    }
}

/// Whether somebody can read a question and answer it.
fn has_terminal() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

fn is_yes(answer: &str) -> bool {
    ["y", "yes"].contains(&answer.to_lowercase().as_str())
}

/// What a person types, read beside everything else: whoever is asked may take their time, or press
/// Ctrl-C, and then nothing waits for the line that never comes.
async fn answer() -> Option<String> {
    let (tell, told) = tokio::sync::oneshot::channel();
    #[expect(
        clippy::disallowed_methods,
        reason = "this thread waits for a line, and ends with the process at the latest"
    )]
    std::thread::spawn(move || tell.send(line(&mut std::io::stdin().lock())));
    told.await.ok().flatten()
}

/// A line without what surrounds it; none at the end of the input.
fn line(input: &mut impl BufRead) -> Option<String> {
    let mut line = String::new();
    match input.read_line(&mut line) {
        Ok(0) | Err(_) => None,
        Ok(_) => Some(line.trim().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_line_is_an_answer_and_no_line_is_none() {
        let typed = |text: &str| line(&mut text.as_bytes());
        assert_eq!(typed("\n").as_deref(), Some(""));
        assert_eq!(typed(" Yes \n").as_deref(), Some("Yes"));
        assert_eq!(typed(""), None);
    }

    #[test]
    fn only_a_yes_is_one() {
        assert!(is_yes("y") && is_yes("YES"));
        assert!(["", "n", "no", "yep", "y y", "j"].iter().all(|answer| !is_yes(answer)));
    }
}
