//! What a person said in a pack that is there already of where things run.

use super::yaml::scalar;
use serde_json::Value;
use std::collections::BTreeMap;

/// Where things run, by the names of services.
#[derive(Debug, Default)]
pub struct Places(BTreeMap<String, String>);

impl Places {
    /// What stands in a `pack.yaml`. One that cannot be read says nothing: its reader tells why.
    pub fn read(pack: &str) -> Self {
        let file: Value = serde_saphyr::from_str(pack).unwrap_or_default();
        let services = file.get("services").and_then(Value::as_object).into_iter().flatten();
        let runs = services.filter_map(|(name, service)| {
            let runs = service.get("runs")?.as_object()?;
            let (kind, of) = runs.iter().next()?;
            let known = matches!(kind.as_str(), "container" | "process");
            known.then_some(())?;
            Some((name.clone(), format!("{{{kind}: {}}}", scalar(of.as_str()?))))
        });
        Self(runs.collect())
    }

    /// What a service runs as: `{process: nginx}`.
    pub fn of(&self, service: &str) -> Option<String> {
        self.0.get(service).cloned()
    }
}
