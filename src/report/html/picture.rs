//! The picture of a drill: phases, journeys, services and detectors over time, with what was done
//! and noticed as marks.

use super::figure::{self, Across, Scale, bar, multiples, step, tick, upright, write};
use super::markup::Markup;
use super::story::{Interval, State, Summary};
use crate::judge::Drill;
use crate::report::layout::figure as measured;
use crate::report::show::offset;
use crate::timeline::{Phase, ProbeInfo, ProbeSubject};
use crate::words::{Moment, stated};

const BAND: f64 = 18.0;
const ROW: f64 = 34.0;
const LEVEL: f64 = 20.0;
const AXIS: f64 = 26.0;

/// Marks nearer to one another than this stand on different levels.
const APART: f64 = 6.0;

/// Something that happened at one moment.
struct Mark {
    at: Moment,
    class: &'static str,
    words: String,
}

/// A row, ready to be drawn.
struct Line<'a> {
    label: String,
    detector: bool,
    /// Its subject could not be seen, because the way to it had failed.
    unseen: bool,
    stretches: &'a [Interval],
}

/// The picture, its marks in words, and who was well all the time.
pub(super) fn draw(page: &mut Markup, drill: &Drill, story: &Summary<'_>) {
    let (marks, lines) = (marks(drill, story), lines(drill, story));
    let scale = Scale::new(story.from, story.to);
    let levels = levels(&marks, scale);
    let top = BAND + 4.0 + LEVEL * (levels.iter().max().map_or(0.0, |most| *most as f64 + 1.0));
    let recovery = top + ROW * lines.len() as f64;
    let bottom = recovery + if story.recovery.is_some() { ROW } else { 0.0 } + 4.0;
    let title = format!("{} in {}: who was well when", drill.title, drill.profile);
    let words = format!("{title}. {}", in_words(&lines, story));
    page.element("figure", &[("class", &"timeline")], |frame| {
        figure::draw(frame, bottom + AXIS, &words, |svg| {
            phases(svg, story, scale, bottom);
            axis(svg, story, scale, (top, bottom));
            for (index, line) in lines.iter().enumerate() {
                bars(svg, line, story, scale, top + ROW * index as f64);
            }
            // Marks lie over the bars and under everything that is to be read.
            let heights: Vec<f64> =
                levels.iter().map(|on| BAND + 13.0 + LEVEL * *on as f64).collect();
            for (mark, y) in marks.iter().zip(&heights) {
                upright(svg, &format!("mark {}", mark.class), scale.at(mark.at), *y, bottom);
            }
            for (index, line) in lines.iter().enumerate() {
                write(
                    svg,
                    "label",
                    "start",
                    Across(0.3),
                    top + ROW * index as f64 + 13.0,
                    &line.label,
                );
            }
            if let Some(begun) = story.recovery {
                recovery_row(svg, drill, begun, scale, recovery);
            }
            for ((mark, y), number) in marks.iter().zip(heights).zip(1..) {
                badge(svg, mark, number, scale.at(mark.at), y);
            }
        });
        frame.element("figcaption", &[], |caption| {
            in_order(caption, &marks);
            legend(caption, &lines);
            rest(caption, story);
        });
    });
}

/// The marks in words, in their order.
fn in_order(caption: &mut Markup, marks: &[Mark]) {
    caption.element("ol", &[("class", &"marks")], |list| {
        for (index, mark) in marks.iter().enumerate() {
            list.element("li", &[], |item| {
                item.leaf("span", &[("class", &format!("badge {}", mark.class))], index + 1);
                item.text(format_args!(" {}", mark.words));
            });
        }
    });
}

/// What the document gives the recovery, from the start of its command, and what it took. A
/// documented time that is longer than the picture ends in an arrow.
fn recovery_row(svg: &mut Markup, drill: &Drill, begun: Moment, scale: Scale, top: f64) {
    let (found, middle) = (&drill.recovery, top + 23.0);
    let start = scale.at(begun);
    let mut told = Vec::new();
    if let Some(documented) = found.documented {
        let (end, beyond) = (scale.at(begun + documented), !scale.holds(begun + documented));
        bar(svg, "documented", start, end, (middle - 6.5, 13.0), "");
        if beyond {
            write(svg, "label", "start", Across(end.0 + 0.2), middle + 4.0, "→");
        }
        told.push(format!("{} documented", stated(documented)));
    }
    match (found.observed, found.not_recovered_because.is_some()) {
        (Some(observed), _) => {
            bar(svg, "observed", start, scale.at(begun + observed.value), (middle - 3.5, 7.0), "");
            told.push(format!("{} observed", measured(observed)));
        }
        (None, true) => told.push("never observed".to_owned()),
        (None, false) => {}
    }
    write(
        svg,
        "label",
        "start",
        Across(0.3),
        top + 13.0,
        &format!("recovery: {}", told.join(", ")),
    );
}

