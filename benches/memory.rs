//! What `firedrill judge` takes for a timeline of a million events: its time and its peak memory,
//! as the kernel tells them of a process that does nothing else. The bench starts itself again for
//! that, as firedrill.
#![expect(clippy::expect_used, reason = "a bench that cannot go on is to end")]
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "the bench writes a file, starts a process and prints"
)]

mod grown;

use grown::{grown, lines};
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

/// Set for the process that is measured; it writes its peak memory there.
const PEAK: &str = "FIREDRILL_BENCH_PEAK";
const EVENTS: usize = 1_000_000;
const TIMES: u32 = 5;

fn main() -> ExitCode {
    if let Some(path) = std::env::var_os(PEAK) {
        let status = firedrill::cli::main();
        std::fs::write(path, peak().to_string()).expect("the peak is written");
        return status;
    }
    let folder = std::env::temp_dir().join(format!("firedrill-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder is made");
    let (events, bytes) = written(&folder.join("grown.jsonl"));
    println!("a timeline of {events} events, {} MiB", bytes >> 20);
    for time in 1..=TIMES {
        let began = Instant::now();
        let peak = judged(&folder);
        let (seconds, mib) = (began.elapsed().as_secs_f64(), peak as f64 / f64::from(1 << 20));
        let (speed, part) = (events as f64 / seconds, 100.0 * peak as f64 / bytes as f64);
        println!(
            "{time}: {seconds:.2} s, {speed:.0} events a second; at most {mib:.0} MiB, {part:.0} \
             % of the file"
        );
    }
    let _ = std::fs::remove_dir_all(&folder);
    ExitCode::SUCCESS
}

/// Writes the timeline, and returns its events and bytes.
fn written(path: &Path) -> (usize, u64) {
    let timeline = grown(EVENTS);
    let mut file = BufWriter::new(std::fs::File::create(path).expect("a file is made"));
    lines(&timeline).for_each(|line| file.write_all(line.as_bytes()).expect("a line is written"));
    file.flush().expect("the file is written");
    (timeline.events.len(), std::fs::metadata(path).expect("the file is there").len())
}

/// Judges it in a process of its own, and returns that one's peak memory in bytes.
fn judged(folder: &Path) -> u64 {
    let peak = folder.join("peak");
    let mut command = Command::new(std::env::current_exe().expect("this program is a file"));
    command.arg("judge").arg(folder.join("grown.jsonl")).env(PEAK, &peak);
    command.stdout(Stdio::null()).status().expect("the process starts");
    std::fs::read_to_string(peak).expect("the process told its peak").parse().expect("a number")
}

/// The most memory that this process ever had, in bytes.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("this is Linux");
    let line =
        status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("the kernel tells it");
    let kib: u64 = line.trim().trim_end_matches("kB").trim().parse().expect("a number");
    kib << 10
}
