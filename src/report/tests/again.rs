//! A run made again from its files, and several as one.

use super::super::{NotOne, Planned, Run, again, join};
use super::{all_well, much_amiss, run_of};
use crate::judge::drills::{all, nginx_crashes, redis_stops};
use crate::plan::Shard;
use crate::timeline::Timeline;
use crate::words::{ProfileName, RunId, ScenarioId, Verdict};
use proptest::prelude::*;

fn named(timelines: Vec<Timeline>) -> Vec<(String, Timeline)> {
    let name = |timeline: &Timeline| format!("{}.{}.jsonl", timeline.header.scenario, timeline.header.profile);
    timelines.into_iter().map(|timeline| (name(&timeline), timeline)).collect()
}

fn recorded() -> (Run, Vec<(String, Timeline)>) {
    let timelines = named(all().into_iter().map(|(_, record)| record.build()).collect());
    let mut run = all_well();
    for (drill, (file, _)) in run.drills.iter_mut().zip(&timelines) {
        drill.timeline = Some(file.clone());
        drill.timelines = vec![file.clone()];
    }
    (run, timelines)
}

#[test]
fn a_run_made_again_from_its_files_is_the_run() {
    let (run, mut timelines) = recorded();
    assert_eq!(again(Some(run.clone()), &timelines), Some(run.clone()));
    // In whatever order the files lie.
    timelines.reverse();
    assert_eq!(again(Some(run.clone()), &timelines), Some(run.clone()));
    // What has no timeline any more stays as it was found.
    assert_eq!(again(Some(run.clone()), &[]), Some(run));
    assert_eq!(again(None, &[]), None);
}

#[test]
fn what_was_waived_on_the_day_of_the_run_stays_waived() {
    let run = {
        let mut run = much_amiss();
        run.drills.truncate(4);
        run.summed_up()
    };
    let timeline = redis_stops("flask").fails("postgres-exporter.alive", 70, "connection refused").build();
    let again = again(Some(run.clone()), &named(vec![timeline])).unwrap();
    let waived = |run: &Run| run.claims().filter(|(_, claim)| claim.waived_until.is_some()).count();
    assert_eq!((waived(&again), again.verdict), (waived(&run), run.verdict));
    assert_eq!(waived(&again), 1);
}

#[test]
fn a_killed_run_is_reported_from_its_timelines_as_far_as_they_go() {
    let (run, mut timelines) = recorded();
    timelines.truncate(2);
    timelines[1].1 = Timeline { cut_off: true, ..nginx_crashes("flask").cut_at(2_500).build() };
    timelines[1].0 = "nginx-crashes.flask.jsonl".to_owned();
    let again = again(None, &timelines).unwrap();
    assert_eq!((&again.run, &again.pack, &again.document), (&run.run, &run.pack, &run.document));
    assert_eq!(again.drills.len(), 2);
    assert_eq!(again.verdict, Verdict::Undetermined);
    assert!(again.duration > crate::words::Span::ZERO);
}

fn part(number: u32, of: u32, run: &str, drills: &[usize]) -> Run {
    let whole = all_well();
    let mut part = Run { run: RunId::parse(run).unwrap(), shard: Some(Shard { number, of }), ..whole.clone() };
    part.drills = drills.iter().map(|index| whole.drills[*index].clone()).collect();
    part.summed_up()
}

fn parts() -> Vec<Run> {
    vec![
        part(2, 3, "20261124-074513-bbbb", &[2, 3]),
        part(3, 3, "20261124-074511-cccc", &[4, 5]),
        part(1, 3, "20261124-074512-aaaa", &[0, 1]),
    ]
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
}

#[test]
fn a_part_that_is_missing_is_no_green_run() {
    let mut some = parts();
    some.remove(1);
    assert_eq!(join(some).unwrap_err().to_string(), "part 3 is missing: the runs are of one that was split into 3");
    assert_eq!(join(Vec::new()), Err(NotOne::Nothing));
    let mut aborted = parts();
    aborted[0]
        .not_drilled
        .push(Planned { id: ScenarioId::parse("redis-stops").unwrap(), profile: ProfileName::parse("flask").unwrap() });
    assert_eq!(join(aborted).unwrap().verdict, Verdict::Undetermined);
}

#[test]
fn what_is_no_part_of_the_same_run_is_refused() {
    let differ = |change: fn(&mut Run)| {
        let mut parts = parts();
        change(&mut parts[0]);
        join(parts).unwrap_err().to_string()
    };
    assert!(differ(|run| run.document.sha256 = "1".repeat(64)).ends_with("they differ in their documents"));
    assert!(differ(|run| run.pack = "other".to_owned()).ends_with("they differ in their packs"));
    assert!(differ(|run| run.shard = None).ends_with("they differ in the number of their parts"));
    assert!(differ(|run| run.drills = all_well().drills).contains("was drilled in run"));
    let [one, other] = ["20261124-074512-aaaa", "20261124-074513-bbbb"]
        .map(|id| Run { run: RunId::parse(id).unwrap(), ..run_of(&[redis_stops("flask").build()]) });
    assert!(join(vec![one, other]).unwrap_err().to_string().starts_with("redis-stops (flask) was drilled in run"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn however_a_run_is_split_its_parts_are_the_run(of in 1..=6_u32, seed in any::<u64>()) {
        let whole = all_well();
        let n = whole.drills.len();
        let mut parts: Vec<Run> = (1..=of).map(|number| {
            let (from, to) = ((number as usize - 1) * n / of as usize, number as usize * n / of as usize);
            part(number, of, &format!("20261124-07451{number}-{number:04x}"), &(from..to).collect::<Vec<_>>())
        }).collect();
        parts.rotate_left(usize::try_from(seed % u64::from(of)).unwrap());
        let joined = join(parts).unwrap();
        prop_assert_eq!(joined.drills, whole.drills);
        prop_assert_eq!(joined.verdict, whole.verdict);
    }
}
