//! SIGKILL at random moments of real drills of all kinds, each followed by `firedrill recover`:
//! nothing of firedrill's is left on the engine, among the processes, at a port or in a file, and
//! nothing of anybody else's was touched.
//!
//! Twice in the ordinary tests; the long form is
//!
//! ```text
//! FIREDRILL_KILLS=200 cargo test --test live sigkill -- --nocapture
//! ```
//!
//! Each kill prints its seed; `FIREDRILL_SEED=<seed> FIREDRILL_KILLS=1` makes the same choices
//! again. Two are at work side by side, or `FIREDRILL_KILLS_AT_ONCE`: who is only killed needs no
//! quiet machine.

use crate::common::{Folder, PackCopy, Said};
use crate::docker::{containers_that_run, on_the_engine};
use crate::leftovers::{
    Strangers, files_outside, on_the_whole_engine, open_ports, ports_of, processes_of,
};
use crate::runs::{self, RUN_LABEL, Watched, on_the_stack};
use crate::throwaway;
use rand::{RngExt as _, SeedableRng as _, rngs::ChaCha8Rng};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The drills of the bundled pack, each in both profiles.
const SCENARIOS: [&str; 10] = [
    "nginx-crashes",
    "postgresql-stops",
    "redis-stops",
    "certificate-expires",
    "disk-full",
    "pgbouncer-crashes",
    "monitoring-down",
    "dns-fails.silent",
    "dns-fails.wrong-address",
    "monitoring-addresses-swap",
];

/// What a run says when it comes so far, and within how many milliseconds after that it is killed.
/// A drill that does not come so far is killed at its end, or has just ended.
const MOMENTS: [(&str, u64); 10] = [
    ("looking for images", 400),
    ("starting stack", 4_000),
    ("waiting until all is well", 5_000),
    ("  steady state: ", 1_500),
    ("  approach: ", 4_000),
    ("  inject: ", 200),
    ("  observe: ", 4_000),
    ("  recover: ", 3_000),
    ("  settle: ", 500),
    ("taking down stack", 1_500),
];

/// One kill, all of which follows from its seed.
struct Kill {
    seed: u64,
    args: Vec<String>,
    /// Builds its images, from a pack that nothing was built of yet.
    builds: bool,
    moment: &'static str,
    after: Duration,
    /// So long after its start `recover` is killed, once or twice, before it may do its work.
    recovers: Vec<Duration>,
}

impl Kill {
    fn new(seed: u64) -> Self {
        let mut chance = ChaCha8Rng::seed_from_u64(seed);
        let mut pick = |below: u64| chance.random_range(0..below);
        let scenario = |number: u64| SCENARIOS[usize::try_from(number).unwrap()].to_owned();
        let profile = ["static", "flask"][usize::try_from(pick(2)).unwrap()];
        let kind = pick(20);
        let mut args = match kind {
            0 => vec!["up".to_owned()],
            1 => vec![
                "run".to_owned(),
                "--jobs=2".to_owned(),
                scenario(pick(5)),
                scenario(5 + pick(5)),
            ],
            _ => vec!["run".to_owned(), scenario(pick(10))],
        };
        args.push(format!("--profile={profile}"));
        let builds = kind == 2;
        // Only one scenario is brought near first, and only it can be killed then.
        let near = args.iter().any(|arg| arg == "certificate-expires");
        // Who only starts a stack never comes further.
        let comes_to = |words: &str| {
            (near || !words.contains("approach")) && (kind != 0 || !words.starts_with(' '))
        };
        let moments: Vec<_> = MOMENTS.iter().filter(|(words, _)| comes_to(words)).collect();
        let (moment, within) = if builds {
            ("building firedrill/", 4_000)
        } else {
            *moments[usize::try_from(pick(moments.len() as u64)).unwrap()]
        };
        let after = Duration::from_millis(pick(within));
        let recovers = 0..[0, 0, 0, 1, 1, 2][usize::try_from(pick(6)).unwrap()];
        let recovers = recovers.map(|_| Duration::from_millis(pick(1_500))).collect();
        Self { seed, args, builds, moment, after, recovers }
    }

