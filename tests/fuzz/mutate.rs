//! What becomes of an input: one seeded change after another, of the kinds that break parsers.

/// Chance from a seed (`SplitMix64`).
pub struct Chance(pub u64);

impl Chance {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`; 0 where there is none.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % (end as u64).max(1)).unwrap()
    }

    pub fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    pub fn pick<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }
}

/// No input is larger, but those that are made to be large.
const LONGEST: usize = 64 << 10;
/// A large one: what takes time without end shows itself here.
const LARGE: usize = 256 << 10;

/// What all formats stumble over.
const TROUBLE: [&str; 60] = [
    "",
    "\n",
    "\r\n",
    "\t",
    " ",
    "\0",
    "\u{feff}",
    "\u{1b}[2J",
    "\u{9b}",
    "\u{202e}",
    "\u{2028}",
    "\u{fffd}",
    "🔴",
    "🟢",
    "e\u{301}",
    "\"",
    "'",
    "`",
    "```",
    "\\",
    "\\u0000",
    "\\ud800",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
    ":",
    ": ",
    ",",
    "- ",
    "#",
    "# ",
    "|",
    "&a ",
    "*a",
    "<<: ",
    "!!str ",
    "---\n",
    "$",
    "${",
    "${A:-",
    "}}",
    "%",
    "~",
    "null",
    "true",
    "**",
    "../",
    "/",
    "::error::",
    "-",
    "+",
    "@",
    "=",
    "?",
    "\u{7f}",
];

const NUMBERS: [&str; 16] = [
    "0",
    "-1",
    "1",
    "255",
    "256",
    "65536",
    "2147483647",
    "2147483648",
    "4294967295",
    "4294967296",
    "9007199254740993",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "1e999",
    "-0.0000000000000000000001",
];

/// Openings, each with what closes it.
const NESTS: [(&str, &str); 9] = [
    ("[", "]"),
    ("{\"a\":", "}"),
    ("{a: ", "}"),
    ("- ", ""),
    ("> ", ""),
    ("(", ")"),
    ("${A:-", "}"),
    ("*", "*"),
    ("a:\n ", ""),
];

/// A corpus, and the words in it.
pub struct Corpus {
    pub inputs: Vec<Vec<u8>>,
    words: Vec<Vec<u8>>,
}

impl Corpus {
    pub fn new(inputs: Vec<Vec<u8>>) -> Self {
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
        let mut words: Vec<Vec<u8>> = inputs
            .iter()
            .flat_map(|input| input.split(|byte| !is_word(*byte)))
            .filter(|word| (2..40).contains(&word.len()))
            .map(<[u8]>::to_vec)
            .collect();
        words.sort();
        words.dedup();
        Self { inputs, words }
    }

    /// The next input: one of those that are there, changed.
    pub fn mutated(&self, chance: &mut Chance) -> Vec<u8> {
        let mut input = self.inputs[chance.below(self.inputs.len())].clone();
        loop {
            self.change(&mut input, chance);
            input.truncate(LONGEST);
            if !chance.one_in(3) {
                break;
            }
        }
        // Seldom, for it takes time.
        if chance.one_in(4_000) {
            enlarge(&mut input, chance);
        }
        input
    }

    fn change(&self, input: &mut Vec<u8>, chance: &mut Chance) {
        let at = chance.below(input.len() + 1);
        let most = (input.len() - at).min(1 << chance.below(12));
        let until = at + chance.below(most + 1);
        match chance.below(14) {
            0 => {
                if let Some(byte) = input.get_mut(at) {
                    *byte ^= 1 << chance.below(8);
                }
            }
            1 => {
                if let Some(byte) = input.get_mut(at) {
                    *byte = u8::try_from(chance.below(256)).unwrap();
                }
            }
            2 => drop(input.drain(at..until)),
            3 => input.truncate(at),
            4 => {
                let piece = input[at..until].to_vec();
                let times = 1 + chance.below(8);
                input.splice(at..at, piece.repeat(times));
            }
            5 | 6 => {
                let until = if chance.one_in(2) { at } else { until };
                input.splice(at..until, chance.pick(&TROUBLE).bytes());
            }
            7 if !self.words.is_empty() => {
                let word = &self.words[chance.below(self.words.len())];
                let until = if chance.one_in(2) { at } else { until };
                input.splice(at..until, word.iter().copied());
            }
            8 => number(input, at, chance),
            9 => nest(input, at, until, chance),
            10 => lines(input, chance),
            11 => word(input, at, &self.words, chance),
            12 => {
                let other = &self.inputs[chance.below(self.inputs.len())];
                let from = chance.below(other.len() + 1);
                let to = from + chance.below(other.len() - from + 1);
                input.splice(at..until, other[from..to].iter().copied());
            }
            _ => {
                let other = &self.inputs[chance.below(self.inputs.len())];
                input.truncate(at);
                input.extend_from_slice(&other[at.min(other.len())..]);
            }
        }
    }
}

/// The next run of digits becomes another number.
fn number(input: &mut Vec<u8>, at: usize, chance: &mut Chance) {
    let Some(start) = input[at..].iter().position(u8::is_ascii_digit).map(|found| at + found)
    else {
        return;
    };
    let end = input[start..]
        .iter()
        .position(|byte| !byte.is_ascii_digit())
        .map_or(input.len(), |found| start + found);
    input.splice(start..end, chance.pick(&NUMBERS).bytes());
}

/// The word that begins at or after a place becomes another one of the corpus.
fn word(input: &mut Vec<u8>, at: usize, words: &[Vec<u8>], chance: &mut Chance) {
    let Some(start) = input[at..].iter().position(u8::is_ascii_alphabetic).map(|found| at + found)
    else {
        return;
    };
    let other = |byte: &u8| !(byte.is_ascii_alphanumeric() || b"_-.".contains(byte));
    let end = input[start..].iter().position(other).map_or(input.len(), |found| start + found);
    if !words.is_empty() {
        input.splice(start..end, words[chance.below(words.len())].iter().copied());
    }
}

/// Deep or shallow, closed or not, around a piece or around nothing.
fn nest(input: &mut Vec<u8>, at: usize, until: usize, chance: &mut Chance) {
    let (open, close) = NESTS[chance.below(NESTS.len())];
    let depth = 1 << chance.below(13);
    if chance.one_in(2) {
        input.splice(until..until, close.repeat(depth).bytes());
    }
    input.splice(at..at, open.repeat(depth).bytes());
}

/// Two lines change places, or one is said again elsewhere.
fn lines(input: &mut Vec<u8>, chance: &mut Chance) {
    let mut lines: Vec<Vec<u8>> =
        input.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    if lines.is_empty() {
        return;
    }
    let (one, other) = (chance.below(lines.len()), chance.below(lines.len()));
    if chance.one_in(2) {
        lines.swap(one, other);
    } else {
        let again = lines[one].clone();
        lines.insert(other, again);
    }
    *input = lines.concat();
}

/// A piece of it over and over.
fn enlarge(input: &mut Vec<u8>, chance: &mut Chance) {
    if input.is_empty() {
        return;
    }
    let at = chance.below(input.len());
    let most = (input.len() - at).min(1 << chance.below(10));
    let piece = input[at..at + 1 + chance.below(most)].to_vec();
    let times = (LARGE - input.len().min(LARGE)) / piece.len();
    input.splice(at..at, piece.repeat(times));
}
