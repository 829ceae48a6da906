//! Disks of firedrill's own that are full, or can only be read: the report folder's and the state
//! folder's.

use super::small;
use crate::common::{Folder, Said};
use crate::runs::{Watched, nothing_is_left_of, on_the_stack};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A small disk in memory, gone with it.
struct Disk(PathBuf);

impl Disk {
    /// Mounts it; nothing where this machine does not let us, which is told.
    fn mount(folder: &Folder, name: &str, options: &str) -> Option<Self> {
        let path = folder.path().join(name);
        std::fs::create_dir_all(&path).unwrap();
        let mount =
            Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(&path).output();
        if mount.is_ok_and(|mount| mount.status.success()) {
            return Some(Self(path));
        }
        println!("skipped: nothing can be mounted here; run as root on a machine that lets it");
        None
    }

    /// Takes all the room that is left.
    fn fill(&self) {
        let mut file = std::fs::File::create(self.0.join("filling")).unwrap();
        let error =
            std::iter::repeat_with(|| file.write_all(&[b'.'; 4096])).find_map(Result::err).unwrap();
        assert_eq!(error.kind(), std::io::ErrorKind::StorageFull);
    }

    fn names(&self) -> Vec<String> {
        std::fs::read_dir(&self.0)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

fn reporting_to(folder: &Folder, reports: &Path) -> Command {
    let mut command = small::run(folder);
    command.arg("--report-dir").arg(reports);
    command
}

fn keeping_state_in(folder: &Folder, state: &Path) -> Command {
    let mut command = small::run(folder);
    command.env("XDG_STATE_HOME", state);
    command
}

#[test]
fn nothing_is_started_where_no_report_could_be_written() {
    on_the_stack(|folder| {
        small::load(None);
        let Some(disk) = Disk::mount(folder, "full", "size=2m") else { return };
        disk.fill();
        let said = Said::of(&mut reporting_to(folder, &disk.0)).ends(3);
        said.complains(&[
            "cannot write reports to",
            "No space left on device",
            "free space there",
            "--report-dir DIR",
        ]);
        assert_eq!(disk.names(), ["filling"]);

        let Some(disk) = Disk::mount(folder, "read-only", "size=2m,ro") else { return };
        let said = Said::of(&mut reporting_to(folder, &disk.0)).ends(2);
        said.complains(&[
            "cannot make the report folder",
            "Read-only file system",
            "--report-dir DIR",
        ]);
        assert_eq!(folder.names("state/firedrill"), Vec::<String>::new(), "no run was begun");
    });
}

#[test]
fn nothing_is_started_where_nothing_could_be_written_down() {
    on_the_stack(|folder| {
        small::load(None);
        let Some(disk) = Disk::mount(folder, "full", "size=1m") else { return };
        disk.fill();
        let said = Said::of(&mut keeping_state_in(folder, &disk.0)).ends(3);
        said.complains(&[
            "No space left on device",
            "free space where the state folder is",
            "XDG_STATE_HOME",
        ]);
        assert_eq!(folder.names("full/firedrill"), Vec::<String>::new());

        let Some(disk) = Disk::mount(folder, "read-only", "size=1m,ro") else { return };
        let said = Said::of(&mut keeping_state_in(folder, &disk.0)).ends(3);
        said.complains(&[
            "cannot make the state folder",
            "Read-only file system",
            "XDG_STATE_HOME",
        ]);
        assert_eq!(
            folder.names("reports"),
            Vec::<String>::new(),
            "no report is left of a run that was not begun"
        );
    });
}

#[test]
fn a_drill_whose_timeline_cannot_be_written_any_more_is_undone() {
    on_the_stack(|folder| {
        small::load(None);
        let Some(disk) = Disk::mount(folder, "disk", "size=4m") else { return };
        let mut run = Watched::start(&mut reporting_to(folder, &disk.0));
        let runs = run.begun(folder, "observe: ");
        disk.fill();
        let said = run.end().ends(4);
        said.complains(&[
            "cannot write the timeline",
            "No space left on device",
            "free space there",
            "everything was undone",
        ]);
        nothing_is_left_of(folder, &runs);
    });
}

/// Pages of memory are what such a disk gives: as long as there is room in its last one, a file can
/// still grow.
const PAGE: u64 = 4096;

#[test]
fn what_cannot_be_written_down_is_not_done() {
    on_the_stack(|folder| {
        small::load(None);
        let Some(disk) = Disk::mount(folder, "disk", "size=1m") else { return };
        let mut run = Watched::start(&mut keeping_state_in(folder, &disk.0));
        run.until("steady state: ");
        let journal = folder.names("disk/firedrill").remove(0);
        let id = journal.strip_suffix(".jsonl").unwrap().to_owned();
        let path = disk.0.join("firedrill").join(journal);
        let mut file = std::fs::OpenOptions::new().append(true).open(&path).unwrap();
        let short = PAGE - file.metadata().unwrap().len() % PAGE;
        file.write_all(&vec![b' '; usize::try_from(short).unwrap()]).unwrap();
        disk.fill();
        let said = run.end().ends(4);
        let said = said.complains(&[
            "cannot write the journal",
            "No space left on device",
            "free space where the state folder is",
        ]);
        assert!(said.err.contains("everything was undone"), "{}", said.err);
        let timeline = std::fs::read_to_string(
            folder.path().join("reports").join(&id).join("web-stops.only.jsonl"),
        )
        .unwrap();
        assert!(!timeline.contains(r#""action":"die""#), "the web server was not killed");
        nothing_is_left_of(folder, &[id]);
        assert_eq!(
            folder.names("disk/firedrill"),
            Vec::<String>::new(),
            "the journal is gone all the same"
        );
    });
}
