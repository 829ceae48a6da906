//! What a dead writer left is found, what a living one holds is not touched, and what means nothing
//! is swept away.

use super::super::line::Line;
use super::super::tears;
use super::*;
use std::io::Write;
use std::os::unix::fs::PermissionsExt as _;

/// A folder of its own for each test, gone with it.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("firedrill-journal-{}-{test}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn run() -> RunId {
    RunId::parse("20261124-074512-a3f0").unwrap()
}

fn network(name: &str) -> Intent {
    Intent::Network { name: name.to_owned() }
}

#[test]
fn what_was_intended_and_not_undone_is_found_once_the_writer_is_gone() {
    let folder = Folder::new("found");
    let journal = Journal::create(&folder.0, &run()).unwrap();
    let first = journal.intend(network("one")).unwrap();
    journal.intend_all(vec![network("two"), network("three")]).unwrap();
    journal.undone(first).unwrap();
    assert!(unfinished(&folder.0).unwrap().is_empty(), "a living run is left alone");
    drop(journal);
    let left = unfinished(&folder.0).unwrap().left;
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].run, run());
    assert_eq!(left[0].owner.as_ref().unwrap().pid, std::process::id());
    let names: Vec<_> = left[0].open.iter().map(|(_, intent)| intent.to_string()).collect();
    assert_eq!(names, ["network two", "network three"]);
}

#[test]
fn two_who_recover_do_not_get_the_same_journal() {
    let folder = Folder::new("two");
    drop(Journal::create(&folder.0, &run()).unwrap());
    let mine = unfinished(&folder.0).unwrap();
    assert_eq!((mine.left.len(), &mine.left[0].run), (1, &run()));
    assert!(unfinished(&folder.0).unwrap().is_empty());
}

#[test]
fn a_journal_taken_over_goes_on_and_ends_deleted() {
    let folder = Folder::new("over");
    let journal = Journal::create(&folder.0, &run()).unwrap();
    journal.intend(network("one")).unwrap();
    let path = journal.path().to_owned();
    drop(journal);
    OpenOptions::new().append(true).open(&path).unwrap().write_all(b"{\"line\":\"int").unwrap();
    let (journal, open) = unfinished(&folder.0).unwrap().left.remove(0).take_over();
    let more = journal.intend(network("two")).unwrap();
    assert!(more > open[0].0);
    journal.undone(open[0].0).unwrap();
    drop(journal);
    let left = unfinished(&folder.0).unwrap().left.remove(0);
    assert_eq!(left.open, [(more, network("two"))]);
    left.take_over().0.close().unwrap();
    assert!(!path.exists() && unfinished(&folder.0).unwrap().is_empty());
}

#[test]
fn a_journal_that_never_got_its_name_is_swept_away_unless_somebody_is_at_it() {
    let folder = Folder::new("swept");
    std::fs::create_dir_all(&folder.0).unwrap();
    let unnamed = folder.0.join(format!(".{}.new", run()));
    let mut file = File::create(&unnamed).unwrap();
    file.try_lock().unwrap();
    assert!(unfinished(&folder.0).unwrap().is_empty() && unnamed.exists());
    file.write_all(b"{\"line\":\"beg").unwrap();
    assert!(unfinished(&folder.0).unwrap().is_empty() && unnamed.exists());
    drop(file);
    assert!(unfinished(&folder.0).unwrap().is_empty() && !unnamed.exists());
}

#[test]
fn what_cannot_be_written_down_is_told_and_the_journal_ends_all_the_same() {
    let folder = Folder::new("full");
    let journal = Journal::create(&folder.0, &run()).unwrap();
    let path = journal.path().to_owned();
    let full = OpenOptions::new().append(true).open("/dev/full").unwrap();
    let journal = Journal::take_over(path.clone(), full, 7, std::collections::BTreeMap::new());
    assert!(journal.trouble().is_some(), "it cannot even say who took it over");
    let error = journal.intend(network("one")).unwrap_err();
    assert!(error.hint().contains("free space"), "{error}");
    let (told, hint) = journal.trouble().unwrap();
    assert_eq!((told, hint), (error.to_string(), error.hint()));
    journal.close().unwrap();
    assert!(!path.exists());
}

#[test]
fn a_run_has_one_journal() {
    let folder = Folder::new("one");
    let _journal = Journal::create(&folder.0, &run()).unwrap();
    assert!(Journal::create(&folder.0, &run()).is_err());
}

#[test]
fn a_journal_where_everybody_may_write_is_not_believed() {
    let folder = Folder::new("everybody");
    drop(Journal::create(&folder.0, &run()).unwrap());
    let allow =
        |mode| std::fs::set_permissions(&folder.0, std::fs::Permissions::from_mode(mode)).unwrap();
    allow(0o777);
    let error = unfinished(&folder.0).unwrap_err();
    assert!(error.to_string().contains("everybody may write to it"), "{error}");
    assert!(Journal::create(&folder.0, &RunId::parse("20261124-074512-a3f1").unwrap()).is_err());
    allow(0o755);
    assert_eq!(unfinished(&folder.0).unwrap().left.len(), 1);
}

