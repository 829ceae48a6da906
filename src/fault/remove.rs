//! Files moved away, to a place beside them, and back. Nothing is lost, whenever it breaks off:
//! they are taken away only once all of them are there.

use super::{Act, Doing, FaultError, all, as_root, script_step};
use crate::journal::Undo;
use crate::pack::{Remove, Runs};
use crate::site::Site;
use crate::stack::Stack;
use crate::words::{ServiceName, quoted};

impl Act for Remove {
    fn inject<'a>(&'a self, site: &'a Site, targets: &'a [ServiceName]) -> Doing<'a> {
        let remove = move |service| async move {
            let path = path(site, service)?;
            as_root(site, &format!("{path} is moved away"), &away(&path)).await
        };
        Box::pin(all(targets, remove))
    }

    fn undo<'a>(&'a self, site: &'a Site, targets: &'a [ServiceName]) -> Doing<'a> {
        let restore = move |service| async move {
            let path = path(site, service)?;
            as_root(site, &format!("{path} is moved back"), &back(&path)).await
        };
        Box::pin(all(targets, restore))
    }

    fn undo_steps(&self, stack: &Stack, site: &Site, targets: &[ServiceName]) -> Vec<Undo> {
        let step = |service| script_step(stack, site, back(&path(site, service).ok()?));
        targets.iter().filter_map(step).collect()
    }
}

fn path(site: &Site, service: &ServiceName) -> Result<String, FaultError> {
    match site.runs(service) {
        Runs::Files(path) => Ok(path),
        Runs::Container(_) | Runs::Process(_) | Runs::Ports(_) | Runs::Elsewhere => {
            Err(FaultError::NoEffect(format!("{service} has no files to be moved away")))
        }
    }
}

/// A rename alone would do on most disks; a folder of an image is on two layers, where it does not.
/// So all of it is linked, or copied, first, and has its name only when it is whole.
fn away(path: &str) -> String {
    let path = quoted(path);
    format!(
        "p={path}; a=\"$p.firedrill\"; \
         if [ -e \"$a\" ]; then rm -rf \"$p\"; echo \"$p was moved away\"; exit; fi; \
         if [ ! -e \"$p\" ]; then echo \"$p is not there\" >&2; exit 1; fi; \
         rm -rf \"$a.part\"; \
         cp -al \"$p\" \"$a.part\" 2>/dev/null || {{ rm -rf \"$a.part\"; cp -a \"$p\" \"$a.part\"; }} \
         && mv \"$a.part\" \"$a\" && rm -rf \"$p\" && echo \"$p was moved to $a\""
    )
}

/// Where nothing is away, nothing is done. What was put there meanwhile gives way to what was there
/// before.
fn back(path: &str) -> String {
    let path = quoted(path);
    format!(
        "p={path}; a=\"$p.firedrill\"; rm -rf \"$a.part\"; \
         if [ -e \"$a\" ]; then rm -rf \"$p\" && mv \"$a\" \"$p\" && echo \"$p is there again\"; fi"
    )
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the scripts are run where they do no harm")]
mod tests {
    use super::*;
    use std::path::{Path, PathBuf};
    use std::process::Command;

    /// A folder of the test's own, gone with it.
    struct Place(PathBuf);

    impl Place {
        fn of(test: &str) -> Self {
            let name = format!("firedrill-remove-{}-{test}", std::process::id());
            let place = std::env::temp_dir().join(name);
            std::fs::create_dir_all(&place).unwrap();
            Self(place)
        }

        fn path(&self) -> &Path {
            &self.0
        }
    }

    impl Drop for Place {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    fn sh(script: &str) -> bool {
        Command::new("sh").args(["-c", script]).output().unwrap().status.success()
    }

    #[test]
    fn files_are_away_and_back_whole_however_often_and_wherever_it_broke_off() {
        let place = Place::of("whole");
        let site = place.path().join("it's html");
        let (path, page) = (site.to_str().unwrap().to_owned(), site.join("css/page.css"));
        let there = || std::fs::read_to_string(&page).is_ok_and(|text| text == "a page");
        std::fs::create_dir_all(page.parent().unwrap()).unwrap();
        std::fs::write(&page, "a page").unwrap();
        assert!(sh(&back(&path)) && there(), "nothing is away, and nothing is done");
        for _ in 0..2 {
            assert!(sh(&away(&path)) && sh(&away(&path)) && !site.exists());
            assert!(sh(&back(&path)) && there() && sh(&back(&path)) && there());
        }
        // It broke off while it was copied, and then while what is there was removed.
        std::fs::create_dir_all(place.path().join("it's html.firedrill.part/css")).unwrap();
        assert!(sh(&back(&path)) && there());
        assert!(sh(&away(&path)));
        std::fs::create_dir_all(site.join("css")).unwrap();
        std::fs::write(&page, "half a page").unwrap();
        assert!(sh(&back(&path)) && there());
        assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 1, "nothing else is left");
    }

    #[test]
    fn what_is_not_there_is_not_moved_and_that_is_said() {
        let place = Place::of("none");
        assert!(!sh(&away(place.path().join("none").to_str().unwrap())));
    }
}
