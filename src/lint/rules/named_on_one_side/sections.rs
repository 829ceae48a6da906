//! Sections about one service each, that say by key what it needs and who uses it.

use super::super::super::finding::{Finding, Spot};
use super::super::super::needs::Link;
use super::super::super::things::may_be;
use super::super::super::view::View;
use super::super::Rule;
use crate::reading::{Drawn, Name, Words};
use std::collections::BTreeMap;

/// A section that names more is not compared.
const LISTED: usize = 200;

/// What a service's own section says.
struct Section<'a> {
    title: &'a Words,
    needs: Vec<&'a Link>,
    needed_by: Vec<&'a Link>,
}

/// Services whose section leaves out what another's says of both.
pub fn one_sided(rule: &dyn Rule, view: &View<'_>) -> Vec<Finding> {
    let sections = sections(view);
    let mut found = Vec::new();
    for (name, section) in &sections {
        for link in &section.needed_by {
            // Only a list of what it needs can leave something out.
            let Some(other) = sections.get(&link.from).filter(|other| !other.needs.is_empty())
            else {
                continue;
            };
            if !other.needs.iter().any(|need| may_be(&need.to, name)) {
                let message = format!(
                    "{} is used by {}, whose section does not name it among what it needs",
                    view.things.shown(name),
                    view.things.shown(&link.from)
                );
                found.push(finding(rule, message, link, other.title));
            }
        }
        for link in &section.needs {
            let Some(other) = sections.get(&link.to).filter(|other| !other.needed_by.is_empty())
            else {
                continue;
            };
            if !other.needed_by.iter().any(|by| may_be(&by.from, name)) {
                let message = format!(
                    "{} needs {}, whose section does not name it among those who use it",
                    view.things.shown(name),
                    view.things.shown(&link.to)
                );
                found.push(finding(rule, message, link, other.title));
            }
        }
    }
    found
}

fn finding(rule: &dyn Rule, message: String, link: &Link, other: &Words) -> Finding {
    let spots = vec![
        Spot::new(link.place, "named here"),
        Spot::at(other, "not named back in this section"),
    ];
    Finding::new(rule, message, spots).about([&link.from, &link.to])
}

/// The sections by their service. Those that say that everybody uses it leave nobody out.
fn sections<'a>(view: &'a View<'_>) -> BTreeMap<&'a Name, Section<'a>> {
    let mut found: BTreeMap<&Name, Section<'_>> = BTreeMap::new();
    for link in view.needs.links().iter().filter(|link| link.drawn == Drawn::Line) {
        let Some(title) = view.section(link.place.line) else { continue };
        let of = view.things.called(&title.text);
        let is_own = |name: &Name| of.contains(name);
        let (own, is_need) = match (is_own(&link.from), is_own(&link.to)) {
            (true, false) => (&link.from, true),
            (false, true) => (&link.to, false),
            _ => continue,
        };
        let new = || Section { title, needs: Vec::new(), needed_by: Vec::new() };
        let section = found.entry(own).or_insert_with(new);
        let side = if is_need { &mut section.needs } else { &mut section.needed_by };
        side.push(link);
    }
    // Longer lists are not gone through for each name again.
    found.retain(|_, section| section.needs.len() + section.needed_by.len() < LISTED);
    let everybody = |section: &Section<'_>| {
        let first = section.title.place.line;
        let lines = view.lines_between(first, first + 40);
        let own = lines.take_while(|line| line.section == first);
        let mut texts = own.map(|line| line.words.text.to_lowercase());
        texts
            .any(|text| ["all ", "every ", "everything", "any "].iter().any(|it| text.contains(it)))
    };
    for section in found.values_mut() {
        if everybody(section) {
            section.needed_by.clear();
        }
    }
    found
}
