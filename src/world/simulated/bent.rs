//! What the simulated world does by its bends.

use super::acts::StateChange;
use super::bends::{Amiss, CommandBend, FallsAgain};
use super::model::Health;
use super::{Simulated, What};
use crate::pack::Broken;
use crate::timeline::Load;
use crate::words::{Moment, ServiceName, Span};
use crate::world::{ActResult, Heard};
use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};
use std::collections::BTreeMap;

/// Chances of another stream than the world's own.
const STREAM: u64 = 1;

/// How often a machine that somebody keeps busy tells its load.
const LOAD_EVERY: Span = Span::millis(500);

/// What has to be known of what is bent.
#[derive(Debug)]
pub(super) struct Bent {
    random: ChaCha8Rng,
    /// How often each service fell; what heals by itself heals from that fall and no later one.
    falls: BTreeMap<usize, u32>,
    /// Counts the faults and undos: what was to come of an earlier one does not.
    turn: u32,
}

/// Something that nobody asked for, and the turn that it belongs to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Untold {
    Dies { place: usize, turn: u32 },
    FallsAgain { place: usize, turn: u32, left: u32 },
    Heals { place: usize, fall: u32 },
}

impl Bent {
    pub(super) fn new(seed: u64) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        random.set_stream(STREAM);
        Self { random, falls: BTreeMap::new(), turn: 0 }
    }

    /// A fault, or its undo: nothing that was to come of what was before comes any more.
    pub(super) const fn begin_anew(&mut self) {
        self.turn += 1;
    }

    fn of_a_hundred(&mut self, many: u32) -> bool {
        many > 0 && self.random.random_range(0..100) < many
    }
}

impl Simulated {
    fn name_of(&self, place: usize) -> &ServiceName {
        self.model.name(place)
    }

    fn falls_again(&self, place: usize) -> Option<FallsAgain> {
        self.quirks.bends.of(self.name_of(place)).and_then(|bend| bend.falls_again)
    }

    /// Whether its container dies untold, so that it has one.
    pub(super) fn dies(&self, place: usize) -> bool {
        self.quirks.bends.of(self.name_of(place)).is_some_and(|bend| bend.dies.is_some())
    }

    /// For how long a service serves from a copy.
    pub(super) fn serves_on_for(&self, place: usize) -> Span {
        self.quirks.bends.of(self.name_of(place)).map_or(Span::ZERO, |bend| bend.late)
    }

    /// How a command ends that does nothing; none of one that does something.
    pub(super) fn not_done(&self) -> Option<(Span, ActResult)> {
        match self.quirks.bends.command? {
            CommandBend::ExitsWith(_) => None,
            CommandBend::DoesNothing => {
                Some((Span::millis(100), ActResult::Done { exit: Some(0), output: String::new() }))
            }
            CommandBend::NotRun => Some((
                Span::millis(10),
                ActResult::NotRun { why: "the shim refuses it (simulated)".to_owned() },
            )),
        }
    }

    /// The exit status of a command that does what it should, where it is not its own.
    pub(super) const fn exits_with(&self) -> Option<i64> {
        match self.quirks.bends.command {
            Some(CommandBend::ExitsWith(exit)) => Some(exit),
            _ => None,
        }
    }

    /// Those that die untold, the fault having happened at this moment.
    pub(super) fn others_die(&mut self, fault: Moment) {
        let dying = |(name, bend): (&ServiceName, &super::ServiceBend)| {
            Some((self.model.place(name)?, bend.dies?))
        };
        let all: Vec<_> = self.quirks.bends.services.iter().filter_map(dying).collect();
        for (place, dies) in all {
            self.plan(
                fault + dies.after,
                What::Untold(Untold::Dies { place, turn: self.bent.turn }),
            );
        }
    }

    /// A service that fell: it may heal by itself.
    pub(super) fn will_heal(&mut self, place: usize) {
        *self.bent.falls.entry(place).or_default() += 1;
        if let Some(after) =
            self.quirks.bends.of(self.name_of(place)).and_then(|bend| bend.heals_after)
        {
            self.heals(place, self.now + after);
        }
    }

    /// It heals from the fall that it is in by itself.
    fn heals(&mut self, place: usize, at: Moment) {
        let fall = self.bent.falls.get(&place).copied().unwrap_or_default();
        self.plan(at, What::Untold(Untold::Heals { place, fall }));
    }

