//! SVG that stands alone: no script, no font, colours for light and dark.

use super::label::cut;
use super::layout::{Layout, Spot};
use super::{DrawNode, Drawing, EdgeKind};
use std::fmt::Write;

/// Boxes that one picture may have.
const MOST_NODES: usize = 400;
/// Longest label in characters.
const MOST_LABEL: usize = 48;
/// Width of a character of the monospaced font, and of wide ones such as Chinese.
const CHAR: f64 = 7.3;
/// Space around the picture.
const MARGIN: f64 = 24.0;
/// Height of the legend.
const LEGEND: f64 = 44.0;

const STYLE: &str = "\
svg{--ink:#0f172a;--line:#94a3b8;--bus:#334155;--on-bus:#fff;--path:#f1f5f9;--path-line:#94a3b8;\
--test:#dbeafe;--test-line:#3b82f6;--clause:#ccfbf1;--clause-line:#14b8a6;--join:#fef3c7;\
--join-line:#f59e0b;--rule:#fff;--rule-line:#64748b;--target:#ede9fe;--target-line:#8b5cf6;\
--critical:#b91c1c;--high:#ea580c;--medium:#d97706;--low:#2563eb;--info:#64748b}
@media(prefers-color-scheme:dark){svg{--ink:#e2e8f0;--line:#64748b;--bus:#cbd5e1;--on-bus:#0f172a;\
--path:#1e293b;--path-line:#64748b;--test:#172554;--test-line:#60a5fa;--clause:#042f2e;\
--clause-line:#2dd4bf;--join:#451a03;--join-line:#fbbf24;--rule:#0f172a;--rule-line:#94a3b8;\
--target:#2e1065;--target-line:#a78bfa;--critical:#f87171;--high:#fb923c;--medium:#fbbf24;\
--low:#60a5fa;--info:#94a3b8}}
text{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:var(--ink)}
.legend text{font-size:11px}
.e{fill:none;stroke:var(--line);stroke-width:1.4}.absent{stroke-dasharray:4 3}
rect{stroke-width:1.3}
.bus rect{fill:var(--bus);stroke:var(--bus)}.bus text{fill:var(--on-bus)}
.path rect{fill:var(--path);stroke:var(--path-line)}
.test rect{fill:var(--test);stroke:var(--test-line)}
.clause rect{fill:var(--clause);stroke:var(--clause-line)}
.all rect,.any rect{fill:var(--join);stroke:var(--join-line)}
.rule rect{fill:var(--rule);stroke:var(--rule-line)}.rule text{font-weight:600}
.target rect{fill:var(--target);stroke:var(--target-line)}
.rule .bar{stroke:none}.bar.critical{fill:var(--critical)}.bar.high{fill:var(--high)}\
.bar.medium{fill:var(--medium)}.bar.low{fill:var(--low)}.bar.info{fill:var(--info)}
.faded{opacity:.5}.faded rect{stroke-dasharray:4 3}
.node:hover rect{stroke-width:2.4}
";

/// The kinds in the order of the legend, each with its words there.
const KINDS: [(&str, &str); 8] = [
    ("bus", "event bus"),
    ("path", "field"),
    ("test", "test"),
    ("clause", "any of several tests"),
    ("all", "all of"),
    ("any", "$or"),
    ("rule", "rule"),
    ("target", "target"),
];

impl Drawing {
    /// The drawing as SVG.
    ///
    /// # Errors
    /// Words, when there are too many boxes for anybody to read.
    pub fn svg(&self) -> Result<String, String> {
        if self.nodes.len() > MOST_NODES {
            return Err(format!(
                "a picture of {} boxes cannot be read (the most is {MOST_NODES}); \
                 draw a part with `--around RULE`, or choose `--format dot` or `json`",
                self.nodes.len()
            ));
        }
        let labels: Vec<String> = self.nodes.iter().map(|n| cut(&n.label, MOST_LABEL)).collect();
        let sizes: Vec<_> = self.nodes.iter().zip(&labels).map(|(n, l)| size(n, l)).collect();
        let layout = Layout::new(self, &sizes);
        let legend = self.legend();
        let width = layout.width.max(legend.1) + 2.0 * MARGIN;
        let height = layout.height + 2.0 * MARGIN + LEGEND;
        let mut out = String::new();
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" \
             width=\"{width:.0}\" height=\"{height:.0}\" role=\"img\">\n\
             <title>matching graph</title>\n<style>\n{STYLE}</style>\n\
             <g transform=\"translate({MARGIN},{MARGIN})\">"
        );
        for (route, (_, _, kind)) in layout.routes.iter().zip(&self.edges) {
            let spots: Vec<Spot> = route.iter().map(|s| layout.spots[*s]).collect();
            let class = if *kind == EdgeKind::Absent { "e absent" } else { "e" };
            let _ = writeln!(out, "<path class=\"{class}\" d=\"{}\"/>", curve(&spots));
        }
        for ((node, label), spot) in self.nodes.iter().zip(&labels).zip(&layout.spots) {
            boxed(node, label, spot, &mut out);
        }
        let bottom = layout.height + MARGIN + 16.0;
        let _ = writeln!(
            out,
            "<g class=\"legend\" transform=\"translate(0,{bottom:.1})\">\n{}</g>\n</g>\n</svg>",
            legend.0
        );
        Ok(out)
    }

    /// The legend of the kinds that occur, and its width.
    fn legend(&self) -> (String, f64) {
        let mut out = String::new();
        let mut x = 0.0;
        for (kind, words) in KINDS {
            if !self.nodes.iter().any(|n| n.kind == kind && !n.faded) {
                continue;
            }
            let radius = radius(kind, 12.0);
            let _ = writeln!(
                out,
                "<g class=\"{kind}\"><rect x=\"{x:.1}\" width=\"18\" height=\"12\" rx=\"{radius}\"/>\
                 </g><text x=\"{:.1}\" y=\"10\">{words}</text>",
                x + 24.0
            );
            x += 24.0 + words.len() as f64 * CHAR + 16.0;
        }
        (out, (x - 16.0).max(0.0))
    }
}

/// Width and height of a box.
fn size(node: &DrawNode, label: &str) -> (f64, f64) {
    let chars: f64 = label.chars().map(|c| if c >= '\u{1100}' { 2.0 } else { 1.0 }).sum();
    match node.kind {
        "all" | "any" => (40.0, 24.0),
        "rule" => (chars * CHAR * 1.03 + 34.0, 32.0),
        _ => (chars * CHAR + 24.0, 28.0),
    }
}

fn radius(kind: &str, height: f64) -> f64 {
    match kind {
        "bus" | "target" | "all" | "any" => height / 2.0,
        "path" => 3.0,
        _ => 6.0_f64.min(height / 3.0),
    }
}

fn boxed(node: &DrawNode, label: &str, spot: &Spot, out: &mut String) {
    let (x, y) = (spot.x, spot.y - spot.height / 2.0);
    let faded = if node.faded { " faded" } else { "" };
    let _ = write!(
        out,
        "<g class=\"node {}{faded}\"><title>{}</title><rect x=\"{x:.1}\" y=\"{y:.1}\" \
         width=\"{:.1}\" height=\"{:.1}\" rx=\"{:.1}\"/>",
        node.kind,
        escaped(&node.title),
        spot.width,
        spot.height,
        radius(node.kind, spot.height),
    );
    let mut middle = x + spot.width / 2.0;
    if let Some(severity) = node.severity {
        middle += 4.0;
        let _ = write!(
            out,
            "<rect class=\"bar {severity}\" x=\"{:.1}\" y=\"{:.1}\" width=\"5\" height=\"{:.1}\" \
             rx=\"2.5\"/>",
            x + 6.0,
            y + 7.0,
            spot.height - 14.0
        );
    }
    let _ = writeln!(
        out,
        "<text x=\"{middle:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text></g>",
        spot.y + 4.2,
        escaped(label)
    );
}

/// A curve from box to box that is level where it passes a column.
fn curve(spots: &[Spot]) -> String {
    let mut out = String::new();
    for (from, to) in spots.iter().zip(spots.iter().skip(1)) {
        let (x1, x2) = (from.x + from.width, to.x);
        if out.is_empty() {
            let _ = write!(out, "M{x1:.1} {:.1}", from.y);
        } else {
            let _ = write!(out, "H{x1:.1}");
        }
        let bend = (x2 - x1) / 2.0;
        let _ = write!(
            out,
            "C{:.1} {:.1} {:.1} {:.1} {x2:.1} {:.1}",
            x1 + bend,
            from.y,
            x2 - bend,
            to.y,
            to.y
        );
    }
    out
}

/// Text for XML, without the characters that it cannot hold.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}
