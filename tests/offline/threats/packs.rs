//! Packs that want the machine.

use crate::common::{DOCUMENT, Folder, PackCopy, REDIS, Said};
use firedrill::storage::pack_files;
use std::path::Path;

/// In a service of the Compose file, each of these would give its container power over the machine.
const WANTED_BY_A_SERVICE: [(&str, &str); 26] = [
    ("privileged: true", "'privileged' is not allowed"),
    ("network_mode: host", "'network_mode' is not allowed"),
    ("network_mode: \"container:victim\"", "'network_mode' is not allowed"),
    ("pid: host", "'pid' is not allowed"),
    ("ipc: host", "'ipc' is not allowed"),
    ("uts: host", "has no key 'uts'"),
    ("userns_mode: host", "has no key 'userns_mode'"),
    ("cgroup_parent: /", "has no key 'cgroup_parent'"),
    ("runtime: other", "has no key 'runtime'"),
    ("sysctls: {kernel.panic: \"1\"}", "has no key 'sysctls'"),
    ("device_cgroup_rules: [\"a *:* rwm\"]", "has no key 'device_cgroup_rules'"),
    ("devices: [\"/dev/sda:/dev/sda\"]", "'devices' is not allowed"),
    ("cap_add: [SYS_ADMIN]", "the capability 'SYS_ADMIN' reaches beyond"),
    ("cap_add: [cap_sys_module]", "the capability 'cap_sys_module' reaches beyond"),
    ("cap_add: [ALL]", "the capability 'ALL' reaches beyond"),
    ("security_opt: [\"seccomp:unconfined\"]", "'seccomp:unconfined' is not allowed"),
    ("security_opt: [\"apparmor=unconfined\"]", "'apparmor=unconfined' is not allowed"),
    ("security_opt: [\"no-new-privileges:false\"]", "'no-new-privileges:false' is not allowed"),
    ("volumes: [\"/:/host\"]", "mounts a folder of the host"),
    ("volumes: [\"/var/run/docker.sock:/var/run/docker.sock\"]", "mounts a folder of the host"),
    ("volumes: [\"../..:/up\"]", "mounts a folder of the host"),
    ("volumes: [{type: bind, source: /, target: /host}]", "a volume's long form is not read"),
    ("volumes_from: [\"container:victim\"]", "'volumes_from' is not allowed"),
    ("env_file: /etc/passwd", "'env_file' is not allowed"),
    ("environment: [HOME]", "would take its value from the machine"),
    ("ports: [\"8080:80\"]", "would listen on every address"),
];

/// The same, of the file's volumes and networks.
const WANTED_BY_THE_FILE: [(&str, &str); 10] = [
    (
        "volumes:\n  v: {driver_opts: {type: none, device: /, o: bind}}",
        "may be a folder or a disk of the host",
    ),
    (
        "volumes:\n  v: {driver_opts: {type: none, device: /etc, o: rbind}}",
        "may be a folder or a disk of the host",
    ),
    (
        "volumes:\n  v: {driver_opts: {type: ext4, device: /dev/sda1}}",
        "may be a folder or a disk of the host",
    ),
    (
        "volumes:\n  v: \
         {driver_opts: {type: overlay, device: o, o: \"lowerdir=/,upperdir=/u,workdir=/w\"}}",
        "may be a folder",
    ),
    (
        "volumes:\n  v: {driver_opts: {type: tmpfs, device: tmpfs, o: \"size=1m,rbind\"}}",
        "may be a folder",
    ),
    ("volumes:\n  v: {driver: vieux/sshfs}", "the volume driver 'vieux/sshfs'"),
    ("networks:\n  n: {driver: macvlan}", "the network driver 'macvlan'"),
    (
        "networks:\n  n: {ipam: {config: [{subnet: 8.8.8.0/24}]}}",
        "8.8.8.0/24 is not the run's to take",
    ),
    (
        "networks:\n  n: {ipam: {config: [{subnet: 10.0.0.0/8}]}}",
        "10.0.0.0/8 is not the run's to take",
    ),
    ("networks:\n  \"x/../../containers/victim\": {}", "is no name for a network"),
];

