//! firedrill turns a failure document into drills, and says claim by claim whether it is true.
//!
//! The map of the house. Data goes one way: a pack (document, Compose file, scenarios) becomes a plan, the plan's drills
//! become timelines, the judge reads verdicts out of a timeline, and the report shows them.
//!
//! Pure rooms, without I/O, clock, async or chance: [`words`], [`topology`], [`timeline`], [`pack`], [`judge`], [`report`].

pub mod judge;
pub mod pack;
pub mod report;
pub mod timeline;
pub mod topology;
pub mod words;