#[test]
fn no_folder_means_nothing_is_left_and_strangers_are_not_touched() {
    let folder = Folder::new("strangers");
    assert!(unfinished(&folder.0).unwrap().is_empty());
    std::fs::create_dir_all(&folder.0).unwrap();
    std::fs::write(folder.0.join("notes.jsonl"), "{}").unwrap();
    assert!(unfinished(&folder.0).unwrap().is_empty());
    assert_eq!(std::fs::read_to_string(folder.0.join("notes.jsonl")).unwrap(), "{}");
}

#[test]
fn a_journal_of_which_nothing_can_be_read_is_known_by_its_name_and_set_aside() {
    let folder = Folder::new("damaged");
    std::fs::create_dir_all(&folder.0).unwrap();
    std::fs::write(folder.0.join(format!("{}.jsonl", run())), "no journal\n").unwrap();
    let left = unfinished(&folder.0).unwrap().left.remove(0);
    assert_eq!((&left.run, left.damaged, left.open.len()), (&run(), 1, 0));
    let aside = left.take_over().0.set_aside().unwrap();
    assert!(std::fs::read_to_string(aside).unwrap().starts_with("no journal\n"));
    assert!(unfinished(&folder.0).unwrap().is_empty());
}

#[test]
fn a_journal_of_another_version_is_named_and_not_touched() {
    let folder = Folder::new("version");
    std::fs::create_dir_all(&folder.0).unwrap();
    let path = folder.0.join(format!("{}.jsonl", run()));
    let begin = Line::Begin { version: 99, run: run(), pid: 1, at: String::new() }.to_text();
    std::fs::write(&path, &begin).unwrap();
    let found = unfinished(&folder.0).unwrap();
    assert_eq!(
        (found.left.len(), found.others.as_slice()),
        (0, &[OtherVersion { run: run(), path: path.clone(), version: 99 }][..])
    );
    assert_eq!(std::fs::read_to_string(path).unwrap(), begin);
}

#[test]
fn who_holds_the_lock_of_a_living_run_is_told_and_a_second_run_works_beside_it() {
    let folder = Folder::new("living");
    let one = Journal::create(&folder.0, &run()).unwrap();
    let other = Journal::create(&folder.0, &RunId::parse("20261124-074513-a3f1").unwrap()).unwrap();
    let there = living(&folder.0);
    assert_eq!(there.len(), 2);
    let owner = there[0].owner.as_ref().unwrap();
    assert_eq!(owner.pid, std::process::id());
    assert!(owner.age().unwrap() < crate::words::Span::secs(60), "{owner}");
    one.close().unwrap();
    other.intend(network("goes on")).unwrap();
    assert_eq!(living(&folder.0).len(), 1);
}

#[test]
fn a_write_that_broke_off_and_could_not_be_cut_away_hides_nothing_that_follows() {
    let folder = Folder::new("glued");
    let journal = Journal::create(&folder.0, &run()).unwrap();
    OpenOptions::new()
        .append(true)
        .open(journal.path())
        .unwrap()
        .write_all(b"{\"line\":\"int")
        .unwrap();
    journal.lock().torn = true;
    journal.intend(network("one")).unwrap();
    drop(journal);
    let left = unfinished(&folder.0).unwrap().left.remove(0);
    assert_eq!((left.damaged, left.open[0].1.clone()), (1, network("one")));
}

#[test]
fn a_full_disk_is_told_and_leaves_a_journal_that_reads() {
    let folder = Folder::new("full");
    let journal = Journal::create(&folder.0, &run()).unwrap();
    journal.intend(network("one")).unwrap();
    {
        let _full = tears::judged_by(|_| tears::Tear::Full(10));
        let error = journal.intend(network("two")).unwrap_err();
        assert!(error.hint().contains("free space"), "{error}");
    }
    journal.intend(network("three")).unwrap();
    assert_eq!(journal.open(), [network("one"), network("three")]);
    drop(journal);
    let left = unfinished(&folder.0).unwrap().left.remove(0);
    let names: Vec<_> = left.open.iter().map(|(_, intent)| intent.to_string()).collect();
    assert_eq!(
        (names, left.damaged),
        (vec!["network one".to_owned(), "network three".to_owned()], 0)
    );
}

#[test]
fn what_a_process_left_that_was_gone_before_it_had_a_journal_is_swept_away() {
    let folder = Folder::new("swept");
    for step in 0..4 {
        let gone = std::panic::catch_unwind(|| {
            let mut steps = 0;
            let _judge = tears::judged_by(move |length| {
                steps += 1;
                if steps > step { tears::Tear::Gone(length / 2) } else { tears::Tear::None }
            });
            drop(Journal::create(&folder.0, &run()));
        });
        let files = || std::fs::read_dir(&folder.0).unwrap().count();
        assert!(gone.is_err() == (step < 3) && files() > 0, "step {step}");
        for left in unfinished(&folder.0).unwrap().left {
            left.take_over().0.close().unwrap();
        }
        assert_eq!(files(), 0, "step {step}");
    }
}
