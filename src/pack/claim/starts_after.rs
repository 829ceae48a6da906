//! That one service has to be started after another: what a step of a start order is said to depend
//! on. It is written in no scenario file.

use super::kinds::{Bound, Fares, Written};
use super::{Kind, RestsOn};
use crate::pack::read::{ClaimContext, Quote, Stated};
use crate::words::ServiceName;
use serde::{Deserialize, Serialize};

/// A service does not come up while another is away, or does not serve when that is there again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartsAfter {
    /// What is started first, though it should not be.
    pub service: ServiceName,
    /// What it is said to need, and what is started last.
    pub on: ServiceName,
}

impl Kind for StartsAfter {
    fn family(&self) -> &'static str {
        "start-order"
    }

    fn subject(&self) -> Option<String> {
        Some(format!("{}.{}", self.service, self.on))
    }

    fn told(&self) -> String {
        let Self { service, on } = self;
        format!(
            "{service}, started while {on} is down, does not come up, or does not serve once {on} \
             is there"
        )
    }

    fn rests_on(&self) -> Vec<RestsOn<'_>> {
        vec![RestsOn::Service(&self.service), RestsOn::Service(&self.on)]
    }

    fn starts(&self) -> Vec<&ServiceName> {
        vec![&self.on]
    }

    fn starts_early(&self) -> Option<&ServiceName> {
        Some(&self.service)
    }

    fn leaves_open_who_falls(&self) -> bool {
        true
    }
}

impl Written for StartsAfter {}

/// It is taken from the document as it stands, and quotes nothing.
impl Bound for StartsAfter {
    fn fares(&self) -> Vec<Fares> {
        Vec::new()
    }

    fn agree(&self, _: &ClaimContext<'_>, _: &Quote, _: &Stated) {}
}
