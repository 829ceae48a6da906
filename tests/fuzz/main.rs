//! Every parser against inputs that nobody would write: no panic, no hang, no memory without end.
//!
//! Inputs are the files under `corpus/`, each as it is, and then what [`mutate`] makes of them,
//! seeded. What leads a parser to an answer that it has not given before joins the corpus of the
//! run, so that broken inputs are broken further. A failing input is written to a file and replays
//! by itself; once mended, it belongs under `corpus/`.
//!
//! Ordinary `cargo test` looks for a moment at each parser. These variables change that:
//!
//! | variable | |
//! | --- | --- |
//! | `FIREDRILL_FUZZ_INPUTS` | so many inputs for each target, however long it takes; `make fuzz` sets it |
//! | `FIREDRILL_FUZZ_SEED` | other inputs (default 1); it is printed |
//! | `FIREDRILL_FUZZ_FILE` | this file alone, by the target that the test's name on the command line picks |
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![allow(
    clippy::similar_names,
    clippy::many_single_char_names,
    reason = "many small things of one kind side by side"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "the driver has a clock, a watchdog, and files of its own"
)]

mod driver;
mod mutate;
mod packs;
mod records;
mod wires;

use driver::{Target, drive};
use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// A test of this name for each target, so that one can be picked on the command line.
macro_rules! targets {
    ($($name:ident: $read:expr, $seeds:expr;)*) => {
        $(#[test]
        fn $name() {
            drive(Target { name: stringify!($name), seeds: &$seeds, read: &mut $read });
        })*
    };
}

const NONE: [&str; 0] = [];

targets! {
    // What people write.
    document: packs::document, ["scenarios/enterprise-scanner/service-dependencies.md", "src/pack/fixture/failures.md"];
    reading: packs::reading, [
        "scenarios/enterprise-scanner/service-dependencies.md",
        "tests/documents/billing-register.md",
        "tests/documents/buchhandel.md",
        "tests/documents/campaign-mails.md",
        "tests/documents/card-payments-alerts.md",
        "tests/documents/chat-federation.md",
        "tests/documents/film-transcoding.md",
        "tests/documents/game-backend.md",
        "tests/documents/greenhouse-sensors.md",
        "tests/documents/hospital-records.md",
        "tests/documents/museum-tickets.md",
        "tests/documents/parcel-tracking.md",
        "tests/documents/school-platform.md",
        "tests/documents/weather-api.md",
    ];
    pack: packs::reader("pack.yaml"), ["src/pack/fixture/pack.yaml"];
    compose: packs::reader("compose.yaml"), ["src/pack/fixture/compose.yaml", "scenarios/enterprise-scanner/compose.yaml"];
    scenario: packs::reader("cache-stops.yaml"), ["src/pack/fixture/cache-stops.yaml", "scenarios/enterprise-scanner/03-redis-stops.yaml"];
    steps: packs::reader("1-full.yaml"), ["src/pack/fixture/disk/1-full.yaml", "scenarios/enterprise-scanner/04-certificate-expires.yaml"];
    detectors: packs::reader("disk/pack.yaml"), ["src/pack/fixture/disk/pack.yaml"];
    // What firedrill wrote, and somebody else may have had in hand.
    timeline: records::timeline, NONE;
    report: records::report, NONE;
    journal: records::journal, NONE;
    // What containers say.
    agent: wires::agent(), NONE;
    typed: wires::typed, NONE;
    http: wires::http(), NONE;
    prometheus: wires::prometheus(), NONE;
    redis: wires::redis(), NONE;
    postgres: wires::postgres(), NONE;
    dns: wires::dns(), NONE;
}
