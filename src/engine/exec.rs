//! Commands inside containers: run to their end, or attached to for long.

use super::container::named;
use super::{Engine, EngineError, EngineErrorKind, LOOK, bounded};
use bollard::container::LogOutput;
use bollard::errors::Error as Raw;
use bollard::exec::{CreateExecOptions, StartExecOptions, StartExecResults};
use bollard::models::ExecInspectResponse;
use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Output beyond this is dropped from its beginning: what a command says last says most.
const KEPT: usize = 1 << 20;
/// A command's end and its exit status are two events in the engine; the second comes at most this
/// much later.
const STATUS_WAIT: Duration = Duration::from_secs(2);
/// How often the exit status is asked for.
const STATUS_POLL: Duration = Duration::from_millis(5);

/// How the engine begins where it could not start a command.
const NOT_STARTED: &[u8] = b"OCI runtime exec failed";

/// A command to run inside a container.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exec {
    /// The program and its arguments; no shell is in between.
    pub command: Vec<String>,
    /// More environment variables.
    pub env: Vec<(String, String)>,
    /// The user it runs as; the container's where there is none.
    pub user: Option<String>,
    /// The folder it runs in; the container's where there is none.
    pub folder: Option<String>,
    /// Whether it has a terminal. All its output is then one stream.
    pub tty: bool,
}

impl Exec {
    /// A command of these words, as the container's own user.
    pub fn new<S: Into<String>>(command: impl IntoIterator<Item = S>) -> Self {
        Self { command: command.into_iter().map(Into::into).collect(), ..Self::default() }
    }
}

/// How a command ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Finished {
    /// Its exit status.
    pub status: i64,
    /// What it wrote, the last mebibyte of it.
    pub output: ExecOutput,
}

/// What a command wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExecOutput {
    /// To standard output, or to its terminal.
    pub out: Vec<u8>,
    /// To standard error.
    pub err: Vec<u8>,
}

/// Standard input of an attached command; shutting it down is the end of its input.
pub type ExecInput = Pin<Box<dyn AsyncWrite + Send>>;

type Output = Pin<Box<dyn Stream<Item = Result<LogOutput, Raw>> + Send>>;

/// Standard output of an attached command; what it writes to standard error is dropped.
pub struct ExecReader {
    output: Output,
    pending: Bytes,
}

impl Engine {
    /// Runs a command in a container and waits for its end, at most `limit`.
    ///
    /// A command that takes longer is [`EngineErrorKind::TimedOut`] and goes on in its container:
    /// the engine has no call that ends one. An exit status other than 0 is no error here.
    pub async fn run(
        &self,
        container: &str,
        exec: &Exec,
        limit: Duration,
    ) -> Result<Finished, EngineError> {
        let doing = named(&format!("run `{}` in container", exec.command.join(" ")), container)?;
        let whole = async {
            let (id, mut output, _input) = self.begin(&doing, container, exec, false).await?;
            let mut wrote = ExecOutput::default();
            while let Some(piece) = output.next().await {
                match piece.map_err(|raw| EngineError::classify(&doing, &raw))? {
                    LogOutput::StdErr { message } => keep(&mut wrote.err, &message, KEPT),
                    LogOutput::StdOut { message } | LogOutput::Console { message } => {
                        keep(&mut wrote.out, &message, KEPT);
                    }
                    LogOutput::StdIn { .. } => {}
                }
            }
            let status = self.exec_status(&doing, &id).await?;
            if status != 0 && wrote.out.starts_with(NOT_STARTED) {
                // The engine's words, where the command's would be.
                wrote.err = std::mem::take(&mut wrote.out);
            }
            Ok(Finished { status, output: wrote })
        };
        tokio::time::timeout(limit, whole).await.unwrap_or_else(|_| {
            let why = format!("it did not end within {} s", limit.as_secs_f64());
            Err(EngineError::new(EngineErrorKind::TimedOut, &doing, why))
        })
    }

    /// Starts a command in a container and stays attached to its standard input and output. It ends
    /// with the container, or by itself; a well-behaved one when its input ends. Of one that cannot
    /// be started the engine says so as if it were the command's output.
    pub async fn attach(
        &self,
        container: &str,
        exec: &Exec,
    ) -> Result<(ExecInput, ExecReader), EngineError> {
        let doing =
            named(&format!("attach to `{}` in container", exec.command.join(" ")), container)?;
        let (_, output, input) = self.begin(&doing, container, exec, true).await?;
        Ok((input, ExecReader { output, pending: Bytes::new() }))
    }

