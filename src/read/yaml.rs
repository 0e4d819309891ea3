//! YAML 1.2 → `Tree`. The only file that knows the YAML crate.
//!
//! saphyr-parser gives events with places and keeps the text of scalars; it is maintained, which
//! serde_yaml is not (docs/adr/0002-yaml.md).

use super::template;
use super::tree::{Kind, Tree, TreeBuilder};
use crate::base::codes::Code;
use crate::base::diag::Diag;
use crate::base::ids::SourceId;
use crate::base::limits::Limits;
use crate::base::span::Span;
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Tag};
use std::borrow::Cow;
use std::sync::Arc;

/// Reads one YAML document; `Ok(None)` when the text holds none.
///
/// # Errors
/// The first place that is not YAML, is nested too deeply, or a second document.
pub fn read(source: SourceId, input: &Arc<[u8]>, limits: &Limits) -> Result<Option<Tree>, Diag> {
    let text = simdutf8::compat::from_utf8(input).map_err(|e| {
        let at = e.valid_up_to() as u32;
        Diag::new(Code::TL102, Span { source, start: at, end: at + 1 }, "invalid UTF-8")
            .label("this byte is not UTF-8")
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut builder = Builder {
        source,
        input,
        limits,
        offsets: Offsets::new(text, input.len() - text.len()),
        tree: TreeBuilder::new(source, Arc::clone(input)),
        anchors: Vec::new(),
        open: Vec::new(),
        repeated: 0,
        documents: 0,
        function: None,
    };
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|e| {
            let at = builder.offsets.byte(e.marker());
            if e.info().contains("recursion limit") {
                let words = "brackets nested more than 255 levels deep";
                return builder
                    .diag(Code::TL105, at, at + 1, words)
                    .help("write this part as JSON");
            }
            if e.info().contains("unknown anchor") {
                let words = "no anchor of this name stands before the alias";
                return builder.diag(Code::TL112, at, at + 1, words);
            }
            builder.diag(Code::TL103, at, at + 1, e.info().to_owned())
        })?;
        builder.event(event, span)?;
    }
    let (tree, function) = (builder.tree.finish(), builder.function);
    match (function, &tree) {
        (Some(diag), Some(tree)) if !template::is_template(tree.root()) => Err(diag),
        _ => Ok(tree),
    }
}

struct Builder<'a> {
    source: SourceId,
    input: &'a [u8],
    limits: &'a Limits,
    offsets: Offsets,
    tree: TreeBuilder,
    /// Anchor id, and the nodes it marks once they are complete.
    anchors: Vec<(usize, usize, usize)>,
    /// Open lists and maps.
    open: Vec<Open>,
    repeated: usize,
    documents: usize,
    /// What to say of the first tag that is a function's short form if this is no template.
    function: Option<Diag>,
}

struct Open {
    at: usize,
    anchor: usize,
    /// Is it the argument of a function, in whose map it stands?
    argument: bool,
}