/// Who does not need a row: a service whose every probe was well is named as a whole.
fn rest(caption: &mut Markup, story: &Summary<'_>) {
    let changed =
        |subject: &ProbeSubject| story.probes.iter().any(|row| row.of.subject == *subject);
    let mut well: Vec<&str> = Vec::new();
    for info in &story.well {
        let name = match &info.subject {
            ProbeSubject::Service(service) if !changed(&info.subject) => service.as_str(),
            _ => info.name.as_str(),
        };
        if !well.contains(&name) {
            well.push(name);
        }
    }
    for (how, names) in [("Well", &well), ("Quiet", &story.quiet)] {
        if !names.is_empty() {
            caption.leaf(
                "p",
                &[("class", &"rest")],
                format_args!("{how} all the time: {}.", names.join(", ")),
            );
        }
    }
}

/// Journeys first, for they are what users see; then what was hit, and the others in the order in
/// which they fell.
fn lines<'a>(drill: &Drill, story: &'a Summary<'_>) -> Vec<Line<'a>> {
    let is_journey = |info: &ProbeInfo| matches!(info.subject, ProbeSubject::Journey(_));
    let mut rows: Vec<_> = story.probes.iter().collect();
    rows.sort_by_key(|row| (!is_journey(row.of), row.first()));
    let unseen = |info: &ProbeInfo| match &info.subject {
        ProbeSubject::Service(service) => {
            !info.through.is_empty() && drill.cascade.unobservable.contains(service)
        }
        ProbeSubject::Journey(_) => false,
    };
    let probes = rows.into_iter().map(|row| Line {
        label: match &row.of.subject {
            ProbeSubject::Service(service) => format!("{service} · {}", row.of.aspect.as_str()),
            ProbeSubject::Journey(journey) => format!("journey {journey}"),
        },
        detector: false,
        unseen: unseen(row.of),
        stretches: &row.stretches,
    });
    let detectors = story.detectors.iter().map(|(row, _)| Line {
        label: format!("{} · {}", row.of.name, row.of.kind),
        detector: true,
        unseen: false,
        stretches: &row.stretches,
    });
    probes.chain(detectors).collect()
}

fn marks(drill: &Drill, story: &Summary<'_>) -> Vec<Mark> {
    let mut marks = Vec::new();
    if let Some(at) = story.fault {
        let words = format!("fault: {}", story.fault_is.unwrap_or_default());
        marks.push(Mark { at, class: "fault", words });
    }
    for (row, first) in &story.detectors {
        let found = drill.detection.iter().find(|found| found.detector == row.of.name);
        let after = found.and_then(|found| found.after);
        if let (Some(at), Some(after)) = (*first, after) {
            let words = format!(
                "{} {} noticed: {} after the fault",
                row.of.kind,
                row.of.name,
                measured(after)
            );
            marks.push(Mark { at, class: "noticed", words });
        }
    }
    if let Some(begun) = story.recovery {
        let words = format!("recovery: {}", drill.recovery.commands.join("; "));
        marks.push(Mark { at: begun, class: "recovery", words });
        if let Some(observed) = drill.recovery.observed {
            let words = format!("back: {} after the recovery began", measured(observed));
            marks.push(Mark { at: begun + observed.value, class: "back", words });
        }
        if let Some(documented) =
            drill.recovery.documented.filter(|documented| begun + *documented <= story.to)
        {
            let words = format!("documented: back within {}", stated(documented));
            marks.push(Mark { at: begun + documented, class: "documented", words });
        }
    }
    if let Some(at) = story.done {
        let whole = if drill.recovery.not_recovered_because.is_some() {
            "ended, not settled"
        } else {
            "settled"
        };
        let words =
            format!("{whole}: {} after the fault", at.since(story.fault.unwrap_or(Moment::START)));
        marks.push(Mark { at, class: "settled", words });
    }
    marks.sort_by_key(|mark| mark.at);
    marks
}

/// On which level each mark's number stands, so that none hides another.
fn levels(marks: &[Mark], scale: Scale) -> Vec<usize> {
    let mut taken: Vec<f64> = Vec::new();
    let level = |mark: &Mark| {
        let x = scale.at(mark.at).0;
        let free = taken.iter().position(|last| x - last >= APART);
        let level = free.unwrap_or(taken.len());
        match taken.get_mut(level) {
            Some(last) => *last = x,
            None => taken.push(x),
        }
        level
    };
    marks.iter().map(level).collect()
}

fn phases(svg: &mut Markup, story: &Summary<'_>, scale: Scale, bottom: f64) {
    for (index, (phase, from, to)) in story.phases.iter().enumerate() {
        let (from, to) = (scale.at(*from), scale.at(*to));
        if *phase == Phase::Done {
            continue;
        }
        let class = if index % 2 == 0 { "phase even" } else { "phase odd" };
        let words = phase.to_string();
        bar(svg, class, from, to, (0.0, bottom), &words);
        // Some seven pixels a letter, on the narrowest screen.
        if to.0 - from.0 > words.len() as f64 * 2.3 {
            write(svg, "phase-name", "middle", Across(f64::midpoint(from.0, to.0)), 13.0, &words);
        }
    }
}

