//! Two small pictures of lengths of time: the recovery beside what the document gives it, and the
//! cascade in its order.

use super::figure::{self, Across, Scale, bar, level, multiples, step, tick, upright, write};
use super::markup::Markup;
use crate::judge::Drill;
use crate::report::layout::figure as measured;
use crate::words::{Measured, Span, Verdict, stated};

const ROW: f64 = 34.0;
const AXIS: f64 = 24.0;

/// One length of time with its label.
struct Length {
    label: String,
    class: &'static str,
    /// None: it never came.
    time: Option<Measured>,
}

fn exactly(span: Span) -> Measured {
    Measured { value: span, uncertainty: Span::ZERO }
}

/// How long the recovery took, who was back when, and what the document says.
pub(super) fn recovery(page: &mut Markup, drill: &Drill) {
    let found = &drill.recovery;
    let mut lengths = Vec::new();
    if let Some(documented) = found.documented {
        let label = format!("the document: {}", stated(documented));
        lengths.push(Length { label, class: "documented", time: Some(exactly(documented)) });
    }
    if found.observed.is_some() || found.not_recovered_because.is_some() {
        let beyond = drill
            .claims
            .iter()
            .any(|claim| claim.id.matches("recovery") && claim.verdict == Verdict::Contradicted);
        let label = found
            .observed
            .map_or("observed: never".to_owned(), |time| format!("observed: {}", measured(time)));
        lengths.push(Length {
            label,
            class: if beyond { "beyond" } else { "observed" },
            time: found.observed,
        });
    }
    let journeys =
        found.by_journey.iter().map(|(journey, back)| (format!("journey {journey}"), back.after));
    let services = found.by_service.iter().map(|(service, back)| (service.to_string(), back.after));
    let mut backs: Vec<_> = journeys.chain(services).collect();
    backs.sort_by_key(|(_, after)| after.map_or((1, Span::ZERO), |after| (0, after.value)));
    lengths.extend(backs.into_iter().map(|(who, time)| {
        let when = time.map_or("never back".to_owned(), measured);
        Length { label: format!("{who}: {when}"), class: "part", time }
    }));
    if !lengths.is_empty() {
        let title = format!(
            "{} in {}: the recovery, from the start of its command",
            drill.title, drill.profile
        );
        draw(page, &title, &lengths);
    }
}

/// Who fell, in the order in which they were seen to, how long after the fault.
pub(super) fn cascade(page: &mut Markup, drill: &Drill) {
    let found = &drill.cascade;
    let named =
        |service| found.expected.as_ref().is_some_and(|expected| expected.contains(service));
    let mut lengths: Vec<Length> = Vec::new();
    for (fallen, place) in found.observed.iter().zip(1..) {
        let (class, by) = if named(&fallen.service) {
            ("point", "")
        } else {
            ("point stray", ", not in the document")
        };
        let when = fallen.after.map_or("at an unknown time".to_owned(), measured);
        let label = format!("{place}. {}: {when}{by}", fallen.service);
        lengths.push(Length { label, class, time: fallen.after });
    }
    lengths.extend(found.missing.iter().map(|service| Length {
        label: format!("{service}: did not fall, though the document says so"),
        class: "point",
        time: None,
    }));
    if !found.observed.is_empty() {
        let title = format!("{} in {}: the cascade, from the fault", drill.title, drill.profile);
        draw(page, &title, &lengths);
    }
}

fn draw(page: &mut Markup, title: &str, lengths: &[Length]) {
    let most = lengths
        .iter()
        .filter_map(|length| length.time)
        .map(Measured::at_most)
        .max()
        .unwrap_or(Span::ZERO);
    let scale = Scale::of(most.max(Span::millis(1)));
    let bottom = ROW * lengths.len() as f64;
    let words: Vec<&str> = lengths.iter().map(|length| length.label.as_str()).collect();
    page.element("figure", &[("class", &"times")], |frame| {
        figure::draw(frame, bottom + AXIS, &format!("{title}. {}.", words.join(". ")), |svg| {
            for at in multiples(step(most), most) {
                let x = scale.after(at);
                upright(svg, "grid", x, 0.0, bottom + 4.0);
                let anchor = if x.0 < 5.0 {
                    "start"
                } else if x.0 > 95.0 {
                    "end"
                } else {
                    "middle"
                };
                write(
                    svg,
                    "tick",
                    anchor,
                    x,
                    bottom + 17.0,
                    tick(at, false).trim_start_matches('+'),
                );
            }
            for (index, length) in lengths.iter().enumerate() {
                one(svg, length, scale, ROW * index as f64);
            }
        });
    });
}

fn one(svg: &mut Markup, length: &Length, scale: Scale, top: f64) {
    let middle = top + 23.0;
    if let Some(time) = length.time {
        let (least, value, most) =
            (scale.after(time.at_least()), scale.after(time.value), scale.after(time.at_most()));
        let start = scale.after(Span::ZERO);
        if length.class.starts_with("point") {
            svg.element(
                "circle",
                &[("class", &length.class), ("cx", &value), ("cy", &middle), ("r", &4.5)],
                |circle| circle.leaf("title", &[], &length.label),
            );
        } else {
            let height = if length.class == "part" { 5.0 } else { 10.0 };
            bar(svg, length.class, start, value, (middle - height / 2.0, height), &length.label);
        }
        if time.uncertainty > Span::ZERO {
            level(svg, "whisker", least, most, middle);
            upright(svg, "whisker", least, middle - 4.0, middle + 4.0);
            upright(svg, "whisker", most, middle - 4.0, middle + 4.0);
        }
    } else {
        write(svg, "never", "start", Across(2.0), middle + 5.0, "✗");
    }
    write(svg, "label", "start", Across(0.3), top + 13.0, &length.label);
}
