//! An engine of the tests' own: a Unix socket whose answers each test writes itself.
#![expect(clippy::disallowed_methods, reason = "it is a task of its own behind a file")]

use super::Engine;
use std::future::pending;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};

/// What the mock does with a request.
pub(crate) enum Answer {
    /// A whole answer with JSON in it.
    Json(u16, String),
    /// These bytes, whatever they are, and the connection ends.
    Bytes(&'static str),
    /// Nothing, for ever.
    Silence,
}

/// An engine that answers as it is told.
pub(crate) struct Mock {
    path: PathBuf,
    asked: Arc<Mutex<Vec<String>>>,
}

/// A whole request. A body in chunks is read to its end: one that is answered early loses its
/// reader.
async fn asked_by(stream: &mut UnixStream) -> String {
    let (mut request, mut piece) = (Vec::new(), vec![0; 64 << 10]);
    loop {
        let read = stream.read(&mut piece).await.unwrap_or_default();
        request.extend_from_slice(&piece[..read]);
        let text = String::from_utf8_lossy(&request);
        let chunked = text.to_lowercase().contains("transfer-encoding: chunked");
        if read == 0 || !chunked || text.ends_with("0\r\n\r\n") {
            return text.into_owned();
        }
    }
}

impl Mock {
    /// Begins to listen. `answer` gets a request's method and path, as in
    /// `POST /containers/x/start`.
    pub(crate) fn new(answer: impl Fn(&str) -> Answer + Send + Sync + 'static) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir()
            .join(format!("firedrill-mock-{}-{number}.sock", std::process::id()));
        let _ = std::fs::remove_file(&path);
        let listener = UnixListener::bind(&path).unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (answer, log) = (Arc::new(answer), Arc::clone(&asked));
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (answer, log) = (Arc::clone(&answer), Arc::clone(&log));
                tokio::spawn(async move {
                    let text = asked_by(&mut stream).await;
                    let request = text.split(" HTTP/").next().unwrap_or_default().to_owned();
                    log.lock().unwrap().push(request.clone());
                    match answer(&request) {
                        Answer::Json(status, body) => {
                            let length = body.len();
                            let answer = format!(
                                "HTTP/1.1 {status} x\r\nContent-Type: \
                                 application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
                            );
                            let _ = stream.write_all(answer.as_bytes()).await;
                        }
                        Answer::Bytes(bytes) => drop(stream.write_all(bytes.as_bytes()).await),
                        Answer::Silence => pending().await,
                    }
                });
            }
        });
        Self { path, asked }
    }

    /// An engine of Debian's version, which answers all but its version as it is told.
    pub(crate) async fn engine(
        answer: impl Fn(&str) -> Answer + Send + Sync + 'static,
    ) -> (Self, Engine) {
        let mock = Self::new(move |request| {
            if request == "GET /version" {
                version("20.10.24+dfsg1", "1.41")
            } else {
                answer(request)
            }
        });
        let engine = Engine::connect_to(&mock.address()).await.unwrap();
        (mock, engine)
    }

    /// Its address, as `DOCKER_HOST` would have it.
    pub(crate) fn address(&self) -> String {
        format!("unix://{}", self.path.display())
    }

    /// What it was asked, in order.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

/// The answer to "which version are you".
pub(crate) fn version(version: &str, api: &str) -> Answer {
    Answer::Json(
        200,
        format!(r#"{{"Version":"{version}","ApiVersion":"{api}","Os":"linux","Arch":"amd64"}}"#),
    )
}

/// An error as Docker gives it.
pub(crate) fn refusal(status: u16, message: &str) -> Answer {
    Answer::Json(status, format!(r#"{{"message":"{message}"}}"#))
}
