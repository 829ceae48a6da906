//! firedrill turns a failure document into drills, and says claim by claim whether it is true.
//!
//! The map of the house. Data goes one way: a pack (document, Compose file, scenarios) becomes a plan, the plan's drills
//! become timelines, the judge reads verdicts out of a timeline, and the report shows them.
//!
//! Pure rooms, without I/O, clock, async or chance: [`words`], [`topology`], [`timeline`], [`pack`].
//!
//! Edges: [`droplet`] speaks with the agent in the droplet, [`probe`] looks at services, journeys and detectors.

pub mod droplet;
pub mod pack;
pub mod probe;
pub mod timeline;
pub mod topology;
pub mod words;
