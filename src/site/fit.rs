//! What of a plan goes on a stack that is up: not what needs an agent that its droplet has not, and
//! with the waits that its Prometheus says it has, whatever the pack says.

use super::{Site, no_look};
use crate::pack::DetectorHow;
use crate::plan::{self, DrillPlan, Limits};
use crate::probe::{Pace, paces};
use crate::timeline::{DetectorInfo, ProbeInfo};

impl Site {
    /// Asks Prometheus how late each alert can be, once, for all drills on this stack. Says what
    /// the pack is wrong about, and what could not be learnt.
    pub async fn learn_paces(&self) -> Vec<String> {
        let paces = paces(&self.ways, &self.pack.detectors).await;
        let said = |detector: &crate::pack::Detector| match paces.get(&detector.name)? {
            Ok(pace) if pace.longest() == detector.resolution => None,
            Ok(pace) => Some(format!(
                "alert {}: Prometheus says {}, the pack says {}; its drills go by Prometheus",
                detector.name,
                in_words(*pace),
                detector.settings
            )),
            Err(why) => Some(format!(
                "alert {}: {why}; its drills go by the pack: {}",
                detector.name, detector.settings
            )),
        };
        let notes = self.pack.detectors.iter().filter_map(said).collect();
        // Asked once, before the first drill.
        let _ = self.paces.set(paces);
        notes
    }

    /// The drill as far as it goes on this stack.
    pub fn fit(&self, drill: &DrillPlan) -> DrillPlan {
        let mut drill = drill.clone();
        for info in &mut drill.detectors {
            self.set_pace(info);
        }
        match &self.no_agent {
            Some(why) => {
                let limits = self.without_agent(why, &drill);
                drill.on_our_own(&limits, &self.pack)
            }
            None => drill,
        }
    }

    /// Whether a probe can be made on this stack at all.
    pub fn is_in_sight(&self, probe: &ProbeInfo) -> bool {
        self.no_agent.is_none() || no_look(&self.ways, &self.pack, probe, false).is_none()
    }

    fn set_pace(&self, info: &mut DetectorInfo) {
        match self.paces.get().and_then(|paces| paces.get(&info.name)) {
            Some(Ok(pace)) => {
                info.resolution = pace.longest();
                info.renewed = pace.evaluation;
                info.settings = format!("{}, as Prometheus says", in_words(*pace));
            }
            Some(Err(why)) => {
                info.settings = format!("{}, as the pack says ({why})", info.settings);
            }
            None => {}
        }
    }

    fn without_agent(&self, why: &str, drill: &DrillPlan) -> Limits {
        let probes = plan::probes(&self.pack, &self.profile);
        let unseen = |info: &ProbeInfo| {
            Some((info.name.clone(), no_look(&self.ways, &self.pack, info, false)?))
        };
        let commands =
            self.pack.detectors.iter().filter(|one| matches!(one.how, DetectorHow::Command { .. }));
        Limits {
            probes: probes.iter().filter_map(unseen).collect(),
            detectors: commands.map(|one| (one.name.clone(), why.to_owned())).collect(),
            commands: drill.commands.iter().map(|line| (line.clone(), why.to_owned())).collect(),
            droplet: Some(why.to_owned()),
            ..Limits::default()
        }
    }
}

fn in_words(Pace { scrape, evaluation, wait }: Pace) -> String {
    format!("scrape {scrape}, evaluation {evaluation}, for {wait}")
}
