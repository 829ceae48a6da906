//! What a Compose file calls its services: another thing than the pack's names for what the
//! document speaks of.

use serde::{Deserialize, Serialize};
use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;

/// A service of the Compose file, or a container beside it, by its name there. Whatever Compose
/// takes is one.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ComposeName(String);

impl ComposeName {
    /// The name as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Deref for ComposeName {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for ComposeName {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for ComposeName {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for ComposeName {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl From<&str> for ComposeName {
    fn from(name: &str) -> Self {
        Self(name.to_owned())
    }
}

impl From<String> for ComposeName {
    fn from(name: String) -> Self {
        Self(name)
    }
}

impl From<&ComposeName> for String {
    fn from(name: &ComposeName) -> Self {
        name.0.clone()
    }
}

impl fmt::Display for ComposeName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(&self.0)
    }
}
