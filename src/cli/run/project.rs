//! What is shown of a project before anybody is asked: its containers, the ways to them, what is
//! broken and how it is put back, and what is never touched.

use crate::droplet::{PlainName, ShimCall};
use crate::pack::{DetectorHow, Endpoint, Foreign, Runs};
use crate::plan::DrillPlan;
use crate::run::ProjectPlan;
use crate::stack::{ProjectContainer, Survey, running};
use crate::words::ServiceName;
use std::fmt;
use std::net::SocketAddr;
use tabled::builder::Builder;
use tabled::settings::Style;

/// All that is shown.
pub struct ProjectShown<'a> {
    /// What there is to show.
    pub plan: &'a ProjectPlan<'a>,
}

impl fmt::Display for ProjectShown<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Survey { name, members, others, .. } = self.plan.survey;
        let all = members.len() + others.len();
        writeln!(
            out,
            "project {name} on {}, {all} containers, drilled by pack {}\n",
            self.plan.engine, self.plan.pack.name
        )?;
        writeln!(out, "{}\n", self.containers())?;
        self.looks(out)?;
        for drill in self.plan.drills {
            self.drill(out, drill)?;
        }
        self.untouched(out)
    }
}

/// One published port: `53/udp→127.0.0.1:5301`.
fn way((udp, at, to): (bool, Endpoint, SocketAddr)) -> String {
    format!("{}{}→{to}", at.port, if udp { "/udp" } else { "" })
}

impl ProjectShown<'_> {
    fn containers(&self) -> String {
        let mut table = Builder::new();
        table.push_record(["service", "container", "id", "image", "state", "reached at"]);
        for guest in self.plan.survey.members.values() {
            let service = self.service_of(guest).unwrap_or_else(|| format!("({})", guest.service));
            let reached: Vec<String> = guest.ways().map(way).collect();
            let reached = if reached.is_empty() { "nowhere".to_owned() } else { reached.join(" ") };
            let id = guest.id.get(..12).unwrap_or(&guest.id).to_owned();
            // An image without a name is known by its id, which is as long as the line.
            let unnamed = guest.image.starts_with("sha256:");
            let image =
                if unnamed { guest.image.get(..19).unwrap_or(&guest.image) } else { &guest.image };
            table.push_record([
                service,
                guest.name.clone(),
                id,
                image.to_owned(),
                guest.words.clone(),
                reached,
            ]);
        }
        let mut table = table.build();
        table.with(Style::blank());
        table.to_string().lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
    }

    /// The pack's word for the service that a container runs.
    fn service_of(&self, guest: &ProjectContainer) -> Option<String> {
        let runs_it = |runs: &Runs| matches!(runs, Runs::Container(compose) if compose.as_str() == guest.service);
        let found = self.plan.pack.services.iter().find(|service| runs_it(&service.runs));
        found.map(|service| service.name.to_string()).or_else(|| {
            let droplet = self.plan.pack.droplet.as_ref()?;
            (droplet.container == *guest.service).then(|| "(the server)".to_owned())
        })
    }

    fn looks(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for guest in self.plan.survey.members.values() {
            for why in guest.no_ways() {
                writeln!(out, "{}: {why}", guest.name)?;
            }
        }
        writeln!(
            out,
            "looked at through what is published on 127.0.0.1, and firedrill's agent where there \
             is one:"
        )?;
        for probe in self.plan.probes {
            writeln!(out, "  {:<24} {}", probe.name.to_string(), probe.how)?;
        }
        if let Some(container) = &self.plan.survey.password_of {
            writeln!(
                out,
                "the databases' password is POSTGRES_PASSWORD of {container}; it is never shown"
            )?;
        }
        if let Some(droplet) = self.plan.droplet {
            writeln!(out, "in {droplet} firedrill's agent is started; it ends with the run")?;
        }
        for (probe, why) in &self.plan.limits.probes {
            writeln!(out, "not looked at: {probe}: {why}")?;
        }
        for (detector, why) in &self.plan.limits.detectors {
            writeln!(out, "not asked: {detector}: {why}")?;
        }
        Ok(())
    }

    fn drill(&self, out: &mut fmt::Formatter<'_>, drill: &DrillPlan) -> fmt::Result {
        writeln!(
            out,
            "\ndrill {} ({}), line {}: {}",
            drill.scenario, drill.profile, drill.line, drill.title
        )?;
        if let Some(why) = &drill.not_here {
            return writeln!(out, "  not drilled: {why}");
        }
        if let Foreign::Breaks { does, back, .. } = drill.fault.kind.as_kind().foreign() {
            let names: Vec<&str> =
                drill.fault.targets.iter().filter_map(|target| self.container_of(target)).collect();
            writeln!(out, "  {does} {}; put back by {back}", names.join(", "))?;
        }
        for line in &drill.commands {
            writeln!(out, "  recovers by {line}{}", self.read_by(line))?;
        }
        let asked = |name| self.plan.pack.detectors.iter().find(|detector| detector.name == name);
        for detector in drill.detectors.iter().filter_map(|info| asked(info.name.clone())) {
            if let DetectorHow::Command { line, .. } = &detector.how {
                writeln!(out, "  asks, every {}: {line}{}", detector.every, self.read_by(line))?;
            }
        }
        for out_of_reach in &drill.out_of_reach {
            writeln!(out, "  undetermined: {}: {}", out_of_reach.claim, out_of_reach.why)?;
        }
        Ok(())
    }

    fn container_of(&self, target: &ServiceName) -> Option<&str> {
        let Runs::Container(compose) = &self.plan.pack.service(target)?.runs else { return None };
        Some(self.plan.survey.members.get(compose.as_str())?.name.as_str())
    }

    /// Who runs a documented command, and which containers its names are here.
    fn read_by(&self, line: &str) -> String {
        if let Some(droplet) = self.plan.droplet {
            return format!(", in the shell of {droplet}");
        }
        let call = ShimCall::read_line(line);
        if call.as_ref().is_ok_and(|call| call.names().is_empty()) {
            return format!(
                " (all that run: {})",
                running(&self.plan.survey.members).collect::<Vec<_>>().join(", ")
            );
        }
        let names = call.iter().flat_map(ShimCall::names);
        let other = |name: &PlainName| {
            let guest = self.plan.survey.named(name.as_str())?;
            (guest.name != name.as_str()).then(|| format!("{name} is {}", guest.name))
        };
        let other: Vec<String> = names.filter_map(other).collect();
        if other.is_empty() { String::new() } else { format!(" ({})", other.join(", ")) }
    }

    fn untouched(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let others: Vec<&str> =
            self.plan.survey.others.iter().map(|guest| guest.name.as_str()).collect();
        writeln!(out)?;
        if !others.is_empty() {
            writeln!(out, "never touched: {}, which the pack does not know", others.join(", "))?;
        }
        write!(
            out,
            "never touched: any container that is not named above, and every network, volume and \
             image; nothing is removed"
        )
    }
}
