//! What a journal does to the disk, and nothing else: here its tests let a process die.

use std::fs::{DirBuilder, File};
use std::io::{Result, Write as _};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;

/// Makes a folder that nobody else can look into, and those above it: a journal has commands in it.
pub(super) fn make_folder(folder: &Path) -> Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Writes to a file's end, and returns when it is on the disk.
pub(super) fn append(file: &mut File, text: &str) -> Result<()> {
    #[cfg(test)]
    tests::write(file, text)?;
    file.write_all(text.as_bytes())?;
    file.sync_data()?;
    step()
}

/// A step has been made; a process can be gone before the next.
#[cfg_attr(not(test), expect(clippy::unnecessary_wraps, reason = "in tests it can fail"))]
pub(super) fn step() -> Result<()> {
    #[cfg(test)]
    tests::write_nothing()?;
    Ok(())
}

/// Writes that break off.
#[cfg(test)]
pub(crate) mod tests {
    use super::{File, Result};
    use std::cell::RefCell;
    use std::io::Write as _;

    /// What becomes of a write.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(crate) enum Tear {
        /// It is written.
        None,
        /// So many bytes of it get to the disk, and the process is gone.
        Gone(usize),
        /// So many bytes of it get to the disk, and then the disk is full.
        Full(usize),
    }

    /// The process is gone: what unwinds then is no panic, and nobody is told of it.
    pub(crate) struct Gone;

    type Judge = Box<dyn FnMut(usize) -> Tear>;

    thread_local! {
        static JUDGE: RefCell<Option<Judge>> = const { RefCell::new(None) };
    }

    /// From now on `judge` is asked, with the length of each write of this thread's journals (0: a
    /// step that writes nothing), what becomes of it; nobody is, once what is returned is dropped.
    pub(crate) fn judged_by(judge: impl FnMut(usize) -> Tear + 'static) -> Judged {
        JUDGE.with_borrow_mut(|current| *current = Some(Box::new(judge)));
        Judged
    }

    /// For as long as it is there.
    pub(crate) struct Judged;

    impl Drop for Judged {
        fn drop(&mut self) {
            JUDGE.with_borrow_mut(|judge| *judge = None);
        }
    }

    fn ask(length: usize) -> Tear {
        JUDGE.with_borrow_mut(|judge| judge.as_mut().map_or(Tear::None, |judge| judge(length)))
    }

    pub(super) fn write(file: &mut File, text: &str) -> Result<()> {
        match ask(text.len()) {
            Tear::None => Ok(()),
            Tear::Gone(bytes) => {
                file.write_all(&text.as_bytes()[..bytes])?;
                std::panic::resume_unwind(Box::new(Gone))
            }
            Tear::Full(bytes) => {
                file.write_all(&text.as_bytes()[..bytes])?;
                Err(std::io::ErrorKind::StorageFull.into())
            }
        }
    }

    pub(super) fn write_nothing() -> Result<()> {
        match ask(0) {
            Tear::None => Ok(()),
            Tear::Gone(_) => std::panic::resume_unwind(Box::new(Gone)),
            Tear::Full(_) => Err(std::io::ErrorKind::StorageFull.into()),
        }
    }
}
