//! The storage engines that were candidates for the daemon, under its load, in the same run:
//!
//! - `append`: groups of 10, 100 and 640 records of 1 KB, in blocks of 64 KB, with the deliveries
//!   that begin and end beside, one sync a group;
//! - `reopen`: after SIGKILL, with a gigabyte of log and a million deliveries; then retention;
//! - `steady`: 4 GB appended of which 256 MB are kept;
//! - `crash`: numbered groups, SIGKILL at random moments; all that was synced has to be there.
//!
//! Every lane is a process of its own.

mod child;
mod engines;
mod load;

use engines::Failure;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["append", engine, dir, size, seconds] => {
            child::append(engine, Path::new(dir), number(size), number(seconds) as f64)
        }
        ["fill", engine, dir, megabytes] => child::fill(engine, Path::new(dir), number(megabytes)),
        ["steady", engine, dir, megabytes, keep] => {
            child::steady(engine, Path::new(dir), number(megabytes), number(keep))
        }
        ["reopen", engine, dir] => child::reopen(engine, Path::new(dir)),
        ["numbers", engine, dir] => child::numbers(engine, Path::new(dir)),
        ["check", engine, dir] => child::check(engine, Path::new(dir)),
        [dir, lanes @ ..] => run(Path::new(dir), lanes),
        [] => Err("give a folder for the stores, on the disk that is to be measured".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn number(text: &str) -> u64 {
    text.parse().unwrap_or(0)
}

fn run(dir: &Path, lanes: &[&str]) -> Result<(), Failure> {
    let wanted = |lane: &str| lanes.is_empty() || lanes.contains(&lane);
    if wanted("append") {
        println!(
            "| engine | group | records/s | CPU us/record | p50 ms | p99 ms | p99.9 ms | worst ms | peak MB | disk/data |"
        );
        println!("|---|---|---|---|---|---|---|---|---|---|");
        for round in 0..2 {
            for size in [10, 100, 640] {
                for place in 0..engines::ENGINES.len() {
                    let engine = engines::ENGINES[(place + round) % engines::ENGINES.len()];
                    let folder = fresh(dir, engine)?;
                    me(&["append", engine, &text(&folder), &size.to_string(), "5"])?;
                    std::fs::remove_dir_all(folder)?;
                }
            }
        }
    }
    if wanted("reopen") {
        println!(
            "\n| engine | open s | CPU s | peak MB | deliveries | blocks | read s | dropped | retention s | MB before | MB after |"
        );
        println!("|---|---|---|---|---|---|---|---|---|---|---|");
        for engine in &engines::ENGINES[1..] {
            let folder = fresh(dir, engine)?;
            let _ = me(&["fill", engine, &text(&folder), "1024"]);
            me(&["reopen", engine, &text(&folder)])?;
            std::fs::remove_dir_all(folder)?;
        }
    }
    if wanted("steady") {
        println!(
            "\n| engine | records/s | CPU us/record | slowest retention s | most MB | MB at the end | peak MB |"
        );
        println!("|---|---|---|---|---|---|---|");
        for engine in &engines::ENGINES[1..] {
            let folder = fresh(dir, engine)?;
            me(&["steady", engine, &text(&folder), "4096", "256"])?;
            std::fs::remove_dir_all(folder)?;
        }
    }
    if wanted("crash") {
        for engine in &engines::ENGINES[1..] {
            crash(dir, engine, 40)?;
        }
    }
    Ok(())
}

fn crash(dir: &Path, engine: &str, rounds: u32) -> Result<(), Failure> {
    let folder = fresh(dir, engine)?;
    let mut acknowledged = 0;
    for _ in 0..rounds {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["numbers", engine, &text(&folder)])
            .stdout(Stdio::piped())
            .spawn()?;
        let Some(out) = child.stdout.take() else { return Err("no pipe".into()) };
        let reader = std::thread::spawn(move || {
            let last = BufReader::new(out).lines().map_while(Result::ok).last();
            last.and_then(|line| line.parse::<u64>().ok())
        });
        std::thread::sleep(Duration::from_millis(fastrand::u64(5..400)));
        child.kill()?;
        child.wait()?;
        if let Ok(Some(last)) = reader.join() {
            acknowledged = last + 1;
        }
        let checked = Command::new(std::env::current_exe()?)
            .args(["check", engine, &text(&folder)])
            .output()?;
        let there = String::from_utf8_lossy(&checked.stdout).trim().parse::<u64>();
        match there {
            Ok(there) if there >= acknowledged => {}
            Ok(there) => {
                return Err(format!("{engine}: {acknowledged} synced, {there} there").into());
            }
            Err(_) => return Err(String::from_utf8_lossy(&checked.stderr).into()),
        }
    }
    println!("{engine}: {rounds} rounds, {acknowledged} groups synced, none lost");
    std::fs::remove_dir_all(folder)?;
    Ok(())
}

fn me(args: &[&str]) -> Result<(), Failure> {
    let status = Command::new(std::env::current_exe()?).args(args).status()?;
    if status.success() { Ok(()) } else { Err(format!("{args:?} ended with {status}").into()) }
}

fn fresh(dir: &Path, engine: &str) -> Result<PathBuf, Failure> {
    let folder = dir.join(engine);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
