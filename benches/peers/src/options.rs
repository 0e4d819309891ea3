//! The command line.

use crate::peers::quamina::Mode;

/// What `--help` prints.
pub const HELP: &str = "\
peers: tripline's matcher beside quamina 0.7, same rules, same events, one thread

  --only NAME[,NAME]   only these rule sets (names or beginnings of names); repeatable
  --dump STREAM        events of a stream (lots, lots-objects, trail) as lines, then stop
  --list               names of all rule sets, then stop
  --passes N           measured passes of each peer (default 7)
  --pass-seconds S     longest pass; a slower peer runs a prefix of the events (default 4)
  --events N           events of each stream (default 50000 lots, 20000 trail)
  --quick              3 passes of at most 1 s over 10000 events, no set of a million rules
  --quamina MODE       comfort, speed or best (default: the faster in a trial)
  --probe-seconds S    time limit of a trial of quamina (default 90)
  --probe-gib G        memory limit of a trial of quamina (default 12)
  --floor-only         only the floors under each stream
  --all-cores          only ours, on all cores at once, wall-clock time
  --markdown FILE      the tables, also into a file
  --json FILE          one JSON object a line for each set and peer
";

/// What a run is asked to do.
#[derive(Debug, Clone)]
pub struct Options {
    /// Rule sets to run; all if empty.
    pub only: Vec<String>,
    /// Print the events of this stream and stop.
    pub dump: Option<String>,
    /// Print the names of the sets and stop.
    pub list: bool,
    /// Print the help and stop.
    pub help: bool,
    /// Measured passes.
    pub passes: usize,
    /// CPU seconds a pass may take.
    pub pass_seconds: f64,
    /// Length of the streams, if not their own.
    pub events: Option<usize>,
    /// Leave out sets with more rules than this.
    pub most_rules: usize,
    /// Quamina's build mode; the faster if absent.
    pub mode: Option<Mode>,
    /// Time limit of a trial.
    pub probe_seconds: u64,
    /// Memory limit of a trial.
    pub probe_gib: u64,
    /// Measure only the floors.
    pub floor_only: bool,
    /// Measure only ours, on all cores.
    pub all_cores: bool,
    /// Where the tables go as well.
    pub markdown: Option<String>,
    /// Where the figures go as JSON lines.
    pub json: Option<String>,
    /// Internal: be the child process that tries one set.
    pub probe: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            only: Vec::new(),
            dump: None,
            list: false,
            help: false,
            passes: 7,
            pass_seconds: 4.0,
            events: None,
            most_rules: usize::MAX,
            mode: None,
            probe_seconds: 90,
            probe_gib: 12,
            floor_only: false,
            all_cores: false,
            markdown: None,
            json: None,
            probe: None,
        }
    }
}

impl Options {
    /// Reads the arguments after the program's name.
    ///
    /// # Errors
    /// The argument that is not understood.
    pub fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Self, String> {
        let mut options = Self::default();
        let mut rest = arguments.into_iter();
        while let Some(flag) = rest.next() {
            let mut value = || rest.next().ok_or(format!("{flag} needs a value"));
            match flag.as_str() {
                "--only" => options.only.extend(value()?.split(',').map(str::to_owned)),
                "--dump" => options.dump = Some(value()?),
                "--list" => options.list = true,
                "--help" | "-h" => options.help = true,
                "--passes" => options.passes = number(&value()?)?,
                "--pass-seconds" => options.pass_seconds = number(&value()?)?,
                "--events" => options.events = Some(number(&value()?)?),
                "--quick" => options.quick(),
                "--quamina" => options.mode = mode(&value()?)?,
                "--probe-seconds" => options.probe_seconds = number(&value()?)?,
                "--probe-gib" => options.probe_gib = number(&value()?)?,
                "--floor-only" => options.floor_only = true,
                "--all-cores" => options.all_cores = true,
                "--markdown" => options.markdown = Some(value()?),
                "--json" => options.json = Some(value()?),
                "--probe" => options.probe = Some(value()?),
                _ => return Err(format!("{flag} is not an option; see --help")),
            }
        }
        Ok(options)
    }

    fn quick(&mut self) {
        self.passes = 3;
        self.pass_seconds = 1.0;
        self.events = Some(10_000);
        self.most_rules = 100_000;
        self.probe_seconds = 30;
    }

    /// Whether a set is asked for.
    pub fn wants(&self, name: &str, rules: usize) -> bool {
        if self.only.is_empty() {
            return rules <= self.most_rules;
        }
        let name = name.to_ascii_uppercase();
        // A whole name means that set alone; `EXACT` does not start every set it is part of.
        self.only.iter().map(|only| only.to_ascii_uppercase()).any(|only| {
            if crate::sets::find(&only).is_some() { name == only } else { name.starts_with(&only) }
        })
    }
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("{text} is not a number"))
}

fn mode(text: &str) -> Result<Option<Mode>, String> {
    match (text, Mode::parse(text)) {
        ("best", _) => Ok(None),
        (_, Some(mode)) => Ok(Some(mode)),
        _ => Err(format!("{text} is neither comfort, speed nor best")),
    }
}
