//! Lists: filtered, in pages, as tables with captions.

use super::html::{Html, html};
use super::request::{Request, query};
use super::words::{count, plural};

/// Rows on a page.
pub const ROWS: usize = 200;

/// What part of a list is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    /// The words that rows have to hold, in any case of letters.
    pub q: String,
    /// The page, from 1.
    pub page: usize,
    /// What rows are sorted by.
    pub sort: String,
}

impl Part {
    /// Reads it from the fields `q`, `page` and `sort`.
    #[must_use]
    pub fn of(request: &Request) -> Self {
        let page = request.field("page").parse().unwrap_or(1).max(1);
        let text = |name| request.field(name).trim().to_owned();
        Self { q: text("q"), page, sort: text("sort") }
    }

    /// Does a row with these texts hold all the words?
    #[must_use]
    pub fn wants(&self, texts: &[&str]) -> bool {
        let holds = |word: &str| texts.iter().any(|text| text.to_lowercase().contains(word));
        self.q.is_empty() || self.q.to_lowercase().split_whitespace().all(holds)
    }

    /// The rows of the page out of all.
    #[must_use]
    pub fn cut<'a, T>(&self, all: &'a [T]) -> &'a [T] {
        let start = (self.page - 1).saturating_mul(ROWS).min(all.len());
        &all[start..all.len().min(start + ROWS)]
    }
}

/// The field that filters a list, as a form that needs no script.
pub fn filter(out: &mut Html, path: &str, part: &Part, hint: &str) {
    html!(
        out,
        "<form class=\"filter\" method=\"get\" action=\"{}\" role=\"search\">\
         <label for=\"q\">Filter</label><input id=\"q\" name=\"q\" type=\"search\" value=\"{}\" \
         placeholder=\"{}\">",
        path,
        part.q,
        hint
    );
    if !part.sort.is_empty() {
        html!(out, "<input type=\"hidden\" name=\"sort\" value=\"{}\">", part.sort);
    }
    html!(out, "<button>Show</button></form>\n");
}

/// How many there are, and the way to the other pages.
pub fn pager(out: &mut Html, path: &str, part: &Part, all: usize, noun: &str) {
    let pages = all.div_ceil(ROWS).max(1);
    html!(out, "<p class=\"pager\">{}", plural(all, noun));
    if !part.q.is_empty() {
        html!(out, " with “{}” (<a href=\"{}\">all</a>)", part.q, path);
    }
    if pages > 1 {
        let to = |page: usize| {
            let page = page.to_string();
            query(path, &[("q", &part.q), ("sort", &part.sort), ("page", &page)])
        };
        html!(out, " · page {} of {}", count(part.page as u64), count(pages as u64));
        if part.page > 1 {
            html!(out, " <a rel=\"prev\" href=\"{}\">before</a>", to(part.page.min(pages + 1) - 1));
        }
        if part.page < pages {
            html!(out, " <a rel=\"next\" href=\"{}\">next</a>", to(part.page + 1));
        }
    }
    html!(out, "</p>\n");
}

/// A column: its name, and whether it holds numbers.
pub type Column = (&'static str, bool);

/// A table that can be moved sideways where it is too wide.
pub fn table(out: &mut Html, caption: &str, columns: &[Column], rows: impl FnOnce(&mut Html)) {
    html!(
        out,
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{}\"><table>\
         <caption>{}</caption>\n<thead><tr>",
        caption,
        caption
    );
    for (name, is_number) in columns {
        let class = if *is_number { " class=\"number\"" } else { "" };
        out.push(format_args!("<th scope=\"col\"{class}>"));
        html!(out, "{}</th>", name);
    }
    html!(out, "</tr></thead>\n<tbody>\n");
    rows(out);
    html!(out, "</tbody></table></div>\n");
}

#[cfg(test)]
mod tests {
    use super::{Part, pager};
    use crate::page::html::Html;

    #[test]
    fn parts_of_lists() {
        let all: Vec<usize> = (0..450).collect();
        let part = |page| Part { page, ..Part::default() };
        assert_eq!(part(1).cut(&all).len(), 200);
        assert_eq!(part(3).cut(&all), &all[400..]);
        assert!(part(4).cut(&all).is_empty() && part(usize::MAX).cut(&all).is_empty());
        let mut out = Html::default();
        pager(&mut out, "/x", &Part { q: "<b>".into(), page: 2, ..Part::default() }, 450, "rule");
        assert!(out.as_str().contains("450 rules with “&lt;b&gt;”"), "{}", out.as_str());
        assert!(out.as_str().contains("/x?q=%3Cb%3E&amp;page=3"), "{}", out.as_str());
    }

    #[test]
    fn words_in_any_case() {
        let part = Part { q: "Root login".into(), page: 1, ..Part::default() };
        assert!(part.wants(&["console-LOGIN", "by root"]));
        assert!(!part.wants(&["console-login"]));
        assert!(Part::default().wants(&[]));
    }
}
