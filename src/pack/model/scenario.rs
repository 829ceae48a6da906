//! What is drilled: a fault, and what the document says of it.

use crate::pack::claim::{Assertion, Claim};
use crate::pack::fault::{Fault, Step};
use crate::words::{ProfileName, ScenarioId, Span};

/// One chapter of the document, drillable.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// Its id.
    pub id: ScenarioId,
    /// Its title.
    pub title: String,
    /// The file it stands in, within the pack.
    pub file: String,
    /// The line of the document where its chapter begins.
    pub line: u32,
    /// What is injected.
    pub fault: Fault,
    /// How the fault is brought near, where a claim says that it is warned of: so that the warning
    /// must not notice it yet, and then so that it must.
    pub approach: Option<[Step; 2]>,
    /// It is of no chapter that stands for a failure of its own, and only drilled when it is named.
    pub by_name: bool,
    /// The profiles it is drilled in.
    pub profiles: Vec<ProfileName>,
    /// How long each phase may take.
    pub bounds: Bounds,
    /// Its claims, those that follow from silence included.
    pub claims: Vec<ScenarioClaim>,
    /// Lines of the chapter that no claim quotes, with the reason.
    pub not_tested: Vec<NotTested>,
}

/// How long each phase may take at most; it ends on what is observed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Until everything is well.
    pub steady: Span,
    /// Until the fault has taken hold.
    pub inject: Span,
    /// How long what is claimed may take to show.
    pub observe: Span,
    /// How long the recovery may take.
    pub recover: Span,
    /// Until all is as it was.
    pub settle: Span,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            steady: Span::secs(30),
            inject: Span::secs(5),
            observe: Span::secs(8),
            recover: Span::secs(60),
            settle: Span::secs(30),
        }
    }
}

/// A claim of a scenario, before it is told for which profile.
#[derive(Debug, Clone)]
pub struct ScenarioClaim {
    /// The words of the document that it stands on; of silence a sentence that says so.
    pub quote: String,
    /// The line where they stand.
    pub line: u32,
    /// Only in this profile; in all where none is given.
    pub profile: Option<ProfileName>,
    /// What is to be seen.
    pub assertion: Assertion,
    /// Why it is a guess that the words say so; none where it is certain, or a person's word.
    pub guess: Option<String>,
}

/// A line that no claim quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotTested {
    /// Its words.
    pub quote: String,
    /// Where it stands.
    pub line: u32,
    /// Why it is not tested.
    pub reason: String,
}

impl Scenario {
    /// The claims that hold in a profile, with their ids.
    pub fn claims_in(&self, profile: &ProfileName) -> Vec<Claim> {
        let here =
            |claim: &&ScenarioClaim| claim.profile.as_ref().is_none_or(|only| only == profile);
        let with_id = |claim: &ScenarioClaim| Claim {
            id: claim.assertion.as_kind().id(profile),
            text: claim.quote.clone(),
            line: claim.line,
            assertion: claim.assertion.clone(),
        };
        self.claims.iter().filter(here).map(with_id).collect()
    }
}
