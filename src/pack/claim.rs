//! What a document claims, in checkable form.
//!
//! One file a kind: its keys, its words, how it is bound to what it quotes, and what it rests on.
//! How it is judged stands in a file of the same name in `crate::judge::claims`. To add a kind,
//! write both files and put it into the list below and into that room's.

mod kinds;

use crate::words::ClaimId;
use serde::{Deserialize, Serialize};

pub use alone::SaidIn;
pub use boots::BootStep;
pub use cascade::{CascadeEntry, Falls};
pub(in crate::pack) use kinds::Fares;
pub use kinds::{Kind, Noticing, RestsOn};
pub use needs::Side;
pub use several::SERVICES;
pub use walk::{Answered, Asked, End, Leaf, Reply, Taken, Then, TreeQuestion, Walked};

kinds::list! {
    "impact" => impact::JourneyImpact,
    "several" => several::Several,
    "cascade" => cascade::Cascade,
    "unaffected" => unaffected::Unaffected,
    "detected-by" => detected::DetectedBy,
    "warned" => warned::Warned,
    "told-apart" => discriminates::Discriminates,
    "graceful" => graceful::Graceful,
    "slower" => slower::Slower,
    "recovery" => recovery::Recovery,
    "alone" => alone::Alone,
    "needs" => needs::Needs,
    "walk" => walk::Walk,
    "boots" => boots::Boots,
    "starts-after" => starts_after::StartsAfter,
    "fact" => fact::Fact,
}

/// One checkable statement of the document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Stable name: kind, subject, profile.
    pub id: ClaimId,
    /// The words of the document, or for a claim that follows from silence what was silent.
    pub text: String,
    /// The line of the document it stands on, counted from 1.
    pub line: u32,
    /// What is to be seen if it is true.
    pub assertion: Assertion,
}

/// Whether a drill with these claims recovers by what a decision tree leads to, so that all must
/// come back.
pub fn recovers_by_a_tree(claims: &[Claim]) -> bool {
    let mut kinds = claims.iter().map(Claim::as_kind);
    kinds.clone().any(|kind| kind.walk().is_some()) && kinds.all(|kind| kind.recovery().is_none())
}

impl Claim {
    /// What it says of itself.
    pub fn as_kind(&self) -> &dyn Kind {
        self.assertion.as_kind()
    }
}
