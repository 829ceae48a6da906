//! The whole product on the real stack: true documents, false ones, and every way in which a run
//! can be cut short.

use crate::common::{Folder, PackCopy, Said};
use crate::docker::{Wire, containers_that_run, on_the_engine};
use crate::runs::{
    REDIS_STATIC, RUN_LABEL, Watched, drill, not_confirmed, nothing_is_left, nothing_is_left_of,
    on_the_stack, report, runs, wrong,
};
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Duration;

// ---- documents, true and false
// -----------------------------------------------------------------------------------------

#[test]
fn the_whole_document_is_judged_claim_by_claim_with_evidence() {
    on_the_stack(|folder| {
        let args = ["run", "--profile", "flask", "--format", "json", "--control", "never"];
        let said = Said::of(&mut folder.firedrill(args));
        assert_eq!(wrong(&said.json()), Vec::<String>::new(), "{}\n{}", said.out, said.err);
        let said = said.ends(1);
        let runs = runs(folder);
        let report = report(folder, &runs[0]);
        assert_eq!(said.json(), report, "standard output and the file say the same");
        assert_eq!(report["run"].as_str(), Some(runs[0].as_str()));
        assert_eq!(
            report["drills"].as_array().unwrap().len(),
            9,
            "eight chapters, one of them in two forms"
        );

        let nginx = drill(&report, "nginx-crashes");
        for journey in ["website", "api", "dashboards"] {
            assert_eq!(nginx["impact"][journey]["observed"], "outage", "{journey}");
        }
        assert_eq!(nginx["cascade"]["observed"], serde_json::json!([]));
        let redis = drill(&report, "redis-stops");
        assert_eq!(redis["impact"]["api"]["observed"], "degraded");
        let fallen: Vec<_> = redis["cascade"]["observed"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| &one["service"])
            .collect();
        assert!(fallen.iter().any(|service| *service == "redis-exporter"), "{fallen:?}");
        for drill in report["drills"].as_array().unwrap() {
            is_judged_the_same_again(folder, &runs[0], drill);
        }
        shows_what_it_found(folder, &runs[0]);
        nothing_is_left(folder);
    });
}

/// `firedrill judge` finds the same in the timeline, and every event that a claim rests on stands
/// there.
fn is_judged_the_same_again(folder: &Folder, run: &str, drill: &Value) {
    let timeline =
        folder.path().join("reports").join(run).join(drill["timeline"].as_str().unwrap());
    let judged = folder.firedrill(["judge", timeline.to_str().unwrap(), "--format", "json"]);
    let good = drill["verdict"] == "confirmed";
    let mut again = Said::of(&mut { judged }).ends(i32::from(!good)).json();
    // Waivers stand in the pack, which the judge does not see.
    for claim in again["claims"].as_array_mut().unwrap() {
        assert_eq!(claim["waived_until"], Value::Null);
    }
    assert_eq!(&again, drill);

    let text = std::fs::read_to_string(timeline).unwrap();
    let events = text.lines().count() as u64 - 1;
    for claim in drill["claims"].as_array().unwrap() {
        let evidence: Vec<u64> =
            claim["evidence"].as_array().unwrap().iter().map(|n| n.as_u64().unwrap()).collect();
        assert!(!evidence.is_empty(), "{} has no evidence", claim["id"]);
        for n in evidence {
            assert!((1..=events).contains(&n), "{} rests on event {n} of {events}", claim["id"]);
            let line = text.lines().nth(usize::try_from(n).unwrap()).unwrap();
            assert_eq!(serde_json::from_str::<Value>(line).unwrap()["n"], n);
        }
    }
}

fn shows_what_it_found(folder: &Folder, run: &str) {
    let said =
        Said::of(&mut folder.firedrill(["show", "redis-stops", "--run", run, "--claim", "impact"]))
            .ends(0);
    assert!(
        said.out.contains("impact.api.flask") && said.out.contains("confirmed: degraded"),
        "{}",
        said.out
    );
    Said::of(&mut folder.firedrill(["show", "redis-stops", "--run", run, "--claim", "nonsense"]))
        .ends(2)
        .complains(&["'nonsense'", "impact.api.flask"]);
}

