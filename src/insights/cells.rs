//! The calls of one series: how many of whom in which minute. Sparse, 12 bytes a cell.

/// Calls of one caller in one minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cell {
    /// Minutes since 1970.
    pub minute: u32,
    /// The caller's number.
    pub who: u32,
    /// How often.
    pub calls: u32,
}

/// The cells of a series, which come in any order.
#[derive(Debug, Clone, Default)]
pub(super) struct Cells {
    list: Vec<Cell>,
    /// So many at the front are in order and without repetition.
    orderly: usize,
}

impl Cells {
    /// Counts calls.
    pub fn add(&mut self, cell: Cell) {
        if let Some(last) = self.list.last_mut()
            && (last.minute, last.who) == (cell.minute, cell.who)
        {
            last.calls = last.calls.saturating_add(cell.calls);
            return;
        }
        // Ordering as often as they double keeps those that come again from piling up.
        if self.list.len() > 2 * self.orderly.max(64) {
            self.order();
        }
        self.list.push(cell);
    }

    /// The cells, by minute and caller. Cheap where new ones are newer than those before.
    pub fn order(&mut self) -> &[Cell] {
        if self.orderly == self.list.len() {
            return &self.list;
        }
        self.list[self.orderly..].sort_unstable();
        let key = |c: &Cell| (c.minute, c.who);
        let newest = self.orderly.checked_sub(1).and_then(|i| self.list.get(i)).map(key);
        let next = self.list.get(self.orderly).map(key);
        let mut from = self.orderly;
        if next <= newest {
            self.list.sort();
            from = 0;
        }
        let mut kept = from;
        for i in from..self.list.len() {
            let cell = self.list[i];
            match kept.checked_sub(1).and_then(|i| self.list.get_mut(i)) {
                Some(last) if key(last) == key(&cell) => {
                    last.calls = last.calls.saturating_add(cell.calls);
                }
                _ => {
                    self.list[kept] = cell;
                    kept += 1;
                }
            }
        }
        self.list.truncate(kept);
        self.orderly = kept;
        &self.list
    }

    /// Drops the cells before a minute, once they are a quarter of all. The cells are in order.
    pub fn forget_before(&mut self, minute: i64) {
        let old = from(&self.list, minute);
        if old > 64 && old > self.list.len() / 4 {
            self.list.drain(..old);
            self.orderly = self.list.len();
            self.list.shrink_to(self.list.len() * 2);
        }
    }

    /// Drops all cells before a minute.
    pub fn drop_before(&mut self, minute: i64) {
        self.order();
        let old = from(&self.list, minute);
        self.list.drain(..old);
        self.orderly = self.list.len();
        self.list.shrink_to(self.list.len() * 2);
    }

    /// All cells, as they came.
    pub fn all(&self) -> &[Cell] {
        &self.list
    }
}

/// The place of the first cell that is not before a minute, of cells in order.
fn from(cells: &[Cell], minute: i64) -> usize {
    cells.partition_point(|c| i64::from(c.minute) < minute)
}

/// The cells of the minutes from `start` up to, and without, `end`, of cells in order.
pub(super) fn between(cells: &[Cell], start: i64, end: i64) -> &[Cell] {
    let (start, end) = (from(cells, start), from(cells, end));
    cells.get(start..end).unwrap_or_default()
}

/// Calls by minute, of cells in order.
pub(super) fn by_minute(cells: &[Cell]) -> impl Iterator<Item = (i64, u32)> {
    cells.chunk_by(|a, b| a.minute == b.minute).map(|same| {
        let calls = same.iter().fold(0u32, |sum, c| sum.saturating_add(c.calls));
        (i64::from(same[0].minute), calls)
    })
}
