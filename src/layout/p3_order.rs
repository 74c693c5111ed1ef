//! Phase 3: the order within each layer, with few crossings.
//!
//! Before: items in layers. After: each layer is ordered, lane by lane; turns and labels that belong to a box stand right beside it.
//! The weighted sweeps of Sugiyama, Tagawa and Toda with neighbour exchange, inside lanes only, from several first orders; the best
//! order seen wins, the first of equals.

use std::cmp::Ordering;

use super::p1_cycles::Arrow;
use super::p2_layers::{Kind, Layered};

pub(super) struct Ordered {
    pub layered: Layered,
    /// The items of each layer from top to bottom.
    pub order: Vec<Vec<usize>>,
}

impl Ordered {
    /// What does not hold after this phase, in words; for builds with assertions.
    pub fn wrong(&self) -> Option<&'static str> {
        let items = &self.layered.items;
        let mut seen = vec![false; items.len()];
        for (layer, item) in self.order.iter().enumerate().flat_map(|(layer, order)| order.iter().map(move |item| (layer, *item))) {
            if items[item].layer != layer || std::mem::replace(&mut seen[item], true) {
                return Some("an item stands in another layer, or twice");
            }
        }
        if seen.contains(&false) {
            return Some("an item stands nowhere");
        }
        if !self.order.iter().all(|order| order.is_sorted_by_key(|item| items[*item].lane)) {
            return Some("a layer does not have one lane after the other");
        }
        // Between a box and its guests there are guests of it at most.
        let beside = |order: &Vec<usize>| {
            let is_guest = |item: usize, host: usize| {
                item == host || matches!(items[item].kind, Kind::Turn { node, .. } | Kind::CrossLabel { node, .. } if node == host)
            };
            order.iter().enumerate().all(|(place, item)| match items[*item].kind {
                Kind::Turn { node, .. } | Kind::CrossLabel { node, .. } => {
                    let host = order.iter().position(|other| *other == node).unwrap_or(place);
                    order[place.min(host)..=place.max(host)].iter().all(|other| is_guest(*other, node))
                }
                _ => true,
            })
        };
        (!self.order.iter().all(beside)).then_some("a turn or a label is not beside its box")
    }
}

/// Things that stay together: a box with its turns, or one item of an arrow.
#[derive(Clone, Debug)]
struct Block {
    lane: usize,
    members: Vec<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Side {
    Above,
    Below,
}

/// Larger drawings get fewer first orders.
const MANY_ITEMS: usize = 120;
/// And beyond this as few as can be.
const HUGE: usize = 10_000;
/// More back arrows than this keep the side that they are given at first.
const SIDES_TRIED: usize = 40;

pub(super) fn order(layered: Layered) -> Ordered {
    let mut sorter = Sorter::new(&layered);
    let mut best: Option<(usize, Vec<Vec<Block>>)> = None;
    let (starts, sweeps) = match layered.items.len() {
        items if items <= MANY_ITEMS => (16, 10),
        items if items <= HUGE => (4, 10),
        _ => (1, 4),
    };
    'starts: for start in 0..starts {
        let mut blocks = sorter.first_order(start);
        for sweep in 0..sweeps {
            sorter.sweep(&mut blocks, sweep % 2 == 0);
            sorter.exchange(&mut blocks);
            let crossings = sorter.crossings(&blocks);
            if best.as_ref().is_none_or(|(least, _)| crossings < *least) {
                best = Some((crossings, blocks.clone()));
            }
            if crossings == 0 {
                break 'starts;
            }
        }
    }
    let (crossings, blocks) = best.unwrap_or_default();
    let blocks = sorter.try_sides(crossings, blocks);
    let order = blocks.into_iter().map(|layer| layer.into_iter().flat_map(|block| block.members).collect()).collect();
    Ordered { layered, order }
}

