//! How often something was amiss, as an interval: what a sample of requests says of all that could
//! have been made.

use crate::observe::ProbeSample;

/// So rarely is the true rate above an interval, and as rarely below it: it holds it in 95 of 100
/// cases at least.
const BEYOND: f64 = 0.025;

/// So few looks that saw something amiss are noise.
const A_LOOK_OR_TWO: usize = 2;

/// How often requests were amiss. Some surely were; of others it may be the machine that was late.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Rate {
    /// So many were amiss, whatever the machine did.
    pub sure: usize,
    /// So many were at most: those that got no answer for too short a time to say whose fault it
    /// was count here.
    pub at_most: usize,
    /// Of so many.
    pub of: usize,
}

impl Rate {
    /// How often looks were amiss, of so many; a silence of a single look may be the machine's.
    pub fn of_looks(amiss: &[ProbeSample], of: usize) -> Self {
        Self {
            sure: amiss.iter().filter(|look| look.is_definite()).count(),
            at_most: amiss.len(),
            of,
        }
    }

    /// The part of all requests that is amiss, at least and at most: the exact interval of 95 % (C.
    /// J. Clopper and E. S. Pearson 1934), its lower end by those that surely were amiss. From 0 to
    /// 1 where there was no request.
    pub fn interval(self) -> (f64, f64) {
        (least(self.sure, self.of), 1.0 - least(self.of - self.at_most, self.of))
    }

    /// Whether more than `part` of many looks at what answers the others are amiss; none where that
    /// is close. A silence of a single look is mostly the machine's: such count only where they
    /// would be too many for chance, and then they are a doubt. A look or two that say so are
    /// noise.
    pub fn is_now_and_then(self, part: f64) -> Option<bool> {
        let (definite, all) =
            (Self { at_most: self.sure, ..self }, Self { sure: self.at_most, ..self });
        match definite.is_above(part) {
            Some(true) => Some(true),
            None if self.sure > A_LOOK_OR_TWO => None,
            None | Some(false) if all.is_above(part) == Some(true) => None,
            None | Some(false) => Some(false),
        }
    }

    /// Whether more than `part` of all requests are amiss; none where the interval straddles it.
    pub fn is_above(self, part: f64) -> Option<bool> {
        match self.interval() {
            (least, _) if least > part => Some(true),
            (_, most) if most <= part => Some(false),
            _ => None,
        }
    }
}

/// The smallest rate by which so many of all would be amiss more than rarely.
fn least(amiss: usize, of: usize) -> f64 {
    if amiss == 0 {
        return 0.0;
    }
    let (mut low, mut high) = (0.0, 1.0);
    // Each turn halves what is left: forty are more than enough for a rate.
    for _ in 0..40 {
        let middle = f64::midpoint(low, high);
        if at_least(amiss, of, middle) < BEYOND { low = middle } else { high = middle }
    }
    low
}

/// How probable it is that so many of all or more are amiss by this rate: the upper tail of a
/// binomial distribution.
fn at_least(amiss: usize, of: usize, rate: f64) -> f64 {
    let ratio = (rate / (1.0 - rate)).ln();
    let mut term = of as f64 * (1.0 - rate).ln();
    let mut tail = 0.0;
    for k in 0..=of {
        if k >= amiss {
            tail += term.exp();
        }
        term += ((of - k) as f64 / (k + 1) as f64).ln() + ratio;
    }
    tail
}

/// Of so many requests none may be amiss for it to be said that not more than `part` of all are.
pub fn enough_for(part: f64) -> usize {
    let needed = (BEYOND.ln() / (1.0 - part).ln()).ceil();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "capped, and never negative"
    )]
    let needed = needed.clamp(1.0, 100_000.0) as usize;
    needed
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rate(amiss: usize, of: usize) -> Rate {
        Rate { sure: amiss, at_most: amiss, of }
    }

    #[test]
    fn the_interval_is_the_exact_one() {
        // Newcombe 1998, table I, method 5: 81 of 263, and 0 of 20.
        let near =
            |(a, b): (f64, f64), (c, d): (f64, f64)| (a - c).abs() < 5e-4 && (b - d).abs() < 5e-4;
        assert!(near(rate(81, 263).interval(), (0.2527, 0.3676)), "{:?}", rate(81, 263).interval());
        assert!(near(rate(0, 20).interval(), (0.0, 0.1684)), "{:?}", rate(0, 20).interval());
        assert_eq!(rate(0, 0).interval(), (0.0, 1.0));
    }

    #[test]
    fn a_few_requests_say_little() {
        assert_eq!(rate(0, 8).is_above(0.03), None);
        assert_eq!(rate(8, 160).is_above(0.03), None, "5 % may be chance");
        assert_eq!(rate(0, 160).is_above(0.03), Some(false));
        assert_eq!(rate(20, 160).is_above(0.03), Some(true));
        assert_eq!(Rate { sure: 0, at_most: 8, of: 160 }.is_above(0.03), None);
    }

    proptest! {
        #[test]
        fn enough_is_just_enough(part in 0.001..0.6_f64) {
            let enough = enough_for(part);
            prop_assert_eq!(rate(0, enough).is_above(part), Some(false));
            prop_assert_eq!(rate(0, enough.saturating_sub(1)).is_above(part), None);
        }

        #[test]
        fn the_interval_holds_the_rate_seen_and_narrows_with_more(amiss in 0..500_usize, more in 0..500_usize) {
            let of = amiss + more;
            let (least, most) = rate(amiss, of).interval();
            prop_assert!((0.0..=1.0).contains(&least) && least <= most && most <= 1.0);
            if of > 0 {
                let p = amiss as f64 / of as f64;
                prop_assert!(least <= p + 1e-9 && p <= most + 1e-9);
                let (narrower, wider) = rate(amiss * 4, of * 4).interval();
                prop_assert!(wider - narrower <= most - least + 1e-9);
            }
        }
    }
}
