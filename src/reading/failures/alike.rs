//! Failures whose titles do not say so, told from their neighbours: what is written like a failure
//! beside it is one. `Poison messages`, between `Redis down` and `Queue full`, with the same keys.

use super::facts::is_key_heading;
use super::pairs::{each_line, pairs};
use super::titles::{Sign, Signs};
use super::view::View;
use super::{Found, Told, failure, within};
use crate::reading::blocks::Block;
use crate::reading::model::Topic;
use crate::reading::words::Words;

/// Two sections with this many keys in common are written in one form.
const ENOUGH: usize = 2;

/// Adds the sections in which nothing was found and that are written like a failure beside them.
pub(super) fn complete(view: &View<'_>, inner: Signs, inside: &mut [Vec<Found>]) {
    if !inner.has(Sign::Chapter) {
        return;
    }
    let whole = |(child, found): &(&View<'_>, &Vec<Found>)| match found.as_slice() {
        [one] => one.failure.lines == child.lines,
        _ => false,
    };
    // Most sections say by themselves whether they are failures.
    let is_open =
        |(child, found): (&View<'_>, &Vec<Found>)| found.is_empty() && may_fail(child, inner);
    if !view.inside.iter().zip(&*inside).any(is_open) {
        return;
    }
    let models: Vec<Shape> =
        view.inside.iter().zip(&*inside).filter(whole).map(|(child, _)| Shape::of(child)).collect();
    if models.is_empty() {
        return;
    }
    for (child, found) in view.inside.iter().zip(inside) {
        if found.is_empty() && may_fail(child, inner) {
            let shape = Shape::of(child);
            if models.iter().any(|model| shape.is_like(model)) {
                let weak = shape.told.any.len() < ENOUGH;
                let labelled = child.title.labelled;
                found.push(Found { failure: failure(child), weak, labelled });
            }
        }
    }
}

/// Whether a section may be a failure, if its words are left aside.
fn may_fail(child: &View<'_>, inner: Signs) -> bool {
    let title = &child.title;
    let other = [Sign::Part, Sign::Several, Sign::General, Sign::Decides, Sign::Watched];
    // `Operator error` may be a key, and may be what fails.
    let fails = title.key.is_some_and(|key| key.weak && key.topic == Topic::Failure);
    !other.iter().any(|sign| title.is(*sign))
        && (fails || !is_key_heading(title))
        && !title.words.is_empty()
        && !within(inner, child).has(Sign::Elsewhere)
}

/// How a section is written.
struct Shape {
    /// Its keys as they are written, in lower case.
    keys: Vec<String>,
    /// What those tell.
    told: Told,
}

impl Shape {
    fn of(view: &View<'_>) -> Self {
        let mut keys = Vec::new();
        view.first.iter().for_each(|line| add(&mut keys, line));
        for block in view.blocks {
            match block {
                Block::Paragraph(lines) => lines.iter().for_each(|line| add(&mut keys, line)),
                Block::List(list) => {
                    let lines = list.items.iter().filter_map(|item| item.lines.first());
                    lines.for_each(|line| add(&mut keys, line));
                }
                _ => {}
            }
        }
        keys.extend(view.inside.iter().map(|child| child.title.words.text.to_lowercase()));
        keys.sort_unstable();
        keys.dedup();
        Self { keys, told: Told::of(view, |_| false) }
    }

    /// Whether most keys are those of another section, or tell the same.
    fn is_like(&self, model: &Self) -> bool {
        let shared = self.keys.iter().filter(|key| model.keys.binary_search(key).is_ok()).count();
        let told = &self.told.any;
        let same = told.len() >= ENOUGH && told.iter().all(|topic| model.told.any.contains(topic));
        same || (shared >= ENOUGH && shared * 2 >= self.keys.len())
    }
}

/// Adds the keys of a line.
fn add(keys: &mut Vec<String>, line: &Words) {
    for line in each_line(line) {
        let found = pairs(&line).into_iter();
        let found = found.filter(|pair| pair.known.is_some() || pair.strong);
        keys.extend(found.map(|pair| pair.key.text.to_lowercase()));
    }
}
