//! The record: a year, a lynx count and a hare count a line, as `year,lynx,hare` after lines of comment.
//!
//! Whatever is wrong with a file is said with its line, its field and what to do about it.

use core::error::Error;
use core::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use crate::model::{Pelts, YEARS};

/// Where the Hudson's Bay Company's record is in this repository.
pub(crate) const HUDSON: &str = "examples/data/hudson_lynx_hare.csv";
const HEADER: [&str; 3] = ["year", "lynx", "hare"];

/// The pelts of consecutive years.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Record {
    pub(crate) first_year: u16,
    pub(crate) pelts: Pelts,
}

/// What is wrong with a file.
#[derive(Debug)]
pub(crate) struct DataError {
    path: PathBuf,
    cause: Cause,
}

#[derive(Debug, PartialEq)]
enum Cause {
    Unreadable(String),
    Wrong { line: usize, what: Wrong },
    Short { years: usize },
}

#[derive(Debug, PartialEq)]
enum Wrong {
    Header { found: String },
    Fields { found: usize },
    Year { found: String },
    Order { found: u16, expected: u16 },
    Number { field: &'static str, found: String },
    NotPositive { field: &'static str, found: f64 },
    TooMany,
}

/// Reads and checks a file.
pub(crate) fn read(path: &Path) -> Result<Record, DataError> {
    let record = match fs::read(path) {
        Ok(bytes) => parse(&String::from_utf8_lossy(&bytes)),
        Err(error) => Err(Cause::Unreadable(error.to_string())),
    };
    record.map_err(|cause| DataError { path: path.to_owned(), cause })
}

fn parse(text: &str) -> Result<Record, Cause> {
    let text = text.trim_start_matches('\u{feff}');
    let mut lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
    let (line, header) = lines.next().ok_or(Cause::Short { years: 0 })?;
    if fields(header) != HEADER {
        return Err(Cause::Wrong { line, what: Wrong::Header { found: header.to_owned() } });
    }
    let mut rows: Vec<(u16, [f64; 2])> = Vec::with_capacity(YEARS);
    for (line, text) in lines {
        let row = next_row(text, rows.last().map(|&(year, _)| year), rows.len());
        rows.push(row.map_err(|what| Cause::Wrong { line, what })?);
    }
    let short = Cause::Short { years: rows.len() };
    let pelts: Vec<_> = rows.iter().map(|&(_, pelts)| pelts).collect();
    match (rows.first(), Pelts::try_from(pelts)) {
        (Some(&(first_year, _)), Ok(pelts)) => Ok(Record { first_year, pelts }),
        _ => Err(short),
    }
}

/// The fields of a line, without the spaces and quotes around them.
fn fields(line: &str) -> Vec<&str> {
    line.split(',').map(|field| field.trim().trim_matches('"')).collect()
}

/// A line's year, hare and lynx, where `before` is the year of the line before and `rows` the number of such lines.
fn next_row(line: &str, before: Option<u16>, rows: usize) -> Result<(u16, [f64; 2]), Wrong> {
    let fields = fields(line);
    let [year, lynx, hare] = fields[..] else { return Err(Wrong::Fields { found: fields.len() }) };
    let year: u16 = year.parse().map_err(|_| Wrong::Year { found: year.to_owned() })?;
    if let Some(expected) = before.and_then(|before| before.checked_add(1))
        && year != expected
    {
        return Err(Wrong::Order { found: year, expected });
    }
    if rows == YEARS {
        return Err(Wrong::TooMany);
    }
    let (lynx, hare) = (count("lynx", lynx)?, count("hare", hare)?);
    Ok((year, [hare, lynx]))
}

fn count(field: &'static str, text: &str) -> Result<f64, Wrong> {
    match text.parse::<f64>() {
        Ok(found) if found > 0.0 && found.is_finite() => Ok(found),
        Ok(found) => Err(Wrong::NotPositive { field, found }),
        Err(_) => Err(Wrong::Number { field, found: text.to_owned() }),
    }
}

impl fmt::Display for DataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        match &self.cause {
            Cause::Unreadable(why) => {
                write!(f, " cannot be read: {why}. Give the path of a file with the columns {}", HEADER.join(","))
            }
            Cause::Wrong { line, what } => write!(f, ", line {line}: {what}"),
            Cause::Short { years } => {
                write!(f, " ends after {years} years of {YEARS}: add a line for each year that is missing")
            }
        }
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header { found } => {
                write!(f, "the header is `{}` and has to be `{}`: write that line", found.trim(), HEADER.join(","))
            }
            Self::Fields { found } => {
                write!(f, "{found} fields instead of 3: write {}, with a comma between", HEADER.join(","))
            }
            Self::Year { found } => write!(f, "the year is `{found}`: write a whole number, 1900 say"),
            Self::Order { found, expected } => write!(
                f,
                "the year is {found} and {expected} comes next: give every year one line, in order, without gaps"
            ),
            Self::Number { field, found } => {
                write!(f, "{field} is `{found}`, which is not a number: write thousands of pelts, 4.0 say")
            }
            Self::NotPositive { field, found } => {
                write!(f, "{field} is {found}: it has to be more than 0 and finite, since its logarithm is fitted")
            }
            Self::TooMany => write!(f, "a year more than the {YEARS} that are fitted: remove the lines from here on"),
        }
    }
}