    /// A service that a documented command brings back at this moment: it may fall again.
    pub(super) fn will_fall_again(&mut self, place: usize, back: Moment) {
        if let Some(FallsAgain { after, times, .. }) = self.falls_again(place) {
            let turn = self.bent.turn;
            self.plan(back + after, What::Untold(Untold::FallsAgain { place, turn, left: times }));
        }
    }

    pub(super) fn untold(&mut self, untold: Untold) {
        match untold {
            Untold::Heals { place, fall } => {
                if self.model.is_broken(place) && self.bent.falls.get(&place) == Some(&fall) {
                    self.change(place, StateChange::Lives);
                    self.change(place, StateChange::Heals);
                }
            }
            Untold::Dies { place, turn } if turn == self.bent.turn => {
                self.change(place, StateChange::Breaks(Broken::Killed));
                let back =
                    self.quirks.bends.of(self.name_of(place)).and_then(|bend| bend.dies?.back);
                if let Some(back) = back {
                    self.heals(place, self.now + back);
                }
            }
            Untold::FallsAgain { place, turn, left } if turn == self.bent.turn && left > 0 => {
                self.change(place, StateChange::Breaks(Broken::Killed));
                if let Some(FallsAgain { after, down: Some(down), .. }) = self.falls_again(place) {
                    self.heals(place, self.now + down);
                    let again = self.now + down + after;
                    self.plan(
                        again,
                        What::Untold(Untold::FallsAgain { place, turn, left: left - 1 }),
                    );
                }
            }
            Untold::Dies { .. } | Untold::FallsAgain { .. } => {}
        }
    }

    /// Whether a target of the fault is not well now.
    fn fault_lasts(&self) -> bool {
        self.targets.iter().any(|place| {
            let condition = self.model.now(*place);
            condition.serves.max(condition.stores) > Health::Well
        })
    }

    /// A fault, or its undo: all departures begin anew, and the first time the load begins.
    pub(super) fn begin_bends(&mut self) {
        self.bent.begin_anew();
        if self.quirks.bends.busy.is_some() && self.bent.turn == 1 {
            self.plan(self.now + LOAD_EVERY, What::Load);
        }
    }

    /// The load of a machine that somebody keeps busy: its two processors have no time to spare.
    pub(super) fn load(&mut self) -> Heard {
        self.plan(self.now + LOAD_EVERY, What::Load);
        let cores = 2;
        let busy = LOAD_EVERY + LOAD_EVERY;
        Heard::Load(Load { over: LOAD_EVERY, busy, own: part_of(busy, 0.1), cores })
    }

    /// What comes of a request that is made now, though its subject is well; mostly nothing.
    pub(super) fn amiss(&mut self, probe: usize) -> Option<Amiss> {
        let (share, how) = (self.probes[probe].answers.amiss, self.probes[probe].answers.how);
        (self.fault_lasts() && self.bent.of_a_hundred(share)).then_some(how)
    }

    /// How much later than it should a look is sent now.
    pub(super) fn held_up(&mut self) -> Span {
        let Some(busy) = self.quirks.bends.busy.filter(|_| self.bent.turn > 0) else {
            return Span::ZERO;
        };
        if !self.bent.of_a_hundred(busy.late) {
            return Span::ZERO;
        }
        // The cube of a chance: most are held up for a moment, few for long.
        let chance: f64 = self.bent.random.random_range(0.0..1.0);
        part_of(busy.by, chance * chance * chance)
    }

    /// How long an answer takes that takes so long on an idle machine while all is well.
    pub(super) fn takes_longer(&mut self, probe: usize, usual: Span) -> Span {
        let answers = self.probes[probe].answers.takes.filter(|_| self.fault_lasts());
        let longer = answers.map_or(usual, |percent| part_of(usual, f64::from(percent) / 100.0));
        match self.quirks.bends.busy.filter(|_| self.bent.turn > 0) {
            Some(busy) => {
                let most = busy.takes.max(100);
                let percent = self.bent.random.random_range(100..=most);
                part_of(longer, f64::from(percent) / 100.0)
            }
            None => longer,
        }
    }
}

fn part_of(span: Span, part: f64) -> Span {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "some hours of microseconds, never negative"
    )]
    let micros = (span.as_micros() as f64 * part) as u64;
    Span::micros(micros)
}
