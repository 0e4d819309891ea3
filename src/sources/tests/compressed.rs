//! gzip and zstd.

use super::*;
use crate::model::FaultKind;
use std::io::Write;

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text).expect("in memory");
    encoder.finish().expect("in memory")
}

fn zstd(text: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(text, ruzstd::encoding::CompressionLevel::Fastest)
}

#[test]
fn compressed_inputs() {
    let text: String = (0..5000).map(|n| format!("{{\"n\":{n}}}\n")).collect();
    let (one, two) = text.as_bytes().split_at(20_003);
    // Made by the zstd tool: `{"n":1}`, a newline, with a checksum.
    let tool = [
        0x28, 0xb5, 0x2f, 0xfd, 0x04, 0x58, 0x41, 0x00, 0x00, 0x7b, 0x22, 0x6e, 0x22, 0x3a, 0x31,
        0x7d, 0x0a, 0x33, 0x15, 0x9b, 0x3c,
    ];
    let skippable = [&[0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3][..], &zstd(two)].concat();
    for (bytes, records) in [
        (gzip(text.as_bytes()), 5000),
        ([gzip(one), gzip(two)].concat(), 5000),
        (zstd(text.as_bytes()), 5000),
        ([zstd(one), skippable].concat(), 5000),
        (tool.to_vec(), 1),
        ([&tool[..], &tool[..]].concat(), 2),
    ] {
        let all = collect(vec![input(Cursor::new(bytes))], options(1000, 1 << 20));
        assert_eq!((all.records.len(), &all.faults), (records, &vec![]));
    }
    for (mut bytes, cut, words) in [
        (gzip(text.as_bytes()), 100, "truncated gzip data after "),
        (gzip(text.as_bytes()), 4, "truncated gzip data after "),
        (zstd(text.as_bytes()), 100, "truncated zstd data after "),
    ] {
        bytes.truncate(bytes.len() - cut);
        let all = collect(vec![input(Cursor::new(bytes))], options(1000, 1 << 20));
        let faults: Vec<_> = all.faults.iter().map(|f| (f.kind, f.index)).collect();
        assert_eq!(faults, [(FaultKind::Input, None)]);
        let fault = &all.faults[0];
        assert!(fault.message.starts_with(words), "{}", fault.message);
    }
    let mut bytes = gzip(text.as_bytes());
    let middle = bytes.len() / 2;
    bytes[middle..middle + 9].fill(0xff);
    let all = collect(vec![input(Cursor::new(bytes))], options(1000, 1 << 20));
    let last = all.faults.last().map(|f| f.message.as_str());
    assert!(last.is_some_and(|m| m.starts_with("corrupt gzip data")), "{last:?}");
}

#[test]
fn bombs_are_stopped() {
    let limits = Limits { inflate_floor: 100_000, inflate_ratio: 20, ..Limits::default() };
    let blanks = vec![b' '; 1_000_000];
    for (bytes, name) in [(gzip(&blanks), "gzip"), (zstd(&blanks), "zstd")] {
        let options = Options { limits: limits.clone(), ..Options::default() };
        let all = collect(vec![input(Cursor::new(bytes))], options);
        let want = format!("the {name} data expands to more than 20 times its size");
        assert_eq!(all.faults[0].message, want);
    }
    let small = vec![b' '; 90_000];
    let options = Options { limits, ..Options::default() };
    assert!(collect(vec![input(Cursor::new(gzip(&small)))], options).faults.is_empty());
}
