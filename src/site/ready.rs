//! Waiting until a stack is in its steady state.

use super::{AGENT_BOUND, POLL, ProbeTarget, Probed, Site, SiteError};
use crate::droplet::Lookup;
use crate::timeline::{Outcome, ProbeInfo, ProbeSubject};
use futures_util::future::join_all;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

impl Site {
    /// Waits until all that these probes look at is well, as far as they can be made here, each
    /// seen to be so at least once; `travelled` is told when the journeys are, which is mostly
    /// earlier: Prometheus takes its time.
    pub async fn until_well(
        self: &Arc<Self>,
        names: &[ProbeInfo],
        within: Duration,
        stop: &mut watch::Receiver<bool>,
        travelled: impl FnOnce(),
    ) -> Result<(), SiteError> {
        let waiting = async {
            let is_journey = |info: &&ProbeInfo| matches!(info.subject, ProbeSubject::Journey(_));
            let in_sight = names.iter().filter(|info| self.is_in_sight(info));
            let (journeys, services): (Vec<_>, Vec<_>) = in_sight.partition(is_journey);
            let journeys = journeys.into_iter().map(|info| self.until_probe_is_well(info, within));
            let services = services.into_iter().map(|info| self.until_probe_is_well(info, within));
            let journeys = async {
                let unwell = join_all(journeys).await;
                travelled();
                unwell
            };
            let (journeys, services) = tokio::join!(journeys, join_all(services));
            let unwell: Vec<String> = journeys.into_iter().chain(services).flatten().collect();
            if unwell.is_empty() { Ok(()) } else { Err(SiteError::NotWell(unwell)) }
        };
        // Where there is no droplet, there is nobody to be trusted either, and no journey.
        let trusting = async {
            if self.ways.agent().is_some() {
                // One that never is, is told by the journeys that cannot be made.
                let _ = tokio::time::timeout(within, self.until_trusted()).await;
            }
        };
        tokio::select! {
            done = async { tokio::join!(trusting, waiting).1 } => done,
            _ = stop.wait_for(|stop| *stop) => Err(SiteError::Interrupted),
        }
    }

    /// What is still amiss when time is over, in words; nothing where it became well.
    async fn until_probe_is_well(&self, info: &ProbeInfo, within: Duration) -> Option<String> {
        let mut seen = "it was not looked at".to_owned();
        let looking = async {
            let probed = Probed::find(&self.pack, &info.name, &info.subject)
                .ok_or("the pack has no such probe")?;
            let mut target = ProbeTarget::new(self, &probed);
            loop {
                match target.look().await {
                    Outcome::Ok => return Ok::<(), &str>(()),
                    Outcome::Degraded { symptom }
                    | Outcome::Failed { symptom }
                    | Outcome::Silent { symptom } => {
                        seen = symptom;
                    }
                }
                tokio::time::sleep(POLL).await;
            }
        };
        match tokio::time::timeout(within, looking).await {
            Ok(Ok(())) => None,
            Ok(Err(why)) => Some(format!("{} ({why})", info.name)),
            Err(_) => Some(format!("{} ({seen})", info.name)),
        }
    }

    /// Journeys trust what the droplet trusts, once it has it.
    async fn until_trusted(&self) {
        let Some(authority) = self.pack.authority() else { return };
        loop {
            if let Some(agent) = self.ways.agent()
                && let Ok(Lookup::There(pem)) = agent.read(authority, AGENT_BOUND).await
                && self.ways.trust(&pem).is_ok()
            {
                return;
            }
            tokio::time::sleep(POLL).await;
        }
    }
}
