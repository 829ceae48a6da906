//! What the document does not name stays well: it follows from silence, and is written nowhere.

use super::kinds::{Bound, Fares, Written};
use super::{Kind, RestsOn};
use crate::pack::read::{ClaimContext, Quote, Stated};
use serde::{Deserialize, Serialize};

/// What the document does not name stays in its steady state: services outside the cascade,
/// journeys without an impact of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unaffected {}

impl Kind for Unaffected {
    fn family(&self) -> &'static str {
        "unaffected"
    }

    fn subject(&self) -> Option<String> {
        None
    }

    fn told(&self) -> String {
        "every service outside the cascade, and every journey without a claim of its own, stays \
         well"
            .to_owned()
    }

    fn rests_on(&self) -> Vec<RestsOn<'_>> {
        vec![RestsOn::EveryProbe]
    }

    fn says_nothing_else_falls(&self) -> bool {
        true
    }
}

impl Written for Unaffected {}

impl Bound for Unaffected {
    fn fares(&self) -> Vec<Fares> {
        Vec::new()
    }

    fn agree(&self, _: &ClaimContext<'_>, _: &Quote, _: &Stated) {}
}
