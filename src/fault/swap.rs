//! Two containers that die together, and come back each with the other's address. Without fixed addresses Docker does this
//! now and then to containers that start at the same time; here it is not left to chance. Undo sends both home.

use super::{FaultError, kill};
use crate::journal::Undo;
use crate::pack::Runs;
use crate::stack::Home;
use crate::words::ServiceName;
use crate::world::docker::Site;

pub(super) async fn inject(site: &Site, services: &[ServiceName]) -> Result<String, FaultError> {
    let [(one, home), (other, other_home)] = both(site, services)?;
    let killed = kill::inject(site, services).await?;
    let (address, other_address) = (home.address, other_home.address);
    site.stack.rehouse(&[(&one, home, other_address), (&other, other_home, address)]).await?;
    Ok(format!("{killed}; {one} has {other_address} now, {other} {address}"))
}

pub(super) async fn undo(site: &Site, services: &[ServiceName]) -> Result<String, FaultError> {
    let homes = both(site, services)?;
    let moves = homes.map(|(service, home)| (service, home.clone(), home.address));
    let moves: Vec<(&str, Home, _)> = moves.iter().map(|(name, home, to)| (name.as_str(), home.clone(), *to)).collect();
    // Neither keeps the other from being tried.
    let (housed, started) = (site.stack.rehouse(&moves).await, kill::undo(site, services).await);
    housed?;
    Ok(format!("both have their own addresses; {}", started?))
}

pub(super) fn undo_steps(site: &Site, services: &[ServiceName]) -> Vec<Undo> {
    let Ok(homes) = both(site, services) else { return Vec::new() };
    let leave = |(service, home): &(String, Home)| Undo::Disconnect {
        container: site.name_of(service),
        network: home.network.clone(),
    };
    let enter = |(service, home): &(String, Home)| Undo::Connect {
        container: site.name_of(service),
        network: home.network.clone(),
        address: home.address,
        aliases: home.aliases.clone(),
    };
    homes.iter().map(leave).chain(homes.iter().map(enter)).collect()
}

/// The two Compose services, and where each is at home.
fn both(site: &Site, services: &[ServiceName]) -> Result<[(String, Home); 2], FaultError> {
    let home = |service: &ServiceName| {
        let Runs::Container(compose) = site.runs(service) else { return None };
        let home = site.stack.home(&compose)?;
        Some((compose, home))
    };
    let homes: Vec<_> = services.iter().filter_map(home).collect();
    <[_; 2]>::try_from(homes)
        .map_err(|_| FaultError::NoEffect("only two containers with fixed addresses can swap them".to_owned()))
}
