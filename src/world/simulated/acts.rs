//! What acts do to the simulated stack, and how long that takes.

use super::model::Health;
use super::quirks::Trouble;
use super::typed::{self, Typed};
use super::{Simulated, What};
use crate::pack::{Broken, Fault, Question, Runs, Simulation};
use crate::words::{Moment, ServiceName, Span};
use crate::world::{Act, ActId, ActResult};
use std::collections::VecDeque;

/// Something that happens to a service itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StateChange {
    /// It breaks.
    Breaks(Broken),
    /// It is alive again, and its users still have to wait.
    Lives,
    /// It is well again.
    Heals,
    /// Its users are served again, whatever its own state is: another may serve them.
    Serves,
    /// It is where it was again, and nothing is near any more.
    ComesHome,
    /// Its fault is near enough to be warned of.
    IsNear,
}

/// The commands of a line that are at work.
#[derive(Debug)]
pub(super) struct Running {
    id: ActId,
    left: VecDeque<(Typed, bool)>,
    exit: i64,
    output: String,
    trouble: Option<Trouble>,
    /// The service that it is a remedy for, where it is a decision tree's.
    cures: Option<ServiceName>,
}

impl Simulated {
    pub(super) fn act(&mut self, id: ActId, act: &Act) {
        if matches!(act, Act::Inject(_) | Act::Undo(_)) {
            self.begin_bends();
        }
        let trouble = self.quirks.with(act.kind()).cloned();
        self.acts.push(act.clone());
        if let Act::Run(line) = act {
            self.commands_left = self.commands_left.saturating_sub(1);
            if let Some((took, result)) = self.not_done() {
                self.plan(self.now + took, What::Acted { id, result });
                return;
            }
            if !is_undone(trouble.as_ref()) {
                let left = VecDeque::from(typed::commands(line, &self.parts));
                let (output, cures) = (String::new(), self.parts.cures.get(line).cloned());
                self.running = Some(Running { id, left, exit: 0, output, trouble, cures });
                let begins = self.now + self.between(20, 60);
                self.plan(begins, What::Command);
                return;
            }
        }
        let done = match act {
            _ if is_undone(trouble.as_ref()) => self.now + self.between(20, 150),
            Act::Approach { fault, .. } => self.approach(fault),
            Act::Inject(fault) => self.inject(fault),
            Act::Undo(fault) => self.undo(fault),
            Act::StartEarly(service) | Act::Start(service) => {
                let (took, exit, said) = self.start(std::slice::from_ref(service), false);
                return self.answer_act(id, self.now + took, Some(exit), said, trouble);
            }
            Act::Run(_) => self.now,
            Act::Ask(question) => return self.say(id, question, trouble),
        };
        self.answer_act(id, done, None, String::new(), trouble);
    }

    /// What the pack says of the stack is true of this one; a question about a service says how
    /// that is.
    fn say(&mut self, id: ActId, question: &Question, trouble: Option<Trouble>) {
        let place = question.about.as_ref().and_then(|service| self.model.place(service));
        let well = place.is_none_or(|place| {
            let now = self.model.now(place);
            // Room that is full is still there to be read.
            let stores = if self.model.shape(place).is_room { now.stores } else { now.serves };
            now.serves.max(stores) == Health::Well
        });
        let done = self.now + self.between(20, 60);
        self.answer_act(id, done, Some(i64::from(!well)), question.documented.clone(), trouble);
    }

    /// The answer to an act that was over at `done`, whatever is the matter with the engine.
    fn answer_act(
        &mut self,
        id: ActId,
        done: Moment,
        exit: Option<i64>,
        output: String,
        trouble: Option<Trouble>,
    ) {
        let result = |output| match exit {
            Some(exit) => ActResult::of_command(exit, output),
            None => ActResult::Done { exit, output },
        };
        let (late, result) = match trouble {
            Some(Trouble::Hangs) => return,
            Some(Trouble::Fails(why) | Trouble::FailsThoughDone(why)) => {
                (Span::ZERO, ActResult::Failed { exit: None, output: why })
            }
            Some(Trouble::IsLate(late)) => (late, result(output)),
            None => (Span::ZERO, result(output)),
        };
        self.plan(done + late, What::Acted { id, result });
    }

