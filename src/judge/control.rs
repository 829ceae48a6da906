//! The control: the fault once more, and nothing done about it. What heals then as it healed after
//! the recovery was not healed by the recovery.

use super::context::{JudgeContext, list};
use crate::observe::Observed;
use crate::timeline::{ActionKind, Control};
use crate::words::{Moment, ServiceName, Span};

/// What came back must stay so long at least and at most; between, for twice the time it took.
const STAYS: (Span, Span) = (Span::secs(3), Span::secs(10));

/// The recovery is withheld for as long as the outage lasted, and for so much longer, or for a
/// quarter of the time that the recovery took: who heals by itself is not always as quick.
const MARGIN: Span = Span::secs(1);

/// How long what came back after `took` must stay for it to count as recovered.
pub fn must_stay(took: Span) -> Span {
    (took + took).clamp(STAYS.0, STAYS.1)
}

/// How long a control withholds the recovery after the fault, where `outage` passed from the fault
/// until all was back, and `took` of it after the recovery had begun.
pub fn withheld_for(outage: Span, took: Span) -> Span {
    outage + MARGIN.max(Span::micros(took.as_micros() / 4))
}

/// The control that there was: this drill's own, or an earlier one of the same pack and images.
pub(super) fn of(context: &JudgeContext<'_>) -> Option<Control> {
    let own = context.observed.control().and_then(|seen| seen_in(seen, context));
    own.or_else(|| context.header.known_control.clone())
}

/// What the control showed; none where its fault did not take hold, or it was cut short before
/// anything could show.
fn seen_in(seen: &Observed, context: &JudgeContext<'_>) -> Option<Control> {
    let begun = seen.fault_begun()?;
    seen.first_signs()?;
    let undo = seen.acts.iter().find(|act| act.kind == ActionKind::Undo);
    let until = undo.map_or(seen.last.1, |act| act.at);
    let healed = context
        .header
        .targets
        .iter()
        .filter_map(|target| Some((target.clone(), healed(seen, target, begun, until)?)));
    Some(Control {
        run: context.header.run.clone(),
        withheld: until.since(begun),
        healed: healed.collect(),
    })
}

/// How long after the fault a target served again, though nobody had done anything; none where it
/// did not.
fn healed(seen: &Observed, target: &ServiceName, begun: Moment, until: Moment) -> Option<Span> {
    let ends: Option<Vec<Moment>> = seen
        .serving(target)
        .filter_map(|series| series.episodes(until).pop())
        .map(|episode| Some(episode.end?.first.answered))
        .collect();
    ends?.into_iter().max().map(|end| end.since(begun))
}

/// Why the recovery cannot have brought the targets back, where the control shows so: without it
/// they came back no later. `outage` passed from the fault until all was back, `took` of it after
/// the recovery had begun.
pub(super) fn heals_anyway(control: &Control, outage: Span, took: Span) -> Option<String> {
    let limit = withheld_for(outage, took);
    let healed: Vec<String> = (control.healed.iter())
        .filter(|(_, after)| *after <= limit)
        .map(|(service, after)| format!("{service} was back {after} after the fault"))
        .collect();
    (!healed.is_empty()).then(|| {
        format!("without the recovery {} too (control of run {})", list(&healed), control.run)
    })
}

/// Whether the control withheld the recovery for at least as long as the outage lasted with it.
pub(super) fn is_enough(control: &Control, outage: Span) -> bool {
    control.withheld >= outage
}
