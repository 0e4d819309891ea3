//! The command line.

use std::path::PathBuf;

/// What `--help` prints.
pub const HELP: &str = "\
audit: compliance rules of tripline beside regorus 0.14, cfn-guard 3.2 and a bare parse

  --items N[,N]      sizes of snapshots (default 1000,10000,100000)
  --passes N         passes of each lane (default 7)
  --seconds S        a lane stops after three passes once it has used S CPU seconds (default 60)
  --guard-items N    largest snapshot for cfn-guard, which takes 300 KB an item (default 10000)
  --only NAME[,NAME] only lanes whose names begin so
  --quick            1,000 and 10,000 items, three passes
  --generate FILE    write a snapshot of the first size and its findings, then stop
  --folder DIR       where snapshots go (default: beside the program)
  --markdown FILE    the tables, also into a file
";

/// What a run is asked to do.
#[derive(Debug, Clone)]
pub struct Options {
    /// Items of each snapshot.
    pub items: Vec<u64>,
    /// Measured passes of each lane.
    pub passes: usize,
    /// CPU seconds after which a lane has had enough passes.
    pub seconds: f64,
    /// Largest snapshot for cfn-guard.
    pub guard_items: u64,
    /// Beginnings of the names of lanes; all if empty.
    pub only: Vec<String>,
    /// Write a snapshot here and stop.
    pub generate: Option<PathBuf>,
    /// Where snapshots go.
    pub folder: Option<PathBuf>,
    /// Where the tables go as well.
    pub markdown: Option<PathBuf>,
    /// Print the help and stop.
    pub help: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            items: vec![1_000, 10_000, 100_000],
            passes: 7,
            seconds: 60.0,
            guard_items: 10_000,
            only: Vec::new(),
            generate: None,
            folder: None,
            markdown: None,
            help: false,
        }
    }
}

impl Options {
    /// Reads the arguments after the program's name.
    ///
    /// # Errors
    /// The argument that is not understood.
    pub fn parse(arguments: Vec<String>) -> Result<Self, String> {
        let mut options = Self::default();
        let mut rest = arguments.into_iter();
        while let Some(flag) = rest.next() {
            let mut value = || rest.next().ok_or(format!("{flag} needs a value"));
            match flag.as_str() {
                "--items" => {
                    options.items = value()?.split(',').map(number).collect::<Result<_, _>>()?;
                }
                "--passes" => options.passes = number(&value()?)?,
                "--seconds" => options.seconds = number(&value()?)?,
                "--guard-items" => options.guard_items = number(&value()?)?,
                "--only" => options.only.extend(value()?.split(',').map(str::to_owned)),
                "--quick" => {
                    options.items = vec![1_000, 10_000];
                    options.passes = 3;
                }
                "--generate" => options.generate = Some(value()?.into()),
                "--folder" => options.folder = Some(value()?.into()),
                "--markdown" => options.markdown = Some(value()?.into()),
                "--help" | "-h" => options.help = true,
                _ => return Err(format!("{flag} is not an option; see --help")),
            }
        }
        Ok(options)
    }

    /// Whether a lane is asked for.
    pub fn wants(&self, lane: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| lane.starts_with(only.as_str()))
    }
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.replace('_', "").parse().map_err(|_| format!("{text} is not a number"))
}
