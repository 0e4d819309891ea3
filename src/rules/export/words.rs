//! The words of exports: what is written out, in which form, and how it is compressed.

macro_rules! words {
    ($(#[$doc:meta])+ $name:ident { $($(#[$variant_doc:meta])+ $variant:ident = $word:literal;)+ }) => {
        $(#[$doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$variant_doc])+ $variant,)+
        }

        impl $name {
            /// All of them.
            pub const ALL: [Self; [$($word),+].len()] = [$(Self::$variant),+];

            /// Its word in rule files.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }
    };
}

words! {
    /// What is written out.
    What {
        /// Events, as the buses got them.
        Events = "events";
        /// What rules found: matches with a severity, results, alarms, insights.
        Findings = "findings";
        /// The results of compliance rules as they stand at the end of the window.
        Compliance = "compliance";
        /// What alarms told (CloudWatch's DescribeAlarmHistory).
        AlarmHistory = "alarm-history";
        /// Statistics of metrics (CloudWatch's GetMetricStatistics).
        Metrics = "metrics";
        /// Starts and ends of unusual activity.
        Insights = "insights";
    }
}

words! {
    /// The form of an object.
    Format {
        /// A JSON object a line.
        Ndjson = "ndjson";
        /// One JSON array.
        Json = "json";
        /// Comma-separated values with a header.
        Csv = "csv";
        /// Apache Parquet.
        Parquet = "parquet";
    }
}

words! {
    /// How an object is compressed: a text as a whole, Parquet page by page.
    Compress {
        /// Not at all.
        None = "none";
        /// gzip.
        Gzip = "gzip";
        /// Zstandard, of texts only.
        Zstd = "zstd";
        /// Snappy, of Parquet only.
        Snappy = "snappy";
    }
}

impl Format {
    /// Can it be compressed so?
    #[must_use]
    pub fn takes(self, way: Compress) -> bool {
        match way {
            Compress::None | Compress::Gzip => true,
            Compress::Zstd => self != Self::Parquet,
            Compress::Snappy => self == Self::Parquet,
        }
    }

    /// How it is compressed where nothing is said.
    #[must_use]
    pub fn usual(self) -> Compress {
        match self {
            Self::Parquet => Compress::Snappy,
            Self::Ndjson | Self::Json | Self::Csv => Compress::None,
        }
    }
}
