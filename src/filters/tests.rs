//! Properties of filter patterns, over patterns and records made by chance.

use super::*;
use crate::fields::{Masks, check};

/// Numbers by chance, the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 33) as usize % n
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }

    fn selector(&mut self, wild: bool) -> String {
        let mut text = String::from("$");
        let mut wild = wild;
        for _ in 0..1 + self.below(3) {
            let step =
                self.pick(&[".a", ".b", ".c", "[0]", "[1]", "['k.l']", "['\u{e9}']", ".*", "[*]"]);
            if !step.contains('*') || std::mem::take(&mut wild) {
                text += step;
            } else {
                text += ".a";
            }
        }
        text
    }

    fn test(&mut self, wild: bool) -> String {
        let selector = self.selector(wild);
        let test = self.pick(&[
            "= x",
            "= \"x\"",
            "= y",
            "= *",
            "= x*",
            "= *y",
            "= 1",
            "= 1.0",
            "= \"1\"",
            "= 1*",
            "= true",
            "= null",
            "!= x",
            "!= *",
            "!= 1",
            "!= true",
            "!= x*",
            "> 1",
            ">= 1",
            "< 1.5",
            "<= 1e0",
            "IS NULL",
            "IS TRUE",
            "IS FALSE",
            "NOT EXISTS",
            "= \"a\\\"b\"",
            "= \"\u{e9}\"",
        ]);
        format!("{selector} {test}")
    }

    fn expression(&mut self, depth: usize, wild: bool) -> String {
        match self.below(if depth == 0 { 1 } else { 4 }) {
            0 => self.test(wild),
            1 => format!("({})", self.expression(depth - 1, wild)),
            n => {
                let sign = if n == 2 { "&&" } else { "||" };
                let count = 2 + self.below(3);
                let parts: Vec<String> = (0..count)
                    .map(|_| format!("({})", self.expression(depth - 1, false)))
                    .collect();
                parts.join(sign)
            }
        }
    }

    fn pattern(&mut self) -> String {
        match self.below(6) {
            0 => {
                let terms =
                    ["x", "-x", "?x", "y", "?y", "\"a\"", "-\"k.l\"", "%x|y%", "-%[0-9]%", "?%1%"];
                let count = 1 + self.below(3);
                let terms: Vec<&str> = (0..count).map(|_| self.pick(&terms)).collect();
                terms.join(" ")
            }
            1 => {
                let columns =
                    ["", "*", "a", "b=x", "c!=x", "d=1", "e>1", "f=x* || f=1", "g=%x%", "..."];
                let count = 1 + self.below(4);
                let columns: Vec<&str> = (0..count).map(|_| self.pick(&columns)).collect();
                format!("[{}]", columns.join(", "))
            }
            _ => format!("{{ {} }}", self.expression(2, true)),
        }
    }

    fn value(&mut self, depth: usize) -> String {
        let blank = self.pick(&["", "", " ", "\n "]);
        match self.below(if depth == 0 { 9 } else { 14 }) {
            0..9 => {
                let scalars = [
                    "\"x\"",
                    "\"y\"",
                    "\"xy\"",
                    "1",
                    "1.0",
                    "\"1\"",
                    "2",
                    "true",
                    "false",
                    "null",
                    "\"\\u0078\"",
                    "\"a\\\"b\"",
                    "\"\u{e9}\"",
                    "\"\"",
                    "1e0",
                    "\"]},{[\"",
                ];
                self.pick(&scalars).to_owned()
            }
            9..11 => {
                let count = self.below(4);
                let parts: Vec<String> = (0..count).map(|_| self.value(depth - 1)).collect();
                format!("[{blank}{}{blank}]", parts.join(&format!("{blank},{blank}")))
            }
            _ => self.object(depth),
        }
    }

    fn object(&mut self, depth: usize) -> String {
        let blank = self.pick(&["", "", " ", "\n "]);
        let count = self.below(4);
        let keys = ["a", "b", "c", "k.l", "\u{e9}", "\\u0061", "d", "aa"];
        let parts: Vec<String> = (0..count)
            .map(|_| {
                let key = self.pick(&keys);
                format!("\"{key}\"{blank}:{blank}{}", self.value(depth.saturating_sub(1)))
            })
            .collect();
        format!("{blank}{{{blank}{}{blank}}}{blank}", parts.join(&format!("{blank},{blank}")))
    }

    fn message(&mut self) -> String {
        match self.below(8) {
            0 => {
                let words = ["x", "y", "1", "2.5", "\"x y\"", "[1 2]", "\"open", "a", "-", "  "];
                let count = self.below(6);
                let words: Vec<&str> = (0..count).map(|_| self.pick(&words)).collect();
                words.join(" ")
            }
            1 => self.value(3),
            _ => self.object(3),
        }
    }
}

