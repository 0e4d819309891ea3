//! The screen of a terminal, taken for a while: what was there comes back at the end.

use std::io::{self, Write};

/// The other screen, without a cursor.
const TAKE: &str = "\x1b[?1049h\x1b[?25l\x1b[2J";
const LEAVE: &str = "\x1b[?25h\x1b[?1049l";
const HOME: &str = "\x1b[H";
const REST_OF_LINE: &str = "\x1b[K";
const REST_OF_SCREEN: &str = "\x1b[J";

/// A screen that was taken.
pub(super) struct Screen<W: Write> {
    out: W,
}

/// The lines that the terminal has.
pub(super) fn height() -> usize {
    terminal_size::terminal_size().map_or(24, |(_, height)| usize::from(height.0))
}

impl<W: Write> Screen<W> {
    pub fn take(mut out: W) -> io::Result<Self> {
        out.write_all(TAKE.as_bytes())?;
        out.flush()?;
        Ok(Self { out })
    }

    /// Draws over what is there, in one piece: nothing flickers.
    pub fn draw(&mut self, lines: &[String]) -> io::Result<()> {
        let mut text = String::from(HOME);
        for (at, line) in lines.iter().enumerate() {
            if at > 0 {
                text.push_str("\r\n");
            }
            text.push_str(line);
            text.push_str(REST_OF_LINE);
        }
        text.push_str(REST_OF_SCREEN);
        self.out.write_all(text.as_bytes())?;
        self.out.flush()
    }
}

impl<W: Write> Drop for Screen<W> {
    fn drop(&mut self) {
        let _ = self.out.write_all(LEAVE.as_bytes());
        let _ = self.out.flush();
    }
}

#[cfg(test)]
mod tests {
    use super::{LEAVE, Screen, TAKE};

    #[test]
    fn what_was_there_comes_back() {
        let mut out = Vec::new();
        let mut screen = Screen::take(&mut out).expect("memory");
        screen.draw(&["one".to_owned(), "two".to_owned()]).expect("memory");
        drop(screen);
        let text = String::from_utf8(out).expect("text");
        assert!(text.starts_with(TAKE) && text.ends_with(LEAVE), "{text:?}");
        assert!(text.contains("\x1b[Hone\x1b[K\r\ntwo\x1b[K\x1b[J"), "{text:?}");
    }
}
