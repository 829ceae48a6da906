//! Services, dependencies, orders, decision trees, layers and objectives.

use super::facts::{facts, is_impact};
use super::{Difference, bare, each, name, names};
use crate::reading::expected::{Expected, Layer, Order, Service};
use firedrill::reading::{self, Fact, Named, Need, Reading, ServiceRow, StartOrder, Topic};
use firedrill::words::Span;

pub fn graph(expected: &Expected, read: &Reading, found: &mut Vec<Difference>) {
    services(&expected.services, &read.services, found);
    edges(expected, &read.edges, found);
    orders(&expected.orders, &read.orders, found);
    let lists = expected.criticality.iter().map(|list| {
        let services = names(list.services.iter().map(String::as_str)).join(", ");
        (0, format!("list of {}: {services}", list.level))
    });
    let read_lists = read.criticality.iter().map(|list| {
        (list.under.place.line, format!("list of {}: {}", list.level, called(&list.services)))
    });
    each(lists, read_lists, found);
    trees(expected, read, found);
    layers(&expected.layers, &read.layers, found);
    objectives(expected, read, found);
}

fn called(all: &[Named]) -> String {
    all.iter().map(|one| one.name.to_string()).collect::<Vec<_>>().join(", ")
}

fn services(expected: &[Service], read: &[ServiceRow], found: &mut Vec<Difference>) {
    for one in expected {
        let Some(row) = read.iter().find(|row| row.service.words.place.line == one.line) else {
            found.push((one.line, format!("service '{}' is not read", one.name)));
            continue;
        };
        let wanted = |names_of: &Option<Vec<String>>| {
            names_of.as_ref().map(|all| names(all.iter().map(String::as_str)).join(", "))
        };
        let mut differ = |what: &str, wanted: String, read: String| {
            if wanted != read {
                found.push((one.line, format!("{what} is [{wanted}], read was [{read}]")));
            }
        };
        differ("the service", name(&one.name), row.service.name.to_string());
        for (what, wanted, read) in [
            ("what it needs", wanted(&one.needs), &row.needs),
            ("who needs it", wanted(&one.needed_by), &row.needed_by),
        ] {
            if let Some(wanted) = wanted {
                let read = read.as_ref().map_or_else(|| "no column".to_owned(), |all| called(all));
                differ(what, wanted, read);
            }
        }
        if let Some(impact) = &one.impact {
            let levels = row.impact.as_ref().map(|(_, levels)| levels.as_slice());
            if !is_impact(levels.unwrap_or_default(), impact) {
                found.push((one.line, format!("its impact is {impact}, read was {levels:?}")));
            }
        }
    }
    let is_expected =
        |row: &ServiceRow| expected.iter().any(|one| one.line == row.service.words.place.line);
    for row in read.iter().filter(|row| !is_expected(row)) {
        let words = &row.service.words;
        found.push((words.place.line, format!("'{}' is no row of a service", words.text)));
    }
}

/// Who needs what, and how much.
fn split(edge: &str) -> (String, String, Option<Need>) {
    let kinds = [(" hard", Need::Hard), (" soft", Need::Soft), (" startup", Need::Startup)];
    let (ends, kind) = kinds
        .iter()
        .find_map(|(end, kind)| Some((edge.strip_suffix(end)?, Some(*kind))))
        .unwrap_or((edge, None));
    let (from, to) = ends.split_once(" -> ").expect("an edge has an arrow");
    (name(from), name(to), kind)
}

fn edges(expected: &Expected, read: &[reading::Edge], found: &mut Vec<Difference>) {
    let all: Vec<_> = expected.edges.iter().map(|edge| split(edge)).collect();
    let maybe: Vec<_> = expected.edges_maybe.iter().map(|edge| split(edge)).collect();
    let joins = |edge: &reading::Edge, (from, to, _): &(String, String, Option<Need>)| {
        edge.from.name.as_str() == from && edge.to.name.as_str() == to
    };
    let fits = |edge: &reading::Edge, kind: Option<Need>| match kind {
        Some(kind) => edge.kind == Some(kind),
        None => !matches!(edge.kind, Some(Need::Soft | Need::Startup)),
    };
    for (one, written) in all.iter().zip(&expected.edges) {
        let mut same = read.iter().filter(|edge| joins(edge, one)).peekable();
        if same.peek().is_none() {
            found.push((0, format!("edge '{written}' is not read")));
        }
        for edge in same.filter(|edge| !fits(edge, one.2)) {
            found.push((edge.place.line, format!("'{written}' is read as {:?}", edge.kind)));
        }
    }
    for edge in read.iter().filter(|edge| !all.iter().chain(&maybe).any(|one| joins(edge, one))) {
        let said = format!("{} -> {} is no edge ({:?})", edge.from.name, edge.to.name, edge.drawn);
        found.push((edge.place.line, said));
    }
}

