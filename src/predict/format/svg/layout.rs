//! Where boxes and arrows of a layered drawing stand: those that need others above them, each in
//! the layer after the last of those that need it, and in the order in which few arrows cross.

use std::collections::BTreeSet;

/// Between two boxes of a layer, and between two layers.
const ASIDE: f64 = 22.0;
const BELOW: f64 = 52.0;
/// How high a box is.
pub(super) const HEIGHT: f64 = 34.0;
/// The room that an arrow takes in a layer that it passes.
const PASSING: f64 = 10.0;
/// So often the layers are put in order by their neighbours.
const SWEEPS: usize = 12;

/// A drawing, with its upper left at 0, 0.
#[derive(Debug)]
pub(super) struct Layout {
    pub width: f64,
    pub height: f64,
    /// The middle of each box.
    pub boxes: Vec<(f64, f64)>,
    /// For each arrow the points that it passes, its two boxes' middles included.
    pub arrows: Vec<Vec<(f64, f64)>>,
}

/// Boxes, and where arrows pass layers.
struct Places {
    widths: Vec<f64>,
    /// The places of each layer, from left to right.
    layers: Vec<Vec<usize>>,
    /// Who stands above and below each place, joined by an arrow.
    above: Vec<Vec<usize>>,
    below: Vec<Vec<usize>>,
    /// The places that each arrow passes.
    ways: Vec<Vec<usize>>,
}

/// Lays out boxes of these widths, with these arrows from box to box.
pub(super) fn layout(widths: &[f64], arrows: &[(usize, usize)]) -> Layout {
    let mut places = Places::of(widths, arrows);
    places.untangle();
    let middles = places.middles();
    let wide = places.layers.iter().map(|layer| places.width_of(layer)).fold(0.0, f64::max);
    let point = |place: &usize| middles[*place];
    Layout {
        width: wide,
        height: (places.layers.len() as f64).mul_add(HEIGHT + BELOW, -BELOW).max(HEIGHT),
        boxes: (0..widths.len()).map(|place| middles[place]).collect(),
        arrows: places.ways.iter().map(|way| way.iter().map(point).collect()).collect(),
    }
}

/// The layer of each box, counted from 0. In a circle somebody has to be first.
fn layers(boxes: usize, arrows: &[(usize, usize)]) -> Vec<usize> {
    let mut layers = vec![0; boxes];
    let mut waits = vec![0_usize; boxes];
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); boxes];
    for (from, to) in arrows.iter().filter(|(from, to)| from != to) {
        waits[*to] += 1;
        below[*from].push(*to);
    }
    let mut ready: BTreeSet<usize> = (0..boxes).filter(|one| waits[*one] == 0).collect();
    let mut left: BTreeSet<usize> = (0..boxes).collect();
    while let Some(one) = ready.pop_first().or_else(|| left.first().copied()) {
        left.remove(&one);
        for other in below[one].iter().filter(|other| left.contains(other)) {
            layers[*other] = layers[*other].max(layers[one] + 1);
            waits[*other] -= 1;
            if waits[*other] == 0 {
                ready.insert(*other);
            }
        }
    }
    layers
}

impl Places {
    fn of(widths: &[f64], arrows: &[(usize, usize)]) -> Self {
        let layer_of = layers(widths.len(), arrows);
        let count = layer_of.iter().max().map_or(0, |last| last + 1);
        let mut places = Self {
            widths: widths.to_vec(),
            layers: vec![Vec::new(); count],
            above: vec![Vec::new(); widths.len()],
            below: vec![Vec::new(); widths.len()],
            ways: Vec::new(),
        };
        for (one, layer) in layer_of.iter().enumerate() {
            places.layers[*layer].push(one);
        }
        for (from, to) in arrows {
            let mut way = vec![*from];
            // What leads up, in a circle, is drawn straight.
            for layer in layer_of[*from] + 1..layer_of[*to] {
                way.push(places.passing(layer));
            }
            way.push(*to);
            if layer_of[*from] < layer_of[*to] {
                for pair in way.windows(2) {
                    places.below[pair[0]].push(pair[1]);
                    places.above[pair[1]].push(pair[0]);
                }
            }
            places.ways.push(way);
        }
        places
    }