/// The shared pass answers as the patterns one by one do.
#[test]
fn sets_agree_with_patterns_one_by_one() {
    let mut chance = Chance(7);
    let mut matched = 0;
    for _ in 0..60 {
        let mut patterns = Vec::new();
        while patterns.len() < 40 {
            // Patterns by chance may have columns twice or too many wildcards.
            patterns.extend(FilterPattern::parse(&chance.pattern()));
        }
        let mut builder = FilterSetBuilder::default();
        for pattern in &patterns {
            builder.add(pattern, None);
        }
        let set = builder.build().expect("a set");
        let mut scratch = FilterScratch::default();
        for _ in 0..150 {
            let message = chance.message();
            let expected: Vec<u32> = (0..patterns.len() as u32)
                .filter(|at| patterns[*at as usize].matches(message.as_bytes()))
                .collect();
            let got: Vec<u32> =
                set.matches(&mut scratch, message.as_bytes()).iter().map(|id| id.0).collect();
            let odd =
                got.iter().chain(&expected).find(|at| got.contains(at) != expected.contains(at));
            assert_eq!(
                got,
                expected,
                "{message} and {:?}",
                odd.map(|at| patterns[*at as usize].to_string())
            );
            matched += got.len();
        }
    }
    assert!(matched > 40_000, "only {matched} matches: the cases are too thin");
}

/// An object inside a longer text answers as it does by itself.
#[test]
fn objects_inside_a_text_answer_alike() {
    let mut chance = Chance(3);
    let mut builder = FilterSetBuilder::default();
    for _ in 0..60 {
        if let Ok(pattern) = FilterPattern::parse(&chance.pattern()) {
            builder.add(&pattern, None);
        }
    }
    let set = builder.build().expect("a set");
    let (mut one, mut other) = (FilterScratch::default(), FilterScratch::default());
    let mut masks = Masks::default();
    for _ in 0..2000 {
        let object = chance.object(3).trim().to_owned();
        let text = format!("{{\"Records\":[{object}, {object}]}}");
        check(text.as_bytes(), &mut masks, 1000).expect("JSON");
        let start = text.find('[').expect("a list") + 1;
        let extent = start..start + object.len();
        let inside = set.matches_object(&mut one, &masks, text.as_bytes(), extent);
        assert_eq!(inside, set.matches(&mut other, object.as_bytes()), "{object}");
    }
}

/// What is printed reads as the same pattern.
#[test]
fn printed_patterns_read_as_themselves() {
    let mut chance = Chance(5);
    let mut read = 0;
    for _ in 0..10_000 {
        let text = chance.pattern();
        let Ok(pattern) = FilterPattern::parse(&text) else { continue };
        let printed = pattern.to_string();
        let again = FilterPattern::parse(&printed).expect(&printed);
        assert_eq!(again.pattern(), pattern.pattern(), "{text}: {printed}");
        read += 1;
    }
    assert!(read > 7_000);
}

/// No text makes the reader panic, and faults lie within the text.
#[test]
fn any_text_is_read_or_refused() {
    let mut chance = Chance(11);
    let bits = [
        "{", "}", "[", "]", "(", ")", "$", ".", "*", "\"", "%", "\\", "&&", "||", "=", "!", "<",
        ">", " ", "a", "1", ",", "-", "?", "\u{e9}", "IS", "NOT", "'", "...", "x", "{1",
        "\u{3000}", "^",
    ];
    for _ in 0..10_000 {
        let mut text = if chance.below(2) == 0 { chance.pattern() } else { String::new() };
        for _ in 0..chance.below(6) {
            let mut at = chance.below(text.len() + 1);
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            text.insert_str(at, chance.pick(&bits));
        }
        match FilterPattern::parse(&text) {
            Ok(pattern) => {
                let _ = pattern.matches(b"{\"a\":1} x");
                for note in pattern.notes() {
                    assert!(text.get(note.at.clone()).is_some(), "{text}: {note:?}");
                }
            }
            Err(e) => assert!(text.get(e.at.clone()).is_some(), "{text}: {e:?}"),
        }
    }
}

