//! How often things fail, in a pack and laid over it.

use super::{Pack, edited, readable, small};
use crate::pack::model::Copies;
use crate::pack::{Said, read, render, what_if};
use crate::words::{ServiceName, Span};

const HOUR: Span = Span::secs(3_600);

fn named(name: &str) -> ServiceName {
    ServiceName::parse(name).unwrap()
}

fn with(more: &str) -> Pack {
    readable(&edited(small(), "pack.yaml", "services:", &format!("{more}\nservices:")))
}

#[test]
fn rates_and_copies_are_read_as_they_are_written() {
    let pack = with(
        "rates: {cache: {mtbf: 2h, notice: 0s}, server: {holds: [cache]}}\ncopies: {cache: {of: 3, need: 2}}",
    );
    let cache = &pack.rates["cache"];
    assert_eq!(cache.mtbf, Some(Said { span: HOUR + HOUR, what_if: false }));
    assert_eq!((cache.notice.unwrap().span, cache.repair), (Span::ZERO, None));
    assert_eq!(pack.rates["server"].holds, Some(vec![named("cache")]));
    assert_eq!(pack.copies[&named("cache")], Copies { of: 3, need: 2, apart: false });
}

#[test]
fn what_is_laid_over_a_pack_takes_the_place_of_what_it_says_and_of_nothing_else() {
    let pack = with("rates: {cache: {mtbf: 2h, repair: 1h}}");
    let text = "rates: {cache: {repair: 30s}}\ncopies: {cache: {of: 2, apart: true}}\n";
    let changed = what_if(&pack, "better.yaml", text).unwrap();
    let cache = &changed.rates["cache"];
    assert_eq!(cache.mtbf, pack.rates["cache"].mtbf);
    assert_eq!(cache.repair, Some(Said { span: Span::secs(30), what_if: true }));
    assert_eq!(changed.copies[&named("cache")], Copies { of: 2, need: 1, apart: true });
    assert_eq!(changed.topology, pack.topology);
    let empty = what_if(&pack, "better.yaml", "{}").unwrap();
    assert_eq!((empty.rates, empty.copies), (pack.rates.clone(), pack.copies.clone()));
}

#[test]
fn a_services_dependencies_are_replaced_as_a_whole() {
    let pack = readable(&small());
    let first = pack.topology.dependencies()[0].clone();
    let text = format!("dependencies: {{{}: {{}}}}\n", first.from);
    let changed = what_if(&pack, "better.yaml", &text).unwrap();
    let of = |pack: &Pack| {
        pack.topology.dependencies().iter().filter(|one| one.from == first.from).count()
    };
    assert!(of(&pack) > 0 && of(&changed) == 0);
    let (all, left) = (pack.topology.dependencies().len(), changed.topology.dependencies().len());
    assert_eq!(all - left, of(&pack));
    // Together with what stays that is a circle.
    let text = format!("dependencies: {{{}: {{hard: [{}]}}}}\n", first.to, first.from);
    let problems = what_if(&pack, "better.yaml", &text).unwrap_err();
    let told = render(&problems, false);
    assert!(
        told.contains("need one another to start") && told.contains("better.yaml:1:"),
        "{told}"
    );
}

#[test]
fn wrong_rates_are_errors_at_their_places() {
    let files = edited(small(), "pack.yaml", "services:", "rates: {cahce: {mtbf: 90d}}\nservices:");
    let told = render(&read(&files).unwrap_err(), false);
    assert!(told.contains("there is no service 'cahce'") && told.contains("'cache'"), "{told}");
}
