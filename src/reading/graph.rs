//! What depends on what, in which order things start, what is critical, and how a document decides:
//! from chains, drawings, trees, Mermaid, tables, lists and lines with a key.
//!
//! First what names things by itself is read, tables and drawings. Chains and trees are written for
//! flows and procedures too, and count only between things.

mod chain;
mod criticality;
mod decisions;
mod drawing;
mod edges;
mod keyed;
mod layers;
mod levels;
mod lines;
mod mermaid;
mod objectives;
mod signs;
mod starts;
mod subject;
mod tables;
mod things;
mod tree;

use super::blocks::{Block, Code};
use super::model::{
    CriticalList, DecisionTree, Edge, Layer, Named, Objective, ServiceRow, StartOrder,
};
use super::sections::Section;
use super::words::Words;
use crate::words::Impact;
use drawing::{Drawing, Shape};
use lines::{Line, Stands};
use mermaid::Flowchart;
use signs::{Arrows, Sign};
use std::collections::HashSet;
use things::Things;

/// What a document says of its services besides its failures.
#[derive(Debug, Default)]
pub(super) struct Graph {
    /// The rows of tables about services.
    pub services: Vec<ServiceRow>,
    /// What depends on what, by place.
    pub edges: Vec<Edge>,
    /// Start orders.
    pub orders: Vec<StartOrder>,
    /// What is critical and what is not.
    pub criticality: Vec<CriticalList>,
    /// Decision trees.
    pub trees: Vec<DecisionTree>,
    /// Layers.
    pub layers: Vec<Layer>,
    /// Objectives for services, tiers and the whole.
    pub objectives: Vec<Objective>,
}

/// Reads it.
pub(super) fn graph(document: &Section) -> Graph {
    let mut reader = Reader::default();
    let mut places = Vec::new();
    place(document, Around::default(), &mut places);
    for place in &places {
        reader.arrows = reader.arrows.or_else(|| signs::legend(place.section, &place.lines));
    }
    for place in &places {
        reader.tables(place);
    }
    reader.sure = reader.graph.edges.iter().map(pair).collect();
    for place in &places {
        reader.drawings(place);
    }
    for place in &places {
        reader.lists(place);
    }
    for place in places.iter().filter(|place| place.around.strict) {
        chain::name(&place.lines, &mut reader.things);
    }
    for place in &places {
        reader.lines(place);
    }
    reader.graph.edges.sort_by_key(|edge| edge.place);
    reader.graph
}

fn pair(edge: &Edge) -> (String, String) {
    (edge.from.name.as_str().to_owned(), edge.to.name.as_str().to_owned())
}

/// What the headings around a section say.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "headings say many things side by side")]
struct Around {
    /// What a drawing in it is of.
    sign: Option<Sign>,
    /// The service that it is about.
    subject: Option<Named>,
    /// It tells of a failure: lines in it are facts of that.
    failure: bool,
    /// What it draws is dependencies and nothing else.
    strict: bool,
    /// It is a layer.
    layer: bool,
    /// It tells of objectives.
    objectives: bool,
    /// Arrows of a tree in it are arrows.
    arrows_lead: bool,
}

/// A section in its place.
struct At<'a> {
    section: &'a Section,
    lines: Vec<Line<'a>>,
    around: Around,
}

fn place<'a>(section: &'a Section, around: Around, found: &mut Vec<At<'a>>) {
    let title = section.title.text.as_str();
    let mut here = around.clone();
    if section.level > 0 {
        // A document's title names all that is in it, and says little of each part.
        let sign = signs::sign(title).filter(|sign| section.level > 1 || *sign != Sign::Flow);
        here.sign = sign.or(here.sign);
        here.arrows_lead = match signs::leads(title) {
            Some(leads) => leads,
            None => here.arrows_lead,
        };
        here.strict = sign == Some(Sign::Dependencies) && signs::is_strict(title);
        here.layer = layers::is_layer(&section.title);
        here.failure = (section.level > 1 && subject::is_failure(title))
            || (around.failure && section.level > 2);
        here.objectives = around.objectives || subject::is_of_objectives(title);
        here.subject = subject::of_title(&section.title).or_else(|| {
            let inherited = around.subject;
            // In a layer sub-headings name what is in it.
            if around.layer && keyed::meant(title).is_none() {
                return things::named(&section.title);
            }
            inherited.filter(|_| keyed::meant(title).is_some() || !subject::is_other(title))
        });
    }
    let lines = lines::lines(section);
    found.push(At { section, lines, around: here.clone() });
    for inner in &section.sections {
        place(inner, here.clone(), found);
    }
}

#[derive(Default)]
struct Reader {
    graph: Graph,
    things: Things,
    arrows: Option<Arrows>,
    /// Pairs that tables say, first who needs: they tell which way a tree is meant.
    sure: HashSet<(String, String)>,
    /// The lists of what is critical so far, by number.
    critical: Vec<(Impact, Vec<(u32, Named)>)>,
}

impl Reader {
    fn tables(&mut self, at: &At<'_>) {
        let subject = at.around.subject.as_ref();
        each_block(&at.section.blocks, &mut |block| {
            let Block::Table(table) = block else { return };
            let read = tables::read(table, &at.section.title, subject);
            tables::names(&read, &mut self.things);
            if read.services.is_empty() {
                // Attributes of one service, one a row.
                let of = subject.filter(|_| !at.around.failure);
                subject::attributes(table, of, at.around.failure, &mut self.graph);
            }
            self.graph.services.extend(read.services);
            self.graph.edges.extend(read.edges);
            self.graph.objectives.extend(read.objectives);
            self.graph.orders.extend(read.order);
        });
    }

