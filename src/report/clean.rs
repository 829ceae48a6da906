//! Text that comes from outside (quotes, symptoms, what commands printed) must not steer a
//! terminal: the one place where it is made harmless.

use super::Run;
use super::run::{Drift, NotTested, Waiver};
use crate::judge::{
    BootFound, BootedFound, CascadeFound, DetectionFound, Drill, EffectFound, Fallen, Judged,
    PredictionFound, RecoveryFound, Source,
};
use crate::plan::Whole;
use crate::timeline::{DocumentInfo, ImageInfo, StandIn};

/// Without control characters, and without those that change the direction of what follows; line
/// ends and tabs become spaces.
pub fn text(text: &str) -> String {
    text.chars().filter_map(harmless).collect()
}

/// The same for a text of several lines, which stay lines.
pub fn lines(text_: &str) -> String {
    text_.lines().map(text).collect::<Vec<_>>().join("\n")
}

/// What becomes of one character.
pub(super) fn harmless(c: char) -> Option<char> {
    let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    match c {
        '\n' | '\t' | '\r' | '\u{2028}' | '\u{2029}' => Some(' '),
        c if c.is_control() || turns(c) => None,
        c => Some(c),
    }
}

fn option(text_: Option<&String>) -> Option<String> {
    text_.map(|outside| text(outside))
}

// Below, every field is named, so that a new one cannot be forgotten: the compiler asks.

/// A run whose every text is harmless.
pub(super) fn run(from: &Run) -> Run {
    let Run { schema_version, tool, run, started_at, duration, pack, document, engine, .. } = from;
    let Run { images, stand_ins, spent, verdict, drift, drills, shard, not_drilled, .. } = from;
    let Run { waivers, not_tested, report_dir, whole, .. } = from;
    let image = |ImageInfo { service, digest, origin }: &ImageInfo| ImageInfo {
        service: text(service),
        digest: text(digest),
        origin: text(origin),
    };
    let stand_in = |StandIn { what, why }: &StandIn| StandIn { what: text(what), why: text(why) };
    let drifted = |Drift { scenario, claim, line, was, is }: &Drift| Drift {
        scenario: scenario.clone(),
        claim: claim.clone(),
        line: *line,
        was: text(was),
        is: text(is),
    };
    let waiver = |Waiver { scenario, claim, reason, owner, until }: &Waiver| Waiver {
        scenario: scenario.clone(),
        claim: text(claim),
        reason: text(reason),
        owner: text(owner),
        until: text(until),
    };
    let untested = |NotTested { scenario, line, quote, reason }: &NotTested| NotTested {
        scenario: scenario.clone(),
        line: *line,
        quote: text(quote),
        reason: text(reason),
    };
    let DocumentInfo { path, sha256 } = document;
    Run {
        schema_version: *schema_version,
        tool: text(tool),
        run: run.clone(),
        started_at: text(started_at),
        duration: *duration,
        pack: text(pack),
        document: DocumentInfo { path: text(path), sha256: text(sha256) },
        engine: text(engine),
        images: images.iter().map(image).collect(),
        stand_ins: stand_ins.iter().map(stand_in).collect(),
        spent: *spent,
        verdict: *verdict,
        drift: drift.iter().map(drifted).collect(),
        drills: drills.iter().map(drill).collect(),
        shard: *shard,
        whole: whole.as_ref().map(self::whole),
        not_drilled: not_drilled.clone(),
        waivers: waivers.iter().map(waiver).collect(),
        not_tested: not_tested.iter().map(untested).collect(),
        report_dir: option(report_dir.as_ref()),
    }
}

fn whole(from: &Whole) -> Whole {
    let Whole { pack_sha256, plan_sha256, repeat, drills } = from;
    Whole {
        pack_sha256: text(pack_sha256),
        plan_sha256: text(plan_sha256),
        repeat: *repeat,
        drills: drills.clone(),
    }
}

