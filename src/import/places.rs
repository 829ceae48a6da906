//! What a person said in a pack that is there already of where things run.

use super::yaml::scalar;
use serde_json::Value;
use std::collections::BTreeMap;

/// What a service runs as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Runs {
    /// This Compose service.
    Container(String),
    /// A process of this name in the droplet.
    Process(String),
}

impl Runs {
    /// `{container: redis}`
    pub fn yaml(&self) -> String {
        match self {
            Self::Container(name) => format!("{{container: {}}}", scalar(name)),
            Self::Process(name) => format!("{{process: {}}}", scalar(name)),
        }
    }
}

/// The Compose file that a `pack.yaml` names.
pub fn compose_named(pack: &str) -> Option<String> {
    let file: Value = serde_saphyr::from_str(pack).ok()?;
    file.get("compose")?.as_str().map(str::to_owned)
}

/// Where things run, as a person said it.
#[derive(Debug, Default)]
pub struct Places {
    /// The Compose service that plays the document's server.
    pub droplet: Option<String>,
    runs: BTreeMap<String, Runs>,
}

impl Places {
    /// What stands in a `pack.yaml`. One that cannot be read says nothing: its reader tells why.
    pub fn read(pack: &str) -> Self {
        let file: Value = serde_saphyr::from_str(pack).unwrap_or_default();
        let text = |value: &Value, key: &str| value.get(key)?.as_str().map(str::to_owned);
        let services = file.get("services").and_then(Value::as_object).into_iter().flatten();
        let runs = services.filter_map(|(name, service)| {
            let runs = service.get("runs")?;
            let container = text(runs, "container").map(Runs::Container);
            let process = || text(runs, "process").map(Runs::Process);
            Some((name.clone(), container.or_else(process)?))
        });
        Self { droplet: text(&file, "droplet"), runs: runs.collect() }
    }

    /// What a service runs as, by its name in the pack.
    pub fn of(&self, service: &str) -> Option<Runs> {
        self.runs.get(service).cloned()
    }
}
