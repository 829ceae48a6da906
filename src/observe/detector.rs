//! The looks at one detector, and what several of them in a row say.

use crate::timeline::{DetectorInfo, Says};
use crate::words::{Moment, Span};

/// So many looks in a row make a detector quiet, or have it notice: one alone may be chance.
pub const REPEATEDLY: usize = 2;

/// One look at a detector.
#[derive(Debug, Clone)]
pub struct DetectorSample {
    pub n: u64,
    pub sent: Moment,
    pub answered: Moment,
    pub says: Says,
    pub detail: String,
}

impl DetectorSample {
    /// Whether it says that something is wrong.
    pub fn noticed(&self) -> bool {
        self.says.is_noticed()
    }
}

/// All looks at one detector, in the order they were sent.
#[derive(Debug, Clone)]
pub struct DetectorSeries {
    pub info: DetectorInfo,
    pub samples: Vec<DetectorSample>,
}

impl DetectorSeries {
    /// Whether each look asks itself, rather than reading what something else found out.
    pub fn is_polled(&self) -> bool {
        self.info.resolution == Span::ZERO
    }

    /// The last of these looks that are so many and so far apart that what they agree on is no
    /// chance: what a rule says is the same until it is evaluated anew. None where there are not
    /// that many.
    pub fn last_run<'a>(&self, samples: &'a [DetectorSample]) -> Option<&'a [DetectorSample]> {
        let last = samples.last()?;
        let upto = samples.len().checked_sub(REPEATEDLY)?;
        let first = samples[..=upto]
            .iter()
            .rposition(|sample| last.sent.since(sample.sent) >= self.info.renewed)?;
        Some(&samples[first..])
    }

    /// Where the first run of these looks begins in which it noticed, and so many times and for so
    /// long that it is no chance.
    pub fn noticed_repeatedly(&self, samples: &[DetectorSample]) -> Option<usize> {
        let mut from = 0;
        samples.iter().enumerate().find_map(|(index, sample)| {
            if !sample.noticed() {
                from = index + 1;
            }
            let long = || sample.sent.since(samples[from].sent) >= self.info.renewed;
            (index + 1 >= from + REPEATEDLY && long()).then_some(from)
        })
    }

    pub fn noticed_since(&self, since: Moment) -> bool {
        self.samples
            .iter()
            .rev()
            .take_while(|sample| sample.sent >= since)
            .any(DetectorSample::noticed)
    }
}
