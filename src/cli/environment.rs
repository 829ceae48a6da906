//! What the environment says. Nothing else reads it.

use std::path::PathBuf;

/// A variable's value, where it is set and is text.
pub fn variable(name: &str) -> Option<String> {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that reads the environment"
    )]
    std::env::var(name).ok()
}

/// `$XDG_STATE_HOME/firedrill`, or `~/.local/state/firedrill` (XDG Base Directory Specification).
pub fn state_folder() -> PathBuf {
    folder_of("XDG_STATE_HOME", ".local/state")
}

/// `$XDG_CACHE_HOME/firedrill`, or `~/.cache/firedrill` (the same specification): what can be found
/// again.
pub fn cache_folder() -> PathBuf {
    folder_of("XDG_CACHE_HOME", ".cache")
}

fn folder_of(name: &str, usual: &str) -> PathBuf {
    let set = |name| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
    set(name)
        .or_else(|| set("HOME").map(|home| home.join(usual)))
        .unwrap_or_else(std::env::temp_dir)
        .join("firedrill")
}
