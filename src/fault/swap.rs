//! Two containers that die together, and come back each with the other's address. Without fixed
//! addresses Docker does this now and then to containers that start at the same time; here it is
//! not left to chance. Undo sends both home.

use super::{Act, Doing, FaultError, ours};
use crate::journal::Undo;
use crate::pack::{Kill, Runs, Swap};
use crate::site::Site;
use crate::stack::{Home, Stack};
use crate::words::{ComposeName, ServiceName};

impl Act for Swap {
    fn inject<'a>(&'a self, site: &'a Site, targets: &'a [ServiceName]) -> Doing<'a> {
        Box::pin(swap(site, targets))
    }

    fn undo<'a>(&'a self, site: &'a Site, targets: &'a [ServiceName]) -> Doing<'a> {
        Box::pin(send_home(site, targets))
    }

    /// Both go home first, and are started then.
    fn undo_steps(&self, stack: &Stack, site: &Site, targets: &[ServiceName]) -> Vec<Undo> {
        let homes = homeward_steps(stack, site, targets).into_iter();
        homes.chain(Kill.undo_steps(stack, site, targets)).collect()
    }
}

async fn swap(site: &Site, services: &[ServiceName]) -> Result<String, FaultError> {
    let stack = ours(site, "a swap of addresses")?;
    let [(one, home), (other, other_home)] = both(stack, site, services)?;
    let killed = Kill.inject(site, services).await?;
    let (address, other_address) = (home.address, other_home.address);
    stack.rehouse(&[(&one, home, other_address), (&other, other_home, address)]).await?;
    Ok(format!("{killed}; {one} has {other_address} now, {other} {address}"))
}

async fn send_home(site: &Site, services: &[ServiceName]) -> Result<String, FaultError> {
    let stack = ours(site, "a swap of addresses")?;
    let homes = both(stack, site, services)?;
    let moves = homes.map(|(service, home)| (service, home.clone(), home.address));
    let moves: Vec<(&str, Home, _)> =
        moves.iter().map(|(name, home, to)| (name.as_str(), home.clone(), *to)).collect();
    // Neither keeps the other from being tried.
    let (housed, started) = (stack.rehouse(&moves).await, Kill.undo(site, services).await);
    housed?;
    Ok(format!("both have their own addresses; {}", started?))
}

fn homeward_steps(stack: &Stack, site: &Site, services: &[ServiceName]) -> Vec<Undo> {
    let Ok(homes) = both(stack, site, services) else { return Vec::new() };
    let leave = |(service, home): &(ComposeName, Home)| Undo::Disconnect {
        container: stack.name_or_own(service),
        network: home.network.clone(),
    };
    let enter = |(service, home): &(ComposeName, Home)| Undo::Connect {
        container: stack.name_or_own(service),
        network: home.network.clone(),
        address: home.address,
        aliases: home.aliases.clone(),
    };
    homes.iter().map(leave).chain(homes.iter().map(enter)).collect()
}

/// The two Compose services, and where each is at home.
fn both(
    stack: &Stack,
    site: &Site,
    services: &[ServiceName],
) -> Result<[(ComposeName, Home); 2], FaultError> {
    let home = |service: &ServiceName| {
        let Runs::Container(compose) = site.runs(service) else { return None };
        let home = stack.home(&compose)?;
        Some((compose, home))
    };
    let homes: Vec<_> = services.iter().filter_map(home).collect();
    <[_; 2]>::try_from(homes).map_err(|_| {
        FaultError::NoEffect("only two containers with fixed addresses can swap them".to_owned())
    })
}
