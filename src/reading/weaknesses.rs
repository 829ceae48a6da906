//! What a document lists as weak, and what it lists as better: bottlenecks, single points of
//! failure, improvements.

use super::blocks::{Block, Item, Table};
use super::model::{Listed, Listing};
use super::sections::Section;
use super::words::{Mark, Words};

/// Words of headings, in small letters, below which a list tells what is weak.
const WEAK: [&str; 10] = [
    "bottleneck",
    "single point of failure",
    "single points of failure",
    "spof",
    "weakness",
    "weak point",
    "known limitation",
    "known gap",
    "known risk",
    "current limitation",
];

/// Words of headings below which one tells what would be better.
const BETTER: [&str; 8] = [
    "improvement",
    "enhancement",
    "hardening",
    "roadmap",
    "future work",
    "planned change",
    "redundancy plan",
    "optimization opportunit",
];

/// The lists, in the document's order.
pub(super) fn weaknesses(document: &Section) -> Vec<Listing> {
    let mut found = Vec::new();
    for section in document.all() {
        let title = section.title.text.to_lowercase();
        let says = |words: &[&str]| words.iter().any(|words| title.contains(words));
        let (weak, better) = (says(&WEAK), says(&BETTER));
        if weak == better {
            continue;
        }
        let listed: Vec<Listed> = section.blocks.iter().flat_map(items).collect();
        if !listed.is_empty() {
            found.push(Listing { title: section.title.clone(), is_better: better, items: listed });
        }
    }
    found
}

/// What a block lists: the items of a list, the rows of a table.
fn items(block: &Block) -> Vec<Listed> {
    match block {
        Block::List(list) => list.items.iter().filter_map(item).collect(),
        Block::Table(Table { rows, .. }) => {
            let row = |cells: &Vec<Words>| {
                let what = cells.iter().find(|cell| !cell.text.trim().is_empty())?.clone();
                let why = cells.iter().skip_while(|cell| **cell != what).nth(1).cloned();
                Some(Listed { what, why })
            };
            rows.iter().filter_map(row).collect()
        }
        _ => Vec::new(),
    }
}

/// `**Single Server** - nothing is redundant`: what, and what is said of it.
fn item(item: &Item) -> Option<Listed> {
    let line = item.lines.first()?;
    let strong = line.marks.iter().find(|(range, mark)| range.start == 0 && *mark == Mark::Strong);
    let dash = || [" - ", " – ", " — ", ": "].iter().filter_map(|mark| line.text.find(mark)).min();
    let end = strong.map(|(range, _)| range.end).or_else(dash).unwrap_or(line.text.len());
    let what = line.part(0..end);
    let rest = line.text.get(end..)?;
    let from = rest.len() - rest.trim_start_matches([' ', '-', '–', '—', ':']).len();
    let why = Some(line.part(end + from..line.text.len())).filter(|words| !words.text.is_empty());
    (!what.text.is_empty()).then_some(Listed { what, why })
}

#[cfg(test)]
mod tests {
    use crate::reading::read;

    fn told(text: &str) -> Vec<(bool, u32, String, String)> {
        let listings = read(text).listings;
        let one = |better: bool, item: &super::Listed| {
            let why = item.why.as_ref().map(|why| why.text.clone()).unwrap_or_default();
            (better, item.what.place.line, item.what.text.clone(), why)
        };
        let all = listings
            .iter()
            .flat_map(|listing| listing.items.iter().map(move |item| one(listing.is_better, item)));
        all.collect()
    }

    #[test]
    fn what_is_weak_and_what_is_better_is_listed() {
        let text = "# A\n\n## Known bottlenecks\n\n1. **One server** - all is on it\n2. No replicas: reads wait\n- bare\n\n\
                    ## Planned improvements\n\n| Change | Gain |\n|---|---|\n| Two servers | one may fail |\n\n\
                    ## Recovery\n\n- restart it\n";
        assert_eq!(
            told(text),
            [
                (false, 5, "One server".to_owned(), "all is on it".to_owned()),
                (false, 6, "No replicas".to_owned(), "reads wait".to_owned()),
                (false, 7, "bare".to_owned(), String::new()),
                (true, 13, "Two servers".to_owned(), "one may fail".to_owned()),
            ]
        );
    }

    #[test]
    fn the_bundled_documents_bottlenecks_and_improvements_are_read() {
        let text = include_str!("../../scenarios/enterprise-scanner/service-dependencies.md");
        let told = told(text);
        let lines = |better: bool| -> Vec<u32> {
            told.iter().filter(|one| one.0 == better).map(|one| one.1).collect()
        };
        assert_eq!(lines(false), [466, 467, 468, 469]);
        assert_eq!(lines(true), [472, 473, 474, 475, 476]);
        assert_eq!(told[0].2, "Single Server");
        assert_eq!(told[8].3, "Deployed in several regions");
    }
}
