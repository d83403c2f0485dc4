//! Instants as messages write them (XML Schema, `dateTime`; SAML Core, section 1.3.3).

/// The instant in seconds since 1970-01-01T00:00:00Z, its fraction cut off; none if it is not one. An offset
/// is reckoned in; without one it is UTC, as SAML says. Years are 1970 to 9999.
///
/// ```
/// # use hospes_protocol::saml::instant;
/// assert_eq!(instant("2026-01-01T00:00:00.123Z"), Some(1_767_225_600));
/// assert_eq!(instant("2026-01-01T01:00:00+01:00"), Some(1_767_225_600));
/// assert_eq!(instant("2026-02-30T00:00:00Z"), None);
/// ```
pub fn instant(text: &str) -> Option<i64> {
    let (date, time) = text.split_once('T')?;
    let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
    let (time, offset) = offset(time)?;
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let is_fraction = !fraction.is_empty()
        && fraction.len() <= 12
        && fraction.bytes().all(|digit| digit.is_ascii_digit());
    let [hour, minute, second] = numbers(time, ':', [2, 2, 2])?;
    let is_day = (1..=12).contains(&month) && (1..=days_of(year, month)).contains(&day);
    let is_time = hour < 24 && minute < 60 && second <= 60;
    if !(is_fraction && is_day && is_time && year >= 1970) {
        return None;
    }
    let seconds = days(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second;
    Some(seconds - offset)
}

/// Numbers of so many digits, with a separator between them.
fn numbers(text: &str, separator: char, digits: [usize; 3]) -> Option<[i64; 3]> {
    let mut parts = text.split(separator);
    let mut next = |length: usize| {
        let part = parts.next()?;
        let is_number = part.len() == length && part.bytes().all(|digit| digit.is_ascii_digit());
        part.parse::<i64>().ok().filter(|_| is_number)
    };
    let [first, second, third] = digits;
    let all = [next(first)?, next(second)?, next(third)?];
    parts.next().is_none().then_some(all)
}

/// The time without its zone, and the zone in seconds.
fn offset(time: &str) -> Option<(&str, i64)> {
    if let Some(time) = time.strip_suffix('Z') {
        return Some((time, 0));
    }
    let Some(at) = time.rfind(['+', '-']) else {
        return Some((time, 0));
    };
    let (time, zone) = time.split_at(at);
    let (sign, zone) = match zone.strip_prefix('-') {
        Some(zone) => (-1, zone),
        None => (1, zone.strip_prefix('+')?),
    };
    let [hours, minutes, _] = numbers(&format!("{zone}:00"), ':', [2, 2, 2])?;
    (hours <= 14 && minutes < 60).then_some((time, sign * (hours * 3_600 + minutes * 60)))
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_of(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The days from 1970-01-01 to a date after it.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let before = year - 1;
    let leaps = |year: i64| year / 4 - year / 100 + year / 400;
    let of_years = (year - 1970) * 365 + leaps(before) - leaps(1969);
    let of_months: i64 = (1..month).map(|earlier| days_of(year, earlier)).sum();
    of_years + of_months + day - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_reckoned_from_1970() {
        for (text, expected) in [
            ("1970-01-01T00:00:00Z", 0),
            ("1972-02-29T23:59:59Z", 68_255_999),
            ("2000-03-01T00:00:00Z", 951_868_800),
            ("2026-01-01T00:00:00Z", 1_767_225_600),
            ("2026-01-01T00:00:00", 1_767_225_600),
            ("2026-01-01T00:00:00.9999999Z", 1_767_225_600),
            ("2025-12-31T19:00:00-05:00", 1_767_225_600),
            ("2100-03-01T00:00:00Z", 4_107_542_400),
            ("9999-12-31T23:59:59Z", 253_402_300_799),
        ] {
            assert_eq!(instant(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_instant_is_none() {
        for text in [
            "",
            "2026-01-01",
            "2026-01-01 00:00:00Z",
            "2026-01-01T00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-02-29T00:00:00Z",
            "2100-02-29T00:00:00Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01T00:60:00Z",
            "2026-01-01T00:00:00.Z",
            "2026-01-01T00:00:00.1234567890123Z",
            "2026-01-01T00:00:00z",
            "2026-01-01T00:00:00+15:00",
            "2026-01-01T00:00:00+1:00",
            "2026-01-01T00:00:00+-1:00",
            "+026-01-01T00:00:00Z",
            "1969-12-31T23:59:59Z",
            "12026-01-01T00:00:00Z",
            "2026-01-01T00:00:00ZZ",
            "2026-01-01T00:00:0١Z",
        ] {
            assert_eq!(instant(text), None, "{text}");
        }
    }
}
