//! A row that names a dependency which the other's row does not name back.

mod sections;

use super::super::finding::{Finding, Severity, Spot};
use super::super::things::may_mean;
use super::super::view::View;
use super::Rule;
use crate::reading::{Name, Named, ServiceRow};
use std::collections::BTreeMap;

/// See [`Rule::summary`].
pub struct NamedOnOneSide;

impl Rule for NamedOnOneSide {
    fn id(&self) -> &'static str {
        "named-on-one-side"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn summary(&self) -> &'static str {
        "The row or section of one service names a dependency that the other's does not name back."
    }

    fn why(&self) -> &'static str {
        "A table with both columns is read from both sides: one asks what a service needs, the \
         other who suffers without it. One of them gets the wrong answer."
    }

    fn example(&self) -> (&'static str, &'static str) {
        (
            "| Service | Depends on | Required by |\n| API     | Queue      | Users       |\n\
             | Queue   | Disk       | Worker      |",
            "| Service | Depends on | Required by |\n| API     | Queue      | Users       |\n\
             | Queue   | Disk       | Worker, API |",
        )
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        let mut rows: BTreeMap<Name, Vec<&ServiceRow>> = BTreeMap::new();
        for row in &view.reading.services {
            rows.entry(view.things.one(&row.service.name)).or_default().push(row);
        }
        let mut found = Vec::new();
        for (name, own) in &rows {
            for row in own {
                let needs = row.needs.iter().flatten();
                found.extend(needs.filter_map(|needed| {
                    self.check_one(
                        view,
                        &rows,
                        &Side {
                            name,
                            row,
                            named: needed,
                            column: |row| row.needed_by.as_ref(),
                            needs: true,
                        },
                    )
                }));
                let needed_by = row.needed_by.iter().flatten();
                found.extend(needed_by.filter_map(|by| {
                    self.check_one(
                        view,
                        &rows,
                        &Side {
                            name,
                            row,
                            named: by,
                            column: |row| row.needs.as_ref(),
                            needs: false,
                        },
                    )
                }));
            }
        }
        found.extend(sections::one_sided(self, view));
        found
    }
}

/// A row, and what one of its columns names.
#[derive(Clone, Copy)]
struct Side<'a> {
    name: &'a Name,
    row: &'a ServiceRow,
    named: &'a Named,
    /// The column of the other's row that must name it back.
    column: fn(&ServiceRow) -> Option<&Vec<Named>>,
    /// What it needs, and not who needs it.
    needs: bool,
}

/// Longer columns are not gone through for each name again.
const LISTED: usize = 200;

impl NamedOnOneSide {
    fn check_one(
        &self,
        view: &View<'_>,
        rows: &BTreeMap<Name, Vec<&ServiceRow>>,
        side: &Side<'_>,
    ) -> Option<Finding> {
        let other = view.things.one(&side.named.name);
        let others = rows.get(&other).filter(|_| &other != side.name)?;
        let columns: Vec<&Vec<Named>> =
            others.iter().take(LISTED).filter_map(|row| (side.column)(row)).collect();
        let back = columns.iter().flat_map(|column| column.iter());
        if columns.is_empty() || back.clone().take(LISTED + 1).count() > LISTED {
            return None;
        }
        if back.into_iter().any(|named| may_mean(named, side.name)) {
            return None;
        }
        let (name, written) = (&side.row.service.words.text, &others.first()?.service.words);
        let message = if side.needs {
            format!(
                "{name} depends on {}, whose row does not name {name} among those who depend on it",
                written.text
            )
        } else {
            format!("{name} is depended on by {}, whose row does not name {name}", written.text)
        };
        let spots = vec![
            Spot::at(&side.named.words, "named here"),
            Spot::at(written, "not named back in this row"),
        ];
        Some(Finding::new(self, message, spots).about([side.name, &other]))
    }
}
