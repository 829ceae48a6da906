//! The drill's append-only record: a header with all that the judge needs, then every sample,
//! engine event, detector's look and action, one JSON object a line. `firedrill judge` needs
//! nothing but this.
//!
//! Pure: this room reads and writes text that others hand it. It knows no files, no clock and no
//! Docker.

mod event;
mod header;
mod lines;

#[cfg(feature = "rooms")] // tests write headers
pub use crate::pack::claim::{Assertion, Claim};
/// What a header repeats of the pack.
pub use crate::pack::claim::{CascadeEntry, Falls};
pub use crate::pack::{DocumentInfo, ProbeAspect, StandIn, Thresholds};
pub use event::{
    ActionKind, Event, Happening, Load, Outcome, Phase, Recorded, Sample, Says, Watched,
};
pub use header::{
    Control, DetectorInfo, Header, ImageInfo, OutOfReach, ProbeInfo, ProbeSubject, is_simulated,
    simulated,
};
pub use lines::{Damage, Reader, SCHEMA_VERSION, TOOL, Timeline, event_line, header_line};