#[test]
fn faults_say_where_and_what_instead() {
    let fault = |text: &str| {
        let e = FilterPattern::parse(text).expect_err(text);
        (text[e.at.clone()].to_owned(), e.message, e.help.unwrap_or_default())
    };
    let (at, message, help) = fault("{ $.a == 1 }");
    assert_eq!((&*at, &*message, &*help), ("==", "`==` is not an operator", "write `=`"));
    let (at, _, help) = fault("{ $.a = 1 and $.b = 2 }");
    assert_eq!((&*at, &*help), ("and", "write `&&`"));
    let (at, _, help) = fault("{ eventName = x }");
    assert_eq!((&*at, &*help), ("eventName", "write `$.eventName`"));
    let (at, _, help) = fault("{ $.a IS MAYBE }");
    assert_eq!((&*at, &*help), ("MAYBE", ""));
    let (at, _, help) = fault("{ $.a IS TRU }");
    assert_eq!((&*at, &*help), ("TRU", "write `IS TRUE`"));
    let (at, message, _) = fault("[w1=ERROR OR w1=WARNING, w2]");
    assert_eq!((&*at, &*message), ("OR", "`OR` is not an operator"));
    let (at, ..) = fault("[a, b");
    assert_eq!(at, "[");
    let (at, message, help) = fault("ERROR {x");
    assert_eq!(
        (&*at, &*message, &*help),
        (
            "{x",
            "expected a blank after the term, found `{`",
            "terms with such characters go in quotes: \"{x\""
        )
    );
    let (at, message, _) = fault("{ $.a = 1 } trailing");
    assert_eq!((&*at, &*message), ("trailing", "text after the closing `}`"));
    assert!(FilterPattern::parse(&"a ".repeat(600)).is_err());
    let notes = |text: &str| FilterPattern::parse(text).expect(text).notes().len();
    assert_eq!((notes("{ $.a = true }"), notes("?a b"), notes("{ $.a IS TRUE }")), (1, 1, 0));
}

#[test]
fn records_are_one_json_value_and_nothing_else() {
    let yes = |pattern: &str, message: &str| {
        FilterPattern::parse(pattern).expect(pattern).matches(message.as_bytes())
    };
    let none = "{ $.a NOT EXISTS }";
    assert!(yes(none, "{}") && yes(none, " {\"b\":1}\n") && yes(none, "[1]"));
    for message in ["", "x", "1", "\"a\"", "{} x", "{}{}", "{", "{\"a\"}", "[1", "{\"b\":01}"] {
        assert!(!yes(none, message), "{message}");
    }
    assert!(!yes(none, "{\"a\":null}") && !yes(none, "{\"a\":[]}") && !yes(none, "{\"a\":{}}"));
    assert!(!yes("{ $.a != x }", "{\"a\":[]}") && !yes("{ $.a = * }", "{\"a\":{}}"));
    assert!(yes("{ $[1].a = 1 }", "[0,{\"a\":1.0}]") && yes("{ $[*].a = 1 }", "[0,{\"a\":1}]"));
    assert!(yes("{ $.a IS NULL }", "{\"a\":null}") && !yes("{ $.a IS NULL }", "{}"));
    assert!(yes("{ $.a = 1 }", "{\"a\":0,\"a\":1}") && yes("{ $.a = 0 }", "{\"a\":0,\"a\":1}"));
    assert!(yes("{ $.a != x }", "{\"a\":true}") && !yes("{ $.a != true }", "{\"a\":true}"));
    let deep = "[".repeat(2000) + &"]".repeat(2000);
    assert!(!yes(none, &deep));
}

