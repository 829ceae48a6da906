//! The one table of the words and symbols by which a line says how something fares.

use crate::words::Impact;

/// What words say, plainly and negated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    /// `crashes`; not so, it is well or worse, and still goes.
    Out,
    /// `slower`; not so, it is as ever.
    Worse,
    /// `affected`: worse or out; not so, it is as ever.
    Harmed,
    /// `unaffected`; not so, it is harmed.
    Untouched,
    /// `keeps running`: as ever or worse; not so, it is out.
    Works,
    /// `reached`, `written`: nothing by itself; not so, it is out, and with `still` it works.
    Does,
    /// `depends on`: nothing by itself; not so, it is as ever.
    Needs,
}

pub const OUTAGE: &[Impact] = &[Impact::Outage];
pub const DEGRADED: &[Impact] = &[Impact::Degraded];
pub const HARMED: &[Impact] = &[Impact::Degraded, Impact::Outage];
pub const UNTOUCHED: &[Impact] = &[Impact::None];
pub const WORKS: &[Impact] = &[Impact::None, Impact::Degraded];

impl Sense {
    /// What it says by itself.
    pub const fn plainly(self) -> Option<&'static [Impact]> {
        match self {
            Self::Out => Some(OUTAGE),
            Self::Worse => Some(DEGRADED),
            Self::Harmed => Some(HARMED),
            Self::Untouched => Some(UNTOUCHED),
            Self::Works => Some(WORKS),
            Self::Does | Self::Needs => None,
        }
    }

    /// What its negation says.
    pub const fn negated(self) -> &'static [Impact] {
        match self {
            Self::Out => WORKS,
            Self::Worse | Self::Harmed | Self::Needs => UNTOUCHED,
            Self::Untouched => HARMED,
            Self::Works | Self::Does => OUTAGE,
        }
    }

    /// Harm, or what could bring it: any negation of it is one.
    pub const fn is_of_harm(self) -> bool {
        matches!(self, Self::Out | Self::Worse | Self::Harmed | Self::Needs)
    }
}

/// The table. Words match whole and in any case; of two that begin alike the longer counts. A comma
/// is between them.
pub const TABLE: [(Sense, &str); 7] = [
    (
        Sense::Out,
        "outage, outages, down, downtime, unreachable, unusable, unavailable, inaccessible, \
         unresponsive, \
         offline, crash, crashes, crashed, crashing, die, dies, died, dead, fail, fails, failed, failing, \
         failure, failures, broken, break, breaks, gone, is out, are out, goes out, go out, error, errors, stop, stops, stopped, hang, hangs, \
         hung, frozen, freezes, stuck, refuse, refuses, refused, rejected, rejects, out of service",
    ),
    (
        Sense::Worse,
        "degraded, degrade, degrades, degrading, slow, slower, slowly, slows, slowed, slow down, \
         slows down, \
         slowed down, slowdown, sluggish, latency, delayed, delays, stale, reduced, limited, partial, \
         partially, partial outage, intermittent, intermittent errors, some errors, occasional errors, \
         suffers, impaired, worse, lag, lags, lagging",
    ),
    (
        Sense::Harmed,
        "impact, impacted, affected, affect, affects, notice, notices, noticed, noticeable, times \
         out, time out, \
         timeout, timeouts, lose, loses, lost, missing, matter, matters, problem, problems",
    ),
    (
        Sense::Untouched,
        "none, no cascade, unaffected, unimpacted, as usual, works as usual, work as usual, as \
         before, as ever, normally, \
         unchanged, healthy, fine, safe, intact, spared, untouched, unharmed, unnoticed, is well, are well, stays well, \
         stay well",
    ),
    (
        Sense::Works,
        "work, works, working, keep working, keeps working, keep running, keeps running, keep \
         serving, \
         keeps serving, keeps answering, continue, continues, goes on, go on, stay up, stays up, \
         stay available, stays available, remain available, remains available, survive, survives, fall back, \
         falls back, fallback, fails over, fail over, failover, direct connection, directly",
    ),
    (
        Sense::Does,
        "run, runs, running, answer, answers, answered, respond, responds, resolve, resolves, \
         resolved, \
         write, written, collect, collected, see, seen, reach, reached, open, opened, load, loads, loaded, \
         connect, connects, serve, served, persist, persisted, store, stored, save, saved, start, starts, \
         come up, comes up, come back, comes back, accept, accepts, accepted, find, found, log in, \
         available, reachable, usable, accessible, responsive, scraped, read, sent, received, delivered, \
         processed, use, used",
    ),
    (Sense::Needs, "depend, depends, rely, relies, need, needs, needed"),
];

/// The symbols of severity, which are words like others; documents have more of them than an impact
/// has levels.
pub const SYMBOLS: [(char, &[Impact]); 7] = [
    ('🟢', UNTOUCHED),
    ('✅', UNTOUCHED),
    ('🟡', DEGRADED),
    ('🟠', DEGRADED),
    ('🔴', OUTAGE),
    ('❌', OUTAGE),
    ('⛔', OUTAGE),
];

/// What negates the next such word, if that comes within three others. Those in the second list
/// negate harm only, and of what goes well what stands near: `nothing breaks` and `nothing works`,
/// but `nothing to connect to`.
pub const NEGATIONS: [&str; 12] = [
    "not",
    "cannot",
    "never",
    "no longer",
    "nobody",
    "no one",
    "neither",
    "nor",
    "unable to",
    "hardly",
    "barely",
    "rarely",
];
pub const NEGATIONS_OF_HARM: [&str; 5] = ["no", "none of", "nothing", "zero", "without"];

/// How many words may stand between such a negation and what goes well.
pub const NEAR: usize = 2;

/// What negates the word before it: `users notice nothing`.
pub const NEGATIONS_BEHIND: [&str; 3] = ["nothing", "nobody", "no one"];

/// What looks like a negation and is none.
pub const IDIOMS: [&str; 5] =
    ["no doubt", "without doubt", "without a doubt", "no wonder", "not only"];

/// What makes of an outage that it is one of a few only.
pub const LIMITS: [&str; 12] = [
    "some",
    "few",
    "single",
    "individual",
    "occasional",
    "occasionally",
    "sometimes",
    "intermittent",
    "intermittently",
    "partial",
    "partially",
    "partly",
];
