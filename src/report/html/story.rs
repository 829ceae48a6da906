//! A timeline, told shorter: who was in what state from when to when, and a list of changes in
//! place of every look.

use crate::report::show::{moment, words_of};
use crate::timeline::{
    ActionKind, DetectorInfo, Event, Happening, Outcome, Phase, ProbeInfo, Recorded, Timeline,
};
use crate::words::{Moment, Span};
use std::collections::HashMap;

/// How finely the picture tells states apart: a stretch shorter than one of so many columns is
/// drawn as one.
const COLUMNS: usize = 640;

/// The picture begins no longer than this before the fault, so that a long wait does not press the
/// rest together.
const LEAD: Span = Span::millis(1_500);

/// After so many changes of one probe or detector the list says only how many more there were.
const CHANGES_OF_ONE: usize = 24;

/// The list has no more entries than this.
const CHANGES: usize = 400;

/// What a look saw, from good to bad: where several fall into one column, the worst is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum State {
    /// All well; a detector is quiet.
    Well,
    /// It works, and says that something is amiss; a detector notices.
    Degraded,
    /// No answer in its time.
    Silent,
    /// It does not work.
    Failed,
}

impl State {
    /// The word for it, in the picture's words and as its class.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Well => "well",
            Self::Degraded => "degraded",
            Self::Silent => "silent",
            Self::Failed => "failed",
        }
    }
}

/// A time in which nothing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Interval {
    pub from: Moment,
    pub to: Moment,
    pub state: State,
}

/// One probe or detector in whose time something was amiss.
#[derive(Debug)]
pub(super) struct Row<'a, Of> {
    pub of: &'a Of,
    pub stretches: Vec<Interval>,
}

impl<Of> Row<'_, Of> {
    /// When something was first amiss.
    pub fn first(&self) -> Option<Moment> {
        self.stretches
            .iter()
            .find(|stretch| stretch.state != State::Well)
            .map(|stretch| stretch.from)
    }
}

/// An entry of the list.
#[derive(Debug)]
pub(super) struct Milestone<'a> {
    /// The event; none for an entry that sums several up.
    pub n: Option<u64>,
    pub at: Moment,
    pub kind: &'static str,
    pub words: std::borrow::Cow<'a, str>,
}

/// A drill's timeline, told shorter.
#[derive(Debug)]
pub(super) struct Summary<'a> {
    /// When the fault began to be injected.
    pub fault: Option<Moment>,
    /// What it was, in words.
    pub fault_is: Option<&'a str>,
    /// When the first recovery command began.
    pub recovery: Option<Moment>,
    /// When it was over, if it was.
    pub done: Option<Moment>,
    /// What the picture shows.
    pub from: Moment,
    pub to: Moment,
    /// The phases within it.
    pub phases: Vec<(Phase, Moment, Moment)>,
    /// Probes that saw something amiss in that time, by the order of the header.
    pub probes: Vec<Row<'a, ProbeInfo>>,
    /// Detectors that noticed something in it, each with when it first did after the fault.
    pub detectors: Vec<(Row<'a, DetectorInfo>, Option<Moment>)>,
    /// Probes that saw nothing amiss.
    pub well: Vec<&'a ProbeInfo>,
    /// Detectors that were quiet.
    pub quiet: Vec<&'a str>,
    /// All changes, in their order.
    pub changes: Vec<Milestone<'a>>,
    /// How many changes are not in the list.
    pub left_out: usize,
}

