//! HTML in the making. Whatever is filled into it is escaped by its type: texts are, numbers need no
//! escaping, and only [`Html`] itself goes in as it is. So no page can forget to.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// HTML, or a piece of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// Appends a piece; use the macro `html!`, which escapes what is filled in.
    pub fn push(&mut self, piece: fmt::Arguments<'_>) -> &mut Self {
        // Writing to a String cannot fail.
        let _ = fmt::Write::write_fmt(&mut self.0, piece);
        self
    }

    /// Appends another piece.
    pub fn add(&mut self, other: &Self) -> &mut Self {
        self.0 += &other.0;
        self
    }

    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its bytes.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.0.into_bytes()
    }
}

/// What can be filled in.
pub trait Fill {
    /// Writes it in such a way that it means nothing to a browser.
    ///
    /// # Errors
    /// Those of the writer.
    fn fill(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result;
}

/// Something filled in.
#[derive(Debug)]
pub struct Filled<'a, T: ?Sized>(pub &'a T);

impl<T: Fill + ?Sized> fmt::Display for Filled<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fill(f)
    }
}

impl Fill for Html {
    fn fill(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl Fill for str {
    fn fill(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self;
        while let Some(at) = rest.find(|c| special(c).is_some()) {
            out.write_str(&rest[..at])?;
            let mut after = rest[at..].chars();
            if let Some(entity) = after.next().and_then(special) {
                out.write_str(entity)?;
            }
            rest = after.as_str();
        }
        out.write_str(rest)
    }
}

/// What stands for a character that means something, or that no page may hold.
fn special(c: char) -> Option<&'static str> {
    match c {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '"' => Some("&quot;"),
        '\'' => Some("&#39;"),
        '\n' | '\t' => None,
        // Controls, and what turns the direction of the text around it.
        c if c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}') => {
            Some("\u{FFFD}")
        }
        _ => None,
    }
}

impl<T: Fill + ?Sized> Fill for &T {
    fn fill(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fill(out)
    }
}

macro_rules! texts {
    ($($kind:ty),*) => {$(
        impl Fill for $kind {
            fn fill(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                let text: &str = self;
                text.fill(out)
            }
        }
    )*};
}
texts!(String, Arc<str>, Cow<'_, str>);

macro_rules! numbers {
    ($($kind:ty),*) => {$(
        impl Fill for $kind {
            fn fill(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, out)
            }
        }
    )*};
}
numbers!(u8, u16, u32, u64, usize, i64, f64);

/// Appends a piece to HTML: `html!(out, "<td>{}</td>", name)`. What is filled in is escaped.
macro_rules! html {
    ($out:expr, $format:literal $(, $arg:expr)* $(,)?) => {
        $out.push(format_args!($format $(, $crate::page::html::Filled(&$arg))*))
    };
}
pub(crate) use html;

#[cfg(test)]
mod tests {
    use super::Html;

    #[test]
    fn what_is_filled_in_means_nothing() {
        let mut out = Html::default();
        let name = "<script>alert('x')</script>&\"\u{0}\u{202E}é\n";
        html!(out, "<a title=\"{}\">{} {}</a>", name, 7_u64, String::from("a<b"));
        assert_eq!(
            out.as_str(),
            "<a title=\"&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot;\u{FFFD}\u{FFFD}é\n\">7 \
             a&lt;b</a>"
        );
        let mut outer = Html::default();
        html!(outer, "<p>{}</p>", out);
        assert!(outer.as_str().starts_with("<p><a title=\"&lt;script"));
    }
}
