use super::{check, fact, tell};
use crate::reading::model::{Meaning, Topic};
use crate::reading::sections::Section;
use crate::reading::words::Words;

#[test]
fn every_usual_spelling_of_a_time_is_read() {
    check(
        Topic::RecoveryTime,
        &[
            ("30 seconds", "@30 s"),
            ("15s", "@15 s"),
            ("~2 min", "@~2 min 0 s"),
            ("~ 2 min", "@~2 min 0 s"),
            ("< 1 minute", "@60 s"),
            ("<1m", "@60 s"),
            ("15-30 minutes", "@30 min 0 s"),
            ("~5-10 minutes", "@~10 min 0 s"),
            ("15–30 min", "@30 min 0 s"),
            ("5 to 10 minutes", "@10 min 0 s"),
            ("1h30", "@90 min 0 s"),
            ("1m30s", "@90 s"),
            ("1 minute 30 seconds", "@90 s"),
            ("2 hrs", "@120 min 0 s"),
            ("1,500 milliseconds", "@1.5 s"),
            ("within 5 minutes", "@5 min 0 s"),
            ("Under 5 minutes", "@5 min 0 s"),
            ("about an hour", "@~60 min 0 s"),
            ("approximately 10 minutes", "@~10 min 0 s"),
            ("half an hour", "@30 min 0 s"),
            ("a couple of minutes", "@2 min 0 s"),
            ("ninety seconds", "@90 s"),
            ("4 hours (business days)", "@240 min 0 s"),
            ("5 minutes (automatic)", "@5 min 0 s"),
            ("Immediate", "@~1 s"),
            ("immediately", "@~1 s"),
            ("within seconds", "@~60 s"),
            ("a few seconds", "@~60 s"),
            ("Seconds", "@~60 s"),
            ("few minutes", "@~60 min 0 s"),
            ("30s (automatic), 5 min (manual)", "@5 min 0 s ?"),
            ("Typically 5 minutes", "@~5 min 0 s"),
            ("**15 min**", "@15 min 0 s"),
            ("N/A", "untestable"),
            ("None", "nothing"),
        ],
    );
}

#[test]
fn what_is_no_length_of_time_is_not_taken() {
    check(
        Topic::RecoveryTime,
        &[
            ("", "untestable"),
            ("TBD", "untestable"),
            ("[X minutes]", "untestable"),
            ("____", "untestable"),
            ("as soon as possible", "untestable"),
            ("depends", "untestable"),
            ("more than 1 hour", "untestable"),
            ("at least 10 minutes", "untestable"),
            ("1+ hours", "untestable"),
            ("Automatic", "untestable"),
            ("every 5 minutes", "untestable"),
            ("not immediate", "untestable"),
            ("24/7", "untestable"),
            ("99.9%", "untestable"),
        ],
    );
}

#[test]
fn what_is_lost_is_a_time_or_nothing() {
    check(
        Topic::DataLoss,
        &[
            ("None", "nothing"),
            ("Zero", "nothing"),
            ("0", "nothing"),
            ("0 minutes", "nothing"),
            ("No data loss", "nothing"),
            ("None (stateless)", "nothing"),
            ("N/A (settings only)", "untestable"),
            ("Zero - synchronous replication", "nothing"),
            ("N/A", "untestable"),
            ("Up to 5 minutes of writes", "@5 min 0 s"),
            ("24 hours (last daily backup)", "@24 h"),
            ("1h", "@60 min 0 s"),
            ("≤ 15 min", "@15 min 0 s"),
            ("up to 24h", "@24 h"),
            ("None expected, up to 1s of writes", "@1 s ?"),
            ("In-flight requests", "untestable"),
            ("Since the last backup", "untestable"),
            ("Minimal", "untestable"),
            ("Possible", "untestable"),
        ],
    );
}

#[test]
fn a_time_keeps_its_words_and_its_place() {
    let mut fact = fact(Topic::RecoveryTime, "back in **~2 min** or so");
    super::meaning(&Section::of(Vec::new(), 0), &mut fact);
    let Meaning::Time(time) = &fact.means else { panic!("{}", tell(&fact)) };
    assert_eq!((time.words.text.as_str(), time.words.place.column), ("~2 min", 11));
}

#[test]
fn a_time_may_stand_in_the_key() {
    let mut fact = fact(Topic::RecoveryTime, "");
    fact.key = Words::plain("RTO (15 minutes)", 3, 1);
    super::meaning(&Section::of(Vec::new(), 0), &mut fact);
    assert_eq!(tell(&fact), "@15 min 0 s");
}

#[test]
fn what_makes_no_claim_is_a_remark() {
    for topic in [Topic::Failure, Topic::Likelihood, Topic::Prevention, Topic::Other] {
        check(topic, &[("High, about 5 minutes: `docker restart x`", "remark"), ("", "remark")]);
    }
}
