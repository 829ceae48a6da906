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

/// A failure of which each line is a fact: nothing costs more for its length.
const DENSE: &str = "## Queue goes down\n\n**Failure:** its container has crashed\n\
    **Impact:** 🟡 degraded, mails are late\n**Cascade:** mailer, worker\n\
    **Detection:** an alert within 30 seconds\n**Recovery:** `docker restart queue` (10 seconds)\n\
    **RTO:** 5 minutes\n**Graceful degradation:** orders go on without mails\n\n";

fn bench(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("reading");
    for (name, once) in [("read", DOCUMENTS.join("\n")), ("dense", DENSE.to_owned())] {
        for megabytes in [1, 10] {
            let text =
                format!("# Failures\n\n{}", once.repeat(megabytes * 1_000_000 / once.len() + 1));
            group.throughput(Throughput::Bytes(text.len() as u64)).sample_size(10);
            group.bench_function(BenchmarkId::new(name, megabytes), |bencher| {
                bencher.iter(|| read(black_box(&text)));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
