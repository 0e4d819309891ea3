//! The tables of output forms and their words.

/// Declares an enum of output forms with the word of each on the command line.
macro_rules! formats {
    ($(#[$doc:meta])* $name:ident { $($(#[$form_doc:meta])* $form:ident $word:literal)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$form_doc])* $form,)* }

        impl $name {
            /// All forms, with their words.
            pub const WORDS: &'static [(&'static str, Self)] = &[$(($word, Self::$form),)*];

            /// The form of a word.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                Self::WORDS.iter().find(|(w, _)| *w == word).map(|(_, form)| *form)
            }

            /// The form's word.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$form => $word,)* }
            }
        }
    };
}