/// A drill whose every text is harmless.
pub(super) fn drill(from: &Drill) -> Drill {
    let Drill { id, title, profile, verdict, source, repeats, injected, lost_precision, .. } = from;
    let Drill {
        impact,
        cascade,
        detection,
        recovery,
        predictions,
        effects,
        budget,
        probing,
        claims,
        timeline,
        timelines,
        ..
    } = from;
    let Source { document, line } = source;
    Drill {
        id: id.clone(),
        title: text(title),
        profile: profile.clone(),
        verdict: *verdict,
        source: Source { document: text(document), line: *line },
        repeats: *repeats,
        injected: *injected,
        lost_precision: *lost_precision,
        impact: impact.clone(),
        cascade: self::cascade(cascade),
        detection: detection.iter().map(self::detection).collect(),
        recovery: self::recovery(recovery),
        boot: from.boot.as_ref().map(boot),
        predictions: predictions.iter().map(prediction).collect(),
        effects: effects.iter().map(effect).collect(),
        thresholds: from.thresholds,
        budget: *budget,
        probing: *probing,
        claims: claims.iter().map(claim).collect(),
        timeline: option(timeline.as_ref()),
        timelines: timelines.iter().map(|name| text(name)).collect(),
    }
}

fn cascade(from: &CascadeFound) -> CascadeFound {
    let CascadeFound { expected, observed, missing, undocumented, unobservable, order_verdict } =
        from;
    let fallen = |Fallen { service, symptom, falls, after }: &Fallen| Fallen {
        falls: *falls,
        service: service.clone(),
        symptom: text(symptom),
        after: *after,
    };
    CascadeFound {
        expected: expected.clone(),
        observed: observed.iter().map(fallen).collect(),
        missing: missing.clone(),
        undocumented: undocumented.clone(),
        unobservable: unobservable.clone(),
        order_verdict: *order_verdict,
    }
}

fn detection(from: &DetectionFound) -> DetectionFound {
    let DetectionFound { detector, kind, expected, detected, after, settings } = from;
    DetectionFound {
        detector: detector.clone(),
        kind: *kind,
        expected: *expected,
        detected: *detected,
        after: *after,
        settings: text(settings),
    }
}

fn prediction(from: &PredictionFound) -> PredictionFound {
    let PredictionFound { subject, documented, predicted, by, observed, agreement, explanation } =
        from;
    PredictionFound {
        subject: subject.clone(),
        documented: *documented,
        predicted: *predicted,
        by: option(by.as_ref()),
        observed: *observed,
        agreement: *agreement,
        explanation: option(explanation.as_ref()),
    }
}

fn effect(from: &EffectFound) -> EffectFound {
    let EffectFound { what, text: told, documented, after, evidence } = from;
    EffectFound {
        what: text(what),
        text: text(told),
        documented: *documented,
        after: *after,
        evidence: evidence.clone(),
    }
}

fn recovery(from: &RecoveryFound) -> RecoveryFound {
    let RecoveryFound { commands, documented, observed, spread, proposed, .. } = from;
    let RecoveryFound {
        by_service,
        by_journey,
        outage,
        alerts_cleared,
        not_recovered_because,
        stayed,
        control,
        ..
    } = from;
    RecoveryFound {
        commands: commands.iter().map(|command| text(command)).collect(),
        documented: *documented,
        observed: *observed,
        spread: *spread,
        proposed: *proposed,
        by_service: by_service.clone(),
        by_journey: by_journey.clone(),
        outage: *outage,
        alerts_cleared: *alerts_cleared,
        not_recovered_because: option(not_recovered_because.as_ref()),
        stayed: *stayed,
        control: control.clone(),
    }
}

fn boot(from: &BootFound) -> BootFound {
    let BootFound { took, services, critical_path } = from;
    let one =
        |one: &BootedFound| BootedFound { refused: option(one.refused.as_ref()), ..one.clone() };
    BootFound {
        took: *took,
        services: services.iter().map(one).collect(),
        critical_path: critical_path.clone(),
    }
}

fn claim(from: &Judged) -> Judged {
    let Judged { id, text: quote, line, verdict, reason, agreed, repeat, waived_until, evidence } =
        from;
    Judged {
        id: id.clone(),
        text: text(quote),
        line: *line,
        verdict: *verdict,
        reason: text(reason),
        agreed: *agreed,
        repeat: *repeat,
        waived_until: option(waived_until.as_ref()),
        evidence: evidence.clone(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    #[test]
    fn escapes_and_changes_of_direction_are_taken_out_and_lines_joined() {
        assert_eq!(
            super::text("\u{1b}[31mred\u{7}\u{9b}2J\u{202e}\nnext\tone 🔴"),
            "[31mred2J next one 🔴"
        );
    }

    proptest! {
        #[test]
        fn no_text_steers_a_terminal(outside in any::<String>()) {
            prop_assert!(!super::text(&outside).chars().any(char::is_control));
        }
    }
}
