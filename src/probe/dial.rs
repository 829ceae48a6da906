//! Connections: made, kept between looks, and driven without tasks of their own.

use super::{Looking, symptom};
use crate::timeline::Outcome;
use futures_util::future::BoxFuture;
use std::future::{Future, poll_fn};
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::task::Poll;
use tokio::net::TcpStream;

/// A TCP connection to a published port. That it stands proves nothing yet.
pub(super) async fn tcp(address: SocketAddr) -> Result<TcpStream, String> {
    let stream = TcpStream::connect(address).await.map_err(|error| symptom::of_io(&error))?;
    // Without it small requests could wait for acknowledgements; where it fails, looks are slower,
    // not wrong.
    let _ = stream.set_nodelay(true);
    Ok(stream)
}

/// An answer in the protocol, and whether the connection is good for another look.
pub(super) struct Answer {
    pub outcome: Outcome,
    pub keep: bool,
}

/// A protocol whose clients keep their connection. Errors are symptoms: there was no answer in the
/// protocol.
pub(super) trait Protocol: Send + Sync {
    type Connection: Send;

    fn connect(&self) -> impl Future<Output = Result<Self::Connection, String>> + Send;

    fn ask(
        &self,
        connection: &mut Self::Connection,
    ) -> impl Future<Output = Result<Answer, String>> + Send;
}

/// A protocol with the connection kept from the look before.
pub(super) struct Kept<P: Protocol> {
    protocol: P,
    connection: Option<P::Connection>,
}

impl<P: Protocol> Kept<P> {
    pub fn new(protocol: P) -> Self {
        Self { protocol, connection: None }
    }

    /// A kept connection that no longer answers is no failure yet: the server may have been
    /// restarted since. The connection is put back only after an answer, so that a look cut short
    /// leaves none that is out of step.
    async fn ask(&mut self) -> Outcome {
        if let Some(mut connection) = self.connection.take()
            && let Ok(answer) = self.protocol.ask(&mut connection).await
        {
            return self.put_back(connection, answer);
        }
        let fresh = async {
            let mut connection = self.protocol.connect().await?;
            let answer = self.protocol.ask(&mut connection).await?;
            Ok((connection, answer))
        };
        match fresh.await {
            Ok((connection, answer)) => self.put_back(connection, answer),
            Err(symptom) => Outcome::Failed { symptom },
        }
    }

    fn put_back(&mut self, connection: P::Connection, answer: Answer) -> Outcome {
        if answer.keep {
            self.connection = Some(connection);
        }
        answer.outcome
    }
}

impl<P: Protocol> Looking for Kept<P> {
    fn look(&mut self) -> BoxFuture<'_, Outcome> {
        Box::pin(self.ask())
    }
}

/// Works while driving the connection that the work goes over. Clients of most protocols leave that
/// to a task; looks are many and short, and between them nothing has to happen. A driver that ends
/// is taken away, and the work notices.
pub(super) async fn drive<D, T>(driver: &mut Option<D>, work: impl Future<Output = T>) -> T
where
    D: Future + Unpin,
{
    let mut work = pin!(work);
    poll_fn(|context| {
        if let Poll::Ready(done) = work.as_mut().poll(context) {
            return Poll::Ready(done);
        }
        if let Some(running) = driver
            && Pin::new(running).poll(context).is_ready()
        {
            *driver = None;
        }
        // What the driver did may be what the work waited for.
        work.as_mut().poll(context)
    })
    .await
}
