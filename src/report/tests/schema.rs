//! Reports are as their published schema says, field by field.

use super::super::{Drift, Planned, Run, json};
use super::{all_well, much_amiss, run_of};
use crate::judge::{EffectFound, LostPrecision, Probing, Spread};
use crate::plan::{Shard, Whole};
use crate::words::{Measured, Span};
use serde_json::Value;

/// The schema with every object closed: what a report has and the schema does not tell of is an
/// error here, so that no field is added without a word on it.
fn closed() -> Value {
    fn close(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                fields.values_mut().for_each(close);
                let lists = fields.get("properties").is_some_and(Value::is_object);
                if lists && fields.get("type").and_then(Value::as_str) == Some("object") {
                    fields.entry("additionalProperties").or_insert(Value::Bool(false));
                }
            }
            Value::Array(items) => items.iter_mut().for_each(close),
            _ => {}
        }
    }
    let mut schema = json::schema();
    close(&mut schema);
    schema
}

fn check(run: &Run) {
    let validator = jsonschema::validator_for(&closed()).unwrap();
    let value: Value = serde_json::from_str(&json::write(run)).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn every_report_is_as_the_schema_says() {
    for run in [all_well(), much_amiss(), run_of(&[])] {
        check(&run);
    }
}

#[test]
fn so_is_one_with_all_that_is_seldom_there() {
    let mut run = much_amiss();
    run.shard = Some(Shard { number: 1, of: 4 });
    let drills =
        vec![Planned { id: run.drills[0].id.clone(), profile: run.drills[0].profile.clone() }];
    run.whole =
        Some(Whole { pack_sha256: "a".repeat(64), plan_sha256: "b".repeat(64), repeat: 3, drills });
    run.drift.push(Drift {
        scenario: None,
        claim: None,
        line: 1,
        was: "words".to_owned(),
        is: String::new(),
    });
    let drill = &mut run.drills[0];
    let after = Some(Measured { value: Span::millis(7), uncertainty: Span::millis(1) });
    drill.lost_precision =
        Some(LostPrecision { samples: 3, worst: Span::millis(70), unheard: Span::secs(5) });
    drill.recovery.spread = Some(Spread { least: Span::millis(7), most: Span::millis(9) });
    drill.recovery.proposed = Some(Span::millis(1_500));
    drill.probing = Some(Probing { own: 0.07, machine: 0.5 });
    drill.effects.push(EffectFound {
        what: "logs".to_owned(),
        text: "nothing was written".to_owned(),
        documented: false,
        after,
        evidence: vec![7],
    });
    drill.timelines = vec!["a.jsonl".to_owned(), "a.2.jsonl".to_owned()];
    drill.timeline = drill.timelines.first().cloned();
    run.not_drilled
        .push(Planned { id: run.drills[0].id.clone(), profile: run.drills[0].profile.clone() });
    check(&run);
}

#[test]
fn a_field_that_the_schema_does_not_tell_of_is_noticed() {
    let validator = jsonschema::validator_for(&closed()).unwrap();
    let mut value = serde_json::to_value(all_well()).unwrap();
    value["drills"][0]["claims"][0]["mood"] = "fine".into();
    assert!(!validator.is_valid(&value));
}

/// What the first release wrote: no effects, no budget, no probing, no repeats' timelines, no
/// account of the run's time.
#[test]
fn an_older_report_is_read_with_what_it_lacks_left_empty() {
    let run = much_amiss();
    let mut value = serde_json::to_value(&run).unwrap();
    value.as_object_mut().unwrap().remove("spent");
    for drill in value["drills"].as_array_mut().unwrap() {
        let drill = drill.as_object_mut().unwrap();
        for field in ["effects", "budget", "probing", "timelines"] {
            drill.remove(field);
        }
        for claim in drill["claims"].as_array_mut().unwrap() {
            claim.as_object_mut().unwrap().remove("repeat");
        }
    }
    let read = json::read(&value.to_string()).unwrap();
    let verdicts = |run: &Run| run.claims().map(|(_, claim)| claim.verdict).collect::<Vec<_>>();
    assert_eq!(verdicts(&read), verdicts(&run));
    assert!(read.drills.iter().all(|drill| drill.effects.is_empty() && drill.probing.is_none()));
}
