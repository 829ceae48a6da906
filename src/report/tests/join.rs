//! Several runs as one: what belongs together and is complete joins, and nothing else does.

use super::super::join::NotOne;
use super::super::{Planned, Run, join, json};
use super::{all_well, run_of};
use crate::plan::{Shard, Whole};
use crate::words::{RunId, ScenarioId, Verdict};
use proptest::prelude::*;

/// What a run was to do that drilled just this.
fn whole_of(run: &Run) -> Whole {
    let drills = run
        .drills
        .iter()
        .map(|drill| Planned { id: drill.id.clone(), profile: drill.profile.clone() });
    Whole {
        pack_sha256: "a".repeat(64),
        plan_sha256: "b".repeat(64),
        repeat: 1,
        drills: drills.collect(),
    }
}

fn id(text: &str) -> RunId {
    RunId::parse(text).unwrap()
}

/// These drills of a run, as a part of it.
fn part(whole: &Run, (number, of): (u32, u32), run: &str, drills: std::ops::Range<usize>) -> Run {
    let shard = Some(Shard { number, of });
    let drills = whole.drills[drills].to_vec();
    Run { run: id(run), shard, whole: Some(whole_of(whole)), drills, ..whole.clone() }.summed_up()
}

fn parts() -> Vec<Run> {
    let whole = all_well();
    vec![
        part(&whole, (2, 3), "20261124-074513-bbbb", 2..4),
        part(&whole, (3, 3), "20261124-074511-cccc", 4..6),
        part(&whole, (1, 3), "20261124-074512-aaaa", 0..2),
    ]
}

/// Why they do not join once one of them, the second part, was changed.
fn refused(change: impl Fn(&mut Run)) -> String {
    let mut parts = parts();
    change(&mut parts[0]);
    join(parts).unwrap_err().to_string()
}

fn said(run: &mut Run) -> &mut Whole {
    run.whole.as_mut().unwrap()
}

#[test]
fn parts_are_joined_in_their_order_whatever_order_they_come_in() {
    let joined = join(parts()).unwrap();
    assert_eq!(joined.drills, all_well().drills);
    assert_eq!((joined.shard, joined.verdict), (None, Verdict::Confirmed));
    assert!(joined.run.as_str().starts_with("20261124-074511-"), "{}", joined.run);
    let mut turned = parts();
    turned.reverse();
    assert_eq!(join(turned), Ok(joined.clone()));
    assert!(parts().iter().all(|part| part.run != joined.run));
    // What was joined is a run that was not split: all of it by itself, and no part of another.
    assert_eq!(join(vec![joined.clone()]).unwrap().drills, joined.drills);
    assert_eq!(join(vec![joined.clone(), parts().remove(0)]), Err(NotOne::Unsplit(joined.run)));
}

#[test]
fn a_part_or_a_drill_that_is_missing_is_no_green_run() {
    let mut some = parts();
    some.remove(1);
    assert_eq!(
        join(some).unwrap_err().to_string(),
        "part 3 is missing: the runs are of one that was split into 3"
    );
    assert_eq!(join(Vec::new()), Err(NotOne::Nothing));
    let text = refused(|run| {
        let lost = run.drills.remove(0);
        run.not_drilled.push(Planned { id: lost.id, profile: lost.profile });
    });
    assert!(
        text.contains(
            "was to be drilled once, and was drilled not at all in run 20261124-074513-bbbb"
        ),
        "{text}"
    );
    let mut some = parts();
    for run in &mut some {
        said(run).repeat = 2;
    }
    let text = join(some).unwrap_err().to_string();
    assert!(text.contains("was to be drilled 2 times, and was drilled once in run"), "{text}");
    let mut one = parts().remove(0);
    one.shard = Some(Shard { number: 7, of: u32::MAX });
    let text = join(vec![one]).unwrap_err().to_string();
    assert!(
        text.starts_with("part 1 and 2 and 3") && text.contains("and 4294967286 more is missing"),
        "{text}"
    );
}

