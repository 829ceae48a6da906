//! `impact: {website: outage}`: how a journey fares.

use super::kinds::{Bound, Fares, Written};
use super::{Kind, RestsOn, several};
use crate::pack::read::{ClaimContext, Heard, Quote, Stated, Thing, Wanted};
use crate::pack::shape::{Key, Shape};
use crate::pack::source::{Fields, suggest};
use crate::pack::yaml::{self, Node, Value};
use crate::words::{Impact, JourneyName};
use serde::{Deserialize, Serialize};

/// A journey fares like this between the fault and the recovery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JourneyImpact {
    /// Which journey.
    pub journey: JourneyName,
    /// How it is said to fare.
    pub expected: Impact,
}

impl Kind for JourneyImpact {
    fn family(&self) -> &'static str {
        "impact"
    }

    fn subject(&self) -> Option<String> {
        Some(self.journey.to_string())
    }

    fn told(&self) -> String {
        format!("the journey {} fares: {} {}", self.journey, self.expected, self.expected.symbol())
    }

    fn rests_on(&self) -> Vec<RestsOn<'_>> {
        vec![RestsOn::Journey(&self.journey)]
    }

    fn impact(&self) -> Option<(&JourneyName, Impact)> {
        Some((&self.journey, self.expected))
    }

    fn covers(&self) -> Option<&JourneyName> {
        Some(&self.journey)
    }
}

const FARES: Shape = Shape::Word(&["none", "degraded", "outage"]);

impl Written for JourneyImpact {
    const KEYS: &'static [Key] = &[Key::may(
        "impact",
        Shape::NamedAnd(&FARES, several::SERVICES, &["several"]),
        "How journeys fare; or that several services fall, whichever they are.",
    )];

    fn read(context: &ClaimContext<'_>, fields: &Fields<'_>) -> Vec<Stated> {
        let Some(node) = fields.get("impact") else { return Vec::new() };
        let entries = context.source.entries(node, "impact").iter();
        let one = |(key, node): &(yaml::Key, Node)| {
            // The key names a journey, or stands for services, whichever they are.
            if key.text == several::SERVICES {
                return several::read(context, key, node);
            }
            let name = Node { mark: key.mark, value: Value::Text(key.text.clone()) };
            let (journey, expected) =
                (context.known.journey(context.source, &name), level(context, node));
            let (journey, expected) = journey.zip(expected)?;
            Some(Stated::new(key.mark, Self { journey, expected }, vec![node.mark]))
        };
        entries.filter_map(one).collect()
    }
}

fn level(context: &ClaimContext<'_>, node: &Node) -> Option<Impact> {
    let text = context.source.text(node, "an impact")?;
    let all = [Impact::None, Impact::Degraded, Impact::Outage];
    let found = all.into_iter().find(|impact| impact.to_string() == text);
    if found.is_none() {
        let hint = suggest(text, ["none", "degraded", "outage"]);
        context.source.error_with(node.mark, format!("there is no impact '{text}'"), hint);
    }
    found
}

impl Bound for JourneyImpact {
    fn fares(&self) -> Vec<Fares> {
        let levels: &[Impact] = match self.expected {
            Impact::None => &[Impact::None],
            Impact::Degraded => &[Impact::Degraded],
            Impact::Outage => &[Impact::Outage],
        };
        vec![Fares { of: Some(Thing::Journey(self.journey.clone())), levels }]
    }

    fn agree(&self, _: &ClaimContext<'_>, _: &Quote, _: &Stated) {}

    fn against(&self, context: &ClaimContext<'_>, heard: &Heard) -> Option<String> {
        let claimed = &self.expected.to_string();
        let wanted =
            Wanted { levels: &[self.expected], said: self.expected == Impact::None, claimed };
        wanted.of_journey(context, heard, &Thing::Journey(self.journey.clone()))
    }
}
