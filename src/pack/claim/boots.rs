//! That services started one after the other, in the documented order, all serve: a start order. It
//! is written in no scenario file.

use super::kinds::{Bound, Fares, Written};
use super::{Kind, RestsOn};
use crate::pack::read::{ClaimContext, Quote, Stated};
use crate::words::ServiceName;
use serde::{Deserialize, Serialize};

/// All of these serve once each was started, none of them before the one in front of it runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Boots {
    /// In this order; at least one.
    pub order: Vec<BootStep>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BootStep {
    /// What is started.
    pub service: ServiceName,
    /// What the order says that it depends on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<ServiceName>,
}

impl Kind for Boots {
    fn family(&self) -> &'static str {
        "boot"
    }

    fn subject(&self) -> Option<String> {
        None
    }

    fn told(&self) -> String {
        let names: Vec<&str> = self.starts().into_iter().map(ServiceName::as_str).collect();
        format!("all serve again, started one after the other: {}", names.join(", "))
    }

    fn rests_on(&self) -> Vec<RestsOn<'_>> {
        self.starts().into_iter().map(RestsOn::Service).collect()
    }

    fn starts(&self) -> Vec<&ServiceName> {
        self.order.iter().map(|step| &step.service).collect()
    }

    // Everything is down, and whoever needs it with it.
    fn leaves_open_who_falls(&self) -> bool {
        true
    }
}

impl Written for Boots {}

/// It is taken from the document as it stands, and quotes nothing.
impl Bound for Boots {
    fn fares(&self) -> Vec<Fares> {
        Vec::new()
    }

    fn agree(&self, _: &ClaimContext<'_>, _: &Quote, _: &Stated) {}
}
