//! Feeds a parser, and holds it to its bounds.
#![allow(clippy::print_stderr, reason = "figures, and what failed, are for whoever runs it")]

use super::MEMORY;
use super::mutate::{Chance, Corpus};
use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};
use std::time::{Duration, Instant};

/// What an input may take in memory while it is read.
const MEMORY_FOR_ONE: usize = 64 << 20;
/// What the process may take in all.
const MEMORY_FOR_ALL: usize = 1 << 30;
/// An input that takes longer hangs; a hundred times what the slowest takes on a busy machine.
const HANG: Duration = Duration::from_secs(10);
/// How long each target is looked at where no number of inputs is asked for.
const MOMENT: Duration = Duration::from_millis(400);
/// So many inputs are kept to be changed further.
const POOL: usize = 4_096;

/// A parser.
pub struct Target<'a> {
    /// The folder of its corpus.
    pub name: &'static str,
    /// Where seeds of it lie besides: files, from the project's root.
    pub seeds: &'a [&'a str],
    /// Reads an input. What comes back is the same where the parser's answer is of the same kind.
    pub read: &'a mut dyn FnMut(&[u8]) -> u64,
}

/// What is being read, for the watchdog.
struct Current {
    target: &'static str,
    input: Vec<u8>,
    since: Option<Instant>,
}

static CURRENT: Mutex<Current> = Mutex::new(Current { target: "", input: Vec::new(), since: None });
/// Memory is counted for the whole process: one target at a time.
static ONE: Mutex<()> = Mutex::new(());

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Feeds a parser until it failed, or has had enough.
pub fn drive(mut target: Target<'_>) {
    let _one = lock(&ONE);
    watch();
    if let Some(file) = std::env::var_os("FIREDRILL_FUZZ_FILE") {
        let kind = one(&mut target, &std::fs::read(&file).unwrap());
        eprintln!(
            "{}: {} is read; its kind is {kind:016x}",
            target.name,
            Path::new(&file).display()
        );
        return;
    }
    let wanted = number("FIREDRILL_FUZZ_INPUTS");
    let seed = number("FIREDRILL_FUZZ_SEED").unwrap_or(1);
    let mut corpus = Corpus::new(seeds(&target));
    assert!(!corpus.inputs.is_empty(), "{} has no corpus", target.name);
    let mut figures = Figures::default();
    let mut kinds: HashSet<u64> = HashSet::new();
    for input in &corpus.inputs {
        kinds.insert(figures.of(&mut target, input));
    }
    let mut chance = Chance(seed);
    let began = Instant::now();
    while wanted.map_or_else(|| began.elapsed() < MOMENT, |wanted| figures.inputs < wanted) {
        let input = corpus.mutated(&mut chance);
        let is_new = kinds.insert(figures.of(&mut target, &input));
        if is_new && corpus.inputs.len() < POOL {
            corpus.inputs.push(input);
        }
    }
    figures.tell(target.name, seed, kinds.len(), began.elapsed());
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable)
        .ok()
        .map(|text| text.parse().unwrap_or_else(|_| panic!("{variable} is no number: {text}")))
}

/// The files of a target's corpus, in the order of their names.
fn seeds(target: &Target<'_>) -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = std::fs::read_dir(root.join("tests/fuzz/corpus").join(target.name));
    let mut paths: Vec<PathBuf> =
        folder.into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.extend(target.seeds.iter().map(|file| root.join(file)));
    paths.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

#[derive(Default)]
struct Figures {
    inputs: u64,
    slowest: Duration,
    most: usize,
}

impl Figures {
    fn of(&mut self, target: &mut Target<'_>, input: &[u8]) -> u64 {
        MEMORY.reset_peak_usage();
        let (before, began) = (MEMORY.current_usage(), Instant::now());
        let kind = one(target, input);
        self.inputs += 1;
        self.slowest = self.slowest.max(began.elapsed());
        let took = MEMORY.peak_usage().saturating_sub(before);
        if took > MEMORY_FOR_ONE {
            let file = keep(target.name, input);
            panic!("{}: an input took {took} bytes of memory: {}", target.name, file.display());
        }
        self.most = self.most.max(took);
        kind
    }

    fn tell(&self, name: &str, seed: u64, kinds: usize, took: Duration) {
        let Self { inputs, slowest, most } = self;
        let all = resident();
        let rate = *inputs as f64 / took.as_secs_f64().max(0.001);
        eprintln!(
            "{name:<12} seed {seed}: {inputs:>8} inputs in {:>6.1} s ({rate:>7.0} a second), \
             {kinds:>5} kinds; slowest {:>6.1} ms, most memory {:>6} KiB, process {} MiB",
            took.as_secs_f64(),
            slowest.as_secs_f64() * 1_000.0,
            most >> 10,
            all >> 20,
        );
        assert!(all < MEMORY_FOR_ALL, "the process took {all} bytes of memory");
    }
}

/// The most that the process ever had in memory, as the system counts it.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() << 10
}

fn one(target: &mut Target<'_>, input: &[u8]) -> u64 {
    {
        let mut current = lock(&CURRENT);
        current.target = target.name;
        current.input.clear();
        current.input.extend_from_slice(input);
        current.since = Some(Instant::now());
    }
    let read = catch_unwind(AssertUnwindSafe(|| (target.read)(input)));
    lock(&CURRENT).since = None;
    read.unwrap_or_else(|_| {
        let file = keep(target.name, input);
        panic!("{} panicked; the input is {}", target.name, file.display())
    })
}

/// Writes a failing input down, and says how it is read again.
fn keep(name: &str, input: &[u8]) -> PathBuf {
    let file = std::env::temp_dir().join(format!("firedrill-fuzz-{name}-{}", std::process::id()));
    std::fs::write(&file, input).unwrap();
    let start: String = String::from_utf8_lossy(input).chars().take(400).collect();
    eprintln!("{name}: {} bytes, from {start:?}", input.len());
    eprintln!(
        "again: FIREDRILL_FUZZ_FILE={} cargo test --test fuzz -- --exact {name} --nocapture",
        file.display()
    );
    file
}

/// Ends the process where an input hangs: nothing else ends a loop.
fn watch() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        std::thread::spawn(|| {
            loop {
                std::thread::sleep(Duration::from_millis(100));
                let current = lock(&CURRENT);
                let hangs = current.since.is_some_and(|since| since.elapsed() > HANG);
                if hangs || MEMORY.current_usage() > MEMORY_FOR_ALL {
                    let what =
                        if hangs { "hangs" } else { "takes more memory than the process may" };
                    eprintln!("{}: an input {what}", current.target);
                    keep(current.target, &current.input);
                    std::process::abort();
                }
            }
        });
    });
}

/// What kind of answer a message is: its words without names, figures and quotations.
pub fn kind(message: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut quoted = None;
    for c in message.chars().take(240) {
        match quoted {
            Some(quote) if c == quote => quoted = None,
            None if matches!(c, '\'' | '"' | '`') => quoted = Some(c),
            None if c.is_ascii_alphabetic() => hash = mix(hash, u64::from(c)),
            Some(_) | None => {}
        }
    }
    hash
}

/// One kind of several.
pub const fn mix(hash: u64, with: u64) -> u64 {
    (hash ^ with).wrapping_mul(0x0100_0000_01b3).rotate_left(5)
}
