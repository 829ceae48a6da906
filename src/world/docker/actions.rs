//! Does what a drill asks for: faults, their undo, and the documented commands.

use super::Site;
use crate::droplet::{Ran, Terminal};
use crate::fault;
use crate::words::Span;
use crate::world::{Act, ActResult};

/// A documented command may take this long; the drill's own bound is mostly shorter.
const COMMAND_BOUND: Span = Span::secs(120);

/// A question has an answer within this time, or none.
const QUESTION_BOUND: Span = Span::secs(10);

/// Does it, and says how it ended. It always ends: every call beneath has a bound of its own.
pub(crate) async fn act(site: &Site, act: &Act) -> ActResult {
    let told = |result: Result<String, fault::FaultError>| match result {
        Ok(output) => ActResult::Done { exit: None, output },
        Err(error) => ActResult::Failed { exit: None, output: error.to_string() },
    };
    match act {
        Act::Approach { step, fault } => told(fault::approach(site, step, fault).await),
        Act::Inject(fault) => told(fault::inject(site, fault).await),
        Act::Undo(fault) => told(fault::undo(site, fault).await),
        Act::StartEarly(service) | Act::Start(service) => told(fault::start(site, service).await),
        Act::Run(line) => run(site, line, Terminal::Yes, COMMAND_BOUND).await,
        Act::Ask(question) => run(site, &question.line, Terminal::No, QUESTION_BOUND).await,
    }
}

/// Word for word, as the operator would type it on the server: in a login shell.
async fn run(site: &Site, line: &str, terminal: Terminal, bound: Span) -> ActResult {
    let ran = match site.shell() {
        Ok(shell) => shell.run(line, terminal, bound).await,
        Err(error) => Err(error),
    };
    match ran {
        // Whatever the command made of it: it did not do what it would do on the server.
        Ok(Ran { refused: Some(why), .. }) => {
            ActResult::NotRun { why: format!("firedrill cannot run this: {}", site.hide(&why)) }
        }
        Ok(ran) if ran.timed_out => ActResult::Failed {
            exit: None,
            output: format!("not over within {bound}; it was killed"),
        },
        Ok(ran) => {
            let output = site.hide(&format!("{}{}", ran.stdout, ran.stderr));
            ActResult::of_command(ran.exit, output.trim().to_owned())
        }
        Err(error) => ActResult::NotRun { why: format!("firedrill cannot run this: {error}") },
    }
}
