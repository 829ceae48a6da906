//! A Compose project that is somebody else's: drilled within what was shown, put back, and
//! otherwise as it was.
//!
//! The projects are small ones of busybox, made with Compose's labels and looked at without
//! firedrill's help.

mod shop;

use crate::common::{Folder, Said};
use crate::runs::{self, Watched};
use serde_json::Value;
use shop::{Shop, with_a_shop};
use std::io::Write as _;
use std::process::{Command, Stdio};

const PACK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/corner-shop");

/// A run on a shop's project.
fn run<'a>(folder: &Folder, shop: &'a Shop, more: impl IntoIterator<Item = &'a str>) -> Command {
    let args = ["run", "--pack", PACK, "--project", shop.name.as_str()];
    folder.firedrill(args.into_iter().chain(more))
}

fn report(folder: &Folder) -> Value {
    runs::report(folder, &runs::runs(folder).pop().expect("a report"))
}

/// Every claim of a drill: its id, its verdict and why.
fn claims(report: &Value, id: &str) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let claims = runs::drill(report, id)["claims"].as_array().unwrap();
    claims
        .iter()
        .map(|claim| (text(&claim["id"]), text(&claim["verdict"]), text(&claim["reason"])))
        .collect()
}

#[track_caller]
fn no_journal_is_left(folder: &Folder) {
    assert_eq!(folder.names("state/firedrill"), Vec::<String>::new());
}

/// What is done to whom, and what puts it back.
#[track_caller]
fn all_is_shown(shown: &str, shop: &str) {
    let store = format!("{shop}_store_1");
    for words in [
        "4 containers, drilled by pack corner-shop",
        &format!("kills (SIGKILL) {store}; put back by docker start"),
        &format!("freezes {store}; put back by docker unpause"),
        &format!("recovers by docker restart shop_store (shop_store is {store})"),
        &format!("never touched: {shop}_sweeper_1, which the pack does not know"),
        "nothing is removed",
        "8080→127.0.0.1:",
    ] {
        assert!(shown.contains(words), "'{words}' is not in: {shown}");
    }
}

#[test]
fn a_project_is_drilled_and_everything_in_it_and_beside_it_is_as_it_was() {
    with_a_shop(|folder, shop| {
        let before = shop.all();
        // Not all of the document can be tested in somebody else's project.
        let said = Said::of(&mut run(folder, shop, ["--yes"])).ends(1);
        // What is shown stands before all that was done.
        let store = format!("{}_store_1", shop.name);
        let (shown, done) = said.err.split_once("waiting until project").unwrap();
        all_is_shown(shown, &shop.name);
        assert!(done.contains("store-stops") && !shown.contains("steady state"), "{done}");

        let report = report(folder);
        assert!(
            report["engine"].as_str().unwrap().ends_with(&format!(", project {}", shop.name)),
            "{}",
            report["engine"]
        );
        for drill in ["store-stops", "store-hangs"] {
            let wrong: Vec<_> = claims(&report, drill)
                .into_iter()
                .filter(|(_, verdict, _)| verdict != "confirmed")
                .collect();
            assert!(wrong.is_empty(), "{drill}: {wrong:?}");
        }
        what_cannot_be_done_here_is_undetermined(&report);
        assert_eq!(report["images"].as_array().unwrap().len(), 3);

        let after = shop.all();
        let ids = |all: &[shop::Seen]| {
            all.iter().map(|one| (one.name.clone(), one.id.clone())).collect::<Vec<_>>()
        };
        assert_eq!(
            ids(&before),
            ids(&after),
            "no container is another one, and none is more or less"
        );
        for (before, after) in before.iter().zip(&after) {
            let broken = before.name == store || before.name.ends_with("_clock_1");
            assert_eq!(
                before.started_at != after.started_at,
                broken,
                "{} was started again",
                before.name
            );
            assert_eq!(
                (before.status.as_str(), after.status.as_str()),
                ("running", "running"),
                "{}",
                before.name
            );
        }
        no_journal_is_left(folder);
        let status = Said::of(&mut folder.firedrill(["status"])).ends(0);
        assert!(!status.out.contains(&shop.name), "{}", status.out);
        let doctor = Said::of(&mut folder.firedrill(["doctor", "--pack", PACK]));
        assert!(!doctor.out.contains(&shop.name), "{}", doctor.out);
    });
}

fn what_cannot_be_done_here_is_undetermined(report: &Value) {
    for (id, verdict, reason) in claims(report, "stock-is-lost") {
        let told = verdict == "undetermined" && reason.contains("a command of the pack's own");
        assert!(told, "{id}: {verdict}: {reason}");
    }
    let clock = claims(report, "clock-stops");
    let of = |id: &str| clock.iter().find(|claim| claim.0 == id).unwrap();
    assert_eq!(of("cascade.shop").1, "confirmed", "{clock:?}");
    let (_, verdict, reason) = of("recovery.shop");
    assert_eq!(verdict, "undetermined");
    assert!(
        reason.contains("'systemctl restart clock' cannot be run here: only docker"),
        "{reason}"
    );
    assert_eq!(report["stand_ins"][0]["what"], "the server's shell");
}

