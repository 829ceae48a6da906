//! Where the document's commands run: in the droplet's own shell, or read by firedrill where there
//! is no droplet.

use super::agent::{Agent, AgentError, Ran, Terminal};
use super::shim::{ShimAnswer, ShimCall, ShimHandler};
use crate::words::Span;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use std::fmt;
use std::sync::Arc;

/// Where the document's commands run. There is no third place, and a shell of this machine least of
/// all.
#[derive(Debug, Clone)]
pub enum Shell {
    /// The droplet's login shell, word for word.
    Droplet(Agent),
    /// None: firedrill reads plain docker commands itself.
    Typed(Typed),
}

/// Does what a line of docker says, by the handler that also serves the droplet's shims.
#[derive(Clone)]
pub struct Typed(Arc<dyn Fn(ShimCall) -> BoxFuture<'static, ShimAnswer> + Send + Sync>);

impl Typed {
    /// Lines are done by this handler.
    pub fn new(handler: impl ShimHandler) -> Self {
        let handler = Arc::new(handler);
        Self(Arc::new(move |call| {
            let handler = Arc::clone(&handler);
            async move { handler.handle(call).await }.boxed()
        }))
    }

    async fn run(&self, line: &str, bound: Span) -> Ran {
        let call = match ShimCall::read_line(line) {
            Ok(call) => call,
            Err(refusal) => return ran(refusal.into()),
        };
        match tokio::time::timeout(bound.as_duration(), (self.0)(call)).await {
            Ok(answer) => ran(answer),
            Err(_) => {
                Ran { timed_out: true, ..ran(ShimAnswer { exit: 124, ..ShimAnswer::default() }) }
            }
        }
    }
}

impl fmt::Debug for Typed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Typed")
    }
}

fn ran(answer: ShimAnswer) -> Ran {
    let ShimAnswer { exit, stdout, stderr, refused } = answer;
    Ran { exit: exit.into(), stdout, stderr, timed_out: false, refused }
}

impl Shell {
    /// Runs a line as it would be typed on the server, within `bound`.
    pub async fn run(
        &self,
        line: &str,
        terminal: Terminal,
        bound: Span,
    ) -> Result<Ran, AgentError> {
        match self {
            Self::Droplet(agent) => agent.run(line, terminal, bound).await,
            Self::Typed(typed) => Ok(typed.run(line, bound).await),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers with the call itself; `stop` never ends.
    struct Echo;

    impl ShimHandler for Echo {
        async fn handle(&self, call: ShimCall) -> ShimAnswer {
            if matches!(call, ShimCall::Stop { .. }) {
                std::future::pending::<()>().await;
            }
            ShimAnswer { stdout: format!("{call:?}"), ..ShimAnswer::default() }
        }
    }

    async fn run(line: &str) -> Ran {
        Shell::Typed(Typed::new(Echo)).run(line, Terminal::No, Span::secs(1)).await.unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn a_docker_command_is_done_and_anything_else_is_refused() {
        let done = run("docker restart shop_redis").await;
        assert!(
            done.exit == 0 && done.stdout.contains("Restart") && done.stdout.contains("shop_redis"),
            "{done:?}"
        );
        let refused = run("systemctl restart nginx").await;
        assert!(refused.exit != 0 && refused.stderr.contains("only docker"), "{refused:?}");
        assert!(
            refused.refused.is_some_and(|why| why.contains("only docker"))
                && done.refused.is_none()
        );
        assert!(run("docker stop shop_redis").await.timed_out);
    }
}
