//! An engine for tests that lives in memory: stateful, with things of others on it, and with faults
//! of its own.
//!
//! Firedrill's own client speaks to it over pipes in memory, so that with a paused clock nothing
//! waits for real and the same seed makes the same things happen. It outlives the process that
//! speaks to it, as Docker does: what it was asked to do, and has not done yet, it does while the
//! next one is there.
#![expect(clippy::disallowed_methods, reason = "it has tasks of its own")]

mod agent;
mod course;
mod http;
mod lists;
mod things;

pub(crate) use course::{Course, Fate, Slow, Troubles};
pub(crate) use things::{Life, Things};

use super::{Engine, EngineError, LIBRARY_SECONDS};
use bollard::errors::Error as Raw;
use bollard::{BollardRequest, Docker};
use http::Request;
use hyper_util::rt::TokioIo;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What can be in a pipe.
const PIPE: usize = 64 << 10;
/// What a process that is gone had asked for is done at most so much later.
const STILL_DONE: Duration = Duration::from_millis(800);

/// An engine in memory. Clones are the same engine.
#[derive(Clone)]
pub(crate) struct Fake {
    things: Arc<Mutex<Things>>,
    course: Arc<Course>,
    later: Arc<Mutex<Later>>,
}

/// What the engine was asked and has not done yet.
#[derive(Default)]
struct Later {
    next: u64,
    asked: Vec<(u64, Duration, Request)>,
}

impl Fake {
    /// An engine with these things on it, whose faults and steps are those of the course.
    pub(crate) fn new(things: Things, course: Arc<Course>) -> Self {
        Self { things: Arc::new(Mutex::new(things)), course, later: Arc::default() }
    }

    /// What is on it.
    pub(crate) fn things(&self) -> MutexGuard<'_, Things> {
        self.things.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A connection for a process that begins now. What the one before it had asked for is done
    /// meanwhile.
    pub(crate) async fn connect(&self) -> Result<Engine, EngineError> {
        let asked: Vec<_> = self.later().asked.iter().map(|(id, after, _)| (*id, *after)).collect();
        for (id, after) in asked {
            let fake = self.clone();
            tokio::spawn(async move {
                tokio::time::sleep(after.min(STILL_DONE)).await;
                fake.do_it(id);
            });
        }
        let fake = self.clone();
        let transport = move |request: BollardRequest| {
            let fake = fake.clone();
            async move {
                let (near, far) = tokio::io::duplex(PIPE);
                tokio::spawn(http::serve(far, fake));
                let lost = |error| Raw::HyperResponseError { err: error };
                let (mut sender, connection) =
                    hyper::client::conn::http1::handshake(TokioIo::new(near))
                        .await
                        .map_err(lost)?;
                tokio::spawn(connection.with_upgrades());
                sender.send_request(request).await.map_err(lost)
            }
        };
        let version = bollard::API_DEFAULT_VERSION;
        let address = "http://fake";
        let docker = Docker::connect_with_custom_transport(
            transport,
            Some(address),
            LIBRARY_SECONDS,
            version,
        )
        .unwrap();
        Engine::ask_who(docker, address, "connect to the engine in memory".to_owned()).await
    }

    /// Does at once all that was asked and is not done yet.
    pub(crate) fn settle(&self) {
        let asked: Vec<_> = self.later().asked.iter().map(|(id, ..)| *id).collect();
        for id in asked {
            self.do_it(id);
        }
    }

    fn later(&self) -> MutexGuard<'_, Later> {
        self.later.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that something is to be done after some time, whoever waits for it; its number.
    fn ask(&self, after: Duration, request: &Request) -> u64 {
        let mut later = self.later();
        later.next += 1;
        let id = later.next;
        later.asked.push((id, after, request.clone()));
        id
    }

    /// Does what was asked under a number; nothing where it was done.
    fn do_it(&self, id: u64) -> Option<http::Answer> {
        let request = {
            let mut later = self.later();
            let place = later.asked.iter().position(|(other, ..)| *other == id)?;
            later.asked.remove(place).2
        };
        Some(self.things().answer(&request))
    }
}
