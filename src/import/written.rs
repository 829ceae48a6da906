//! `pack.yaml`, part by part.

use super::drills::Drill;
use super::looks::look;
use super::model::{Input, LeftOut};
use super::needs::{Dependencies, Dependency};
use super::places::Runs;
use super::profiles::Profile;
use super::services::{Service, Services};
use super::watchers::{prometheus, write_detectors, write_journeys};
use super::yaml::{Writer, lines_told, list, scalar};
use crate::pack::PACK_FILE;
use crate::reading::{Need, Reading};

/// What a pack is made of.
#[derive(Debug)]
pub struct Parts<'a> {
    /// The pack's name.
    pub name: &'a str,
    /// The document.
    pub document: Input<'a>,
    /// The Compose file, where there is one.
    pub compose: Option<Input<'a>>,
    /// The Compose service that plays the document's server, where a person said it before.
    pub droplet: Option<&'a str>,
    /// What was read of the document.
    pub reading: &'a Reading,
    /// Who is who.
    pub services: &'a Services,
    /// What needs what.
    pub dependencies: &'a Dependencies,
    /// The shapes of the stack.
    pub profiles: &'a [Profile],
    /// What becomes of each failure.
    pub drills: &'a [Drill<'a>],
    /// What the pack takes nothing from.
    pub left_out: &'a [LeftOut],
}

impl Parts<'_> {
    /// `pack.yaml`.
    pub fn write(&self) -> Writer {
        let mut file = Writer::new(PACK_FILE);
        self.write_head(&mut file);
        self.write_profiles(&mut file);
        self.write_services(&mut file);
        file.gap();
        write_journeys(&mut file, self.document);
        self.write_dependencies(&mut file);
        file.gap();
        write_detectors(&mut file, self.document, self.reading, self.services);
        self.write_not_drilled(&mut file);
        file
    }

    fn write_head(&self, file: &mut Writer) {
        file.line(0, &format!("name: {}", scalar(self.name)));
        file.line(0, &format!("document: {}", scalar(self.document.path)));
        if let Some(compose) = self.compose {
            file.line(0, &format!("compose: {}", scalar(compose.path)));
        } else {
            let why =
                "without a Compose file nothing is known of what runs, and nothing is drilled";
            file.todo(0, "import again with --compose FILE", why);
            file.example(0, "compose: compose.yaml");
        }
        if let Some(at) = prometheus(self.services) {
            file.line(0, &format!("prometheus: {{at: {at}}}"));
        }
        let commands = ["systemctl ", "docker ", "docker-compose "];
        let says = |line: &str| commands.iter().any(|command| line.contains(command));
        if let Some(droplet) = self.droplet {
            file.line(0, &format!("droplet: {}", scalar(droplet)));
            return;
        }
        let first = self.document.text.lines().zip(1_u32..).find(|(line, _)| says(line));
        if let Some((_, line)) = first {
            file.gap();
            file.todo(
                0,
                "name the Compose service that plays the document's server, in whose shell its \
                 commands run",
                &format!("the document gives commands (line {line}) and not where they run"),
            );
            file.example(0, "droplet: SERVICE");
        }
    }

    fn write_profiles(&self, file: &mut Writer) {
        file.gap();
        file.line(0, "profiles:");
        for profile in self.profiles {
            let Some((label, line)) = &profile.label else {
                file.line(2, &format!("{}: {{title: As it is}}", profile.name));
                continue;
            };
            file.line(2, &format!("{}: # line {line}", profile.name));
            file.line(4, &format!("title: {}", scalar(label)));
            file.line(4, &format!("called: {}", list([label.as_str()])));
            file.todo(
                4,
                &format!("say what makes the stack '{label}'"),
                "the document says how it fares then, and not how it is started so",
            );
            file.example(4, "set: {VARIABLE: value}");
            file.example(4, "without: [SERVICE]");
        }
    }

    fn write_services(&self, file: &mut Writer) {
        file.gap();
        if self.services.all.is_empty() {
            file.todo(
                0,
                "list the services",
                "neither the document nor a Compose file tells which there are",
            );
            file.line(0, "services: {}");
            return;
        }
        file.line(0, "services:");
        for service in &self.services.all {
            self.write_service(file, service);
        }
    }

    fn write_dependencies(&self, file: &mut Writer) {
        file.gap();
        let (kept, circles) = (&self.dependencies.kept, &self.dependencies.circles);
        if kept.is_empty() && circles.is_empty() {
            file.comment(0, "No dependency between services is known.");
        }
        if !kept.is_empty() {
            file.line(0, "dependencies:");
        }
        for (at, service) in self.services.all.iter().enumerate() {
            // They are sorted by who needs.
            let first = kept.partition_point(|one| one.from < at);
            let of_it: Vec<&Dependency> =
                kept.iter().skip(first).take_while(|one| one.from == at).collect();
            if !of_it.is_empty() {
                file.line(2, &format!("{}:", service.id));
            }
            for (key, need) in
                [("hard", Need::Hard), ("soft", Need::Soft), ("startup", Need::Startup)]
            {
                let mut of_kind = of_it.iter().filter(|one| one.need() == need).peekable();
                if of_kind.peek().is_some() {
                    file.line(4, &format!("{key}:"));
                }
                for one in of_kind {
                    self.write_dependency(file, one);
                }
            }
        }
        for one in circles {
            self.write_circle(file, one);
        }
        self.write_left_out(file);
    }

    fn write_dependency(&self, file: &mut Writer, one: &Dependency) {
        let Some(to) = self.services.id(one.to) else { return };
        let guess = if one.is_guess() { "; guess: hard" } else { "" };
        file.line(6, &format!("- {to} # {}{guess}", Self::said(one)));
    }

    /// `lines 12, 40, depends_on`
    fn said(one: &Dependency) -> String {
        let lines: Vec<u32> = one.lines.iter().copied().collect();
        let lines = Some(lines_told(&lines)).filter(|_| !lines.is_empty());
        let compose = one.compose.then(|| "depends_on".to_owned());
        let told: Vec<String> = lines.into_iter().chain(compose).collect();
        told.join(", ")
    }

    fn write_circle(&self, file: &mut Writer, one: &Dependency) {
        let ends = (self.services.id(one.from), self.services.id(one.to));
        let (Some(from), Some(to)) = ends else { return };
        let why = format!(
            "it closes a circle with what is said more often, and so it was left out ({})",
            Self::said(one)
        );
        file.todo(2, &format!("decide whether {from} needs {to}"), &why);
    }

    fn write_left_out(&self, file: &mut Writer) {
        for (why, what) in by_reason(self.left_out) {
            file.comment(2, &format!("Left out, since {why}: {what}."));
        }
    }

    fn write_not_drilled(&self, file: &mut Writer) {
        let mut not = self.drills.iter().filter(|drill| drill.is_not_drilled()).peekable();
        if not.peek().is_some() {
            file.gap();
            file.line(0, "not_drilled:");
        }
        for drill in not {
            drill.write_not_drilled(file);
        }
    }

    fn write_service(&self, file: &mut Writer, service: &Service) {
        let line = service.lines.first().map(|line| format!("line {line}"));
        let said = line.unwrap_or_else(|| "the document does not name it".to_owned());
        file.line(2, &format!("{}: # {said}", service.id));
        let own = service.id.as_str().replace('-', " ");
        let mut called = service.called();
        // A key with nothing below it would be no service.
        if called.is_empty() && service.runs.is_none() {
            called.push(&own);
        }
        if !called.is_empty() {
            file.line(4, &format!("called: {}", list(called)));
        }
        if let Some(runs) = &service.runs {
            file.line(4, &format!("runs: {}", runs.yaml()));
        } else {
            if self.compose.is_some() {
                let what = format!("where does {} run, if in the stack at all?", service.id);
                file.todo(4, &what, "the Compose file has no service of this name");
            }
            file.example(4, "runs: {container: COMPOSE SERVICE}");
        }
        write_look(file, service);
    }
}

