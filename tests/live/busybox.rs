//! Images of nothing but a static busybox and a few files.

use std::path::Path;

const BUSYBOX: &str = "/bin/busybox";

/// A root file system: busybox, links to it under these names, and these files, all of them
/// executable.
pub fn root(names: &[&str], files: &[(&str, &[u8])]) -> Vec<u8> {
    let program =
        std::fs::read(BUSYBOX).expect("tests need /bin/busybox: apt install busybox-static");
    let mut archive = tar::Builder::new(Vec::new());
    let passwd: (&str, &[u8]) = ("etc/passwd", b"root:x:0:0:root:/:/bin/sh\n");
    for (path, bytes) in [("bin/busybox", program.as_slice()), passwd].iter().chain(files) {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o755);
        archive.append_data(&mut header, path, *bytes).unwrap();
    }
    for name in names {
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(tar::EntryType::Symlink);
        header.set_size(0);
        header.set_mode(0o777);
        archive.append_link(&mut header, Path::new("bin").join(name), "busybox").unwrap();
    }
    archive.into_inner().unwrap()
}
