//! Where the boxes go: columns by layer, an order inside each column with few crossings, heights
//! near the neighbours. Edges over several columns bend around the boxes between.

use super::Drawing;

/// A box or a bend: its column, size and middle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spot {
    pub layer: usize,
    pub width: f64,
    pub height: f64,
    /// The left edge.
    pub x: f64,
    /// The middle.
    pub y: f64,
    /// Left and right edge of its column; lines bend between columns only.
    pub column: (f64, f64),
}

/// Boxes (as many as the drawing has nodes), then bends; and the spots each edge passes.
#[derive(Debug, Default)]
pub(super) struct Layout {
    pub spots: Vec<Spot>,
    pub routes: Vec<Vec<usize>>,
    pub width: f64,
    pub height: f64,
}

/// Between columns, where the curves are.
const COLUMN_GAP: f64 = 76.0;
/// Between boxes of a column.
const BOX_GAP: f64 = 14.0;
/// Between lines that pass a column.
const LINE_GAP: f64 = 9.0;
/// Height of such a line.
const LINE: f64 = 2.0;
/// Rounds of ordering and of moving.
const SWEEPS: usize = 24;

impl Layout {
    /// Lays out boxes of the given sizes.
    pub(super) fn new(drawing: &Drawing, sizes: &[(f64, f64)]) -> Self {
        let mut layout = Self::default();
        for (node, (width, height)) in drawing.nodes.iter().zip(sizes) {
            let (mut width, height) = (*width, *height);
            if matches!(node.kind, "path" | "rule" | "target") {
                // These fill their column, as in a table.
                let same = drawing.nodes.iter().zip(sizes).filter(|(n, _)| n.layer == node.layer);
                width = same.map(|(_, size)| size.0).fold(width, f64::max);
            }
            layout.spots.push(Spot {
                layer: node.layer,
                width,
                height,
                x: 0.0,
                y: 0.0,
                column: (0.0, 0.0),
            });
        }
        for (from, to, _) in &drawing.edges {
            let layer = |node: &usize| drawing.nodes[*node].layer;
            // From left to right, whatever way the edge leads.
            let (from, to) = if layer(from) <= layer(to) { (from, to) } else { (to, from) };
            let mut route = vec![*from];
            for layer in layer(from) + 1..layer(to) {
                route.push(layout.spots.len());
                layout.spots.push(Spot {
                    layer,
                    width: 0.0,
                    height: LINE,
                    x: 0.0,
                    y: 0.0,
                    column: (0.0, 0.0),
                });
            }
            route.push(*to);
            layout.routes.push(route);
        }
        let (before, after) = layout.neighbours();
        let count = layout.spots.iter().map(|s| s.layer + 1).max().unwrap_or(0);
        let mut columns: Vec<Vec<usize>> = vec![Vec::new(); count];
        for (index, spot) in layout.spots.iter().enumerate() {
            columns[spot.layer].push(index);
        }
        layout.order(&mut columns, &before, &after);
        layout.settle(&columns, &before, &after);
        layout.finish(&columns);
        layout
    }

    /// What each spot is joined to in the column before and after its own.
    fn neighbours(&self) -> (Vec<Vec<usize>>, Vec<Vec<usize>>) {
        let mut before = vec![Vec::new(); self.spots.len()];
        let mut after = before.clone();
        for pair in self.routes.iter().flat_map(|r| r.windows(2)) {
            if self.spots[pair[0]].layer == self.spots[pair[1]].layer {
                continue;
            }
            before[pair[1]].push(pair[0]);
            after[pair[0]].push(pair[1]);
        }
        (before, after)
    }

    /// Barycentre sweeps: each spot goes to the mean rank of its neighbours, forth and back. The
    /// order with the fewest crossings is kept.
    fn order(&self, columns: &mut Vec<Vec<usize>>, before: &[Vec<usize>], after: &[Vec<usize>]) {
        let mut ranks = vec![0.0; self.spots.len()];
        let rank = |columns: &[Vec<usize>], ranks: &mut [f64]| {
            for column in columns {
                column.iter().enumerate().for_each(|(i, s)| ranks[*s] = i as f64);
            }
        };
        rank(columns, &mut ranks);
        let mut best = (self.crossings(&ranks), columns.clone());
        for sweep in 0..SWEEPS {
            let forth = sweep % 2 == 0;
            let near = if forth { before } else { after };
            let mut turn: Vec<usize> = (0..columns.len()).collect();
            if !forth {
                turn.reverse();
            }
            for layer in turn {
                let wish = |s: &usize| mean(&near[*s], &ranks).unwrap_or(ranks[*s]);
                columns[layer].sort_by(|a, b| wish(a).total_cmp(&wish(b)));
                let column = &columns[layer];
                column.iter().enumerate().for_each(|(i, s)| ranks[*s] = i as f64);
            }
            let crossings = self.crossings(&ranks);
            if crossings < best.0 {
                best = (crossings, columns.clone());
            }
        }
        *columns = best.1;
    }