#[test]
fn the_lies_of_a_false_document_are_contradicted_and_nothing_else() {
    on_the_stack(|folder| {
        let pack = PackCopy::new(folder);
        pack.lie();

        let all = ["nginx-crashes", "postgresql-stops", "redis-stops"];
        let args = ["run", "--profile", "static", "--control", "never", "--pack", pack.path()]
            .into_iter()
            .chain(all);
        let said = Said::of(&mut folder.firedrill(args));
        let report = report(folder, &runs(folder)[0]);
        let lies = [
            "nginx-crashes recovery.static contradicted",
            "postgresql-stops impact.website.static contradicted",
            "redis-stops cascade.static contradicted",
        ];
        let (contradicted, doubts): (Vec<_>, Vec<_>) =
            wrong(&report).into_iter().partition(|found| found.ends_with(" contradicted"));
        assert_eq!(
            (contradicted, doubts),
            (lies.map(str::to_owned).to_vec(), Vec::new()),
            "{}",
            said.out
        );
        let said = said.ends(1);
        let line = format!("line {}", pack.line("Recovery: systemctl restart nginx"));
        for words in ["documented 10 ms", "documented: outage", "node-exporter stayed well", &line]
        {
            assert!(said.out.contains(words), "'{words}' is not in: {}", said.out);
        }
        assert_eq!(
            drill(&report, "redis-stops")["cascade"]["missing"],
            serde_json::json!(["node-exporter"])
        );
        let logs = folder.names(&format!("reports/{}/logs", runs(folder)[0]));
        assert_eq!(logs.len(), 3, "what went wrong has its logs kept: {logs:?}");
        nothing_is_left(folder);
    });
}

// ---- runs that are cut short
// -------------------------------------------------------------------------------------------

#[test]
fn ctrl_c_in_the_middle_of_a_drill_undoes_everything() {
    on_the_stack(|folder| {
        let mut run = Watched::start(&mut folder.firedrill(REDIS_STATIC));
        run.until("observe: ");
        run.signal("INT");
        run.end().ends(4).complains(&["interrupted", "everything was undone and taken down"]);
        nothing_is_left(folder);
        // What was seen until then is kept, and is judged as far as it goes.
        let report = report(folder, &runs(folder)[0]);
        assert_eq!(drill(&report, "redis-stops")["verdict"], "undetermined");
    });
}

#[test]
fn ctrl_c_while_the_stack_starts_undoes_everything() {
    on_the_stack(|folder| {
        // With -v every container that was started is told; a few are there by then.
        let mut run = Watched::start(folder.firedrill(REDIS_STATIC).arg("-v"));
        let runs = run.begun(folder, " started");
        run.signal("INT");
        run.end().ends(4).complains(&["interrupted; everything was undone and taken down"]);
        nothing_is_left_of(folder, &runs);
    });
}

#[test]
fn a_run_that_takes_too_long_is_undone() {
    on_the_stack(|folder| {
        let mut run = Watched::start(folder.firedrill(REDIS_STATIC).args(["--timeout", "3s"]));
        let runs = run.begun(folder, "starting stack");
        run.end().ends(4);
        nothing_is_left_of(folder, &runs);
    });
}

#[test]
fn what_a_killed_run_left_is_told_and_recovered() {
    on_the_stack(|folder| {
        let mut run = Watched::start(&mut folder.firedrill(REDIS_STATIC));
        run.until("observe: ");
        let alive = Said::of(&mut folder.firedrill(["recover"])).ends(0);
        assert!(alive.out.contains("nothing is left"), "a living run is left alone: {}", alive.out);
        run.signal("KILL");
        assert_eq!(run.end().status, None, "it was killed");
        let id = runs(folder).remove(0);
        assert!(
            !on_the_engine(&format!("{RUN_LABEL}={id}")).is_empty(),
            "nobody was there to take it down"
        );

        let doctor = Said::of(&mut folder.firedrill(["doctor"])).ends(3);
        assert!(
            doctor.out.contains(&id) && doctor.out.contains("`firedrill recover`"),
            "{}",
            doctor.out
        );
        let mut next = Watched::start(&mut folder.firedrill(REDIS_STATIC));
        next.until("`firedrill recover`");
        next.signal("INT");
        next.end().complains(&[&id]).ends(4);

        let said = Said::of(&mut folder.firedrill(["recover"])).ends(0);
        assert!(said.out.contains(&id) && said.out.contains("all is taken back"), "{}", said.out);
        assert!(
            !said.err.contains("still going on"),
            "who recovers does not take itself for the run: {}",
            said.err
        );
        nothing_is_left(folder);
        assert!(
            Said::of(&mut folder.firedrill(["recover"])).ends(0).out.contains("nothing is left")
        );
    });
}

/// Two stacks on two processors have less time than they want: that may cost a claim its verdict,
/// never a wrong one.
#[test]
#[ignore = "takes half a minute, and other tests have two stacks at once"]
fn two_runs_work_side_by_side() {
    on_the_stack(|folder| {
        let one = Watched::start(&mut folder.firedrill(REDIS_STATIC));
        let other = Watched::start(&mut folder.firedrill(REDIS_STATIC));
        let said = [one.end(), other.end()];
        let runs = runs(folder);
        assert_eq!(runs.len(), 2);
        let doubts: Vec<String> =
            runs.iter().flat_map(|run| not_confirmed(&report(folder, run))).collect();
        assert!(
            doubts.iter().all(|doubt| doubt.ends_with(" undetermined")),
            "{doubts:?}\n{}\n{}",
            said[0].out,
            said[1].out
        );
        let good = said.iter().all(|said| said.status == Some(0));
        assert!(good || !doubts.is_empty(), "{}\n{}", said[0].out, said[1].out);
        nothing_is_left(folder);
    });
}

