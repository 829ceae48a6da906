//! How busy the machine is, as Linux counts it: what a verdict must know that was reached on a
//! machine without time to spare, and what probing itself costs.

use crate::timeline::Load;
use crate::words::Span;
use crate::world::Heard;
use tokio::sync::mpsc;
use tokio::time::{Instant, interval};

/// How often it is told.
const EVERY: Span = Span::millis(500);

/// Linux counts processor time in hundredths of a second, on every machine (`USER_HZ`, proc(5)).
const TICK: Span = Span::millis(10);

/// Processor time since the machine, or this process, was started.
#[derive(Debug, Clone, Copy)]
struct Count {
    at: Instant,
    busy: u64,
    own: u64,
    cores: u32,
}

/// Tells until nobody listens any more; where there is no /proc, nothing is told.
pub(super) async fn tell(heard: mpsc::UnboundedSender<Heard>) {
    let mut ticks = interval(EVERY.as_duration());
    let mut last: Option<Count> = None;
    loop {
        ticks.tick().await;
        let Some(now) = count() else { return };
        if let Some(before) = last.replace(now) {
            let ticks =
                |from: u64, to: u64| Span::micros(TICK.as_micros() * to.saturating_sub(from));
            let load = Load {
                over: now.at.duration_since(before.at).into(),
                busy: ticks(before.busy, now.busy),
                own: ticks(before.own, now.own),
                cores: now.cores,
            };
            if heard.send(Heard::Load(load)).is_err() {
                return;
            }
        }
    }
}

fn count() -> Option<Count> {
    let machine = std::fs::read_to_string("/proc/stat").ok()?;
    let process = std::fs::read_to_string("/proc/self/stat").ok()?;
    let (busy, cores) = of_machine(&machine)?;
    Some(Count { at: Instant::now(), busy, own: of_process(&process)?, cores })
}

/// Busy ticks of all processors, and how many there are. The fields are user, nice, system, idle,
/// iowait and more, all of which but idle and iowait count; guest time is part of user time
/// (proc(5)).
fn of_machine(stat: &str) -> Option<(u64, u32)> {
    let fields = stat.lines().next()?.strip_prefix("cpu ")?.split_whitespace();
    let ticks: Vec<u64> = fields.map_while(|field| field.parse().ok()).take(8).collect();
    let idle = ticks.get(3)? + ticks.get(4)?;
    let cores = stat.lines().skip(1).take_while(|line| line.starts_with("cpu")).count();
    Some((ticks.iter().sum::<u64>() - idle, u32::try_from(cores).ok().filter(|cores| *cores > 0)?))
}

/// Ticks in user and system mode: the 14th and 15th field, counted from behind the name, which may
/// itself have blanks.
fn of_process(stat: &str) -> Option<u64> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    Some(fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_read_as_linux_writes_them() {
        let stat = "cpu  100 2 30 5000 7 0 3 5 9 0\ncpu0 50 1 15 2500 3 0 1 2 4 0\ncpu1 50 1 15 \
                    2500 4 0 2 3 5 0\nintr 1";
        assert_eq!(of_machine(stat), Some((140, 2)));
        let stat = "17 (fire drill) S 1 17 17 0 -1 4194304 100 0 0 0 25 7 0 0 20 0 3 0 100";
        assert_eq!(of_process(stat), Some(32));
        assert_eq!(
            (of_machine(""), of_machine("cpu  1 2 3 4 5"), of_process("17 S")),
            (None, None, None)
        );
    }
}
