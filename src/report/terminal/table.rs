//! The drills as a table: one with all that is to be said of each, and one with a line a drill.

use super::cells::{Cells, HEADINGS, NARROW_HEADINGS, Shape};
use crate::judge::Drill;
use crate::report::{Layout, Run};
use tabled::Table;
use tabled::builder::Builder;
use tabled::settings::object::Columns;
use tabled::settings::style::HorizontalLine;
use tabled::settings::{Alignment, Padding, Style};

/// From this width on a drill is a row of a table; below, a block.
const TABLE_FROM: usize = 90;

/// From this width on the profile has a column of its own, and a recovery one line.
const WIDE_FROM: usize = 130;

/// Which of the headings' columns a line a drill has, the most first.
const BRIEF: [&[usize]; 5] =
    [&[0, 1, 2, 3, 4, 5, 6], &[0, 1, 2, 4, 5, 6], &[0, 1, 2, 5, 6], &[0, 1, 5, 6], &[0, 1, 6]];

/// The drills with all that is to be said of each: a table in the widest shape that fits, or where
/// the terminal is too narrow for any, a block each.
pub(super) fn drills(run: &Run, layout: Layout) -> String {
    table(run, layout).unwrap_or_else(|| blocks(run, layout))
}

fn table(run: &Run, layout: Layout) -> Option<String> {
    let wide = |shape| {
        grid(
            HEADINGS,
            run.drills.iter().map(|drill| Cells::of(drill, layout).shaped(shape).row(" ")),
        )
    };
    let narrow = |shape| {
        grid(
            NARROW_HEADINGS,
            run.drills.iter().map(|drill| Cells::of(drill, layout).shaped(shape).narrow_row()),
        )
    };
    let fits = |table: &Table| table.total_width() <= layout.columns();
    let table = match layout.columns() {
        WIDE_FROM.. => Some(wide(Shape::Flat)).filter(fits),
        _ => None,
    };
    let narrow = || [Shape::Flat, Shape::Tight, Shape::Tall].into_iter().map(narrow).find(fits);
    let table = table.or_else(|| if layout.columns() >= TABLE_FROM { narrow() } else { None });
    table.map(|table| trimmed(&table.to_string()))
}

/// The drills, a line each, with as much of it as there is room for: what is left out first says
/// least of whether the document is true.
pub(super) fn brief(run: &Run, layout: Layout) -> String {
    let rows: Vec<[String; 7]> =
        run.drills.iter().map(|drill| Cells::of(drill, layout).brief_row()).collect();
    let of = |columns: &[usize], gap| {
        let mut builder = Builder::default();
        builder.push_record(columns.iter().map(|column| HEADINGS[*column]));
        for row in &rows {
            builder.push_record(columns.iter().map(|column| row[*column].clone()));
        }
        ruled(builder, gap)
    };
    let fits = |table: &Table| table.total_width() <= layout.columns();
    let shapes = BRIEF.iter().flat_map(|columns| [2, 1].map(|gap| (columns, gap)));
    let table = shapes.map(|(columns, gap)| of(columns, gap)).find(fits);
    trimmed(&table.unwrap_or_else(|| of(BRIEF[BRIEF.len() - 1], 1)).to_string())
}

/// A table with a rule under its headings.
pub(super) fn grid<const N: usize>(
    headings: [&str; N],
    rows: impl Iterator<Item = [String; N]>,
) -> Table {
    let mut builder = Builder::default();
    builder.push_record(headings);
    rows.for_each(|row| builder.push_record(row));
    ruled(builder, 2)
}

fn ruled(builder: Builder, gap: usize) -> Table {
    let mut table = builder.build();
    let rule = HorizontalLine::new('─');
    table
        .with(Style::empty().horizontals([(1, rule)]))
        .with(Alignment::left())
        .with(Padding::new(0, gap, 0, 0))
        .modify(Columns::last(), Padding::zero());
    table
}

/// Lines without the spaces at their ends.
pub(super) fn trimmed(text: &str) -> String {
    text.lines().flat_map(|line| [line.trim_end(), "\n"]).collect()
}

/// For narrow terminals: each drill as a few lines, in which nothing is broken that belongs
/// together.
fn blocks(run: &Run, layout: Layout) -> String {
    let block = |drill: &Drill| {
        let name = layout.strong(&format!("{}, {}", drill.id, drill.profile));
        let mut items = Vec::new();
        for (heading, cell) in HEADINGS.iter().zip(Cells::of(drill, layout).row(" ")).skip(2) {
            let (mut heading, mut lines) =
                (format!("{heading}: "), cell.lines().map(str::trim).peekable());
            while let Some(line) = lines.next() {
                let end = if lines.peek().is_some() { "," } else { ";" };
                items.push(format!("{}{line}{end}", std::mem::take(&mut heading)));
            }
        }
        if let Some(last) = items.last_mut() {
            last.pop();
        }
        format!("{} {name}\n{}", layout.mark(drill.verdict), layout.flow(&items, 2))
    };
    run.drills.iter().map(block).collect()
}
