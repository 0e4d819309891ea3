//! Moments as milliseconds since 1970 and as calendar fields in UTC. Years 0 to 9999.

const DAY: i64 = 86_400_000;
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A moment's fields in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Civil {
    /// 0 to 9999.
    pub year: i64,
    /// 1 to 12.
    pub month: i64,
    /// 1 to 31.
    pub day: i64,
    /// 0 to 23.
    pub hour: i64,
    /// 0 to 59.
    pub minute: i64,
    /// 0 to 59.
    pub second: i64,
    /// 0 to 999.
    pub milli: i64,
    /// 1 (Monday) to 7.
    pub weekday: i64,
    /// 1 to 366.
    pub day_of_year: i64,
}

impl Civil {
    /// The fields of a moment.
    #[must_use]
    pub fn of(ms: i64) -> Self {
        let (days, rest) = (ms.div_euclid(DAY), ms.rem_euclid(DAY));
        let (year, month, day) = date_of(days);
        Self {
            year,
            month,
            day,
            hour: rest / 3_600_000,
            minute: rest / 60_000 % 60,
            second: rest / 1000 % 60,
            milli: rest % 1000,
            // 1970-01-01 was a Thursday.
            weekday: (days + 3).rem_euclid(7) + 1,
            day_of_year: days - days_of(year, 1, 1) + 1,
        }
    }

    /// The year of the ISO week that the day is in, and the week's number.
    #[must_use]
    pub fn week(&self) -> (i64, i64) {
        // The week belongs to the year that its Thursday is in.
        let thursday = days_of(self.year, self.month, self.day) + 4 - self.weekday;
        let (year, ..) = date_of(thursday);
        (year, (thursday - days_of(year, 1, 1)) / 7 + 1)
    }
}

/// The days from 1970-01-01 to a date; Gregorian at all times.
fn days_of(year: i64, month: i64, day: i64) -> i64 {
    // Years begin in March here, so that the odd day is the last one.
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let of_era = y - era * 400;
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The date that is so many days after 1970-01-01.
fn date_of(days: i64) -> (i64, i64, i64) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let of_era = z - era * 146_097;
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * march_month + 2) / 5 + 1;
    let month = (march_month + 2) % 12 + 1;
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

fn moment(date: (i64, i64, i64), time: (i64, i64, i64)) -> Option<i64> {
    let ((year, month, day), (hour, minute, second)) = (date, time);
    let fits = (1..=12).contains(&month) && (0..24).contains(&hour) && (0..60).contains(&minute);
    // A leap second counts as the one before it.
    let second = if second == 60 { 59 } else { second };
    if !fits || !(0..60).contains(&second) {
        return None;
    }
    let days = days_of(year, month, day);
    let real = date_of(days) == (year, month, day);
    real.then_some(days * DAY + (hour * 3600 + minute * 60 + second) * 1000)
}

/// A moment written as RFC 3339, such as `2026-03-04T05:06:07Z`.
#[must_use]
pub fn rfc3339(ms: i64) -> String {
    let c = Civil::of(ms);
    let date = format!("{:04}-{:02}-{:02}", c.year, c.month, c.day);
    let time = format!("{:02}:{:02}:{:02}", c.hour, c.minute, c.second);
    match c.milli {
        0 => format!("{date}T{time}Z"),
        milli => format!("{date}T{time}.{milli:03}Z"),
    }
}

/// Reads RFC 3339, as AWS's events have it.
#[must_use]
pub fn parse_rfc3339(text: &str) -> Option<i64> {
    let (date, time) = text.split_once(['T', 't', ' '])?;
    let mut date = date.splitn(3, '-');
    let date = (year(date.next()?)?, number(date.next()?)?, number(date.next()?)?);
    let end = time.find(['Z', 'z', '+', '-'])?;
    let (time, zone) = time.split_at(end);
    let (time, fraction) = time.split_once('.').unwrap_or((time, ""));
    let mut time = time.splitn(3, ':').map(number);
    let time = (time.next()??, time.next()??, time.next()??);
    let millis = match fraction.is_empty() {
        true => 0,
        // Digits after the third are cut off.
        false => number(format!("{fraction:0<3}").get(..3)?)?,
    };
    let offset = match zone.as_bytes().first()? {
        b'Z' | b'z' if zone.len() == 1 => 0,
        sign => {
            let (hours, minutes) = zone.get(1..)?.split_once(':')?;
            let (hours, minutes) = (number(hours)?, number(minutes)?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            let minutes = hours * 60 + minutes;
            if *sign == b'-' { -minutes } else { minutes }
        }
    };
    Some(moment(date, time)? + millis - offset * 60_000)
}

/// Reads the date of an HTTP header, such as `Wed, 21 Oct 2026 07:28:00 GMT`.
#[must_use]
pub fn http_date(text: &str) -> Option<i64> {
    let mut parts = text.split_once(", ")?.1.split(' ');
    let day = number(parts.next()?)?;
    let name = parts.next()?;
    let month = MONTHS.iter().position(|m| *m == name)?;
    let year = year(parts.next()?)?;
    let mut time = parts.next()?.splitn(3, ':').map(number);
    let time = (time.next()??, time.next()??, time.next()??);
    if parts.next() != Some("GMT") {
        return None;
    }
    moment((year, i64::try_from(month).ok()? + 1, day), time)
}

/// Four digits: years before 10000.
fn year(digits: &str) -> Option<i64> {
    number(digits).filter(|_| digits.len() == 4)
}

/// Up to nine digits and nothing else.
fn number(digits: &str) -> Option<i64> {
    let plain = !digits.is_empty() && digits.len() <= 9;
    if !plain || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_moments() {
        assert_eq!(parse_rfc3339("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(parse_rfc3339("2026-03-04T05:06:07.0089Z"), Some(1_772_600_767_008));
        assert_eq!(parse_rfc3339("2026-03-04T07:06:07+02:00"), Some(1_772_600_767_000));
        assert_eq!(parse_rfc3339("1969-12-31T23:59:59Z"), Some(-1000));
        assert_eq!(rfc3339(1_772_600_767_008), "2026-03-04T05:06:07.008Z");
        for bad in [
            "",
            "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-01-01",
            "2026-01-01T00:00:00",
            "999999999-01-01T00:00:00Z",
            "10000-01-01T00:00:00Z",
            "26-01-01T00:00:00Z",
            "2026-01-01T00:00:00+24:00",
            "2026-999999999-01T00:00:00Z",
        ] {
            assert_eq!(parse_rfc3339(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_edges_of_time_are_moments() {
        for text in ["0000-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"] {
            assert!(!rfc3339(parse_rfc3339(text).unwrap()).is_empty());
        }
        assert_eq!(http_date("Wed, 21 Oct 2026 07:28:00 GMT"), Some(1_792_567_680_000));
        assert_eq!(http_date("Wed, 21 Oct 999999999 07:28:00 GMT"), None);
    }

    #[test]
    fn every_day_comes_back() {
        for day in -800_000..800_000 {
            let (y, m, d) = date_of(day);
            assert_eq!(days_of(y, m, d), day);
        }
    }

    #[test]
    fn weeks_are_isos() {
        let week = |text| Civil::of(parse_rfc3339(text).unwrap()).week();
        assert_eq!(week("2018-12-31T10:00:00Z"), (2019, 1));
        assert_eq!(week("2021-01-03T10:00:00Z"), (2020, 53));
        assert_eq!(Civil::of(0).weekday, 4);
    }
}