    /// It comes near in two steps, and only the second is near enough to be warned of.
    fn approach(&mut self, fault: &Fault) -> Moment {
        let done = self.now + self.between(150, 350);
        self.approaches += 1;
        if self.approaches == 2 && !self.quirks.warning_fails {
            self.change_all(fault, done, StateChange::IsNear);
        }
        done
    }

    fn inject(&mut self, fault: &Fault) -> Moment {
        // Before it is reported as done it has happened.
        let Simulation { breaks, happens, done, .. } = fault.kind.as_kind().simulation();
        let (happens, done) = (self.between(happens.0, happens.1), self.between(done.0, done.1));
        if !self.quirks.inject_is_harmless {
            self.change_all(fault, self.now + happens, StateChange::Breaks(breaks));
            self.others_die(self.now + happens);
        }
        self.now + done
    }

    /// By our own means: whatever does not run is started, and whatever was changed is as it was.
    fn undo(&mut self, fault: &Fault) -> Moment {
        let done = self.now + self.between(150, 500);
        let Simulation { restarts, .. } = fault.kind.as_kind().simulation();
        self.change_all(fault, done, StateChange::ComesHome);
        for place in self.places(fault) {
            let waits = if restarts { self.boots(place) } else { Span::ZERO };
            self.plan(done, What::Change(place, StateChange::Lives));
            self.plan(done + waits, What::Change(place, StateChange::Heals));
        }
        done
    }

    fn places(&self, fault: &Fault) -> Vec<usize> {
        fault.targets().iter().filter_map(|target| self.model.place(target)).collect()
    }

    fn change_all(&mut self, fault: &Fault, at: Moment, change: StateChange) {
        for place in self.places(fault) {
            self.plan(at, What::Change(place, change));
        }
    }

    /// How long a service takes from its start until it serves.
    fn boots(&mut self, place: usize) -> Span {
        match self.model.shape(place).runs {
            Runs::Container(_) => self.between(50, 600),
            Runs::Process(_) | Runs::Files(_) | Runs::Ports(_) | Runs::Elsewhere => {
                self.between(5, 60)
            }
        }
    }

    pub(super) fn change(&mut self, place: usize, change: StateChange) {
        let lived = self.model.now(place).alive;
        match change {
            StateChange::Breaks(how) => {
                self.model.hurt(place, how);
                self.will_heal(place);
            }
            StateChange::Lives => self.model.lives(place),
            StateChange::Heals => self.model.heal(place),
            StateChange::Serves => self.model.serve_again(place),
            StateChange::ComesHome => self.model.bring_home(place),
            StateChange::IsNear => self.model.come_near(place, self.now),
        }
        self.felt(place);
        let word = match (lived, self.model.now(place).alive) {
            (Health::Well, Health::Out) => "die",
            (Health::Out, Health::Well) => "start",
            (Health::Well, Health::Frozen) => "pause",
            (Health::Frozen, Health::Well) => "unpause",
            _ => return,
        };
        if matches!(self.model.shape(place).runs, Runs::Container(_)) || self.dies(place) {
            let told = self.now + self.between(1, 30);
            self.plan(told, What::Engine { place, action: word });
        }
    }

    /// A service looks again how it is, and those who need it feel that a while later.
    pub(super) fn felt(&mut self, place: usize) {
        let before = self.model.now(place);
        if !self.model.reconsider(place, self.now) {
            return;
        }
        let now = self.model.now(place);
        for other in self.model.needed_by(place) {
            let after = match now.serves.max(now.stores) {
                // Who asks something frozen waits for it first.
                Health::Frozen => self.between(200, 1_000),
                health if health > before.serves.max(before.stores) => self.between(5, 60),
                _ => self.between(20, 400),
            };
            let late =
                if now.serves > before.serves { self.serves_on_for(other) } else { Span::ZERO };
            self.plan(self.now + after + late, What::Felt(other));
        }
    }

