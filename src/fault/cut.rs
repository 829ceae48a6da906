//! The way to ports of the droplet, cut by a rule of its own network: packets to them are dropped
//! before anybody sees them, and connections that stand fall silent. What the droplet itself asks
//! for, and what it asks of itself, goes on.

use super::{Act, Doing, FaultError, all, as_root, script_step};
use crate::journal::Undo;
use crate::pack::{Cut, Runs};
use crate::site::Site;
use crate::stack::Stack;
use crate::words::ServiceName;

impl Act for Cut {
    fn inject<'a>(&'a self, site: &'a Site, targets: &'a [ServiceName]) -> Doing<'a> {
        let cut = move |service| async move {
            let ports = ports(site, service)?;
            let what = format!("the way to {} is cut", told(&ports));
            as_root(site, &what, &cut(service, &ports)).await
        };
        Box::pin(all(targets, cut))
    }

    fn undo<'a>(&'a self, site: &'a Site, targets: &'a [ServiceName]) -> Doing<'a> {
        let open = move |service| async move {
            let ports = ports(site, service)?;
            let what = format!("the way to {} is opened", told(&ports));
            as_root(site, &what, &open(service, &ports)).await
        };
        Box::pin(all(targets, open))
    }

    fn undo_steps(&self, stack: &Stack, site: &Site, targets: &[ServiceName]) -> Vec<Undo> {
        let step = |service| script_step(stack, site, open(service, &ports(site, service).ok()?));
        targets.iter().filter_map(step).collect()
    }
}

fn ports(site: &Site, service: &ServiceName) -> Result<Vec<u16>, FaultError> {
    match site.runs(service) {
        Runs::Ports(ports) => Ok(ports),
        Runs::Container(_) | Runs::Process(_) | Runs::Files(_) | Runs::Elsewhere => {
            Err(FaultError::NoEffect(format!("{service} is no way in, and cannot be cut")))
        }
    }
}

fn told(ports: &[u16]) -> String {
    let word = if ports.len() == 1 { "port" } else { "ports" };
    format!("{word} {}", joined(ports, ", "))
}

fn joined(ports: &[u16], by: &str) -> String {
    ports.iter().map(u16::to_string).collect::<Vec<_>>().join(by)
}

/// The table of the service's own rule: `nft` takes no dash in a name.
fn table(service: &ServiceName) -> String {
    format!("firedrill_{}", service.as_str().replace('-', "_"))
}

/// The same rule for iptables, behind `-I INPUT` or `-D INPUT`.
fn rule(service: &ServiceName, ports: &[u16]) -> String {
    let (ports, table) = (joined(ports, ","), table(service));
    format!("! -i lo -p $p -m multiport --dports {ports} -m comment --comment {table} -j DROP")
}

/// By nftables, which needs no more than `NET_ADMIN`; by iptables where there is no nft. An earlier
/// table gives way in the same step, so that it can be done twice.
fn cut(service: &ServiceName, ports: &[u16]) -> String {
    let (table, rule, told) = (table(service), rule(service, ports), told(ports));
    let dports = joined(ports, ", ");
    format!(
        "if command -v nft >/dev/null; then nft 'table inet {table}; delete table inet {table}; \
         table inet {table} {{ chain cut {{ type filter hook input priority -10; \
         iifname != \"lo\" meta l4proto {{ tcp, udp }} th dport {{ {dports} }} drop; }}; }}' \
         && echo 'packets to {told} are dropped by nftables'; \
         else for p in tcp udp; do iptables -C INPUT {rule} 2>/dev/null \
         || iptables -I INPUT {rule} || exit; done; \
         echo 'packets to {told} are dropped by iptables'; fi"
    )
}

/// Where there is no rule, nothing is done.
fn open(service: &ServiceName, ports: &[u16]) -> String {
    let (table, rule, told) = (table(service), rule(service, ports), told(ports));
    format!(
        "if command -v nft >/dev/null; then nft 'table inet {table}; delete table inet {table}'; \
         else for p in tcp udp; do while iptables -C INPUT {rule} 2>/dev/null; do \
         iptables -D INPUT {rule} || exit; done; done; fi && echo 'the way to {told} is open'"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_is_cut_by_dropping_and_opened_by_taking_the_same_rule_away() {
        let internet = ServiceName::parse("the-internet").unwrap();
        let scripts = [cut(&internet, &[7, 80]), open(&internet, &[7, 80])];
        insta::assert_snapshot!(scripts.join("\n\n"));
    }
}
