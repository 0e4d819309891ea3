//! Colours for light and dark. Plain ones, not CSS variables: some viewers of SVG know no variables.
//!
//! Colours never stand alone: breaches are diamonds, the threshold is dashed, states have words.

/// The style sheet. All classes begin with `tl-`, for a page may hold pictures of others.
pub(super) const STYLE: &str = "\
.tl-chart text{font:11px system-ui,-apple-system,\"Segoe UI\",Roboto,\"DejaVu Sans\",sans-serif;\
fill:#334155}
.tl-chart .tl-title{font-size:15px;font-weight:600;fill:#0f172a}.tl-chart .tl-soft{fill:#64748b}
.tl-back{fill:#fff}.tl-grid{stroke:#e2e8f0;fill:none}.tl-axis{stroke:#94a3b8;fill:none}
.tl-line{fill:none;stroke:#2563eb;stroke-width:1.5;stroke-linejoin:round}
.tl-dots{fill:none;stroke:#2563eb;stroke-width:5;stroke-linecap:round}
.tl-band{fill:#93c5fd;fill-opacity:.4}
.tl-limit{fill:none;stroke:#dc2626;stroke-width:1.3;stroke-dasharray:6 4}
.tl-beyond{fill:#dc2626;fill-opacity:.05}
.tl-breach{fill:#dc2626;stroke:#fff;stroke-width:.8}.tl-chart .tl-small{stroke:none}
.tl-chart .tl-label{fill:#b91c1c;font-weight:600;stroke:#fff;stroke-width:3px;paint-order:stroke}
.tl-ok{fill:#bbf7d0}.tl-alarm{fill:#dc2626}.tl-none{fill:#cbd5e1}
.tl-chart .tl-okt{fill:#14532d}.tl-chart .tl-alarmt{fill:#fff;font-weight:600}\
.tl-chart .tl-nonet{fill:#334155}
@media (prefers-color-scheme:dark){
.tl-chart text{fill:#cbd5e1}.tl-chart .tl-title{fill:#f1f5f9}.tl-chart .tl-soft{fill:#94a3b8}
.tl-back{fill:#0f172a}.tl-grid{stroke:#1e293b}.tl-axis{stroke:#64748b}
.tl-line,.tl-dots{stroke:#60a5fa}.tl-band{fill:#3b82f6;fill-opacity:.28}
.tl-limit{stroke:#f87171}.tl-beyond{fill:#f87171;fill-opacity:.08}
.tl-breach{fill:#f87171;stroke:#0f172a}
.tl-chart .tl-label{fill:#fca5a5;stroke:#0f172a}
.tl-ok{fill:#14532d}.tl-alarm{fill:#ef4444}.tl-none{fill:#475569}
.tl-chart .tl-okt{fill:#bbf7d0}.tl-chart .tl-alarmt{fill:#0f172a}.tl-chart .tl-nonet{fill:#e2e8f0}
}
";