fn axis(svg: &mut Markup, story: &Summary<'_>, scale: Scale, (top, bottom): (f64, f64)) {
    let zero = story.fault.unwrap_or(story.from);
    let step = step(story.to.since(story.from));
    let before = multiples(step, zero.since(story.from))
        .skip(1)
        .map(|before| (zero - before, tick(before, true)));
    let after =
        multiples(step, story.to.since(zero)).map(|after| (zero + after, tick(after, false)));
    for (at, words) in before.chain(after) {
        let x = scale.at(at);
        upright(svg, "grid", x, top, bottom + 5.0);
        write(
            svg,
            "tick",
            if x.0 < 5.0 {
                "start"
            } else if x.0 > 95.0 {
                "end"
            } else {
                "middle"
            },
            x,
            bottom + 18.0,
            &words,
        );
    }
}

fn bars(svg: &mut Markup, line: &Line<'_>, story: &Summary<'_>, scale: Scale, top: f64) {
    let middle = top + 23.0;
    for stretch in line.stretches {
        let (from, to) = (scale.at(stretch.from), scale.at(stretch.to));
        let (class, height) = look(line, stretch.state);
        let words = format!("{}: {}", line.label, stretch_in_words(line, stretch, story));
        bar(svg, class, from, to, (middle - height / 2.0, height), &words);
    }
}

/// A state is told by its height and its outline, colour only adds to it.
fn look(line: &Line<'_>, state: State) -> (&'static str, f64) {
    match state {
        State::Well => ("well", 2.0),
        _ if line.detector => ("noticed", 9.0),
        _ if line.unseen => ("unseen", 12.0),
        State::Degraded => ("degraded", 7.0),
        State::Silent => ("silent", 12.0),
        State::Failed => ("failed", 13.0),
    }
}

fn badge(svg: &mut Markup, mark: &Mark, number: usize, x: Across, y: f64) {
    let class = format!("badge {}", mark.class);
    svg.element("circle", &[("class", &class), ("cx", &x), ("cy", &y), ("r", &8)], |circle| {
        circle.leaf("title", &[], &mark.words);
    });
    write(svg, "badge-number", "middle", x, y + 4.0, &number.to_string());
}

fn stretch_in_words(line: &Line<'_>, stretch: &Interval, story: &Summary<'_>) -> String {
    let state = match stretch.state {
        State::Well if line.detector => "quiet",
        _ if line.detector => "noticing",
        State::Well => "well",
        _ if line.unseen => "not to be seen",
        other => other.as_str(),
    };
    format!(
        "{state} from {} to {}",
        offset(stretch.from, story.fault),
        offset(stretch.to, story.fault)
    )
}

/// The picture for whoever does not see it; more than a few stretches of a row would tire a
/// listener.
fn in_words(lines: &[Line<'_>], story: &Summary<'_>) -> String {
    let line = |line: &Line<'_>| {
        let amiss = line.stretches.iter().filter(|stretch| stretch.state != State::Well);
        let told: Vec<String> =
            amiss.take(4).map(|stretch| stretch_in_words(line, stretch, story)).collect();
        format!("{}: {}.", line.label, told.join(", "))
    };
    let from_to = format!(
        "Times are from the fault, from {} to {}.",
        offset(story.from, story.fault),
        offset(story.to, story.fault)
    );
    std::iter::once(from_to).chain(lines.iter().map(line)).collect::<Vec<_>>().join(" ")
}

/// What the heights and outlines of the bars stand for, of those that are there.
fn legend(caption: &mut Markup, lines: &[Line<'_>]) {
    let states = [
        ("well", 2.0, "well, or quiet"),
        ("degraded", 7.0, "degraded"),
        ("failed", 13.0, "failed"),
        ("silent", 12.0, "no answer in its time"),
        ("unseen", 12.0, "not to be seen: the way to it had failed"),
        ("noticed", 9.0, "the detector notices"),
    ];
    let drawn = |class: &str| {
        lines
            .iter()
            .any(|line| line.stretches.iter().any(|stretch| look(line, stretch.state).0 == class))
    };
    caption.element("ul", &[("class", &"legend")], |list| {
        for (class, height, words) in states.into_iter().filter(|(class, ..)| drawn(class)) {
            list.element("li", &[], |item| {
                item.element(
                    "svg",
                    &[("width", &28), ("height", &14), ("aria-hidden", &"true")],
                    |svg| {
                        bar(
                            svg,
                            class,
                            Across(4.0),
                            Across(96.0),
                            (7.0 - height / 2.0, height),
                            "",
                        );
                    },
                );
                item.text(format_args!(" {words}"));
            });
        }
    });
}
