//! SVG that stands alone: no script, no font, colours for light and dark.

use super::label::cut;
use super::layout::{Layout, Spot};
use super::{DrawNode, Drawing, EdgeKind};
use crate::base::text::xml as escaped;
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

/// Plain colours, not CSS variables: some viewers of SVG know no variables.
const STYLE: &str = "\
text{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,\"DejaVu Sans Mono\",monospace;fill:#0f172a}
.legend text{font-size:11px}.rule text{font-weight:600}
.e{fill:none;stroke:#94a3b8;stroke-width:1.4}.absent{stroke-dasharray:4 3}
rect{stroke-width:1.3}
.bus rect{fill:#334155;stroke:#334155}.node.bus text{fill:#fff}
.path rect{fill:#f1f5f9;stroke:#94a3b8}
.test rect{fill:#dbeafe;stroke:#3b82f6}
.clause rect{fill:#ccfbf1;stroke:#14b8a6}
.all rect,.any rect{fill:#fef3c7;stroke:#f59e0b}
.rule rect{fill:#fff;stroke:#64748b}
.target rect{fill:#ede9fe;stroke:#8b5cf6}
rect.bar{stroke:none}rect.critical{fill:#b91c1c}rect.high{fill:#ea580c}rect.medium{fill:#eab308}\
rect.low{fill:#2563eb}rect.info{fill:#64748b}
.faded{opacity:.5}.faded rect{stroke-dasharray:4 3}
.node:hover rect{stroke-width:2.4}
@media (prefers-color-scheme:dark){
text{fill:#e2e8f0}.e{stroke:#64748b}
.bus rect{fill:#cbd5e1;stroke:#cbd5e1}.node.bus text{fill:#0f172a}
.path rect{fill:#1e293b;stroke:#64748b}
.test rect{fill:#172554;stroke:#60a5fa}
.clause rect{fill:#042f2e;stroke:#2dd4bf}
.all rect,.any rect{fill:#451a03;stroke:#fbbf24}
.rule rect{fill:#0f172a;stroke:#94a3b8}
.target rect{fill:#2e1065;stroke:#a78bfa}
rect.critical{fill:#f87171}rect.high{fill:#fb923c}rect.medium{fill:#fbbf24}\
rect.low{fill:#60a5fa}rect.info{fill:#94a3b8}
}
";

impl Drawing {
    /// The drawing as SVG.
    ///
    /// # Errors
    /// Words, when there are too many boxes for anybody to read.
    pub fn svg(&self) -> Result<String, String> {
        if self.nodes.len() > MOST_NODES {
            return Err(format!(
                "a picture of {} boxes cannot be read (the most is {MOST_NODES}); {}",
                self.nodes.len(),
                self.about.advice
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
             <title>{}</title>\n<style>\n{STYLE}</style>\n\
             <g transform=\"translate({MARGIN},{MARGIN})\">",
            self.about.title
        );
        for (route, (_, _, kind)) in layout.routes.iter().zip(&self.edges) {
            let spots: Vec<Spot> = route.iter().map(|s| layout.spots[*s]).collect();
            let class = if *kind == EdgeKind::Absent { "e absent" } else { "e" };
            let line = curve(&spots);
            let _ = match (kind, self.words_of(*kind)) {
                (EdgeKind::Related(_), Some(words)) => {
                    let words = escaped(words);
                    writeln!(
                        out,
                        "<path class=\"{class}\" d=\"{line}\"><title>{words}</title></path>"
                    )
                }
                _ => writeln!(out, "<path class=\"{class}\" d=\"{line}\"/>"),
            };
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
        for (kind, words) in self.about.legend.iter().copied() {
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

/// A line from box to box that bends between columns and is level within them. Boxes of one column
/// are joined around its right.
fn curve(spots: &[Spot]) -> String {
    let mut out = String::new();
    if let [from, to] = spots
        && from.layer == to.layer
    {
        let (x1, x2) = (from.x + from.width, to.x + to.width);
        let far = from.column.1 + 36.0;
        let _ = write!(
            out,
            "M{x1:.1} {:.1}C{far:.1} {:.1} {far:.1} {:.1} {x2:.1} {:.1}",
            from.y, from.y, to.y, to.y
        );
        return out;
    }
    for (from, to) in spots.iter().zip(spots.iter().skip(1)) {
        let (x1, x2) = (from.column.1, to.column.0);
        if out.is_empty() {
            let _ = write!(out, "M{:.1} {:.1}", from.x + from.width, from.y);
        }
        let (middle, y1, y2) = ((x1 + x2) / 2.0, from.y, to.y);
        let _ = write!(out, "H{x1:.1}C{middle:.1} {y1:.1} {middle:.1} {y2:.1} {x2:.1} {y2:.1}");
    }
    let _ = write!(out, "H{:.1}", spots.last().map_or(0.0, |s| s.x));
    out
}
