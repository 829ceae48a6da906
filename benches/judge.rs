//! How fast a timeline is read and judged, as events a second: a long one, and one of a million
//! events, beside each other, since what takes more than its share of the longer one grows faster
//! than the timeline.

mod grown;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use firedrill::judge::judge;
use firedrill::timeline::Timeline;
use grown::{grown, lines};
use std::hint::black_box;

fn bench(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("timeline");
    for events in [100_000, 1_000_000] {
        let timeline = grown(events);
        let text: String = lines(&timeline).collect();
        group.throughput(Throughput::Elements(timeline.events.len() as u64)).sample_size(10);
        group.bench_function(BenchmarkId::new("judge", events), |bencher| {
            bencher.iter(|| judge(black_box(&timeline)));
        });
        group.bench_function(BenchmarkId::new("read", events), |bencher| {
            bencher.iter(|| Timeline::read(black_box(&text)));
        });
    }
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
