//! Words as a shell reads them.

/// The word as the shell reads it: all of it is itself.
pub fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}
