//! The small pack: two web servers, up within two seconds, on an engine of the test's choice.

use crate::busybox;
use crate::common::Folder;
use firedrill::engine::Engine;
use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair};
use std::path::Path;
use std::process::Command;

const IMAGE: &str = "firedrill-test/small:1";
const PROGRAMS: [&str; 6] = ["sh", "sleep", "cat", "echo", "sed", "httpd"];

/// Puts the pack's image on an engine (at the usual address, where none is named).
pub fn load(address: Option<&str>) {
    let agent = include_bytes!("agent.sh");
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let pem = authority.self_signed(&KeyPair::generate().unwrap()).unwrap().pem();
    let text = serde_json::to_string(&pem).unwrap();
    let files: [(&str, &[u8]); 4] = [
        ("bin/python3", agent),
        ("etc/ca.pem", pem.as_bytes()),
        ("etc/ca.json", text.as_bytes()),
        ("www/index.html", b"well\n"),
    ];
    let root = busybox::root(&PROGRAMS, &files);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let engine = match address {
            Some(address) => Engine::connect_to(address).await.unwrap(),
            None => Engine::connect().await.unwrap(),
        };
        let id = engine.import(std::io::Cursor::new(root)).await.unwrap();
        engine.tag_image(&id, IMAGE).await.unwrap();
    });
}

/// Drills it.
pub fn run(folder: &Folder) -> Command {
    let pack = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packs/small");
    let mut command = folder.firedrill(["run", "--images", "local", "--pack"]);
    command.arg(pack);
    command
}
