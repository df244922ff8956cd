//! Calls of differentiable functions, values of unknown shape, and solves within functions.

use tapeless::{Ode, RK4, Real, Solve, Uniform, differentiable, vector_field};

use crate::check::{and_plain, holds};

mod inner {
    use tapeless::{Real, differentiable};

    #[differentiable]
    pub(crate) fn polar<T: Real>([x, y]: [T; 2]) -> [T; 2] {
        [x.hypot(y), y.atan2(x)]
    }

    #[differentiable]
    pub fn split<T: Real>(x: T, &[a, b]: &[T; 2]) -> (T, [T; 2]) {
        (x * a, [a * b, b.sin() * x])
    }

    #[differentiable]
    pub(super) fn square<T: Real>(x: T) -> T {
        x * x
    }
}

use inner::square;

and_plain! {
    #[differentiable]
    fn calls<T: Real>(x: T, y: T) -> T {
        square(x) + inner::square(y) * square(x * y)
    }

    #[differentiable]
    fn calls_of_calls<T: Real>(x: T) -> T {
        square(square(x) + x) * square(square(x))
    }

    /// `square` is the sine here, `act` one function and then another.
    #[differentiable]
    fn by_another_name<T: Real>(x: T, y: T) -> T {
        let angle = inner::polar;
        let act: fn(T) -> T = T::tanh;
        let square = T::sin;
        let larger = T::max;
        let again = act;
        let act = T::cos;
        let [u, v] = [x, y].map(again);
        square(u) * angle([v, x])[1] + act(x) * [x, y].iter().copied().fold(u, larger)
    }

    #[differentiable]
    fn elements<T: Real>(x: T, y: T) -> T {
        let r = inner::polar([x, y * y]);
        r[0] * r[1] + r[0]
    }

    #[differentiable]
    fn one_element<T: Real>(x: T, y: T) -> T {
        let r = inner::polar([x, y * y]);
        r[1] * x
    }

    #[differentiable]
    fn patterns_of_calls<T: Real>(x: T, y: T) -> T {
        let (a, [b, c]) = inner::split(x, &[y, x * y]);
        a * b - c
    }

    #[differentiable]
    fn whole_values_pass_on<T: Real>(p: [T; 2]) -> [T; 2] {
        let q = inner::polar(p);
        inner::polar(q)
    }

    #[differentiable]
    fn whole_and_parts<T: Real>(p: [T; 2]) -> [T; 2] {
        let q = inner::polar(p);
        let [a, b] = inner::polar(q);
        let [c, _] = inner::polar(q);
        [a * q[0] + c, b - q[1]]
    }

    #[differentiable]
    fn parts_are_values<T: Real>(x: T, y: T) -> [T; 2] {
        let (a, b) = inner::split(x, &[y, x]);
        let [c, d] = inner::polar(b);
        [a * c + b[0], d]
    }

    #[differentiable]
    fn fields_of_calls<T: Real>(x: T, y: T) -> T {
        let r = inner::split(x, &[y, x]);
        r.0 * r.1[0] + r.1[1]
    }

    #[differentiable]
    fn returned_whole<T: Real>(p: [T; 2]) -> [T; 2] {
        inner::polar(p)
    }

    #[differentiable]
    fn returned_in_a_tuple<T: Real>(p: [T; 2], k: T) -> ([T; 2], T) {
        (inner::polar(p), k * p[0])
    }

    #[differentiable]
    fn of_a_constant<T: Real>(x: T) -> T {
        let [r, _] = inner::polar([x, 2.0]);
        r * x
    }

    #[differentiable]
    fn calls_in_arms<T: Real>(x: T, y: T) -> T {
        let r = inner::polar([x, y]);
        if x > y {
            let s = inner::polar([r[0], x]);
            s[1] * square(y)
        } else {
            square(r[1])
        }
    }

    #[differentiable]
    fn chosen_calls<T: Real>(x: T, y: T) -> T {
        let r = if x > y { inner::polar([x, y]) } else { inner::polar([y * y, x]) };
        r[0] * r[1]
    }

    #[vector_field]
    fn decay<T: Real>(_t: T, [x, y]: [T; 2], [a, b]: [T; 2]) -> [T; 2] {
        [-(a * x), a * x - b * square(y)]
    }

    #[differentiable]
    fn a_solve<T: Real>(y0: [T; 2], log_a: T, b: T) -> T {
        let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<20>(T::ZERO, T::ONE));
        let p = [log_a.exp(), b];
        let [x, y] = solve.value(&y0, &p);
        (x - 0.3) * (x - 0.3) + y * b
    }

    #[differentiable]
    fn two_solves<T: Real>(y0: [T; 2], p: [T; 2]) -> [T; 2] {
        let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<10>(T::ZERO, T::ONE));
        let y1 = solve.value(&y0, &p);
        let y2 = solve.value(&y1, &[p[1], p[0]]);
        [y2[0] * y1[1], y2[1] + y0[0]]
    }

    #[differentiable]
    fn a_solve_called<T: Real>(y0: [T; 2], p: [T; 2]) -> T {
        let end = two_solves(y0, p);
        let [r, angle] = inner::polar(end);
        r * angle
    }

    #[differentiable]
    fn a_solve_passed_on<T: Real>(y0: [T; 2], p: [T; 2]) -> T {
        let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<10>(T::ZERO, T::ONE));
        let end = solve.value(&y0, &p);
        let [r, angle] = inner::polar(end);
        r * angle
    }
}

