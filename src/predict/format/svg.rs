//! The graph as one picture, SVG: those that need others above them, with what failed and what
//! suffers marked. It is laid out here, so that no other program is needed.

mod layout;

use super::Prediction;
use super::shapes::{Form, Mark, Shape, arrows, shapes};
use crate::topology::DependencyKind;
use layout::{HEIGHT, Layout, layout};
use std::collections::HashMap;
use std::fmt::{self, Display, Write as _};

/// Around each profile, and the room of its title.
const MARGIN: f64 = 20.0;
const TITLE: f64 = 34.0;
/// What a character takes at most, on average, and what a box has beside its text.
const CHARACTER: f64 = 7.8;
const PADDING: f64 = 26.0;
/// What the legend takes at least.
const LEGEND: f64 = 600.0;

/// Boxes bring their own paper, so that they read on any; what stands beside them has a tone that
/// shows on light and on dark, and a better one where it is known which.
const STYLE: &str = "\
text{font:13px system-ui,sans-serif;text-anchor:middle;fill:#111}\
.title,.legend{text-anchor:start;fill:#59636e}.title{font-weight:600;font-size:15px}\
.legend{font-size:12px}\
.box{stroke-width:1.5}.none{fill:#e6f4ea;stroke:#188038}.degraded{fill:#fef0c3;stroke:#b06000}\
.outage{fill:#fbd5d1;stroke:#c5221f}.failed{fill:#c5221f;stroke:#7a0d0b}.on-failed{fill:#fff}\
.arrow{fill:none;stroke:#7d8590;stroke-width:1.3}.tip{fill:#7d8590}\
.arrow.carried{stroke:#d1362f;stroke-width:2}.tip.carried{fill:#d1362f}\
.soft{stroke-dasharray:6 4}.startup{stroke-dasharray:1.5 3.5}\
@media(prefers-color-scheme:dark){.title,.legend{fill:#c9d1d9}.arrow{stroke:#8b949e}\
.tip{fill:#8b949e}.arrow.carried{stroke:#ff7b72}.tip.carried{fill:#ff7b72}}";

/// One picture, the profiles one below the other.
pub fn svg(predictions: &[Prediction]) -> String {
    let drawn: Vec<Drawn<'_>> = predictions.iter().map(Drawn::of).collect();
    let width = drawn.iter().map(|one| one.layout.width).fold(LEGEND, f64::max) + 2.0 * MARGIN;
    let heights = drawn.iter().map(Drawn::height).sum::<f64>();
    let height = heights + 2.0 * MARGIN;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" \
         width=\"{width:.0}\" height=\"{height:.0}\" role=\"img\">\n\
         <title>What fails with what</title>\n<style>{STYLE}</style>\n"
    );
    let mut top = 0.0;
    for one in &drawn {
        let aside = (width - one.layout.width) / 2.0;
        one.draw(&mut out, aside, top);
        top += one.height();
    }
    let _ = writeln!(
        out,
        "<text class=\"legend\" x=\"{MARGIN}\" y=\"{:.0}\">Arrows lead to what is needed: whole: \
         fails without; dashed: worse off without; dotted: to start.</text>",
        top + MARGIN / 2.0 + 4.0
    );
    out += "</svg>\n";
    out
}

/// A profile, laid out.
struct Drawn<'p> {
    prediction: &'p Prediction,
    shapes: Vec<Shape>,
    widths: Vec<f64>,
    arrows: Vec<(usize, usize, DependencyKind)>,
    layout: Layout,
}

impl<'p> Drawn<'p> {
    fn of(prediction: &'p Prediction) -> Self {
        let shapes = shapes(prediction);
        let place: HashMap<&str, usize> =
            shapes.iter().map(|shape| shape.id.as_str()).zip(0..).collect();
        let arrows: Vec<(usize, usize, DependencyKind)> = arrows(&prediction.graph)
            .into_iter()
            .filter_map(|(from, to, kind)| {
                Some((*place.get(from.as_str())?, *place.get(to.as_str())?, kind))
            })
            .collect();
        let width =
            |shape: &Shape| (label(shape).chars().count() as f64).mul_add(CHARACTER, PADDING);
        let widths: Vec<f64> = shapes.iter().map(width).collect();
        let ends: Vec<(usize, usize)> = arrows.iter().map(|(from, to, _)| (*from, *to)).collect();
        let layout = layout(&widths, &ends);
        Self { prediction, shapes, widths, arrows, layout }
    }

    fn height(&self) -> f64 {
        TITLE + self.layout.height + MARGIN
    }

    fn draw(&self, out: &mut String, left: f64, top: f64) {
        let profile = Escaped(&self.prediction.profile);
        let _ = writeln!(
            out,
            "<text class=\"title\" x=\"{MARGIN}\" y=\"{:.0}\">{profile}</text>\n\
             <g transform=\"translate({left:.1} {:.1})\">",
            top + TITLE / 2.0,
            top + TITLE
        );
        // The strong ones last, so that they lie above the others.
        for is_carried in [false, true] {
            for ((from, to, kind), way) in self.arrows.iter().zip(&self.layout.arrows) {
                if self.is_carried(*from, *to, *kind) == is_carried {
                    arrow(out, way, *kind, is_carried);
                }
            }
        }
        for (number, shape) in self.shapes.iter().enumerate() {
            draw_box(out, shape, self.widths[number], self.layout.boxes[number]);
        }
        out.push_str("</g>\n");
    }

    /// Whether harm came over it.
    fn is_carried(&self, from: usize, to: usize, kind: DependencyKind) -> bool {
        let harmed = |place: usize| self.shapes[place].mark > Mark::None;
        kind != DependencyKind::Startup && harmed(from) && harmed(to)
    }
}

