//! CloudWatch's 27 units.
//!
//! Nothing is ever converted: datapoints of one metric in two units are two streams.

use crate::base::suggest::nearest;
use std::fmt;

macro_rules! units {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// What the values of a datapoint are counted in.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub enum Unit { $($(#[$doc])* $name,)* }

        /// All units, those that a read without unit prefers first.
        ///
        /// The order is what users of the service have seen; it is published nowhere.
        pub const UNITS: &[Unit] = &[$(Unit::$name,)*];

        impl Unit {
            /// The spelling of the interface, `Kilobytes/Second`.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

units! {
    /// 1,000,000 bits.
    Megabits = "Megabits",
    /// 10^12 bits.
    Terabits = "Terabits",
    /// 10^9 bits.
    Gigabits = "Gigabits",
    /// How many.
    Count = "Count",
    /// Bytes.
    Bytes = "Bytes",
    /// 10^9 bytes.
    Gigabytes = "Gigabytes",
    /// 10^9 bytes a second.
    GigabytesPerSecond = "Gigabytes/Second",
    /// 1,000 bytes.
    Kilobytes = "Kilobytes",
    /// 1,000 bits a second.
    KilobitsPerSecond = "Kilobits/Second",
    /// 10^12 bytes.
    Terabytes = "Terabytes",
    /// 10^12 bits a second.
    TerabitsPerSecond = "Terabits/Second",
    /// Bytes a second.
    BytesPerSecond = "Bytes/Second",
    /// Hundredths.
    Percent = "Percent",
    /// 1,000,000 bytes.
    Megabytes = "Megabytes",
    /// 1,000,000 bits a second.
    MegabitsPerSecond = "Megabits/Second",
    /// Thousandths of a second.
    Milliseconds = "Milliseconds",
    /// Millionths of a second.
    Microseconds = "Microseconds",
    /// 1,000 bytes a second.
    KilobytesPerSecond = "Kilobytes/Second",
    /// 10^9 bits a second.
    GigabitsPerSecond = "Gigabits/Second",
    /// 1,000,000 bytes a second.
    MegabytesPerSecond = "Megabytes/Second",
    /// Bits.
    Bits = "Bits",
    /// Bits a second.
    BitsPerSecond = "Bits/Second",
    /// How many a second.
    CountPerSecond = "Count/Second",
    /// Seconds.
    Seconds = "Seconds",
    /// 1,000 bits.
    Kilobits = "Kilobits",
    /// 10^12 bytes a second.
    TerabytesPerSecond = "Terabytes/Second",
    /// None given.
    #[default]
    None = "None",
}

impl Unit {
    /// The unit of a spelling, letter case as the interface has it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        UNITS.iter().copied().find(|u| u.name() == text)
    }

    /// The unit that a wrong spelling may have meant.
    #[must_use]
    pub fn meant(text: &str) -> Option<&'static str> {
        nearest(text, UNITS.iter().map(|u| u.name()))
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
