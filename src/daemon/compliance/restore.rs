//! Beginning: again from the store, or with other rules.

use super::external::External;
use super::known::{self, Known, Names};
use super::rows::{self, PAGE, Rows, damaged};
use super::take::item_of;
use super::{Changed, Compliance, ComplianceError};
use crate::audit::{Auditor, Live, Weighed};
use crate::model::Resource;
use crate::store::{Kv, Space, StoreError, after_prefix};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Items that a thread takes at once.
const BLOCK: usize = 64;

impl Compliance {
    /// As the store left it. All newest items are judged again; what comes out otherwise than was
    /// told, since the rules are others or time has gone by, is a change.
    ///
    /// # Errors
    /// The store cannot be read, or has rows that nobody wrote.
    pub fn restore(
        kv: Arc<dyn Kv>,
        auditor: &Auditor,
        now: Timestamp,
    ) -> Result<(Self, Vec<Changed>), ComplianceError> {
        let rows = Rows::new(kv);
        let mut names = Names::default();
        let external = External::restore(&rows, &mut names)?;
        let (live, next) = load(&rows, auditor, now)?;
        let known = BTreeMap::new();
        let mut compliance = Self { live, rows, names, known, external, next };
        let lost = compliance.remember(now)?;
        let mut changed = compliance.changes(now);
        changed.extend(lost);
        Ok((compliance, changed))
    }

    /// Other rules from now on. All newest items are judged again; the results of rules that are
    /// no more go.
    ///
    /// # Errors
    /// The store cannot be read; then everything is as it was.
    pub fn reload(
        &mut self,
        auditor: &Auditor,
        now: Timestamp,
    ) -> Result<Vec<Changed>, ComplianceError> {
        let (live, next) = load(&self.rows, auditor, now)?;
        // Accounts may be resources no more, or have other numbers.
        let mut accounts = Vec::new();
        for (number, entry) in self.live.entries(..).filter(|(number, _)| Live::is_account(*number))
        {
            let known = self.known.remove(&number).unwrap_or_default();
            accounts.push((Arc::clone(entry.resource()), known));
        }
        (self.live, self.next) = (live, next);
        let mut changed = Vec::new();
        for (resource, known) in accounts {
            changed.extend(self.adopt(&resource, known, now));
        }
        changed.splice(0..0, self.changes(now));
        changed.extend(self.drop_judged(now));
        Ok(changed)
    }

    /// Remembers what was told of results. What was told of resources that are no more ends.
    fn remember(&mut self, now: Timestamp) -> Result<Vec<Changed>, StoreError> {
        let Self { rows, names, known, live, .. } = self;
        let mut bad = None;
        rows.each(Space::RESULTS, b"R", Some(b"S"), &mut |key, value| {
            match (rows::number(&key), known::read(&value, names)) {
                (Some(number), Some(all)) if live.get(number).is_some() => {
                    known.insert(number, all);
                }
                (Some(_), Some(_)) => {}
                _ => bad = Some(damaged(Space::RESULTS, &key)),
            }
            bad.is_none()
        })?;
        let mut accounts = Vec::new();
        rows.each(Space::RESULTS, b"A", Some(b"B"), &mut |key, value| {
            let account = key.get(1..).and_then(|name| std::str::from_utf8(name).ok());
            match (account, known::read(&value, names)) {
                (Some(account), Some(all)) => accounts.push((account.to_owned(), all)),
                _ => bad = Some(damaged(Space::RESULTS, &key)),
            }
            bad.is_none()
        })?;
        if let Some(bad) = bad {
            return Err(bad);
        }
        let mut lost = Vec::new();
        for (account, known) in accounts {
            let resource = Arc::new(Resource {
                resource_type: "AWS::::Account".to_owned(),
                resource_id: account.clone(),
                account: Some(account),
                ..Resource::default()
            });
            lost.extend(self.adopt(&resource, known, now));
        }
        Ok(lost)
    }

    /// Gives an account what was told of it, or ends that if it is no resource any more.
    fn adopt(
        &mut self,
        resource: &Arc<Resource>,
        known: Vec<Known>,
        now: Timestamp,
    ) -> Vec<Changed> {
        match self.live.account(&resource.resource_id) {
            Some(number) => {
                self.known.insert(number, known);
                Vec::new()
            }
            None if known.is_empty() => Vec::new(),
            None => {
                let key = [b"A", resource.resource_id.as_bytes()].concat();
                self.rows.remove(Space::RESULTS, key);
                known.iter().filter_map(|known| self.ended(resource, known, now)).collect()
            }
        }
    }
}

/// All newest items, judged, and the number of the next resource.
fn load(rows: &Rows, auditor: &Auditor, now: Timestamp) -> Result<(Live, u64), StoreError> {
    let mut live = Live::new(auditor, now);
    let auditor = Arc::clone(live.auditor());
    let (mut from, end) = (b"N".to_vec(), after_prefix(b"N"));
    let mut next = 0;
    loop {
        let (pairs, go_on) = rows.page(Space::ITEMS, &from, end.as_deref(), PAGE)?;
        for (number, weighed) in weigh(&auditor, &pairs)? {
            live.enter(number, weighed);
            next = number + 1;
        }
        match go_on {
            Some(key) => from = key,
            None => break,
        }
    }
    live.settle();
    Ok((live, next))
}

type Row = (Vec<u8>, Vec<u8>);

/// Reads items and judges each by itself, on threads.
fn weigh(auditor: &Auditor, pairs: &[Row]) -> Result<Vec<(u64, Weighed)>, StoreError> {
    let one = |(key, value): &Row| {
        let number = rows::number(key).filter(|number| !Live::is_account(*number));
        let found = number.and_then(|number| Some((number, item_of(auditor, value)?)));
        let (number, item) = found.ok_or_else(|| damaged(Space::ITEMS, key))?;
        Ok((number, auditor.weigh(item, number)))
    };
    let share = pairs.len().div_ceil(auditor.threads()).max(BLOCK);
    if share >= pairs.len() {
        return pairs.iter().map(one).collect();
    }
    let work = |share: &[Row]| share.iter().map(one).collect::<Result<Vec<_>, _>>();
    let work = &work;
    std::thread::scope(|scope| {
        let shares = pairs.chunks(share);
        let all: Vec<_> = shares.map(|share| scope.spawn(move || work(share))).collect();
        let mut weighed = Vec::with_capacity(pairs.len());
        for thread in all {
            let done = thread.join().unwrap_or_else(|e| std::panic::resume_unwind(e));
            weighed.extend(done?);
        }
        Ok(weighed)
    })
}
