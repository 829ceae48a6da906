//! From a record to its timeline: phases, samples and looks at detectors, in the order in which they are recorded.

use super::{KILL, NEAR, Record, STEP};
use crate::timeline::{
    ActionKind, Assertion, DetectorInfo, Event, Happening, Load, Outcome, Phase, ProbeInfo, ProbeSubject, Recorded,
    Sample, Says, Timeline, Watched,
};
use crate::words::{Moment, ServiceName, Span};

impl Record {
    /// The timeline.
    pub fn build(mut self) -> Timeline {
        self.header.claims.sort_by_key(|claim| claim.line);
        let recover = self.fault + self.observe;
        let backs = self.troubles.iter().filter_map(|trouble| trouble.to);
        let settle = recover + backs.chain(self.undo.map(|undo| undo + 400)).max().unwrap_or(0).max(1_000);
        let back = settle - recover;
        let stays = self.settle.unwrap_or((2 * back + 2_000).clamp(5_000, 11_000));
        let end = settle + stays;
        let mut events = self.milestones(recover, settle, end);
        let mut spread = Spread(7);
        for probe in &self.header.probes {
            self.samples(probe, recover, end, &mut spread, &mut events);
        }
        for detector in &self.header.detectors {
            self.glances(detector, recover, end, &mut spread, &mut events);
        }
        events.retain(|(at, _)| *at <= self.until.saturating_mul(1_000));
        events.sort_by_key(|(at, _)| *at);
        let numbered =
            events.into_iter().zip(1..).map(|((at, event), n)| Recorded { n, at: Moment::micros(at), event });
        Timeline { header: self.header, events: numbered.collect(), cut_off: self.until < u64::MAX }
    }

    /// Phases, actions and the engine's events, with their times in microseconds.
    fn milestones(&self, recover: u64, settle: u64, end: u64) -> Vec<(u64, Event)> {
        let phase = |at: u64, phase: Phase| (at * 1_000, Event::Phase { phase, because: "as planned".to_owned() });
        let act = |at: u64, action: ActionKind, what: &str, happening: Happening| {
            (at * 1_000, Event::Action { action, what: what.to_owned(), happening })
        };
        let done = || Happening::Done { exit: None, output: String::new() };
        let mut events = vec![
            phase(0, Phase::Steady),
            phase(self.fault - 1, Phase::Inject),
            act(self.fault, ActionKind::Fault, "SIGKILL", Happening::Begun),
            act(self.fault + KILL.0, ActionKind::Fault, "SIGKILL", done()),
            phase(self.fault + KILL.0 + 50, Phase::Observe),
            phase(self.fault + (self.observe / 2).max(KILL.0 + 60), Phase::Watch),
            phase(recover - 1, Phase::Recover),
            phase(settle, Phase::Hold),
            phase(end - 1, Phase::Settle),
            phase(end, Phase::Done),
        ];
        if self.fault > NEAR[1] {
            events.push(phase(NEAR[0], Phase::Approach));
            for at in NEAR {
                events.push(act(at, ActionKind::Approach, "bring it near", Happening::Begun));
                events.push(act(at + STEP, ActionKind::Approach, "bring it near", done()));
            }
        }
        if let Some(undo) = self.undo {
            events.push(act(recover + undo, ActionKind::Undo, "start again", Happening::Begun));
            events.push(act(recover + undo + 300, ActionKind::Undo, "start again", done()));
        }
        if self.killed {
            let hit = |target: &&ServiceName| self.spared.as_deref() != Some(target.as_str());
            for target in self.header.targets.iter().filter(hit) {
                let died = Event::Engine { service: target.to_string(), action: "die".to_owned() };
                events.push(((self.fault + KILL.0 - 10) * 1_000, died));
            }
        }
        let commands = self.header.claims.iter().find_map(|claim| match &claim.assertion {
            Assertion::Recovery { commands, .. } => Some(commands),
            _ => None,
        });
        for (command, at) in commands.into_iter().flatten().zip((recover..).step_by(300)) {
            if let Some(how) = &self.recovery {
                events.push(act(at, ActionKind::Recovery, command, Happening::Begun));
                events.push(act(at + 300, ActionKind::Recovery, command, how.clone()));
            }
        }
        events.extend(self.lives());
        events.extend(self.loads(end));
        events
    }

    /// Containers that die of themselves.
    fn lives(&self) -> Vec<(u64, Event)> {
        let life = |ms: u64, name: &str, action: &str| {
            ((self.fault + ms) * 1_000, Event::Engine { service: name.to_owned(), action: action.to_owned() })
        };
        let both = |(name, at, again): &(String, u64, Option<u64>)| {
            let again = again.map(|after| life(at + after, name, "start"));
            [life(*at, name, "die")].into_iter().chain(again)
        };
        self.deaths.iter().flat_map(both).collect()
    }

