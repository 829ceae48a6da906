//! A run made again from its files.

use super::super::{Run, again};
use super::{all_well, much_amiss, run_of};
use crate::judge::fixture::scenarios::{all, nginx_crashes, redis_stops};
use crate::timeline::Timeline;
use crate::words::Verdict;

fn named(timelines: Vec<Timeline>) -> Vec<(String, Timeline)> {
    let name = |timeline: &Timeline| {
        format!("{}.{}.jsonl", timeline.header.scenario, timeline.header.profile)
    };
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
    let timeline =
        redis_stops("flask").fails("postgres-exporter.alive", 70, "connection refused").build();
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
    assert_eq!((again.verdict, again.is_finished()), (Verdict::Undetermined, false));
    assert_eq!(again.exit_status(&[].into()), 1, "who knows what it would have drilled besides");
    assert!(again.duration > crate::words::Span::ZERO);
}

/// What is waived after three repeats, of which the last two broke off at these times; the first
/// contradicts a claim.
fn waived_of_three(cuts: [Option<u64>; 2]) -> Vec<String> {
    let amiss = || redis_stops("flask").fails("postgres-exporter.alive", 70, "connection refused");
    let later = cuts.map(|cut| cut.map_or_else(amiss, |at| amiss().cut_at(at)).build());
    let name = |repeat: usize| format!("redis-stops.flask.{repeat}.jsonl");
    let timelines: Vec<_> =
        (1..).map(name).zip([amiss().build()].into_iter().chain(later)).collect();
    let mut run = run_of(&[amiss().build()]);
    for claim in
        run.drills[0].claims.iter_mut().filter(|claim| claim.verdict == Verdict::Contradicted)
    {
        claim.waived_until = Some("2999-12-31".to_owned());
    }
    let again = again(Some(run), &timelines).unwrap();
    again
        .claims()
        .filter(|(_, claim)| claim.waived_until.is_some())
        .map(|(_, claim)| claim.id.to_string())
        .collect()
}

#[test]
fn a_waiver_does_not_cover_repeats_that_could_not_tell() {
    assert_eq!(waived_of_three([None, None]), ["unaffected.flask"]);
    for cuts in [[Some(300), Some(300)], [None, Some(300)], [Some(300), None]] {
        assert_eq!(waived_of_three(cuts), Vec::<String>::new(), "{cuts:?}");
    }
}
