//! Parts of a formula that share no event with the rest: each can be looked at by itself.

use super::formula::{Formula, Node, Part};

/// For each part of the formula that `top` is made of, whether it is a gate that is entered from
/// outside only at itself. In time that is linear in the formula, by the times at which a walk
/// comes past each part.
pub(super) fn modules(formula: &Formula, top: Part) -> Vec<bool> {
    let size = formula.nodes.len();
    let (mut first, mut left, mut last) = (vec![0_u32; size], vec![0_u32; size], vec![0_u32; size]);
    let mut now = 0;
    // A part, and which of its inputs is next.
    let mut way: Vec<(u32, usize)> = vec![(top.0, 0)];
    while let Some((part, next)) = way.pop() {
        let number = part as usize;
        now += 1;
        if next == 0 {
            last[number] = now;
            if first[number] != 0 {
                continue;
            }
            first[number] = now;
        }
        let inputs = inputs(formula, part);
        if let Some(input) = inputs.get(next) {
            way.push((part, next + 1));
            way.push((*input, 0));
        } else {
            (left[number], last[number]) = (now, now);
        }
    }
    let (mut from, mut to) = (vec![u32::MAX; size], vec![0_u32; size]);
    let mut found = vec![false; size];
    for number in 0..size {
        if first[number] == 0 {
            continue;
        }
        for input in inputs(formula, Part(u32::try_from(number).unwrap_or(u32::MAX)).0) {
            let input = *input as usize;
            from[number] = from[number].min(first[input]).min(from[input]);
            to[number] = to[number].max(last[input]).max(to[input]);
        }
        let is_gate = matches!(formula.nodes[number], Node::Gate { .. });
        found[number] = is_gate && from[number] > first[number] && to[number] < left[number];
    }
    found[top.0 as usize] = true;
    found
}

pub(super) fn inputs(formula: &Formula, part: u32) -> &[u32] {
    match &formula.nodes[part as usize] {
        Node::Gate { of, .. } => of,
        Node::Event(_) => &[],
    }
}
