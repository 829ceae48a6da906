//! What the document says of somebody, what the dependencies imply, and what was seen.

use crate::timeline::ProbeSubject;
use crate::words::Impact;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A journey or a service that was not broken itself, as documented, predicted and observed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PredictionFound {
    /// Which.
    pub subject: ProbeSubject,
    /// What the document says; null where it is silent.
    pub documented: Option<Levels>,
    /// What the dependencies imply when the targets fail; null where the timeline does not say who
    /// needs whom.
    pub predicted: Option<Levels>,
    /// By which service it suffers, and how it depends on that; null where nothing is predicted to
    /// befall it.
    pub by: Option<String>,
    /// What was seen; null where it could not be.
    pub observed: Option<Levels>,
    /// Whether they agree, and which of them differs from the other two.
    pub agreement: Agreement,
    /// Why what was seen is not what was predicted; null where it is, and where nothing of the
    /// drill explains it.
    pub explanation: Option<String>,
}

/// How much somebody suffers, from the least to the most that it can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Levels {
    /// At least so much.
    pub least: Impact,
    /// At most so much.
    pub most: Impact,
}

/// Whether what is documented, predicted and observed goes together. Two of them agree where there
/// is a level that is in both. From good to bad.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Agreement {
    /// Fewer than two of them are known.
    NotCompared,
    /// All that are known.
    Agree,
    /// The document is the odd one out: the other two agree.
    DocumentIsOdd,
    /// The prediction is the odd one out.
    PredictionIsOdd,
    /// The observation is the odd one out.
    ObservationIsOdd,
    /// Two are known and differ, or none of the three can be told to be the odd one out.
    Disagree,
}

impl Levels {
    /// This one.
    pub const fn only(level: Impact) -> Self {
        Self { least: level, most: level }
    }

    /// One of these.
    pub const fn between(least: Impact, most: Impact) -> Self {
        Self { least, most }
    }

    /// What is in both; none where nothing is.
    pub fn and(self, other: Self) -> Option<Self> {
        let (least, most) = (self.least.max(other.least), self.most.min(other.most));
        (least <= most).then_some(Self { least, most })
    }

    /// The least range that has both.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self { least: self.least.min(other.least), most: self.most.max(other.most) }
    }

    /// Nothing befalls it.
    pub fn is_none(self) -> bool {
        self.most == Impact::None
    }
}

/// `none`, `degraded or outage`, `none to outage`
impl fmt::Display for Levels {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.least, self.most) {
            (Impact::None, Impact::Outage) => out.write_str("none to outage"),
            (least, most) if least == most => write!(out, "{least}"),
            (least, most) => write!(out, "{least} or {most}"),
        }
    }
}

impl Agreement {
    /// Of what is known of the three.
    pub fn of(
        documented: Option<Levels>,
        predicted: Option<Levels>,
        observed: Option<Levels>,
    ) -> Self {
        let meet = |one: Option<Levels>, other: Option<Levels>| Some(one?.and(other?).is_some());
        let known =
            [meet(documented, predicted), meet(documented, observed), meet(predicted, observed)];
        match known {
            [None, None, None] => Self::NotCompared,
            [Some(false), Some(false), Some(true)] => Self::DocumentIsOdd,
            [Some(false), Some(true), Some(false)] => Self::PredictionIsOdd,
            [Some(true), Some(false), Some(false)] => Self::ObservationIsOdd,
            known if known.contains(&Some(false)) => Self::Disagree,
            _ => Self::Agree,
        }
    }
}

impl PredictionFound {
    /// Whether two of the three differ.
    pub fn differs(&self) -> bool {
        self.agreement > Agreement::Agree
    }

    /// Whether what was seen is not what was predicted.
    pub fn is_against_prediction(&self) -> bool {
        let both = self.predicted.zip(self.observed);
        both.is_some_and(|(predicted, observed)| predicted.and(observed).is_none())
    }

    /// Whether anything is said, implied or seen to befall it, or the three differ.
    pub fn is_of_note(&self) -> bool {
        let all = [self.documented, self.predicted, self.observed];
        self.differs() || all.into_iter().flatten().any(|levels| !levels.is_none())
    }

    /// How the three compare, with why where what was seen was not predicted:
    /// `the observation is the odd one out; not explained`.
    pub fn compared(&self) -> String {
        let odd = match self.agreement {
            Agreement::NotCompared => "nothing to compare",
            Agreement::Agree => "they agree",
            Agreement::DocumentIsOdd => "the document is the odd one out",
            Agreement::PredictionIsOdd => "the prediction is the odd one out",
            Agreement::ObservationIsOdd => "the observation is the odd one out",
            Agreement::Disagree if self.is_split() => "all three differ",
            Agreement::Disagree => self.pair_that_differs(),
        };
        match &self.explanation {
            _ if !self.is_against_prediction() => odd.to_owned(),
            Some(why) => format!("{odd}: {why}"),
            None => format!("{odd}; not explained"),
        }
    }

    /// Whether all three are known, and no two agree.
    fn is_split(&self) -> bool {
        let all = [self.documented, self.predicted, self.observed];
        let [Some(documented), Some(predicted), Some(observed)] = all else { return false };
        documented.and(predicted).is_none()
            && documented.and(observed).is_none()
            && predicted.and(observed).is_none()
    }

    /// Of two, or of three of which one goes with either of the others.
    fn pair_that_differs(&self) -> &'static str {
        let differ = |one: Option<Levels>, other: Option<Levels>| {
            one.zip(other).is_some_and(|(one, other)| one.and(other).is_none())
        };
        if differ(self.documented, self.observed) {
            "document and observation disagree"
        } else if differ(self.documented, self.predicted) {
            "document and prediction disagree"
        } else {
            "prediction and observation disagree"
        }
    }

    /// `documented none, predicted none or degraded, observed outage`; what is not known is left
    /// out, but for the observation.
    pub fn told(&self) -> String {
        let mut told = Vec::new();
        told.extend(self.documented.map(|levels| format!("documented {levels}")));
        told.extend(self.predicted.map(|levels| format!("predicted {levels}")));
        told.push(match self.observed {
            Some(levels) => format!("observed {levels}"),
            None => "not to be observed".to_owned(),
        });
        told.join(", ")
    }
}
