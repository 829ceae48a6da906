//! How often parts fail, and where each figure is from.

use super::measured::Times;
use super::model::Rates;
use crate::pack::{Pack, RatesSaid, Said};
use crate::words::{ServiceName, Span};
use std::collections::BTreeMap;
use std::fmt;

/// Where a figure is from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// What was laid over the pack.
    WhatIf,
    /// A run measured it.
    Measured(String),
    /// The pack.
    Pack,
    /// Nobody said it: it is usual for what the part is.
    Assumed(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WhatIf => out.write_str("what-if"),
            Self::Measured(run) => write!(out, "measured in {run}"),
            Self::Pack => out.write_str("pack.yaml"),
            Self::Assumed(what) => write!(out, "assumed: {what}"),
        }
    }
}

/// The rates of a part, and where they are from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rated {
    /// A service, or one of `pack::PARTS`.
    pub part: String,
    /// How often it fails.
    pub rates: Rates,
    /// Where its mtbf, notice and repair are from.
    pub from: [Origin; 3],
}

/// What a part is, which its usual rates follow from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Container,
    Process,
    Elsewhere,
    Server,
    LoadBalancer,
    Cdn,
}

impl Sort {
    /// What is assumed where nobody says otherwise. No statistics are behind these: they are of the
    /// order that operators of small sites tell of, and are there to be replaced.
    const fn usual(self) -> (&'static str, Rates) {
        const MINUTE: u64 = 60;
        const DAY: u64 = 86_400;
        let (what, mtbf, notice, repair) = match self {
            Self::Container => ("a container", 180 * DAY, 5 * MINUTE, 5 * MINUTE),
            Self::Process => ("a process", 180 * DAY, 5 * MINUTE, 5 * MINUTE),
            Self::Elsewhere => ("no process", 365 * DAY, 15 * MINUTE, 60 * MINUTE),
            Self::Server => ("a server", 365 * DAY, 5 * MINUTE, 120 * MINUTE),
            Self::LoadBalancer => ("a load balancer", 730 * DAY, 5 * MINUTE, 30 * MINUTE),
            Self::Cdn => ("a CDN", 730 * DAY, 5 * MINUTE, 30 * MINUTE),
        };
        let (mtbf, notice) = (Span::secs(mtbf), Span::secs(notice));
        (what, Rates { mtbf, notice, repair: Span::secs(repair) })
    }
}

/// Where rates are looked up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Table<'a> {
    pub pack: &'a Pack,
    pub measured: &'a BTreeMap<ServiceName, Times>,
}

impl Table<'_> {
    /// What was laid over the pack is first, then what a run measured, then the pack.
    pub fn rated(&self, part: &str, sort: Sort) -> Rated {
        let none = RatesSaid::default();
        let said = self.pack.rates.get(part).unwrap_or(&none);
        let times = self.measured.iter().find(|(name, _)| name.as_str() == part);
        let times = times.map(|(_, times)| times);
        let (what, usual) = sort.usual();
        let one = |said: Option<Said>, measured: Option<Span>, usual: Span| {
            let run = times.zip(measured).map(|(times, span)| (span, times.run.clone()));
            match (said, run) {
                (Some(Said { span, what_if: true }), _) => (span, Origin::WhatIf),
                (_, Some((span, run))) => (span, Origin::Measured(run)),
                (Some(Said { span, .. }), None) => (span, Origin::Pack),
                (None, None) => (usual, Origin::Assumed(what)),
            }
        };
        let (mtbf, of_mtbf) = one(said.mtbf, None, usual.mtbf);
        let (notice, of_notice) =
            one(said.notice, times.and_then(|times| times.notice), usual.notice);
        let (repair, of_repair) =
            one(said.repair, times.and_then(|times| times.repair), usual.repair);
        Rated {
            part: part.to_owned(),
            rates: Rates { mtbf, notice, repair },
            from: [of_mtbf, of_notice, of_repair],
        }
    }
}