    /// Runs, kills, recovers, and looks for what is left. Gives what the run had last said when it
    /// was killed.
    fn happens(&self, folder: &Folder) -> String {
        for sub in ["home", "tmp", "work"] {
            std::fs::create_dir_all(folder.path().join(sub)).unwrap();
        }
        let mut args = self.args.clone();
        let marker = format!("firedrill-sigkill-{}-{}", std::process::id(), self.seed);
        if self.builds {
            let pack = PackCopy::new(folder);
            pack.edit(
                "images/Dockerfile",
                "FROM ${BASE}",
                "AS packages\n",
                &format!("AS packages\nRUN sleep 30; : {marker}\n"),
            );
            args.extend(["--images=build".to_owned(), format!("--pack={}", pack.path())]);
        }
        let mut run = Watched::start(&mut confined(folder, args.iter().map(String::as_str)));
        if run.until_or_over(self.moment) {
            std::thread::sleep(self.after);
        }
        run.signal("KILL");
        let last = run.heard().last().cloned().unwrap_or_default();
        let ended = run.end();
        if let Some(up) = ended.out.strip_prefix("stack ").and_then(|rest| rest.split(' ').next()) {
            // It was up before it could be killed, and stays for whoever wanted it.
            Said::of(&mut confined(folder, ["down", up])).ends(0);
        }

        let runs = runs_of(folder);
        let labels: Vec<String> = runs.iter().map(|run| format!("{RUN_LABEL}={run}")).collect();
        let ports: BTreeSet<u16> = labels.iter().flat_map(|label| ports_of(label)).collect();
        for after in &self.recovers {
            let recover = Watched::start(&mut confined(folder, ["recover"]));
            std::thread::sleep(*after);
            recover.signal("KILL");
            recover.end();
        }
        let said = Said::of(&mut confined(folder, ["recover"])).ends(0);

        let labelled = labels.iter().flat_map(|label| on_the_engine(label));
        // What lost its labels still has the run's name.
        let named = |thing: &String| runs.iter().any(|run| thing.contains(run.as_str()));
        let left: Vec<String> =
            labelled.chain(on_the_whole_engine().into_iter().filter(named)).collect();
        assert_eq!(
            left,
            Vec::<String>::new(),
            "on the engine, after recover said: {}{}",
            said.out,
            said.err
        );
        assert_eq!(
            folder.names("state/firedrill"),
            Vec::<String>::new(),
            "no journal is left: {}",
            said.out
        );
        assert_eq!(open_ports(&ports), BTreeSet::new(), "no port is open");
        assert_eq!(processes_of(folder.path()), Vec::<String>::new(), "no process is left");
        assert_eq!(
            files_outside(folder.path(), &["reports", "state", "cache", "pack"]),
            Vec::<String>::new()
        );
        assert_eq!(containers_that_run(&marker), Vec::<String>::new(), "no builder is left");
        last
    }
}

/// firedrill in a world of its own: where it could put files, only it does.
fn confined<'a>(folder: &Folder, args: impl IntoIterator<Item = &'a str>) -> std::process::Command {
    let mut command = folder.firedrill(args);
    let at = |sub: &str| folder.path().join(sub);
    command
        .env("HOME", at("home"))
        .env("TMPDIR", at("tmp"))
        .current_dir(at("work"))
        .arg("--report-dir")
        .arg(at("reports"));
    command
}

/// The runs that left a journal or a report.
fn runs_of(folder: &Folder) -> BTreeSet<String> {
    let journals = folder.names("state/firedrill").into_iter();
    let named = journals.filter_map(|name| name.strip_suffix(".jsonl").map(str::to_owned));
    named.chain(runs::runs(folder)).collect()
}

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |text| {
        text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number"))
    })
}

#[test]
fn whatever_a_killed_run_left_recover_takes_back_and_nothing_else() {
    on_the_stack(|_| {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let image = throwaway::image("redis");
        let strangers = runtime.block_on(Strangers::settle(&image));
        let before = on_the_whole_engine();
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        let (seed, kills) = (number("FIREDRILL_SEED", now), number("FIREDRILL_KILLS", 2));
        let (next, told) = (AtomicU64::new(0), Mutex::new(BTreeMap::<String, u32>::new()));
        let work = || {
            loop {
                let count = next.fetch_add(1, Ordering::SeqCst);
                if count >= kills {
                    return;
                }
                let kill = Kill::new(seed + count);
                let what = format!(
                    "{}, {} ms after '{}'",
                    kill.args.join(" "),
                    kill.after.as_millis(),
                    kill.moment.trim()
                );
                println!(
                    "kill {} of {kills}, seed {}: {what}; recover is killed {}×",
                    count + 1,
                    kill.seed,
                    kill.recovers.len()
                );
                let last = kill.happens(&Folder::new());
                println!("  seed {}: killed at '{last}'; nothing was left", kill.seed);
                *told.lock().unwrap().entry(phase(&last)).or_default() += 1;
            }
        };
        std::thread::scope(|scope| {
            for _ in 0..number("FIREDRILL_KILLS_AT_ONCE", 2) {
                scope.spawn(work);
            }
        });
        println!(
            "{kills} kills from seed {seed} on, by what the run had said last: {:#?}",
            told.into_inner().unwrap()
        );
        assert_eq!(
            on_the_whole_engine(),
            before,
            "nothing came, and nothing that is not firedrill's went"
        );
        runtime.block_on(strangers.are_untouched_and_go());
    });
}

/// Where in a run a line was said.
fn phase(line: &str) -> String {
    let named = MOMENTS.iter().map(|(words, _)| *words).chain([
        "building",
        "is up:",
        "over after",
        "replaced before",
    ]);
    let of = |words: &str| words.trim_matches([' ', ':']).to_owned();
    named
        .filter(|words| line.contains(words))
        .map(of)
        .next()
        .unwrap_or_else(|| "another line".to_owned())
}
