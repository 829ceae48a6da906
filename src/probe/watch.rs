//! The stack's own detectors: asked whether they notice something. What cannot be asked says
//! nothing.

use super::alerts::{state, unasked};
use super::symptom;
use super::ways::Ways;
use crate::droplet::{Ran, Terminal};
use crate::pack::{Detector, DetectorHow};
use crate::timeline::Says;
use crate::words::Span;

/// How long a detector may take. A health check that hangs is killed then and, as with `timeout` in
/// an operator's cron, has not succeeded.
pub(super) const BOUND: Span = Span::secs(5);

/// Asks a detector whether it says that something is wrong, and what it says.
pub async fn ask(ways: &Ways, detector: &Detector) -> (Says, String) {
    match &detector.how {
        DetectorHow::Command { line, wrong_when } => {
            command(ways, line, wrong_when.as_deref()).await
        }
        DetectorHow::Alert { at, rule } => {
            let asked = tokio::time::timeout(BOUND.as_duration(), state(ways, at, rule)).await;
            match asked.unwrap_or_else(|_| Err(unasked(&symptom::silence(BOUND)))) {
                Ok(says @ Says::Noticed) => (says, "firing".to_owned()),
                Ok(says @ Says::Pending) => (says, "pending".to_owned()),
                Ok(says) => (says, "inactive".to_owned()),
                Err(why) => (Says::Unanswered, why),
            }
        }
    }
}

/// A command says that something is wrong by its exit status, or by these words.
async fn command(ways: &Ways, line: &str, wrong_when: Option<&str>) -> (Says, String) {
    let Some(shell) = ways.shell() else {
        return (Says::Unanswered, "no agent in the droplet".to_owned());
    };
    let ran = shell.run(line, Terminal::No, BOUND).await;
    // Before anything is cut off: a part of a secret is not found any more.
    let hide = |text: &str| ways.password().hide_in(text);
    match ran.map(|ran| Ran { stdout: hide(&ran.stdout), stderr: hide(&ran.stderr), ..ran }) {
        // Whatever the command made of it: it did not look at what it would look at on the server.
        Ok(Ran { refused: Some(why), .. }) => (
            Says::Unanswered,
            format!("firedrill cannot run this check: {}", symptom::cut(&hide(&why))),
        ),
        Ok(Ran { timed_out: true, .. }) => (Says::Noticed, format!("not over within {BOUND}")),
        Ok(ran) => match wrong_when {
            None => (wrong(ran.exit != 0), told(&ran)),
            Some(words) => {
                let said =
                    ran.stdout.lines().chain(ran.stderr.lines()).find(|line| line.contains(words));
                (
                    wrong(said.is_some()),
                    said.map_or_else(|| told(&ran), |line| symptom::cut(line.trim())),
                )
            }
        },
        Err(error) => (Says::Unanswered, error.to_string()),
    }
}

const fn wrong(is_wrong: bool) -> Says {
    if is_wrong { Says::Noticed } else { Says::Quiet }
}

/// The exit status and the first line that says something; of a failure, rather one that was meant
/// as a complaint.
fn told(ran: &Ran) -> String {
    let (first, second) =
        if ran.exit == 0 { (&ran.stdout, &ran.stderr) } else { (&ran.stderr, &ran.stdout) };
    let line = first.lines().chain(second.lines()).find(|line| !line.trim().is_empty());
    match line {
        Some(line) => format!("exit {}: {}", ran.exit, symptom::cut(line)),
        None => format!("exit {}", ran.exit),
    }
}
