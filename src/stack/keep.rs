//! What containers said and what the engine knew of them, kept with a failed run's report.

use crate::engine::{Engine, EngineError, SERVICE_LABEL, Secret, stack_label};
use crate::words::StackId;
use std::path::{Path, PathBuf};

/// So many of each container's last lines are kept.
const LINES: u32 = 2_000;

/// What was kept, and what could not be.
#[derive(Debug, Default)]
pub struct Kept {
    /// The files written.
    pub files: Vec<PathBuf>,
    /// What is missing, in words; the rest was kept all the same.
    pub missing: Vec<String>,
}

/// Saves the log and the inspection of every container of a stack into a folder, which is made:
/// `redis.log`, `redis.json`. Every occurrence of a secret is replaced.
pub async fn save_logs(
    engine: &Engine,
    stack: &StackId,
    folder: &Path,
    secrets: &[Secret],
) -> Result<Kept, EngineError> {
    let mut kept = Kept::default();
    if let Err(error) = std::fs::create_dir_all(folder) {
        kept.missing.push(format!("cannot make {}: {error}", folder.display()));
        return Ok(kept);
    }
    for container in engine.containers(&stack_label(stack)).await? {
        let name = container
            .labels
            .get(SERVICE_LABEL)
            .filter(|name| is_file_name(name))
            .unwrap_or(&container.id);
        let (log, facts) =
            tokio::join!(engine.logs(&container.id, LINES), engine.inspection(&container.id));
        for (text, ending) in [(log, "log"), (facts, "json")] {
            let path = folder.join(format!("{name}.{ending}"));
            let written = text.map_err(|error| error.to_string()).and_then(|text| {
                std::fs::write(&path, hide(&text, secrets))
                    .map_err(|error| format!("cannot write {}: {error}", path.display()))
            });
            match written {
                Ok(()) => kept.files.push(path),
                Err(why) => kept.missing.push(why),
            }
        }
    }
    Ok(kept)
}

/// A label is somebody's text: it must not lead out of the folder.
fn is_file_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

/// Replaces the secrets, the longest first, so that one that contains another leaves nothing of
/// itself.
fn hide(text: &str, secrets: &[Secret]) -> String {
    let mut longest_first: Vec<_> = secrets.iter().collect();
    longest_first.sort_by_key(|secret| std::cmp::Reverse(secret.reveal().len()));
    let in_json = |secret: &Secret| serde_json::to_string(secret.reveal()).unwrap_or_default();
    longest_first.iter().fold(text.to_owned(), |text, secret| {
        let escaped = Secret::new(in_json(secret).trim_matches('"'));
        secret.hide_in(&escaped.hide_in(&text))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_within_a_longer_one_leaves_nothing_of_it() {
        let secrets = [Secret::new("hunter"), Secret::new("hunter22")];
        assert_eq!(hide("a hunter22 b hunter c", &secrets), "a <secret> b <secret> c");
    }

    #[test]
    fn a_secret_is_found_in_json_too() {
        assert_eq!(
            hide(r#"{"a": "hun\\ter"}"#, &[Secret::new(r"hun\ter")]),
            r#"{"a": "<secret>"}"#
        );
    }

    #[test]
    fn a_label_does_not_lead_out_of_the_folder() {
        assert!(
            is_file_name("redis-exporter")
                && !is_file_name("../x")
                && !is_file_name("")
                && !is_file_name("a/b")
        );
    }
}
