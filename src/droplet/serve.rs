//! The connection's one task: it waits for whatever comes first, and never for one side only, so
//! that a full pipe in one direction cannot stop the other.

use super::shim::{ShimAnswer, ShimCall, ShimHandler};
use super::wire::{Line, Numbered, Request, ShimReply, line};
use crate::words::Span;
use bytes::{Buf, BytesMut};
use futures_util::stream::{FuturesUnordered, StreamExt};
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::{mpsc, oneshot};

/// Above the longest line that an agent sends (it cuts texts at 256 KiB; escapes can make six bytes
/// of one).
const LINE_LIMIT: usize = 4 * 1024 * 1024;

/// How long what is left to be read may take where nothing can be written any more.
const LAST_WORDS_WITHIN: Span = Span::millis(500);

/// A request and who waits for its answer.
#[derive(Debug)]
pub(super) struct Ask {
    pub request: Request,
    pub answer: oneshot::Sender<Line>,
}

/// Serves one connection until it ends, then says why in `ended`, and only then lets go of all who
/// wait.
pub(super) async fn serve<R, W, S>(
    read: R,
    write: W,
    shims: S,
    mut inbox: mpsc::Receiver<Ask>,
    ended: Arc<OnceLock<String>>,
) where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
    S: ShimHandler,
{
    let mut pending = Pending::default();
    let why = converse(read, write, &shims, &mut inbox, &mut pending).await;
    tracing::debug!(why, "the connection to the droplet's agent is over");
    // Nobody else sets it.
    let _ = ended.set(why);
}

/// Requests under way.
#[derive(Debug, Default)]
struct Pending {
    last: u64,
    waiting: HashMap<u64, Waiting>,
}

/// Who waits for an answer.
#[derive(Debug)]
struct Waiting {
    answer: oneshot::Sender<Line>,
    is_command: bool,
    /// Why firedrill could not do something that the command asked of docker; the first such
    /// reason.
    refused: Option<String>,
}

impl Pending {
    /// Numbers a request; its line. Those that nobody waits for any more are forgotten, their late
    /// answers dropped.
    fn add(&mut self, ask: Ask) -> Vec<u8> {
        self.waiting.retain(|_, waiting| !waiting.answer.is_closed());
        self.last += 1;
        let is_command = matches!(ask.request, Request::Run { .. });
        self.waiting.insert(self.last, Waiting { answer: ask.answer, is_command, refused: None });
        line(&Numbered { id: self.last, request: &ask.request })
    }

    fn answer(&mut self, id: u64, answer: Line) {
        if let Some(Waiting { answer: waiting, refused, .. }) = self.waiting.remove(&id) {
            // Who stopped waiting at this very moment needs no answer.
            let _ = waiting.send(Line { refused, ..answer });
        }
    }

    /// Remembers that firedrill could not do what a command asked of docker. Where the agent does
    /// not know which command it was, it may have been any of those under way: better none of them
    /// is believed than the one that must not be.
    fn refuse(&mut self, run: Option<u64>, why: &str) {
        let is_meant =
            |id: &u64, waiting: &Waiting| run.map_or(waiting.is_command, |run| run == *id);
        for (_, waiting) in self.waiting.iter_mut().filter(|(id, waiting)| is_meant(id, waiting)) {
            waiting.refused.get_or_insert_with(|| why.to_owned());
        }
    }

    /// A shim's answer, as a line; what firedrill could not do is remembered for the command.
    fn reply(&mut self, shim: Shim, answer: &ShimAnswer) -> Vec<u8> {
        if let Some(why) = &answer.refused {
            self.refuse(shim.run, why);
        }
        let ShimAnswer { exit, stdout, stderr, .. } = answer;
        line(&ShimReply { shim: shim.number, exit: *exit, stdout, stderr })
    }
}