impl Builder<'_> {
    fn diag(&self, code: Code, start: usize, end: usize, message: impl Into<String>) -> Diag {
        let span = Span { source: self.source, start: start as u32, end: end as u32 };
        Diag::new(code, span, message)
    }

    fn event(&mut self, event: Event<'_>, span: saphyr_parser::Span) -> Result<(), Diag> {
        let start = self.offsets.byte(&span.start);
        let end = self.offsets.byte(&span.end).max(start);
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(self
                        .diag(Code::TL111, start, end, "a second document in the file")
                        .help("put it into a file of its own"));
                }
            }
            Event::Scalar(value, style, anchor, tag) => {
                // The parser counts blanks behind a closing quote in.
                let written = self.input.get(start..end).unwrap_or_default();
                let quoted = matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted);
                let end = if quoted { start + written.trim_ascii_end().len() } else { end };
                let at = self.tree.len();
                if let Some(start) = self.call(tag.as_deref(), start, end) {
                    self.tree.stored(Kind::Text, start, end, value.as_bytes());
                    self.tree.close(at, end);
                } else {
                    let kind = self.scalar_kind(&value, style, tag.as_deref(), start, end)?;
                    self.tree.stored(kind, start, end, value.as_bytes());
                }
                self.mark(anchor, at);
            }
            Event::SequenceStart(anchor, tag) => {
                self.enter(Kind::List, anchor, tag.as_deref(), start, end)?;
            }
            Event::MappingStart(anchor, tag) => {
                self.enter(Kind::Map, anchor, tag.as_deref(), start, end)?;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                while let Some(open) = self.open.pop() {
                    self.tree.close(open.at, end);
                    self.mark(open.anchor, open.at);
                    if !open.argument {
                        break;
                    }
                }
            }
            Event::Alias(id) => self.alias(id, start, end)?,
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
        Ok(())
    }

    fn enter(
        &mut self,
        kind: Kind,
        anchor: usize,
        tag: Option<&Tag>,
        start: usize,
        end: usize,
    ) -> Result<(), Diag> {
        if self.open.len() >= self.limits.depth {
            let words = format!("nested more than {} levels deep", self.limits.depth);
            return Err(self.diag(Code::TL105, start, start + 1, words));
        }
        let at = self.tree.len();
        match self.call(tag, start, end) {
            Some(start) => {
                self.open.push(Open { at, anchor, argument: false });
                let at = self.tree.open(kind, start);
                self.open.push(Open { at, anchor: 0, argument: true });
            }
            None => {
                let at = self.tree.open(kind, start);
                self.open.push(Open { at, anchor, argument: false });
            }
        }
        Ok(())
    }

    /// If the tag is the short form of a function, opens a map at the tag, with the long form as
    /// its key: what the tag belongs to is the key's value. Gives where that begins; `start` is
    /// where the tag or an anchor before it does.
    fn call(&mut self, tag: Option<&Tag>, start: usize, end: usize) -> Option<usize> {
        let tag = tag.filter(|tag| tag.handle == "!")?;
        let name = template::long_form(&tag.suffix)?;
        if self.function.is_none() {
            self.function = Some(self.stray(tag, start, end));
        }
        let written = self.input.get(start..end).unwrap_or_default();
        let word = format!("!{}", tag.suffix);
        let from = start + memchr::memmem::find(written, word.as_bytes()).unwrap_or(0);
        let to = (from + word.len()).min(end);
        self.tree.open(Kind::Map, from);
        self.tree.stored(Kind::Text, from, to, name.as_bytes());
        let after = self.input.get(to..end).unwrap_or_default();
        Some(to + after.len() - after.trim_ascii_start().len())
    }

    fn stray(&self, tag: &Tag, start: usize, end: usize) -> Diag {
        self.diag(Code::TL103, start, end, format!("the tag `{tag}` has no meaning here"))
            .help("remove it; of YAML's tags only the core ones, such as !!str, are read")
    }

    fn mark(&mut self, anchor: usize, at: usize) {
        if anchor != 0 {
            self.anchors.push((anchor, at, self.tree.next_of(at)));
        }
    }

    fn alias(&mut self, id: usize, start: usize, end: usize) -> Result<(), Diag> {
        let Some(&(_, from, to)) = self.anchors.iter().rev().find(|a| a.0 == id) else {
            let words = "an alias inside the value that its anchor marks";
            return Err(self.diag(Code::TL112, start, end, words));
        };
        self.repeated += to - from;
        if self.repeated > self.limits.alias_nodes {
            return Err(self
                .diag(Code::TL107, start, end, "the aliases of this file expand to too much")
                .label(format!("here beyond {} values", self.limits.alias_nodes)));
        }
        self.tree.repeat(from, to);
        Ok(())
    }

    fn scalar_kind(
        &self,
        value: &str,
        style: ScalarStyle,
        tag: Option<&Tag>,
        start: usize,
        end: usize,
    ) -> Result<Kind, Diag> {
        match tag {
            Some(tag) if tag.is_yaml_core_schema() && tag.suffix == "str" => Ok(Kind::Text),
            Some(tag) if !tag.is_yaml_core_schema() => Err(self.stray(tag, start, end)),
            _ if style == ScalarStyle::Plain => Ok(plain_kind(value)),
            _ => Ok(Kind::Text),
        }
    }
}

/// The kind of a plain scalar by YAML 1.2's core schema.
fn plain_kind(value: &str) -> Kind {
    match value {
        "" | "~" | "null" | "Null" | "NULL" => return Kind::Null,
        "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => return Kind::Bool,
        _ => {}
    }
    let bytes = value.as_bytes();
    if !matches!(bytes[0], b'0'..=b'9' | b'-' | b'+' | b'.') {
        return Kind::Text;
    }
    if super::json::number_end(bytes, 0) == Ok(bytes.len()) {
        return Kind::Number;
    }
    let unsigned = value.strip_prefix(['-', '+']).unwrap_or(value);
    let all =
        |digits: &str, base: u32| !digits.is_empty() && digits.chars().all(|c| c.is_digit(base));
    let radix = value.strip_prefix("0x").is_some_and(|d| all(d, 16))
        || value.strip_prefix("0o").is_some_and(|d| all(d, 8));
    let special =
        matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(value, ".nan" | ".NaN" | ".NAN");
    if radix || special || is_core_float(unsigned) { Kind::OddNumber } else { Kind::Text }
}

