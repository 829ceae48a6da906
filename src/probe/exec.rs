//! A command in a container of the stack: its exit status, and what it prints.

use super::ways::{NoWay, Ways};
use super::{Looking, Prepare, symptom};
use crate::engine::{EngineErrorKind, Exec as Command};
use crate::pack::look;
use crate::timeline::Outcome;
use crate::words::Span;
use futures_util::future::BoxFuture;
use std::sync::Arc;
use std::time::Duration;

struct Exec {
    ways: Arc<Ways>,
    look: look::Exec,
    timeout: Duration,
}

impl Prepare for look::Exec {
    fn prepare(&self, ways: &Arc<Ways>, timeout: Span) -> Result<Box<dyn Looking>, NoWay> {
        ways.inside(&self.container)?;
        Ok(Box::new(Exec {
            ways: Arc::clone(ways),
            look: self.clone(),
            timeout: timeout.as_duration(),
        }))
    }
}

impl Looking for Exec {
    fn look(&mut self) -> BoxFuture<'_, Outcome> {
        Box::pin(async {
            match self.run().await {
                Ok(()) => Outcome::Ok,
                Err(symptom) => Outcome::Failed { symptom },
            }
        })
    }
}

impl Exec {
    /// The error is a symptom.
    async fn run(&self) -> Result<(), String> {
        let look::Exec { container, command, status, prints } = &self.look;
        let (engine, name) = self.ways.inside(container).map_err(|no_way| no_way.to_string())?;
        let exec = Command::new(["sh", "-c", command.as_str()]);
        let finished =
            engine.run(name, &exec, self.timeout).await.map_err(|error| match error.kind {
                EngineErrorKind::Conflict | EngineErrorKind::NotFound => {
                    "the container does not run".to_owned()
                }
                EngineErrorKind::TimedOut => symptom::silence(Span::from(self.timeout)),
                _ => symptom::cut(&error.to_string()),
            })?;
        if finished.status != i64::from(*status) {
            return Err(format!("exit status {}", finished.status));
        }
        let printed = [finished.output.out, finished.output.err].concat();
        let wanted = |words: &String| !String::from_utf8_lossy(&printed).contains(words);
        match prints.as_ref().filter(|words| wanted(words)) {
            Some(words) => Err(symptom::cut(&format!("it does not print '{words}'"))),
            None => Ok(()),
        }
    }
}
