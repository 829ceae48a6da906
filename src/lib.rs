//! firedrill turns a failure document into drills, and says claim by claim whether it is true.
//!
//! The map of the house. Data goes one way: a pack (document, Compose file, scenarios) becomes a plan, the plan's drills
//! become timelines, the judge reads verdicts out of a timeline, and the report shows them.
//!
//! Pure rooms, without I/O, clock, async or chance: [`words`], [`document`], [`topology`], [`timeline`], [`pack`],
//! [`plan`], [`judge`], [`report`]. The [`drill`] machine is one too; everything it can ask or hear stands in one trait,
//! the [`world`].
//!
//! Edges: [`engine`] speaks to Docker, [`journal`] writes down what is made before it is made, [`stack`] starts and removes
//! containers, [`droplet`] speaks with the agent in the droplet, [`probe`] looks at services, journeys and detectors,
//! [`fault`] breaks things, [`recover`] takes back what a killed run left, [`wall`] knows the time of day, and [`cli`] speaks
//! with people.

pub mod cli;
pub mod document;
pub mod drill;
pub mod droplet;
pub mod engine;
pub mod fault;
pub mod journal;
pub mod judge;
pub mod pack;
pub mod plan;
pub mod probe;
pub mod recover;
pub mod report;
pub mod stack;
pub mod timeline;
pub mod topology;
pub mod wall;
pub mod words;
pub mod world;