/// `[0-9]+(\.[0-9]*)?` or `\.[0-9]+`, with an exponent or without.
fn is_core_float(text: &str) -> bool {
    let (number, exponent) = match text.split_once(['e', 'E']) {
        Some((n, e)) => (n, Some(e.strip_prefix(['-', '+']).unwrap_or(e))),
        None => (text, None),
    };
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    digits(whole)
        && digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && exponent.is_none_or(|e| !e.is_empty() && digits(e))
}

/// From the parser's places, which count characters, to bytes.
struct Offsets {
    base: usize,
    /// The byte of every character, when some character has more than one byte.
    bytes: Cow<'static, [u32]>,
    len: usize,
}

impl Offsets {
    fn new(text: &str, base: usize) -> Self {
        let bytes = if text.is_ascii() {
            Cow::Borrowed(&[][..])
        } else {
            text.char_indices().map(|(i, _)| i as u32).collect()
        };
        Self { base, bytes, len: text.len() }
    }

    fn byte(&self, at: &Marker) -> usize {
        let inside = if self.bytes.is_empty() {
            at.index().min(self.len)
        } else {
            self.bytes.get(at.index()).map_or(self.len, |b| *b as usize)
        };
        self.base + inside
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Option<Tree>, Diag> {
        read(SourceId(0), &text.as_bytes().into(), &Limits::default())
    }

    fn kinds(text: &str) -> Vec<(Kind, String)> {
        let tree = parse(text).expect("YAML").expect("a document");
        tree.root().items().map(|i| (i.kind(), i.str().into_owned())).collect()
    }

    #[test]
    fn scalars_follow_the_core_schema_and_keep_their_text() {
        let got =
            kinds("[1.10, 1e400, 0x1F, .nan, +1, 012, 1., \"5\", ~, True, yes, 1_000, 1.2.3]");
        let want = [
            (Kind::Number, "1.10"),
            (Kind::Number, "1e400"),
            (Kind::OddNumber, "0x1F"),
            (Kind::OddNumber, ".nan"),
            (Kind::OddNumber, "+1"),
            (Kind::OddNumber, "012"),
            (Kind::OddNumber, "1."),
            (Kind::Text, "5"),
            (Kind::Null, "~"),
            (Kind::Bool, "True"),
            (Kind::Text, "yes"),
            (Kind::Text, "1_000"),
            (Kind::Text, "1.2.3"),
        ];
        assert_eq!(got, want.map(|(k, t)| (k, t.to_owned())));
    }

    #[test]
    fn places_count_bytes() {
        let tree = parse("é: [\"ü\", x]\n").expect("YAML").expect("a document");
        let list = tree.root().get("é").expect("é");
        let raw: Vec<_> = list.items().map(Item::raw).collect();
        assert_eq!(raw, ["\"ü\"".as_bytes(), b"x"]);
        use super::super::tree::Item;
    }

    #[test]
    fn aliases_repeat_and_bombs_are_refused() {
        let tree = parse("a: &x [1, 2]\nb: *x\n").expect("YAML").expect("a document");
        assert_eq!(tree.root().get("b").expect("b").items().count(), 2);
        let mut bomb = String::from("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for i in 1..12 {
            let list = vec![format!("*a{}", i - 1); 10].join(",");
            bomb.extend([format!("a{i}: &a{i} [{list}]\n")]);
        }
        assert_eq!(parse(&bomb).expect_err("refused").code, Code::TL107);
        assert_eq!(parse("a: &x [*x]").expect_err("refused").code, Code::TL112);
    }

    #[test]
    fn depth_is_bounded() {
        let deep = "[".repeat(100_000);
        assert_eq!(parse(&deep).expect_err("refused").code, Code::TL105);
        let block: String = (0..2000).map(|i| " ".repeat(i) + "a:\n").collect();
        assert_eq!(parse(&block).expect_err("refused").code, Code::TL105);
    }

    #[test]
    fn nothing_and_too_much() {
        assert!(parse("").expect("YAML").is_none());
        assert!(parse("# only a comment\n").expect("YAML").is_none());
        assert_eq!(parse("a: 1\n---\nb: 2\n").expect_err("two").code, Code::TL111);
        assert_eq!(parse("a: [1\nb: 2\n").expect_err("open").code, Code::TL103);
    }
}
