//! One probe's looks in the order they were sent, and the episodes in which its subject was not
//! well.

use crate::timeline::{Outcome, ProbeInfo, Sample};
use crate::words::{Moment, Span};
use std::collections::HashMap;

/// A look that is sent so late was delayed: a timer on a machine with time to spare is a
/// millisecond or two late.
pub(crate) const DELAYED: Span = Span::millis(25);

/// Silence that is over sooner than this is no episode: a look gives up after a quarter of a second
/// or a whole one, and on a busy machine a scheduler alone can keep a healthy service from
/// answering three of them in a row. What is frozen, or cannot be reached, stays silent for longer.
pub(crate) const SILENT_FOR: Span = Span::secs(1);

/// What a look saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// All well.
    Ok,
    /// It works, and says that something is amiss.
    Degraded,
    /// It does not work, and says so or leaves no doubt.
    Failed,
    /// It gave no answer in its time.
    Silent,
}

/// One sample, without its words.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ProbeSample {
    /// The event's number.
    pub n: u64,
    /// When it was sent.
    pub sent: Moment,
    /// When its answer was there.
    pub answered: Moment,
    /// What it saw.
    pub state: State,
    /// How much later than it was due it was sent.
    pub late: Span,
    /// Which of its probe's symptoms; meaningless where all was well.
    symptom: u32,
}

impl ProbeSample {
    /// Nothing amiss at all.
    pub fn is_ok(self) -> bool {
        self.state == State::Ok
    }

    /// It did not work.
    pub fn is_failed(self) -> bool {
        matches!(self.state, State::Failed | State::Silent)
    }

    /// It gave no answer.
    pub fn is_silent(self) -> bool {
        self.state == State::Silent
    }

    /// Something was amiss that is more than silence.
    pub fn is_definite(self) -> bool {
        matches!(self.state, State::Degraded | State::Failed)
    }

    /// How long the answer took.
    pub fn took(self) -> Span {
        self.answered.since(self.sent)
    }
}

/// Where a subject changed: the last look that saw it as it was, and the first that saw it
/// otherwise.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Transition {
    /// The last look before it; none where the first look of all saw it so.
    pub before: Option<ProbeSample>,
    /// The first look after it.
    pub first: ProbeSample,
    /// How old what a look sees can be.
    pub resolution: Span,
}

impl Transition {
    /// The window within which it changed.
    pub fn window(self) -> (Moment, Moment) {
        let earliest = self.before.map_or(Moment::START, |look| look.sent - self.resolution);
        (earliest, self.first.answered)
    }

    /// Whether it was looked at directly, not through Prometheus.
    pub fn is_direct(&self) -> bool {
        self.resolution == Span::ZERO
    }

    /// The numbers of the events that show it.
    pub fn evidence(self) -> Vec<u64> {
        self.before.iter().map(|look| look.n).chain([self.first.n]).collect()
    }
}

/// A time in which a subject was not well: enough looks in a row said so, and it lasts until enough
/// in a row are good.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FailureEpisode {
    /// When it began.
    pub begin: Transition,
    /// When it ended; none while it lasts.
    pub end: Option<Transition>,
    /// Whether a look in it saw more than silence.
    definite: bool,
    /// Whether a look in it saw the subject not work at all, rather than degraded.
    pub failed: bool,
    /// From the first look in it until the first good one was sent, or to the end of what was seen.
    pub lasted: Span,
}

impl FailureEpisode {
    /// One with these looks in it.
    fn of(begin: Transition, end: Option<Transition>, looks: &[ProbeSample]) -> Self {
        let until = end.map(|end| end.first.sent).or(looks.last().map(|last| last.answered));
        Self {
            begin,
            end,
            definite: looks.iter().any(|look| look.is_definite()),
            failed: looks.iter().any(|look| look.is_failed()),
            lasted: until.map_or(Span::ZERO, |until| until.since(begin.first.sent)),
        }
    }

    /// Whether a look in it saw more than silence.
    pub const fn is_definite(&self) -> bool {
        self.definite
    }

    /// Whether a look was sent in it.
    pub fn has(&self, look: &ProbeSample) -> bool {
        look.sent >= self.begin.first.sent && self.end.is_none_or(|end| look.sent < end.first.sent)
    }

    /// Whether it is more than a silence which is over so soon that the machine may be to blame.
    fn counts(&self) -> bool {
        self.definite || self.lasted >= SILENT_FOR
    }
}

