//! All the lines of all the rounds, as one table with ratios and bars.

use std::collections::BTreeMap;
use std::io::stdin;

/// What a contender is held against: `name ≤ ratio × against`, or `name ≥ ratio × against`.
struct Bar {
    name: &'static str,
    against: &'static str,
    ratio: f64,
    most: bool,
}

const fn at_most(name: &'static str, ratio: f64, against: &'static str) -> Bar {
    Bar { name, against, ratio, most: true }
}

const fn at_least(name: &'static str, ratio: f64, against: &'static str) -> Bar {
    Bar { name, against, ratio, most: false }
}

const BARS: [Bar; 9] = [
    at_most("p1:tapeless-value", 1.05, "p1:c-value"),
    at_most("p1:tapeless-grad", 1.05, "p1:c-grad"),
    at_most("p1:tapeless-fwd6-grad", 1.0, "p1:num-dual-fwd6-grad"),
    at_least("p1:reverse-grad", 10.0, "p1:tapeless-grad"),
    at_least("p1:echidna-grad", 10.0, "p1:tapeless-grad"),
    at_least("p1:echidna-replay-grad", 10.0, "p1:tapeless-grad"),
    at_most("p2:tapeless-value", 1.05, "p2:c-value"),
    at_most("p2:tapeless-grad", 1.05, "p2:c-grad"),
    at_most("p3:tapeless-grad", 1.2, "p3:c-grad"),
];

const PROBLEMS: [(&str, &str, f64); 3] = [
    ("p1:", "Lorenz, 1000 steps", 1000.0),
    ("p2:", "Lotka-Volterra, 1000 steps", 1000.0),
    ("p3:", "cart-pole, 20 steps", 20.0),
];

/// By name, a number a call for each round.
type Rounds = BTreeMap<String, Vec<f64>>;

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    let (low, high) = ((numbers.len() - 1) / 2, numbers.len() / 2);
    (numbers[low] + numbers[high]) / 2.0
}

/// The median over the rounds of the ratio within a round.
fn ratio(rounds: &Rounds, name: &str, against: &str) -> Option<f64> {
    let (above, below) = (rounds.get(name)?, rounds.get(against)?);
    Some(median(above.iter().zip(below).map(|(a, b)| a / b).collect()))
}

/// The C program that does what `name` does.
fn in_c(name: &str) -> String {
    let kind = if name.ends_with("-value") { "value" } else { "grad" };
    format!("{}c-{kind}", &name[..3])
}

fn read() -> Result<Rounds, String> {
    let mut rounds = Rounds::new();
    for line in stdin().lines() {
        let line = line.map_err(|e| e.to_string())?;
        let mut words = line.split_whitespace();
        if let (Some("BENCH"), Some(name), Some(median)) = (words.next(), words.next(), words.next()) {
            let number = median.parse().map_err(|_| format!("not a number: {line}"))?;
            rounds.entry(name.to_owned()).or_default().push(number);
        }
    }
    Ok(rounds)
}

/// Prints the table of what is on the standard input, in `unit`s a step.
pub fn print(unit: &str) -> Result<(), String> {
    let rounds = read()?;
    println!("| program | {unit} a step | ratio to C | bar | |");
    println!("|---|---:|---:|---|---|");
    let mut missed = 0;
    for (prefix, title, steps) in PROBLEMS {
        println!("| **{title}** | | | | |");
        let of_problem = |suffix: &'static str| {
            rounds.iter().filter(move |(name, _)| name.starts_with(prefix) && name.ends_with(suffix))
        };
        for (name, numbers) in of_problem("-value").chain(of_problem("-grad")) {
            let to_c = ratio(&rounds, name, &in_c(name)).map_or(String::new(), |r| format!("{r:.3}"));
            let (bar, met) = match BARS.iter().find(|bar| bar.name == name) {
                None => (String::new(), ""),
                Some(bar) => match ratio(&rounds, name, bar.against) {
                    None => (format!("no {}", bar.against), ""),
                    Some(found) => {
                        let met = if bar.most { found <= bar.ratio } else { found >= bar.ratio };
                        missed += usize::from(!met);
                        let sign = if bar.most { "≤" } else { "≥" };
                        let text = format!("{found:.3} {sign} {} × {}", bar.ratio, &bar.against[3..]);
                        (text, if met { "met" } else { "**missed**" })
                    }
                },
            };
            println!("| {} | {:.2} | {to_c} | {bar} | {met} |", &name[3..], median(numbers.clone()) / steps);
        }
    }
    println!("\n{missed} of {} bars missed.", BARS.len());
    Ok(())
}