/// The name, with a sign of how it fares: colours are not for everybody.
fn label(shape: &Shape) -> String {
    let sign = match shape.mark {
        Mark::None => "",
        Mark::Degraded => "▽ ",
        Mark::Outage => "▼ ",
        Mark::Failed => "✗ ",
    };
    format!("{sign}{}", shape.name)
}

fn draw_box(out: &mut String, shape: &Shape, width: f64, (x, y): (f64, f64)) {
    let (mark, text) = (shape.mark.name(), label(shape));
    let round = match shape.form {
        Form::Journey => HEIGHT / 2.0,
        Form::Service => 5.0,
        Form::Group => 0.0,
    };
    let on = if shape.mark == Mark::Failed { " class=\"on-failed\"" } else { "" };
    let _ = writeln!(
        out,
        "<g><title>{}: {mark}</title><rect class=\"box {mark}\" x=\"{:.1}\" y=\"{:.1}\" \
         width=\"{width:.1}\" height=\"{HEIGHT}\" rx=\"{round}\"/>\
         <text{on} x=\"{x:.1}\" y=\"{:.1}\">{}</text></g>",
        Escaped(&shape.name),
        x - width / 2.0,
        y - HEIGHT / 2.0,
        // Half the height of a letter below the middle; not all programs can centre text.
        y + 4.5,
        Escaped(&text),
    );
}

/// A line through these points, from the edge of the first box to that of the last, with its tip.
fn arrow(out: &mut String, way: &[(f64, f64)], kind: DependencyKind, is_carried: bool) {
    let [(first_x, first_y), .., (last_x, last_y)] = way else { return };
    let down = if last_y >= first_y { 1.0 } else { -1.0 };
    let (begin, end) = (first_y + down * HEIGHT / 2.0, last_y - down * HEIGHT / 2.0);
    let line_end = end - down * 6.0;
    let carried = if is_carried { " carried" } else { "" };
    let kind = match kind {
        DependencyKind::Hard => "hard",
        DependencyKind::Soft => "soft",
        DependencyKind::Startup => "startup",
    };
    let _ = write!(out, "<path class=\"arrow {kind}{carried}\" d=\"M{first_x:.1} {begin:.1}");
    let (mut x, mut y) = (*first_x, begin);
    let between = way.get(1..way.len() - 1).unwrap_or_default();
    // Past the boxes of a layer it goes straight down.
    let stops = between
        .iter()
        .flat_map(|(x, y)| [(*x, y - down * HEIGHT / 2.0), (*x, y + down * HEIGHT / 2.0)]);
    for (to_x, to_y) in stops.chain([(*last_x, line_end)]) {
        let middle = f64::midpoint(y, to_y);
        let _ = write!(out, "C{x:.1} {middle:.1} {to_x:.1} {middle:.1} {to_x:.1} {to_y:.1}");
        (x, y) = (to_x, to_y);
    }
    let (side, back) = (4.0, down * -7.0);
    let _ = writeln!(
        out,
        "\"/><path class=\"tip{carried}\" d=\"M{last_x:.1} {end:.1}l-{side} {back}h{}z\"/>",
        2.0 * side
    );
}

/// Text that stays text, between tags. Control characters are left out.
struct Escaped<T>(T);

impl<T: Display> Display for Escaped<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.to_string().chars().filter(|c| !c.is_control()) {
            match c {
                '&' => out.write_str("&amp;")?,
                '<' => out.write_str("&lt;")?,
                '>' => out.write_str("&gt;")?,
                '"' => out.write_str("&quot;")?,
                c => out.write_char(c)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::predict::{Cascade, Graph};
    use crate::topology::{Among, Dependency};
    use crate::words::{JourneyName, ProfileName, ServiceName};

    fn service(name: &str) -> ServiceName {
        ServiceName::parse(name).unwrap()
    }

    fn small() -> Prediction {
        use DependencyKind::{Hard, Soft, Startup};
        let needs = [("app", Hard, "db"), ("app", Soft, "cache"), ("proxy", Startup, "app")];
        let mut needs: Vec<Dependency> =
            needs.map(|(from, kind, to)| Dependency::new(service(from), kind, service(to))).into();
        needs.extend(["dns-1", "dns-2"].map(|to| Dependency {
            from: service("proxy"),
            to: service(to),
            kind: Hard,
            among: Some(Among { group: 0, least: 1 }),
        }));
        let names = ["proxy", "app", "db", "cache", "dns-1", "dns-2"].map(service);
        let through = [service("proxy"), service("app")];
        let ways = [(JourneyName::parse("website").unwrap(), &through[..])];
        let graph = Graph::new(names, &needs, ways);
        let failed = graph.id(&service("cache")).unwrap();
        let cascade = Some(Cascade::of(&graph, &[failed]));
        Prediction { profile: ProfileName::parse("live").unwrap(), graph, cascade, falls: None }
    }

    #[test]
    fn a_small_graph_as_a_picture() {
        insta::assert_snapshot!(svg(&[small()]));
    }

    #[test]
    fn a_picture_is_whole_loads_nothing_and_is_the_same_each_time() {
        let picture = svg(&[small(), small()]);
        assert_eq!(picture, svg(&[small(), small()]));
        let xml = roxmltree::Document::parse(&picture).unwrap();
        let links = xml.descendants().flat_map(|one| one.attributes());
        assert!(links.into_iter().all(|one| one.name() != "href" && !one.value().contains("url(")));
        let boxes = xml.descendants().filter(|one| one.has_tag_name("rect")).count();
        assert_eq!(boxes, 2 * 8);
    }

    #[test]
    fn text_stays_text() {
        assert_eq!(Escaped("<b a=\"1\">&\u{0}").to_string(), "&lt;b a=&quot;1&quot;&gt;&amp;");
    }
}
