//! The chapters of the document, each with what became of its claims.

use super::table::{grid, trimmed};
use crate::report::chapters::{HEADINGS, Row, chapters};
use crate::report::{Layout, Material, clean};

/// A table where there is room for one, and a line a chapter elsewhere; one line of why not where
/// the document is not at hand.
pub(super) fn render(material: &Material<'_>, layout: Layout) -> String {
    let Some(document) = material.document else {
        let why = format!(
            "no table by chapter: the document as it was tested ({}) is not at hand",
            material.run.document.path
        );
        return format!("· {}\n", layout.wrap(&why, 2, 2));
    };
    let rows = chapters(material.run, document);
    table(&rows, layout).unwrap_or_else(|| lines(&rows, layout))
}

fn titled(row: &Row) -> String {
    clean::text(&row.title)
}

/// A table; none where it is wider than the terminal.
fn table(rows: &[Row], layout: Layout) -> Option<String> {
    let mut headings = ["chapter"; 7];
    headings[1] = "line";
    headings[2..].copy_from_slice(&HEADINGS);
    let cells = |(depth, row): (usize, &Row)| {
        let mut cells = [const { String::new() }; 7];
        cells[0] = format!("{}{}", "  ".repeat(depth), titled(row));
        cells[1] = row.place();
        match row.cells() {
            Some(figures) => cells[2..].clone_from_slice(&figures),
            None => "nothing tested".clone_into(&mut cells[2]),
        }
        cells
    };
    let table = grid(headings, rows.iter().flat_map(Row::flat).map(cells));
    (table.total_width() <= layout.columns()).then(|| trimmed(&table.to_string()))
}

fn lines(rows: &[Row], layout: Layout) -> String {
    let line = |(depth, row): (usize, &Row)| {
        let figures = row.tally.figures().into_iter().zip(HEADINGS).filter(|(all, _)| *all > 0);
        let told: Vec<String> = figures.map(|(all, word)| format!("{all} {word}")).collect();
        let told = if told.is_empty() { "nothing tested".to_owned() } else { told.join(", ") };
        let (indent, place) = (2 * depth, row.place());
        layout.paragraph(&format!("{} (line {place}): {told}", titled(row)), indent)
    };
    rows.iter().flat_map(Row::flat).map(line).collect()
}