impl<'a> Summary<'a> {
    /// Reads a timeline.
    pub fn of(timeline: &'a Timeline) -> Self {
        let begun = |kind: ActionKind| {
            timeline.events.iter().find_map(|recorded| match &recorded.event {
                Event::Action { action, what, happening: Happening::Begun } if *action == kind => {
                    Some((recorded.at, what.as_str()))
                }
                _ => None,
            })
        };
        let phases = phases(timeline);
        let (fault, recovery) = (begun(ActionKind::Fault), begun(ActionKind::Recovery));
        let approach =
            phases.iter().find(|(phase, ..)| *phase == Phase::Approach).map(|(_, at, _)| *at);
        let to = timeline.events.iter().map(|recorded| recorded.at).max().unwrap_or(Moment::START);
        let lead = approach.or(fault.map(|(at, _)| at)).map_or(Moment::START, |at| at - LEAD);
        let mut story = Self {
            fault: fault.map(|(at, _)| at),
            fault_is: fault.map(|(_, what)| what),
            recovery: recovery.map(|(at, _)| at),
            done: phases.iter().find(|(phase, ..)| *phase == Phase::Done).map(|(_, at, _)| *at),
            from: lead,
            // A picture of no time at all cannot be drawn.
            to: to.max(lead + Span::millis(1)),
            phases: phases.into_iter().filter(|(_, _, end)| *end > lead).collect(),
            probes: Vec::new(),
            detectors: Vec::new(),
            well: Vec::new(),
            quiet: Vec::new(),
            changes: Vec::new(),
            left_out: 0,
        };
        story.rows(timeline);
        (story.changes, story.left_out) = changes(timeline);
        story
    }

    fn rows(&mut self, timeline: &'a Timeline) {
        let (probes, detectors) = (&timeline.header.probes, &timeline.header.detectors);
        let mut at: HashMap<&str, usize> = HashMap::new();
        at.extend(probes.iter().zip(0..).map(|(probe, index)| (probe.name.as_str(), index)));
        let mut of_probe = vec![Raster::new(self.from, self.to); probes.len()];
        let watched: HashMap<&str, usize> =
            detectors.iter().zip(0..).map(|(one, at)| (one.name.as_str(), at)).collect();
        let mut of_detector = vec![(Raster::new(self.from, self.to), None); detectors.len()];
        for Recorded { event, .. } in &timeline.events {
            match event {
                Event::Sample(sample) => {
                    if let Some(raster) =
                        at.get(sample.probe.as_str()).and_then(|index| of_probe.get_mut(*index))
                    {
                        raster.look(sample.sent, state(&sample.outcome));
                    }
                }
                Event::Watched(look) => {
                    let here = watched
                        .get(look.detector.as_str())
                        .and_then(|index| of_detector.get_mut(*index));
                    let Some((raster, first)) = here else { continue };
                    raster.look(
                        look.sent,
                        if look.says.is_noticed() { State::Degraded } else { State::Well },
                    );
                    let since_fault = self.fault.is_some_and(|fault| look.sent >= fault);
                    if look.says.is_noticed() && since_fault && first.is_none() {
                        *first = Some(look.answered);
                    }
                }
                _ => {}
            }
        }
        for (info, raster) in probes.iter().zip(of_probe) {
            match raster.row(info) {
                Some(row) => self.probes.push(row),
                None => self.well.push(info),
            }
        }
        for (info, (raster, first)) in detectors.iter().zip(of_detector) {
            match raster.row(info) {
                Some(row) => self.detectors.push((row, first)),
                None => self.quiet.push(info.name.as_str()),
            }
        }
    }
}

fn state(outcome: &Outcome) -> State {
    match outcome {
        Outcome::Ok => State::Well,
        Outcome::Degraded { .. } => State::Degraded,
        Outcome::Silent { .. } => State::Silent,
        Outcome::Failed { .. } => State::Failed,
    }
}

/// Each phase with its beginning and its end.
fn phases(timeline: &Timeline) -> Vec<(Phase, Moment, Moment)> {
    let mut phases: Vec<(Phase, Moment, Moment)> = Vec::new();
    for Recorded { at, event, .. } in &timeline.events {
        if let Event::Phase { phase, .. } = event {
            if let Some(last) = phases.last_mut() {
                last.2 = *at;
            }
            phases.push((*phase, *at, *at));
        } else if let Some(last) = phases.last_mut() {
            last.2 = last.2.max(*at);
        }
    }
    phases
}

