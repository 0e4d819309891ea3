//! Inputs of eval: compressed, piled up in folders, too big, looping.

use crate::program::Folder;
use std::io::Write;

const RULE: &str = "rules: { all: { severity: low, pattern: { source: [ { exists: true } ] } } }";
const EVENT: &str = "{\"source\":\"my.app\"}\n";

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

fn zstd(text: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(text, ruzstd::encoding::CompressionLevel::Fastest)
}

fn matches(folder: &Folder, args: &[&str], code: i32) -> usize {
    let all = [&["eval", "--format", "ndjson"][..], args].concat();
    folder.run(&all).code(code).lines("match").len()
}

#[test]
fn compression_is_told_by_content() {
    let folder = Folder::new();
    folder.file("rules/r.yaml", RULE);
    folder.file("plain-name.json", gzip(EVENT.as_bytes()));
    folder.file("other.json", zstd(EVENT.as_bytes()));
    folder.file("two.json.gz", [gzip(EVENT.as_bytes()), gzip(EVENT.as_bytes())].concat());
    assert_eq!(matches(&folder, &["plain-name.json", "other.json", "two.json.gz"], 1), 4);
    let whole = gzip(EVENT.repeat(1000).as_bytes());
    folder.file("cut.json.gz", &whole[..whole.len() / 2]);
    matches(&folder, &["cut.json.gz"], 3);
}

#[test]
fn folders_globs_and_loops() {
    let folder = Folder::new();
    folder.file("rules/r.yaml", RULE);
    folder.file("logs/b/2.json", EVENT);
    folder.file("logs/a/1.ndjson", EVENT.repeat(2));
    folder.file("logs/.hidden/3.json", EVENT);
    folder.file("logs/readme.md", "not an input");
    assert_eq!(matches(&folder, &["logs"], 1), 3);
    assert_eq!(matches(&folder, &["logs/*/*.json"], 1), 1);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(folder.path().join("logs"), folder.path().join("logs/a/loop"))
            .unwrap();
        assert_eq!(matches(&folder, &["logs"], 3), 3);
    }
}

#[test]
fn a_gzip_bomb_is_bounded() {
    let folder = Folder::new();
    folder.file("rules/r.yaml", RULE);
    // 64 MiB of one string: beyond the largest event long before its end.
    let mut bomb = b"{\"source\":\"".to_vec();
    bomb.resize(64 << 20, b'x');
    folder.file("bomb.json.gz", gzip(&bomb));
    matches(&folder, &["bomb.json.gz"], 3);
}

/// Memory at 4 MB and at 80 MB of one single-line document, as the kernel saw it.
#[cfg(target_os = "linux")]
#[test]
fn memory_stays_flat() {
    let folder = Folder::new();
    folder.file("rules/r.yaml", "rules: { none: { pattern: { source: [nothing] } } }");
    let peak = |megabytes: usize| -> u64 {
        let pad = "x".repeat(1500);
        let record = |i: usize| {
            format!(
                "{{\"eventVersion\":\"1.09\",\"eventSource\":\"iam.amazonaws.com\",\"eventName\":\"ListUsers\",\"eventID\":\"{:08x}-0000-4000-8000-000000000000\",\"pad\":\"{pad}\"}}",
                i.wrapping_mul(0x9E37_79B1)
            )
        };
        let count = megabytes * 1_000_000 / record(0).len();
        let name = format!("{megabytes}.json");
        let mut file =
            std::io::BufWriter::new(std::fs::File::create(folder.path().join(&name)).unwrap());
        file.write_all(b"{\"Records\":[").unwrap();
        for i in 0..count {
            let comma = if i == 0 { "" } else { "," };
            write!(file, "{comma}{}", record(i)).unwrap();
        }
        file.write_all(b"]}").unwrap();
        file.flush().unwrap();
        let script = format!(
            "{} eval --format ndjson --threads 2 {name} > /dev/null 2>&1 & pid=$!; peak=0; \
             while [ -r /proc/$pid/status ]; do \
               now=$(awk '/VmHWM/ {{print $2}}' /proc/$pid/status 2>/dev/null); \
               [ \"${{now:-0}}\" -gt $peak ] && peak=$now; \
             done; echo $peak",
            env!("CARGO_BIN_EXE_tripline")
        );
        let output = std::process::Command::new("bash")
            .args(["-c", &script])
            .current_dir(folder.path())
            .output()
            .unwrap();
        String::from_utf8_lossy(&output.stdout).trim().parse().unwrap()
    };
    let (small, large) = (peak(10), peak(100));
    assert!(
        small > 1000 && large < small + small / 10,
        "{small} kB at 10 MB, {large} kB at 100 MB"
    );
}
