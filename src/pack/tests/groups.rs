//! Dependencies on groups of which some must live.

use super::{edited, readable, small};
use crate::topology::DependencyKind;
use crate::words::{Impact, ServiceName};

fn service(name: &str) -> ServiceName {
    ServiceName::parse(name).unwrap()
}

#[test]
fn a_group_is_lost_with_the_last_of_it() {
    let from = "shop: {hard: [nginx], soft: [cache]}";
    let to = "shop: {hard: [{at_least: 1, of: [nginx, cache]}]}";
    let topology = readable(&edited(small(), "pack.yaml", from, to)).topology;
    let group = topology.needs().iter().find(|need| need.of.len() == 2).unwrap();
    assert_eq!((group.kind, group.least), (DependencyKind::Hard, 1));
    assert_eq!(group.of, [service("cache"), service("nginx")]);
    assert_eq!(topology.predict(&[service("cache")]).get(&service("shop")), None);
    let both = topology.predict(&[service("cache"), service("nginx")]);
    assert_eq!(both[&service("shop")], Impact::Outage);
}
