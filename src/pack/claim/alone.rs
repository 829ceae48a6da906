//! How users fare when a service fails alone: a row of a dependency matrix, or a list of what is
//! critical. It follows from the document's tables, and is written in no scenario file.

use super::kinds::{Bound, Fares, Written};
use super::{Kind, RestsOn};
use crate::pack::model::Profile;
use crate::pack::read::{ClaimContext, Quote, Stated};
use crate::words::{Impact, JourneyName, ServiceName};
use serde::{Deserialize, Serialize};

/// Users fare like this while a service, and nothing else, is broken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alone {
    /// Which service.
    pub service: ServiceName,
    /// Where the document says it.
    pub said_in: SaidIn,
    /// How they are said to fare.
    pub expected: Impact,
    /// What they do; at least one.
    pub journeys: Vec<JourneyName>,
    /// Whether every journey must fare so, and not just the worst of them: a total outage.
    pub every: bool,
}

/// Where a document says how bad it is that a service fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SaidIn {
    /// In a table of services.
    Matrix,
    /// In a list of what is critical, important or neither.
    CriticalPath,
    /// Where a layer of the system is described.
    Layer,
    /// There too, in a line that says whether the service is critical.
    CriticalService,
}

impl Kind for Alone {
    fn family(&self) -> &'static str {
        match self.said_in {
            SaidIn::Matrix => "matrix",
            SaidIn::CriticalPath => "critical-path",
            SaidIn::Layer => "layer",
            SaidIn::CriticalService => "critical-service",
        }
    }

    fn subject(&self) -> Option<String> {
        Some(self.service.to_string())
    }

    fn told(&self) -> String {
        let names: Vec<&str> = self.journeys.iter().map(JourneyName::as_str).collect();
        let whole = if self.every { "each of" } else { "the worst of" };
        let (service, expected, symbol) = (&self.service, self.expected, self.expected.symbol());
        let names = names.join(", ");
        format!("while {service} alone is broken, {whole} {names} fares: {expected} {symbol}")
    }

    fn rests_on(&self) -> Vec<RestsOn<'_>> {
        self.journeys.iter().map(RestsOn::Journey).collect()
    }

    fn harms_somebody(&self) -> bool {
        self.expected != Impact::None
    }
}

impl Written for Alone {}

/// It is taken from the document as it stands, and quotes nothing.
impl Bound for Alone {
    fn fares(&self) -> Vec<Fares> {
        Vec::new()
    }

    fn agree(&self, _: &ClaimContext<'_>, _: &Quote, _: &Stated) {}

    fn narrow_to(&mut self, profile: &Profile) -> bool {
        self.journeys.retain(|journey| !profile.without_journeys.contains(journey));
        !self.journeys.is_empty()
    }
}