#[test]
fn lines_are_cut_at_blanks_quotes_and_brackets() {
    let values = |pattern: &str, line: &'static str| -> Option<Vec<String>> {
        let found = FilterPattern::parse(pattern).expect(pattern).extract(line.as_bytes())?;
        let show = |text: &[u8]| String::from_utf8_lossy(text).into_owned();
        Some(found.into_iter().map(|(name, text)| format!("{name}:{}", show(text))).collect())
    };
    let some = |texts: &[&str]| Some(texts.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>());
    assert_eq!(values("[a, b]", "x \"y z\" "), some(&["$a:x", "$b:y z"]));
    assert_eq!(values("[a, b]", "x \"y z\" [w] "), some(&["$a:x", "$b:\"y z\" [w]"]));
    assert_eq!(values("[a, ..., b]", "x y"), some(&["$a:x", "$b:y"]));
    assert_eq!(values("[a, ..., b]", "x"), None);
    assert_eq!(values("[, b, *]", "x y z"), some(&["$1:x", "$b:y", "$3:z"]));
    assert_eq!(values("[]", ""), some(&[]));
    assert_eq!(values("[a, ...]", "[1 2]: \"open"), some(&["$a:1 2", "$2::", "$3:\"open"]));
    assert_eq!(values("[a, b]", r#""say \"hi\"" x"#), some(&[r#"$a:say \"hi\""#, "$b:x"]));
    assert_eq!(values("[s>=400 && s<500, ...]", "404.0 x"), some(&["$s:404.0", "$2:x"]));
    assert_eq!(values("[s=404, ...]", "404.0"), some(&["$s:404.0"]));
    assert_eq!(values("[s>1, ...]", "x"), None);
}

#[test]
fn metric_filters_extract_values_and_dimensions() {
    let datum = |pattern: &str, value: &str, dimension: &str, message: &str| {
        let pattern = FilterPattern::parse(pattern).expect(pattern);
        let mut wanted = Transformation {
            metric_name: "m".to_owned(),
            namespace: "n".to_owned(),
            value: value.to_owned(),
            ..Transformation::default()
        };
        if !dimension.is_empty() {
            wanted.dimensions.push(("d".to_owned(), dimension.to_owned()));
        }
        let mut builder = FilterSetBuilder::default();
        let id = builder.add(&pattern, Some(wanted.check(&pattern).map_err(|e| e.to_string())?));
        let set = builder.build()?;
        let mut scratch = FilterScratch::default();
        if set.matches(&mut scratch, message.as_bytes()) != [id] {
            return Err("no match".to_owned());
        }
        let datum = set.datum(&scratch, message.as_bytes(), id).map_err(|e| e.to_string())?;
        Ok((datum.value, datum.dimensions.first().map(|(_, v)| v.clone()).unwrap_or_default()))
    };
    let json = r#"{"size":12.5,"text":"7","user":{"name":"\u0061b"},"nil":null,"list":[3]}"#;
    let ok = |value: f64, dimension: &str| Ok((value, dimension.to_owned()));
    assert_eq!(datum("{ $.size > 1 }", "$.size", "$.user.name", json), ok(12.5, "ab"));
    assert_eq!(datum("{ $.size > 1 }", "$.list[0]", "", json), ok(3.0, ""));
    assert_eq!(datum("{ $.size > 1 }", "$.text", "", json), ok(7.0, ""));
    assert_eq!(datum("ERROR", "1", "", "ERROR"), ok(1.0, ""));
    let line = "127.0.0.1 - frank \"GET / HTTP/1.0\" 404 1534";
    assert_eq!(datum("[..., status=4*, bytes]", "$bytes", "$status", line), ok(1534.0, "404"));
    assert_eq!(datum("[ip, ...]", "$6", "$ip", line), ok(1534.0, "127.0.0.1"));
    assert_eq!(datum("[ip, ..., b]", "$b", "$4", line), ok(1534.0, "GET / HTTP/1.0"));
    for (pattern, value, dimension, message) in [
        ("{ $.size > 1 }", "$.user", "", json),
        ("{ $.size > 1 }", "$.nil", "", json),
        ("{ $.size > 1 }", "$.user.name", "", json),
        ("{ $.size > 1 }", "1", "$.nope", json),
        ("{ $.size > 1 }", "$.*", "", json),
        ("{ $.size > 1 }", "size", "", json),
        ("{ $.size > 1 }", "$size", "", json),
        ("ERROR", "$.size", "", "ERROR"),
        ("ERROR", "1", "$.a", "ERROR"),
        ("[a, b]", "$c", "", line),
        ("[a, b]", "$3", "", line),
        ("[a, b]", "$0", "", line),
        ("[a, b]", "$b", "", line),
    ] {
        assert!(
            datum(pattern, value, dimension, message).is_err(),
            "{pattern} {value} {dimension}"
        );
    }
}
