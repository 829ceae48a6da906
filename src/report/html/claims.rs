//! Claims: the document's sentence, its line, the verdict, why, and the events behind it.

use super::document::Shown;
use super::markup::Markup;
use super::{anchor, mark};
use crate::judge::{Drill, Judged};
use crate::report::layout::{count, numbers, verdict_of};
use crate::report::show::{fault_begun, moment, offset, words_of};
use crate::report::{Material, Run};
use crate::timeline::Timeline;
use crate::words::Verdict;

/// All claims of a drill, as a list.
pub(super) fn list(page: &mut Markup, material: &Material<'_>, drill: &Drill) {
    let shown = Shown::of(material);
    page.element("ol", &[("class", &"claims")], |list| {
        for claim in &drill.claims {
            let id = anchor(drill, Some(claim));
            let state = state(claim);
            list.line();
            list.element(
                "li",
                &[("class", &"claim"), ("id", &id), ("data-verdict", &state)],
                |item| {
                    one(item, material.run, (drill, claim), shown);
                    evidence(item, claim, material.timelines.behind(drill, claim));
                },
            );
        }
    });
}

/// What the filter sorts it under.
pub(super) fn state(claim: &Judged) -> String {
    if claim.waived_until.is_some() { "waived".to_owned() } else { claim.verdict.to_string() }
}

fn one(item: &mut Markup, run: &Run, (drill, claim): (&Drill, &Judged), shown: Shown) {
    item.element("p", &[("class", &"quote")], |quote| {
        mark(quote, claim.verdict, claim.waived_until.is_some());
        quote.text(' ');
        sentence(quote, claim);
    });
    item.element("p", &[("class", &"place")], |place| {
        shown.place(place, claim.line);
        place.text(" · ");
        place.leaf("code", &[], &claim.id);
    });
    if let Some(until) = &claim.waived_until {
        item.element("p", &[("class", &"place")], |place| {
            place.text(format_args!("waived until {until}"));
            if let Some(waiver) = run.waiver_of(drill, claim) {
                place.text(format_args!(" by {}: {}", waiver.owner, waiver.reason));
            }
        });
    }
    item.element("p", &[("class", &"reason")], |reason| {
        reason.leaf("strong", &[], verdict_of(drill, claim));
        reason.text(format_args!(": {}", claim.reason));
    });
    if claim.verdict > Verdict::Confirmed {
        item.element("p", &[("class", &"next")], |next| {
            next.leaf("code", &[], run.show_claim(drill, claim));
        });
    }
}

/// The document's words between quotation marks; what follows from its silence is none of them.
pub(super) fn sentence(page: &mut Markup, claim: &Judged) {
    page.leaf(if claim.id.matches("unaffected") { "span" } else { "q" }, &[], &claim.text);
}

fn evidence(item: &mut Markup, claim: &Judged, timeline: Option<&Timeline>) {
    if claim.evidence.is_empty() {
        return;
    }
    let Some(timeline) = timeline else {
        item.leaf("p", &[("class", &"place")], format_args!("events {}", numbers(&claim.evidence)));
        return;
    };
    let fault = fault_begun(timeline);
    let events: Vec<_> = claim.evidence.iter().filter_map(|n| timeline.event(*n)).collect();
    let inside = |details: &mut Markup| {
        details.leaf("summary", &[], count(events.len(), "event"));
        super::scrolled(
            details,
            "Events",
            "events",
            &["event", "from the fault", "what"],
            |body| {
                for recorded in &events {
                    body.element("tr", &[], |row| {
                        row.leaf("td", &[("class", &"number")], recorded.n);
                        row.leaf("td", &[("class", &"number")], offset(moment(recorded), fault));
                        row.leaf("td", &[], words_of(&recorded.event));
                    });
                }
            },
        );
    };
    if claim.verdict > Verdict::Confirmed {
        item.element("details", &[("open", &"")], inside);
    } else {
        item.element("details", &[], inside);
    }
}
