//! A text that must not be printed.

use std::fmt;

/// A password or the like: it goes where it is needed and never into a log, an error or a report.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Secret(String);

impl Secret {
    /// Takes a text that is not to be shown.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for the one who needs it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Replaces every occurrence of the secret in `text`. Nothing is replaced where the secret is
    /// shorter than four characters: such a "secret" would tear up innocent words, and hides
    /// nothing.
    pub fn hide_in(&self, text: &str) -> String {
        if self.0.len() < 4 { text.to_owned() } else { text.replace(&self.0, "<secret>") }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("<secret>")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("<secret>")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_secret_is_never_printed() {
        let secret = Secret::new("hunter22");
        assert!(!format!("{secret} {secret:?} {:?}", vec![secret.clone()]).contains("hunter22"));
        assert_eq!(secret.reveal(), "hunter22");
    }

    proptest! {
        #[test]
        fn nothing_of_a_secret_is_left_in_a_text(before in ".*", after in ".*", word in "[a-f0-9]{16}") {
            let hidden = Secret::new(word.clone()).hide_in(&format!("{before}{word}{after}{word}"));
            prop_assert!(!hidden.contains(&word));
        }
    }
}
