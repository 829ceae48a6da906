//! The order in which a quote says that services fall.

use crate::document::calls;
use crate::pack::read::ClaimContext;
use crate::words::ServiceName;

/// Words between two names behind which who came before is named.
const AFTER: [&str; 5] = ["after", "once", "following", "behind", "because"];

/// The services that a quote names, each once, as one falls after the other.
pub fn in_order<'a>(context: &ClaimContext<'a>, text: &str) -> Vec<&'a ServiceName> {
    let called = context
        .services
        .iter()
        .flat_map(|service| service.called.iter().map(|words| (&service.name, words.as_str())));
    let mut order: Vec<&ServiceName> = Vec::new();
    let mut end = 0;
    for one in calls(text, called) {
        let between = text.get(end..one.place.start).unwrap_or_default().to_lowercase();
        let after = !order.is_empty()
            && between.split(|c: char| !c.is_alphanumeric()).any(|word| AFTER.contains(&word));
        end = one.place.end;
        if !order.contains(&one.thing) {
            order.insert(if after { order.len() - 1 } else { order.len() }, one.thing);
        }
    }
    order
}
