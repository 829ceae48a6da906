//! `impact: {services: several}`: several services fall, whichever they are.

use super::kinds::{Bound, Fares, Written};
use super::{Kind, RestsOn};
use crate::pack::read::{AGREE, ClaimContext, Quote, Stated};
use crate::pack::yaml::{Key, Node};
use crate::words::Impact;
use serde::{Deserialize, Serialize};

/// In place of a journey: several services, whichever they are.
pub const SERVICES: &str = "services";

/// How many services are several.
const SEVERAL: u32 = 2;

/// Several services fail or degrade, whichever they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Several {
    /// How many at least.
    pub least: u32,
}

impl Several {
    /// As many as the word means.
    pub const fn of_words() -> Self {
        Self { least: SEVERAL }
    }
}

impl Kind for Several {
    fn family(&self) -> &'static str {
        "impact"
    }

    // No journey of a pack has this name; the pack sees to that.
    fn subject(&self) -> Option<String> {
        Some(SERVICES.to_owned())
    }

    fn told(&self) -> String {
        format!("at least {} services fail or degrade", self.least)
    }

    fn rests_on(&self) -> Vec<RestsOn<'_>> {
        Vec::new()
    }

    fn leaves_open_who_falls(&self) -> bool {
        true
    }
}

/// It is written behind the key of an impact.
impl Written for Several {}

/// Reads what stands behind [`SERVICES`].
pub(super) fn read(context: &ClaimContext<'_>, key: &Key, node: &Node) -> Option<Stated> {
    let several = context.source.text(node, "how many services")? == "several";
    if !several {
        let hint = "name single services in a cascade: cascade: [postgres, redis]";
        context.source.error_with(node.mark, "an impact on services is 'several'", hint);
    }
    several.then(|| Stated::new(key.mark, Several { least: SEVERAL }, vec![node.mark]))
}

impl Bound for Several {
    fn fares(&self) -> Vec<Fares> {
        vec![Fares { of: None, levels: &[Impact::Degraded, Impact::Outage] }]
    }

    fn agree(&self, context: &ClaimContext<'_>, quote: &Quote, stated: &Stated) {
        let text = quote.tested(context);
        let mut words = text.split(|c: char| !c.is_alphanumeric());
        if !words
            .any(|word| ["several", "multiple", "many"].contains(&word.to_lowercase().as_str()))
        {
            let message = "the claim says that several services fail, and its quote does not say \
                           'several'";
            context.source.error_with(stated.mark, message, AGREE);
        }
    }
}