impl Error for DataError {}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = include_str!("../data/hudson_lynx_hare.csv");

    /// What is said of the record with `from` replaced by `to`.
    fn message(from: &str, to: &str) -> String {
        assert!(GOOD.contains(from), "{from}");
        let cause = parse(&GOOD.replacen(from, to, 1)).expect_err(to);
        DataError { path: "pelts.csv".into(), cause }.to_string()
    }

    #[track_caller]
    fn says(from: &str, to: &str, parts: &[&str]) {
        let message = message(from, to);
        for part in parts {
            assert!(message.contains(part), "`{part}` is not in: {message}");
        }
    }

    #[test]
    fn the_record_is_read() {
        let record = parse(GOOD).expect("it is right");
        assert_eq!(record.first_year, 1900);
        assert_eq!((record.pelts[0], record.pelts[20]), ([30.0, 4.0], [24.7, 8.6]));
    }

    #[test]
    fn other_programs_files_are_read() {
        let lines = GOOD.lines().filter(|line| !line.starts_with('#'));
        let quoted = |line: &str| format!("\"{}\"\r\n\r\n", line.replace(',', "\" , \""));
        let quoted = format!("\u{feff}{}", lines.map(quoted).collect::<String>());
        assert_eq!(parse(&quoted), parse(GOOD));
    }

    #[test]
    fn wrong_headers() {
        says(
            "year,lynx,hare",
            "year,hare,lynx",
            &["pelts.csv, line 4", "header", "`year,hare,lynx`", "year,lynx,hare"],
        );
        says("year,lynx,hare\n", "", &["line 4", "header", "`1900,4.0,30.0`"]);
    }

    #[test]
    fn wrong_fields() {
        says("1907,13.0,21.4", "1907,13.0", &["line 12", "2 fields instead of 3"]);
        says("1907,13.0,21.4", "1907,13.0,21.4,", &["line 12", "4 fields instead of 3"]);
        says("1907,13.0,21.4", "1907,,21.4", &["line 12", "lynx is ``", "not a number"]);
        says("1907,13.0,21.4", "1907,13.0,many", &["line 12", "hare is `many`", "not a number"]);
        says("1907,13.0,21.4", "1907,13.0,\u{fffd}", &["line 12", "hare is", "not a number"]);
    }

    #[test]
    fn wrong_values() {
        for value in ["0", "-0.0", "-13.0", "inf", "NaN", "1e999"] {
            says("1907,13.0,21.4", &format!("1907,{value},21.4"), &["line 12", "lynx is", "more than 0 and finite"]);
        }
    }

    #[test]
    fn wrong_years() {
        says("1907,", "190 7,", &["line 12", "the year is `190 7`"]);
        says("1907,", "1906,", &["line 12", "1906 and 1907 comes next"]);
        says("1907,13.0,21.4\n", "", &["line 12", "1908 and 1907 comes next"]);
        says("1907,", "1909,", &["line 12", "1909 and 1907 comes next"]);
        says("1920,", "99999,", &["line 25", "the year is `99999`"]);
    }

    #[test]
    fn wrong_lengths() {
        says("1920,8.6,24.7", "", &["pelts.csv ends after 20 years of 21"]);
        says("1920,8.6,24.7", "1920,8.6,24.7\n1921,8.6,24.7", &["line 26", "more than the 21"]);
        says(GOOD, "", &["ends after 0 years"]);
    }

    #[test]
    fn a_file_that_is_not_there() {
        let message = read(Path::new("no/such.csv")).expect_err("it is not there").to_string();
        assert!(message.starts_with("no/such.csv cannot be read: "), "{message}");
    }
}
