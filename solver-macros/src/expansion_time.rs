//! The time an expansion takes grows as the body does. `cargo test --release -p solver-macros --lib time -- --nocapture` prints
//! the times; without optimisation four times as much is allowed.

use core::time::Duration;
use std::sync::LazyLock;
use std::time::Instant;

use crate::expand;
use crate::write::Role;

/// What one line says, given its number.
type Line = fn(usize) -> String;

fn body(line: Line, lines: usize) -> String {
    let lines: String = (0..lines).map(line).collect();
    format!(
        "fn f<T: Real>(_t: T, [x, y]: [T; 2], (a, b, c0): (T, T, [T; 5]), n: usize) -> [T; 2] {{
            let (mut c, mut s, mut z) = (c0, x, y);
            for k in 0..5 {{ c[k] += x; }}
            {lines}
            [s + a * z, b * c[0]]
        }}"
    )
}

/// The processor time of this thread, which other work disturbs least, or the time of day where the system does not say it.
fn now() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let said = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let spent = said.and_then(|said| said.split(' ').next()?.parse().ok());
    spent.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

/// The time of an expansion.
fn time(line: Line, lines: usize) -> Duration {
    let body = body(line, lines);
    let spent = move || {
        let function: syn::ItemFn = syn::parse_str(&body).unwrap();
        let (function, start) = (quote::quote!(#function), now());
        let expansion = expand(proc_macro2::TokenStream::new(), function, Role::Field);
        let end = now();
        let expansion = expansion.to_string();
        assert!(!expansion.contains("compile_error"), "{expansion}");
        end.saturating_sub(start)
    };
    // The compiler's threads have so much stack.
    std::thread::Builder::new().stack_size(8 << 20).spawn(spent).unwrap().join().unwrap()
}

/// Holds four times the lines against three times as many times the time, and 500 lines against a second.
fn check(name: &str, line: Line) {
    let times = [75, 300, 500].map(|lines| time(line, lines));
    println!("{name}: 75, 300 and 500 lines take {times:.0?}");
    let growth = times[1].as_secs_f64() / times[0].as_secs_f64().max(1e-3);
    assert!(growth < 12.0, "{name}: four times the lines take {growth:.1} times the time");
    let most = if cfg!(debug_assertions) { 4 } else { 1 };
    assert!(times[2] < Duration::from_secs(most), "{name}: 500 lines take {:?}", times[2]);
}

#[test]
fn straight_lines() {
    check("straight lines", |i| match i % 4 {
        0 => "let mut z = s * z + a;".into(),
        1 => "s = (z * 0.5).sin() - y;".into(),
        2 => "z = z / (s * s + 1.0);".into(),
        _ => "z = (z * 0.1).exp() * b - x * 0.25;".into(),
    });
}

#[test]
fn loops() {
    check("loops", |i| match i % 10 {
        0 => "for k in 0..5 { s += c[k] * (z * s).sin(); c[k] = s; }".into(),
        _ => "z = z * s - a / (b * b + 2.0);".into(),
    });
}

#[test]
fn arrays() {
    check("arrays", |i| format!("c[(n + {i}) % 5] += s * c[n] * z; c[n] = s * c[n];"));
}

#[test]
fn choices() {
    check("choices", |i| match i % 3 {
        0 => "z = if s < z { z * a } else { s - z.sin() };".into(),
        1 => format!("if n > {i} {{ c[1] += z * c[n]; }} else {{ s = s * z; }}"),
        _ => "s = s.max(z * b);".into(),
    });
}

/// Each return has what follows it in the other arm.
#[test]
fn returns() {
    let [few, many] = [15, 60]
        .map(|lines| time(|i| format!("if n == {i} {{ return [z, s]; }} s = s * z.sin();"), lines).as_secs_f64());
    assert!(many < 32.0 * few.max(1e-3), "four times the returns take {many:.3} s after {few:.3} s");
}