#[test]
fn what_differs_and_in_which_runs_is_named() {
    let between = |what: &str| {
        format!(
            "runs 20261124-074512-aaaa and 20261124-074513-bbbb are not parts of one run: they \
             differ in {what}"
        )
    };
    let engine = refused(|run| run.engine = "simulated (seed 7)".to_owned());
    assert_eq!(engine, between("their engines (docker 20.10.24 and simulated (seed 7))"));
    let both = refused(|run| {
        run.engine = "docker 29.0.0".to_owned();
        run.pack = "other".to_owned();
    });
    let what = "their engines (docker 20.10.24 and docker 29.0.0) and in their packs \
                (enterprise-scanner and other)";
    assert_eq!(both, between(what));
    let files = refused(|run| said(run).pack_sha256 = "a".repeat(63) + "c");
    assert!(files.starts_with(&between("the files of their packs (aaaaaaaaaaaa and ")), "{files}");
    let document = refused(|run| run.document.sha256 = "1".repeat(64));
    assert!(document.starts_with(&between("their documents (")), "{document}");
    let plan = refused(|run| said(run).plan_sha256 = "d".repeat(64));
    assert!(plan.starts_with(&between("the drills of the whole run (")), "{plan}");
    let selection = refused(|run| said(run).drills.truncate(3));
    assert_eq!(selection, between("the number of drills of the whole run (6 and 3)"));
    assert_eq!(
        refused(|run| said(run).repeat = 3),
        between("how often each is drilled (once and 3 times)")
    );
    let of = |run: &mut Run| run.shard = Some(Shard { number: 2, of: 4 });
    assert_eq!(refused(of), between("the number of their parts (3 and 4)"));
    let tool = refused(|run| run.tool = "firedrill 9.9.9".to_owned());
    assert_eq!(
        tool,
        between("the firedrill that drilled them (firedrill 0.1.0 and firedrill 9.9.9)")
    );
}

#[test]
fn runs_that_are_no_parts_are_refused_with_the_reason() {
    let text = refused(|run| run.shard = None);
    assert!(text.starts_with("run 20261124-074513-bbbb was not split with --shard"), "{text}");
    let text = refused(|run| run.drills = all_well().drills);
    assert!(
        text.contains("was drilled in run 20261124-074512-aaaa and in run 20261124-074513-bbbb"),
        "{text}"
    );
    let text = refused(|run| run.drills[0].id = ScenarioId::parse("dns-fails").unwrap());
    assert!(text.starts_with("dns-fails (") && text.ends_with("and is not in its plan"), "{text}");
    // Two runs of all there is.
    let [one, other] = ["20261124-074512-aaaa", "20261124-074513-bbbb"].map(|name| {
        let run = run_of(&[crate::judge::fixture::scenarios::redis_stops("flask").build()]);
        Run { run: id(name), whole: Some(whole_of(&run)), ..run }
    });
    assert_eq!(join(vec![one.clone(), other]), Err(NotOne::Unsplit(one.run)));
}

#[test]
fn a_report_of_before_there_were_hashes_is_read_and_does_not_join() {
    let old: Vec<Run> = parts()
        .iter()
        .map(|part| {
            let mut value = serde_json::to_value(part).unwrap();
            value.as_object_mut().unwrap().remove("whole");
            json::read(&value.to_string()).unwrap()
        })
        .collect();
    let text = join(old).unwrap_err().to_string();
    assert!(
        text.starts_with("run 20261124-074512-aaaa does not say what it is a part of"),
        "{text}"
    );
}

/// What can be wrong with one of several parts.
#[derive(Debug, Clone, Copy)]
enum Wrong {
    Lost,
    Twice,
    OneDrillShort,
    OneDrillMore,
    Engine,
    Pack,
    Files,
    Document,
    Plan,
    Selection,
    Repeat,
    Tool,
    Parts,
    Unsplit,
    Unsaid,
    TooFewRepeats,
}

