//! What the pictures have in common. They are as wide as there is room: across, everything is in
//! percent, so that writing keeps its size on every screen; down, in pixels.

use super::markup::Markup;
use crate::words::{Moment, Span};
use std::fmt;

/// A place or a width across, in percent.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub(super) struct Across(pub f64);

impl fmt::Display for Across {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:.2}%", self.0)
    }
}

/// Where times stand across.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    from: Moment,
    over: Span,
}

/// Room at both ends, so that marks are not cut off.
const EDGE: f64 = 2.0;

impl Scale {
    /// From one moment to another.
    pub fn new(from: Moment, to: Moment) -> Self {
        Self { from, over: to.since(from).max(Span::micros(1)) }
    }

    /// From nothing to a length of time.
    pub fn of(most: Span) -> Self {
        Self::new(Moment::START, Moment::START + most)
    }

    /// Where a moment stands.
    pub fn at(self, moment: Moment) -> Across {
        let part = moment.since(self.from).as_secs() / self.over.as_secs();
        Across(EDGE + part.min(1.0) * (100.0 - 2.0 * EDGE))
    }

    /// Where a length of time ends.
    pub fn after(self, span: Span) -> Across {
        self.at(self.from + span)
    }

    /// Whether a moment lies within.
    pub fn holds(self, moment: Moment) -> bool {
        moment >= self.from && moment.since(self.from) <= self.over
    }
}

/// Even steps that people count in, at most six of them over so long a time.
pub(super) fn step(over: Span) -> Span {
    let units = [1, 2, 5, 10, 20, 50, 100, 200, 500];
    let millis = units.map(Span::millis);
    let seconds =
        [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 21_600, 86_400].map(Span::secs);
    let fits = |step: &Span| over.as_micros() / step.as_micros().max(1) <= 6;
    millis.into_iter().chain(seconds).find(fits).unwrap_or(over)
}

/// The multiples of a step from nothing on, as far as the time goes.
pub(super) fn multiples(step: Span, over: Span) -> impl Iterator<Item = Span> {
    let step = step.as_micros().max(1);
    (0..=over.as_micros() / step).map(move |n| Span::micros(n * step))
}

/// `+2 s`, `−1 s`, `0`, `+200 ms`.
pub(super) fn tick(from: Span, before: bool) -> String {
    let text = match from.as_micros() {
        0 => return "0".to_owned(),
        whole if whole % 1_000_000 == 0 => format!("{} s", whole / 1_000_000),
        micros if micros < 1_000_000 => format!("{} ms", micros / 1_000),
        micros => format!("{:.1} s", micros as f64 / 1_000_000.0),
    };
    format!("{}{text}", if before { '−' } else { '+' })
}

/// A picture so many pixels high, with its text for whoever does not see it.
pub(super) fn draw(page: &mut Markup, height: f64, words: &str, inside: impl FnOnce(&mut Markup)) {
    let attributes: super::markup::Attributes<'_> =
        &[("role", &"img"), ("width", &"100%"), ("height", &height), ("aria-label", &words)];
    page.element("svg", attributes, inside);
}

/// A bar from one place to another, with its words for whoever points at it.
pub(super) fn bar(
    svg: &mut Markup,
    class: &str,
    from: Across,
    to: Across,
    down: (f64, f64),
    words: &str,
) {
    // What is very short is still to be seen.
    let width = Across((to.0 - from.0).max(0.25));
    let (y, height) = down;
    let shape: super::markup::Attributes<'_> =
        &[("class", &class), ("x", &from), ("y", &y), ("width", &width), ("height", &height)];
    if words.is_empty() {
        svg.element("rect", shape, |_| ());
    } else {
        svg.element("rect", shape, |rect| rect.leaf("title", &[], words));
    }
}

/// A line straight down.
pub(super) fn upright(svg: &mut Markup, class: &str, x: Across, from: f64, to: f64) {
    svg.element(
        "line",
        &[("class", &class), ("x1", &x), ("x2", &x), ("y1", &from), ("y2", &to)],
        |_| (),
    );
}

/// A line across.
pub(super) fn level(svg: &mut Markup, class: &str, from: Across, to: Across, y: f64) {
    svg.element(
        "line",
        &[("class", &class), ("x1", &from), ("x2", &to), ("y1", &y), ("y2", &y)],
        |_| (),
    );
}

/// Writing that begins (`start`), stands (`middle`) or ends (`end`) at a place.
pub(super) fn write(svg: &mut Markup, class: &str, anchor: &str, x: Across, y: f64, text: &str) {
    svg.leaf("text", &[("class", &class), ("text-anchor", &anchor), ("x", &x), ("y", &y)], text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_even_and_few() {
        for (over, step_) in
            [(900, 200), (4_000, 1_000), (15_000, 5_000), (61_000, 10_000), (70_000, 15_000)]
        {
            assert_eq!(step(Span::millis(over)), Span::millis(step_), "{over}");
        }
        assert_eq!(
            [tick(Span::ZERO, false), tick(Span::secs(2), true), tick(Span::millis(200), false)],
            ["0", "−2 s", "+200 ms"]
        );
        let longest = Span::micros(u64::MAX);
        assert_eq!(
            multiples(step(longest), longest).collect::<Vec<_>>(),
            [Span::ZERO, longest],
            "and there is an end of them"
        );
    }

    #[test]
    fn places_stay_on_the_picture() {
        let scale = Scale::of(Span::secs(10));
        assert_eq!(scale.after(Span::ZERO), Across(2.0));
        assert_eq!(scale.after(Span::secs(5)), Across(50.0));
        assert_eq!(scale.after(Span::secs(99)), Across(98.0));
    }
}
