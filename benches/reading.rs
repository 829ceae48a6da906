//! How fast documents of other teams are read, as bytes a second: 1 MB, and 10 MB beside it, since
//! what takes more than its share of the longer one grows faster than the document.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use firedrill::reading::read;
use std::hint::black_box;

/// Documents of many forms.
const DOCUMENTS: [&str; 4] = [
    include_str!("../scenarios/enterprise-scanner/service-dependencies.md"),
    include_str!("../tests/documents/hospital-records.md"),
    include_str!("../tests/documents/greenhouse-sensors.md"),
    include_str!("../tests/documents/parcel-tracking.md"),
];

fn bench(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("reading");
    let once = DOCUMENTS.join("\n");
    for megabytes in [1, 10] {
        let text = once.repeat(megabytes * 1_000_000 / once.len() + 1);
        group.throughput(Throughput::Bytes(text.len() as u64)).sample_size(10);
        group.bench_function(BenchmarkId::new("read", megabytes), |bencher| {
            bencher.iter(|| read(black_box(&text)));
        });
    }
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
