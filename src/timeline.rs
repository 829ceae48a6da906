//! The drill's append-only record: a header with all that the judge needs, then every sample, engine event,
//! detector's look and action, one JSON object a line. `firedrill judge` needs nothing but this.
//!
//! Pure: this room reads and writes text that others hand it. It knows no files, no clock and no Docker.

mod claim;
mod event;
mod header;
mod lines;

pub use claim::{Assertion, CascadeEntry, Claim, Falls};
pub use event::{ActionKind, Event, Happening, Load, Outcome, Phase, Recorded, Sample, Says, Watched};
pub use header::{
    Control, DetectorInfo, DocumentInfo, Header, ImageInfo, OutOfReach, ProbeAspect, ProbeInfo, ProbeSubject, StandIn,
    Thresholds, is_simulated, simulated,
};
pub use lines::{Damage, Reader, SCHEMA_VERSION, TOOL, Timeline, event_line, header_line};
