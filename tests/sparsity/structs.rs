//! Fields of structs: their components are found by name when they are compiled.

use tapeless::{Real, Vector, differentiable, vector_field};

use crate::{exact, superset};

#[derive(Clone, Copy, Debug, PartialEq, Vector)]
struct Pendulum<T> {
    theta: T,
    omega: T,
}

#[derive(Clone, Copy, Debug, PartialEq, Vector)]
struct Body<T> {
    place: [T; 3],
    speed: [T; 3],
    mass: T,
}

#[derive(Clone, Copy, Debug, PartialEq, Vector)]
struct Pair<T> {
    one: Pendulum<T>,
    other: Pendulum<T>,
    spring: (T, T),
}

#[derive(Clone, Copy, Debug, PartialEq, Vector)]
struct Point<T>(T, T, T);

#[derive(Clone, Copy, Debug, PartialEq, Vector)]
struct Chain<T, const N: usize> {
    cells: [T; N],
    wall: T,
}

#[vector_field]
fn swing<T: Real>(_t: T, state: Pendulum<T>, length: T) -> Pendulum<T> {
    let pull = 9.81 / length * state.theta.sin();
    Pendulum { theta: state.omega, omega: -pull - 0.1 * state.omega }
}

#[vector_field]
fn apart<T: Real>(_t: T, Pendulum { theta, omega }: Pendulum<T>, length: T) -> Pendulum<T> {
    Pendulum { omega: -theta / length, theta: omega }
}

#[vector_field]
fn fall<T: Real>(_t: T, body: Body<T>, drag: T) -> Body<T> {
    let mut pull = [T::ZERO; 3];
    for i in 0..3 {
        pull[i] = -drag * body.speed[i] / body.mass;
    }
    pull[2] -= 9.81;
    Body { place: body.speed, speed: pull, mass: T::ZERO }
}

#[vector_field]
fn in_place<T: Real>(_t: T, body: Body<T>, drag: T) -> Body<T> {
    let mut slope = body;
    slope.place = body.speed;
    for i in 0..2 {
        slope.speed[i] = drag * body.place[i + 1];
    }
    slope.mass = -drag * body.mass;
    slope
}

#[vector_field]
fn the_rest<T: Real>(_t: T, body: Body<T>, drag: T) -> Body<T> {
    Body { mass: drag * body.place[0], ..body }
}

#[vector_field]
fn pair_of<T: Real>(_t: T, y: Pair<T>, k: T) -> Pair<T> {
    let force = k * (y.one.theta - y.other.theta) + y.spring.1;
    Pair {
        one: Pendulum { theta: y.one.omega, omega: -force },
        other: Pendulum { theta: y.other.omega, omega: force - y.spring.0 },
        spring: (y.spring.1, k),
    }
}

#[vector_field]
fn whole_parts<T: Real>(t: T, y: Pair<T>, k: T) -> Pair<T> {
    Pair { one: y.other, other: y.one, spring: (t * k, y.spring.0) }
}

#[vector_field]
fn tuple_struct<T: Real>(_t: T, p: Point<T>, k: T) -> Point<T> {
    Point(p.1, k * p.0 * p.2, k)
}

#[vector_field]
fn many<T: Real>(_t: T, [a, b]: [Pendulum<T>; 2], k: T) -> [Pendulum<T>; 2] {
    let pull = k * (a.theta - b.theta);
    [Pendulum { theta: a.omega, omega: -pull }, Pendulum { theta: b.omega, omega: pull - b.omega }]
}

#[vector_field]
fn many_in_a_loop<T: Real>(_t: T, chain: [Pendulum<T>; 4], k: T) -> [Pendulum<T>; 4] {
    let mut slope = chain;
    for i in 0..4 {
        slope[i].theta = chain[i].omega;
        slope[i].omega = k * (chain[(i + 1) % 4].theta - chain[i].theta);
    }
    slope
}

#[vector_field]
fn cells<T: Real>(_t: T, y: Chain<T, 5>, k: T) -> Chain<T, 5> {
    let mut slope = y.cells;
    for i in 1..5 {
        slope[i] = k * (y.cells[i - 1] - y.cells[i]);
    }
    slope[0] = y.wall;
    Chain { cells: slope, wall: -k * y.wall }
}

#[vector_field]
fn any_cells<T: Real, const N: usize>(_t: T, y: Chain<T, N>, k: T) -> Chain<T, N> {
    let cells: [T; N] = y.cells;
    Chain { cells: cells.map(|x| x * k), wall: k }
}