    /// A new place where an arrow passes a layer.
    fn passing(&mut self, layer: usize) -> usize {
        let place = self.widths.len();
        self.widths.push(PASSING);
        self.above.push(Vec::new());
        self.below.push(Vec::new());
        self.layers[layer].push(place);
        place
    }

    /// Puts each layer in the order of the means of its neighbours, downwards and upwards in turn.
    fn untangle(&mut self) {
        for sweep in 0..SWEEPS {
            let is_down = sweep % 2 == 0;
            let count = self.layers.len();
            for step in 1..count {
                let layer = if is_down { step } else { count - 1 - step };
                let beside = if is_down { layer - 1 } else { layer + 1 };
                let mut at = vec![0.0; self.widths.len()];
                let middles = self.middles();
                for place in self.layers[beside].iter().chain(&self.layers[layer]) {
                    at[*place] = middles[*place].0;
                }
                let joined = if is_down { &self.above } else { &self.below };
                let mean = |place: &usize| match joined[*place].as_slice() {
                    [] => at[*place],
                    all => all.iter().map(|one| at[*one]).sum::<f64>() / all.len() as f64,
                };
                let mut order: Vec<(f64, usize)> =
                    self.layers[layer].iter().map(|place| (mean(place), *place)).collect();
                order.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
                self.layers[layer] = order.into_iter().map(|(_, place)| place).collect();
            }
        }
    }

    fn width_of(&self, layer: &[usize]) -> f64 {
        let boxes: f64 = layer.iter().map(|place| self.widths[*place]).sum();
        (layer.len().saturating_sub(1) as f64).mul_add(ASIDE, boxes)
    }

    /// The middle of each place: the layers one below the other, each in the middle.
    fn middles(&self) -> Vec<(f64, f64)> {
        let mut middles = vec![(0.0, 0.0); self.widths.len()];
        let wide = self.layers.iter().map(|layer| self.width_of(layer)).fold(0.0, f64::max);
        for (number, layer) in self.layers.iter().enumerate() {
            let y = (number as f64).mul_add(HEIGHT + BELOW, HEIGHT / 2.0);
            let mut x = (wide - self.width_of(layer)) / 2.0;
            for place in layer {
                let width = self.widths[*place];
                middles[*place] = (x + width / 2.0, y);
                x += width + ASIDE;
            }
        }
        middles
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn boxes_do_not_touch_and_stand_in_the_drawing(
            widths in prop::collection::vec(40.0..200.0_f64, 1..20),
            arrows in prop::collection::vec((0..20_usize, 0..20_usize), 0..40),
        ) {
            let count = widths.len();
            let arrows: Vec<(usize, usize)> =
                arrows.into_iter().map(|(from, to)| (from % count, to % count)).collect();
            let found = layout(&widths, &arrows);
            for (one, (x, y)) in found.boxes.iter().enumerate() {
                prop_assert!(x - widths[one] / 2.0 >= -1e-6);
                prop_assert!(x + widths[one] / 2.0 <= found.width + 1e-6);
                prop_assert!(*y >= 0.0 && *y <= found.height);
                for (other, (x2, y2)) in found.boxes.iter().enumerate().skip(one + 1) {
                    let apart = (x - x2).abs() >= f64::midpoint(widths[one], widths[other]);
                    prop_assert!(apart || (y - y2).abs() >= HEIGHT);
                }
            }
            for ((from, to), way) in arrows.iter().zip(&found.arrows) {
                prop_assert_eq!(way.first(), Some(&found.boxes[*from]));
                prop_assert_eq!(way.last(), Some(&found.boxes[*to]));
            }
        }

        #[test]
        fn without_a_circle_every_arrow_leads_down(
            arrows in prop::collection::vec((0..12_usize, 1..12_usize), 0..30),
        ) {
            let arrows: Vec<(usize, usize)> =
                arrows.into_iter().map(|(from, by)| (from, from + by)).collect();
            let found = layers(24, &arrows);
            for (from, to) in arrows {
                prop_assert!(found[from] < found[to]);
            }
        }
    }
}