#[test]
fn an_engine_that_goes_away_is_told_and_recovered_from_when_it_is_back() {
    on_the_stack(|folder| {
        let wire = Wire::new(folder.path().join("engine.sock"));
        let mut run =
            Watched::start(folder.firedrill(REDIS_STATIC).env("DOCKER_HOST", wire.address()));
        run.until("observe: ");
        wire.cut();
        // It tries for a minute to take the stack down, for engines that are only restarted; who
        // presses Ctrl-C three times does not wait for that.
        run.until("taking down");
        (0..3).for_each(|_| {
            run.signal("INT");
            std::thread::sleep(Duration::from_millis(100)); // signals that come at once are one
        });
        let said = run.end().ends(5);
        let said = said.complains(&[
            "the engine went away in the middle of redis-stops (static)",
            "`firedrill recover`",
        ]);
        assert_eq!(said.err.matches("could be taken down").count(), 1, "{}", said.err);
        assert!(!said.err.contains("everything was undone"), "{}", said.err);
        let id = runs(folder).remove(0);
        assert!(
            !on_the_engine(&format!("{RUN_LABEL}={id}")).is_empty(),
            "it could not be taken down"
        );

        let without = Said::of(folder.firedrill(["recover"]).env("DOCKER_HOST", wire.address()));
        without.ends(3).complains(&["next: start the engine"]);
        Said::of(&mut folder.firedrill(["recover"])).ends(0);
        nothing_is_left(folder);
    });
}

#[test]
fn an_engine_that_goes_away_and_is_back_ends_the_run_and_everything_is_undone() {
    on_the_stack(|folder| {
        let wire = Wire::new(folder.path().join("engine.sock"));
        let mut run =
            Watched::start(folder.firedrill(REDIS_STATIC).env("DOCKER_HOST", wire.address()));
        run.until("observe: ");
        wire.shake();
        run.end()
            .ends(4)
            .complains(&["the engine went away", "everything was undone and taken down"]);
        nothing_is_left(folder);
    });
}

#[test]
fn an_image_that_cannot_be_built_is_told_with_its_last_lines() {
    on_the_stack(|folder| {
        let pack = PackCopy::new(folder);
        let marker = format!("no-such-package-{}", std::process::id());
        let fails = format!("AS packages\nRUN echo 'looking for {marker}' && exit 17\n");
        pack.edit("images/Dockerfile", "FROM ${BASE}", "AS packages\n", &fails);
        let args = REDIS_STATIC.into_iter().chain(["--images", "build", "--pack", pack.path()]);
        let mut run = Watched::start(&mut folder.firedrill(args));
        let runs = run.begun(folder, "looking for images");
        run.end().ends(3).complains(&[&format!("looking for {marker}"), "17"]);
        assert_eq!(
            containers_that_run(&marker),
            Vec::<String>::new(),
            "the builder's container is gone"
        );
        nothing_is_left_of(folder, &runs);
    });
}

/// The kinds that the bundled pack has no use for, on its Redis.
#[test]
fn redis_is_stopped_in_order_looked_at_in_other_ways_and_the_document_holds() {
    on_the_stack(|folder| {
        let pack = PackCopy::new(folder);
        pack.edit("03-redis-stops.yaml", "fault:", "kill: redis", "stop: redis");
        let ping = r#"{tcp: "redis:6379", sends: "PING\r\n", expects: +PONG"#;
        pack.edit("pack.yaml", "runs: {container: redis}", "{redis: ping, at: redis:6379", ping);
        let ping = "{exec: redis-cli ping, in: redis, prints: PONG, every: 200ms";
        pack.edit("pack.yaml", "runs: {container: redis}", "{redis: write, at: redis:6379", ping);
        // A new process takes its time.
        pack.edit("pack.yaml", ping, "timeout: 250ms", "timeout: 1s");
        let args = REDIS_STATIC.into_iter().chain(["--pack", pack.path()]);
        let said = Said::of(&mut folder.firedrill(args));
        let report = report(folder, &runs(folder)[0]);
        let verdicts = drill(&report, "redis-stops")["claims"].as_array().unwrap().iter();
        let verdicts: BTreeMap<&str, &str> = verdicts
            .map(|claim| (claim["id"].as_str().unwrap(), claim["verdict"].as_str().unwrap()))
            .collect();
        let sure =
            ["cascade.static", "recovery.static"].iter().all(|id| verdicts[id] == "confirmed");
        assert!(
            sure && !verdicts.values().any(|verdict| *verdict == "contradicted"),
            "{}\n{}",
            said.out,
            said.err
        );
        nothing_is_left(folder);
    });
}