/// A pack of its own whose Compose file has a service and whatever is put into it.
fn small_pack(folder: &Folder, service: &str, rest: &str) -> String {
    let root = folder.path().join("small");
    std::fs::create_dir_all(&root).unwrap();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/pack/fixture");
    for file in ["pack.yaml", "failures.md", "cache-stops.yaml", "compose.yaml"] {
        std::fs::copy(fixture.join(file), root.join(file)).unwrap();
    }
    let compose = std::fs::read_to_string(root.join("compose.yaml")).unwrap();
    let service = if service.is_empty() { String::new() } else { format!("    {service}\n") };
    let added = compose.replacen(
        "networks:\n  site",
        &format!("  more:\n    image: more\n{service}networks:\n  site"),
        1,
    );
    let added = match rest.split_once('\n') {
        Some((section, line)) => {
            added.replacen(&format!("\n{section}\n"), &format!("\n{section}\n{line}\n"), 1)
        }
        None => added,
    };
    std::fs::write(root.join("compose.yaml"), added).unwrap();
    root.to_str().unwrap().to_owned()
}

#[test]
fn a_pack_that_wants_power_over_the_machine_is_refused_with_the_place() {
    let folder = Folder::new();
    let plain = small_pack(&folder, "", "");
    folder.without_engine(["validate", &plain]).ends(0);
    for (service, why) in WANTED_BY_A_SERVICE {
        let pack = small_pack(&folder, service, "");
        let said = folder.without_engine(["validate", &pack]).ends(2);
        assert!(
            said.out.contains(why) && said.out.contains("compose.yaml:"),
            "{service}: {}",
            said.out
        );
    }
    for (rest, why) in WANTED_BY_THE_FILE {
        let pack = small_pack(&folder, "", rest);
        let said = folder.without_engine(["validate", &pack]).ends(2);
        assert!(
            said.out.contains(why) && said.out.contains("compose.yaml:"),
            "{rest}: {}",
            said.out
        );
        // Nothing of it is begun either.
        folder.without_engine(["run", "--pack", &pack]).ends(2).complains(&[why]);
    }
}

#[test]
fn names_that_are_paths_are_refused() {
    let folder = Folder::new();
    for (service, why) in [
        ("container_name: ../../x", "'../../x' is no name for a container"),
        ("container_name: \"a b\"", "'a b' is no name for a container"),
        ("hostname: \"a;id\"", "'a;id' is no name for a container"),
        ("networks: {site: {aliases: [\"../x\"]}}", "'../x' is no name for a container"),
    ] {
        let said = folder.without_engine(["validate", &small_pack(&folder, service, "")]).ends(2);
        assert!(said.out.contains(why), "{service}: {}", said.out);
    }
    let pack = PackCopy::new(&folder);
    pack.edit(REDIS, "", "id: redis-stops", "id: ../../redis");
    let said = folder.without_engine(["validate", pack.path()]).ends(2);
    assert!(said.out.contains("'../../redis' is not the id of a scenario"), "{}", said.out);
    folder.without_engine(["show", "redis-stops", "--run", "../../etc"]).ends(2);
}

