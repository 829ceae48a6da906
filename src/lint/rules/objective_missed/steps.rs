//! How long the steps of a scenario take together.

use super::super::super::view::{Scenario, View};
use crate::document::figures;
use crate::reading::{Line, Stands, Words};
use crate::words::{Span, stated};

/// The steps that say how long they take, and their sum.
pub struct Steps<'a> {
    /// Where each says it.
    pub words: Vec<&'a Words>,
    /// The sum; of ranges the upper ends.
    pub sum: Span,
}

impl<'a> Steps<'a> {
    /// Those of a scenario; none where fewer than two have a length of time.
    pub fn of(view: &View<'a>, scenario: &Scenario<'_>) -> Option<Self> {
        Self::phases(view, scenario).or_else(|| Self::each(view, scenario))
    }

    /// Those that say from when to when they are, each from where the one before ends:
    /// `Look (0-15 minutes)`, `Restore (15-60 minutes)`.
    fn phases(view: &View<'a>, scenario: &Scenario<'_>) -> Option<Self> {
        let (first, last) = scenario.failure.lines;
        Self::of_phases(view.lines_between(first, last))
    }

    /// The same of any lines.
    pub fn of_phases(lines: impl Iterator<Item = &'a Line>) -> Option<Self> {
        let mut words = Vec::new();
        let mut sum = Span::ZERO;
        for line in lines.filter(|line| line.stands == Stands::Prose) {
            let Some((from, to)) = phase(&line.words.text) else { continue };
            if from != sum || to <= from {
                return None;
            }
            sum = to;
            words.push(&line.words);
        }
        (words.len() > 1).then_some(Self { words, sum })
    }

    /// Those that say how long they take.
    fn each(view: &View<'a>, scenario: &Scenario<'_>) -> Option<Self> {
        let (first, last) = scenario.failure.lines;
        let lines = view.lines_between(first, last);
        let lines = lines.filter(|line| matches!(line.stands, Stands::Title | Stands::Prose));
        let timed = lines.filter_map(|line| Some((&line.words, takes(&line.words.text)?)));
        let (words, spans): (Vec<_>, Vec<_>) = timed.unzip();
        let texts = words.iter().map(|words| words.text.as_str());
        // `(0-5 min)`, `(5-10 min)`: each begins where the one before ends.
        let goes_on = texts.filter(|text| begins_at_zero(text)).count() > 0;
        let sum = if goes_on {
            spans.into_iter().max().unwrap_or(Span::ZERO)
        } else {
            spans.into_iter().fold(Span::ZERO, |sum, span| sum + span)
        };
        (words.len() > 1).then_some(Self { words, sum })
    }
}

/// From when to when a step is, by what stands at its end: `(15-60 minutes)`.
fn phase(text: &str) -> Option<(Span, Span)> {
    let text = text.trim_end_matches(['*', ' ', ':']);
    let (_, range) = text.strip_suffix(')')?.rsplit_once('(')?;
    let (from, rest) = range.split_once(['-', '–'])?;
    let (from, rest) = (from.trim(), rest.trim());
    let is_number = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    let unit = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
    let to = rest.strip_suffix(unit)?.trim();
    if !(is_number(from) && is_number(to)) {
        return None;
    }
    let length = |number: &str| match number {
        "0" => Some(Span::ZERO),
        _ => figures(&format!("{number} {unit}")).first().map(|figure| figure.span),
    };
    Some((length(from)?, length(to)?))
}

fn begins_at_zero(text: &str) -> bool {
    let from = text.rfind('(').and_then(|at| text.get(at + 1..)).unwrap_or_default();
    let rest = from.trim_start_matches(['T', 't', '+', ' ']).strip_prefix('0').unwrap_or_default();
    rest.trim_start().starts_with(['-', '–'])
}

/// What says how long a step takes.
const KEYS: [&str; 5] =
    ["expected duration", "estimated duration", "expected time", "estimated time", "duration"];

/// How long a step takes: `Step 3: Restore the database (1 hour)`, `Expected duration: 30 minutes`.
pub fn takes(text: &str) -> Option<Span> {
    let text = text.trim_matches(['*', ' ']);
    let lower = text.to_lowercase();
    let time = if lower.starts_with("step ") {
        let from = text.rfind('(')?;
        text.get(from + 1..)?.strip_suffix(')')?
    } else {
        let (key, time) = text.split_once(':')?;
        let key = key.trim_matches(['*', ' ']).to_lowercase();
        KEYS.contains(&key.as_str()).then_some(time)?
    };
    // Only what is nothing but a length of time.
    let figures = figures(time);
    let [figure] = figures.as_slice() else { return None };
    let rest = time.replacen(&figure.text, "", 1);
    let about = ["about", "approx", "max", "up to", ""];
    about
        .contains(&rest.trim_matches([' ', '*', '~', '.', '<', '≤']).to_lowercase().as_str())
        .then_some(figure.span)
}

/// `6 hours 45 minutes`
pub fn in_words(span: Span) -> String {
    let minutes = span.as_micros() / 60_000_000;
    let count = |count: u64, unit: &str| match count {
        0 => String::new(),
        1 => format!("1 {unit}"),
        _ => format!("{count} {unit}s"),
    };
    let text = format!("{} {}", count(minutes / 60, "hour"), count(minutes % 60, "minute"));
    if minutes == 0 { stated(span) } else { text.trim().to_owned() }
}
