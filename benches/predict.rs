//! How fast a cascade and the single points of failure are found, in services a second: a graph of
//! ten thousand services and one of a hundred thousand beside each other, ten dependencies each,
//! since what takes more than its share of the larger one grows faster than the graph.
#![expect(clippy::expect_used, reason = "a fixture that cannot be made is to end the bench")]

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use firedrill::predict::{Cascade, Graph};
use firedrill::topology::{Dependency, DependencyKind};
use firedrill::words::{JourneyName, ServiceName};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt as _, SeedableRng as _};
use std::hint::black_box;

/// Each service needs ten of those before it, so that most fall with the first; the journey goes
/// through the last.
fn grown(services: u32) -> Graph {
    let mut chance = ChaCha8Rng::seed_from_u64(14);
    let names: Vec<ServiceName> = (0..services)
        .map(|number| ServiceName::parse(&format!("s{number}")).expect("a name"))
        .collect();
    let mut dependencies = Vec::new();
    for from in 1..services {
        for _ in 0..10 {
            let kind = match chance.random_range(0..4) {
                0 => DependencyKind::Soft,
                1 => DependencyKind::Startup,
                _ => DependencyKind::Hard,
            };
            let to = chance.random_range(0..from);
            let name = |number: u32| names[number as usize].clone();
            dependencies.push(Dependency::new(name(from), kind, name(to)));
        }
    }
    let journey = JourneyName::parse("visit").expect("a name");
    let last = [names[names.len() - 1].clone()];
    Graph::new(names.clone(), &dependencies, [(journey, &last[..])])
}

fn bench(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("predict");
    for services in [10_000, 100_000] {
        let graph = grown(services);
        group.throughput(Throughput::Elements(u64::from(services))).sample_size(20);
        group.bench_function(BenchmarkId::new("cascade", services), |bencher| {
            bencher.iter(|| Cascade::of(black_box(&graph), &[0]));
        });
        group.bench_function(BenchmarkId::new("single points", services), |bencher| {
            bencher.iter(|| black_box(&graph).bound_to(&graph.ways()[0].through));
        });
    }
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
