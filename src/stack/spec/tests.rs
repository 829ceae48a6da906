//! What a container is made with.

use super::*;
use crate::words::RunId;

fn stack() -> StackId {
    StackId::new(RunId::parse("20261124-074512-a3f0").unwrap(), 2)
}

fn service(depends_on: &[&str]) -> ComposeService {
    ComposeService {
        container_name: Some("enterprisescanner_redis".to_owned()),
        depends_on: depends_on.iter().map(|name| ((*name).into(), true)).collect(),
        ports: vec![
            Port { container: 53, published: 5353, udp: true },
            Port { container: 53, published: 5353, udp: false },
        ],
        environment: BTreeMap::from([("PASSWORD".to_owned(), "hunter22".to_owned())]),
        tmpfs: vec!["/run:size=1m".to_owned(), "/tmp".to_owned()],
        ..ComposeService::default()
    }
}

#[test]
fn a_container_is_known_by_its_service_and_by_the_documents_name() {
    let planned =
        container(&stack(), "redis", &service(&[]), "sha256:1", &BTreeMap::from([(53, 20_000)]));
    let spec = planned.spec;
    assert_eq!(spec.name, "20261124-074512-a3f0.2_enterprisescanner_redis");
    assert_eq!(spec.hostname.as_deref(), Some("redis"));
    assert_eq!(spec.network.as_deref(), Some("20261124-074512-a3f0.2_default"));
    assert_eq!(spec.aliases, ["redis", "enterprisescanner_redis"]);
    assert_eq!(spec.labels[RUN_LABEL], "20261124-074512-a3f0");
    assert_eq!(spec.labels[STACK_LABEL], "20261124-074512-a3f0.2");
    assert_eq!(spec.tmpfs["/run"], "size=1m");
}

#[test]
fn no_password_is_in_what_is_printed_of_a_container() {
    let planned = container(&stack(), "redis", &service(&[]), "sha256:1", &BTreeMap::new());
    assert!(!format!("{planned:?}").contains("hunter22"));
}

#[test]
fn a_port_has_one_number_for_tcp_and_udp() {
    let compose =
        Compose { services: BTreeMap::from([("dns".into(), service(&[]))]), ..Compose::default() };
    assert_eq!(count_ports(&compose), 1);
    let ports = distribute(&compose, vec![20_007]);
    let planned = container(&stack(), "dns", &compose.services["dns"], "sha256:1", &ports["dns"]);
    assert_eq!(
        planned.spec.ports.iter().map(|port| port.host).collect::<Vec<_>>(),
        [20_007, 20_007]
    );
    assert_eq!(read_ports(&planned.spec.labels[PORTS_LABEL]), ports["dns"]);
}

/// What each of the bundled pack's containers may do besides what any process may; nothing
/// where it is not named.
const NEEDED: [(&str, &[&str]); 7] = [
    ("dns-backup", &["NET_BIND_SERVICE"]),
    ("dns-provider", &["NET_BIND_SERVICE"]),
    (
        "droplet",
        &[
            "AUDIT_WRITE",
            "CHOWN",
            "DAC_OVERRIDE",
            "FOWNER",
            "KILL",
            "NET_ADMIN",
            "NET_BIND_SERVICE",
            "SETGID",
            "SETUID",
        ],
    ),
    ("postgres", &["CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"]),
    ("redis", &["CHOWN", "SETGID", "SETUID"]),
    ("resolver-1", &["NET_BIND_SERVICE", "SETGID", "SETUID", "CHOWN"]),
    ("resolver-2", &["NET_BIND_SERVICE", "SETGID", "SETUID", "CHOWN"]),
];

#[test]
fn no_container_of_the_bundled_pack_has_a_privilege_that_its_job_does_not_need() {
    let pack = crate::pack::read(&crate::storage::bundled_pack()).unwrap();
    for profile in &pack.profiles {
        let compose = pack.compose(&crate::pack::check_variables(Some(profile))).unwrap();
        for (name, service) in &compose.services {
            let spec = container(&stack(), name, service, "sha256:1", &BTreeMap::new()).spec;
            let needed = NEEDED
                .iter()
                .find(|(service, _)| *service == name.as_str())
                .map_or(&[][..], |(_, needed)| needed);
            assert_eq!(
                (spec.cap_drop, spec.cap_add),
                (
                    vec!["ALL".to_owned()],
                    needed.to_vec().iter().map(|one| (*one).to_owned()).collect()
                ),
                "{name}"
            );
            assert_eq!(spec.security_opt, ["no-new-privileges"], "{name}");
            assert!(spec.memory.is_some_and(|most| most <= 1 << 30), "{name}");
            assert!(spec.processes.is_some_and(|most| most <= 512), "{name}");
            // Named volumes only: no folder of the host, and no engine's socket.
            for mount in &spec.volumes {
                assert!(mount.volume.starts_with(&stack().to_string()), "{name}: {}", mount.volume);
            }
        }
    }
}

#[test]
fn a_container_has_a_bound_of_processes_whatever_its_pack_says() {
    let planned = container(&stack(), "redis", &service(&[]), "sha256:1", &BTreeMap::new());
    assert_eq!(planned.spec.processes, Some(MOST_PROCESSES));
}

#[test]
fn what_can_never_start_is_refused_before_anything_is_made() {
    let compose = |services: &[(&str, &[&str])]| Compose {
        services: services.iter().map(|(name, on)| ((*name).into(), service(on))).collect(),
        ..Compose::default()
    };
    assert!(check_order(&compose(&[("a", &[]), ("b", &["a"]), ("c", &["a", "b"])])).is_ok());
    let circle = check_order(&compose(&[("a", &["b"]), ("b", &["a"])])).unwrap_err();
    assert!(circle.to_string().contains("waits for itself"), "{circle}");
    let missing = check_order(&compose(&[("a", &["ghost"])])).unwrap_err();
    assert!(missing.to_string().contains("'ghost'"), "{missing}");
}
