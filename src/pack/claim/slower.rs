//! `slower: api`: a journey answers slower.

use super::kinds::{Bound, Fares, Written};
use super::{Kind, RestsOn};
use crate::pack::read::{ClaimContext, Heard, Quote, Stated, Thing, Wanted};
use crate::pack::shape::{Key, Shape};
use crate::pack::source::Fields;
use crate::pack::yaml::Node;
use crate::words::{Impact, JourneyName};
use serde::{Deserialize, Serialize};

/// A journey answers slower than in the steady state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slower {
    /// Which journey.
    pub journey: JourneyName,
}

impl Kind for Slower {
    fn family(&self) -> &'static str {
        "slower"
    }

    fn subject(&self) -> Option<String> {
        Some(self.journey.to_string())
    }

    fn told(&self) -> String {
        format!("the journey {} answers slower than in the steady state", self.journey)
    }

    fn rests_on(&self) -> Vec<RestsOn<'_>> {
        vec![RestsOn::Journey(&self.journey)]
    }

    fn times_answers_of(&self) -> Option<&JourneyName> {
        Some(&self.journey)
    }
}

impl Written for Slower {
    const KEYS: &'static [Key] =
        &[Key::may("slower", Shape::Many(&Shape::Name), "Which journeys answer slower.")];

    fn read(context: &ClaimContext<'_>, fields: &Fields<'_>) -> Vec<Stated> {
        let one = |node: &Node| {
            let journey = context.known.journey(context.source, node)?;
            Some(Stated::new(node.mark, Self { journey }, Vec::new()))
        };
        fields.items("slower").iter().filter_map(one).collect()
    }
}

impl Bound for Slower {
    fn fares(&self) -> Vec<Fares> {
        vec![Fares { of: Some(Thing::Journey(self.journey.clone())), levels: &[Impact::Degraded] }]
    }

    fn agree(&self, _: &ClaimContext<'_>, _: &Quote, _: &Stated) {}

    fn against(&self, context: &ClaimContext<'_>, heard: &Heard) -> Option<String> {
        let wanted = Wanted { levels: &[Impact::Degraded], said: true, claimed: "slower" };
        wanted.of_journey(context, heard, &Thing::Journey(self.journey.clone()))
    }

    fn says_it_goes_on(&self) -> bool {
        true
    }
}
