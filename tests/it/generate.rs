//! Generated patterns and events that have much to do with each other: few keys, few values, all
//! operators, arrays of objects, nested arrays, odd keys, numbers in many spellings.

/// A small generator of pseudo-random numbers (splitmix64).
pub struct Dice(pub u64);

impl Dice {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    pub fn pick<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }
}

const KEYS: [&str; 7] = ["a", "b", "c", "d", "a.b", "é", "k\\u0062"];
const TEXTS: [&str; 18] = [
    "",
    "a",
    "ab",
    "abc",
    "abcabc",
    "ABC",
    "b*c",
    "x\\\\y",
    "run",
    "running",
    "ß",
    "\\u1e9e",
    "K",
    "\\u212a",
    "10.0.0.1",
    "10.0.0.77",
    "2001:db8::1",
    "日本",
];
const NUMBERS: [&str; 14] = [
    "0",
    "-0",
    "1",
    "1.0",
    "10e-1",
    "-1.5",
    "300",
    "3.0e2",
    "9007199254740992",
    "9007199254740993",
    "0.1234567890123456789",
    "1e400",
    "5",
    "99.5",
];
const BLOCKS: [&str; 6] =
    ["10.0.0.0/8", "10.0.0.0/25", "0.0.0.0/0", "10.0.0.77/32", "2001:db8::/32", "::/0"];
const WILDCARDS: [&str; 9] = ["*", "a*", "*c", "a*c", "*b*", "*a*b*", "a*b*c*", "\\\\\\\\*", "r*n"];

fn text(dice: &mut Dice) -> String {
    format!("\"{}\"", dice.pick(&TEXTS))
}

fn list(dice: &mut Dice, most: usize, mut item: impl FnMut(&mut Dice) -> String) -> String {
    let all: Vec<String> = (0..=dice.below(most)).map(|_| item(dice)).collect();
    format!("[{}]", all.join(","))
}

fn full_text(dice: &mut Dice) -> String {
    loop {
        let text = text(dice);
        if text.len() > 2 {
            return text;
        }
    }
}

fn test(dice: &mut Dice) -> String {
    let number = |d: &mut Dice| d.pick(&NUMBERS).to_owned();
    match dice.below(20) {
        0..5 => text(dice),
        5 | 6 => number(dice),
        7 => dice.pick(&["true", "false", "null"]).to_owned(),
        8 => format!("{{\"prefix\":{}}}", text(dice)),
        9 => format!("{{\"suffix\":{}}}", text(dice)),
        10 => format!("{{\"prefix\":{{\"equals-ignore-case\":{}}}}}", text(dice)),
        11 => format!("{{\"suffix\":{{\"equals-ignore-case\":{}}}}}", text(dice)),
        12 => format!("{{\"equals-ignore-case\":{}}}", text(dice)),
        13 => format!("{{\"wildcard\":\"{}\"}}", dice.pick(&WILDCARDS)),
        14 => {
            let (low, high) = (dice.pick(&["0", "-2", "1e-3"]), dice.pick(&["2", "300", "1e401"]));
            match dice.below(4) {
                0 => format!("{{\"numeric\":[\"=\",{}]}}", number(dice)),
                1 => format!("{{\"numeric\":[\"{}\",{low}]}}", dice.pick(&["<", "<=", ">", ">="])),
                _ => format!(
                    "{{\"numeric\":[\"{}\",{low},\"{}\",{high}]}}",
                    dice.pick(&[">", ">="]),
                    dice.pick(&["<", "<="])
                ),
            }
        }
        15 => format!("{{\"cidr\":\"{}\"}}", dice.pick(&BLOCKS)),
        16 => format!("{{\"exists\":{}}}", !dice.one_in(3)),
        17 => match dice.below(3) {
            0 => format!("{{\"anything-but\":{}}}", list(dice, 4, text)),
            1 => format!("{{\"anything-but\":{}}}", list(dice, 3, number)),
            _ => format!("{{\"anything-but\":{}}}", text(dice)),
        },
        18 => {
            let inner = dice.pick(&["prefix", "suffix", "equals-ignore-case"]);
            format!("{{\"anything-but\":{{\"{inner}\":{}}}}}", list(dice, 2, full_text))
        }
        _ => format!("{{\"anything-but\":{{\"wildcard\":\"{}\"}}}}", dice.pick(&WILDCARDS)),
    }
}

/// A pattern of at most `depth` levels below the top.
pub fn pattern(dice: &mut Dice, depth: usize) -> String {
    let mut members = Vec::new();
    let mut used: Vec<&str> = Vec::new();
    for _ in 0..=dice.below(3) {
        let key = dice.pick(&KEYS);
        // `k\u0062` and the like are spelled in one way only here, so equal keys look equal.
        if used.contains(&key) {
            continue;
        }
        used.push(key);
        if depth > 0 && dice.one_in(3) {
            members.push(format!("\"{key}\":{}", pattern(dice, depth - 1)));
        } else {
            members.push(format!("\"{key}\":{}", list(dice, 3, test)));
        }
    }
    if depth > 0 && dice.one_in(4) {
        let branches: Vec<String> =
            (0..2 + dice.below(2)).map(|_| pattern(dice, depth - 1)).collect();
        members.push(format!("\"$or\":[{}]", branches.join(",")));
    }
    format!("{{{}}}", members.join(","))
}

fn value(dice: &mut Dice, depth: usize) -> String {
    match dice.below(if depth > 0 { 14 } else { 8 }) {
        0..5 => text(dice),
        5 | 6 => dice.pick(&NUMBERS).to_owned(),
        7 => dice.pick(&["true", "false", "null"]).to_owned(),
        8..11 => event(dice, depth - 1),
        11 => {
            let items: Vec<String> = (0..dice.below(4)).map(|_| value(dice, depth - 1)).collect();
            format!("[{}]", items.join(" , "))
        }
        _ => {
            let items: Vec<String> = (0..dice.below(4)).map(|_| event(dice, depth - 1)).collect();
            format!("[{}]", items.join(","))
        }
    }
}

/// An event: an object of at most `depth` levels below the top; keys may come twice.
pub fn event(dice: &mut Dice, depth: usize) -> String {
    let members: Vec<String> = (0..dice.below(6))
        .map(|_| {
            let blank = dice.pick(&["", " ", "\n  "]);
            format!("\"{}\"{blank}:{blank}{}", dice.pick(&KEYS), value(dice, depth))
        })
        .collect();
    format!("{{{}}}", members.join(","))
}