/// How a service of the Compose file is looked at. One that the document does not name is not looked
/// at unless a person says so: it may be what another service runs in, and its fall no cascade.
fn write_look(file: &mut Writer, service: &Service) {
    if let Some(process @ Runs::Process(_)) = &service.runs {
        // Written as what it runs as: that processes of this name live.
        file.line(4, &format!("alive: {}", process.yaml()));
        return;
    }
    let Some(look) = service.compose.as_ref().map(look) else { return };
    let is_named = !service.lines.is_empty();
    let Some(look) = look else {
        if is_named {
            let why = "the Compose file publishes no TCP port of it, and its software is not known";
            file.todo(4, &format!("how is it seen that {} lives?", service.id), why);
        }
        file.example(4, "alive: {tcp: \"NAME:PORT\"}");
        return;
    };
    if let Some((what, why)) = look.todo.as_ref().filter(|_| is_named) {
        file.todo(4, &format!("{}: {what}", service.id), why);
    }
    if look.is_reachable && is_named {
        file.line(4, &format!("alive: {}", look.yaml));
    } else {
        file.example(4, &format!("alive: {}", look.yaml));
    }
}

/// What was left out, by why: `'Docker' (line 12), 'OS' (line 40)`.
pub fn by_reason(left_out: &[LeftOut]) -> Vec<(&str, String)> {
    let mut told: Vec<(&str, String)> = Vec::new();
    for left in left_out {
        let what = format!("{} ({})", left.what, lines_told(&left.lines));
        match told.iter_mut().find(|(why, _)| *why == left.why) {
            Some((_, others)) => {
                others.push_str(", ");
                others.push_str(&what);
            }
            None => told.push((&left.why, what)),
        }
    }
    told
}
