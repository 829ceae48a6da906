//! How long ten thousand years of the bundled pack take as it is today, on one thread and on two.
#![expect(clippy::expect_used, reason = "a fixture that cannot be made is to end the bench")]

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use firedrill::pack;
use firedrill::simulate::{Plan, System, of_profile, replication};
use firedrill::storage::bundled_pack;
use std::collections::BTreeMap;
use std::hint::black_box;

/// The outage of all journeys, so that every thread's work counts.
fn simulated(system: &System, plan: Plan, threads: u64) -> u64 {
    let share = |thread: u64| -> u64 {
        let own = (0..u64::from(plan.replications)).filter(|n| n % threads == thread);
        let outage = |n| replication(system, 1, n, plan.length()).journeys;
        own.flat_map(outage).map(|counted| counted.outage).sum()
    };
    std::thread::scope(|scope| {
        let spawn = |thread| scope.spawn(move || share(thread));
        let all: Vec<_> = (0..threads).map(spawn).collect();
        all.into_iter().map(|thread| thread.join().expect("no panic")).sum()
    })
}

fn bench(criterion: &mut Criterion) {
    let pack = pack::read(&bundled_pack()).expect("the bundled pack is right");
    let flask = pack.profiles.last().expect("it has profiles");
    let system = of_profile(&pack, flask, &BTreeMap::new()).system;
    let plan = Plan::of_years(10_000);
    let mut group = criterion.benchmark_group("simulate");
    group.throughput(Throughput::Elements(u64::from(plan.years))).sample_size(10);
    for threads in [1, 2] {
        group.bench_function(BenchmarkId::new("threads", threads), |bencher| {
            bencher.iter(|| simulated(black_box(&system), plan, threads));
        });
    }
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
