//! What happens on the engine, and what containers say.

use super::container::named;
use super::exec::keep;
use super::lists::by_label;
use super::{Engine, EngineError, LOOK, SERVICE_LABEL, bounded};
use bollard::models::EventMessage;
use bollard::query_parameters::{EventsOptions, LogsOptions};
use futures_util::{Stream, StreamExt, TryStreamExt};
use std::time::Duration;

/// At most so much of a container's log is read, from its end.
const KEPT_LOG: usize = 4 << 20;

/// Something that happened to a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EngineEvent {
    /// The container's id.
    pub container: String,
    /// Its Compose service, where it carries the label.
    pub service: Option<String>,
    /// The engine's word: `die`, `start`, `kill`, `oom`, `pause`, …
    pub action: String,
    /// When, by the engine's wall clock, since 1970.
    pub at: Duration,
    /// With `die`: the exit status.
    pub exit_code: Option<i64>,
    /// With `kill`: the signal's number.
    pub signal: Option<String>,
}

impl Engine {
    /// What happens to the containers with a label (`name=value`) from now on. What happens between
    /// this call and the first poll is not lost: the engine is asked for all since now, by its own
    /// clock, which need not be this machine's. The stream is silent for as long as nothing
    /// happens; it ends, or gives an error, when the engine goes away.
    pub async fn events(
        &self,
        label: &str,
    ) -> Result<impl Stream<Item = Result<EngineEvent, EngineError>> + Send + use<>, EngineError>
    {
        let info = bounded("ask the engine for its time", LOOK, self.docker.info()).await?;
        // One that does not tell its time is asked for what happens from the first poll on.
        let now = info.system_time.and_then(|time| time.parse::<jiff::Timestamp>().ok());
        let mut filters = by_label(label);
        filters.insert("type".to_owned(), vec!["container".to_owned()]);
        let options = EventsOptions {
            since: now.map(|now| format!("{}.{:09}", now.as_second(), now.subsec_nanosecond())),
            until: None,
            filters: Some(filters),
        };
        let events = self.docker.events(Some(options)).map_ok(event);
        Ok(events.map_err(|raw| EngineError::classify("watch the engine's events", &raw)))
    }

    /// The last `lines` lines that a container wrote, both of its streams as they came.
    pub async fn logs(&self, container: &str, lines: u32) -> Result<String, EngineError> {
        let doing = named("read the log of container", container)?;
        let options = LogsOptions {
            stdout: true,
            stderr: true,
            tail: lines.to_string(),
            ..Default::default()
        };
        let mut pieces = self.docker.logs(container, Some(options));
        let whole = async {
            let mut kept = Vec::new();
            while let Some(piece) = pieces.next().await {
                keep(&mut kept, &piece?.into_bytes(), KEPT_LOG);
            }
            Ok(String::from_utf8_lossy(&kept).into_owned())
        };
        bounded(&doing, LOOK, whole).await
    }
}

fn event(message: EventMessage) -> EngineEvent {
    let actor = message.actor.unwrap_or_default();
    let mut attributes = actor.attributes.unwrap_or_default();
    EngineEvent {
        container: actor.id.unwrap_or_default(),
        service: attributes.remove(SERVICE_LABEL),
        action: message.action.unwrap_or_default(),
        at: Duration::from_nanos(
            message.time_nano.and_then(|nanos| nanos.try_into().ok()).unwrap_or_default(),
        ),
        exit_code: attributes.remove("exitCode").and_then(|code| code.parse().ok()),
        signal: attributes.remove("signal"),
    }
}
