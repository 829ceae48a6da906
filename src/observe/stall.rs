//! Time in which firedrill itself did not run: it was stopped, or got no processor time.

use crate::timeline::Header;
use crate::words::{Moment, Span};

/// Where nothing at all is heard for so long, firedrill did not run: its world tells of the
/// machine's load every half second, whatever else there is to be told.
const UNHEARD: Span = Span::secs(1);

/// A time in which nothing was heard: between two events that follow each other.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stall {
    pub from: (u64, Moment),
    pub to: (u64, Moment),
}

impl Stall {
    /// How long it was.
    pub fn lasted(self) -> Span {
        self.to.1.since(self.from.1)
    }
}

/// Whoever looks seldom hears seldom: a stall is longer than two looks of the quickest probe or
/// detector.
pub(crate) fn unheard(header: &Header) -> Span {
    let cadences = header
        .probes
        .iter()
        .map(|probe| probe.every)
        .chain(header.detectors.iter().map(|one| one.every));
    let quickest = cadences.min().unwrap_or(Span::ZERO);
    UNHEARD.max(quickest + quickest)
}
