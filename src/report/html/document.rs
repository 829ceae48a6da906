//! The document: chapter by chapter what became of it, and line by line with a mark wherever
//! something is claimed.

use super::markup::Markup;
use super::{anchor, claims, mark, scrolled};
use crate::judge::{Drill, Judged};
use crate::report::chapters::{HEADINGS, Row, chapters, not_tested};
use crate::report::layout::count;
use crate::report::{Material, Run};
use std::collections::BTreeMap;

/// A document of more lines than this is not shown itself: the page would open no longer.
const LINES: usize = 20_000;

/// What there is of a line.
#[derive(Default)]
struct Said<'a> {
    claims: Vec<(&'a Drill, &'a Judged)>,
    /// Why something of it is not tested.
    reasons: Vec<&'a str>,
}

/// Which line of the document the page shows; links lead to no other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shown(usize);

impl Shown {
    /// The lines shown.
    pub fn of(material: &Material<'_>) -> Self {
        let lines = material.document.map_or(0, |document| document.lines().count());
        Self(if lines > LINES { 0 } else { lines })
    }

    /// A line by its number, linked where it is shown.
    pub fn place(self, page: &mut Markup, line: u32) {
        let words = format!("line {line}");
        if (1..=self.0).contains(&(line as usize)) {
            page.leaf("a", &[("href", &format!("#line-{line}"))], words);
        } else {
            page.text(words);
        }
    }
}

/// The table by chapter; one line of why not where the document is not at hand.
pub(super) fn by_chapter(main: &mut Markup, material: &Material<'_>) {
    main.line();
    main.element("section", &[("aria-labelledby", &"chapters")], |section| {
        section.leaf("h2", &[("id", &"chapters")], "Chapters of the document");
        let Some(document) = material.document else {
            let path = &material.run.document.path;
            section.leaf(
                "p",
                &[("class", &"rest")],
                format_args!("The document as it was tested ({path}) is not at hand."),
            );
            return;
        };
        let shown = Shown::of(material);
        let mut headings = vec!["chapter", "line"];
        headings.extend(HEADINGS);
        scrolled(section, "Chapters of the document", "chapters", &headings, |body| {
            for (depth, row) in chapters(material.run, document).iter().flat_map(Row::flat) {
                body.line();
                body.element("tr", &[], |tr| chapter(tr, depth, row, shown));
            }
        });
    });
}

fn chapter(tr: &mut Markup, depth: usize, row: &Row, shown: Shown) {
    let class = if depth == 0 { "chapter" } else { "part" };
    tr.leaf("th", &[("scope", &"row"), ("class", &class)], &row.title);
    tr.element("td", &[("class", &"number")], |td| match row.line {
        Some(line) if line > 0 => shown.place(td, line),
        _ => td.text(row.place()),
    });
    match row.cells() {
        Some(cells) => {
            for cell in &cells {
                tr.leaf("td", &[("class", &"number")], cell);
            }
        }
        None => {
            tr.leaf("td", &[("colspan", &HEADINGS.len()), ("class", &"none")], "nothing tested");
        }
    }
}

/// The document itself, folded: each line with its number, and the worst that became of it.
pub(super) fn section(main: &mut Markup, material: &Material<'_>) {
    let Some(document) = material.document else { return };
    main.line();
    let around: super::markup::Attributes<'_> =
        &[("id", &"document"), ("aria-labelledby", &"document-heading")];
    main.element("section", around, |section| {
        section.leaf("h2", &[("id", &"document-heading")], "The document");
        let lines = count(document.lines().count(), "line");
        if Shown::of(material).0 == 0 {
            section.leaf(
                "p",
                &[("class", &"rest")],
                format_args!("It has {lines}; up to {LINES} are shown here."),
            );
            return;
        }
        let said = said(material.run);
        section.element("details", &[], |details| {
            details.leaf("summary", &[], format_args!("{lines}, {} marked", said.len()));
            let headings = ["line", "seen", "text"];
            scrolled(details, "The document, line by line", "document", &headings, |body| {
                for (number, text) in (1..).zip(document.lines()) {
                    body.line();
                    let id = format!("line-{number}");
                    body.element("tr", &[("id", &id)], |row| {
                        line(row, number, text, said.get(&number));
                    });
                }
            });
        });
    });
}

/// What is said of each line of which something is.
fn said(run: &Run) -> BTreeMap<u32, Said<'_>> {
    let mut lines: BTreeMap<u32, Said<'_>> = BTreeMap::new();
    for (drill, claim) in run.claims() {
        lines.entry(claim.line).or_default().claims.push((drill, claim));
    }
    for (line, reason) in not_tested(run) {
        lines.entry(line).or_default().reasons.push(reason);
    }
    lines
}

fn line(row: &mut Markup, number: u32, text: &str, said: Option<&Said<'_>>) {
    row.leaf("th", &[("scope", &"row"), ("class", &"number")], number);
    row.element("td", &[("class", &"margin")], |margin| {
        let Some(said) = said else { return };
        // What is waived is no worse than what is confirmed.
        let weight = |(_, claim): &&(&Drill, &Judged)| {
            (claim.waived_until.is_none().then_some(claim.verdict), claim.verdict)
        };
        if let Some((drill, claim)) = said.claims.iter().max_by_key(weight) {
            link(margin, drill, claim);
        } else {
            let reasons = said.reasons.join("; ");
            margin.element("span", &[("class", &"mark"), ("title", &reasons)], |span| {
                span.leaf("span", &[("aria-hidden", &"true")], "–");
                span.leaf("span", &[("class", &"heard")], format_args!("not tested: {reasons}"));
            });
        }
    });
    row.element("td", &[], |td| {
        td.leaf("code", &[], text);
        for (drill, claim) in said.map_or(&[][..], |said| &said.claims) {
            td.text(' ');
            td.element("span", &[("class", &"name")], |name| {
                link(name, drill, claim);
                name.text(format_args!(" {}, {}", drill.id, claim.id));
            });
        }
    });
}

/// A claim's mark, which leads to it.
fn link(page: &mut Markup, drill: &Drill, claim: &Judged) {
    let to = format!("#{}", anchor(drill, Some(claim)));
    let title = format!("{}, {}: {}", drill.id, drill.profile, claims::state(claim));
    page.element("a", &[("href", &to), ("title", &title)], |a| {
        mark(a, claim.verdict, claim.waived_until.is_some());
    });
}