struct Sorter<'a> {
    layered: &'a Layered,
    /// For each item the items that it is linked to, left and right.
    before: Vec<Vec<usize>>,
    after: Vec<Vec<usize>>,
    /// For each back arrow the side of its turns at the early and at the late box.
    sides: Vec<(Side, Side)>,
    /// For each box the arrows that have a turn or a label right beside it.
    guests: Vec<Vec<usize>>,
    /// Where turns have to be at boxes that have a self-loop above, or a label on one side.
    forced: Vec<Option<Side>>,
    /// For each box the one of its lane that stands right below it, and whether it stands below one itself.
    stacks: Vec<Option<usize>>,
    is_below: Vec<bool>,
    /// Where each item stands in its layer.
    place: Vec<usize>,
}

impl<'a> Sorter<'a> {
    fn new(layered: &'a Layered) -> Sorter<'a> {
        let count = layered.items.len();
        let (mut before, mut after) = (vec![Vec::new(); count], vec![Vec::new(); count]);
        for link in &layered.links {
            before[link.right].push(link.left);
            after[link.left].push(link.right);
        }
        let mut crosses = vec![false; count];
        for index in &layered.across {
            crosses[layered.arrows[*index].early] = true;
        }
        let side = |arrow: &Arrow| match layered.items[arrow.early].lane.cmp(&layered.items[arrow.late].lane) {
            Ordering::Less => (Side::Below, Side::Above),
            Ordering::Greater => (Side::Above, Side::Below),
            Ordering::Equal if crosses[arrow.early] || crosses[arrow.late] => (Side::Above, Side::Above),
            Ordering::Equal => (Side::Below, Side::Below),
        };
        let sides = layered.arrows.iter().map(side).collect();
        let mut forced = vec![None; count];
        for node in &layered.looped {
            forced[*node] = Some(Side::Below);
        }
        for (arrow, chain) in layered.across.iter().map(|index| (&layered.arrows[*index], &layered.chains[*index])) {
            if chain.len() > 2 {
                let down = layered.items[arrow.late].lane > layered.items[arrow.early].lane;
                forced[arrow.early] = Some(if down { Side::Above } else { Side::Below });
            }
        }
        let (mut stacks, mut is_below) = (vec![None; count], vec![false; count]);
        for arrow in layered.across.iter().map(|index| &layered.arrows[*index]) {
            if layered.items[arrow.early].lane == layered.items[arrow.late].lane {
                stacks[arrow.early] = Some(arrow.late);
                is_below[arrow.late] = true;
            }
        }
        Sorter { layered, before, after, sides, guests: guests(layered), forced, stacks, is_below, place: vec![0; count] }
    }

    /// The blocks of each layer, one lane after the other, in one of several orders.
    fn first_order(&mut self, start: usize) -> Vec<Vec<Block>> {
        let layered = self.layered;
        // Where an item of an arrow would be if the author had written it: between the two boxes.
        let mut written: Vec<f64> = (0..layered.items.len()).map(|index| index as f64).collect();
        for (arrow, chain) in layered.arrows.iter().zip(&layered.chains) {
            let (early, late) = (arrow.early as f64, arrow.late as f64);
            for (step, item) in chain.iter().enumerate().skip(1).take(chain.len().saturating_sub(2)) {
                let share = step as f64 / (chain.len() - 1) as f64;
                written[*item] = match start {
                    2 => early + 0.5,
                    3 => late - 0.5,
                    _ => early + (late - early) * share,
                };
            }
        }
        let mut items: Vec<usize> = (0..layered.items.len()).collect();
        items.sort_by(|a, b| written[*a].total_cmp(&written[*b]).then(a.cmp(b)));
        match start {
            0 | 2 | 3 => {}
            1 => items.reverse(),
            _ => shuffle(&mut items, start),
        }
        let mut layers = vec![Vec::new(); layered.layers];
        for item in items {
            if matches!(layered.items[item].kind, Kind::Node | Kind::Bend | Kind::Label { .. }) && !self.is_below[item] {
                let members = self.members(item);
                layers[layered.items[item].layer].push(Block { lane: layered.items[item].lane, members });
            }
        }
        for layer in &mut layers {
            layer.sort_by_key(|block| block.lane);
        }
        layers
    }

    /// The item with what stands right beside it, from top to bottom. Short loops stand inside long ones.
    fn members(&self, item: usize) -> Vec<usize> {
        let layered = self.layered;
        if layered.items[item].kind != Kind::Node {
            return vec![item];
        }
        let (mut above, mut below) = (Vec::new(), Vec::new());
        for &index in &self.guests[item] {
            let arrow = &layered.arrows[index];
            let chain = &layered.chains[index];
            let length = layered.items[arrow.late].layer - layered.items[arrow.early].layer;
            let (guest, side) = if length == 0 {
                let down = layered.items[arrow.late].lane > layered.items[arrow.early].lane;
                (chain[1], if down { Side::Below } else { Side::Above })
            } else if arrow.early == item {
                (chain[1], self.sides[index].0)
            } else {
                (chain[chain.len() - 2], self.sides[index].1)
            };
            let side = if length == 0 { side } else { self.forced[item].unwrap_or(side) };
            let list = if side == Side::Above { &mut above } else { &mut below };
            list.push((length, index, guest));
        }
        above.sort_unstable();
        below.sort_unstable();
        let mut members: Vec<usize> = above.into_iter().rev().map(|(_, _, guest)| guest).collect();
        members.push(item);
        members.extend(below.into_iter().map(|(_, _, guest)| guest));
        // A start has nothing below it, so this goes one box deep.
        members.extend(self.stacks[item].into_iter().flat_map(|lower| self.members(lower)));
        members
    }

    fn set_places(&mut self, layers: &[Vec<Block>]) {
        for layer in layers {
            for (place, item) in layer.iter().flat_map(|block| &block.members).enumerate() {
                self.place[*item] = place;
            }
        }
    }

    /// Orders each layer by the mean place of what it is linked to, forward by the layer before, else by the layer behind.
    fn sweep(&mut self, layers: &mut [Vec<Block>], forward: bool) {
        self.set_places(layers);
        let count = layers.len();
        for step in 0..count {
            let index = if forward { step } else { count - 1 - step };
            let neighbours = if forward { &self.before } else { &self.after };
            let other = if forward { index.checked_sub(1) } else { Some(index + 1).filter(|other| *other < count) };
            let scale = |length: usize| 1.0 / length.max(1) as f64;
            let size = |layer: &Vec<Block>| layer.iter().map(|block| block.members.len()).sum::<usize>();
            let own = scale(size(&layers[index]));
            let others = other.map_or(0.0, |other| scale(size(&layers[other])));
            let layer = std::mem::take(&mut layers[index]);
            let mut keyed: Vec<(f64, Block)> = layer
                .into_iter()
                .map(|block| {
                    let linked = || block.members.iter().flat_map(|item| &neighbours[*item]);
                    let key = match linked().count() {
                        0 => (self.place[block.members[0]] as f64 + 0.5) * own,
                        links => linked().map(|item| (self.place[*item] as f64 + 0.5) * others).sum::<f64>() / links as f64,
                    };
                    (key, block)
                })
                .collect();
            keyed.sort_by(|a, b| a.1.lane.cmp(&b.1.lane).then(a.0.total_cmp(&b.0)));
            layers[index] = keyed.into_iter().map(|(_, block)| block).collect();
            for (place, item) in layers[index].iter().flat_map(|block| &block.members).enumerate() {
                self.place[*item] = place;
            }
        }
    }

    /// Exchanges neighbours of one lane while that takes crossings away.
    fn exchange(&mut self, layers: &mut [Vec<Block>]) {
        self.set_places(layers);
        for _ in 0..4 {
            let mut better = false;
            for layer in layers.iter_mut() {
                for upper in 0..layer.len().saturating_sub(1) {
                    if layer[upper].lane != layer[upper + 1].lane {
                        continue;
                    }
                    let (now, then) = self.crossings_of(&layer[upper], &layer[upper + 1]);
                    if then < now {
                        let first = self.place[layer[upper].members[0]];
                        layer.swap(upper, upper + 1);
                        for (step, item) in layer[upper].members.iter().chain(&layer[upper + 1].members).enumerate() {
                            self.place[*item] = first + step;
                        }
                        better = true;
                    }
                }
            }
            if !better {
                return;
            }
        }
    }

    /// Crossings between the arrows of two neighbours as they stand, and exchanged.
    fn crossings_of(&self, upper: &Block, lower: &Block) -> (usize, usize) {
        let (mut now, mut then) = (0, 0);
        for neighbours in [&self.before, &self.after] {
            for above in upper.members.iter().flat_map(|item| &neighbours[*item]) {
                for below in lower.members.iter().flat_map(|item| &neighbours[*item]) {
                    now += usize::from(self.place[*above] > self.place[*below]);
                    then += usize::from(self.place[*above] < self.place[*below]);
                }
            }
        }
        (now, then)
    }

    /// All crossings between neighbouring layers, in O(links · log links).
    fn crossings(&mut self, layers: &[Vec<Block>]) -> usize {
        self.set_places(layers);
        let mut between: Vec<Vec<(usize, usize)>> = vec![Vec::new(); layers.len()];
        for link in &self.layered.links {
            between[self.layered.items[link.left].layer].push((self.place[link.left], self.place[link.right]));
        }
        between.into_iter().map(inversions).sum()
    }

    /// Lets each back arrow run above or below its boxes where that takes crossings away.
    fn try_sides(&mut self, mut least: usize, mut best: Vec<Vec<Block>>) -> Vec<Vec<Block>> {
        let back: Vec<usize> = (0..self.layered.arrows.len()).filter(|index| self.layered.arrows[*index].back).collect();
        if back.len() > SIDES_TRIED {
            return best;
        }
        use Side::{Above, Below};
        for index in back {
            for sides in [(Below, Below), (Above, Above), (Below, Above), (Above, Below)] {
                let kept = self.sides[index];
                if kept == sides || least == 0 {
                    continue;
                }
                self.sides[index] = sides;
                let mut blocks = best.clone();
                for block in blocks.iter_mut().flatten() {
                    if let Some(node) = block.members.iter().find(|item| self.layered.items[**item].kind == Kind::Node) {
                        block.members = self.members(*node);
                    }
                }
                self.exchange(&mut blocks);
                let crossings = self.crossings(&blocks);
                if crossings < least {
                    (least, best) = (crossings, blocks);
                } else {
                    self.sides[index] = kept;
                }
            }
        }
        best
    }
}

/// Mixes the items, always in the same way for the same start: Fisher and Yates with the numbers of xorshift.
fn shuffle(items: &mut [usize], start: usize) {
    let mut number = 0x9E37_79B9_7F4A_7C15u64.wrapping_mul(start as u64);
    for last in (1..items.len()).rev() {
        number ^= number << 13;
        number ^= number >> 7;
        number ^= number << 17;
        items.swap(last, (number >> 11) as usize % (last + 1));
    }
}

fn guests(layered: &Layered) -> Vec<Vec<usize>> {
    let mut guests = vec![Vec::new(); layered.items.len()];
    for (index, (arrow, chain)) in layered.arrows.iter().zip(&layered.chains).enumerate() {
        let is_across = layered.items[arrow.early].layer == layered.items[arrow.late].layer;
        if is_across && chain.len() > 2 {
            guests[arrow.early].push(index);
        }
        if !is_across && arrow.back {
            guests[arrow.early].push(index);
            guests[arrow.late].push(index);
        }
    }
    guests
}

/// How many pairs are ordered one way by their first and the other way by their second number.
fn inversions(mut pairs: Vec<(usize, usize)>) -> usize {
    pairs.sort_unstable();
    let size = pairs.iter().map(|pair| pair.1).max().map_or(0, |most| most + 1);
    let mut tree = vec![0usize; size + 1];
    let mut total = 0;
    for (seen, (_, second)) in pairs.iter().enumerate() {
        let mut at = second + 1;
        let mut not_above = 0;
        while at > 0 {
            not_above += tree[at];
            at &= at - 1;
        }
        total += seen - not_above;
        let mut at = second + 1;
        while at <= size {
            tree[at] += 1;
            at += at & at.wrapping_neg();
        }
    }
    total
}
