//! What a document lists as better, as changes of the system.
//!
//! An improvement is recognised by words. What is not recognised, or does not fit the pack, is
//! listed as not simulated, with the reason.

mod change;

use super::build::Built;
use super::model::System;
use super::rates::Rated;
use crate::reading::{Fact, Reading, Topic};

/// What an improvement changes. In the order in which several are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Change {
    SecondDns,
    CacheCluster,
    ReadReplica,
    AppServers,
    Cdn,
    SecondRegion,
}

/// An improvement, and the system with it.
#[derive(Debug, Clone)]
pub struct Improvement {
    /// As the document calls it.
    pub title: String,
    /// Its line in the document; none where the document does not name it.
    pub line: Option<u32>,
    /// What it is taken to change.
    pub means: String,
    /// The system with it.
    pub system: System,
    /// What fails besides.
    pub adds: Vec<Rated>,
    change: Change,
}

/// An improvement that the document lists and that is not simulated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotSimulated {
    /// As the document calls it.
    pub title: String,
    /// Its line in the document.
    pub line: u32,
    /// Why not.
    pub why: String,
}

/// The improvements that the document lists, and those it lists in vain. A second DNS provider is
/// one wherever there is a DNS service.
pub fn improvements(reading: &Reading, built: &Built) -> (Vec<Improvement>, Vec<NotSimulated>) {
    let (mut found, mut not): (Vec<Improvement>, Vec<NotSimulated>) = (Vec::new(), Vec::new());
    let listed = reading.listings.iter().filter(|listing| listing.is_better);
    for item in listed.flat_map(|listing| &listing.items) {
        let why = item.why.as_ref().map_or("", |why| why.text.as_str());
        let (title, line) = (item.what.text.clone(), item.what.place.line);
        let made = match recognised(&format!("{title} {why}")) {
            None => Err("what it changes in the topology is not known to firedrill".to_owned()),
            Some(change) => match found.iter().find(|one| one.change == change) {
                Some(same) => Err(format!("it is taken for the same as '{}'", same.title)),
                None => improvement(built, change, title.clone(), Some(line)),
            },
        };
        match made {
            Ok(one) => found.push(one),
            Err(why) => not.push(NotSimulated { title, line, why }),
        }
    }
    if found.iter().all(|one| one.change != Change::SecondDns) {
        let line = second_dns(reading);
        found.extend(improvement(
            built,
            Change::SecondDns,
            "A second DNS provider".to_owned(),
            line,
        ));
    }
    (found, not)
}

/// All of these at once; nothing where there are not several.
pub fn together(built: &Built, improvements: &[Improvement]) -> Option<System> {
    let mut changes: Vec<Change> = improvements.iter().map(|one| one.change).collect();
    changes.sort_unstable();
    let mut system = built.system.clone();
    for change in &changes {
        // Each fits alone, and what one changes takes nothing from another.
        let _ = change.make(&mut system, built);
    }
    (changes.len() > 1).then_some(system)
}

fn improvement(
    built: &Built,
    change: Change,
    title: String,
    line: Option<u32>,
) -> Result<Improvement, String> {
    let mut system = built.system.clone();
    let means = change.make(&mut system, built)?;
    let adds = match change {
        Change::AppServers => vec![built.load_balancer.clone()],
        Change::Cdn => vec![built.cdn.clone()],
        _ => Vec::new(),
    };
    Ok(Improvement { title, line, means, system, adds, change })
}

/// What the words of an item are taken for.
fn recognised(text: &str) -> Option<Change> {
    let text = text.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let several = says(&["multi", "several", "second", "two", "multiple", "another", "redundan"]);
    let has_word = |word: &str| text.split(|c: char| !c.is_alphanumeric()).any(|one| one == word);
    if has_word("dns") && several && says(&["provider"]) {
        Some(Change::SecondDns)
    } else if says(&["geographic redundan", "geo-redundan"]) || (says(&["region"]) && several) {
        Some(Change::SecondRegion)
    } else if says(&["replica"]) && !has_word("redis") {
        Some(Change::ReadReplica)
    } else if says(&["redis", "cache"]) && says(&["cluster", "sentinel", "failover", "replica"]) {
        Some(Change::CacheCluster)
    } else if says(&["load balanc", "load-balanc", "app server", "application server"]) {
        Some(Change::AppServers)
    } else {
        has_word("cdn").then_some(Change::Cdn)
    }
}

/// The line that advises several DNS providers.
fn second_dns(reading: &Reading) -> Option<u32> {
    let advice = |fact: &&Fact| fact.topic == Topic::Prevention;
    let facts = reading.failures.iter().flat_map(|failure| &failure.facts);
    let mut lines = facts.filter(advice).flat_map(|fact| &fact.value);
    let found = lines.find(|words| recognised(&words.text) == Some(Change::SecondDns))?;
    Some(found.place.line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn improvements_are_known_by_their_words() {
        for (text, change) in [
            ("Multi-Server Architecture A load balancer + 2+ app servers", Change::AppServers),
            ("Database Read Replicas Workloads of read/write kept separate", Change::ReadReplica),
            ("Redis Cluster A distributed cache with failover", Change::CacheCluster),
            ("CDN Integration Static assets from CloudFlare", Change::Cdn),
            ("Geographic Redundancy Deployed in several regions", Change::SecondRegion),
            ("Second region", Change::SecondRegion),
            ("Rely on several DNS providers (Google + Cloudflare)", Change::SecondDns),
        ] {
            assert_eq!(recognised(text), Some(change), "{text}");
        }
        for text in ["Better backups", "One region", "DNS monitoring", "Faster disks"] {
            assert_eq!(recognised(text), None, "{text}");
        }
    }
}
