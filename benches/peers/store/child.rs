//! What a child process does with one engine in one folder; each prints one line.

use crate::engines::{Failure, Group, open};
use crate::load::{Groups, RECORD, on_disk, peak, processor};
use std::io::Write;
use std::path::Path;
use std::time::Instant;

/// Appends groups for some seconds: records a second, by the clock and by the processor, the
/// latencies of commits, peak memory.
pub fn append(engine: &str, dir: &Path, size: u64, seconds: f64) -> Result<(), Failure> {
    let store = open(engine, dir)?;
    let (began, used) = (Instant::now(), processor());
    let mut took = Vec::new();
    for group in Groups::new(size, 0) {
        let start = Instant::now();
        store.commit(&group)?;
        took.push(start.elapsed().as_secs_f64() * 1e3);
        if began.elapsed().as_secs_f64() > seconds {
            break;
        }
    }
    let records = took.len() as f64 * size as f64;
    let (wall, used) = (began.elapsed().as_secs_f64(), processor() - used);
    took.sort_by(f64::total_cmp);
    let at = |share: f64| took[((took.len() - 1) as f64 * share) as usize];
    println!(
        "| {engine} | {size} | {:.0} | {:.1} | {:.2} | {:.2} | {:.2} | {:.0} | {} | {:.2} |",
        records / wall,
        used / records * 1e6,
        at(0.5),
        at(0.99),
        at(0.999),
        at(1.0),
        peak(),
        on_disk(dir) as f64 * 1_048_576.0 / (records * RECORD as f64),
    );
    Ok(())
}

/// Appends so many MB and keeps the newest `keep` of them, taking older ones away every 16 MB: what
/// retention costs, and whether the disk gets its room back.
pub fn steady(engine: &str, dir: &Path, megabytes: u64, keep: u64) -> Result<(), Failure> {
    let store = open(engine, dir)?;
    let (began, used) = (Instant::now(), processor());
    let (mut most, mut records, mut slowest) = (0, 0, 0f64);
    for group in Groups::new(640, 0).take((megabytes * 1_024 / 640) as usize) {
        store.commit(&group)?;
        records += 640;
        if records % (640 * 25) == 0 {
            let start = Instant::now();
            store.drop_before(u64::saturating_sub(records, keep * 1_024))?;
            slowest = slowest.max(start.elapsed().as_secs_f64());
            most = most.max(on_disk(dir));
        }
    }
    let wall = began.elapsed().as_secs_f64();
    println!(
        "| {engine} | {:.0} | {:.1} | {slowest:.2} | {most} | {} | {} |",
        records as f64 / wall,
        (processor() - used) / records as f64 * 1e6,
        on_disk(dir),
        peak(),
    );
    Ok(())
}

/// Fills a store with a log of this many MB and a million deliveries, and dies of it.
pub fn fill(engine: &str, dir: &Path, megabytes: u64) -> Result<(), Failure> {
    let store = open(engine, dir)?;
    let began = Instant::now();
    for chunk in 0..100 {
        let begun = (0..10_000).map(|i| (1 << 40) + chunk * 10_000 + i).collect();
        store.commit(&Group { begun, ..Group::default() })?;
    }
    let mut groups = Groups::new(640, 0);
    for _ in 0..megabytes * 1_024 / 640 {
        if let Some(group) = groups.next() {
            store.commit(&group)?;
        }
    }
    println!("{:.1}", began.elapsed().as_secs_f64());
    std::io::stdout().flush()?;
    // SAFETY: sends a signal to this process, which ends here.
    unsafe { libc::kill(libc::getpid(), libc::SIGKILL) };
    Ok(())
}

/// Opens what a killed process left; takes half of the log away.
pub fn reopen(engine: &str, dir: &Path) -> Result<(), Failure> {
    let before = on_disk(dir);
    let (began, used) = (Instant::now(), processor());
    let store = open(engine, dir)?;
    let (wall, used, memory) = (began.elapsed().as_secs_f64(), processor() - used, peak());
    let deliveries = store.deliveries()?;
    let (mut blocks, mut last) = (0u64, 0);
    let read = Instant::now();
    store.each(&mut |number, _| {
        blocks += 1;
        last = number;
    })?;
    let read = read.elapsed().as_secs_f64();
    let began = Instant::now();
    let dropped = store.drop_before(last / 2)?;
    let retention = began.elapsed().as_secs_f64();
    drop(store);
    println!(
        "| {engine} | {wall:.2} | {used:.2} | {memory} | {deliveries} | {blocks} | {read:.2} | {dropped} | {retention:.2} | {before} | {} |",
        on_disk(dir)
    );
    Ok(())
}

/// Writes numbered groups, and prints each number after it is synced, until it is killed.
pub fn numbers(engine: &str, dir: &Path) -> Result<(), Failure> {
    let store = open(engine, dir)?;
    let mut next = 0;
    store.each(&mut |number, _| next = number + 1)?;
    let mut out = std::io::stdout();
    for number in next.. {
        let block = vec![number as u8; 1 + (number as usize * 7_919) % 60_000];
        let group = Group { blocks: vec![(number, block)], begun: vec![number], ended: vec![] };
        store.commit(&group)?;
        writeln!(out, "{number}")?;
        out.flush()?;
    }
    Ok(())
}

/// Proves that a store holds the groups from 0 on without a gap, each one right; prints how many.
pub fn check(engine: &str, dir: &Path) -> Result<(), Failure> {
    let store = open(engine, dir)?;
    let (mut next, mut wrong) = (0u64, None);
    store.each(&mut |number, block| {
        let right = block.len() == 1 + (number as usize * 7_919) % 60_000
            && block.iter().all(|byte| *byte == number as u8);
        if number != next || !right {
            wrong.get_or_insert(number);
        }
        next += 1;
    })?;
    if let Some(number) = wrong {
        return Err(format!("group {number} is wrong").into());
    }
    if store.deliveries()? != next {
        return Err("groups are there in part".into());
    }
    println!("{next}");
    Ok(())
}
