//! A claim with its evidence, and a scenario with its claims and their lines.

mod assertion;
mod event;

pub use assertion::in_words;
pub use event::event;
pub(super) use event::{moment, offset, told};

use super::layout::numbers;
use super::{Layout, clean};
use crate::judge::{Drill, Judged, stated};
use crate::pack::{Pack, Scenario};
use crate::timeline::{ActionKind, Event, Timeline};
use crate::words::{Moment, ScenarioId};
use std::fmt::Write; // to a string, which cannot fail

/// What a run found of the claims that `wanted` names (all, where it names none): each with its reason and, where the
/// drill's timeline is at hand, the events that decided it. The second part is whether any claim was found.
pub fn findings(drill: &Drill, timeline: Option<&Timeline>, wanted: Option<&str>, layout: Layout) -> (String, bool) {
    let drill = &clean::drill(drill);
    let named = |claim: &&Judged| wanted.is_none_or(|wanted| claim.id.matches(wanted));
    let claims: Vec<&Judged> = drill.claims.iter().filter(named).collect();
    let mut out = layout.strong(&layout.wrap(&format!("{}, {}: {}", drill.id, drill.profile, drill.title), 0, 2));
    out.push('\n');
    for claim in &claims {
        out.push('\n');
        out.push_str(&finding(drill, claim, timeline, layout));
    }
    (out, !claims.is_empty())
}

fn finding(drill: &Drill, claim: &Judged, timeline: Option<&Timeline>, layout: Layout) -> String {
    let mark = layout.mark(claim.verdict);
    let head = format!("{}, {} line {}: \"{}\"", claim.id, drill.source.document, claim.line, claim.text);
    let mut out = format!("{mark} {}\n", layout.wrap(&head, 2, 2));
    out.push_str(&layout.paragraph(&format!("{}: {}", claim.verdict, claim.reason), 2));
    if let Some(until) = &claim.waived_until {
        out.push_str(&layout.paragraph(&format!("waived until {until}"), 2));
    }
    let Some(timeline) = timeline else {
        if !claim.evidence.is_empty() {
            out.push_str(&layout.paragraph(&format!("events {}", numbers(&claim.evidence)), 2));
        }
        return out;
    };
    let fault = fault_begun(timeline);
    for n in &claim.evidence {
        // Numbers count up from 1 without gaps.
        let index = usize::try_from(n.saturating_sub(1)).unwrap_or(usize::MAX);
        if let Some(recorded) = timeline.events.get(index).filter(|recorded| recorded.n == *n) {
            let told = clean::text(&event(recorded, fault));
            let _ = writeln!(out, "  {n:>7}  {}", layout.wrap(&told, 11, 11));
        }
    }
    out
}

pub(super) fn fault_begun(timeline: &Timeline) -> Option<Moment> {
    let fault = |event: &Event| matches!(event, Event::Action { action: ActionKind::Fault, .. });
    timeline.events.iter().find(|recorded| fault(&recorded.event)).map(|recorded| recorded.at)
}

/// A scenario: what it does, and every claim with its line, its quote and what is to be seen if it is true.
pub fn scenario(pack: &Pack, scenario: &Scenario, layout: Layout) -> String {
    let mut out = layout.strong(&clean::text(&format!("{}: {}", scenario.id, scenario.title)));
    out.push('\n');
    let place = format!("{}; {} line {}", scenario.file, pack.document.path, scenario.line);
    out.push_str(&layout.paragraph(&clean::text(&place), 2));
    out.push_str(&layout.paragraph(&format!("fault: {}", scenario.fault), 2));
    let bounds = scenario.bounds;
    let text = format!(
        "bounds: steady {}, inject {}, observe {}, recover {}, settle {}",
        stated(bounds.steady),
        stated(bounds.inject),
        stated(bounds.observe),
        stated(bounds.recover),
        stated(bounds.settle)
    );
    out.push_str(&layout.paragraph(&text, 2));
    for profile in &scenario.profiles {
        let _ = writeln!(out, "\n{}", layout.strong(&format!("profile {profile}")));
        for claim in scenario.claims_in(profile) {
            let head = format!("{}, line {}: \"{}\"", claim.id, claim.line, claim.text);
            let _ = writeln!(out, "  {}", layout.wrap(&clean::text(&head), 2, 4));
            out.push_str(&layout.paragraph(&clean::text(&in_words(&claim.assertion)), 4));
        }
    }
    if !scenario.not_tested.is_empty() {
        let _ = writeln!(out, "\n{}", layout.strong("not tested"));
        for line in &scenario.not_tested {
            let text = format!("line {}: \"{}\": {}", line.line, line.quote, line.reason);
            let _ = writeln!(out, "  {}", layout.wrap(&clean::text(&text), 2, 4));
        }
    }
    out
}

/// The scenarios of a pack, one a line: id, title and profiles.
pub fn scenarios(pack: &Pack, layout: Layout) -> String {
    let ids: Vec<&ScenarioId> = pack.scenarios.iter().map(|scenario| &scenario.id).collect();
    let widest = ids.iter().map(|id| id.as_str().len()).max().unwrap_or(0);
    let line = |scenario: &Scenario| {
        let profiles: Vec<String> = scenario.profiles.iter().map(ToString::to_string).collect();
        let text = clean::text(&format!("{} ({})", scenario.title, profiles.join(", ")));
        format!("{:<widest$}  {}\n", scenario.id, layout.wrap(&text, widest + 2, widest + 2))
    };
    pack.scenarios.iter().map(line).collect()
}