    /// Begins a command, and waits until the engine's own part of it is over: nobody freezes the
    /// container meanwhile.
    async fn begin(
        &self,
        doing: &str,
        container: &str,
        exec: &Exec,
        input: bool,
    ) -> Result<(String, Output, ExecInput), EngineError> {
        let _gate = self.gates.command(container).await;
        let options = CreateExecOptions {
            attach_stdin: Some(input),
            attach_stdout: Some(true),
            attach_stderr: Some(true),
            tty: Some(exec.tty),
            env: Some(exec.env.iter().map(|(name, value)| format!("{name}={value}")).collect()),
            cmd: Some(exec.command.clone()),
            user: exec.user.clone(),
            working_dir: exec.folder.clone(),
            ..Default::default()
        };
        let made = bounded(doing, LOOK, self.docker.create_exec(container, options)).await?;
        let options = StartExecOptions { tty: exec.tty, ..Default::default() };
        match bounded(doing, LOOK, self.docker.start_exec(&made.id, Some(options))).await? {
            StartExecResults::Attached { output, input } => {
                self.exec_begun(doing, &made.id).await?;
                Ok((made.id, output, input))
            }
            StartExecResults::Detached => Err(EngineError::new(
                EngineErrorKind::Strange,
                doing,
                "the engine detached from the command",
            )),
        }
    }

    /// Waits until the engine's own part of a command is over, and the command itself runs, or has
    /// ended.
    async fn exec_begun(&self, doing: &str, id: &str) -> Result<(), EngineError> {
        let begun = |found: ExecInspectResponse| {
            (found.pid.is_some_and(|pid| pid != 0) || found.exit_code.is_some()).then_some(())
        };
        self.exec_once(doing, id, begun, "the engine does not say that the command has begun").await
    }

    async fn exec_status(&self, doing: &str, id: &str) -> Result<i64, EngineError> {
        let status =
            |found: ExecInspectResponse| found.exit_code.filter(|_| found.running == Some(false));
        self.exec_once(doing, id, status, "its output ended, yet the engine says that it runs")
            .await
    }

    /// What is to be known of a command, once the engine knows it; `late` is said where it does not
    /// within [`STATUS_WAIT`].
    async fn exec_once<T>(
        &self,
        doing: &str,
        id: &str,
        known: impl Fn(ExecInspectResponse) -> Option<T>,
        late: &str,
    ) -> Result<T, EngineError> {
        let polled = async {
            loop {
                let found = bounded(doing, LOOK, self.docker.inspect_exec(id)).await?;
                if let Some(known) = known(found) {
                    return Ok(known);
                }
                tokio::time::sleep(STATUS_POLL).await;
            }
        };
        let late = |_| Err(EngineError::new(EngineErrorKind::Strange, doing, late));
        tokio::time::timeout(STATUS_WAIT, polled).await.unwrap_or_else(late)
    }
}

impl AsyncRead for ExecReader {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        loop {
            if !this.pending.is_empty() {
                let piece = this.pending.split_to(this.pending.len().min(buf.remaining()));
                buf.put_slice(&piece);
                return Poll::Ready(Ok(()));
            }
            match ready!(this.output.poll_next_unpin(cx)) {
                None => return Poll::Ready(Ok(())),
                Some(Err(raw)) => {
                    return Poll::Ready(Err(io::Error::new(io::ErrorKind::ConnectionAborted, raw)));
                }
                Some(Ok(LogOutput::StdOut { message } | LogOutput::Console { message })) => {
                    this.pending = message;
                }
                Some(Ok(LogOutput::StdErr { .. } | LogOutput::StdIn { .. })) => {}
            }
        }
    }
}

/// Adds to what is kept, and drops from its beginning what is too much.
pub(super) fn keep(kept: &mut Vec<u8>, more: &[u8], most: usize) {
    kept.extend_from_slice(more);
    let over = kept.len().saturating_sub(most);
    kept.drain(..over);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use tokio::io::AsyncReadExt;

    proptest! {
        #[test]
        fn the_last_of_what_was_written_is_kept(pieces in prop::collection::vec(".{0,20}", 0..20), most in 0usize..50) {
            let mut kept = Vec::new();
            for piece in &pieces {
                keep(&mut kept, piece.as_bytes(), most);
            }
            let all = pieces.concat();
            prop_assert_eq!(&kept[..], &all.as_bytes()[all.len().saturating_sub(most)..]);
        }
    }

    #[tokio::test]
    async fn a_reader_gives_standard_output_and_nothing_else() {
        let pieces = vec![
            Ok(LogOutput::StdOut { message: "one ".into() }),
            Ok(LogOutput::StdErr { message: "oops".into() }),
            Ok(LogOutput::StdOut { message: "two".into() }),
        ];
        let output = futures_util::stream::iter(pieces).boxed();
        let mut reader = ExecReader { output, pending: Bytes::new() };
        let mut text = String::new();
        reader.read_to_string(&mut text).await.unwrap();
        assert_eq!(text, "one two");
    }
}