    /// How busy two processors were, every half second; firedrill itself with a tenth of them.
    fn loads(&self, end: u64) -> Vec<(u64, Event)> {
        let over = Span::millis(500);
        let told = |at: u64, taken: u64| {
            let load = Load { over, busy: Span::micros(taken * 1_000), own: Span::millis(100), cores: 2 };
            (at * 1_000, Event::Load(load))
        };
        let times = (500..=end).step_by(500);
        self.load.iter().flat_map(|taken| times.clone().map(|at| told(at, *taken))).collect()
    }

    fn samples(&self, probe: &ProbeInfo, recover: u64, end: u64, spread: &mut Spread, events: &mut Vec<(u64, Event)>) {
        let every = probe.every.as_micros();
        let base = if matches!(probe.subject, ProbeSubject::Journey(_)) { 4_000 } else { 1_000 };
        let (mut due, mut count) = (spread.below(every), 0);
        while due < end * 1_000 {
            let sent = due + spread.below(200);
            let slowed = self.slows.iter().find(|(name, _)| name == probe.name.as_str());
            // Until the cache is there again, as long as trouble lasts by default.
            let slow = slowed.filter(|_| sent > (self.fault + KILL.1) * 1_000 && sent < (recover + 800) * 1_000);
            let took = slow.map_or(base, |(_, to)| to * 1_000);
            let answered = sent + took - took / 8 + spread.below(took / 4);
            // Through Prometheus what is seen is the state at the last scrape.
            let age = probe.resolution.as_micros();
            let seen_at = if age > 0 { (sent - sent % age).saturating_sub(1) } else { sent };
            let trouble =
                self.troubles.iter().rev().filter(|trouble| trouble.probe == probe.name.as_str()).find(|one| {
                    let to = one.to.map_or(u64::MAX, |to| (recover + to) * 1_000);
                    seen_at >= (self.fault + one.from) * 1_000 && seen_at < to
                });
            let ill = self.ill.iter().find(|(name, _)| name == probe.name.as_str()).map(|(_, outcome)| outcome);
            let blip = self.blips.iter().find(|(name, after, lasts, _)| {
                let from = (self.fault + after) * 1_000;
                name == probe.name.as_str() && (from..from + lasts * 1_000).contains(&sent)
            });
            let ill = ill.or(blip.map(|(.., outcome)| outcome));
            count += 1;
            let in_outage = sent > (self.fault + KILL.1) * 1_000 && sent < recover * 1_000;
            let sporadic = self.sporadic.iter().find(|(name, nth, _)| name == probe.name.as_str() && count % nth == 0);
            let ill = ill.or(sporadic.filter(|_| in_outage).map(|(.., outcome)| outcome));
            let outcome = ill.or(trouble.map(|trouble| &trouble.outcome)).cloned().unwrap_or(Outcome::Ok);
            let sample = Sample {
                probe: probe.name.clone(),
                scheduled: Moment::micros(due),
                sent: Moment::micros(sent),
                answered: Moment::micros(answered),
                outcome,
            };
            events.push((answered, Event::Sample(sample)));
            due += every;
        }
    }

    fn glances(
        &self,
        info: &DetectorInfo,
        recover: u64,
        end: u64,
        spread: &mut Spread,
        events: &mut Vec<(u64, Event)>,
    ) {
        let every = info.every.as_micros();
        // Asked twice before anything is done.
        let mut due = spread.below(every.min(400_000));
        while due < end * 1_000 {
            let always = self.always.iter().any(|name| name == info.name.as_str());
            let after_fault = self.notices.iter().map(|(name, from, quiet)| (name, self.fault + from, quiet));
            let noticed = (after_fault.chain(self.warnings.iter().map(|(name, from, quiet)| (name, *from, quiet))))
                .filter(|(name, ..)| *name == info.name.as_str())
                .any(|(_, from, quiet)| due >= from * 1_000 && due < (recover + quiet) * 1_000);
            let noticed = always || noticed;
            let instead = self.says.iter().find(|(name, _)| name == info.name.as_str()).map(|(_, says)| *says);
            let says = match (noticed, instead) {
                (true, instead) => instead.unwrap_or(Says::Noticed),
                (false, _) => Says::Quiet,
            };
            let watched = Watched {
                detector: info.name.clone(),
                sent: Moment::micros(due),
                answered: Moment::micros(due + 60_000),
                says,
                detail: if noticed { "exit status 1: no response" } else { "exit status 0" }.to_owned(),
            };
            events.push((due + 60_000, Event::Watched(watched)));
            due += every;
        }
    }
}

/// A fixed sequence that looks like chance.
struct Spread(u64);

impl Spread {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound.max(1)
    }
}
