//! More of the language: windows and chunks, functions by name, solves that give more than their end, structs over others,
//! jumps out of a `let … else`, and what is iterated to be changed.

use super::{Count, Kind, Writer, piece};

impl Writer<'_> {
    /// A number.
    pub(super) fn more(&mut self, a: &str, b: &str) -> String {
        let (u, w, z) = (self.array_name(), self.array_name(), self.fresh());
        let m = self.named(Kind::Matrix, false).unwrap_or_else(|| "m".into());
        let r = self.named(Kind::Row, false).unwrap_or_else(|| "r".into());
        if self.often > 60 {
            return format!("({a}).sin() * ({b})");
        }
        match self.pick(24) {
            0 => format!("{u}.windows(2).map(|{z}| {z}[1] - {z}[0] * x).sum::<T>()"),
            1 => format!("{u}.windows(3).fold({a}, |sum, {z}| (0.5 * sum + {z}[0] * {z}[2]).tanh())"),
            2 => format!("{u}.chunks_exact(2).map(|{z}| {z}[0] * {z}[1]).sum::<T>()"),
            3 => format!("{u}.chunks_exact(3).fold(T::ONE, |z, {z}| z * ({z}[0] + {z}[1] * {z}[2]).cos())"),
            4 => format!("{u}.iter().copied().fold({u}[0], T::max)"),
            5 => format!("{u}.iter().copied().map(T::sin).sum::<T>()"),
            6 => format!("{u}[1..4].iter().sum::<T>() + ({a}) * {u}[n..].iter().product::<T>()"),
            7 => format!("{m}.iter().map(|{z}| {z}[0] * {z}[2]).sum::<T>()"),
            8 => format!("{m}.iter().map(|{z}| {z}.iter().copied().sum::<T>()).product::<T>() * ({a})"),
            9 => format!("{r}.iter().zip(&{m}[n % 4]).map(|(y, {z})| *y * *{z}).sum::<T>()"),
            10 if self.chance(2) => {
                format!("{{ let {z} = &{u}[1..4]; {z}[0] * {z}.iter().sum::<T>() + {z}[2] * ({a}) }}")
            }
            10 => format!("{{ let {z} = ({u}, {r}); {z}.0[2] * {z}.1[1] + ({b}) }}"),
            11 => format!(
                "{{ const {}: [f64; 3] = [0.3, -0.5, 0.7]; ({a}).sin() * {}[n % 3] }}",
                z.to_uppercase(),
                z.to_uppercase()
            ),
            12 => format!("{{ let f = |y: T, {z}: T| (y * {z}, y + {z}); let (y, {z}) = f({a}, {b}); y.sin() * {z} }}"),
            13 => format!("{{ let f = |i: usize| {u}[i] * x; f(n % 6) + f(2).sin() }}"),
            14 => format!(
                "{{ let solve = Solve::new(Ode(Swing), RK4, Uniform::new::<4>(T::ZERO, T::lit(0.5))); let [y, {z}] = solve.saved::<2, _>(&[({a}).tanh(), x], &[p, ({b}).tanh()]); y[0] * {z}[1] }}"
            ),
            15 => format!(
                "{{ let solve = Solve::new(Ode(Swing), RK4, Uniform::new::<3>(T::ZERO, T::lit(0.5))); let {z}: [[T; 2]; 3] = solve.states(&[({a}).tanh(), p], &[x, 0.3 * c]); {z}.iter().map(|y| y[0] * y[1]).sum::<T>() }}"
            ),
            16 => format!(
                "{{ let solve = Solve::new(Ode(Swing), RK4, Uniform::new::<2>(T::ZERO, T::lit(0.5))); solve.objective(&[({a}).tanh(), x], &[p, ({b}).tanh()], &Terminal(Energy)) }}"
            ),
            17 => format!(
                "{{ let solve = Solve::new(Ode(Driven), RK4, Uniform::new::<3>(T::ZERO, T::lit(0.5))); let {z} = solve.with_inputs([({a}).tanh(), x, 0.3 * p]); {z}.value(&({b}).tanh(), &x) }}"
            ),
            18 => format!("energy([({a}).tanh(), {b}])"),
            19 => format!("{u}.iter().zip({w}.iter().rev()).map(|(y, {z})| (*y - *{z}).abs()).sum::<T>()"),
            20 => format!("{u}.iter().enumerate().map(|(i, {z})| *{z} * w[i % 6]).sum::<T>()"),
            21 => format!("{r}.into_iter().map(|{z}| {z} * ({b})).sum::<T>()"),
            22 => format!("{r}.iter().cloned().fold(T::ZERO, |y, {z}| y.max({z} * ({a})))"),
            _ => format!("{{ let Pair {{ a: {z}, b: [y, _] }} = Pair {{ a: {a}, b: [{b}, x] }}; {z}.hypot(y + 1.5) }}"),
        }
    }

    /// A statement.
    pub(super) fn more_statements(&mut self, depth: usize) -> String {
        let (i, z, value) = (self.fresh(), self.fresh(), self.number(1));
        let (array, matrix) = (self.named(Kind::Array, true), self.named(Kind::Matrix, true));
        let number = self.named(Kind::Number, true);
        let u = self.array_name();
        let few = self.often <= 60;
        // What is lent to be changed is not looked at.
        let lent = [&array, &matrix].into_iter().flatten().any(|name| value.contains(name.as_str()));
        let value = if lent { "x".into() } else { value };
        let text = match (self.pick(10), array, matrix, number) {
            (0, Some(array), ..) => {
                format!(
                    "for ({i}, {z}) in {array}.iter_mut().enumerate() {{\n*{z} += 0.2 * ({value}) * w[{i} % 6];\n}}\n"
                )
            }
            (1, _, Some(matrix), _) => {
                format!("for {z} in {matrix}.iter_mut() {{\n{z}[1] = (({value}) * {z}[0]).tanh();\n}}\n")
            }
            (2, _, Some(matrix), _) => format!(
                "for ({i}, {z}) in {matrix}.iter_mut().enumerate() {{\nfor y in {z}.iter_mut() {{\n*y = (*y * x + {i} as f64).sin();\n}}\n}}\n"
            ),
            (3, _, _, Some(number)) if few => {
                format!("for {z} in {u}.windows(2) {{\n{number} = (0.5 * {number} + {z}[0] * {z}[1]).tanh();\n}}\n")
            }
            (4, _, _, Some(number)) if few => {
                format!(
                    "for {z} in {u}.chunks_exact(3) {{\n{number} += 0.3 * ({z}[0] * {z}[2] - ({value})).sin();\n}}\n"
                )
            }
            (5, _, _, Some(number)) if few => format!(
                "for {i} in 0..3 {{\nlet Law::Linear({z}) = LAWS[({i} + n) % 3] else {{ continue }};\n{number} = (0.5 * {number} + ({value}) * {z}).tanh();\n}}\n"
            ),
            (6, _, _, Some(number)) => format!(
                "if let Law::Linear({z}) = LAWS[n % 3] {{\n{number} = ({number} * {z}).sin();\n}} else if let Law::Power {{ k, .. }} = LAWS[(n + 1) % 3] {{\n{number} -= 0.2 * k as f64 * ({value}).cos();\n}}\n"
            ),
            (7, _, _, Some(number)) if few => {
                let m = self.named(Kind::Matrix, false).unwrap_or_else(|| "m".into());
                format!("for {z} in &{m} {{\nfor &y in {z} {{\n{number} = (0.6 * {number} + y * x).sin();\n}}\n}}\n")
            }
            (8, Some(array), ..) if depth > 0 && few => {
                self.counts.push(Count { name: i.clone(), below: 6 });
                let value = self.number(2);
                self.counts.pop();
                let length = self.length();
                format!(
                    "for {i} in 0..{length} {{\nlet {z} = |y: T| (y * {array}[{i}]).sin();\nlet y = {z}({value}) + {z}(x);\n{array}[{i}] = y.tanh();\n}}\n"
                )
            }
            _ => {
                let name = self.name(Kind::Matrix);
                self.bind(&name, Kind::Matrix, true);
                return format!("let mut {name} = m.map(|{z}| {z}.map(|y| (y * {i}).sin()));\n")
                    .replace(&format!("* {i})"), &format!("* ({value}))"));
            }
        };
        piece("", &text)
    }
}
