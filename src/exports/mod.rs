//! Floor 7: exports: windows of rows as objects in folders and object stores.
