//! A base image of our own, where none can be pulled: Debian, made by mmdebstrap and imported as it
//! comes.

use super::super::{Progress, StackError};
use crate::engine::{Engine, EngineError};
use std::os::unix::fs::MetadataExt;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// The repository of bases that firedrill made.
pub(super) const OWN_BASE: &str = "firedrill/base";
/// mmdebstrap downloads some 60 MB; what takes longer than this has hung.
const MAKE_WITHIN: Duration = Duration::from_secs(900);

/// The suite of one of Debian's own images: `debian:bookworm-slim` → `bookworm`.
pub(super) fn suite(reference: &str) -> Option<&str> {
    let tag = reference.strip_prefix("debian:")?;
    let suite = tag.strip_suffix("-slim").unwrap_or(tag);
    (!suite.is_empty() && suite.chars().all(|c| c.is_ascii_lowercase())).then_some(suite)
}

/// Makes `firedrill/base:<suite>`; gives that name. `instead_of` and `pull_failed` are for the
/// error.
pub(super) async fn make(
    engine: &Engine,
    suite: &str,
    instead_of: &str,
    pull_failed: &str,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<String, StackError> {
    let no_base = |why: String, hint: &str| StackError::NoImage {
        service: "the stack".to_owned(),
        why: format!("the base image {instead_of} is not here ({pull_failed}), and {why}"),
        hint: format!(
            "{hint}; or let this machine reach a registry, or `docker load` the image {instead_of}"
        ),
    };
    let root = std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
    if !root {
        return Err(no_base(
            "only root can make one with mmdebstrap".to_owned(),
            "run firedrill once as root",
        ));
    }
    let mut command = Command::new("mmdebstrap");
    command
        .args(["--variant=minbase", suite, "-"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let child = command.kill_on_drop(true).spawn().map_err(|error| {
        no_base(
            format!("mmdebstrap, which could make one, cannot be run: {error}"),
            "install it: `apt install mmdebstrap`",
        )
    })?;
    progress(Progress::Image { doing: format!("making {OWN_BASE}:{suite} with mmdebstrap") });
    let made = tokio::time::timeout(MAKE_WITHIN, run(engine, child, progress)).await;
    let said = match made {
        Ok(Ok(Ok(id))) => {
            let name = format!("{OWN_BASE}:{suite}");
            engine.tag_image(&id, &name).await?;
            return Ok(name);
        }
        Ok(Ok(Err(said))) => said,
        Ok(Err(error)) => return Err(error.into()),
        Err(_) => format!("it did not end within {} min", MAKE_WITHIN.as_secs() / 60),
    };
    let why = format!("mmdebstrap, which could make one, failed: {said}");
    Err(no_base(why, &format!("see what `mmdebstrap --variant=minbase {suite} /dev/null` says")))
}

/// Runs mmdebstrap into an import. The inner error is what mmdebstrap said last.
async fn run(
    engine: &Engine,
    mut child: Child,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<Result<String, String>, EngineError> {
    let (Some(root), Some(words)) = (child.stdout.take(), child.stderr.take()) else {
        return Ok(Err("its output could not be read".to_owned()));
    };
    let told = async {
        let mut lines = BufReader::new(words).lines();
        let mut last = String::new();
        while let Ok(Some(line)) = lines.next_line().await {
            progress(Progress::Line(line.clone()));
            last = line;
        }
        last
    };
    let (imported, last) = tokio::join!(engine.import(root), told);
    let status = child.wait().await.map_err(|error| error.to_string());
    if status.as_ref().is_ok_and(std::process::ExitStatus::success) {
        return imported.map(Ok);
    }
    // A torn archive may have been imported all the same.
    if let Ok(id) = imported {
        engine.remove_image(&id).await?;
    }
    let status = status.map_or_else(|error| error, |status| status.to_string());
    Ok(Err(format!("{status}; {last}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_debians_own_images_are_made_by_mmdebstrap() {
        assert_eq!(suite("debian:bookworm-slim"), Some("bookworm"));
        assert_eq!(suite("debian:trixie"), Some("trixie"));
        for other in ["redis:7", "debian", "debian:12.5", "ubuntu:noble", "debian:bookworm;rm"] {
            assert_eq!(suite(other), None, "{other}");
        }
    }

    /// Runs a shell command in mmdebstrap's place.
    async fn with(script: &str, engine: &Engine) -> Result<String, String> {
        let mut command = Command::new("sh");
        command.args(["-c", script]).stdout(Stdio::piped()).stderr(Stdio::piped());
        run(engine, command.spawn().unwrap(), &|_| ()).await.unwrap()
    }

    #[tokio::test]
    async fn a_torn_archive_is_no_base_even_if_the_engine_took_it() {
        use crate::engine::mock::{Answer, Mock};
        let (mock, engine) = Mock::engine(|request| {
            let imported = request.starts_with("POST");
            Answer::Json(200, if imported { r#"{"status":"sha256:abc"}"# } else { "[]" }.to_owned())
        })
        .await;
        assert_eq!(with("echo tar", &engine).await, Ok("sha256:abc".to_owned()));
        let said = with("echo tar; echo E: no mirror >&2; exit 25", &engine).await.unwrap_err();
        assert_eq!(said, "exit status: 25; E: no mirror");
        assert!(
            mock.asked().last().unwrap().starts_with("DELETE /images/sha256:abc"),
            "{:?}",
            mock.asked()
        );
    }
}
