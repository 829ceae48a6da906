//! Steps, put together line by line and block by block.

use super::automatic::is_automatic;
use super::short;
use crate::reading::blocks::{Block, Item, List, Table};
use crate::reading::meaning::anchors::{Anchors, targets};
use crate::reading::meaning::commands::{InLine, in_line};
use crate::reading::meaning::prose::{LONGEST_LINE, first_word, label, split_lines, tokens};
use crate::reading::meaning::shell;
use crate::reading::meaning::times::{tells_how_soon, times};
use crate::reading::model::{Step, Time};
use crate::reading::sections::Section;
use crate::reading::words::Words;
use crate::words::Span;

/// Lines of one recovery that are read: nobody types more.
const MOST: usize = 1_000;

/// Lines that are read of a section that a link leads to; many facts may have the same link.
const MOST_LINKED: usize = 200;

/// Labels of lines that say how long it takes, and are no steps.
const TIMES: [&str; 16] = [
    "rto",
    "time to recovery",
    "time to recover",
    "recovery time",
    "estimated time",
    "estimate",
    "duration",
    "expected time",
    "eta",
    "total time",
    "ttr",
    "mttr",
    "estimated recovery time",
    "time",
    "downtime",
    "expected recovery time",
];

/// Labels and headings of what is no step.
const NO_STEPS: [&str; 30] = [
    "expected",
    "expected outcome",
    "expected result",
    "expected output",
    "outcome",
    "result",
    "note",
    "notes",
    "warning",
    "caution",
    "rpo",
    "data loss",
    "prevention",
    "escalation",
    "escalate",
    "rollback",
    "root cause",
    "cause",
    "symptoms",
    "impact",
    "detection",
    "when to use",
    "prerequisites",
    "post-mortem",
    "postmortem",
    "follow-up",
    "communication",
    "owner",
    "contact",
    "diagnosis",
];

/// What begins another way to the same end.
const OTHERS: [&str; 16] = [
    "option b",
    "option c",
    "option d",
    "option 2",
    "option 3",
    "alternative",
    "alternatively",
    "or ",
    "or:",
    "otherwise",
    "if that ",
    "if this ",
    "if still",
    "if the above",
    "as a last resort",
    "method 2",
];

/// A recovery as far as it is read.
pub(super) struct Building<'a, 'd> {
    anchors: &'a Anchors<'d>,
    pub steps: Vec<Step>,
    pub times: Vec<Time>,
    /// Times that stand at a step of a list.
    pub step_times: Vec<Time>,
    /// A time that is labelled as that of the whole.
    pub total: Option<Time>,
    pub automatic: bool,
    pub guess: Vec<String>,
    /// Where the steps stand that a link leads to, and are not in this document.
    pub elsewhere: Option<String>,
    /// What comes now is another way, or no recovery.
    skipping: bool,
    /// The last line leads up to the block that follows.
    leads: bool,
    left: usize,
    /// How many lists are open.
    listing: usize,
    /// How many links lead to what is read now.
    links: usize,
}

impl<'a, 'd> Building<'a, 'd> {
    pub fn new(anchors: &'a Anchors<'d>) -> Self {
        Self {
            anchors,
            steps: Vec::new(),
            times: Vec::new(),
            step_times: Vec::new(),
            listing: 0,
            total: None,
            automatic: false,
            guess: Vec::new(),
            elsewhere: None,
            skipping: false,
            leads: false,
            left: MOST,
            links: 0,
        }
    }

    /// Reads a line as a step, or as a part of the step that is told.
    pub fn line(&mut self, words: &Words, step: Option<usize>) {
        if words.is_empty() || !self.may_read() || self.is_other_way(&words.text) {
            return;
        }
        if words.text.len() > LONGEST_LINE {
            self.note("a line is too long to be read");
            return;
        }
        if let Some((label, rest)) = label(words) {
            let key = label.text.trim().to_lowercase();
            if TIMES.contains(&key.as_str()) {
                let found = fitting(&rest);
                self.total =
                    self.total.take().or_else(|| found.into_iter().max_by_key(|time| time.span));
                return;
            }
            if NO_STEPS.contains(&key.as_str()) {
                return;
            }
        }
        let InLine { commands, other, end } = in_line(words);
        if !other.is_empty() {
            self.note(&format!("another way is left out: '{}'", short(&other.join("', '"))));
        }
        // Of a list of steps the first says it of the whole.
        let first = self.steps.is_empty() || step == Some(0) && self.steps.len() == 1;
        if !self.has_commands() && first && is_automatic(&words.text) {
            self.automatic = true;
        }
        let rest = words.part(end..words.text.len());
        let found = fitting(if commands.is_empty() { words } else { &rest });
        let times = if self.listing > 0 { &mut self.step_times } else { &mut self.times };
        times.extend(found);
        let linked = self.follow(words);
        match step.and_then(|step| self.steps.get_mut(step)) {
            Some(step) => step.commands.extend(commands),
            None if linked && commands.is_empty() => {}
            None => self.steps.push(Step { words: words.clone(), commands }),
        }
        self.leads = true;
    }

