//! A health check of the document tells health and failure apart. It is written with the detector
//! that runs the check, as its `quote`.

use super::kinds::{Bound, Fares, Written};
use super::{Kind, Noticing, RestsOn};
use crate::pack::read::{ClaimContext, Quote, Stated};
use crate::words::DetectorName;
use serde::{Deserialize, Serialize};

/// A health-check command of the document is quiet while all is well, and notices the fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discriminates {
    /// The detector that runs it.
    pub detector: DetectorName,
}

impl Kind for Discriminates {
    fn family(&self) -> &'static str {
        "check"
    }

    fn subject(&self) -> Option<String> {
        Some(self.detector.to_string())
    }

    fn told(&self) -> String {
        format!(
            "the health check {} is quiet while all is well, and notices the fault",
            self.detector
        )
    }

    fn rests_on(&self) -> Vec<RestsOn<'_>> {
        vec![RestsOn::Detector(&self.detector)]
    }

    fn noticing(&self) -> Option<Noticing<'_>> {
        Some(Noticing::Check(&self.detector))
    }
}

impl Written for Discriminates {}

impl Bound for Discriminates {
    fn fares(&self) -> Vec<Fares> {
        Vec::new()
    }

    // Its quote is the detector's, and is checked there.
    fn agree(&self, _: &ClaimContext<'_>, _: &Quote, _: &Stated) {}
}