/// All looks of one probe.
#[derive(Debug, Clone)]
pub(crate) struct ProbeSeries {
    /// The probe.
    pub info: ProbeInfo,
    /// How many looks in a row it takes to call its subject failed, or well again.
    pub need: usize,
    /// Looks that were sent so late that the machine must have been busy.
    pub late: u64,
    /// The latest of them, by how much.
    pub worst_late: Span,
    looks: Vec<ProbeSample>,
    symptoms: Vec<String>,
    symptom_ids: HashMap<String, u32>,
    /// Where the current run of looks that agree (well or not) begins.
    run: usize,
    /// The last look that was sent while enough in a row were not well.
    failed_last: Option<Moment>,
}

impl ProbeSeries {
    /// A probe that has not looked yet. One bad look is enough where each is a scrape of its own.
    pub fn new(info: ProbeInfo, failed_in_a_row: u32) -> Self {
        let need = if info.resolution > Span::ZERO { 1 } else { failed_in_a_row.max(1) };
        Self {
            info,
            need: usize::try_from(need).unwrap_or(usize::MAX),
            late: 0,
            worst_late: Span::ZERO,
            looks: Vec::new(),
            symptoms: Vec::new(),
            symptom_ids: HashMap::new(),
            run: 0,
            failed_last: None,
        }
    }

    /// Takes a sample in. Looks that overlap can be answered in another order than they were sent;
    /// sent is what counts.
    pub fn push(&mut self, n: u64, sample: &Sample) {
        let late = sample.sent.since(sample.scheduled);
        if late > DELAYED {
            self.late += 1;
            self.worst_late = self.worst_late.max(late);
        }
        let state = match sample.outcome {
            Outcome::Ok => State::Ok,
            Outcome::Degraded { .. } => State::Degraded,
            Outcome::Failed { .. } => State::Failed,
            Outcome::Silent { .. } => State::Silent,
        };
        let symptom = sample.outcome.symptom().map_or(0, |text| self.symptom_id(text));
        let look =
            ProbeSample { n, sent: sample.sent, answered: sample.answered, state, late, symptom };
        let place = match self.looks.last() {
            Some(last) if last.sent > look.sent => {
                self.looks.partition_point(|other| other.sent <= look.sent)
            }
            _ => self.looks.len(),
        };
        self.place(place, look);
    }

    /// Puts a look at its place and keeps `run` and `failed_last` true.
    fn place(&mut self, place: usize, look: ProbeSample) {
        let agrees = self.looks.get(self.run).is_none_or(|first| first.is_ok() == look.is_ok());
        self.run = match place {
            before if before < self.run => self.run + 1,
            _ if agrees => self.run,
            end if end == self.looks.len() => end,
            within => within + 1,
        };
        self.looks.insert(place, look);
        if let Some(last) = self.looks.last()
            && !last.is_ok()
            && self.tells(&self.looks[self.run..])
        {
            self.failed_last = Some(last.sent);
        }
    }

    /// Whether bad looks in a row are enough to call the subject not well: in number, and where
    /// they saw nothing but silence, in time. It never says so of what would turn out to be no
    /// episode.
    fn tells(&self, bad: &[ProbeSample]) -> bool {
        let (Some(first), Some(last)) = (bad.first(), bad.last()) else { return false };
        let lasted = || last.sent.since(first.sent) >= SILENT_FOR;
        bad.len() >= self.need && (lasted() || bad.iter().any(|look| look.is_definite()))
    }

    fn symptom_id(&mut self, text: &str) -> u32 {
        if let Some(id) = self.symptom_ids.get(text) {
            return *id;
        }
        let id = u32::try_from(self.symptoms.len()).unwrap_or(u32::MAX);
        self.symptoms.push(text.to_owned());
        self.symptom_ids.insert(text.to_owned(), id);
        id
    }

    /// What a look said was amiss; empty where nothing was.
    pub fn symptom(&self, look: ProbeSample) -> &str {
        if look.is_ok() {
            return "";
        }
        usize::try_from(look.symptom)
            .ok()
            .and_then(|id| self.symptoms.get(id))
            .map_or("", String::as_str)
    }

    /// Whether what a look said was amiss speaks of this fallback.
    pub fn speaks_of(&self, look: ProbeSample, fallback: &str) -> bool {
        self.symptom(look).to_lowercase().contains(&fallback.to_lowercase())
    }

    /// The look of this event; none where it is another's.
    pub fn look(&self, n: u64) -> Option<ProbeSample> {
        self.looks.iter().find(|look| look.n == n).copied()
    }

    /// How late the latest of the looks was that were sent at most `reach` before or after a
    /// moment.
    pub fn lateness(&self, around: Moment, reach: Span) -> Span {
        let begin = self.looks.partition_point(|look| look.sent + reach < around);
        let near = self.looks[begin..].iter().take_while(|look| look.sent <= around + reach);
        near.map(|look| look.late).max().unwrap_or(Span::ZERO)
    }