    /// Reads what belongs to it beside its lines.
    pub fn blocks(&mut self, blocks: &[Block], depth: usize) {
        for block in blocks {
            if !self.may_read() && !matches!(block, Block::Heading(..)) || depth > 40 {
                continue;
            }
            match block {
                Block::Heading(_, title) => self.heading(title),
                Block::Paragraph(lines) => {
                    lines.iter().flat_map(split_lines).for_each(|words| self.line(&words, None));
                }
                Block::List(list) => self.list(list, depth),
                Block::Table(table) => self.table(table),
                Block::Code(code) => self.code(code),
                Block::Comment(_) => {}
            }
        }
    }

    fn heading(&mut self, title: &Words) {
        let text = title.text.trim().to_lowercase();
        let bare = text.trim_start_matches(|c: char| !c.is_alphabetic());
        let other = OTHERS.iter().any(|other| bare.starts_with(other)) && !self.steps.is_empty();
        if other {
            self.note(&format!("another way is left out: '{}'", short(title.text.trim())));
        }
        let first = first_word(bare);
        self.skipping = other || NO_STEPS.contains(&bare) || NO_STEPS.contains(&first);
        self.leads = false;
    }

    fn list(&mut self, list: &List, depth: usize) {
        let before = self.steps.len();
        self.listing += 1;
        for Item { lines, blocks } in &list.items {
            if !self.may_read() {
                break;
            }
            let at = self.steps.len();
            let mut lines = lines.iter().flat_map(split_lines);
            if let Some(first) = lines.next() {
                self.line(&first, None);
            }
            let step = (self.steps.len() > at).then_some(at);
            lines.for_each(|words| self.line(&words, step));
            self.blocks(blocks, depth + 1);
        }
        self.listing -= 1;
        let several =
            self.steps.iter().skip(before).filter(|step| !step.commands.is_empty()).count();
        if !list.numbered && several > 1 {
            self.note("its list has no numbers, and is read as steps in their order");
        }
        self.leads = false;
    }

    fn table(&mut self, table: &Table) {
        for row in &table.rows {
            let at = self.steps.len();
            for words in row.iter().flat_map(split_lines) {
                let commands = in_line(&words).commands;
                if commands.is_empty() && tokens(&words.text).len() < 2 {
                    continue;
                }
                let step = (self.steps.len() > at).then_some(at);
                self.line(&words, step);
            }
        }
        self.leads = false;
    }

    fn code(&mut self, code: &crate::reading::blocks::Code) {
        let led = std::mem::replace(&mut self.leads, false);
        if !shell::is_shell(code) {
            if code.lines.iter().any(|words| !words.is_empty()) {
                let what = if code.info.is_empty() { "without language" } else { &code.info };
                self.note(&format!("a block of code is no shell's and left out: {what}"));
            }
            return;
        }
        self.left = self.left.saturating_sub(code.lines.len());
        let shell::Given { commands, other, left } = shell::commands(code);
        if let Some(other) = other.first() {
            self.note(&format!("what stands below '# {}' is left out", short(other)));
        }
        if let Some(left) = left.first() {
            self.note(&format!("'{}' seems to be no command", short(left)));
        }
        let Some(first) = commands.first().cloned() else { return };
        match self.steps.last_mut().filter(|_| led) {
            Some(step) => step.commands.extend(commands),
            None => self.steps.push(Step { words: first, commands }),
        }
    }

    /// Reads the section that a link of a line leads to; whether there is one.
    fn follow(&mut self, words: &Words) -> bool {
        if self.links > 0 {
            return false;
        }
        let mut followed = false;
        for target in targets(words).take(4) {
            if let Some(section) = self.anchors.find(target) {
                (self.links, followed) = (1, true);
                let left = std::mem::replace(&mut self.left, MOST_LINKED);
                self.section(section, 0);
                self.left = left;
                self.links = 0;
            } else if self.elsewhere.is_none() {
                self.elsewhere = Some(target.chars().take(80).collect());
            }
        }
        followed
    }

    fn section(&mut self, section: &Section, depth: usize) {
        self.blocks(&section.blocks, depth);
        for inner in &section.sections {
            if self.left == 0 || depth > 8 {
                return;
            }
            self.heading(&inner.title);
            self.section(inner, depth + 1);
        }
        self.skipping = false;
    }

    /// Whether a line begins another way, which is left out with all behind it.
    fn is_other_way(&mut self, text: &str) -> bool {
        if !self.has_commands() {
            return false;
        }
        let lower = text.chars().take(40).collect::<String>().to_lowercase();
        let bare = lower.trim_start_matches(|c: char| !c.is_alphabetic());
        let other = OTHERS.iter().any(|other| bare.starts_with(other));
        if other {
            self.skipping = true;
            self.note(&format!("another way is left out: '{}'", short(text.trim())));
        }
        other
    }

    fn may_read(&mut self) -> bool {
        if self.left == 0 {
            self.note("it is too long to be read as a whole");
            return false;
        }
        self.left -= 1;
        !self.skipping
    }

    fn has_commands(&self) -> bool {
        self.steps.iter().any(|step| !step.commands.is_empty())
    }

    fn note(&mut self, guess: &str) {
        if self.guess.len() < 6 && !self.guess.iter().any(|other| other == guess) {
            self.guess.push(guess.to_owned());
        }
    }
}

/// The times of some words that say how long the recovery takes.
fn fitting(words: &Words) -> Vec<Time> {
    let at_once = |time: &Time| time.about && time.span == Span::secs(1);
    let fits = times(words).into_iter().filter(|one| {
        // What somebody does at once may take long.
        tells_how_soon(&words.text, one, false) && !at_once(&one.time)
    });
    fits.map(|one| one.time).collect()
}
