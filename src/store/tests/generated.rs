//! Generated batches, reads and reopenings, each beside the store in memory.

use super::{OPTIONS, Temp};
use crate::store::{Disk, Durability, Kv, Lossy, Memory, SPACES, Space, Write};
use fastrand::Rng;

fn key(random: &mut Rng) -> Vec<u8> {
    let length = random.usize(1..4);
    (0..length).map(|_| *random.choice([0, 1, b'a', b'b', 254, 255].iter()).unwrap()).collect()
}

fn batch(random: &mut Rng) -> Vec<Write> {
    (0..random.usize(0..12))
        .map(|_| {
            let space = SPACES[random.usize(0..3)];
            let key = key(random);
            let length =
                if random.u8(..20) == 0 { random.usize(..70_000) } else { random.usize(..40) };
            match random.bool() {
                true => Write::put(space, key, vec![random.u8(..); length]),
                false => Write::remove(space, key),
            }
        })
        .collect()
}

fn compare(store: &dyn Kv, model: &Memory, random: &mut Rng) {
    let space = SPACES[random.usize(0..3)];
    let (a, b) = (key(random), key(random));
    assert_eq!(store.get(space, &a), model.get(space, &a));
    let to = random.bool().then_some(b.as_slice());
    let most = random.usize(..20);
    assert_eq!(store.scan(space, &a, to, most), model.scan(space, &a, to, most));
    assert_eq!(store.last(space, to), model.last(space, to), "last up to {to:?}");
}

fn all_alike(store: &dyn Kv, model: &Memory) {
    for space in SPACES {
        let all = |store: &dyn Kv| store.scan(*space, &[], None, usize::MAX).unwrap();
        assert!(all(store) == all(model), "`{}` differs", space.name());
    }
}

/// Fewer rounds than elsewhere: each opens files and syncs.
fn rounds() -> u64 {
    let asked = std::env::var("TRIPLINE_ROUNDS").ok().and_then(|rounds| rounds.parse().ok());
    asked.unwrap_or(400) / 50
}

#[test]
fn the_disk_is_as_the_memory() {
    for round in 0..rounds().max(4) {
        let mut random = Rng::with_seed(round);
        let (folder, model) = (Temp::new(), Memory::default());
        for _ in 0..4 {
            let store = Disk::open(folder.path(), &OPTIONS).unwrap();
            all_alike(&store, &model);
            for _ in 0..random.usize(..60) {
                let batch = batch(&mut random);
                let durability = if random.bool() { Durability::Now } else { Durability::Later };
                store.write(batch.clone(), durability).unwrap();
                model.write(batch, durability).unwrap();
                compare(&store, &model, &mut random);
            }
            if random.bool() {
                store.close().unwrap();
            }
        }
    }
}

#[test]
fn held_back_writes_read_as_others_do() {
    for round in 0..rounds() * 20 {
        let mut random = Rng::with_seed(round);
        let (store, model) = (Lossy::new(Memory::default()), Memory::default());
        for _ in 0..random.usize(..60) {
            let batch = batch(&mut random);
            let durability = if random.u8(..5) == 0 { Durability::Now } else { Durability::Later };
            store.write(batch.clone(), durability).unwrap();
            model.write(batch, durability).unwrap();
            compare(&store, &model, &mut random);
        }
        all_alike(&store, &model);
    }
}

#[test]
fn writes_of_many_threads_are_all_there() {
    let folder = Temp::new();
    let store = Disk::open(folder.path(), &OPTIONS).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..8u8 {
            let store = &store;
            scope.spawn(move || {
                for number in 0..40u8 {
                    let writes = vec![
                        Write::put(Space::CALLS, [thread, number], "1"),
                        Write::put(Space::QUEUE, [thread, number], "2"),
                    ];
                    let durability =
                        if number % 4 == 0 { Durability::Later } else { Durability::Now };
                    store.write(writes, durability).unwrap();
                    assert!(store.get(Space::QUEUE, &[thread, number]).unwrap().is_some());
                }
            });
        }
    });
    store.close().unwrap();
    let store = Disk::open(folder.path(), &OPTIONS).unwrap();
    for space in [Space::CALLS, Space::QUEUE] {
        assert_eq!(store.scan(space, &[], None, 1_000).unwrap().len(), 320);
    }
}
