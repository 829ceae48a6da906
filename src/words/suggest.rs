//! What somebody meant who typed a name that there is not.

/// Names that a slip of the fingers is compared with; more take long.
const SEEN: usize = 500;

/// `did you mean 'redis'?`, or what there is.
pub fn suggest<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    const TOLD: usize = 20;
    let mut known: Vec<&str> = known.into_iter().take(SEEN).collect();
    let nearest = known.iter().map(|name| (distance(wanted, name), *name)).min();
    match nearest {
        Some((far, name)) if far <= 1 + wanted.chars().count() / 4 => {
            format!("did you mean '{name}'?")
        }
        _ if known.is_empty() => "there is none".to_owned(),
        _ => {
            let more = if known.len() > TOLD { ", …" } else { "" };
            known.truncate(TOLD);
            format!("there is {}{more}", known.join(", "))
        }
    }
}

/// How many letters must be put in, taken out, replaced or swapped with their neighbour to make one
/// of the other.
fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) =
        (one.chars().take(40).collect(), other.chars().take(40).collect());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in other.iter().enumerate() {
            let mut cheapest = (last[j] + usize::from(a != b)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && one[i - 1] == *b && other[j - 1] == *a {
                cheapest = cheapest.min(before[j - 1] + 1);
            }
            row.push(cheapest);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_fingers_is_recognised() {
        for slip in ["redsi", "rediss", "edis", "radis"] {
            assert_eq!(suggest(slip, ["postgres", "redis"]), "did you mean 'redis'?", "{slip}");
        }
        assert_eq!(suggest("mysql", ["postgres", "redis"]), "there is postgres, redis");
        assert_eq!(suggest("mysql", []), "there is none");
    }
}
