//! firedrill turns a failure document into drills, and says claim by claim whether it is true.
//!
//! The map of the house. Data goes one way: a pack (document, Compose file, scenarios) becomes a
//! plan, the plan's drills become timelines, the judge reads verdicts out of a timeline, and the
//! report shows them. Rooms stand on one another in the order below, from the ground up, and none
//! knows one that stands on it (`tests/offline/walls.rs`).
//!
//! Pure rooms, without I/O, clock, async or chance:
//! - [`words`]: names, times, impacts and verdicts.
//! - [`document`]: the failure document, its chapters, figures and words.
//! - [`reading`]: a team's own failure document, read whatever its form.
//! - [`lint`]: what such a document says against itself, or leaves open; one file a rule.
//! - [`topology`]: what depends on what, and what fails with it.
//! - [`pack`]: a pack's files as checked types, every error with its place; faults, looks and
//!   claims, one file a kind.
//! - [`import`]: a team's failure document as a pack, with a TODO for what only a person knows.
//! - [`predict`]: what fails with what by the dependencies alone, and what it takes to bring a
//!   journey down.
//! - [`diagnose`]: what a decision tree says of a stack that is up, and what came of its remedy.
//! - [`timeline`]: what was seen in a drill, event by event, and the claims it is judged by.
//! - [`plan`]: which drills a run consists of, and what each needs.
//! - [`observe`]: the events read as series and failure episodes, for the drill and for the judge.
//! - [`judge`]: claims against a timeline: verdict, reason, evidence.
//! - [`report`]: what is published of a run, one file a format.
//! - [`simulate`]: how much of a year journeys are down, today and with each improvement.
//!
//! Edges:
//! - [`wall`]: the time of day.
//! - [`storage`]: packs and runs as they lie on the disk.
//! - [`engine`]: the container engine's API.
//! - [`journal`]: what is made is written down before it is made.
//! - [`droplet`]: the agent in the server's container, and the documented commands that it may run.
//! - [`probe`]: looks at services, journeys and detectors, one file a kind.
//! - [`shutdown`]: requests to end a run.
//! - [`stack`]: images, containers and networks of a run, or somebody else's project.
//! - [`site`]: a stack that is up, and the ways into it.
//! - [`fault`]: breaks things and takes that back, one file a kind.
//! - [`world`]: all that a drill can ask or hear, as a trait; on Docker, and simulated.
//! - [`drill`]: the machine that drills, phase by phase. It is pure itself and drives a world.
//! - [`recover`]: takes back what a killed run left.
//! - [`run`]: a run from its beginning to its end: workers, what they drill on, what they find.
//! - [`cli`]: the command line: arguments, questions, and words for what happens.
//!
//! To add a probe of memcached: write `pack/look/memcached.rs` (its keys with what they mean, what
//! it costs, how it is told) and `probe/memcached.rs` (how it looks), and put
//! `memcached::Memcached` into the list of `pack/look.rs` and its line into that of `probe.rs`.
//! Reading, plans, reports, the simulated world, the JSON Schema and the reference in
//! `scenarios/README.md` follow from there (`make schemas` writes the last two). A fault is added
//! in the same way, in `pack/fault` and `fault`, and a claim in `pack/claim` and `judge/claims`.

// The map is drawn with the rooms open (`make lint`); otherwise its links lead nowhere.
#![cfg_attr(not(feature = "rooms"), allow(rustdoc::private_intra_doc_links))]

/// The rooms are private, so that the compiler finds what nobody in the house uses. The feature
/// `rooms` opens them to firedrill's own tests and benches: cargo switches it on wherever it builds
/// those, since firedrill is a dependency of its own there, and nowhere else.
macro_rules! rooms {
    ($($room:ident)*) => {
        $(
            #[cfg(feature = "rooms")]
            pub mod $room;
            #[cfg(not(feature = "rooms"))]
            mod $room;
        )*
    };
}

pub mod cli;
rooms! {
    diagnose
    document
    drill
    droplet
    engine
    fault
    import
    journal
    judge
    lint
    observe
    pack
    plan
    predict
    probe
    reading
    recover
    report
    run
    shutdown
    simulate
    site
    stack
    storage
    timeline
    topology
    wall
    words
    world
}

/// The recorded drills that the tests of several rooms read.
#[cfg(test)]
#[path = "../tests/common/recorded.rs"]
mod recorded;
