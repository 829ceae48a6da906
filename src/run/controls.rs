//! When a drill withholds its recovery, and what earlier drills found when they did.
//!
//! What heals by itself depends on what runs, not on the day: a control holds for as long as the
//! pack's files, the images and the profile are the same. It is kept in firedrill's cache folder,
//! one file each, so that runs side by side are not in each other's way.

use super::backend::Whose;
use crate::judge::ControlFound;
use crate::plan::{DrillPlan, Withhold};
use crate::timeline::{Control, TOOL};
use crate::words::{RunId, hex};
use sha2::{Digest as _, Sha256};
use std::path::{Path, PathBuf};

/// When a run withholds recoveries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ControlWhen {
    /// Where it was not tried yet with the same pack and images.
    First,
    /// In every drill.
    Always,
    /// In none.
    Never,
}

/// What decides whether a drill has a control of its own.
#[derive(Debug, Clone)]
pub(super) struct Controls {
    when: ControlWhen,
    whose: Whose,
    pack_sha256: String,
    folder: PathBuf,
}

impl Controls {
    /// Those of a run of this pack; what is known of earlier ones stands in the cache folder.
    pub(super) fn new(when: ControlWhen, whose: Whose, pack_sha256: &str, cache: &Path) -> Self {
        let folder = cache.join("controls");
        Self { when, whose, pack_sha256: pack_sha256.to_owned(), folder }
    }

    /// Whether this drill is to withhold its recovery, and what an earlier one found, on these
    /// images. Of several times the first is enough.
    pub(super) fn of(
        &self,
        plan: &DrillPlan,
        images: &[String],
        repeat: u32,
    ) -> (Withhold, Option<Control>) {
        let known = || (self.whose == Whose::Own).then(|| self.read(plan, images)).flatten();
        match (self.when, self.whose) {
            (ControlWhen::First, Whose::Own) => match known() {
                Some(known) => (Withhold::Beyond(known.withheld), Some(known)),
                None => (Withhold::Once, None),
            },
            (ControlWhen::Always, _) | (ControlWhen::First, Whose::Simulated) if repeat == 1 => {
                (Withhold::Once, None)
            }
            (ControlWhen::Never | ControlWhen::First | ControlWhen::Always, _) => {
                (Withhold::Never, known())
            }
        }
    }

    /// Keeps what a drill of this run found; what cannot be written is found again next time.
    pub(super) fn keep(
        &self,
        run: &RunId,
        plan: &DrillPlan,
        images: &[String],
        found: Option<&ControlFound>,
    ) {
        let Some(found) = found.filter(|found| found.run == *run && self.whose == Whose::Own)
        else {
            return;
        };
        let healed = found.healed.iter().map(|one| (one.service.clone(), one.after)).collect();
        let control = Control { run: run.clone(), withheld: found.withheld, healed };
        let path = self.path(plan, images);
        let text = serde_json::to_string(&control).unwrap_or_default();
        let unfinished = path.with_extension(format!("{run}.new"));
        let written = std::fs::create_dir_all(&self.folder)
            .and_then(|()| std::fs::write(&unfinished, text))
            .and_then(|()| std::fs::rename(&unfinished, &path));
        if let Err(error) = written {
            tracing::debug!(%error, path = %path.display(), "a control could not be kept");
            let _ = std::fs::remove_file(unfinished);
        }
    }

    fn read(&self, plan: &DrillPlan, images: &[String]) -> Option<Control> {
        serde_json::from_slice(&std::fs::read(self.path(plan, images)).ok()?).ok()
    }

    /// Named after all that a control depends on.
    fn path(&self, plan: &DrillPlan, images: &[String]) -> PathBuf {
        let mut hash = Sha256::new();
        let parts = [TOOL, &self.pack_sha256, plan.scenario.as_str(), plan.profile.as_str()];
        for part in parts.into_iter().chain(images.iter().map(String::as_str)) {
            hash.update(part);
            hash.update([0]);
        }
        self.folder.join(format!("{}.json", hex(&hash.finalize())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Choice, plan};
    use crate::words::Span;

    fn drill() -> DrillPlan {
        let pack = crate::pack::read(&crate::storage::bundled_pack()).unwrap();
        plan(&pack, &Choice::default()).unwrap().stacks.remove(0).drills.remove(0)
    }

    fn controls(when: ControlWhen, whose: Whose, name: &str) -> Controls {
        let folder =
            std::env::temp_dir().join(format!("firedrill-controls-{name}-{}", std::process::id()));
        Controls { when, whose, pack_sha256: "a".repeat(64), folder }
    }

    #[test]
    fn a_control_is_done_at_first_sight_and_known_from_then_on() {
        let (plan, images) = (drill(), vec!["sha256:1".to_owned()]);
        let mut controls = controls(ControlWhen::First, Whose::Own, "first");
        assert_eq!(controls.of(&plan, &images, 1), (Withhold::Once, None));
        let run = RunId::parse("20261128-074512-a3f0").unwrap();
        let found = ControlFound { run: run.clone(), withheld: Span::secs(12), healed: Vec::new() };
        controls.keep(&run, &plan, &images, Some(&found));
        let known = Control { run, withheld: Span::secs(12), healed: Vec::new() };
        let beyond = (Withhold::Beyond(Span::secs(12)), Some(known.clone()));
        assert_eq!(controls.of(&plan, &images, 1), beyond);
        assert_eq!(controls.of(&plan, &images, 2), beyond, "it holds for every repeat");
        let others = [vec!["sha256:2".to_owned()], Vec::new()];
        assert!(
            others.iter().all(|images| controls.of(&plan, images, 1).1.is_none()),
            "other images may heal otherwise"
        );
        controls.when = ControlWhen::Never;
        assert_eq!(controls.of(&plan, &images, 1), (Withhold::Never, Some(known)));
        controls.when = ControlWhen::Always;
        assert_eq!(controls.of(&plan, &images, 1), (Withhold::Once, None));
        std::fs::remove_dir_all(controls.folder).unwrap();
    }

    #[test]
    fn somebody_elses_project_suffers_a_second_fault_only_where_that_is_asked_for() {
        let plan = drill();
        let when = |when| controls(when, Whose::Somebodys, "project").of(&plan, &[], 1).0;
        assert_eq!(
            [ControlWhen::First, ControlWhen::Never, ControlWhen::Always].map(when),
            [Withhold::Never, Withhold::Never, Withhold::Once]
        );
    }

    #[test]
    fn a_rehearsal_has_its_own_control_each_time_and_keeps_none() {
        let plan = drill();
        let controls = controls(ControlWhen::First, Whose::Simulated, "simulated");
        assert_eq!(controls.of(&plan, &[], 1), (Withhold::Once, None));
        assert_eq!(controls.of(&plan, &[], 2), (Withhold::Never, None));
    }
}