/// Speaks until the connection ends; why it did.
async fn converse<R, W, S>(
    mut read: R,
    mut write: W,
    shims: &S,
    inbox: &mut mpsc::Receiver<Ask>,
    pending: &mut Pending,
) -> String
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
    S: ShimHandler,
{
    let (mut input, mut output) = (BytesMut::new(), BytesMut::new());
    let mut calls = FuturesUnordered::new();
    loop {
        tokio::select! {
            got = read.read_buf(&mut input) => match got {
                Ok(0) => return "the agent closed it".to_owned(),
                Err(error) => return format!("reading failed: {error}"),
                Ok(_) => match take_lines(&mut input) {
                    Err(why) => return why,
                    Ok(lines) => for message in lines {
                        match sort(message, pending) {
                            Sorted::Done => {}
                            Sorted::Reply(reply) => output.extend_from_slice(&reply),
                            Sorted::Call(shim, call) => calls.push(async move { (shim, shims.handle(call).await) }),
                        }
                    },
                },
            },
            sent = write.write_buf(&mut output), if output.has_remaining() => {
                let flushed = match sent {
                    Ok(0) => return "the agent reads no more".to_owned(),
                    Ok(_) if output.is_empty() => write.flush().await,
                    Ok(_) => Ok(()),
                    Err(error) => Err(error),
                };
                if let Err(error) = flushed {
                    let words = last_words(&mut read, &mut input).await;
                    return words.unwrap_or_else(|| format!("writing failed: {error}"));
                }
            },
            ask = inbox.recv() => match ask {
                Some(ask) => output.extend_from_slice(&pending.add(ask)),
                None => return "nobody needs it any more".to_owned(),
            },
            Some((shim, answer)) = calls.next(), if !calls.is_empty() => {
                output.extend_from_slice(&pending.reply(shim, &answer));
            },
        }
    }
}

/// What was said instead of an agent's words by something that reads nothing: why no agent could be
/// started, mostly.
async fn last_words(read: &mut (impl AsyncRead + Unpin), input: &mut BytesMut) -> Option<String> {
    let reading = async {
        while read.read_buf(input).await.is_ok_and(|count| count > 0 && input.len() < LINE_LIMIT) {}
    };
    // It may be silent and stay.
    let _ = tokio::time::timeout(LAST_WORDS_WITHIN.as_duration(), reading).await;
    take_lines(input).err()
}

/// What is to be done about a line.
enum Sorted {
    Done,
    Reply(Vec<u8>),
    Call(Shim, ShimCall),
}

/// One docker that waits in the droplet.
#[derive(Debug, Clone, Copy)]
struct Shim {
    number: u64,
    /// The request whose command typed it, where the agent knows.
    run: Option<u64>,
}

/// Answers go to who waits for them; shims' requests are read, and refused at once where they are
/// not allowed.
fn sort(message: Line, pending: &mut Pending) -> Sorted {
    match message {
        Line { id: Some(id), .. } => pending.answer(id, message),
        Line { shim: Some(number), run, argv, .. } => {
            let shim = Shim { number, run };
            return match ShimCall::parse(&argv) {
                Ok(call) => Sorted::Call(shim, call),
                Err(refusal) => Sorted::Reply(pending.reply(shim, &refusal.into())),
            };
        }
        // As after a shim's answer that came too late: its command was killed meanwhile.
        Line { error, .. } => {
            tracing::debug!(error, "a word of the droplet's agent that answers nothing");
        }
    }
    Sorted::Done
}

/// Takes all whole lines out of what was read.
fn take_lines(input: &mut BytesMut) -> Result<Vec<Line>, String> {
    let mut lines = Vec::new();
    while let Some(end) = input.iter().position(|byte| *byte == b'\n') {
        let bytes = input.split_to(end + 1);
        if bytes.trim_ascii().is_empty() {
            continue;
        }
        lines.push(serde_json::from_slice(&bytes).map_err(|error| {
            let start: String =
                String::from_utf8_lossy(&bytes).trim_end().chars().take(80).collect();
            format!("the agent sent what is none of its words: '{start}' ({error})")
        })?);
    }
    if input.len() > LINE_LIMIT {
        return Err(format!("the agent sent a line of more than {LINE_LIMIT} bytes"));
    }
    Ok(lines)
}
