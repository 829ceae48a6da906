//! `graceful: {journey: api, fallback: "X-Cache: error"}`: a journey goes on by falling back.

use super::kinds::{Bound, Fares, Written};
use super::{Kind, RestsOn};
use crate::pack::read::{ClaimContext, Heard, Quote, Stated, Thing, Wanted};
use crate::pack::shape::{Key, Object, Shape};
use crate::pack::source::Fields;
use crate::words::{Impact, JourneyName};
use serde::{Deserialize, Serialize};

/// A journey keeps working by falling back (graceful degradation).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Graceful {
    /// The journey that goes on.
    pub journey: JourneyName,
    /// What its answers must say of the fallback.
    pub fallback: String,
}

impl Kind for Graceful {
    fn family(&self) -> &'static str {
        "graceful"
    }

    fn subject(&self) -> Option<String> {
        Some(self.journey.to_string())
    }

    fn told(&self) -> String {
        format!("the journey {} goes on, and its answers say: {}", self.journey, self.fallback)
    }

    fn rests_on(&self) -> Vec<RestsOn<'_>> {
        vec![RestsOn::Journey(&self.journey)]
    }

    fn covers(&self) -> Option<&JourneyName> {
        Some(&self.journey)
    }
}

const GRACEFUL: Object = Object::new(
    "graceful",
    "A journey goes on by falling back.",
    &[
        Key::need("journey", Shape::Name, "Which."),
        Key::need("fallback", Shape::Text, "What its answers say of it."),
    ],
);

impl Written for Graceful {
    const KEYS: &'static [Key] =
        &[Key::may("graceful", Shape::Object(&GRACEFUL), "A journey goes on by falling back.")];

    fn read(context: &ClaimContext<'_>, fields: &Fields<'_>) -> Vec<Stated> {
        let node = fields.get("graceful");
        let Some(fields) = node.and_then(|node| context.source.object(node, &GRACEFUL)) else {
            return Vec::new();
        };
        let journey =
            fields.need("journey").and_then(|node| context.known.journey(context.source, node));
        let graceful = journey.zip(fields.need_text("fallback"));
        let mark = fields.get("fallback").map_or(fields.mark, |node| node.mark);
        let stated =
            |(journey, fallback)| Stated::new(mark, Self { journey, fallback }, Vec::new());
        graceful.map(stated).into_iter().collect()
    }
}

const LEVELS: &[Impact] = &[Impact::None, Impact::Degraded];

impl Bound for Graceful {
    fn fares(&self) -> Vec<Fares> {
        vec![Fares { of: Some(Thing::Journey(self.journey.clone())), levels: LEVELS }]
    }

    /// The journey must be able to say so.
    fn agree(&self, context: &ClaimContext<'_>, _: &Quote, stated: &Stated) {
        let fallback = &self.fallback;
        let Some(journey) = context.journeys.iter().find(|known| known.name == self.journey) else {
            return;
        };
        let said = |(header, value): &(String, String)| {
            fallback == header || *fallback == format!("{header}: {value}")
        };
        if journey.degraded_when.iter().any(said) {
            return;
        }
        let known: Vec<String> = journey
            .degraded_when
            .iter()
            .map(|(header, value)| format!("'{header}: {value}'"))
            .collect();
        let message = format!("no answer of '{}' says '{fallback}'", journey.name);
        let hint = if known.is_empty() {
            "give the journey 'degraded_when' in pack.yaml".to_owned()
        } else {
            format!("its 'degraded_when' has {}", known.join(", "))
        };
        context.source.error_with(stated.mark, message, hint);
    }

    fn against(&self, context: &ClaimContext<'_>, heard: &Heard) -> Option<String> {
        let wanted = Wanted { levels: LEVELS, said: true, claimed: "that it goes on" };
        wanted.of_journey(context, heard, &Thing::Journey(self.journey.clone()))
    }

    fn says_it_goes_on(&self) -> bool {
        true
    }
}
