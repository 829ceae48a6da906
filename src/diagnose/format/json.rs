//! As JSON.

use crate::diagnose::{Cure, Diagnosis, Done, Led};
use crate::pack::claim::{End, Leaf, Taken};
use crate::words::Span;
use serde_json::{Value, json as value};

/// A diagnosis as one JSON document.
pub fn json(diagnosis: &Diagnosis<'_>) -> Value {
    value!({
        "place": diagnosis.place,
        "profile": diagnosis.profile,
        "probes": diagnosis.probes,
        "unwell": diagnosis.unwell,
        "trees": diagnosis.trees.iter().map(tree).collect::<Vec<_>>(),
        "cure": diagnosis.cure.as_ref().map(cure),
        "good": diagnosis.is_good(),
    })
}

fn tree(led: &Led<'_>) -> Value {
    let step = |taken: &Taken<'_>| {
        value!({
            "number": taken.question.number,
            "question": taken.question.words,
            "line": taken.question.line,
            "answer": taken.answered.reply,
            "seen": taken.answered.seen,
        })
    };
    value!({
        "title": led.title,
        "path": led.walked.path.iter().map(step).collect::<Vec<_>>(),
        "end": end(&led.walked.end),
        "cause_found": led.cause().is_some(),
    })
}

fn end(end: &End<'_>) -> Value {
    match end {
        End::Leaf(Leaf { words, line, commands, open }) => value!({
            "at": "leaf", "words": words, "line": line, "commands": commands, "why_none": open,
        }),
        End::Open { question, why } => {
            value!({ "at": "unanswered", "number": question.number, "why": why })
        }
        End::Circle(question) => value!({ "at": "circle", "number": question.number }),
        End::Nowhere { goto } => value!({ "at": "nowhere", "number": goto }),
    }
}

fn cure(cure: &Cure) -> Value {
    let done = |done: &Done| {
        let Done { line, exit, output } = done;
        value!({ "command": line, "exit": exit, "output": output })
    };
    value!({
        "tree": cure.title,
        "commands": cure.commands.iter().map(done).collect::<Vec<_>>(),
        "cured": cure.well_after.is_some(),
        "well_after_ms": cure.well_after.map(Span::as_millis),
        "unwell": cure.unwell,
    })
}
