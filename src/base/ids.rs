//! Ids: dense `u32` newtypes. Names come back only at the edges (reports, logs).

macro_rules! id_types {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(transparent)]
        pub struct $name(pub u32);

        impl $name {
            /// The id of the `index`th thing. Plans are refused long before `u32` runs out
            /// (`base::limits`), so the cast does not lose anything.
            #[inline]
            #[must_use]
            pub fn new(index: usize) -> Self {
                debug_assert!(index < u32::MAX as usize);
                Self(index as u32)
            }

            /// The position in the table that this id indexes.
            #[inline]
            #[must_use]
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

id_types! {
    /// A rule of a plan, dense from 0 in bundle order.
    RuleId;
    /// A field path that some rule mentions (`detail.userIdentity.type`).
    PathId;
    /// One test on one path (`detail.eventName` equals `StopLogging`); equal tests share an id.
    TestId;
    /// A field condition: any of several tests on one path, or its absence.
    ClauseId;
    /// A node of the decision trie that leads from the tests that hit to the rules to look at.
    StepId;
    /// A target of a bundle.
    TargetId;
    /// A source text (a rule file, a fixture) known to a `Sources` table.
    SourceId;
}
