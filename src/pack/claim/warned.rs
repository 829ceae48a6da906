//! `warned: {by: alert, days: 30, …}`: a detector warns before it is too late.

use super::kinds::{Bound, Fares, Written};
use super::{Kind, Noticing, RestsOn};
use crate::document::figures;
use crate::pack::fault::Step;
use crate::pack::read::{AGREE, ClaimContext, DETECTORS, Quote, Stated, detector_kind};
use crate::pack::shape::{Key, Object, Shape};
use crate::pack::source::Fields;
use crate::pack::yaml::Node;
use crate::words::{DetectorKind, Span};
use serde::{Deserialize, Serialize};

/// A detector of this kind warns before it is too late: with a day more than this left it is
/// silent, with a day less it notices. Both are tried before the fault itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warned {
    /// The kind of detector named.
    pub detector: DetectorKind,
    /// How many days ahead the document says.
    pub days: u32,
}

impl Warned {
    /// How long ahead the document says.
    fn ahead(&self) -> Span {
        Span::secs(u64::from(self.days) * 86_400)
    }
}

impl Kind for Warned {
    fn family(&self) -> &'static str {
        "warned"
    }

    fn subject(&self) -> Option<String> {
        Some(self.detector.to_string())
    }

    fn told(&self) -> String {
        let (detector, days) = (self.detector, self.days);
        let (more, less) = (days + 1, days - days.min(1));
        format!("a detector of the kind {detector} is silent at {more} days and notices at {less}")
    }

    fn rests_on(&self) -> Vec<RestsOn<'_>> {
        vec![RestsOn::Detectors(self.detector)]
    }

    fn noticing(&self) -> Option<Noticing<'_>> {
        Some(Noticing::Approach { by: self.detector })
    }
}

const WARNED: Object = Object::new(
    "a warning",
    "A detector warns so many days ahead: it is silent at a day more, and notices at a day less.",
    &[
        Key::need("by", Shape::Word(&DETECTORS), "The kind of detector."),
        Key::need("days", Shape::Count, "How many days."),
        Key::need(
            "with",
            Shape::Text,
            "A command that, with a number of days behind it, brings the fault so near.",
        ),
        Key::need("in", Shape::Text, "The Compose service it runs in."),
    ],
);

impl Written for Warned {
    const KEYS: &'static [Key] =
        &[Key::may("warned", Shape::Object(&WARNED), "A detector warns so many days ahead.")];

    fn read(context: &ClaimContext<'_>, fields: &Fields<'_>) -> Vec<Stated> {
        fields.get("warned").and_then(|node| read(context, node)).into_iter().collect()
    }
}

/// A warning so many days ahead; `with` and a number of days is the command that brings the fault
/// so near.
fn read(context: &ClaimContext<'_>, node: &Node) -> Option<Stated> {
    let source = context.source;
    let fields = source.object(node, &WARNED)?;
    let by = fields.need("by");
    let detector = by.and_then(|node| detector_kind(source, node));
    let days_node = fields.need("days");
    let days: Option<u32> =
        days_node.and_then(|node| source.parsed(node, "a number of days", "30"));
    let container = fields.need("in").and_then(|node| context.known.container(source, node));
    let with = fields.need_text("with");
    let (days_node, days, container, with) = (days_node?, days?, container?, with?);
    let (Some(far), Some(near)) = (days.checked_add(1), days.checked_sub(1)) else {
        source.error(
            days_node.mark,
            format!("a warning {days} days ahead cannot be tried a day off it"),
        );
        return None;
    };
    let step = |days: u32| Step { container: container.clone(), run: format!("{with} {days}") };
    let stated = Stated::new(by?.mark, Warned { detector: detector?, days }, vec![days_node.mark]);
    Some(Stated { approach: Some([step(far), step(near)]), ..stated })
}

impl Bound for Warned {
    fn fares(&self) -> Vec<Fares> {
        Vec::new()
    }

    /// The days must be the quote's.
    fn agree(&self, context: &ClaimContext<'_>, quote: &Quote, stated: &Stated) {
        let figures = figures(&quote.tested(context));
        if !figures.iter().any(|figure| figure.span == self.ahead()) {
            let said =
                figures.iter().map(|figure| figure.text.as_str()).collect::<Vec<_>>().join(" and ");
            let said = if said.is_empty() { "gives no time" } else { &format!("says {said}") };
            let message = format!("the quote {said}, the claim says {} days ahead", self.days);
            context.source.error_with(stated.part(0), message, AGREE);
        }
    }

    fn times(&self) -> Vec<Span> {
        vec![self.ahead()]
    }
}
