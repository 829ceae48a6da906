//! The agent in the droplet, and what the `docker` typed there may ask for.
//!
//! An edge: it has one task for each connection. It speaks the agent's protocol (JSON, an object a
//! line) over any two streams, and knows nothing of the engine that carries them, of packs or of
//! drills. Who handles what the shims ask is handed in ([`ShimHandler`]).

mod agent;
mod line;
mod serve;
mod shell;
mod shim;
mod typed;
mod wire;

#[cfg(test)]
mod agent_tests;
#[cfg(test)]
mod shim_tests;

pub use agent::{Agent, AgentError, Lookup, Ran, Terminal};
pub use shell::{Shell, Typed};
pub use shim::{PlainName, RefusedBy, ShimAnswer, ShimCall, ShimHandler};
