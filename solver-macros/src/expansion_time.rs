//! The time an expansion takes grows as the body does. A user's macros are built without optimisation, as in
//! `cargo test -p solver-macros --lib time -- --nocapture --test-threads 1`, which prints the times.

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

fn time(line: Line, lines: usize) -> Duration {
    time_of(body(line, lines))
}

fn time_of(body: String) -> Duration {
    time_and_size(body).0
}

/// The time of an expansion, and of how many letters it is.
fn time_and_size(body: String) -> (Duration, usize) {
    let spent = move || {
        let function: syn::ItemFn = syn::parse_str(&body).unwrap();
        let (function, start) = (quote::quote!(#function), now());
        let expansion = expand(proc_macro2::TokenStream::new(), function, Role::Field);
        let end = now();
        let expansion = expansion.to_string();
        assert!(!expansion.contains("compile_error"), "{expansion}");
        (end.saturating_sub(start), expansion.len())
    };
    // The compiler's threads have so much stack.
    std::thread::Builder::new().stack_size(8 << 20).spawn(spent).unwrap().join().unwrap()
}

/// As [`check_each`], of bodies of one line after another.
fn check(name: &str, line: Line) {
    check_each(name, |lines| body(line, lines));
}

/// Holds eight times the lines against twenty times the time, between linear and 64, and 500 lines against two seconds, without
/// optimisation: on a quiet machine they take a quarter of that. What else is at work adds to a time, so the shorter of two counts.
fn check_each(name: &str, body: impl Fn(usize) -> String) {
    let times = [125, 250, 500, 1000].map(|lines| time_of(body(lines)).min(time_of(body(lines))));
    println!("{name}: 125, 250, 500 and 1000 lines take {times:.0?}");
    let growth = times[3].as_secs_f64() / times[0].as_secs_f64().max(1e-3);
    assert!(growth < 20.0, "{name}: eight times the lines take {growth:.1} times the time");
    assert!(times[2] < Duration::from_secs(2), "{name}: 500 lines take {:?}", times[2]);
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
fn nested_loops_that_change_arrays() {
    check("nested loops", |i| match i % 5 {
        0 => "for k in 0..5 {".into(),
        1 => "for l in 0..5 {".into(),
        2 => "c[k] += s * c[l];".into(),
        3 => "s = s * z + (c[l] * b).sin();".into(),
        _ => "} }".into(),
    });
}

/// A state of so many components, with its pattern, and eight equations side by side.
#[test]
fn equations() {
    check_each("equations", |n| {
        let [before, after] = [n - 1, 1];
        let line = |i: usize| {
            let (left, right) = ((i + before) % n, (i + after) % n);
            format!("a * (x[{left}] - 2.0 * x[{i}] + x[{right}]) - b * x[{i}] * x[{i}],")
        };
        let lines: String = (0..n).map(line).collect();
        format!("fn f<T: Real>(_t: T, x: [T; {n}], [a, b]: [T; 2]) -> [T; {n}] {{ [{lines}] }}")
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

/// What returns or jumps has what follows it in the other arms, written once.
#[test]
fn returns() {
    let growth = |name: &str, line: Line| {
        let [few, many] = [15, 60].map(|lines| time(line, lines).as_secs_f64());
        assert!(many < 32.0 * few.max(1e-3), "{name}: four times as many take {many:.3} s after {few:.3} s");
    };
    growth("`if`", |i| {
        format!("if n == {i} {{ return [z, s]; }} else if n == 99 {{ s = s * z; }} else {{ s = s * z.sin(); }}")
    });
    growth("`match`", |i| {
        format!("match n {{ {i} => return [z, s], 77 => s = s * z, 88 => s = s + z, _ => s = s.sin() }}")
    });
    growth("`let`", |i| {
        format!("let w = match n {{ {i} => return [z, s], 77 => s * z, 88 => z, _ => s }}; s = w * z;")
    });
    growth("`continue`", |i| {
        format!("for _ in 0..5 {{ match n {{ {i} => continue, 77 => s = s * z, _ => s = s.sin() }} s = s + z; }}")
    });
}

/// A long expression is as deep as it is long, and the compiler's stack is not.
#[test]
fn long_expressions() {
    check_each("a sum", |n| {
        let terms: Vec<_> = (0..n).map(|i| format!("a * x.sin() * {i}.5")).collect();
        let sum = terms.join(" + ");
        format!("fn f<T: Real>(_t: T, [x, y]: [T; 2], [a, b]: [T; 2]) -> [T; 2] {{ [{sum}, b * y] }}")
    });
    check_each("a product", |n| {
        let product = vec!["(x - a)"; n].join(" * ");
        format!("fn f<T: Real>(_t: T, [x, y]: [T; 2], [a, b]: [T; 2]) -> [T; 2] {{ [{product}, b * y] }}")
    });
    check_each("an alternating sum", |n| {
        let terms: Vec<_> = (0..n).map(|i| format!("{} a * y / (x + {i}.0)", ["+", "-"][i % 2])).collect();
        let sum = terms.join(" ");
        format!("fn f<T: Real>(_t: T, [x, y]: [T; 2], [a, b]: [T; 2]) -> [T; 2] {{ [x {sum}, b * y] }}")
    });
}

/// Nor does it stand in each of several arms that go on with others between them.
#[test]
fn jumps_here_and_there() {
    let growth = |name: &str, line: Line| {
        let [few, many] = [12, 48].map(|lines| {
            let lines: String = (0..lines).map(line).collect();
            time_of(format!(
                "fn f<T: Real>(_t: T, [x, y]: [T; 2], a: T, n: usize) -> [T; 2] {{
                    let mut s = x;
                    for k in 0..5 {{ {lines} s = s * a; }}
                    [s, y]
                }}"
            ))
            .as_secs_f64()
        });
        println!("{name}: 12 and 48 take {few:.3} s and {many:.3} s");
        assert!(many < 32.0 * few.max(1e-3), "{name}: four times as many take {many:.3} s after {few:.3} s");
    };
    growth("arms that go on between others that do not", |i| {
        format!("match n {{ {i} => s = s * x, 77 => continue, 78 => s = s + y, 88 => continue, _ => s = s.sin() }}")
    });
    growth("`if` between others", |i| {
        format!("if n == {i} {{ s = s * x; }} else if k == 3 {{ continue; }} else {{ s = s + y; }}")
    });
    growth("an `if` within an `if`", |i| format!("if n == {i} {{ if k == 3 {{ break; }} s = s * x; }}"));
}

/// The pattern of a field is found turn by turn, and a loop within loops has many.
#[test]
fn nested_loops() {
    let open = ["i0", "i1", "i2", "i3", "i4", "i5", "i6", "i7", "i8"].map(|i| format!("for {i} in 0..5 {{ ")).concat();
    let body = format!(
        "fn f<T: Real>(_t: T, x: [T; 5], a: T) -> [T; 5] {{
            let (mut y, mut k) = (x, 0);
            {open} y[i8] += a * x[(i7 + k) % 5]; k += 1; {}
            y
        }}",
        "}".repeat(9)
    );
    let start = now();
    let function: syn::ItemFn = syn::parse_str(&body).unwrap();
    let expansion = expand(proc_macro2::TokenStream::new(), quote::quote!(#function), Role::Field).to_string();
    let spent = now().saturating_sub(start);
    println!("nine loops: {spent:?}");
    assert!(!expansion.contains("compile_error") && spent < Duration::from_secs(4), "{spent:?}");
}

/// Nor where arms give values, or results of the function: twice as many such statements are twice the code.
#[test]
fn several_arms_that_leave() {
    let growth = |name: &str, in_turns: bool, line: Line| {
        let sizes = [10, 20, 40].map(|lines| {
            let lines: String = (0..lines).map(line).collect();
            let lines = if in_turns { format!("for k in 0..5 {{ {lines} s = s * a; }}") } else { lines };
            let (time, size) = time_and_size(format!(
                "fn f<T: Real>(_t: T, [x, y]: [T; 2], a: T, n: usize, law: Law, c: &[f64]) -> [T; 2] {{
                    let mut s = x;
                    {lines}
                    [s, y]
                }}"
            ));
            println!("{name}: {time:.0?} for {size} letters");
            assert!(time < Duration::from_secs(4), "{name}: {time:.1?}");
            size
        });
        let [first, second] = [sizes[1] - sizes[0], sizes[2] - sizes[1]];
        assert!(10 * second < 22 * first, "{name}: 10, 20 and 40 statements become {sizes:?} letters");
    };
    growth("a `match` and `continue`", true, |i| {
        format!("let v = match n {{ {i} => s * x, 77 => continue, 78 => y, 79 => break, _ => s }}; s = s + v.sin();")
    });
    growth("data in variants", true, |i| {
        format!(
            "let (v, w) = match law {{ Law::At(k) => (s * c[k + {i}], x), Law::Off => {{ s = s * a; continue }}, _ => (y, s) }};
            s = s * w + v.sin();"
        )
    });
    growth("comparisons", true, |i| match i % 2 {
        0 => format!(
            "let v = if s > {i}.5 {{ s * x }} else if s > x {{ continue }} else if s > y {{ y }} else {{ break }};"
        ),
        _ => format!("let w = if v > {i}.5 {{ x }} else if v > s {{ continue }} else {{ v }}; s = s * w + v.sin();"),
    });
    growth("results by value", false, |i| {
        format!("let v = match n {{ {i} => s * x, 77 => return [x, s], 78 => y, _ => s }}; s = s + v.sin();")
    });
    growth("results by comparisons", false, |i| match i % 2 {
        0 => format!("let v = if s > {i}.5 {{ s * x }} else if s > x {{ return [s, s * x]; }} else {{ y }};"),
        _ => format!("if v > {i}.5 {{ s = s * v; }} else if v > s {{ return [v, y]; }} else {{ s = s + v; }}"),
    });
    growth("results of statements", false, |i| {
        format!(
            "match n {{ {i} => s = s * x, 77 => return [x, s], 78 => {{ s = s.sin(); return [s, y]; }}, _ => s = s + y }}"
        )
    });
}

/// A shape of a body: what it is called, and how it is written with so many of what it has.
type Shape = (&'static str, fn(usize) -> String);

fn lines(line: Line, count: usize) -> String {
    (0..count).map(line).collect()
}

fn in_body(lines: &str) -> String {
    format!(
        "fn f<T: Real>(_t: T, [x, y]: [T; 2], (a, b, c0): (T, T, [T; 5]), n: usize) -> [T; 2] {{
            let (mut c, mut s, mut z) = (c0, x, y);
            {lines}
            [s + a * z, b * c[0]]
        }}"
    )
}

fn in_loop(lines: &str) -> String {
    in_body(&format!("for k in 0..5 {{ {lines} s = s * a; }}"))
}

/// Holds four times as many against eight times the time, and five times the letters.
fn hold(shapes: &[Shape], most: usize) {
    for (name, body) in shapes {
        let [few, many] = [most / 4, most].map(|count| time_and_size(body(count)));
        let growth = many.0.as_secs_f64() / few.0.as_secs_f64().max(1e-2);
        println!("{name}: {} and {most} take {:.0?} and {:.0?}", most / 4, few.0, many.0);
        assert!(growth < 10.0, "{name}: four times as many take {growth:.1} times the time");
        assert!(many.1 < 5 * few.1, "{name}: four times as many are {} letters after {}", many.1, few.1);
    }
}

#[test]
fn arms_that_leave_one_after_another() {
    let shapes: [Shape; 6] = [
        ("continue by numbers", |n| in_loop(&lines(|i| format!("if s > {i}.5 {{ s = s * x; continue; }}"), n))),
        ("continue by counts", |n| in_loop(&lines(|i| format!("if n == {i} {{ s = s * x; continue; }}"), n))),
        ("break by numbers", |n| in_loop(&lines(|i| format!("if s > {i}.5 {{ break; }} s = s * a;"), n))),
        ("break by counts", |n| in_loop(&lines(|i| format!("if n == {i} {{ s = s * x; break; }}"), n))),
        ("return by numbers", |n| in_body(&lines(|i| format!("if s > {i}.5 {{ return [z, s]; }} s = s * a;"), n))),
        ("return by counts", |n| in_body(&lines(|i| format!("if n == {i} {{ return [z, s]; }} s = s * a;"), n))),
    ];
    hold(&shapes, 240);
}

#[test]
fn statements_one_after_another() {
    let shapes: [Shape; 6] = [
        ("lets in blocks", |n| in_body(&lines(|i| format!("let z = {{ let w = z * {i}.5; w * s + w }};"), n))),
        ("calls", |n| in_body(&lines(|i| format!("s = g(s, z * {i}.5); z = z + h([s, z])[0];"), n))),
        ("elements", |n| in_body(&lines(|i| format!("c[{}] = s * c[{}] + {i}.5;", i % 5, (i + 1) % 5), n))),
        ("sums of elements", |n| in_body(&lines(|i| format!("c[{}] += s * {i}.5;", i % 5), n))),
        ("loops with counters", |n| {
            in_body(&lines(|i| format!("let mut m = 0; for k in 0..5 {{ s += c[m] * {i}.5; m += 1; }}"), n))
        }),
        ("choices", |n| in_body(&lines(|i| format!("if n == {i} {{ s = s * x; }}"), n))),
    ];
    hold(&shapes, 240);
}

#[test]
fn arms_and_parts() {
    let shapes: [Shape; 5] = [
        ("else by counts", |n| {
            in_body(&format!("{} {{ s = z; }}", lines(|i| format!("if n == {i} {{ s = s * {i}.5; }} else "), n)))
        }),
        ("else by numbers", |n| {
            in_body(&format!("z = {} {{ z }};", lines(|i| format!("if s > {i}.5 {{ s * {i}.5 }} else "), n)))
        }),
        ("arms", |n| in_body(&format!("s = match n {{ {} _ => z }};", lines(|i| format!("{i} => s * {i}.5,"), n)))),
        ("arms that are statements", |n| {
            let arms = lines(|i| format!("{i} => {{ s = s * {i}.5; z = z + a; }}"), n);
            in_body(&format!("match n {{ {arms} _ => z = s }}"))
        }),
        ("parts of a tuple", |n| {
            let (names, parts) = (lines(|i| format!("w{i},"), n), lines(|i| format!("s * {i}.5,"), n));
            in_body(&format!("let ({names}) = ({parts}); s = a {};", lines(|i| format!("+ w{i}"), n)))
        }),
    ];
    hold(&shapes, 240);
}

#[test]
fn nested() {
    let shapes: [Shape; 5] = [
        ("ifs", |n| in_body(&format!("{} {}", lines(|i| format!("if s > {i}.5 {{ s = s * a;"), n), "}".repeat(n)))),
        ("blocks", |n| {
            let open = lines(|i| format!("{{ let w = s * {i}.5; s = w * w;"), n);
            in_body(&format!("{open} {}", "}".repeat(n)))
        }),
        ("parentheses", |n| {
            in_body(&format!("s = {} s {};", lines(|i| format!("({i}.5 * a + x * "), n), ")".repeat(n)))
        }),
        ("calls in calls", |n| in_body(&format!("s = {} s {};", "g(a, ".repeat(n), ")".repeat(n)))),
        ("chained methods", |n| in_body(&format!("s = s{};", ".sin().mul_add(a, b)".repeat(n)))),
    ];
    hold(&shapes, 120);
}
