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

const BARS: [Bar; 14] = [
    at_most("p1:tapeless-value", 1.05, "p1:c-value"),
    at_most("p1:tapeless-grad", 1.05, "p1:c-grad"),
    at_most("p1:tapeless-fwd6-grad", 1.0, "p1:num-dual-fwd6-grad"),
    at_most("p1:tapeless-soa16-value", 1.2, "p1:c-soa16-value"),
    at_most("p1:tapeless-soa16-grad", 1.2, "p1:c-soa16-grad"),
    at_most("p1:tapeless-soa8-grad", 1.2, "p1:c-soa16-grad"),
    at_least("p1:reverse-grad", 10.0, "p1:tapeless-grad"),
    at_least("p1:echidna-grad", 10.0, "p1:tapeless-grad"),
    at_least("p1:echidna-replay-grad", 10.0, "p1:tapeless-grad"),
    at_most("p2:tapeless-value", 1.05, "p2:c-value"),
    at_most("p2:tapeless-grad", 1.05, "p2:c-grad"),
    at_most("p3:tapeless-grad", 1.2, "p3:c-grad"),
    at_most("p4:tapeless-value", 1.5, "p4:c-value"),
    at_most("p4:tapeless-grad", 3.3, "p4:tapeless-value"),
];

const PROBLEMS: [(&str, &str, f64); 4] = [
    ("p1:", "Lorenz, 1000 steps", 1000.0),
    ("p2:", "Lotka-Volterra, 1000 steps", 1000.0),
    ("p3:", "cart-pole, 20 steps", 20.0),
    ("p4:", "ring of 16 oscillators, 1000 steps", 1000.0),
];

/// By name, the median and the least number a call in each round.
type Rounds = BTreeMap<String, Vec<(f64, f64)>>;

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    let (low, high) = ((numbers.len() - 1) / 2, numbers.len() / 2);
    (numbers[low] + numbers[high]) / 2.0
}

/// Two programs' ratio for a trajectory: the median over the rounds of that within a round, and that of their least numbers.
fn ratio(rounds: &Rounds, name: &str, against: &str) -> Option<(f64, f64)> {
    let (above, below) = (rounds.get(name)?, rounds.get(against)?);
    let as_many = f64::from(trajectories(against)) / f64::from(trajectories(name));
    let within = median(above.iter().zip(below).map(|((a, _), (b, _))| a / b).collect());
    let least = |numbers: &[(f64, f64)]| numbers.iter().fold(f64::INFINITY, |least, (_, x)| least.min(*x));
    Some((within * as_many, least(above) / least(below) * as_many))
}

/// The C program that does what `name` does.
fn in_c(name: &str) -> String {
    let kind = if name.ends_with("-value") { "value" } else { "grad" };
    match trajectories(name) {
        1 => format!("{}c-{kind}", &name[..3]),
        many => format!("{}c-soa{many}-{kind}", &name[..3]),
    }
}

/// How many trajectories a call of `name` solves.
fn trajectories(name: &str) -> u32 {
    let digits = name.split("-soa").nth(1).map_or("", |rest| rest.split('-').next().unwrap_or(""));
    digits.parse().unwrap_or(1)
}

/// Reads `BENCH` lines, and compares the gradients in `GRAD` lines: those of programs, not of differences.
fn read() -> Result<Rounds, String> {
    let lines: Vec<String> = stdin().lines().collect::<Result<_, _>>().map_err(|e| e.to_string())?;
    let (mut rounds, mut gradients) = (Rounds::new(), Vec::new());
    for line in &lines {
        let number = |word: &&str| word.parse::<f64>().map_err(|_| format!("not a number: {line}"));
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["BENCH", name, median, rest @ ..] => {
                let median = number(median)?;
                let least = rest.first().map_or(Ok(median), number)?;
                rounds.entry((*name).to_owned()).or_default().push((median, least));
            }
            ["GRAD", name, numbers @ ..] if name.ends_with("-grad") => {
                gradients.push((*name, numbers.iter().map(number).collect::<Result<_, _>>()?));
            }
            _ => {}
        }
    }
    crate::check_gradients(&gradients)?;
    Ok(rounds)
}

/// What a bar says of these numbers, and whether it is met; where they do not have both programs, neither.
fn judge(rounds: &Rounds, bar: &Bar) -> Option<(String, bool)> {
    let (found, _) = ratio(rounds, bar.name, bar.against)?;
    let (sign, met) = if bar.most { ("≤", found <= bar.ratio) } else { ("≥", found >= bar.ratio) };
    Some((format!("{found:.3} {sign} {} × {}", bar.ratio, &bar.against[3..]), met))
}

/// Prints the table of what is on the standard input, in `unit`s a step.
pub fn print(unit: &str) -> Result<(), String> {
    let rounds = read()?;
    println!("| program | {unit} a step | to C | least to least | bar | |");
    println!("|---|---:|---:|---:|---|---|");
    let mut missed = 0;
    for (prefix, title, steps) in PROBLEMS {
        println!("| **{title}** | | | | | |");
        let of_problem = |suffix: &'static str| {
            rounds.iter().filter(move |(name, _)| name.starts_with(prefix) && name.ends_with(suffix))
        };
        for (name, numbers) in of_problem("-value").chain(of_problem("-grad")) {
            let middle =
                median(numbers.iter().map(|(median, _)| *median).collect()) / steps / f64::from(trajectories(name));
            let (to_c, least) = ratio(&rounds, name, &in_c(name))
                .map_or_else(Default::default, |(a, b)| (format!("{a:.3}"), format!("{b:.3}")));
            let (bar, met) = match BARS.iter().find(|bar| bar.name == name).and_then(|bar| judge(&rounds, bar)) {
                Some((text, met)) => {
                    missed += usize::from(!met);
                    (text, if met { "met" } else { "**missed**" })
                }
                None => (String::new(), ""),
            };
            println!("| {} | {middle:.2} | {to_c} | {least} | {bar} | {met} |", &name[3..]);
        }
    }
    println!("\n{missed} of {} bars missed.", BARS.len());
    Ok(())
}