    /// Whether it looks at its subject itself: not through Prometheus, nor over the way of others.
    pub fn is_direct(&self) -> bool {
        self.info.resolution == Span::ZERO && self.info.through.is_empty()
    }

    /// The last look.
    pub fn last(&self) -> Option<ProbeSample> {
        self.looks.last().copied()
    }

    /// Since when, as far as known, every look was good: the answer of the first of them.
    pub fn well_since(&self) -> Option<Moment> {
        self.looks.get(self.run).filter(|first| first.is_ok()).map(|first| first.answered)
    }

    /// How many looks in a row were good, up to the last.
    pub fn well_in_a_row(&self) -> usize {
        if self.well_since().is_some() { self.looks.len() - self.run } else { 0 }
    }

    /// Whether it has been well for `hold`, by so many looks as end a episode.
    pub fn stays_well(&self, hold: Span, now: Moment) -> bool {
        let lasts = self.well_since().is_some_and(|since| now.since(since) >= hold);
        lasts && self.looks.len() - self.run >= self.need
    }

    /// Whether enough looks in a row were not well, the last of them sent at `since` or later.
    pub fn failed_since(&self, since: Moment) -> bool {
        self.failed_last.is_some_and(|last| last >= since)
    }

    /// When enough looks in a row that were answered after `since` had said that the subject is not
    /// well.
    pub fn failed_at(&self, since: Moment) -> Option<Moment> {
        let begin = self.looks.partition_point(|look| look.sent < since);
        let begin = self.looks[..begin]
            .iter()
            .rposition(|look| look.answered < since)
            .map_or(0, |last| last + 1);
        let looks = &self.looks[begin..];
        let mut run = 0;
        looks.iter().enumerate().find_map(|(index, look)| {
            if look.is_ok() {
                run = index + 1;
            }
            self.tells(&looks[run..=index]).then_some(look.answered)
        })
    }

    /// The looks sent at `from` or later and answered at `to` or earlier.
    pub fn within(
        &self,
        from: Moment,
        to: Moment,
    ) -> impl DoubleEndedIterator<Item = ProbeSample> + Clone {
        let begin = self.looks.partition_point(|look| look.sent < from);
        let end = self.looks.partition_point(|look| look.sent <= to).max(begin);
        self.looks[begin..end].iter().copied().filter(move |look| look.answered <= to)
    }

    /// The last look sent before `moment`.
    pub fn last_before(&self, moment: Moment) -> Option<ProbeSample> {
        self.looks[..self.looks.partition_point(|look| look.sent < moment)].last().copied()
    }

    /// Whether its subject was not well at `moment`: the looks before it end with enough bad ones
    /// in a row.
    pub fn ill_at(&self, moment: Moment) -> bool {
        let before = &self.looks[..self.looks.partition_point(|look| look.sent < moment)];
        let good = before.iter().rposition(|look| look.is_ok()).map_or(0, |last| last + 1);
        self.tells(&before[good..])
    }

    /// The episodes in which the subject was not well, by the looks sent before `until`. A look or
    /// two that differ from their neighbours are noise, not a episode, and do not end one; a short
    /// silence is none either.
    pub fn episodes(&self, until: Moment) -> Vec<FailureEpisode> {
        self.all_spells(until).into_iter().filter(FailureEpisode::counts).collect()
    }

    /// The short silences, which are no episodes.
    pub fn silences(&self, until: Moment) -> Vec<FailureEpisode> {
        self.all_spells(until).into_iter().filter(|episode| !episode.counts()).collect()
    }

    fn all_spells(&self, until: Moment) -> Vec<FailureEpisode> {
        let looks = &self.looks[..self.looks.partition_point(|look| look.sent < until)];
        let (mut episodes, mut open, mut run) = (Vec::new(), None::<(usize, Transition)>, 0);
        for (index, look) in looks.iter().enumerate() {
            if look.is_ok() != looks[run].is_ok() {
                run = index;
            }
            if index + 1 - run < self.need || look.is_ok() == open.is_none() {
                continue;
            }
            let before = run.checked_sub(1).map(|index| looks[index]);
            let change = Transition { before, first: looks[run], resolution: self.info.resolution };
            match open.take() {
                None => open = Some((run, change)),
                Some((from, begin)) => {
                    episodes.push(FailureEpisode::of(begin, Some(change), &looks[from..run]));
                }
            }
        }
        episodes.extend(open.map(|(from, begin)| FailureEpisode::of(begin, None, &looks[from..])));
        episodes
    }
}