#[test]
fn what_a_killed_run_broke_is_put_back_by_recover() {
    with_a_shop(|folder, shop| {
        let before = shop.all();
        for (drill, broken) in [("store-stops", "exited"), ("store-hangs", "paused")] {
            let mut run = Watched::start(&mut run(folder, shop, ["--yes", drill]));
            run.until("observe: ");
            run.signal("KILL");
            run.end();
            assert_eq!(shop.seen("store").status, broken, "nobody was there to put it back");
            let said = Said::of(&mut folder.firedrill(["recover"])).ends(0);
            assert!(
                said.out.contains("all is taken back; 1 fault was undone, 0 containers"),
                "{}",
                said.out
            );
            assert_eq!(shop.seen("store").status, "running");
            no_journal_is_left(folder);
        }
        let untouched = |all: Vec<shop::Seen>| {
            all.into_iter().filter(|one| !one.name.ends_with("_store_1")).collect::<Vec<_>>()
        };
        assert_eq!(
            before.iter().map(|one| &one.id).collect::<Vec<_>>(),
            shop.all().iter().map(|one| &one.id).collect::<Vec<_>>()
        );
        assert_eq!(untouched(before), untouched(shop.all()));
    });
}

/// Nor is it asked where nobody can answer, and whoever only presses Enter has said no.
fn without_a_yes_nothing_is_touched(folder: &Folder, shop: &Shop) {
    let before = shop.all();
    let said = Said::of(run(folder, shop, ["store-stops"]).stdin(Stdio::null())).ends(2);
    said.complains(&[
        "kills (SIGKILL)",
        "there is no terminal to ask on",
        "nothing was touched",
        "--yes",
    ]);
    // On a terminal it is asked; who only presses Enter has said no.
    let program = run(folder, shop, ["store-stops"]);
    let words: Vec<String> = std::iter::once(program.get_program())
        .chain(program.get_args())
        .map(|word| format!("'{}'", word.to_str().unwrap()))
        .collect();
    let mut script = Command::new("script");
    script.args(["-qec", &words.join(" "), "/dev/null"]).current_dir(folder.path());
    script.env("XDG_STATE_HOME", folder.at("state")).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = script.spawn().expect("the tests need script, of Debian's bsdutils");
    child.stdin.take().unwrap().write_all(b"\n").unwrap();
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        text.contains("[y/N]") && text.contains("was not drilled; nothing was touched"),
        "{text}"
    );
    assert_eq!(output.status.code(), Some(4), "{text}");
    assert_eq!(before, shop.all());
    assert_eq!((folder.names("reports"), folder.names("state")), (Vec::new(), Vec::new()));
}

#[test]
fn what_is_not_agreed_to_or_not_understood_is_said_before_anything_is_broken() {
    with_a_shop(|folder, shop| {
        without_a_yes_nothing_is_touched(folder, shop);
        let before = shop.all();
        let refused =
            |args: &[&str], status: i32, says: &[&str]| {
                let args = args.iter().copied();
                Said::of(&mut folder.firedrill(
                    ["run", "--pack", PACK, "--yes", "--project"].into_iter().chain(args),
                ))
                .ends(status)
                .complains(says);
            };
        let name = shop.name.as_str();
        refused(&["no-such-shop"], 2, &["no container of a Compose project 'no-such-shop'", name]);
        refused(&["Shop;reboot"], 2, &["'Shop;reboot' is not the name of a Compose project"]);
        refused(
            &[name, "stock-is-lost"],
            2,
            &["it takes a command of the pack's own", "nothing was touched"],
        );
        refused(&[name, "--keep"], 2, &["--project", "--keep"]);
        assert_eq!(before, shop.all());

        let second = shop.container("store", 2, &[]);
        refused(&[name], 2, &["store has 2 containers", "the document speaks of one", "--scale"]);
        shop.remove(&second);
        let store = shop.seen("clock").id;
        shop.stop(&store);
        refused(&[name], 3, &["is not well, so nothing was broken", "_clock_1 is exited"]);
        shop.remove(&store);
        refused(&[name], 2, &["no container for these services of the pack: clock"]);
        assert_eq!(
            shop.seen("store"),
            *before.iter().find(|one| one.name.ends_with("_store_1")).unwrap()
        );
        assert_eq!((folder.names("reports"), folder.names("state")), (Vec::new(), Vec::new()));
    });
}

#[test]
fn a_project_that_does_not_become_well_again_ends_the_run_and_is_told() {
    with_a_shop(|folder, shop| {
        // Its clock runs once and never again.
        let old = shop.seen("clock").id;
        shop.remove(&old);
        shop.container("clock", 1, &["test -e /once && exec sleep 600; touch /once"]);
        let said = Said::of(&mut run(folder, shop, ["--yes", "clock-stops", "store-stops"]));
        let said = said.ends(5);
        let said = said.complains(&[
            "was put back, and was not seen to be well again: clock.alive",
            "firedrill recover",
        ]);
        assert!(!said.err.contains("nothing was removed\n  next"), "{}", said.err);
        let drills = report(folder)["drills"].as_array().unwrap().len();
        assert_eq!(drills, 1, "the store was not broken as well");
        assert_eq!(shop.seen("clock").status, "running", "it was put back all the same");
        let said = Said::of(&mut folder.firedrill(["recover"])).ends(0);
        assert!(said.out.contains("all is taken back"), "{}", said.out);
        no_journal_is_left(folder);
    });
}
