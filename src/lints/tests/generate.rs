//! Small random patterns and events: few fields and values, so that they meet often.

use crate::operators::Test;
use crate::operators::pattern::{Condition, Field, Pattern};

/// splitmix64.
pub(super) struct Random(pub u64);

impl Random {
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(super) fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    pub(super) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

pub(super) const PATHS: [&str; 7] = ["s", "d.x", "d.y", "d.l.x", "d.l.y", "d.l", "e.x"];

pub(super) const VALUES: [&str; 8] =
    [r#""a""#, r#""ab""#, r#""B""#, r#""10.0.0.1""#, "1", "2", "null", "true"];

pub(super) const LEAVES: [&str; 24] = [
    r#""a""#,
    r#""ab""#,
    r#""B""#,
    r#""10.0.0.1""#,
    "1",
    "2",
    "null",
    "true",
    r#"{"prefix":"a"}"#,
    r#"{"prefix":""}"#,
    r#"{"suffix":"b"}"#,
    r#"{"suffix":{"equals-ignore-case":"B"}}"#,
    r#"{"equals-ignore-case":"b"}"#,
    r#"{"wildcard":"*a*b*"}"#,
    r#"{"cidr":"10.0.0.0/8"}"#,
    r#"{"cidr":"10.0.0.0/24"}"#,
    r#"{"numeric":[">",0]}"#,
    r#"{"numeric":[">=",1,"<",2]}"#,
    r#"{"exists":true}"#,
    r#"{"anything-but":"a"}"#,
    r#"{"anything-but":["a","ab"]}"#,
    r#"{"anything-but":[1,2]}"#,
    r#"{"anything-but":{"prefix":"a"}}"#,
    r#"{"anything-but":{"equals-ignore-case":["AB","b"]}}"#,
];

pub(super) fn tests() -> Vec<Test> {
    LEAVES.iter().map(|leaf| test(leaf)).collect()
}

pub(super) fn test(leaf: &str) -> Test {
    let pattern = super::read(&format!("{{\"x\":[{leaf}]}}"));
    let [Condition::Field(field)] = &*pattern.all else { panic!("{leaf}") };
    field.tests[0].clone()
}

pub(super) fn field(random: &mut Random, tests: &[Test]) -> Field {
    let kind = random.below(10);
    let many = if random.chance(70) { 1 } else { 2 };
    let tests: Vec<Test> = match kind {
        0 | 1 => Vec::new(),
        _ => (0..many).map(|_| random.pick(tests).clone()).collect(),
    };
    let span = crate::base::span::Span { source: crate::base::ids::SourceId(0), start: 0, end: 0 };
    Field { path: random.pick(&PATHS).as_bytes().into(), tests, absent: kind < 4, span }
}

pub(super) fn pattern(random: &mut Random, tests: &[Test], depth: usize) -> Pattern {
    let mut all = Vec::new();
    for _ in 0..1 + random.below(3) {
        if depth > 0 && random.chance(20) {
            let branches = 2 + random.below(2);
            all.push(Condition::Any(
                (0..branches).map(|_| pattern(random, tests, depth - 1)).collect(),
            ));
        } else {
            all.push(Condition::Field(field(random, tests)));
        }
    }
    Pattern { all }
}

/// Something like `pattern`, mostly wider: fewer conditions, more alternatives.
pub(super) fn relative(random: &mut Random, from: &Pattern, tests: &[Test]) -> Pattern {
    let mut all = Vec::new();
    for condition in &from.all {
        match condition {
            _ if random.chance(25) => {}
            Condition::Field(field) => {
                let mut field = field.clone();
                if random.chance(30) && !field.tests.is_empty() {
                    let at = random.below(field.tests.len());
                    field.tests[at] = random.pick(tests).clone();
                }
                if random.chance(30) {
                    field.tests.push(random.pick(tests).clone());
                }
                if random.chance(15) {
                    field.absent = true;
                }
                all.push(Condition::Field(field));
            }
            Condition::Any(branches) => {
                let mut branches: Vec<_> =
                    branches.iter().map(|b| relative(random, b, tests)).collect();
                if random.chance(30) {
                    branches.push(pattern(random, tests, 0));
                }
                all.push(Condition::Any(branches));
            }
        }
    }
    if all.is_empty() || random.chance(10) {
        all.push(Condition::Field(field(random, tests)));
    }
    let swap = random.below(all.len());
    all.swap(0, swap);
    Pattern { all }
}

/// An event as JSON. Every map and value may turn out to be a list of such.
pub(super) fn event(random: &mut Random) -> String {
    let mut members = Vec::new();
    let value = |random: &mut Random| several(random, 20, &scalar);
    let leaf = |random: &mut Random| {
        let mut members = Vec::new();
        for key in ["x", "y"] {
            if random.chance(60) {
                members.push(format!("\"{key}\":{}", several(random, 15, &scalar)));
            }
        }
        format!("{{{}}}", members.join(","))
    };
    let detail = |random: &mut Random| {
        let mut members = Vec::new();
        for key in ["x", "y"] {
            if random.chance(60) {
                members.push(format!("\"{key}\":{}", several(random, 15, &scalar)));
            }
        }
        if random.chance(70) {
            let list = if random.chance(10) {
                several(random, 30, &scalar)
            } else {
                several(random, 60, &leaf)
            };
            members.push(format!("\"l\":{list}"));
        }
        format!("{{{}}}", members.join(","))
    };
    if random.chance(70) {
        members.push(format!("\"s\":{}", value(random)));
    }
    if random.chance(90) {
        members.push(format!("\"d\":{}", several(random, 35, &detail)));
    }
    if random.chance(50) {
        members.push(format!("\"e\":{}", several(random, 30, &leaf)));
    }
    if random.chance(10) {
        members.push(format!("\"d.l.x\":{}", value(random)));
    }
    if random.chance(5) {
        members.push(format!("\"d\":{}", several(random, 50, &detail)));
    }
    format!("{{{}}}", members.join(","))
}

fn scalar(random: &mut Random) -> String {
    (*random.pick(&VALUES)).to_owned()
}

/// What `make` makes, or a list of it, with lists in lists now and then.
fn several(random: &mut Random, percent: usize, make: &dyn Fn(&mut Random) -> String) -> String {
    if !random.chance(percent) {
        return make(random);
    }
    let items: Vec<_> = (0..random.below(4))
        .map(|_| if random.chance(10) { several(random, 100, make) } else { make(random) })
        .collect();
    format!("[{}]", items.join(","))
}