#[test]
fn a_pack_reads_nothing_beyond_its_folder_by_a_path_that_says_so_or_a_link() {
    let folder = Folder::new();
    folder.write("secret.md", "# A secret\n");
    folder.write("secret.yaml", "id: secret\n");
    folder.write(".hidden.md", "# A secret\n");
    std::fs::create_dir_all(folder.path().join(".config")).unwrap();
    folder.write(".config/secret.md", "# A secret\n");
    std::os::unix::fs::symlink(folder.at("secret.md"), folder.path().join("link.md")).unwrap();
    std::os::unix::fs::symlink(folder.path(), folder.path().join("link")).unwrap();
    for (to, why) in [
        ("/etc/passwd", "'/etc/passwd' is a path of this machine"),
        ("../link.md", "there is no file '../link.md'"),
        ("../link/secret.md", "there is no file '../link/secret.md'"),
        ("../.hidden.md", "there is no file '../.hidden.md'"),
        ("../.config/secret.md", "there is no file '../.config/secret.md'"),
        ("../link", "there is no file '../link'"),
        ("..", "there is no file '..'"),
    ] {
        for (key, from) in [("document", "service-dependencies.md"), ("compose", "compose.yaml")] {
            let pack = PackCopy::new(&folder);
            pack.edit("pack.yaml", "", &format!("{key}: {from}"), &format!("{key}: {to}"));
            let said = folder.without_engine(["validate", pack.path()]).ends(2);
            assert!(said.out.contains(why) && said.out.contains("pack.yaml:"), "{}", said.out);
        }
    }
    // Links are no way out of it either, neither of a file nor of a folder.
    let pack = PackCopy::new(&folder);
    std::os::unix::fs::symlink(
        folder.path().join("secret.yaml"),
        pack.folder.join("00-secret.yaml"),
    )
    .unwrap();
    std::os::unix::fs::symlink(folder.path(), pack.folder.join("images/outside")).unwrap();
    folder.without_engine(["validate", pack.path()]).ends(0);
    std::fs::remove_file(pack.folder.join(DOCUMENT)).unwrap();
    std::os::unix::fs::symlink(folder.path().join("secret.md"), pack.folder.join(DOCUMENT))
        .unwrap();
    let said = folder.without_engine(["validate", pack.path()]).ends(2);
    assert!(said.out.contains("the pack has no file"), "{}", said.out);
}

#[test]
fn a_pack_reads_beyond_its_folder_what_it_names_and_what_that_builds() {
    let folder = Folder::new();
    let pack = small_pack(&folder, "build: app", "");
    for sub in ["docs", "deploy/app/in", "deploy/other"] {
        std::fs::create_dir_all(folder.path().join(sub)).unwrap();
    }
    for (file, to) in [("failures.md", "docs"), ("compose.yaml", "deploy")] {
        std::fs::rename(folder.path().join("small").join(file), folder.path().join(to).join(file))
            .unwrap();
    }
    for name in ["docs/secret.md", "deploy/other/secret", "deploy/secret", "deploy/app/.env"] {
        folder.write(name, "a secret");
    }
    folder.write("deploy/app/Dockerfile", "FROM scratch\nCOPY in /\n");
    folder.write("deploy/app/in/file", "a file");
    std::os::unix::fs::symlink(folder.at("deploy/other"), folder.path().join("deploy/app/in/link"))
        .unwrap();
    let text = std::fs::read_to_string(folder.at("small/pack.yaml")).unwrap();
    let text = text.replace("document: ", "document: ../docs/");
    folder.write("small/pack.yaml", &text.replace("compose: ", "compose: ../deploy/"));
    folder.without_engine(["validate", &pack]).ends(0);
    let read = pack_files(Path::new(&pack)).unwrap();
    assert_eq!(
        read.paths().collect::<Vec<_>>(),
        [
            "../deploy/app/Dockerfile",
            "../deploy/app/in/file",
            "../deploy/compose.yaml",
            "../docs/failures.md",
            "cache-stops.yaml",
            "pack.yaml"
        ]
    );
    // From within the folder it is the same pack.
    let here = Said::of(folder.firedrill(["validate", "."]).current_dir(&pack)).ends(0);
    assert!(here.out.contains("../docs/failures.md"), "{}", here.out);
    // What is built lies beside the Compose file, wherever that is.
    for context in ["..", "../docs", "/"] {
        let text = std::fs::read_to_string(folder.at("deploy/compose.yaml")).unwrap();
        folder.write(
            "deploy/compose.yaml",
            &text.replace("build: app", &format!("build: {context}")),
        );
        let said = folder.without_engine(["validate", &pack]).ends(2);
        let why = format!("'{context}' is neither in the Compose file's folder nor in the pack's");
        assert!(said.out.contains(&why), "{}", said.out);
        folder.write("deploy/compose.yaml", &text);
    }
}
