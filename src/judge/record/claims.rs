//! What the document of a record claims.

use super::{Record, entries, journey};
use crate::timeline::{Assertion, Claim};
use crate::words::{ClaimId, DetectorKind, Impact, Span};

impl Record {
    /// A claim.
    pub fn claim(mut self, line: u32, text: &str, assertion: Assertion) -> Self {
        let id = ClaimId::new(assertion.kind(), assertion.subject().as_deref(), &self.header.profile);
        self.header.claims.push(Claim { id, text: text.to_owned(), line, assertion });
        self
    }

    /// Claims an impact.
    pub fn impact(self, line: u32, text: &str, of: &str, expected: Impact) -> Self {
        self.claim(line, text, Assertion::Impact { journey: journey(of), expected })
    }

    /// Claims a cascade.
    pub fn cascade(self, line: u32, text: &str, names: &[&str]) -> Self {
        self.claim(line, text, Assertion::Cascade { services: entries(names), ordered: false })
    }

    /// Claims that the rest stays well.
    pub fn unaffected(self, line: u32) -> Self {
        self.claim(line, "what the document does not name stays well", Assertion::Unaffected)
    }

    /// Claims a detection.
    pub fn detected(self, line: u32, text: &str, kinds: &[DetectorKind]) -> Self {
        kinds.iter().fold(self, |record, kind| {
            record.claim(line, text, Assertion::DetectedBy { detector: *kind, within: None })
        })
    }

    /// Claims a recovery.
    pub fn recovers(self, line: u32, text: &str, command: &str, within: Option<Span>) -> Self {
        self.claim(line, text, Assertion::Recovery { commands: vec![command.to_owned()], prose: false, within })
    }

    /// Claims a recovery that the document has in prose.
    pub fn recovers_by(self, line: u32, text: &str, commands: &[&str]) -> Self {
        let commands = commands.iter().map(|command| (*command).to_owned()).collect();
        self.claim(line, text, Assertion::Recovery { commands, prose: true, within: None })
    }

    /// Leaves a claim out: the same record under a document that does not make it.
    pub fn does_not_say(mut self, id: &str) -> Self {
        self.header.claims.retain(|claim| claim.id.as_str() != id);
        self
    }

    /// Replaces what a claim says: the same record under a false document.
    pub fn says(mut self, id: &str, change: impl FnOnce(&mut Assertion)) -> Self {
        let claim = self.header.claims.iter_mut().find(|claim| claim.id.as_str() == id).expect("a claim of this id");
        change(&mut claim.assertion);
        self
    }
}
