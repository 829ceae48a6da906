//! What a pack promises: the bundled one reads, and a broken one says where and why.

use super::{PackFiles, read, render};
use include_dir::{Dir, include_dir};

static BUNDLED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/scenarios/enterprise-scanner");

fn bundled() -> PackFiles {
    BUNDLED.files().map(|file| (file.path().to_string_lossy().into_owned(), file.contents())).collect()
}

#[test]
fn the_bundled_pack_reads_without_a_problem() {
    let pack = read(&bundled()).unwrap_or_else(|problems| panic!("{}", render(&problems, false)));
    let drift: Vec<_> = pack.drift.iter().map(|drift| drift.problem.clone()).collect();
    assert!(drift.is_empty(), "{}", render(&drift, false));
    for scenario in &pack.scenarios {
        for profile in &scenario.profiles {
            println!("{} {profile} line {}", scenario.id, scenario.line);
            for claim in scenario.claims_in(profile) {
                println!("  {} {} {:?}", claim.line, claim.id, claim.assertion);
            }
        }
    }
}
