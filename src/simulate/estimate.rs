//! What replications say together: a mean, and how far the truth may be from it.

use super::course::MICROS_A_YEAR;
use serde::Serialize;

/// So many years are simulated in so many replications of one length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Plan {
    /// All of them together.
    pub years: u32,
    /// In how many replications.
    pub replications: u32,
}

impl Plan {
    /// The fewest years: an interval needs some replications of a year at least.
    pub const FEWEST: u32 = 10;

    /// A hundred replications, or one a year where there are fewer years.
    pub fn of_years(years: u32) -> Self {
        let years = years.max(Self::FEWEST);
        Self { years, replications: years.min(100) }
    }

    /// The length of a replication in microseconds.
    pub fn length(self) -> u64 {
        u64::from(self.years) * MICROS_A_YEAR / u64::from(self.replications)
    }

    /// Microseconds in one replication, as minutes a year.
    pub fn minutes_a_year(self, micros: u64) -> f64 {
        micros as f64 / self.length() as f64 * MINUTES_A_YEAR
    }
}

/// The minutes of a year.
pub const MINUTES_A_YEAR: f64 = 525_960.0;

/// A mean of replications with its 95 % confidence interval: `mean` ± `within`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Estimate {
    /// The mean.
    pub mean: f64,
    /// Half the interval's width.
    pub within: f64,
}

impl Estimate {
    /// Of what each replication says: by Student's t, as the replications are independent and each
    /// is long enough for its figure to be near a normal distribution.
    pub fn of(samples: &[f64]) -> Self {
        let count = samples.len() as f64;
        let mean = samples.iter().sum::<f64>() / count.max(1.0);
        let squares: f64 = samples.iter().map(|sample| (sample - mean).powi(2)).sum();
        let error = (squares / (count - 1.0).max(1.0) / count.max(1.0)).sqrt();
        Self { mean, within: student(count - 1.0) * error }
    }

    /// Whether nothing speaks against the truth being zero.
    pub fn may_be_nothing(self) -> bool {
        self.mean.abs() <= self.within
    }
}

/// The 97.5 % quantile of Student's distribution, by its expansion around the normal one's; good to
/// a thousandth from nine degrees of freedom on.
fn student(freedom: f64) -> f64 {
    let z = 1.959_964_f64;
    let first = (z.powi(3) + z) / 4.0;
    let second = (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / 96.0;
    let third = (3.0 * z.powi(7) + 19.0 * z.powi(5) + 17.0 * z.powi(3) - 15.0 * z) / 384.0;
    let freedom = freedom.max(1.0);
    z + first / freedom + second / freedom.powi(2) + third / freedom.powi(3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_is_students() {
        for (freedom, known) in [(9.0, 2.262), (19.0, 2.093), (99.0, 1.984)] {
            assert!((student(freedom) - known).abs() < 1e-3, "{freedom}: {}", student(freedom));
        }
        let found = Estimate::of(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0]);
        assert!(
            (found.mean - 5.5).abs() < 1e-12 && (found.within - 2.165_6).abs() < 1e-3,
            "{found:?}"
        );
        assert!(!found.may_be_nothing());
    }
}
