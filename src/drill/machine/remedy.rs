//! Where the document gives no recovery, a decision tree's leaf does: what it is led to is done.

use super::{Drill, Reply};
use crate::judge::walked;
use crate::timeline::Event;
use crate::words::Moment;

impl Drill {
    /// Takes what the first of the claims' trees leads to for the recovery, where there is no other
    /// and it leads to something that can be done.
    pub(super) fn follow_a_tree(&mut self, now: Moment, reply: &mut Reply) {
        if !self.plan.commands.is_empty() || !self.plan.starts.is_empty() {
            return;
        }
        let tree = self.plan.claims.iter().find_map(|claim| claim.as_kind().walk());
        let led = tree.and_then(|tree| {
            let walked = walked(&self.observed, tree)?;
            let commands = walked.leaf().map(|leaf| leaf.commands.clone());
            Some((format!("'{}': {walked}", tree.title), commands.unwrap_or_default()))
        });
        let Some((text, commands)) = led else { return };
        self.record(now, Event::Note { text }, reply);
        self.commands = commands.iter().cloned().collect();
        self.plan.commands = commands;
    }
}
