//! How long users are without service in a year, as a picture: a bar for each improvement.

use super::estimate::Estimate;
use super::format::{Simulation, figure};
use crate::report::xml_text;
use std::fmt::Write as _;

const WIDTH: f64 = 760.0;
const LABELS: f64 = 230.0;
const FIGURES: f64 = 120.0;
const ROW: f64 = 26.0;

/// By the reader's own scheme, and light where it has none.
const STYLE: &str = "text{font:13px system-ui,sans-serif;fill:#1f2328}\
                     .title{font-weight:600}.note,.figure{fill:#59636e}\
                     .back{fill:#fff}.today{fill:#cf222e}.bar{fill:#0969da}\
                     .whisker{stroke:#1f2328;stroke-width:1.5}\
                     @media(prefers-color-scheme:dark){text{fill:#e6edf3}.note,.figure{fill:#9198a1}\
                     .back{fill:#0d1117}.today{fill:#f85149}.bar{fill:#4493f8}\
                     .whisker{stroke:#e6edf3}}";

/// An SVG document: the outage minutes a year of all users' journeys together, today and with each
/// improvement, profile below profile, in one scale.
pub fn svg(simulations: &[Simulation]) -> String {
    let rows: Vec<Vec<(String, Estimate)>> = simulations
        .iter()
        .map(|one| one.systems().into_iter().map(|(name, found)| (name, found.users)).collect())
        .collect();
    let most = rows.iter().flatten().map(|(_, found)| found.mean + found.within);
    let most = most.fold(f64::MIN_POSITIVE, f64::max);
    let scale = |minutes: f64| (minutes.max(0.0) / most) * (WIDTH - LABELS - FIGURES);
    let (mut body, mut y) = (String::new(), 0.0);
    for (one, rows) in simulations.iter().zip(&rows) {
        y += 30.0;
        text(&mut body, "title", 12.0, y, &format!("{}: users without service", one.profile));
        y += 18.0;
        let note = format!(
            "minutes a year, summed over their journeys; {} years, seed {}; the line is the 95 % interval",
            one.plan.years, one.seed
        );
        text(&mut body, "note", 12.0, y, &note);
        y += 10.0;
        for (at, (name, found)) in rows.iter().enumerate() {
            let (middle, class) = (y + ROW / 2.0, if at == 0 { "today" } else { "bar" });
            let (low, high) = (scale(found.mean - found.within), scale(found.mean + found.within));
            text(&mut body, "label", 12.0, middle + 4.5, &short(name));
            let (top, width) = (y + 4.0, scale(found.mean));
            let _ = writeln!(
                body,
                "<rect class=\"{class}\" x=\"{LABELS}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"18\" \
                 rx=\"2\"/>\n<path class=\"whisker\" d=\"M{:.1} {middle:.1}H{:.1}\"/>",
                LABELS + low,
                LABELS + high
            );
            text(&mut body, "figure", LABELS + high + 8.0, middle + 4.5, &figure(*found));
            y += ROW;
        }
    }
    let height = y + 14.0;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" \
         height=\"{height}\" role=\"img\" aria-label=\"Outage minutes a year of each improvement\">\n\
         <style>{STYLE}</style>\n<rect class=\"back\" width=\"100%\" height=\"100%\"/>\n{body}</svg>\n"
    )
}

fn text(body: &mut String, class: &str, x: f64, y: f64, words: &str) {
    let words = xml_text(words);
    let _ = writeln!(body, "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\">{words}</text>");
}

/// What fits before the bars.
fn short(name: &str) -> String {
    const MOST: usize = 32;
    if name.chars().count() <= MOST {
        return name.to_owned();
    }
    name.chars().take(MOST - 1).chain(['…']).collect()
}
