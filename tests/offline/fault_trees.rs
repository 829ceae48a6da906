//! Minimal cut sets of fault trees that others published, as Open-PSA XML. The trees are theirs and
//! not kept here: `FIREDRILL_FAULT_TREES` names a folder with them, whose README.md has a table
//! with the number of minimal cut sets of each (`| tree | mcs | …`).

use firedrill::predict::{CutSets, Formula, Part};
use std::collections::HashMap;
use std::path::Path;

/// A formula as the file has it, its gates by name.
struct Reader<'t> {
    gates: HashMap<&'t str, roxmltree::Node<'t, 't>>,
    made: HashMap<&'t str, Part>,
    events: HashMap<&'t str, u32>,
    formula: Formula,
}

impl<'t> Reader<'t> {
    fn of(tree: &'t roxmltree::Document<'t>) -> (Formula, Part) {
        let named = |tag: &'static str| {
            tree.descendants()
                .filter(move |node| node.has_tag_name(tag))
                .map(|node| (node.attribute("name").unwrap(), node))
        };
        let gates: HashMap<_, _> = named("define-gate").collect();
        let inner: Vec<_> = named("gate").map(|(name, _)| name).collect();
        let tops: Vec<_> = gates.keys().copied().filter(|name| !inner.contains(name)).collect();
        assert_eq!(tops.len(), 1, "a tree has one top: {tops:?}");
        let events = HashMap::new();
        let mut reader = Self { gates, made: HashMap::new(), events, formula: Formula::new() };
        let top = reader.gate(tops[0]);
        (reader.formula, top)
    }

    fn gate(&mut self, name: &'t str) -> Part {
        if let Some(made) = self.made.get(name) {
            return *made;
        }
        let inputs = self.gates[name].children().find(roxmltree::Node::is_element).unwrap();
        let part = self.part(inputs);
        self.made.insert(name, part);
        part
    }

    fn part(&mut self, node: roxmltree::Node<'t, 't>) -> Part {
        let name = || node.attribute("name").unwrap();
        match node.tag_name().name() {
            "gate" => return self.gate(name()),
            "basic-event" => {
                let next = u32::try_from(self.events.len()).unwrap();
                let number = *self.events.entry(name()).or_insert(next);
                return self.formula.event(number);
            }
            _ => {}
        }
        let inputs: Vec<_> = node.children().filter(roxmltree::Node::is_element).collect();
        let of: Vec<Part> = inputs.into_iter().map(|input| self.part(input)).collect();
        match node.tag_name().name() {
            "and" => self.formula.all(&of),
            "or" => self.formula.any(&of),
            "atleast" => {
                self.formula.at_least(node.attribute("min").unwrap().parse().unwrap(), &of)
            }
            other => panic!("a formula of {other} is not known here"),
        }
    }
}

/// The trees of the table, with the number that each is to have.
fn expected(table: &str) -> Vec<(&str, u128)> {
    let mut all = Vec::new();
    for line in table.lines() {
        let mut cells = line.split('|').skip(1).map(str::trim);
        let (Some(tree), Some(number)) = (cells.next(), cells.next()) else { continue };
        all.extend(number.parse().ok().map(|number| (tree, number)));
    }
    all
}

#[test]
fn published_fault_trees_have_as_many_minimal_cut_sets_as_is_known() {
    let Ok(folder) = std::env::var("FIREDRILL_FAULT_TREES") else {
        println!("skipped: FIREDRILL_FAULT_TREES names no folder of fault trees");
        return;
    };
    let table = std::fs::read_to_string(Path::new(&folder).join("README.md")).unwrap();
    let expected = expected(&table);
    assert!(!expected.is_empty(), "README.md of {folder} has no table of trees");
    let mut wrong = Vec::new();
    for (tree, count) in expected {
        let path = Path::new(&folder).join(format!("{tree}.xml"));
        let text = std::fs::read_to_string(path).unwrap();
        let document = roxmltree::Document::parse(&text).unwrap();
        let (formula, top) = Reader::of(&document);
        let found = CutSets::of(&formula, top).map(|sets| sets.count());
        if found != Ok(Some(count)) {
            wrong.push((tree, count, found));
        }
    }
    assert!(wrong.is_empty(), "tree, expected, found: {wrong:?}");
}
