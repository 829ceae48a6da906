//! `detected_by: [alert]`: a kind of detector notices the fault.

use super::kinds::{Bound, Fares, Written};
use super::{Kind, Noticing, RestsOn};
use crate::pack::read::{ClaimContext, DETECTORS, Quote, Stated, detector_kind, named};
use crate::pack::shape::{Key, Shape};
use crate::pack::source::Fields;
use crate::pack::yaml::Node;
use crate::words::{DetectorKind, Span, stated};
use serde::{Deserialize, Serialize};

/// A detector of this kind notices the fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DetectedBy {
    /// The kind of detector named.
    pub detector: DetectorKind,
    /// Within what time after the fault, where the document gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Span>,
}

impl Kind for DetectedBy {
    fn family(&self) -> &'static str {
        "detected"
    }

    fn subject(&self) -> Option<String> {
        Some(self.detector.to_string())
    }

    fn told(&self) -> String {
        let limit = self.within.map_or("before the recovery begins".to_owned(), |within| {
            format!("within {} of the fault", stated(within))
        });
        format!("a detector of the kind {} notices {limit}", self.detector)
    }

    fn rests_on(&self) -> Vec<RestsOn<'_>> {
        vec![RestsOn::Detectors(self.detector)]
    }

    fn noticing(&self) -> Option<Noticing<'_>> {
        Some(Noticing::Fault { by: self.detector, within: self.within })
    }
}

const TIMES: Shape = Shape::Worded(&DETECTORS, &Shape::Either(&[Shape::Span, Shape::Nothing]));

impl Written for DetectedBy {
    const KEYS: &'static [Key] = &[Key::may(
        "detected_by",
        Shape::Either(&[Shape::Many(&Shape::Word(&DETECTORS)), TIMES]),
        "Which kinds of detector notice; as keys with the time that the document gives, or none.",
    )];

    /// `[alert, health-check]`, or with times: `{alert: 10s, health-check: 5s}`.
    fn read(context: &ClaimContext<'_>, fields: &Fields<'_>) -> Vec<Stated> {
        let Some(node) = fields.get("detected_by") else { return Vec::new() };
        let one = |(name, within): (Node, Option<&Node>)| {
            let detector = detector_kind(context.source, &name)?;
            let given = within.filter(|node| node.says_something());
            let within = given.map(|node| context.source.span(node, "the time of a detection"));
            // What cannot be read is told, and no claim without a time.
            (within != Some(None)).then(|| {
                let claim = Self { detector, within: within.flatten() };
                Stated::new(name.mark, claim, given.iter().map(|node| node.mark).collect())
            })
        };
        named(node).into_iter().filter_map(one).collect()
    }
}

impl Bound for DetectedBy {
    fn fares(&self) -> Vec<Fares> {
        Vec::new()
    }

    // Who notices depends on what else the scenario claims, and is checked with all of it.
    fn agree(&self, _: &ClaimContext<'_>, _: &Quote, _: &Stated) {}

    fn times(&self) -> Vec<Span> {
        self.within.into_iter().collect()
    }
}
