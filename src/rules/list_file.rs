//! Files that hold lookup lists: `.txt`, `.csv`, `.json`.

use super::list::ReadFile;
use crate::base::codes::Code;
use crate::base::csv::records;
use crate::base::diag::{Diag, Diags};
use crate::base::span::{Span, position_in};
use crate::operators::Operand;
use crate::read::json;
use crate::read::tree::{Item, Kind};
use std::borrow::Cow;
use std::path::Path;

/// Reads the file at `path`; problems are reported where the rule file names it.
pub fn read(
    diags: &mut Diags,
    at: Item<'_>,
    path: &Path,
    column: Option<(Item<'_>, String)>,
    read_file: ReadFile<'_>,
) -> Vec<Operand<'static>> {
    let shown = path.display();
    let mut report = |code, span, message: String| diags.push(Diag::new(code, span, message));
    let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase());
    let form = extension.as_deref().unwrap_or_default();
    if !matches!(form, "txt" | "csv" | "json") {
        let words = format!("`{shown}` is not a .txt, .csv or .json file");
        report(Code::TL209, at.span(), words);
        return Vec::new();
    }
    if let Some((column, _)) = &column
        && form != "csv"
    {
        report(Code::TL211, column.span(), "`column` belongs to .csv files".to_owned());
    }
    let bytes = match read_file(path) {
        Ok(bytes) => bytes,
        Err(e) => {
            report(Code::TL101, at.span(), format!("cannot read `{shown}`: {e}"));
            return Vec::new();
        }
    };
    let Ok(text) = std::str::from_utf8(&bytes) else {
        report(Code::TL102, at.span(), format!("`{shown}` is not UTF-8"));
        return Vec::new();
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let span = at.span();
    let values = match form {
        "txt" => Ok(lines(text, span)),
        "csv" => csv(text, column.as_ref().map(|(_, c)| &**c), span),
        _ => array(text, span),
    };
    match values {
        Ok(values) => values,
        Err((code, why)) => {
            let span = column.filter(|_| code == Code::TL205).map_or(span, |(item, _)| item.span());
            report(code, span, format!("`{shown}`: {why}"));
            Vec::new()
        }
    }
}

type Values = Result<Vec<Operand<'static>>, (Code, String)>;

fn string(text: &str, span: Span) -> Operand<'static> {
    Operand { kind: Kind::Text, text: Cow::Owned(text.as_bytes().to_vec()), span }
}

/// One value a line; blank lines and lines that begin with `#` do not count.
fn lines(text: &str, span: Span) -> Vec<Operand<'static>> {
    let lines = text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'));
    lines.map(|l| string(l, span)).collect()
}

fn array(text: &str, span: Span) -> Values {
    let place = |at: usize| {
        let position = position_in(text.as_bytes(), at);
        format!("line {}, column {}", position.line, position.column)
    };
    let tree = json::read(span.source, text.as_bytes().into(), 1000)
        .map_err(|e| (Code::TL104, format!("{} at {}", e.message, place(e.at))))?;
    if tree.root().kind() != Kind::List {
        return Err((Code::TL110, format!("this is {}, not an array", tree.root().kind().noun())));
    }
    let mut values = Vec::new();
    for item in tree.root().items() {
        if matches!(item.kind(), Kind::List | Kind::Map) {
            let words = format!("{} at {}", item.kind().noun(), place(item.span().start as usize));
            return Err((Code::TL110, words));
        }
        values.push(Operand { span, ..super::param_type::owned(item) });
    }
    Ok(values)
}