    fn drawings(&mut self, at: &At<'_>) {
        let title = &at.section.title;
        let flows = matches!(at.around.sign, Some(Sign::Flow | Sign::Start));
        each_block(&at.section.blocks, &mut |block| {
            let Block::Code(code) = block else { return };
            if mermaid::is_mermaid(code) {
                self.mermaid(code, title, flows);
            } else if lines::is_text(code)
                && !flows
                && drawing::shape(code, at.around.arrows_lead) == Shape::Drawing
                && let Some(drawing) = Drawing::of(code, &self.things)
                && drawing.is_of_things()
            {
                let found = &mut self.graph.edges;
                drawing.edges(self.arrows, &self.sure, &self.things, found);
                for named in drawing.names().filter(|one| !things::is_data(&one.words.text)) {
                    self.things.add(&named.name);
                }
            }
        });
    }

    fn mermaid(&mut self, code: &Code, title: &Words, flows: bool) {
        let Some(chart) = Flowchart::of(code) else { return };
        if let Some(tree) = chart.decisions(title) {
            self.graph.trees.push(tree);
        } else if !flows && chart.is_of_things() {
            for named in chart.names() {
                self.things.add(&named.name);
            }
            chart.edges(self.arrows, &self.sure, &mut self.graph.edges);
        }
    }

    /// Lists that name things: what is critical, and start orders.
    fn lists(&mut self, at: &At<'_>) {
        let title = &at.section.title;
        if !at.around.failure {
            let before = self.graph.criticality.len();
            criticality::lists(
                title,
                &at.lines,
                &self.things,
                &mut self.critical,
                &mut self.graph.criticality,
            );
            for named in self.graph.criticality.iter().skip(before).flat_map(|one| &one.services) {
                if !things::is_data(&named.words.text) && !things::is_order(&named.words.text) {
                    self.things.add(&named.name);
                }
            }
        }
        if let Some(order) = starts::of_section(at.around.sign, title, &at.lines, &self.things) {
            for step in &order.steps {
                self.things.add(&step.starts.name);
            }
            self.graph.orders.push(order);
        }
        if let Some(tree) = decisions::tree(title, &at.lines) {
            self.graph.trees.push(tree);
        }
        layers::layers(at.section, &mut self.graph.layers);
    }

    /// Chains, trees, lines with a key and sentences.
    fn lines(&mut self, at: &At<'_>) {
        let (arrows, sign) = (self.arrows, at.around.sign);
        let chains = chain::Reading { things: &self.things, arrows, sign };
        let found = &mut self.graph.edges;
        let mut drawn = HashSet::new();
        each_block(&at.section.blocks, &mut |block| {
            if let Block::Code(code) = block
                && lines::is_text(code)
            {
                let shape = drawing::shape(code, at.around.arrows_lead);
                if shape == Shape::Tree {
                    tree::edges(&code.lines, &self.things, &self.sure, found);
                    chains.branches(&code.lines, found);
                }
                let of_tree = |line: &&Words| tree::branch(&line.text).is_some();
                match shape {
                    Shape::Lines => {}
                    Shape::Tree => {
                        let lines = code.lines.iter().filter(of_tree);
                        drawn.extend(lines.map(|line| line.place.line));
                    }
                    Shape::Drawing => drawn.extend(code.lines.iter().map(|line| line.place.line)),
                }
            }
        });
        if !at.around.failure {
            objectives::of_title(&at.section.title, &mut self.graph.objectives);
        }
        // `No direct traffic:` says of the bullets below it what is not.
        let mut denied = false;
        let mut title: &str = &at.section.title.text;
        for line in &at.lines {
            if line.stands == Stands::Paragraph {
                denied = signs::denies(line.text());
                let opens = objectives::opens(line.text());
                title = if opens { line.text() } else { &at.section.title.text };
            }
            if denied && line.stands == Stands::Item {
                continue;
            }
            if line.stands == Stands::Code && drawn.contains(&line.words.place.line) {
                continue;
            }
            chains.edges(line, found);
            if line.stands != Stands::Code && !at.around.failure {
                keyed::of_sentence(line.words, line.from, &self.things, found);
            }
            if !at.around.failure {
                let of = at.around.subject.as_ref();
                let looks = at.around.objectives || of.is_some();
                objectives::of_line(line, of, looks, &mut self.graph.objectives);
                objectives::of_sentence(line, &mut self.graph.objectives);
                objectives::below(title, line, &mut self.graph.objectives);
            }
        }
        if let Some(subject) = at.around.subject.as_ref().filter(|_| !at.around.failure)
            && subject::is_sure(subject, &at.section.title, &self.things)
        {
            let heading = keyed::meant(&at.section.title.text);
            keyed::of_lines(&at.lines, heading, subject, &self.things, found);
        }
    }
}

/// All blocks, also those in lists.
fn each_block(blocks: &[Block], see: &mut impl FnMut(&Block)) {
    for block in blocks {
        see(block);
        if let Block::List(list) = block {
            for item in &list.items {
                each_block(&item.blocks, see);
            }
        }
    }
}

#[cfg(test)]
mod tests;
