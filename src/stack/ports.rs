//! Which ports of 127.0.0.1 a stack publishes.
//!
//! They are chosen outside the range from which the machine takes ports for outgoing connections:
//! while a service is down its port is free, and a probe that connects somewhere must not be given
//! it, or the service could not come back.
#![expect(clippy::disallowed_methods, reason = "the kernel says where the range lies")]

use super::net::spread;
use crate::words::StackId;
use std::collections::BTreeSet;
use std::net::{Ipv4Addr, TcpListener, UdpSocket};
use std::ops::RangeInclusive;

/// Where ports are sought if the kernel's own range is the usual one.
const LOWEST: u16 = 20_000;
/// A stack should find all its ports in a piece of this size.
const PIECE: u16 = 64;

/// So many free ports, each for TCP and UDP; `None` where there are not so many. Those of `taken`
/// belong to other stacks, even if nothing listens on them now.
pub(super) fn choose(stack: &StackId, count: usize, taken: &BTreeSet<u16>) -> Option<Vec<u16>> {
    let range = std::fs::read_to_string("/proc/sys/net/ipv4/ip_local_port_range").ok();
    let places = places(range.as_deref().unwrap_or_default());
    let free = |port: &u16| !taken.contains(port) && is_free(*port);
    let found: Vec<_> = order(stack, &places).filter(free).take(count).collect();
    (found.len() == count).then_some(found)
}

/// The ports that no outgoing connection is given, as far as they are of use.
fn places(outgoing: &str) -> RangeInclusive<u16> {
    let mut ends = outgoing.split_whitespace().filter_map(|end| end.parse::<u16>().ok());
    let (low, high) = (ends.next().unwrap_or(32_768), ends.next().unwrap_or(60_999));
    if low >= LOWEST + 4 * PIECE {
        LOWEST..=low - 1
    } else if high <= u16::MAX - 4 * PIECE {
        high + 1..=u16::MAX
    } else {
        LOWEST..=u16::MAX
    }
}

/// All places, beginning at a piece that differs between stacks; those of one run have neighbouring
/// pieces.
fn order(stack: &StackId, places: &RangeInclusive<u16>) -> impl Iterator<Item = u16> + use<> {
    let pieces = u64::from((places.end() - places.start()) / PIECE).max(1);
    let piece = u16::try_from(spread(stack, "ports") % pieces).unwrap_or_default();
    let begin = places.start().saturating_add(piece * PIECE);
    (begin..=*places.end()).chain(*places.start()..begin)
}

fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
        && UdpSocket::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::RunId;
    use proptest::prelude::*;

    fn stack(n: u16) -> StackId {
        StackId::new(RunId::parse(&format!("20261124-074512-{n:04x}")).unwrap(), 1)
    }

    proptest! {
        #[test]
        fn every_place_is_tried_once_and_none_is_given_to_outgoing_connections(n in any::<u16>(), low in 1u16..65_000, size in 1u16..40_000) {
            let high = low.saturating_add(size);
            let places = places(&format!("{low}\t{high}\n"));
            let tried: BTreeSet<_> = order(&stack(n), &places).collect();
            prop_assert_eq!(tried.len(), order(&stack(n), &places).count());
            prop_assert_eq!(tried.len(), places.clone().count());
            if low >= 20_256 || high <= 65_000 {
                prop_assert!(tried.iter().all(|port| *port < low || *port > high));
            }
        }
    }

    #[test]
    fn a_port_in_use_or_of_another_run_is_not_chosen() {
        let first = choose(&stack(7), 3, &BTreeSet::new()).unwrap();
        let _held = TcpListener::bind((Ipv4Addr::LOCALHOST, first[0])).unwrap();
        let second = choose(&stack(7), 2, &BTreeSet::from([first[1]])).unwrap();
        assert!(!second.contains(&first[0]) && !second.contains(&first[1]));
    }
}
