//! The handle on an agent: what can be asked of it.

use super::serve::{Ask, serve};
use super::shim::ShimHandler;
use super::wire::{Line, Request};
use crate::words::Span;
use std::sync::{Arc, OnceLock};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{mpsc, oneshot};

/// How much longer than its own bound a command may take to be reported: the agent kills it, reaps
/// it and answers.
const REPORT_WITHIN: Span = Span::secs(5);

/// How many requests may wait to be written. More only means that the agent does not read.
const QUEUE: usize = 64;

/// A handle on the agent in the droplet; clones share one connection. When the last is dropped, the
/// connection closes, and with it the agent ends, as does every command that it still runs.
#[derive(Debug, Clone)]
pub struct Agent {
    asks: mpsc::Sender<Ask>,
    ended: Arc<OnceLock<String>>,
}

/// Why the agent gave no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AgentError {
    /// The connection is over. A new agent has to be started.
    #[error("the connection to the agent in the droplet is over ({why}), so {asked} has no answer")]
    Gone {
        /// What was asked.
        asked: String,
        /// How it ended.
        why: String,
    },
    /// It did not answer in time.
    #[error("the agent in the droplet did not answer {asked} within {within}")]
    Silent {
        /// What was asked.
        asked: String,
        /// How long it had.
        within: Span,
    },
    /// It answered that it cannot.
    #[error("the agent in the droplet could not do {asked}: {why}")]
    Refused {
        /// What was asked.
        asked: String,
        /// Its words.
        why: String,
    },
    /// Its answer is none to what was asked: the two sides are of different versions.
    #[error(
        "the agent in the droplet answered {asked} with something else; is its image of another \
         version?"
    )]
    Garbled {
        /// What was asked.
        asked: String,
    },
}

/// Whether a command has a terminal. Some behave otherwise with one (`certbot renew` sleeps
/// without).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Terminal {
    /// It has: both of its outputs arrive as standard output.
    Yes,
    /// It has none.
    No,
}

/// What came of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ran {
    /// Its exit status; 128 and the signal's number where a signal ended it.
    pub exit: i64,
    /// What it wrote, cut by the agent where it was much.
    pub stdout: String,
    /// What it wrote to standard error.
    pub stderr: String,
    /// It did not end within its bound and was killed.
    pub timed_out: bool,
    /// Why firedrill could not do something that the command asked of docker, whatever the command
    /// made of that: how it ended then says nothing of the stack.
    pub refused: Option<String>,
}

/// What came of killing processes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Killed {
    /// Those that were to die; none where nothing of that name lived.
    pub pids: Vec<u32>,
    /// Those that live all the same.
    pub left: Vec<u32>,
}

/// What was looked for in the droplet's files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup<T> {
    /// It is there.
    There(T),
    /// It is not, or cannot be read: the system's words for it.
    Missing(String),
}

impl Agent {
    /// Speaks with an agent over its standard output (`read`) and input (`write`), in one task of
    /// its own that ends with the connection. Must be called within a Tokio runtime.
    #[expect(clippy::disallowed_methods, reason = "an edge: the connection's one task")]
    pub fn start<R, W, S>(read: R, write: W, shims: S) -> Self
    where
        R: AsyncRead + Unpin + Send + 'static,
        W: AsyncWrite + Unpin + Send + 'static,
        S: ShimHandler,
    {
        let (asks, inbox) = mpsc::channel(QUEUE);
        let ended = Arc::new(OnceLock::new());
        tokio::spawn(serve(read, write, shims, inbox, Arc::clone(&ended)));
        Self { asks, ended }
    }

    /// Whether the connection still stands, as far as is known.
    #[cfg(test)]
    pub fn is_connected(&self) -> bool {
        self.ended.get().is_none()
    }

    /// Waits until the connection is over and says how it ended.
    pub async fn closed(&self) -> String {
        self.asks.closed().await;
        self.why()
    }

    /// Asks whether the agent is there; its process id.
    pub async fn hello(&self, timeout: Span) -> Result<u32, AgentError> {
        let asked = || "hello".to_owned();
        let answer = self.ask(Request::Hello { hello: 1 }, timeout, &asked).await?;
        match (answer.agent, answer.pid) {
            (Some(1), Some(pid)) => Ok(pid),
            _ => Err(AgentError::Garbled { asked: asked() }),
        }
    }