    fn crossings(&self, ranks: &[f64]) -> usize {
        let mut steps: Vec<(usize, f64, f64)> = self
            .routes
            .iter()
            .flat_map(|r| r.windows(2))
            .filter(|p| self.spots[p[0]].layer < self.spots[p[1]].layer)
            .map(|p| (self.spots[p[0]].layer, ranks[p[0]], ranks[p[1]]))
            .collect();
        steps.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.total_cmp(&b.2)));
        let crossed = |i: usize| {
            let (layer, from, to) = steps[i];
            let later = steps[i + 1..].iter().take_while(|s| s.0 == layer);
            later.filter(|s| s.1 > from && s.2 < to).count()
        };
        // Quadratic, so only where it is quick; larger pictures keep the order that they have.
        if steps.len() > 3000 { 0 } else { (0..steps.len()).map(crossed).sum() }
    }

    /// Moves the spots of each column towards their neighbours without changing the order.
    fn settle(&mut self, columns: &[Vec<usize>], before: &[Vec<usize>], after: &[Vec<usize>]) {
        for column in columns {
            let mut y = 0.0;
            for &s in column {
                self.spots[s].y = y + self.spots[s].height / 2.0;
                y += self.spots[s].height + BOX_GAP;
            }
            let middle = y / 2.0;
            column.iter().for_each(|s| self.spots[*s].y -= middle);
        }
        for sweep in 0..SWEEPS {
            let forth = sweep % 2 == 0;
            let mut turn: Vec<usize> = (0..columns.len()).collect();
            if !forth {
                turn.reverse();
            }
            let heights: Vec<f64> = self.spots.iter().map(|s| s.y).collect();
            let mut now = heights;
            for layer in turn {
                let wishes: Vec<f64> = columns[layer]
                    .iter()
                    .map(|s| {
                        let near = if forth { &before[*s] } else { &after[*s] };
                        mean(near, &now).unwrap_or(now[*s])
                    })
                    .collect();
                self.place(&columns[layer], &wishes);
                columns[layer].iter().for_each(|s| now[*s] = self.spots[*s].y);
            }
        }
    }

    /// Places a column as near to its wishes as the boxes allow: runs that touch move as one.
    fn place(&mut self, column: &[usize], wishes: &[f64]) {
        // Blocks of boxes that touch: first box, sum of wishes less offsets, number, height so far.
        let mut blocks: Vec<(usize, f64, usize, f64)> = Vec::new();
        let gap = |a: f64, b: f64| (a + b) / 2.0 + row_gap(a, b);
        let top = |block: &(usize, f64, usize, f64)| block.1 / block.2 as f64;
        for (i, wish) in wishes.iter().enumerate() {
            let mut block = (i, *wish, 1, 0.0);
            while let Some(above) = blocks.last().copied() {
                let here = self.spots[column[block.0]].height;
                let there = self.spots[column[block.0 - 1]].height;
                let offset = above.3 + gap(there, here);
                if top(&above) + offset <= top(&block) {
                    break;
                }
                let sum = above.1 + block.1 - offset * block.2 as f64;
                block = (above.0, sum, above.2 + block.2, offset + block.3);
                blocks.pop();
            }
            blocks.push(block);
        }
        for block in &blocks {
            let mut y = top(block);
            for i in block.0..block.0 + block.2 {
                if i > block.0 {
                    y += gap(self.spots[column[i - 1]].height, self.spots[column[i]].height);
                }
                self.spots[column[i]].y = y;
            }
        }
    }

    /// Turns columns into left edges, and moves all to the origin.
    fn finish(&mut self, columns: &[Vec<usize>]) {
        let mut x = 0.0;
        for column in columns {
            let widest = column.iter().map(|s| self.spots[*s].width).fold(0.0, f64::max);
            for &s in column {
                let spot = &mut self.spots[s];
                // Bends are as wide as their column, so that lines run straight past the boxes.
                if spot.width == 0.0 {
                    spot.width = widest;
                }
                spot.x = x + (widest - spot.width) / 2.0;
                spot.column = (x, x + widest);
            }
            x += widest + COLUMN_GAP;
        }
        let top = self.spots.iter().map(|s| s.y - s.height / 2.0).fold(f64::INFINITY, f64::min);
        self.spots.iter_mut().for_each(|s| s.y -= top);
        self.width = (x - COLUMN_GAP).max(0.0);
        self.height = self.spots.iter().map(|s| s.y + s.height / 2.0).fold(0.0, f64::max);
    }
}

fn row_gap(above: f64, below: f64) -> f64 {
    if above <= LINE || below <= LINE { LINE_GAP } else { BOX_GAP }
}

fn mean(of: &[usize], values: &[f64]) -> Option<f64> {
    (!of.is_empty()).then(|| of.iter().map(|s| values[*s]).sum::<f64>() / of.len() as f64)
}
