//! Which addresses a run's network has: a /24 that no other network and no route of this machine
//! has.

use crate::words::StackId;
use sha2::{Digest, Sha256};
use std::fmt;
use std::net::Ipv4Addr;

/// The first three bytes of a run's network, a /24: `172.29.45`. The Compose file knows it as
/// `FIREDRILL_NET`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NetPrefix([u8; 3]);

impl NetPrefix {
    /// One of its addresses.
    pub const fn address(self, last: u8) -> Ipv4Addr {
        let [a, b, c] = self.0;
        Ipv4Addr::new(a, b, c, last)
    }
}

impl fmt::Display for NetPrefix {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c] = self.0;
        write!(out, "{a}.{b}.{c}")
    }
}

/// Addresses that are in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Block {
    first: u32,
    last: u32,
}

impl Block {
    fn new(address: u32, bits: u32) -> Option<Self> {
        let mask = u32::MAX.checked_shl(32 - bits).unwrap_or(0);
        (bits <= 32).then_some(Self { first: address & mask, last: address | !mask })
    }

    /// Reads a CIDR; one of IPv6 clashes with nothing here.
    pub(super) fn parse(cidr: &str) -> Option<Self> {
        let (address, bits) = cidr.split_once('/')?;
        Self::new(
            address.parse::<Ipv4Addr>().ok()?.into(),
            bits.parse().ok().filter(|bits| *bits <= 32)?,
        )
    }

    fn holds(self, net: NetPrefix) -> bool {
        let (first, last) = (u32::from(net.address(0)), u32::from(net.address(255)));
        self.first <= last && first <= self.last
    }
}

/// The routes of this machine, from the text of `/proc/net/route`; the default route leads
/// everywhere and clashes with nothing.
pub(super) fn routes(table: &str) -> Vec<Block> {
    let route = |line: &str| {
        let mut columns = line.split_whitespace().skip(1);
        // The kernel writes addresses as the machine's own numbers, in the network's order of
        // bytes.
        let number = |text: &str| {
            u32::from_str_radix(text, 16)
                .ok()
                .map(|number| u32::from_be_bytes(number.to_ne_bytes()))
        };
        let address = number(columns.next()?)?;
        let mask = number(columns.nth(5)?)?;
        (mask != 0).then(|| Block::new(address, mask.leading_ones())).flatten()
    };
    table.lines().skip(1).filter_map(route).collect()
}

/// Networks to try, in an order that differs between stacks, so that two that begin at once seldom
/// want the same, and never those of one run. 172.20–172.31 first, as the document's own; then
/// 10.200–10.254.
pub(super) fn candidates(stack: &StackId, taken: &[Block]) -> impl Iterator<Item = NetPrefix> {
    let offset = usize::try_from(spread(stack, "net") % (12 * 256)).unwrap_or_default();
    let own = (0..12 * 256_usize).map(move |n| (n + offset) % (12 * 256));
    let own = own.filter_map(|n| {
        Some(NetPrefix([172, 20 + u8::try_from(n / 256).ok()?, u8::try_from(n % 256).ok()?]))
    });
    let more = (200..=254).flat_map(|b| (0..=255).map(move |c| NetPrefix([10, b, c])));
    own.chain(more).filter(|net| !taken.iter().any(|block| block.holds(*net)))
}

/// A number that is spread evenly over runs; the stacks of one run have neighbouring ones.
pub(super) fn spread(stack: &StackId, purpose: &str) -> u64 {
    let hash = Sha256::new()
        .chain_update(purpose)
        .chain_update([0])
        .chain_update(stack.run().as_str())
        .finalize();
    let of_run = hash.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte));
    of_run.wrapping_add(stack.number().into())
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
        fn no_candidate_has_an_address_that_is_taken(
            n in any::<u16>(),
            taken in prop::collection::vec((172u8..173, 16u8..32, any::<u8>(), 8u32..30), 0..12),
        ) {
            let blocks: Vec<_> =
                taken.iter().filter_map(|(a, b, c, bits)| Block::parse(&format!("{a}.{b}.{c}.0/{bits}"))).collect();
            prop_assert_eq!(blocks.len(), taken.len());
            for net in candidates(&stack(n), &blocks).take(40) {
                for block in &blocks {
                    for last in 0..=255 {
                        let address = u32::from(net.address(last));
                        prop_assert!(address < block.first || address > block.last);
                    }
                }
            }
        }
    }

    #[test]
    fn whatever_is_taken_there_is_somewhere_else_to_go() {
        let taken = [Block::parse("172.16.0.0/12").unwrap()];
        assert_eq!(candidates(&stack(1), &taken).next().unwrap().to_string(), "10.200.0");
        assert_ne!(candidates(&stack(1), &[]).next(), candidates(&stack(2), &[]).next());
        let neighbour = StackId::new(stack(1).run().clone(), 2);
        assert_ne!(candidates(&stack(1), &[]).next(), candidates(&neighbour, &[]).next());
    }

    #[test]
    fn routes_are_read_and_the_default_route_is_none() {
        let table = "Iface\tDestination\tGateway \
                     \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n\
                     eth0\t00000000\t0101000A\t0003\t0\t0\t0\t00000000\t0\t0\t0\n\
                     tun0\t000014AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n";
        assert_eq!(routes(table), [Block::parse("172.20.0.0/16").unwrap()]);
    }
}