fn orders(expected: &[Order], read: &[StartOrder], found: &mut Vec<Difference>) {
    for (index, one) in expected.iter().enumerate() {
        let line = one.line.unwrap_or(0);
        let Some(order) = read.get(index) else {
            found.push((line, "the start order is not read".to_owned()));
            continue;
        };
        let steps: Vec<(String, Option<String>)> = one
            .steps
            .iter()
            .map(|step| match step.split_once(" after ") {
                Some((step, "nothing")) => (name(step), Some(String::new())),
                Some((step, after)) => (name(step), Some(names(after.split(", ")).join(", "))),
                None => (name(step), None),
            })
            .collect();
        let read: Vec<String> =
            order.steps.iter().map(|step| step.starts.name.to_string()).collect();
        if !read.iter().eq(steps.iter().map(|(step, _)| step)) {
            found.push((line, format!("the start order is {:?}, read was {read:?}", one.steps)));
            continue;
        }
        for (step, (of, after)) in order.steps.iter().zip(&steps) {
            let read = called(&step.after);
            if after.as_ref().is_some_and(|after| *after != read) {
                let said = format!("{of} starts after {after:?}, read was [{read}]");
                found.push((step.starts.words.place.line, said));
            }
        }
    }
    for order in read.iter().skip(expected.len()) {
        found.push((order.title.place.line, "here is no start order".to_owned()));
    }
}

fn trees(expected: &Expected, read: &Reading, found: &mut Vec<Difference>) {
    let wanted = expected
        .trees
        .iter()
        .map(|tree| (tree.line, format!("tree '{}': {}", tree.title, tree.leads.join(", "))));
    let read = read.trees.iter().map(|tree| {
        let leads = tree.questions.iter().flat_map(|question| {
            question.answers.iter().map(|answer| {
                let goto = answer.goto.as_deref().unwrap_or("end");
                format!("{} {} -> {goto}", question.number, answer.on.text)
            })
        });
        let leads = leads.collect::<Vec<_>>().join(", ");
        (tree.title.place.line, format!("tree '{}': {leads}", tree.title.text))
    });
    each(wanted, read, found);
}

fn layers(expected: &[Layer], read: &[reading::Layer], found: &mut Vec<Difference>) {
    for one in expected {
        let Some(layer) = read.iter().find(|layer| layer.title.place.line == one.line) else {
            found.push((one.line, format!("layer '{}' is not read", one.title)));
            continue;
        };
        if bare(&layer.title.text) != one.title || layer.number != one.number {
            let said = format!("the layer is called {:?} '{}'", layer.number, layer.title.text);
            found.push((one.line, said));
        }
        let mut services: Vec<Option<String>> =
            one.facts.iter().map(|fact| fact.of().map(name)).collect();
        let of = |words: &Option<reading::Words>| words.as_ref().map(|words| name(&words.text));
        services.extend(layer.facts.iter().map(|(service, _)| of(service)));
        services.sort();
        services.dedup();
        for service in services {
            let wanted: Vec<_> =
                one.facts.iter().filter(|fact| fact.of().map(name) == service).collect();
            let read: Vec<&Fact> = layer
                .facts
                .iter()
                .filter(|(words, _)| of(words) == service)
                .map(|(_, fact)| fact)
                .collect();
            facts(&wanted, &read, found);
        }
    }
    let is_expected =
        |layer: &reading::Layer| expected.iter().any(|one| one.line == layer.title.place.line);
    for layer in read.iter().filter(|layer| !is_expected(layer)) {
        found.push((layer.title.place.line, format!("'{}' is no layer", layer.title.text)));
    }
}

fn objectives(expected: &Expected, read: &Reading, found: &mut Vec<Difference>) {
    let told = |of: Option<String>, topic: Topic, span: Span| {
        format!("objective {topic:?} of {}: {} s", of.unwrap_or_default(), span.as_secs())
    };
    let wanted = expected.objectives.iter().map(|one| {
        let (topic, time) = match (&one.recovery_time, &one.data_loss) {
            (Some(time), None) => (Topic::RecoveryTime, time),
            (None, Some(time)) => (Topic::DataLoss, time),
            _ => panic!("an objective has one time"),
        };
        (0, told(one.of.as_deref().map(name), topic, Span::parse(time).unwrap()))
    });
    let read = read.objectives.iter().map(|one| {
        let of = one.of.as_ref().map(|of| of.name.to_string());
        (one.time.words.place.line, told(of, one.topic, one.time.span))
    });
    each(wanted, read, found);
}
