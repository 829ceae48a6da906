//! Programs that people call to bring something back, and words that no command has.

use crate::reading::hasher::Quick;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Names of programs, in their order.
pub(super) static PROGRAMS: LazyLock<HashSet<&str, Quick>> = LazyLock::new(|| {
    "ansible ansible-playbook apachectl apt apt-get argocd awk aws az barman bash brew bundle \
     caddy cargo cat cd celery certbot chmod chown compose consul cp createdb crictl crontab \
     ctr curl date dd df dig dnf docker docker-compose doctl dropdb du echo etcdctl exit export \
     fallocate find firewall-cmd fly flyctl free gcloud git go grep gunzip gzip haproxy helm \
     heroku host hostname htop influx ip iptables istioctl java journalctl jq k3s k9s \
     kafka-topics kafka-topics.sh kill killall kubeadm kubectl kustomize launchctl ln logrotate \
     ls lsof lxc make mc mkdir mongo mongodump mongorestore mongosh monit mount mv mysql \
     mysqladmin mysqlcheck mysqldump nats nc nerdctl netstat nft nginx nodetool nomad npm npx \
     nslookup oc openssl patronictl pg_basebackup pg_ctl pg_ctlcluster pg_dump pg_isready \
     pg_restore pgbackrest pgbouncer php ping pip pkill pm2 pnpm podman podman-compose poetry \
     promtool ps psql python python3 rabbitmqctl rake rc-service reboot redis-cli restic rm \
     rsync scp sed sentinel service sh shutdown source ss ssh su supervisorctl sysctl systemctl \
     tail tar terraform tofu touch traceroute truncate ufw umount unzip uv vault velero vercel \
     virsh wal-g wget wrangler xargs yarn yum zfs"
        .split(' ')
        .collect()
});

/// What the second word of a command of an unknown program is.
pub(super) static ACTIONS: LazyLock<HashSet<&str, Quick>> = LazyLock::new(|| {
    "restart start stop up down reload apply deploy rollback run exec scale restore failover \
     promote resume flush reset kill recover drain status delete create migrate renew"
        .split(' ')
        .collect()
});

/// Words that stand in sentences and not in commands, outside quotation marks.
pub(super) static PROSE: LazyLock<HashSet<&str, Quick>> = LazyLock::new(|| {
    "the a an it its is are was will would with by and then of via using manually automatically \
     if when until because should must can cannot policy has have that this which brings \
     restarts starts handles needed first again your our into after to failed shows returns \
     throws not no on from both"
        .split(' ')
        .collect()
});

/// Programs that do not end by themselves, or that wait for a person.
pub(super) const ENDLESS: [&str; 16] = [
    "top",
    "htop",
    "vim",
    "vi",
    "nano",
    "less",
    "more",
    "watch",
    "emacs",
    "k9s",
    "crontab -e",
    "visudo",
    "kubectl edit",
    "kubectl port-forward",
    "screen",
    "tmux",
];

/// What keeps a program running that would end otherwise.
pub(super) const FOLLOWING: [&str; 4] = ["tail", "logs", "journalctl", "events"];

/// Programs whose names are words of sentences too.
pub(super) static WORDS: LazyLock<HashSet<&str, Quick>> = LazyLock::new(|| {
    "service make find go host mount less more time kill free top watch source cat date export \
     exit echo sentinel compose shutdown mc ip ss monit fly oc nats vault touch truncate \
     hostname"
        .split(' ')
        .collect()
});

/// What a program needs a name behind: `docker restart` alone restarts nothing.
pub(super) const NEEDS_NAME: [(&str, &[&str]); 6] = [
    (
        "docker",
        &[
            "stop", "start", "restart", "rm", "kill", "exec", "logs", "inspect", "pause",
            "unpause", "run",
        ],
    ),
    ("podman", &["stop", "start", "restart", "rm", "kill", "exec", "logs", "run"]),
    ("systemctl", &["restart", "start", "stop", "reload", "enable", "disable"]),
    (
        "kubectl",
        &[
            "delete", "apply", "scale", "rollout", "exec", "logs", "describe", "get", "patch",
            "edit",
        ],
    ),
    ("service", &["restart", "start", "stop"]),
    ("supervisorctl", &["restart", "start", "stop"]),
];

/// Programs that only look.
pub(super) static LOOKS: LazyLock<HashSet<&str, Quick>> = LazyLock::new(|| {
    "journalctl ping dig nslookup host df du free top htop ps netstat ss lsof cat ls grep head \
     tail less pg_isready sleep date uptime echo cd export jq awk sort uniq wc traceroute nc \
     hostname whoami env dmesg stat which cut test vmstat iostat column printf true telnet ulimit"
        .split(' ')
        .collect()
});

/// What only looks of programs that do both, at any place behind their name.
pub(super) static LOOKING: LazyLock<HashSet<&str, Quick>> = LazyLock::new(|| {
    "get describe logs ps inspect stats info images status is-active list ls show version top \
     events log diff check history test list-units cluster-info config verify read search \
     is-enabled -t ping"
        .split(' ')
        .collect()
});
