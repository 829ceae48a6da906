//! Figures: lengths of time and shares.

use super::Line;
use crate::document::{self, Figure, figures, given, shares, unread};
use crate::pack::read::claims::ClaimContext;
use crate::pack::read::heard::left_of;
use crate::pack::read::quotes::Standing;
use crate::words::Span;

/// All figures that no claim binds, in one message, and what speaks of time or of a share and
/// cannot be read.
pub fn check(context: &ClaimContext<'_>, lines: &[Line<'_>]) {
    for line in lines {
        let key = left_of(context.parts, &document::key(&line.quoted.text));
        for text in [key, line.spoken(context)] {
            unreadable(context, line.quoted, &text);
        }
    }
    for line in context.fault_quote.iter().flat_map(|quote| &quote.lines) {
        unreadable(context, line, &left_of(context.parts, &document::value(&line.text)));
    }
    unbound(context, lines);
}

/// Nobody knows what such words say, so that no claim can bind them.
fn unreadable(context: &ClaimContext<'_>, quoted: &Standing, text: &str) {
    for (words, _) in unread(text) {
        let message = format!("'{words}' is no figure that firedrill reads");
        let hint = format!(
            "write a number with its unit in the document (12 s, 1 min 30 s, 50 %), or say why it \
             is not tested: not_tested: {{quote: \"{words}\", reason: …}}"
        );
        super::note(context, quoted, message, &hint);
    }
}

fn unbound(context: &ClaimContext<'_>, lines: &[Line<'_>]) {
    let mut unbound: Vec<(&Standing, String)> = Vec::new();
    for line in lines.iter().filter(|line| !line.differs(context)) {
        let figures = line.figures(context).into_iter().filter(|figure| !line.binds(figure));
        unbound.extend(figures.map(|figure| (line.quoted, figure.said)));
        unbound.extend(shares(&line.spoken(context)).into_iter().map(|share| (line.quoted, share)));
    }
    for line in context.fault_quote.iter().flat_map(|quote| &quote.lines) {
        let text = left_of(context.parts, &document::value(&line.text));
        unbound.extend(figures(&text).into_iter().map(|figure| (line, figure.said)));
        unbound.extend(shares(&text).into_iter().map(|share| (line, share)));
    }
    let Some((first, words)) = unbound.first() else { return };
    let all: Vec<String> = unbound.iter().map(|(_, said)| format!("'{said}'")).collect();
    let are = if all.len() == 1 { "is" } else { "are" };
    let message = format!("{} {are} bound by no claim", and(&all));
    let hint = format!(
        "give a claim of that line its time (detected_by: {{alert: 5s}}, recovery: {{within: \
         5s}}), or say why it is not tested: not_tested: {{quote: \"{words}\", reason: …}}"
    );
    super::note(context, first, message, &hint);
}

/// `'a', 'b' and 'c'`.
fn and(all: &[String]) -> String {
    match all {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => all.concat(),
    }
}

impl Line<'_> {
    /// What of it is no command.
    pub(super) fn spoken(&self, context: &ClaimContext<'_>) -> String {
        if self.recovery_claim().is_some_and(|recovery| !recovery.prose) {
            left_of(context.parts, &given(&self.quoted.text).rest)
        } else {
            self.text(context)
        }
    }

    /// Its lengths of time, those within a command left out.
    pub(super) fn figures(&self, context: &ClaimContext<'_>) -> Vec<Figure> {
        let in_key = figures(&left_of(context.parts, &document::key(&self.quoted.text)));
        in_key.into_iter().chain(figures(&self.spoken(context))).collect()
    }

    /// Whether a claim says the same.
    pub(super) fn binds(&self, figure: &Figure) -> bool {
        !figure.at_least && self.times().any(|time| time == figure.span)
    }

    fn times(&self) -> impl Iterator<Item = Span> {
        self.stated.iter().flat_map(|stated| stated.assertion.as_bound().times())
    }

    /// A claim gives a time that none of its lines has, or a recovery gives none: that is told
    /// already.
    fn differs(&self, context: &ClaimContext<'_>) -> bool {
        let all = self.figures(context);
        let beside: Vec<Figure> =
            self.beside.iter().flat_map(|line| figures(&document::plain(&line.text))).collect();
        let other = self.times().any(|time| beside.iter().all(|figure| figure.span != time));
        other
            || (!all.is_empty()
                && self.recovery_claim().is_some_and(|recovery| recovery.within.is_none()))
    }
}