/// Looks, column by column: the worst that was seen in each, and the last.
#[derive(Clone)]
struct Raster {
    from: Moment,
    over: u64,
    columns: Vec<Option<(State, State)>>,
    /// The last look before the picture begins.
    before: Option<State>,
}

impl Raster {
    fn new(from: Moment, to: Moment) -> Self {
        Self {
            from,
            over: to.since(from).as_micros().max(1),
            columns: vec![None; COLUMNS],
            before: None,
        }
    }

    fn look(&mut self, sent: Moment, state: State) {
        if sent < self.from {
            self.before = Some(state);
            return;
        }
        let column =
            u128::from(sent.since(self.from).as_micros()) * COLUMNS as u128 / u128::from(self.over);
        let column = usize::try_from(column).unwrap_or(COLUMNS).min(COLUMNS - 1);
        let worst = self.columns[column].map_or(state, |(worst, _)| worst.max(state));
        self.columns[column] = Some((worst, state));
    }

    fn at(&self, column: usize) -> Moment {
        let micros = u128::from(self.over) * column as u128 / COLUMNS as u128;
        self.from + Span::micros(u64::try_from(micros).unwrap_or(u64::MAX))
    }

    /// The stretches; none where nothing was amiss. A column without a look is as the last look
    /// before it.
    fn row<Of>(self, of: &Of) -> Option<Row<'_, Of>> {
        let mut stretches: Vec<Interval> = Vec::new();
        let mut last = self.before;
        for (index, column) in self.columns.iter().enumerate() {
            let Some(state) = column.map(|(worst, _)| worst).or(last) else { continue };
            last = column.map(|(_, last)| last).or(last);
            let (from, to) = (self.at(index), self.at(index + 1));
            match stretches.last_mut() {
                Some(stretch) if stretch.state == state => stretch.to = to,
                _ => stretches.push(Interval { from, to, state }),
            }
        }
        let amiss = stretches.iter().any(|stretch| stretch.state != State::Well);
        amiss.then_some(Row { of, stretches })
    }
}

/// The events that changed something, and how many of those are not among them.
fn changes(timeline: &Timeline) -> (Vec<Milestone<'_>>, usize) {
    let mut last: HashMap<&str, (Option<&str>, State, usize)> = HashMap::new();
    let (mut changes, mut left_out) = (Vec::new(), 0);
    for recorded in &timeline.events {
        let (kind, who, is) = match &recorded.event {
            Event::Sample(sample) => {
                ("look", sample.probe.as_str(), (sample.outcome.symptom(), state(&sample.outcome)))
            }
            Event::Watched(look) => {
                let state = if look.says.is_noticed() { State::Degraded } else { State::Well };
                ("detector", look.detector.as_str(), (None, state))
            }
            Event::Load(_) => continue,
            Event::Phase { .. } => ("phase", "", (None, State::Well)),
            Event::Action { .. } => ("act", "", (None, State::Well)),
            Event::Engine { .. } => ("engine", "", (None, State::Well)),
            Event::Note { .. } => ("note", "", (None, State::Well)),
        };
        if !who.is_empty() {
            // What is well from the first look on has not changed.
            let known = last.entry(who).or_insert((None, State::Well, 0));
            if (known.0, known.1) == is {
                continue;
            }
            *known = (is.0, is.1, known.2 + 1);
            if known.2 > CHANGES_OF_ONE {
                left_out += 1;
                continue;
            }
        }
        if changes.len() == CHANGES {
            left_out += 1;
            continue;
        }
        let words = words_of(&recorded.event).into();
        changes.push(Milestone { n: Some(recorded.n), at: moment(recorded), kind, words });
        if !who.is_empty() && last.get(who).is_some_and(|known| known.2 == CHANGES_OF_ONE) {
            let words = format!(
                "{who}: goes on changing; what follows of it stands in the timeline's file only"
            )
            .into();
            changes.push(Milestone { n: None, at: moment(recorded), kind, words });
        }
    }
    (changes, left_out)
}
