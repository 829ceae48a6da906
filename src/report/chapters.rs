//! How much of each chapter of the document is true: what became of its claims, heading by heading.

use super::Run;
use crate::document::Document;
use crate::judge::Judged;
use crate::words::Verdict;
use std::ops::AddAssign;

/// Chapters begin at headings of this level, and where there is none at those of the highest there
/// is; their parts begin at those of the next.
const CHAPTER: u8 = 2;

/// What became of the claims of some lines, each counted once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Seen to be as documented.
    pub confirmed: usize,
    /// Seen to be otherwise, and not waived.
    pub contradicted: usize,
    /// Not determined.
    pub undetermined: usize,
    /// Seen to be otherwise, which is accepted for now.
    pub waived: usize,
    /// Lines with a reason why they are not tested; those that give the same one are one.
    pub not_tested: usize,
}

/// The names of a tally's figures, in their order.
pub(super) const HEADINGS: [&str; 5] =
    ["confirmed", "contradicted", "undetermined", "waived", "not tested"];

impl Tally {
    fn of(claim: &Judged) -> Self {
        let mut one = Self::default();
        *match claim.verdict {
            _ if claim.waived_until.is_some() => &mut one.waived,
            Verdict::Confirmed => &mut one.confirmed,
            Verdict::Contradicted => &mut one.contradicted,
            Verdict::Undetermined => &mut one.undetermined,
        } = 1;
        one
    }

    /// Its figures, in the order of [`HEADINGS`].
    pub fn figures(self) -> [usize; 5] {
        [self.confirmed, self.contradicted, self.undetermined, self.waived, self.not_tested]
    }

    /// How many claims there are, tested or not.
    pub fn all(self) -> usize {
        self.figures().iter().sum()
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.confirmed += other.confirmed;
        self.contradicted += other.contradicted;
        self.undetermined += other.undetermined;
        self.waived += other.waived;
        self.not_tested += other.not_tested;
    }
}

/// A chapter, or a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// The heading's words; our own where the lines stand under none.
    pub title: String,
    /// The heading's line, counted from 1; 0 for what stands before the first, none for lines that
    /// the document does not have.
    pub line: Option<u32>,
    /// What became of all its claims, those of its parts too.
    pub tally: Tally,
    /// Its parts, where several have claims; their tallies make up the chapter's.
    pub parts: Vec<Row>,
}

impl Row {
    fn new(title: &str, line: u32) -> Self {
        let line = Some(line);
        Self { title: title.to_owned(), line, tally: Tally::default(), parts: Vec::new() }
    }

    /// The heading's line in words.
    pub fn place(&self) -> String {
        self.line.filter(|line| *line > 0).map_or("–".to_owned(), |line| line.to_string())
    }

    /// Its figures in words: a dash in place of each nought. Nothing where nothing is tested and
    /// nothing said of why.
    pub fn cells(&self) -> Option<[String; 5]> {
        let word = |figure| if figure == 0 { "–".to_owned() } else { format!("{figure}") };
        (self.tally.all() > 0).then(|| self.tally.figures().map(word))
    }

    /// The row and its parts behind it, each with how deep it stands: 0 or 1.
    pub fn flat(&self) -> impl Iterator<Item = (usize, &Self)> {
        std::iter::once((0, self)).chain(self.parts.iter().map(|part| (1, part)))
    }
}

/// The lines of the document that are not tested, each reason once a line: the forms of a scenario
/// give the same.
pub(super) fn not_tested(run: &Run) -> Vec<(u32, &str)> {
    let mut lines: Vec<(u32, &str)> =
        run.not_tested.iter().map(|one| (one.line, one.reason.as_str())).collect();
    lines.sort_unstable();
    lines.dedup();
    lines
}

/// The chapters of the document in its order, with what became of their claims; those that nothing
/// tests too. Each claim is in exactly one: lines before the first chapter, and those that the
/// document does not have, are in a row of their own where something is said of them.
pub(super) fn chapters(run: &Run, document: &str) -> Vec<Row> {
    let read = Document::read(document);
    let last = u32::try_from(document.lines().count()).unwrap_or(u32::MAX);
    let mut rows = headings(&read);
    let mut beyond = Row { line: None, ..Row::new("lines that the document does not have", last) };
    let claims = run.claims().map(|(_, claim)| (claim.line, Tally::of(claim)));
    let untested = not_tested(run).into_iter();
    let untested = untested.map(|(line, _)| (line, Tally { not_tested: 1, ..Tally::default() }));
    for (line, tally) in claims.chain(untested) {
        match row_of(&mut rows, line) {
            Some(row) if line <= last => {
                row.tally += tally;
                if let Some(part) = row_of(&mut row.parts, line) {
                    part.tally += tally;
                }
            }
            _ => beyond.tally += tally,
        }
    }
    for row in &mut rows {
        row.parts.retain(|part| part.line != row.line || part.tally.all() > 0);
        if row.parts.iter().filter(|part| part.tally.all() > 0).count() < 2 {
            row.parts.clear();
        }
    }
    rows.push(beyond);
    rows.retain(|row| row.tally.all() > 0 || row.line.is_some_and(|line| line > 0));
    rows
}

/// Rows without claims: what stands before the first chapter (at line 0), and each chapter. Each
/// has its parts, the first of which is what stands before the others.
fn headings(document: &Document) -> Vec<Row> {
    let levels = || document.chapters().iter().map(|heading| heading.level);
    let chapter =
        levels().find(|level| *level == CHAPTER).or_else(|| levels().min()).unwrap_or(CHAPTER);
    let whole = |title: &str, line| Row {
        parts: vec![Row::new("before its first part", line)],
        ..Row::new(title, line)
    };
    let mut rows = vec![whole("before the first chapter", 0)];
    for heading in document.chapters() {
        if heading.level == chapter {
            rows.push(whole(&heading.title, heading.line));
        } else if heading.level == chapter + 1
            && let Some(row) = rows.last_mut()
        {
            row.parts.push(Row::new(&heading.title, heading.line));
        }
    }
    rows
}

/// The last row that begins no later than a line.
fn row_of(rows: &mut [Row], line: u32) -> Option<&mut Row> {
    let behind = rows.partition_point(|row| row.line.is_none_or(|begins| begins <= line));
    rows.get_mut(behind.checked_sub(1)?)
}
