//! What every kind of claim says of itself.

use super::{CascadeEntry, Recovery, Walk};
use crate::pack::Question;
use crate::pack::model::Profile;
use crate::pack::read::{ClaimContext, Heard, Quote, Stated, Thing};
use crate::pack::shape::Key;
use crate::pack::source::Fields;
use crate::pack::yaml::Mark;
use crate::words::{
    ClaimId, DetectorKind, DetectorName, Impact, JourneyName, ProfileName, ServiceName, Span,
};
use std::fmt;

/// A kind of claim, apart from how it is judged.
pub trait Kind: fmt::Debug {
    /// The first part of a claim's id.
    fn family(&self) -> &'static str;

    /// The second part of a claim's id, where it has one.
    fn subject(&self) -> Option<String>;

    /// What is to be seen if it is true: one sentence, without its full stop.
    fn told(&self) -> String;

    /// What must be seen, asked or run for it to be judged.
    fn rests_on(&self) -> Vec<RestsOn<'_>>;

    /// The journey that it gives an impact, with the impact.
    fn impact(&self) -> Option<(&JourneyName, Impact)> {
        None
    }

    /// The journey that it speaks of as a whole, so that silence does not speak of it.
    fn covers(&self) -> Option<&JourneyName> {
        None
    }

    /// The journey whose answers are to be timed before and after the fault.
    fn times_answers_of(&self) -> Option<&JourneyName> {
        None
    }

    /// The services that it says fall, in the document's order; empty where it says that none does.
    fn cascade(&self) -> Option<&[CascadeEntry]> {
        None
    }

    /// Whether it says that nothing falls that is not named, so that whatever is seen to fall
    /// contradicts it.
    fn says_nothing_else_falls(&self) -> bool {
        false
    }

    /// Whether it says that services fall without naming them, so that none that falls contradicts
    /// the document.
    fn leaves_open_who_falls(&self) -> bool {
        false
    }

    /// Whether it says that users suffer, whichever of them: a journey that is amiss is what is
    /// expected then.
    fn harms_somebody(&self) -> bool {
        false
    }

    /// What is to notice the fault.
    fn noticing(&self) -> Option<Noticing<'_>> {
        None
    }

    /// What is asked of the stack for it, by commands.
    fn questions(&self) -> Vec<Question> {
        Vec::new()
    }

    /// The documented recovery.
    fn recovery(&self) -> Option<&Recovery> {
        None
    }

    /// The decision tree that leads to what brings all back.
    fn walk(&self) -> Option<&Walk> {
        None
    }

    /// What is started one after the other as the recovery, by firedrill itself; nothing where the
    /// document's commands are.
    fn starts(&self) -> Vec<&ServiceName> {
        Vec::new()
    }

    /// What is started as soon as the fault has taken hold, while something else of the fault is
    /// down.
    fn starts_early(&self) -> Option<&ServiceName> {
        None
    }
}

impl dyn Kind + '_ {
    /// Its id in a profile: `impact.api.flask`.
    pub fn id(&self, profile: &ProfileName) -> ClaimId {
        ClaimId::new(self.family(), self.subject().as_deref(), profile)
    }

    /// Whether it gives this journey an impact.
    pub fn is_impact_of(&self, wanted: &JourneyName) -> bool {
        self.impact().is_some_and(|(journey, _)| journey == wanted)
    }

    /// Whether it says that this service falls.
    pub fn is_cascade_with(&self, service: &ServiceName) -> bool {
        self.cascade().is_some_and(|entries| entries.iter().any(|entry| entry.service == *service))
    }
}