const WRONGS: [Wrong; 16] = [
    Wrong::Lost,
    Wrong::Twice,
    Wrong::OneDrillShort,
    Wrong::OneDrillMore,
    Wrong::Engine,
    Wrong::Pack,
    Wrong::Files,
    Wrong::Document,
    Wrong::Plan,
    Wrong::Selection,
    Wrong::Repeat,
    Wrong::Tool,
    Wrong::Parts,
    Wrong::Unsplit,
    Wrong::Unsaid,
    Wrong::TooFewRepeats,
];

fn spoil(parts: &mut Vec<Run>, which: usize, wrong: Wrong) {
    let run = &mut parts[which];
    match wrong {
        Wrong::Lost => drop(parts.remove(which)),
        Wrong::Twice => {
            let again = Run { run: id("20261124-074519-ffff"), ..run.clone() };
            parts.push(again);
        }
        Wrong::OneDrillShort => drop(run.drills.pop()),
        Wrong::OneDrillMore => {
            let more = run.drills[0].clone();
            run.drills
                .push(crate::judge::Drill { id: ScenarioId::parse("one-more").unwrap(), ..more });
        }
        Wrong::Engine => run.engine = "simulated (seed 1)".to_owned(),
        Wrong::Pack => run.pack.push('x'),
        Wrong::Files => said(run).pack_sha256 = "9".repeat(64),
        Wrong::Document => run.document.sha256 = "9".repeat(64),
        Wrong::Plan => said(run).plan_sha256 = "9".repeat(64),
        Wrong::Selection => drop(said(run).drills.pop()),
        Wrong::Repeat => said(run).repeat = 9,
        Wrong::Tool => run.tool.push('x'),
        Wrong::Parts => run.shard = run.shard.map(|shard| Shard { of: shard.of + 1, ..shard }),
        Wrong::Unsplit => run.shard = None,
        Wrong::Unsaid => run.whole = None,
        Wrong::TooFewRepeats => run.drills[0].repeats = 0,
    }
}

/// A run of so many drills, each of another name.
fn drilled(drills: usize) -> Run {
    let mut run = run_of(&[crate::judge::fixture::scenarios::redis_stops("flask").build()]);
    let one = run.drills.remove(0);
    run.drills.extend((0..drills).map(|n| {
        let id = ScenarioId::parse(&format!("drill-{n}")).unwrap();
        crate::judge::Drill { id, ..one.clone() }
    }));
    run.summed_up()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Parts of any plan join exactly if they belong together and are complete.
    #[test]
    fn parts_join_exactly_if_they_belong_together_and_are_complete(
        drills in 2..12_usize,
        of in 2..=12_u32,
        turn in any::<prop::sample::Index>(),
        which in any::<prop::sample::Index>(),
        wrong in prop::option::of(prop::sample::select(WRONGS.to_vec())),
    ) {
        let of = of.min(u32::try_from(drills).unwrap());
        let whole = drilled(drills);
        let mut parts: Vec<Run> = (1..=of).map(|number| {
            let (from, to) = ((number as usize - 1) * drills / of as usize, number as usize * drills / of as usize);
            part(&whole, (number, of), &format!("20261124-07451{}-{number:04x}", number % 10), from..to)
        }).collect();
        if let Some(wrong) = wrong {
            let which = which.index(parts.len());
            spoil(&mut parts, which, wrong);
        }
        let turn = turn.index(parts.len());
        parts.rotate_left(turn);
        match join(parts) {
            Ok(joined) => {
                prop_assert!(wrong.is_none(), "{wrong:?} joined");
                prop_assert_eq!(joined.drills, whole.drills);
                prop_assert_eq!(joined.verdict, whole.verdict);
            }
            Err(why) => {
                prop_assert!(wrong.is_some(), "{why}");
                // A sentence that names a run, or the part that is not there.
                prop_assert!(why.to_string().contains("20261124-0745") || why.to_string().contains("is missing"), "{why}");
            }
        }
    }
}
