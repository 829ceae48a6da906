//! Tables of services: what they need, who needs them, how bad their failure is, and how long they
//! may be away.

mod columns;

use super::edges::{edge, need};
use super::levels;
use super::objectives::objective;
use super::things::{self, Things, list, named};
use crate::reading::blocks::Table;
use crate::reading::model::{
    Drawn, Edge, Named, Need, Objective, ServiceRow, StartOrder, StartStep, Topic,
};
use crate::reading::words::Words;
use columns::{Column, Columns};

/// What a table gives.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub services: Vec<ServiceRow>,
    pub edges: Vec<Edge>,
    pub objectives: Vec<Objective>,
    pub order: Option<StartOrder>,
}

/// What a table says of services; nothing where it is about anything else.
pub(super) fn read(table: &Table, title: &Words, subject: Option<&Named>) -> Read {
    let mut read = Read::default();
    let Some(columns) = Columns::of(table) else { return read };
    let mut starts: Vec<(u32, StartStep)> = Vec::new();
    let mut before: Option<Named> = None;
    for row in &table.rows {
        let cell = |index: usize| row.get(index).filter(|words| !words.is_empty());
        // An empty cell goes on with the service above.
        let own = cell(columns.service).map(services);
        let own = own.unwrap_or_else(|| before.clone().into_iter().collect());
        before = own.last().cloned();
        for service in own {
            let line = Line { columns: &columns, row, service };
            line.read(subject, &mut read, &mut starts);
        }
    }
    if starts.len() > 1 {
        starts.sort_by_key(|(number, _)| *number);
        let steps = starts.into_iter().map(|(_, step)| step).collect();
        read.order = Some(StartOrder { title: title.clone(), steps });
    }
    read
}

/// The services of a cell, mostly one: `Gateway, Secrets` are two.
fn services(cell: &Words) -> Vec<Named> {
    if cell.text.contains(',') {
        return list(cell).into_iter().map(|(named, _)| named).collect();
    }
    named(cell).into_iter().collect()
}

/// A row.
struct Line<'a> {
    columns: &'a Columns,
    row: &'a [Words],
    service: Named,
}

impl<'a> Line<'a> {
    fn read(self, subject: Option<&Named>, read: &mut Read, starts: &mut Vec<(u32, StartStep)>) {
        let needs = self.needs();
        let needed_by = self.needed_by();
        self.edges(needs.as_deref(), needed_by.as_deref(), subject, &mut read.edges);
        self.objectives(&mut read.objectives);
        if let Some(number) = self.order() {
            let after = needs.iter().flatten().map(|(named, _)| named.clone()).collect();
            starts.push((number, StartStep { starts: self.service.clone(), after }));
        }
        let plain = |all: Vec<(Named, Option<Need>)>| all.into_iter().map(|(one, _)| one).collect();
        read.services.push(ServiceRow {
            impact: self.impact(),
            service: self.service,
            needs: needs.map(plain),
            needed_by: needed_by.map(plain),
        });
    }

    fn cells(&self) -> impl Iterator<Item = (Column, &'a Words)> {
        self.columns.kinds.iter().copied().zip(self.row)
    }

    /// What it needs, and how much; none where the table has no such column.
    fn needs(&self) -> Option<Vec<(Named, Option<Need>)>> {
        let mut found = None;
        let of_row = self.cells().find_map(|(column, cell)| {
            matches!(column, Column::Kind).then(|| need(&cell.text)).flatten()
        });
        for (column, cell) in self.cells() {
            if let Column::Needs(kind) = column {
                let all: &mut Vec<_> = found.get_or_insert_with(Vec::new);
                let each = list(cell).into_iter();
                all.extend(each.map(|(one, says)| (one, need(&says).or(kind).or(of_row))));
            }
        }
        found
    }

    fn needed_by(&self) -> Option<Vec<(Named, Option<Need>)>> {
        let mut found = None;
        for (column, cell) in self.cells() {
            if column == Column::NeededBy {
                let all: &mut Vec<_> = found.get_or_insert_with(Vec::new);
                all.extend(list(cell).into_iter().map(|(one, says)| (one, need(&says))));
            }
        }
        found
    }

    fn edges(
        &self,
        needs: Option<&[(Named, Option<Need>)]>,
        needed_by: Option<&[(Named, Option<Need>)]>,
        subject: Option<&Named>,
        found: &mut Vec<Edge>,
    ) {
        let is_one = |named: &Named| !things::is_everybody(&named.words.text);
        let mut push = |from: &Named, to: &Named, kind, place| {
            if is_one(from) && is_one(to) {
                found.extend(edge((from, to), kind, Drawn::Table, place));
            }
        };
        for (one, kind) in needs.unwrap_or_default() {
            push(&self.service, one, *kind, one.words.place);
        }
        for (one, kind) in needed_by.unwrap_or_default() {
            push(one, &self.service, *kind, one.words.place);
        }
        // A table of what the section's service depends on.
        if let Some(subject) = subject.filter(|_| self.columns.of_dependencies) {
            let said = self.cells().find_map(|(column, cell)| {
                matches!(column, Column::Kind | Column::Level).then(|| need(&cell.text)).flatten()
            });
            push(subject, &self.service, said, self.service.words.place);
        }
    }

    fn impact(&self) -> Option<(Words, Vec<crate::words::Impact>)> {
        let find =
            |wanted| self.cells().find(|(column, cell)| *column == wanted && !cell.is_empty());
        let said = find(Column::Impact).map(|(_, cell)| (cell, levels::of_words(&cell.text)));
        let graded = find(Column::Level).map(|(_, cell)| (cell, levels::of_level(&cell.text)));
        let asked = find(Column::Critical).map(|(_, cell)| (cell, levels::of_yes(&cell.text)));
        let all = || [&said, &graded, &asked].into_iter().flatten();
        // What says a level counts before what is only words.
        let told = all().find(|(_, levels)| !levels.is_empty()).or_else(|| all().next())?;
        Some((told.0.clone(), told.1.clone()))
    }

    fn objectives(&self, found: &mut Vec<Objective>) {
        let of = Some(&self.service);
        for (column, cell) in self.cells() {
            let whole = 0..cell.text.len();
            match column {
                Column::Rto => found.extend(objective(of, Topic::RecoveryTime, cell, whole)),
                Column::Rpo => found.extend(objective(of, Topic::DataLoss, cell, whole)),
                Column::Both => {
                    let Some(at) = cell.text.find('/') else { continue };
                    found.extend(objective(of, Topic::RecoveryTime, cell, 0..at));
                    found.extend(objective(of, Topic::DataLoss, cell, at + 1..cell.text.len()));
                }
                _ => {}
            }
        }
    }

    fn order(&self) -> Option<u32> {
        let (_, cell) = self.cells().find(|(column, _)| *column == Column::Order)?;
        let text = cell.text.trim_start_matches(|c: char| !c.is_ascii_digit());
        let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        text.get(..end)?.parse().ok()
    }
}

/// The things that a table names as services.
pub(super) fn names<'a>(read: &'a Read, things: &mut Things) {
    let all = |edge: &'a Edge| [&edge.from, &edge.to];
    for named in read.services.iter().map(|row| &row.service).chain(read.edges.iter().flat_map(all))
    {
        if !things::is_data(&named.words.text) {
            things.add(&named.name);
        }
    }
}
