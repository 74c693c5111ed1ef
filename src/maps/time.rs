//! Times and dates as people write them.
//!
//! A day has 24 hours, a working day 8, a week 7 days, a month 30, a quarter 91 and a year 365. Knows no clock and no calendar.

/// A time that was written with its unit, in minutes; a range has two ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Minutes {
    /// The least.
    pub least: u32,
    /// The most.
    pub most: u32,
}

/// Why a text is no time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoTime {
    /// A number without a unit.
    NoUnit,
    /// Something else.
    NotATime,
}

/// Reads `15m`, `48h`, `2 working days`, `1-2 days`, `48h to 1 week`.
///
/// ```
/// use waybook::maps::time::{Minutes, NoTime, minutes};
/// assert_eq!(minutes("2 working days"), Ok(Minutes { least: 960, most: 960 }));
/// assert_eq!(minutes("1-2 days"), Ok(Minutes { least: 1440, most: 2880 }));
/// assert_eq!(minutes("48"), Err(NoTime::NoUnit));
/// assert_eq!(minutes("soon"), Err(NoTime::NotATime));
/// ```
pub fn minutes(text: &str) -> Result<Minutes, NoTime> {
    let text = text.trim().to_lowercase();
    for between in [" to ", "–", "-", " or "] {
        if let Some((least, most)) = text.split_once(between) {
            let most = one(most)?;
            // "1-2 days": the unit of the second number is that of the first as well.
            let least = match one(least) {
                Err(NoTime::NoUnit) => one(&format!("{}{}", least.trim(), unit(text.rsplit(between).next().unwrap_or(""))))?,
                other => other?,
            };
            return Ok(Minutes { least: least.min(most), most: least.max(most) });
        }
    }
    let one = one(&text)?;
    Ok(Minutes { least: one, most: one })
}

/// What stands behind the number.
fn unit(text: &str) -> &str {
    text.trim().trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','))
}

fn one(text: &str) -> Result<u32, NoTime> {
    let text = text.trim();
    let unit = unit(text);
    let number = text[..text.len() - unit.len()].replace(',', ".");
    let number: f64 = if number.is_empty() && matches!(unit, "a day" | "a week" | "a month" | "an hour") {
        1.0
    } else {
        number.parse().map_err(|_| NoTime::NotATime)?
    };
    let minutes = match unit.trim().trim_start_matches("a ").trim_start_matches("an ") {
        "" => return Err(NoTime::NoUnit),
        "m" | "min" | "mins" | "minute" | "minutes" => 1.0,
        "h" | "hr" | "hrs" | "hour" | "hours" | "working hour" | "working hours" => 60.0,
        "d" | "day" | "days" => 24.0 * 60.0,
        "wd" | "working day" | "working days" | "business day" | "business days" => 8.0 * 60.0,
        "w" | "week" | "weeks" => 7.0 * 24.0 * 60.0,
        "month" | "months" => 30.0 * 24.0 * 60.0,
        "quarter" | "quarters" => 91.0 * 24.0 * 60.0,
        "y" | "year" | "years" => 365.0 * 24.0 * 60.0,
        _ => return Err(NoTime::NotATime),
    };
    // A cast from f64 to u32 keeps to the ends of u32.
    Ok((number * minutes).round() as u32)
}

/// Whole months of 30 days, such as 12 of `1 year`; `None` for less than one, and for what is no time.
pub fn months(text: &str) -> Option<u32> {
    let months = minutes(text).ok()?.most / (30 * 24 * 60);
    (months > 0).then_some(months)
}

/// A number of minutes for people, in the largest unit that divides it: `48h` is "2 days".
pub fn words(minutes: u32) -> String {
    let (count, unit) = match minutes {
        m if m >= 10080 && m % 10080 == 0 => (m / 10080, "week"),
        m if m >= 1440 && m % 1440 == 0 => (m / 1440, "day"),
        m if m >= 60 && m % 60 == 0 => (m / 60, "hour"),
        m => (m, "minute"),
    };
    if count == 1 { format!("1 {unit}") } else { format!("{count} {unit}s") }
}

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    /// Such as 2026.
    pub year: u32,
    /// From 1 to 12.
    pub month: u32,
    /// From 1 to 31.
    pub day: u32,
}

impl Date {
    /// Reads `2026-11-21`.
    pub fn read(text: &str) -> Option<Date> {
        let mut parts = text.trim().split('-');
        let mut number = |length: usize| {
            let part = parts.next().filter(|part| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit()))?;
            part.parse::<u32>().ok()
        };
        let date = Date { year: number(4)?, month: number(2)?, day: number(2)? };
        let leap = date.year.is_multiple_of(4) && (!date.year.is_multiple_of(100) || date.year.is_multiple_of(400));
        let days = match date.month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        (parts.next().is_none() && (1..=days).contains(&date.day)).then_some(date)
    }

    /// The same day `months` later; a day that the month does not have counts into the next month, which never makes a review overdue too early.
    pub fn months_later(self, months: u32) -> Date {
        let month = (self.month - 1).saturating_add(months);
        Date { year: self.year + month / 12, month: month % 12 + 1, day: self.day }
    }
}
