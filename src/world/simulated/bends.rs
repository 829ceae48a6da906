//! How the software of a simulated stack departs from what its pack says of it: copies that serve
//! for a while, supervisors, services that fall again, alerts that wait. Data; the rest of the
//! world does by it. The default is no departure at all.

use crate::words::{DetectorName, JourneyName, ServiceName, Span};
use std::collections::BTreeMap;

/// All departures of a stack.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bends {
    /// Of services.
    pub services: BTreeMap<ServiceName, ServiceBend>,
    /// Of journeys.
    pub journeys: BTreeMap<JourneyName, JourneyBend>,
    /// Of detectors.
    pub detectors: BTreeMap<DetectorName, DetectorBend>,
    /// Of every documented command.
    pub command: Option<CommandBend>,
    /// Of the machine that firedrill itself runs on.
    pub busy: Option<Busy>,
}

/// How a service departs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServiceBend {
    /// It serves from a copy for so long after what it needs is amiss.
    pub late: Span,
    /// It is well again so long after it fell, though nobody does anything: a supervisor restarts
    /// it.
    pub heals_after: Option<Span>,
    /// It falls again once a documented command has brought it back.
    pub falls_again: Option<FallsAgain>,
    /// Its container dies in the course of the fault, though nobody told it to.
    pub dies: Option<Dies>,
    /// How it answers while the fault lasts.
    pub answers: Answers,
}

/// A fall after a recovery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FallsAgain {
    /// So long after it was back.
    pub after: Span,
    /// It is back by itself so long after each fall; none where it stays down.
    pub down: Option<Span>,
    /// So often.
    pub times: u32,
}

/// A death that nobody asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dies {
    /// So long after the fault.
    pub after: Span,
    /// It is started again so long after its death; none where it is not.
    pub back: Option<Span>,
}

/// How a journey departs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JourneyBend {
    /// It goes on from a copy for so long after its way is amiss.
    pub late: Span,
    /// How it is answered while the fault lasts.
    pub answers: Answers,
}

/// What becomes of answers while a target of the fault is not well, beyond what the topology
/// implies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers {
    /// So many of a hundred requests do not work, by chance.
    pub amiss: u32,
    /// What comes of those.
    pub how: Amiss,
    /// How long an answer takes, in percent of the usual time; none where it takes as long as ever.
    pub takes: Option<u32>,
}

/// What comes of a request that does not work.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(not(feature = "rooms"), expect(dead_code, reason = "only tests bend a world so"))]
pub enum Amiss {
    /// An answer that says so.
    #[default]
    Error,
    /// An answer that says that all is well, and has rubbish in it. The probe reads it.
    WrongContent,
    /// No answer in time.
    Silence,
}

/// How a detector departs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "rooms"), expect(dead_code, reason = "only tests bend a world so"))]
pub enum DetectorBend {
    /// What is amiss must last so long before it notices, and is pending until then; none where it
    /// is pending for ever.
    Pends(Option<Span>),
    /// It notices so much later than it could, and is quiet until then.
    Late(Span),
    /// It notices in one look only.
    Once,
    /// It never notices.
    Blind,
    /// It cannot be asked.
    Unanswered,
}

/// How the documented commands depart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "rooms"), expect(dead_code, reason = "only tests bend a world so"))]
pub enum CommandBend {
    /// All is done, and the exit status is this one.
    ExitsWith(i64),
    /// Nothing is done, and the exit status is zero.
    DoesNothing,
    /// firedrill cannot run it.
    NotRun,
}

/// A machine without time to spare, from the fault on: looks are sent late, and answers take
/// longer, whoever is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Busy {
    /// So many of a hundred looks are late.
    pub late: u32,
    /// By so much at most; most of them by far less.
    pub by: Span,
    /// How long an answer takes at most, in percent of the usual time.
    pub takes: u32,
}

impl Amiss {
    /// What the probe says of it.
    pub(super) const fn symptom(self) -> &'static str {
        match self {
            Self::Error => "HTTP 503",
            Self::WrongContent => "wrong content",
            Self::Silence => "no answer",
        }
    }
}

impl Bends {
    /// Of this service; none where it does as its pack says.
    pub(super) fn of(&self, service: &ServiceName) -> Option<&ServiceBend> {
        self.services.get(service)
    }
}
