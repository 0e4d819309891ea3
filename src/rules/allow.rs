//! Inline allowances: `# tripline: allow TL412 because REASON`.