/// The values of a column; the first record is the heading.
fn csv(text: &str, column: Option<&str>, span: Span) -> Values {
    let read = records(text).map_err(|why| (Code::TL103, why.to_owned()))?;
    let mut records = read.into_iter().map(|record| record.cells);
    let Some(heading) = records.next() else { return Ok(Vec::new()) };
    let at = match column {
        Some(name) => heading.iter().position(|h| h.trim() == name).ok_or_else(|| {
            (Code::TL205, format!("no column is called `{name}`; there are {}", heading.join(", ")))
        })?,
        None if heading.len() == 1 => 0,
        None => {
            let words = format!("say which `column`: {}", heading.join(", "));
            return Err((Code::TL204, words));
        }
    };
    let cells = records.filter_map(|r| r.get(at).map(|c| c.trim().to_owned()));
    Ok(cells.filter(|c| !c.is_empty()).map(|c| string(&c, span)).collect())
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::bundle_of_files;

    const RULE: &str = "rules: {r: {pattern: {a: [{list: l}]}}}\n";

    fn values(list: &str, content: &[u8]) -> Result<Vec<String>, Vec<String>> {
        let text = format!("{RULE}lists: {{l: {list}}}\n");
        let content = content.to_vec();
        let (bundle, found) = bundle_of_files(&[("dir/r.yaml", &text)], &move |path| {
            if path.starts_with("dir") && !path.ends_with("none.txt") {
                Ok(content.clone())
            } else {
                Err(std::io::Error::other("no such file"))
            }
        });
        if !found.is_empty() {
            return Err(found);
        }
        let all = bundle.lists[0].values.iter();
        Ok(all.map(|o| String::from_utf8_lossy(&o.text).into_owned()).collect())
    }

    #[test]
    fn lists_come_from_many_places() {
        for (list, content, want) in [
            ("[a, 5, true, null]", "", &["a", "5", "true", "null"][..]),
            ("{values: [a]}", "", &["a"]),
            ("{file: x.txt}", "\u{feff}# known\na\r\n\n  b \n", &["a", "b"]),
            ("{file: x.csv}", "ip\n1.1.1.1\n\n\"2\"\"2\"\n", &["1.1.1.1", "2\"2"]),
            ("{file: x.csv, column: b}", "a,b\r\n1,\"x,\ny\"\r\n2,\r\n3,z", &["x,\ny", "z"]),
            ("{file: x.json}", "[\"a\", 1.50]", &["a", "1.50"]),
        ] {
            assert_eq!(values(list, content.as_bytes()).expect(list), want, "{list}");
        }
    }

    #[test]
    fn bad_lists_are_reported() {
        let path = |name: &str| std::path::Path::new("dir").join(name).display().to_string();
        for (list, content, want) in [
            (
                "[[a], {b: c}, .nan]",
                &b""[..],
                "TL110 2:13 `values` takes strings, numbers, true, false and null".to_owned(),
            ),
            ("{values: a}", b"", "TL110 2:21 `values` takes a list".into()),
            ("{}", b"", "TL204 2:9 a list needs the key `values` or the key `file`".into()),
            (
                "{file: x.txt, values: [a]}",
                b"",
                "TL211 2:19 a list has `values` or a `file`, not both".into(),
            ),
            (
                "{file: none.txt}",
                b"",
                format!("TL101 2:19 cannot read `{}`: no such file", path("none.txt")),
            ),
            (
                "{file: x.exe}",
                b"",
                format!("TL209 2:19 `{}` is not a .txt, .csv or .json file", path("x.exe")),
            ),
            ("{file: x.txt}", b"\xff", format!("TL102 2:19 `{}` is not UTF-8", path("x.txt"))),
            ("{file: x.txt}", b"", "TL308 1:34 list `l` has no values".into()),
            ("{file: x.txt, column: b}", b"a", "TL211 2:34 `column` belongs to .csv files".into()),
            (
                "{file: x.csv, column: z}",
                b"a,b\n",
                format!("TL205 2:34 `{}`: no column is called `z`; there are a, b", path("x.csv")),
            ),
            (
                "{file: x.csv}",
                b"a,b\n",
                format!("TL204 2:19 `{}`: say which `column`: a, b", path("x.csv")),
            ),
            (
                "{file: x.csv}",
                b"a\n\"b\n",
                format!("TL103 2:19 `{}`: a quoted cell without end", path("x.csv")),
            ),
            (
                "{file: x.json}",
                b"[1,\n]",
                format!(
                    "TL104 2:19 `{}`: expected a value, found `]` at line 2, column 1",
                    path("x.json")
                ),
            ),
            (
                "{file: x.json}",
                b"{}",
                format!("TL110 2:19 `{}`: this is a map, not an array", path("x.json")),
            ),
            (
                "{file: x.json}",
                b"[[1]]",
                format!("TL110 2:19 `{}`: a list at line 1, column 2", path("x.json")),
            ),
        ] {
            assert_eq!(values(list, content).expect_err(list)[0], want, "{list}");
        }
    }
}