    /// Runs a line in a login shell, as typed on the server. One that takes longer than `timeout`
    /// is killed, and what it wrote until then is returned.
    pub async fn run(
        &self,
        line: &str,
        terminal: Terminal,
        timeout: Span,
    ) -> Result<Ran, AgentError> {
        let asked = || format!("'{line}'");
        let timeout_ms = timeout.as_micros().div_ceil(1000);
        let request =
            Request::Run { run: line.to_owned(), tty: terminal == Terminal::Yes, timeout_ms };
        let answer = self.ask(request, timeout + REPORT_WITHIN, &asked).await?;
        let Line { exit, stdout, stderr, timed_out, refused, .. } = answer;
        let ran = exit.map(|exit| Ran { exit, stdout, stderr, timed_out, refused });
        ran.ok_or_else(|| AgentError::Garbled { asked: asked() })
    }

    /// Kills every process of a name, parents first.
    pub async fn kill(&self, process: &str, timeout: Span) -> Result<Killed, AgentError> {
        let asked = || format!("SIGKILL for {process}");
        let request = Request::Signal { signal: "KILL", process: process.to_owned() };
        let Line { pids, left, .. } = self.ask(request, timeout, &asked).await?;
        pids.map(|pids| Killed { pids, left }).ok_or_else(|| AgentError::Garbled { asked: asked() })
    }

    /// The living processes of a name, parents first.
    pub async fn processes(&self, process: &str, timeout: Span) -> Result<Vec<u32>, AgentError> {
        let asked = || format!("which processes of {process} live");
        let answer =
            self.ask(Request::Process { process: process.to_owned() }, timeout, &asked).await?;
        answer.pids.ok_or_else(|| AgentError::Garbled { asked: asked() })
    }

    /// The size of a file, in bytes.
    pub async fn file(&self, path: &str, timeout: Span) -> Result<Lookup<u64>, AgentError> {
        let asked = || format!("for the file {path}");
        let Line { size, missing, .. } =
            self.ask(Request::File { file: path.to_owned() }, timeout, &asked).await?;
        found(size, missing, &asked)
    }

    /// How much room is left on the disk that a path is on, in bytes, for those without root's
    /// reserve.
    pub async fn space(&self, path: &str, timeout: Span) -> Result<Lookup<u64>, AgentError> {
        let asked = || format!("for the space on {path}");
        let Line { free, missing, .. } =
            self.ask(Request::Space { space: path.to_owned() }, timeout, &asked).await?;
        found(free, missing, &asked)
    }

    /// The text of a file, cut by the agent where it is long; what is no UTF-8 in it is marked.
    pub async fn read(&self, path: &str, timeout: Span) -> Result<Lookup<String>, AgentError> {
        let asked = || format!("for the text of {path}");
        let Line { text, missing, .. } =
            self.ask(Request::Read { read: path.to_owned() }, timeout, &asked).await?;
        found(text, missing, &asked)
    }

    /// `asked` is a closure because its words are needed only where something goes wrong.
    async fn ask(
        &self,
        request: Request,
        timeout: Span,
        asked: &(impl Fn() -> String + Sync),
    ) -> Result<Line, AgentError> {
        let gone = || AgentError::Gone { asked: asked(), why: self.why() };
        let (answer, answered) = oneshot::channel();
        let conversation = async {
            self.asks.send(Ask { request, answer }).await.map_err(|_| gone())?;
            answered.await.map_err(|_| gone())
        };
        match tokio::time::timeout(timeout.as_duration(), conversation).await {
            Err(_) => Err(AgentError::Silent { asked: asked(), within: timeout }),
            Ok(Ok(Line { error: Some(why), .. })) => {
                Err(AgentError::Refused { asked: asked(), why })
            }
            Ok(answer) => answer,
        }
    }

    fn why(&self) -> String {
        // The task says why before it lets go of its end of the channel; only a panic in a handler
        // can leave it unsaid.
        self.ended.get().cloned().unwrap_or_else(|| "its task was stopped".to_owned())
    }
}

fn found<T>(
    there: Option<T>,
    missing: Option<String>,
    asked: &impl Fn() -> String,
) -> Result<Lookup<T>, AgentError> {
    match (there, missing) {
        (Some(there), None) => Ok(Lookup::There(there)),
        (None, Some(why)) => Ok(Lookup::Missing(why)),
        _ => Err(AgentError::Garbled { asked: asked() }),
    }
}
