//! What all pages share: head, the way to the other pages, and what went wrong.

use super::html::{Html, html};
use super::words::count;

/// The pages: path, name, and what they show.
pub(super) const PAGES: &[(&str, &str)] = &[
    ("/", "Overview"),
    ("/rules", "Rules"),
    ("/alarms", "Alarms"),
    ("/compliance", "Compliance"),
    ("/insights", "Insights"),
    ("/targets", "Targets"),
    ("/schedules", "Schedules"),
    ("/tail", "Live tail"),
    ("/explain", "Explain"),
    ("/graph", "Graph"),
    ("/audit", "Audit"),
];

/// What stands around a page.
#[derive(Debug, Clone, Default)]
pub struct Frame {
    /// Alarms in ALARM.
    pub alarms: usize,
    /// Are rules not in force because of errors?
    pub not_loaded: bool,
    /// Why nothing more is taken, if nothing is.
    pub trouble: Option<String>,
}

/// A whole page: `here` is the path of the page that it belongs to.
#[must_use]
pub fn page(frame: &Frame, here: &str, title: &str, main: &Html) -> Html {
    let mut out = Html::default();
    html!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{} · tripline</title>\n\
         <link rel=\"stylesheet\" href=\"/assets/page.css\">\n\
         <link rel=\"icon\" type=\"image/svg+xml\" href=\"/assets/icon.svg\">\n\
         <script src=\"/assets/page.js\" defer></script>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#main\">Skip to the content</a>\n\
         <header class=\"side\">\n<a class=\"brand\" href=\"/\"><svg viewBox=\"0 0 20 20\" width=\"20\" \
         height=\"20\" aria-hidden=\"true\"><path d=\"M2 10h16\"/><circle cx=\"10\" cy=\"10\" r=\"4\"/>\
         </svg>tripline</a>\n<nav aria-label=\"Pages\"><ul>\n",
        title
    );
    for (path, name) in PAGES {
        let current = if *path == here { " aria-current=\"page\"" } else { "" };
        html!(out, "<li><a href=\"{}\"", path);
        out.push(format_args!("{current}>"));
        html!(out, "{}", name);
        if *path == "/alarms" && frame.alarms > 0 {
            let alarms = count(frame.alarms as u64);
            html!(out, " <span class=\"tag bad\" title=\"in ALARM\">▲ {}</span>", alarms);
        }
        html!(out, "</a></li>\n");
    }
    html!(out, "</ul></nav>\n</header>\n<main id=\"main\" tabindex=\"-1\">\n<h1>{}</h1>\n", title);
    if let Some(trouble) = &frame.trouble {
        html!(
            out,
            "<p class=\"notice bad\" role=\"alert\"><b>✕ Nothing more is accepted:</b> {}</p>\n",
            trouble
        );
    }
    if frame.not_loaded && here != "/" {
        html!(
            out,
            "<p class=\"notice bad\"><b>✕ The newest rules are not in force:</b> they have \
             <a href=\"/#rules\">errors</a>, and the ones before are used.</p>\n"
        );
    }
    html!(out, "{}</main>\n</body>\n</html>\n", main);
    out
}

/// Says that there is nothing to show, and what would change that.
pub(super) fn empty(out: &mut Html, words: &str) {
    html!(out, "<p class=\"empty\">{}</p>\n", words);
}

/// A word with its shape and colour.
pub(super) fn tag(class: &'static str, shape: &'static str, word: &str) -> Html {
    let mut out = Html::default();
    html!(
        out,
        "<span class=\"tag {}\"><span aria-hidden=\"true\">{}</span> {}</span>",
        class,
        shape,
        word
    );
    out
}