holds! {
    calls: Calls, |a| calls(a.0, a.1), [(1.5, 0.3)];
    calls_of_calls: CallsOfCalls, |a| calls_of_calls(a.0), [(1.5,)];
    by_another_name: ByAnotherName, |a| by_another_name(a.0, a.1), [(0.7, 1.3), (1.2, -0.4)];
    elements: Elements, |a| elements(a.0, a.1), [(1.5, 0.3)];
    one_element: OneElement, |a| one_element(a.0, a.1), [(1.5, 0.3)];
    patterns_of_calls: PatternsOfCalls, |a| patterns_of_calls(a.0, a.1), [(1.5, 0.3)];
    whole_values_pass_on: WholeValuesPassOn, |a| whole_values_pass_on(a.0), [([1.5, 0.3],)];
    whole_and_parts: WholeAndParts, |a| whole_and_parts(a.0), [([1.5, 0.3],)];
    parts_are_values: PartsAreValues, |a| parts_are_values(a.0, a.1), [(1.5, 0.3)];
    fields_of_calls: FieldsOfCalls, |a| fields_of_calls(a.0, a.1), [(1.5, 0.3)];
    returned_whole: ReturnedWhole, |a| returned_whole(a.0), [([1.5, 0.3],)];
    returned_in_a_tuple: ReturnedInATuple, |a| returned_in_a_tuple(a.0, a.1), [([1.5, 0.3], 2.0)];
    of_a_constant: OfAConstant, |a| of_a_constant(a.0), [(1.5,)];
    calls_in_arms: CallsInArms, |a| calls_in_arms(a.0, a.1), [(1.5, 0.3), (0.3, 1.5)];
    chosen_calls: ChosenCalls, |a| chosen_calls(a.0, a.1), [(1.5, 0.3), (0.3, 1.5)];
    a_solve: ASolve, |a| a_solve(a.0, a.1, a.2), [([1.5, 0.3], 0.2, 0.7)];
    two_solves: TwoSolves, |a| two_solves(a.0, a.1), [([1.5, 0.3], [0.2, 0.7])];
    a_solve_called: ASolveCalled, |a| a_solve_called(a.0, a.1), [([1.5, 0.3], [0.2, 0.7])];
    a_solve_passed_on: ASolvePassedOn, |a| a_solve_passed_on(a.0, a.1), [([1.5, 0.3], [0.2, 0.7])];
}
