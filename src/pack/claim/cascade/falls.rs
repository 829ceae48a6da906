//! How the services of a cascade fall: as the claim says, and by the words of the quote.

use crate::document::Saying;
use crate::pack::read::{AGREE, ClaimContext, Heard, Thing};
use crate::pack::yaml::Mark;
use crate::words::{Impact, ServiceName};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A service that a cascade claim names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct CascadeEntry {
    /// Which service.
    pub service: ServiceName,
    /// How it is said to fall.
    pub falls: Falls,
}

/// How a document says that a service falls.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Falls {
    /// It no longer does what its users need: it crashes, refuses, answers with errors.
    Fails,
    /// It goes on, slower or by a fallback.
    Degrades,
    /// The document does not say which of the two; of what was seen this is never said.
    #[default]
    #[schemars(skip)]
    Either,
}

impl fmt::Display for Falls {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(match self {
            Self::Fails => "fails",
            Self::Degrades => "degrades",
            Self::Either => "fails or degrades",
        })
    }
}

impl From<ServiceName> for CascadeEntry {
    fn from(service: ServiceName) -> Self {
        Self { service, falls: Falls::Either }
    }
}

/// A cascade's entry in a timeline: a bare name where the document does not say how it falls, as
/// all were once.
#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Bare(ServiceName),
    Said { service: ServiceName, falls: Falls },
}

impl From<Written> for CascadeEntry {
    fn from(written: Written) -> Self {
        match written {
            Written::Bare(service) => service.into(),
            Written::Said { service, falls } => Self { service, falls },
        }
    }
}

impl From<CascadeEntry> for Written {
    fn from(entry: CascadeEntry) -> Self {
        match entry {
            CascadeEntry { service, falls: Falls::Either } => Self::Bare(service),
            CascadeEntry { service, falls } => Self::Said { service, falls },
        }
    }
}

impl Falls {
    /// What a fall comes to.
    pub(super) const fn levels(self) -> &'static [Impact] {
        match self {
            Self::Fails => &[Impact::Outage],
            Self::Degrades => &[Impact::Degraded],
            Self::Either => &[Impact::Degraded, Impact::Outage],
        }
    }
}

/// Fills in how a service falls where the claim does not say it, and refuses where it says
/// otherwise than its quote.
pub(super) fn infer(
    context: &ClaimContext<'_>,
    heard: &Heard,
    entry: &mut CascadeEntry,
    mark: Mark,
) {
    let words = said_of(heard, &entry.service);
    let said = falls(&words);
    let quoted = words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join("', '");
    if entry.falls == Falls::Either {
        // That it does not crash is no word of its falling.
        if !words.is_empty()
            && words.iter().all(|word| word.negated && word.levels.contains(&Impact::None))
        {
            let message = format!(
                "the quote says '{quoted}' of '{}', the claim says that it falls",
                entry.service
            );
            context.source.error_with(mark, message, AGREE);
        }
        entry.falls = said;
    } else if said != Falls::Either && said != entry.falls {
        let (service, claimed) = (&entry.service, entry.falls);
        let message = format!(
            "the quote says '{quoted}' of '{service}', which {said}; the claim \
             says that it {claimed}"
        );
        context.source.error_with(mark, message, AGREE);
    }
}

fn said_of<'h>(heard: &'h Heard, service: &ServiceName) -> Vec<&'h Saying> {
    let is = |thing: &Thing| matches!(thing, Thing::Service(name) if name == service);
    heard.about(is).flat_map(|clause| &clause.words).collect()
}

fn falls(words: &[&Saying]) -> Falls {
    let fails = words.iter().any(|word| word.levels == [Impact::Outage]);
    let goes_on = |word: &&Saying| {
        word.levels.contains(&Impact::Degraded) && !word.levels.contains(&Impact::Outage)
    };
    match (fails, words.iter().any(goes_on)) {
        (true, false) => Falls::Fails,
        (false, true) => Falls::Degrades,
        _ => Falls::Either,
    }
}