/// Something without which a claim cannot be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RestsOn<'k> {
    /// A journey is made.
    Journey(&'k JourneyName),
    /// A service is looked at, in every way that the pack has.
    Service(&'k ServiceName),
    /// Everything is looked at that the pack has a probe of.
    EveryProbe,
    /// The detectors of this kind are asked.
    Detectors(DetectorKind),
    /// This detector is asked.
    Detector(&'k DetectorName),
    /// A documented command is run, word for word.
    Command(&'k str),
}

/// What a claim says of who notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noticing<'k> {
    /// A detector of this kind notices the fault.
    Fault {
        /// The kind of detector.
        by: DetectorKind,
        /// Within what time, where the document gives one.
        within: Option<Span>,
    },
    /// A detector of this kind notices that the fault comes near.
    Approach {
        /// The kind of detector.
        by: DetectorKind,
    },
    /// This health check shows the fault.
    Check(&'k DetectorName),
}

/// What a claim says of how something fares under the fault.
pub struct Fares {
    /// Of whom; of everybody where nobody is named.
    pub of: Option<Thing>,
    /// Any of these.
    pub levels: &'static [Impact],
}

/// How a kind is written in a scenario file.
pub trait Written {
    /// Its keys in an entry of `claims:`, its own name first; none where it is not written there by
    /// a key of its own.
    const KEYS: &'static [Key] = &[];

    /// What an entry says by these keys.
    fn read(_: &ClaimContext<'_>, _: &Fields<'_>) -> Vec<Stated> {
        Vec::new()
    }
}

/// How a kind is bound to the words that it quotes.
pub trait Bound: Kind {
    /// Of whom it says how they fare, in the order of its parts.
    fn fares(&self) -> Vec<Fares>;

    /// Notes where it and its quote differ. What the rest of a line says is checked line by line.
    fn agree(&self, context: &ClaimContext<'_>, quote: &Quote, stated: &Stated);

    /// Why the quote does not say what it says of how somebody fares.
    fn against(&self, _context: &ClaimContext<'_>, _heard: &Heard) -> Option<String> {
        None
    }

    /// Whether it says that a journey goes on though services fall.
    fn says_it_goes_on(&self) -> bool {
        false
    }

    /// The lengths of time that it binds.
    fn times(&self) -> Vec<Span> {
        Vec::new()
    }

    /// Fills in what the quote says and the claim leaves open. `part` tells where the
    /// claim's parts are said.
    fn infer(
        &mut self,
        _context: &ClaimContext<'_>,
        _heard: &Heard,
        _part: &dyn Fn(usize) -> Mark,
    ) {
    }

    /// Leaves out what is not there in a profile, and says whether anything is left.
    fn narrow_to(&mut self, profile: &Profile) -> bool {
        self.rests_on().into_iter().all(|one| match one {
            RestsOn::Journey(journey) => !profile.without_journeys.contains(journey),
            RestsOn::Service(_)
            | RestsOn::EveryProbe
            | RestsOn::Detectors(_)
            | RestsOn::Detector(_)
            | RestsOn::Command(_) => true,
        })
    }
}

/// Makes [`super::Assertion`] out of the list of kinds: how each is written in a timeline, its
/// file, and its type there.
macro_rules! list {
    ($($name:literal => $file:ident::$kind:ident,)*) => {
        $(mod $file;)*
        $(pub use $file::$kind;)*

        /// What a claim says, in checkable form.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "kind")]
        pub enum Assertion {
            $(#[doc = concat!("See [`", stringify!($kind), "`].")] #[serde(rename = $name)] $kind($kind),)*
        }

        $(impl From<$kind> for Assertion {
            fn from(kind: $kind) -> Self {
                Self::$kind(kind)
            }
        })*

        impl Assertion {
            /// The keys of each kind in a scenario file, in the order in which an entry is read.
            pub(in crate::pack) const KEYS: &'static [&'static [crate::pack::shape::Key]] =
                &[$(<$kind as kinds::Written>::KEYS),*];

            /// All that an entry says, kind by kind.
            pub(in crate::pack) fn read(
                context: &crate::pack::read::ClaimContext<'_>,
                fields: &crate::pack::source::Fields<'_>,
            ) -> Vec<crate::pack::read::Stated> {
                let mut all = Vec::new();
                $(all.extend(<$kind as kinds::Written>::read(context, fields));)*
                all
            }

            /// What it says of itself.
            pub fn as_kind(&self) -> &dyn Kind {
                match self { $(Self::$kind(kind) => kind),* }
            }

            /// How it is bound to the words that it quotes.
            pub(in crate::pack) fn as_bound(&self) -> &dyn kinds::Bound {
                match self { $(Self::$kind(kind) => kind),* }
            }

            /// The same, to fill in what the words say.
            pub(in crate::pack) fn as_bound_mut(&mut self) -> &mut dyn kinds::Bound {
                match self { $(Self::$kind(kind) => kind),* }
            }
        }
    };
}
pub(super) use list;