#[vector_field]
fn chosen<T: Real>(_t: T, y: Pendulum<T>, k: T) -> Pendulum<T> {
    if y.theta > k { Pendulum { theta: y.omega, omega: k } } else { Pendulum { theta: k, omega: y.omega * y.theta } }
}

#[vector_field]
fn changed_in_an_arm<T: Real>(_t: T, y: Body<T>, k: T, held: bool) -> Body<T> {
    let mut slope = y;
    if held {
        slope.mass = y.place[1];
    } else {
        slope.place[0] = k * y.mass;
    }
    slope
}

#[vector_field]
fn by_an_index<T: Real>(_t: T, y: Body<T>, k: T, at: usize) -> Body<T> {
    let mut slope = y;
    slope.place[at] = k * y.mass;
    slope.mass = y.speed[at];
    slope
}

#[vector_field]
fn swapped<T: Real>(_t: T, y: Body<T>, k: T) -> Body<T> {
    let mut slope = y;
    let before = slope.place;
    slope.place = slope.speed;
    slope.speed = before;
    slope.mass = k * slope.place[0];
    slope
}

impl<T: Real> Pendulum<T> {
    #[differentiable]
    fn energy(&self) -> T {
        self.theta * self.theta + self.omega * self.omega
    }
}

#[differentiable]
fn turned<T: Real>(y: Pendulum<T>) -> Pendulum<T> {
    Pendulum { theta: y.omega, omega: -y.theta }
}

#[vector_field]
fn of_calls<T: Real>(_t: T, y: Pair<T>, k: T) -> Pair<T> {
    let one: Pendulum<T> = turned(y.one);
    Pair { one, other: Pendulum { theta: y.other.energy(), omega: k }, spring: y.spring }
}

#[vector_field(turns = 8)]
fn a_running_struct<T: Real>(_t: T, y: Body<T>, k: T, count: usize) -> Body<T> {
    let mut slope = y;
    for _ in 0..count {
        slope.mass = slope.mass * k + slope.place[0];
        slope.place[0] = slope.place[1];
    }
    slope
}

fn pendulum(s: f64) -> Pendulum<f64> {
    Pendulum { theta: s + 0.2, omega: 0.7 * s - 0.1 }
}

fn body(s: f64) -> Body<f64> {
    Body { place: [s, 0.3 + s, 0.4 - s], speed: [0.2, s * s, 0.7], mass: 1.3 + s }
}

fn two(s: f64) -> Pair<f64> {
    Pair { one: pendulum(s), other: pendulum(1.0 - s), spring: (0.3, s) }
}

#[test]
fn straight_line_code_and_loops() {
    exact!(Swing; |s| (pendulum(s), 0.7));
    exact!(Apart; |s| (pendulum(s), 0.7));
    exact!(Fall; |s| (body(s), 0.7));
    exact!(InPlace; |s| (body(s), 0.7));
    exact!(TheRest; |s| (body(s), 0.7));
    exact!(PairOf; |s| (two(s), 0.7));
    exact!(WholeParts; |s| (two(s), 0.7));
    exact!(TupleStruct; |s| (Point(s, 0.3, s + 1.0), 0.7));
    exact!(Many; |s| ([pendulum(s), pendulum(1.0 - s)], 0.7));
    exact!(ManyInALoop; |s| ([pendulum(s), pendulum(1.0 - s), pendulum(2.0 * s), pendulum(0.3)], 0.7));
    exact!(Cells; |s| (Chain { cells: [s, 0.3, 0.4, 0.5, 0.6], wall: 1.0 + s }, 0.7));
    exact!(Swapped; |s| (body(s), 0.7));
    exact!(AnyCells::<3>, AnyCells<3>; |s| (Chain { cells: [s, 0.3, 0.4], wall: 1.0 + s }, 0.7));
}

#[test]
fn what_is_not_known_may_be_anything() {
    superset!(Chosen; |s| (pendulum(s), 0.7));
    for held in [true, false] {
        superset!(ChangedInAnArm { held }, ChangedInAnArm; |s| (body(s), 0.7));
    }
    for at in 0..3 {
        superset!(ByAnIndex { at }, ByAnIndex; |s| (body(s), 0.7));
    }
    superset!(OfCalls; |s| (two(s), 0.7));
    for count in [0, 1, 2, 5] {
        superset!(ARunningStruct { count }, ARunningStruct; |s| (body(s), 0.7));
    }
}
