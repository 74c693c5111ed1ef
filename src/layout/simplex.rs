//! Whole numbers for things in order, with as little pull between them as can be: layers and places both are this problem.
//!
//! The network simplex method of Gansner, Koutsofios, North and Vo (1993). Cut values need no bookkeeping here: the value of a
//! tree edge is the sum of (weight out − weight in) over one side, since everything inside that side cancels. One exchange costs
//! O(nodes + rules); the number of exchanges is bounded by a budget of work, and every state between is a valid answer.

/// `at[to] >= at[from] + least`, and every unit between them costs `weight`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    pub from: usize,
    pub to: usize,
    pub least: i64,
    pub weight: i64,
}

/// Steps of work that one problem may cost. 15 million take a few hundredths of a second.
const WORK: usize = 15_000_000;

/// A number for each of `count` things that keeps all `rules`, at least cost within the budget. The rules must have no cycle.
/// The smallest number is 0.
pub(super) fn solve(count: usize, rules: &[Rule]) -> Vec<i64> {
    if count == 0 {
        return Vec::new();
    }
    // Thing `count` is a root below all others: it connects the parts of the problem and costs nothing.
    let mut rules = rules.to_vec();
    rules.extend((0..count).map(|to| Rule { from: count, to, least: 0, weight: 0 }));
    let mut tree = Tree::start(count + 1, &rules);
    let rounds = (WORK / (count + rules.len())).min(30 * count + 100);
    for _ in 0..rounds {
        if !tree.exchange(&rules) {
            break;
        }
    }
    let least = tree.at[..count].iter().copied().min().unwrap_or(0);
    tree.at[..count].iter().map(|at| at - least).collect()
}

struct Tree {
    at: Vec<i64>,
    /// For each thing the rule that ties it to its parent; `usize::MAX` for the root.
    tie: Vec<usize>,
    parent: Vec<usize>,
    /// Weight out minus weight in.
    pull: Vec<i64>,
    // Kept between exchanges to save their allocation.
    sums: Vec<i64>,
    order: Vec<usize>,
    first_child: Vec<usize>,
    next_sibling: Vec<usize>,
}

const NONE: usize = usize::MAX;

impl Tree {
    /// Everything as low as it goes. The rule that holds a thing up is tight, so those rules are a spanning tree.
    fn start(count: usize, rules: &[Rule]) -> Tree {
        let root = count - 1;
        let mut after = vec![Vec::new(); count];
        let mut waiting = vec![0usize; count];
        let mut pull = vec![0i64; count];
        for (index, rule) in rules.iter().enumerate() {
            after[rule.from].push(index);
            waiting[rule.to] += 1;
            pull[rule.from] += rule.weight;
            pull[rule.to] -= rule.weight;
        }
        let (mut at, mut tie, mut parent) = (vec![i64::MIN; count], vec![usize::MAX; count], vec![root; count]);
        at[root] = 0;
        let mut ready = vec![root];
        while let Some(thing) = ready.pop() {
            for &index in &after[thing] {
                let rule = rules[index];
                if at[thing] + rule.least > at[rule.to] {
                    at[rule.to] = at[thing] + rule.least;
                    tie[rule.to] = index;
                    parent[rule.to] = thing;
                }
                waiting[rule.to] -= 1;
                if waiting[rule.to] == 0 {
                    ready.push(rule.to);
                }
            }
        }
        debug_assert!(at.iter().all(|at| *at > i64::MIN), "the rules have a cycle");
        let none = vec![NONE; count];
        Tree {
            at,
            tie,
            parent,
            pull,
            sums: vec![0; count],
            order: Vec::with_capacity(count),
            first_child: none.clone(),
            next_sibling: none,
        }
    }

    /// One step towards the least cost; `false` when there is none.
    fn exchange(&mut self, rules: &[Rule]) -> bool {
        let count = self.at.len();
        let root = count - 1;
        self.walk();
        self.sums.copy_from_slice(&self.pull);
        for &thing in self.order[1..].iter().rev() {
            self.sums[self.parent[thing]] += self.sums[thing];
        }
        // The subtree below the leaving tie moves; it gains by going down when its pull is against the tie.
        let mut best: Option<(i64, usize)> = None;
        for thing in 0..root {
            let rule = rules[self.tie[thing]];
            let value = if rule.from == thing { self.sums[thing] } else { -self.sums[thing] };
            if value < 0 && best.is_none_or(|(least, _)| value < least) {
                best = Some((value, thing));
            }
        }
        let Some((_, thing)) = best else { return false };
        let mut inside = vec![false; count];
        inside[thing] = true;
        for &next in &self.order[1..] {
            inside[next] |= inside[self.parent[next]];
        }
        // With the tie pointing into the subtree, the subtree wants to rise: the first rule that stops it leads out of it.
        let rises = rules[self.tie[thing]].to == thing;
        let mut entering: Option<(i64, usize)> = None;
        for (index, rule) in rules.iter().enumerate() {
            if inside[rule.from] != inside[rule.to] && inside[rule.from] == rises {
                let slack = self.at[rule.to] - self.at[rule.from] - rule.least;
                if entering.is_none_or(|(least, _)| slack < least) {
                    entering = Some((slack, index));
                }
            }
        }
        let Some((slack, entering)) = entering else { return false };
        let shift = if rises { slack } else { -slack };
        for (next, inside) in inside.iter().enumerate() {
            if *inside {
                self.at[next] += shift;
            }
        }
        // Turn the ties round between the thing that the entering rule reaches and the old top of the subtree.
        let rule = rules[entering];
        let (mut low, mut above) = if inside[rule.from] { (rule.from, rule.to) } else { (rule.to, rule.from) };
        let mut tie = entering;
        loop {
            let (next, next_tie) = (self.parent[low], self.tie[low]);
            self.parent[low] = above;
            self.tie[low] = tie;
            if low == thing {
                return true;
            }
            (above, low, tie) = (low, next, next_tie);
        }
    }

    /// The things with parents before children.
    fn walk(&mut self) {
        let root = self.at.len() - 1;
        self.first_child.fill(NONE);
        for thing in (0..root).rev() {
            let parent = self.parent[thing];
            self.next_sibling[thing] = self.first_child[parent];
            self.first_child[parent] = thing;
        }
        self.order.clear();
        self.order.push(root);
        let mut next = 0;
        while next < self.order.len() {
            let mut child = self.first_child[self.order[next]];
            while child != NONE {
                self.order.push(child);
                child = self.next_sibling[child];
            }
            next += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loose_chain_moves_next_to_what_it_leads_to() {
        let rule = |from, to| Rule { from, to, least: 1, weight: 1 };
        // 0→1→2→3 is long; 4→5→3 hangs on its end and should not start at the far left.
        let at = solve(6, &[rule(0, 1), rule(1, 2), rule(2, 3), rule(4, 5), rule(5, 3)]);
        assert_eq!(at, [0, 1, 2, 3, 1, 2]);
    }
}