    /// The next command of the line; after the last, the act is over.
    pub(super) fn command(&mut self) {
        let Some(mut running) = self.running.take() else { return };
        let Some((typed, only_if_good)) = running.left.pop_front() else {
            return self.commands_are_over(running);
        };
        if only_if_good && running.exit != 0 {
            running.left.clear();
            return self.commands_are_over(running);
        }
        let (took, exit, said) = match typed {
            Typed::Restart(services) => self.start(&services, true),
            Typed::Start(services) => self.start(&services, false),
            Typed::Stop(services) => (self.stop(&services), 0, String::new()),
            Typed::AtItsWord(container) => self.take_at_its_word(container.as_ref()),
            Typed::Unknown(why) => (self.between(20, 80), 1, why),
        };
        running.exit = exit;
        if !said.is_empty() {
            running.output += if running.output.is_empty() { "" } else { "\n" };
            running.output += &said;
        }
        self.running = Some(running);
        self.plan(self.now + took, What::Command);
    }

    fn commands_are_over(&mut self, running: Running) {
        let Running { id, exit, output, trouble, cures, .. } = running;
        if self.commands_left == 0 && self.at_their_word && exit == 0 {
            for place in self.targets.clone() {
                // What a tree has for another service does nothing for this one.
                let is_for =
                    |service: &ServiceName| self.model.place(service).is_none_or(|it| it == place);
                if self.model.is_broken(place) && cures.as_ref().is_none_or(is_for) {
                    let serves = self.now + self.between(5, 60);
                    self.plan(serves, What::Change(place, StateChange::Serves));
                    self.will_fall_again(place, serves);
                }
            }
        }
        let exit = self.exits_with().unwrap_or(exit);
        self.answer_act(id, self.now, Some(exit), output, trouble);
    }

    fn take_at_its_word(&mut self, container: Option<&ServiceName>) -> (Span, i64, String) {
        let took = self.between(60, 400);
        if let Some(name) = container
            && self
                .model
                .place(name)
                .is_some_and(|place| self.model.now(place).alive >= Health::Out)
        {
            return (took, 1, format!("the container of {name} is not running"));
        }
        self.at_their_word = true;
        (took, 0, String::new())
    }

    fn stop(&mut self, services: &[ServiceName]) -> Span {
        let took = self.between(80, 220);
        for place in services.iter().filter_map(|name| self.model.place(name)).collect::<Vec<_>>() {
            if self.model.now(place).alive < Health::Out {
                self.plan(
                    self.now + took,
                    What::Change(place, StateChange::Breaks(Broken::Killed)),
                );
            }
        }
        took
    }

    /// Starts services; with `again` those that run are stopped first. One that needs another to
    /// start does not without.
    fn start(&mut self, services: &[ServiceName], again: bool) -> (Span, i64, String) {
        let (mut longest, mut refused) = (Span::ZERO, Vec::new());
        for name in services {
            let Some(place) = self.model.place(name) else { continue };
            let runs = self.model.now(place).alive < Health::Out;
            if runs && !again {
                continue;
            }
            let stopped = if runs { self.stop(std::slice::from_ref(name)) } else { Span::ZERO };
            let starts = match self.model.shape(place).runs {
                Runs::Container(_) => self.between(250, 600),
                Runs::Process(_) | Runs::Files(_) | Runs::Ports(_) | Runs::Elsewhere => {
                    self.between(60, 1_100)
                }
            };
            longest = longest.max(stopped + starts);
            if let Some(missing) = self.model.lacks_to_start(place) {
                refused.push(format!("{name} does not start without {missing}"));
                continue;
            }
            let (lives, boots) = (self.now + stopped + starts, self.boots(place));
            self.plan(lives, What::Change(place, StateChange::Lives));
            self.plan(lives + boots, What::Change(place, StateChange::Heals));
            self.will_fall_again(place, lives + boots);
        }
        (longest, i64::from(!refused.is_empty()), refused.join("; "))
    }
}

/// Whether an act that is in this trouble does nothing.
const fn is_undone(trouble: Option<&Trouble>) -> bool {
    matches!(trouble, Some(Trouble::Fails(_) | Trouble::Hangs))
}
