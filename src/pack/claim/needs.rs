//! That one service suffers when another fails: a dependency of a table, from either side. It is
//! written in no scenario file.

use super::kinds::{Bound, Fares, Written};
use super::{Kind, RestsOn};
use crate::pack::read::{ClaimContext, Quote, Stated};
use crate::words::ServiceName;
use serde::{Deserialize, Serialize};

/// A service fails or degrades while what it depends on, and nothing else, is broken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Needs {
    /// Who depends on it.
    pub service: ServiceName,
    /// What is broken.
    pub on: ServiceName,
    /// Whose row says so.
    pub side: Side,
}

/// Whose row of a table names a dependency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// That of the service which needs: `Depends On`.
    DependsOn,
    /// That of the service which is needed: `Depended On By`.
    DependedOnBy,
}

impl Kind for Needs {
    fn family(&self) -> &'static str {
        match self.side {
            Side::DependsOn => "depends-on",
            Side::DependedOnBy => "depended-on-by",
        }
    }

    // The row's own service first, as in the table.
    fn subject(&self) -> Option<String> {
        Some(match self.side {
            Side::DependsOn => format!("{}.{}", self.service, self.on),
            Side::DependedOnBy => format!("{}.{}", self.on, self.service),
        })
    }

    fn told(&self) -> String {
        format!("{} fails or degrades while {} alone is broken", self.service, self.on)
    }

    fn rests_on(&self) -> Vec<RestsOn<'_>> {
        vec![RestsOn::Service(&self.service)]
    }
}

impl Written for Needs {}

/// It is taken from the document as it stands, and quotes nothing.
impl Bound for Needs {
    fn fares(&self) -> Vec<Fares> {
        Vec::new()
    }

    fn agree(&self, _: &ClaimContext<'_>, _: &Quote, _: &Stated) {}
}
