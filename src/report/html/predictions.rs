//! What is documented, predicted and observed, as a table of a drill.

use super::markup::Markup;
use super::scrolled;
use crate::judge::{Drill, Levels, PredictionFound};
use crate::report::layout::count;
use crate::words::Impact;

const TITLE: &str = "Documented, predicted, observed";

/// The table; nothing where nobody is said, implied or seen to suffer.
pub(super) fn table(tables: &mut Markup, drill: &Drill) {
    let rows: Vec<&PredictionFound> =
        drill.predictions.iter().filter(|one| one.is_of_note()).collect();
    if rows.is_empty() {
        return;
    }
    tables.element("div", &[], |part| {
        part.leaf("h3", &[], TITLE);
        let headings = ["who", "documented", "predicted", "observed", "compared"];
        scrolled(part, TITLE, "plain", &headings, |body| {
            for one in &rows {
                body.element("tr", &[], |tr| row(tr, one));
            }
        });
        let rest = drill.predictions.len() - rows.len();
        if rest > 0 {
            let words =
                format!("{} stayed well, or nothing is known of them.", count(rest, "other"));
            part.leaf("p", &[("class", &"rest")], words);
        }
    });
}

fn row(tr: &mut Markup, one: &PredictionFound) {
    tr.leaf("th", &[("scope", &"row")], &one.subject);
    for levels in [one.documented, one.predicted, one.observed] {
        tr.leaf("td", &[], level(levels));
    }
    let by = one.by.as_ref().map_or(String::new(), |by| format!(" ({by})"));
    let words = format!("{}{by}", one.compared());
    tr.leaf("td", if one.differs() { &[("class", &"differs")] } else { &[] }, words);
}

/// `🔴 outage`, `🟢🟡 none or degraded`
fn level(levels: Option<Levels>) -> String {
    let Some(levels) = levels else { return "–".to_owned() };
    let here = |impact: &Impact| levels.least <= *impact && *impact <= levels.most;
    let all = [Impact::None, Impact::Degraded, Impact::Outage];
    let symbols: String = all.into_iter().filter(here).map(Impact::symbol).collect();
    format!("{symbols} {levels}")
}
