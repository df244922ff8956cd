//! Numbers that change within expressions, places that are assigned as patterns, tables, options, and blocks that are left.

use super::{Kind, Writer, piece};

impl Writer<'_> {
    /// A statement.
    pub(super) fn within(&mut self) -> String {
        let (a, b) = (self.element(1), self.element(1));
        let (condition, passive, c) = (self.condition(), self.passive_condition(), self.literal());
        let (i, j, six, flag) = (self.index(3), self.index(3), self.index(6), self.passive_condition());
        let (chain, other) = (self.chain("v.iter()"), self.chain("v.iter()"));
        let changed = self.chain("u.iter_mut()");
        let length = self.length();
        let name = self.name(Kind::Number);
        let value = match self.pick(30) {
            0 => format!("{{ let mut y = {a}; ({{ y = 0.5 * y + x; y }}) * y + {{ y -= {b}; y }} }}"),
            1 => format!("{{ let mut y = {a}; let [z, u, t] = [y, {{ y *= 0.5; y }}, y]; z * u - t }}"),
            2 => format!(
                "{{ let mut y = {a}; if {{ y *= 0.5; y > 0.1 }} && {{ y += x; y < 0.9 }} {{ y }} else {{ y * p }} }}"
            ),
            3 => {
                format!("{{ let mut y = {a}; if {passive} || {{ y = y.sin(); y > {b} }} {{ y.cos() }} else {{ y }} }}")
            }
            4 => format!(
                "{{ let mut y = {a}; let f = |z: T, u: T| z - u * {c}; f({{ y += x; y }}, y) + f(y, {{ y *= y; y }}) }}"
            ),
            5 => format!(
                "{{ let mut y = {a}; let z = match {{ y = y * 0.5 + p; n % 3 }} {{ 0 => y, 1 => {{ y *= x; y + 1.0 }} _ => {b} }}; z * y }}"
            ),
            6 => format!("{{ let mut y = {a}; let z = if {condition} {{ y = {b}; y * x }} else {{ p }}; z + y }}"),
            7 => format!(
                "{{ let (mut y, mut u) = ({a}, {b}); match n % 4 {{ 0 => y += u, 1 => u *= y, 2 if {condition} => (y, u) = (u, y), _ => {{}} }} y * 0.3 + u }}"
            ),
            8 => format!(
                "{{ let mut z = ({a}, [{b}, x]); z.0 += z.1[1]; z.1[n % 2] *= z.0; (z.0, z.1) = (z.1[0], [z.0, p]); z.0 * z.1[0] + z.1[1] }}"
            ),
            9 => format!(
                "{{ let mut z = ([{a}, p], ({b}, n)); for i in 0..3 {{ z.1.0 = (z.0[i % 2] * z.1.0).sin(); z.0[z.1.1 % 2] = z.1.0; z.1.1 += i; }} z.0[0] + z.0[1] * z.1.0 }}"
            ),
            10 => format!(
                "{{ let mut z = [{a}, {b}, x]; [z[{i}], _, z[{j}]] = [z[2], z[0], z[1] * p]; z[0] - z[1] * z[2] }}"
            ),
            11 => format!(
                "{{ let (mut y, mut z) = (x, [p; 3]); (y, z[{i}]) = ({a}, y); (z[0], _, y) = (y, {b}, z[{j}]); y * z[0] + z[{i}] }}"
            ),
            12 => format!("[({a}, x * ({b})), (x, p), (p, x)].iter().map(|(y, z)| *y * *z).sum::<T>()"),
            13 => {
                format!("[({a}, 1), (({b}) * x, n)].iter().map(|&(y, k)| y * k as f64).fold(x, |z, y| (z * y).tanh())")
            }
            14 => format!(
                "{{ let mut z = T::ZERO; for (k, (y, u)) in [({a}, p), (x, {b})].into_iter().enumerate() {{ z = (z + y * u * TABLE[k]).sin(); }} z }}"
            ),
            15 => format!(
                "{{ let mut z = x; for (&y, &k) in v.iter().zip(&ORDER) {{ z = (0.5 * z + y * v[k] * TABLE[k % 5]).tanh(); }} z * ({a}) }}"
            ),
            16 if self.chance(2) => format!(
                "v[if {six} < ORDER[0] {{ ORDER[{six}] }} else {{ ORDER[2] }}] * ({a}) + if (ORDER[1]..ORDER[0]).contains(&({six})) {{ {b} }} else {{ x }}"
            ),
            16 => format!("v[ORDER[{six}]] * ({a}) + TABLE[ORDER[n % 6] % 5] * v[ORDER[ORDER[{six}]]]"),
            17 => format!(
                "{{ let z = w.get(n); let y = match z {{ Some(&y) => ({a}) * y, None => {b} }}; y * w.get(n + 3).copied().unwrap_or({c}) }}"
            ),
            18 => format!("{{ x * w[1] + w.first().map_or(0.5, |y| y * c) * ({a}) }}"),
            19 => format!(
                "({a}) * f64::from(n as u8) * 0.1 + ({b}) * f64::from(u8::from({passive})) + x * usize::from({flag}) as f64"
            ),
            20 => format!(
                "{{ let mut y = {a}; for k in 0..3 {{ y = if k == 1 && {{ y *= x; y > 0.0 }} {{ y.sin() }} else {{ let z = y; y = {b}; z - y }}; }} y }}"
            ),
            21 => format!(
                "{{ let f = |y: T| {{ let mut y = y; for k in 0..2 {{ y = (y * v[k] + {c}).sin(); }} y }}; f({a}) * f({b}) + f(f(x)) }}"
            ),
            22 => format!("{chain}.map(|y| *y * ({a})).fold(x, |z, y| (z * y).tanh() - y)"),
            23 => format!("{{ let mut z = {a}; for y in {chain} {{ z = (z * *y).sin() + {b}; }} z }}"),
            24 => format!("{chain}.zip({other}).fold(x, |z, (y, u)| (z * *y).tanh() - *u * ({a}))"),
            25 => format!(
                "{{ let mut z = {a}; for (k, (y, u)) in {chain}.zip({other}).enumerate() {{ z = (z * *y).sin() + *u * k as f64; }} z }}"
            ),
            26 => format!(
                "{{ let mut u: [T; {length}] = v.map(|y| y * ({a})); for y in {changed} {{ *y = (*y * x).sin() + 0.3; }} u[0] * u[1] - u[2] * u[3] + u[4] * u[n % 6] }}"
            ),
            27 => format!(
                "{{ let (y, k) = {chain}.fold(({a}, {i}), |(z, k), y| (z * *y + v[k], (k + n) % 6)); y * v[k] }}"
            ),
            28 => format!(
                "{{ let (y, on, k) = (0..6).fold(({a}, {flag}, n), |z, i| (if z.1 {{ z.0 * v[i] }} else {{ z.0.sin() }}, !z.1, z.2 + i)); if on {{ y }} else {{ y * k as f64 * 0.1 }} }}"
            ),
            _ => format!(
                "{{ let f = |[y, z]: [T; 2], (u, k): (T, usize)| [z * u, y + v[k]]; let [y, z] = f([{a}, x], ({b}, n % 6)); let [y, _] = f([z, y], (p, 2)); y }}"
            ),
        };
        self.bind(&name, Kind::Number, false);
        // Nothing is left of it where it is cut but its name.
        format!("let {name} = {};\n", piece("x", &format!("({value}).tanh()")))
    }

    /// An iterator of what it goes over, in any order of its adaptors.
    fn chain(&mut self, of: &str) -> String {
        let mut chain = of.to_string();
        for _ in 0..self.pick(5) {
            let count = self.pick(3).to_string();
            let index = self.index(3);
            let by = self.one_of(&[&count, "n", "n % 3", "n / 2", &index]).to_string();
            chain += &match self.pick(4) {
                0 => ".rev()".into(),
                1 => format!(".skip({by})"),
                2 => format!(".take({by} + 2)"),
                _ => format!(".step_by({by} + 1)"),
            };
        }
        chain
    }
}
