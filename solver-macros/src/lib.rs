//! The attributes of [`tapeless`](https://docs.rs/tapeless): a function's exact reverse sweep, written as source.
//!
//! The body of a function becomes a graph (`lower`), the graph is transposed (`adjoint`), what the first half of the
//! sweep keeps for the second is chosen (`keep`), and all of it is written as source again (`emit`, `write`). Neither
//! types nor primitives are known here: generated code calls `Real`'s methods and `partial`'s functions by name, and the
//! compiler resolves them. `golden/` has expansions to read.

mod adjoint;
mod ahead;
mod args;
mod derive;
mod diffusion;
mod emit;
mod flow;
mod fuse;
mod graph;
mod infer;
mod input;
mod items;
mod keep;
mod linear;
mod lower;
mod names;
mod noise_kind;
mod rows;
mod shape;
mod sparsity;
mod stub;
mod undeclared;
mod write;

#[cfg(test)]
mod expansion_time;
#[cfg(test)]
mod golden;

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};
use syn::{Error, ItemFn, Result};

use crate::write::Role;

/// Makes a function `f(t, y, p)` or `f(t, y, p, u)` a vector field: what an ODE solves.
///
/// `fn lotka_volterra` gives the function itself and a type `LotkaVolterra`, a `VectorField` and `Vjp` over every
/// number. The state `y`, the parameters `p` and the input `u` are numbers, arrays, tuples or derived structs, bound by any
/// irrefutable pattern; the result has the state's shape. Lengths may be const parameters: `fn heat<T: Real, const N: usize>`
/// gives `Heat::<N>`. An argument whose type does not mention the number is not differentiated, and is a field of the type:
/// `fn heat<T: Real>(…, width: f64)` gives `Heat { width }`. It is copied, or lent: `&[f64]`, `&Table`, `&dyn Fn(f64) -> f64`.
/// In a function of `f64` or `f32` alone it is marked: `fn spring(x: f64, #[constant] stiffness: f64) -> f64`.
///
/// # The language
///
/// - `let` and `let mut` with any irrefutable pattern but `ref mut`, `let` without a value that every arm then gives it,
///   assignment and `+= -= *= /=` to variables, elements and fields, `xs.swap(i, j)`, `xs.rotate_left(k)` and
///   `xs.rotate_right(k)`, of slices too `xs.reverse()`, `xs.fill(x)` and `xs.copy_from_slice(&ys)`, `mem::swap` and
///   `mem::replace`, blocks, `const`, shadowing, and a `return` at the end of an arm of an `if`, a `match` or a `let … else` in
///   the function's own body.
/// - What is not differentiated changes too, in loops as well: counters, running indices, flags, a state of an `enum`, arrays
///   of integers (say their type, `let mut order: [usize; 4] = …`, where they are no indices), which are sorted too,
///   `order.sort_by(|a, b| w[*a].total_cmp(&w[*b]))`, and what is said to be an `f64`,
///   `let mut c: f64 = …`, where the function is of other numbers. What decides about them is not differentiated either. They
///   are computed ahead, in a loop of their own that notes what each turn begins with, and of arrays what it reads.
/// - Arithmetic, literals, primitives such as `x.sin()`, arrays and `[x; N]`, indices that are any expression that is not
///   differentiated, slices of literal ends `&xs[1..4]` and `xs.split_at(2)`, fields, tuples, struct literals with `..rest`,
///   also of what is no number, tuple structs, comparisons, `if`/`else`, `match` on what is not differentiated, whose patterns
///   may bind what is in it, and on comparisons, with guards that may ask either; `if let` and its chains, `let … else` and
///   `matches!` of what is not differentiated. `assert!` and its like of that too, and `unreachable!()`, where what decides
///   about the arm is not differentiated. Constants and tables outside are of what their uses say: indices, or numbers of
///   `f64`; what lies in one is given to a function as it is, `force(x, LAWS[n])`.
/// - `for` over `a..b` and `a..=b`, with `.rev()` and `.step_by(k)`, over arrays, `.iter()`, `.iter_mut()`, `.enumerate()`,
///   `.zip(…)`, `.chain(…)`, `.map(…)`, `.filter(…)`, `.skip(n)`, `.take(n)` in any order, slices `xs[a..b]`, and
///   `.windows(n)`, `.chunks_exact(n)` of a literal n; `.sum()`, `.product()` and `.fold(…)` of these; `array.map(…)` and
///   `core::array::from_fn(…)`, whose length is said, there or by a later `let`, the result or the array that it replaces; closures that change nothing,
///   and functions by name. `continue` and `break`, of a loop with a label too, end an arm of an `if` or a `match` in the
///   loop's own body; after a `break` the turns that are left do nothing.
/// - Calls of `#[differentiable]` functions and fields, `f::<T, N>(…)` where they have const parameters. Of a solve that is
///   made in the body, by what is not differentiated: `value`, `saved`, `states` and `objective` of `(&y0, &p)`; and `value`
///   and `objective` after `with_inputs(u)`, of which u may be differentiated. Any other call of what is not differentiated is
///   one as it stands; what it gives in a turn of a loop is kept. One that stands for itself, `check(n);` or `let _ =
///   check(n);`, is made too. It has no other effects than what it gives and that it may panic: it may be made again, or in
///   another order. What else nothing uses is not computed: neither does it panic, out of range or by overflow. What a call
///   gives is changed in a loop where its type is said, `let (y, ys): (T, [T; 3]) = f(x);`, and what a method gives is iterated
///   there.
/// - The length of an array that lies in a derived struct, or that a function gives, need not be said, `p.v.map(|x| -x)`,
///   `for w in f(x).iter()`; nor that of one that goes into either, `Body { v: core::array::from_fn(|i| …), .. }`.
/// - Calls of methods that [`macro@differentiable`] marks. `cfg!(…)` decides like anything else that is not differentiated;
///   `#[cfg(…)]` stands on whole functions.
///
/// A loop stays a loop in the reverse sweep. What that needs of each turn is kept in an array, whose length is the end of the
/// range: a literal, a const parameter, or what does not exceed one, as `N - 1`. Where it cannot be named, the attribute says
/// the most turns there can be, `#[vector_field(turns = 64)]`; more are a panic in the gradient. A linear loop keeps nothing.
///
/// What cannot be differentiated exactly is an error at its place. At a kink the arm that is taken decides: `abs` has the
/// derivative 0 at 0; `max` and `min` at a tie that of the first; `hypot` 0 at the origin; `powf` 0 by its exponent at a
/// base of 0; `clamp` that of its first, at its bounds too, which are not looked at; `sign` and `signum` have the derivative
/// 0 everywhere; `sqrt` at 0 and `atan2` at the origin are not differentiable, and what depends on them there is not finite,
/// but for `x * x.sqrt()`, which a sweep gives its slope 0. What nothing uses, in an arm, in an array or after a loop, shows
/// in no gradient, whatever its slope; but where a field of a struct that a loop changes, or a part of what a call gives, is
/// used, all of it is taken to be, and an element that nothing reads is taken to be finite.
///
/// ```
/// use tapeless::{Ode, RK4, Real, Solve, Uniform, vector_field};
///
/// #[vector_field]
/// fn heat<T: Real, const N: usize>(_t: T, u: [T; N], diffusivity: T, width: f64) -> [T; N] {
///     let mut du = [T::ZERO; N];
///     for i in 1..N - 1 {
///         du[i] = diffusivity * (u[i - 1] - 2.0 * u[i] + u[i + 1]) / (width * width);
///     }
///     du
/// }
///
/// let solve = Solve::new(Ode(Heat::<5> { width: 1.0 }), RK4, Uniform::new::<100>(0.0, 20.0));
/// let end = solve.value(&[0.0, 3.0, 1.0, 2.0, 4.0], &1.0);
/// assert!((end[2] - 2.0_f64).abs() < 1e-3);
/// ```
///
/// ```
/// use tapeless::{Ode, RK4, Real, Solve, Uniform, vector_field};
///
/// #[vector_field]
/// fn decay<T: Real>(_t: T, y: T, rate: T) -> T {
///     -(rate * y)
/// }
///
/// let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<100>(0.0, 1.0));
/// let y1: f64 = solve.value(&3.0, &2.0);
/// assert!((y1 - 3.0 * (-2.0_f64).exp()).abs() < 1e-8);
/// ```
///
/// A product that one sum takes in is fused with it, here and in the reverse sweep, so where the target has the
/// instruction the value may differ in the last bit from that of the body without the attribute. What is made of constants alone
/// is computed in `f64`: a function of any number rounds `T::lit(0.1) * T::lit(0.1)` to an `f32` once, at the end.
///
/// The transpose of a division by what is not differentiated is a product with its reciprocal, which is rounded once more, and
/// is not finite where a divisor lies below 6·10⁻³⁰⁹.
///
/// `#[vector_field(crate = path)]` names the crate `tapeless` where it goes by another name.
#[proc_macro_attribute]
pub fn vector_field(args: proc_macro::TokenStream, item: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand(args.into(), item.into(), Role::Field).into()
}

/// Makes a function `g(t, y, p, dw)` a diffusion: the product of the diffusion and an increment of the noise.
///
/// `#[diffusion(kind)]` writes what [`macro@vector_field`] does for a field with the input dw, and says what kind of noise
/// it makes: `additive` (g does not depend on y), `scalar` (one channel), `diagonal` (a channel for each component,
/// `gᵢ(yᵢ) dwᵢ`), `commutative` or `general`. The result is linear in dw, and has the state's shape. Additive noise that
/// depends on y does not compile, nor diagonal noise that mixes components, nor channels of another number than the kind has.
///
/// Nor does a value that is not linear in dw: each component is a sum of products of which one factor is a component of dw, and
/// dw goes through no other function and decides about no arm. What a called function does with dw is not known here: it is
/// given none, or `#[diffusion(kind, linear)]` promises that the calls are linear in it.
///
/// ```
/// use tapeless::{Counter, EULER_MARUYAMA, Real, Sde, Solve, Uniform, diffusion, vector_field};
///
/// #[vector_field]
/// fn pull<T: Real>(_t: T, [x, y]: [T; 2], [theta, _]: [T; 2]) -> [T; 2] {
///     [-(theta * x), -(theta * y)]
/// }
///
/// #[diffusion(additive)]
/// fn push<T: Real>(_t: T, _y: [T; 2], [_, sigma]: [T; 2], [dw0, dw1]: [T; 2]) -> [T; 2] {
///     [sigma * dw0, sigma * (dw0 + dw1)]
/// }
///
/// let solve = Solve::new(Sde::ito(Pull, Push), EULER_MARUYAMA, Uniform::new::<50>(0.0, 1.0));
/// let end: [f64; 2] = solve.with_noise(Counter::new(5)).value(&[1.0, 0.0], &[0.5, 0.1]);
/// assert!(end[0] > 0.0);
/// ```
///
/// `#[diffusion(kind, crate = path)]` names the crate `tapeless` where it goes by another name.
#[proc_macro_attribute]
pub fn diffusion(args: proc_macro::TokenStream, item: proc_macro::TokenStream) -> proc_macro::TokenStream {
    diffusion::expand(args.into(), item.into()).into()
}

/// Makes a function of any number of arguments differentiable: a cost, a part of a field, or anything with a gradient.
///
/// `fn squared_error` gives the function itself and a type `SquaredError`, `Differentiable` over every number. By a type of the
/// function's own name others find that one, wherever the function is imported: no module and no type stands beside a function
/// of its name, nor a type `SquaredError` beside this one. Arguments
/// and result are numbers, arrays, tuples or derived structs; the language is described at [`macro@vector_field`]. Solves made
/// in the body are differentiated too: a mesh or inputs may come from arguments that are not differentiated.
///
/// ```
/// use tapeless::{Differentiable, Real, differentiable};
///
/// #[differentiable]
/// fn squared_error<T: Real>([a, b]: [T; 2], x: T) -> T {
///     let residual = a * (b * x).exp() - 1.0;
///     residual * residual
/// }
///
/// let args = ([2.0, 0.0], 3.0);
/// let (value, kept) = SquaredError.eval_keep(&args);
/// assert_eq!((value, squared_error(args.0, args.1)), (1.0, 1.0));
/// assert_eq!(SquaredError.vjp(&args, &kept, &1.0), ([2.0, 12.0], 0.0));
/// ```
///
/// ```
/// use tapeless::{Differentiable, Ode, RK4, Real, Solve, Uniform, differentiable, vector_field};
///
/// #[vector_field]
/// fn decay<T: Real>(_t: T, y: T, rate: T) -> T {
///     -(rate * y)
/// }
///
/// /// How much is lost until the end, and how often a saved state is seen of those that are marked.
/// #[differentiable]
/// fn seen<T: Real>(start: T, rate: T, end: f64, marked: &[bool; 5]) -> T {
///     let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<20>(0.0, end));
///     let mut count = 0;
///     let mut sum = T::ZERO;
///     let states: [T; 5] = solve.saved(&start, &rate);
///     for (state, marked) in states.iter().zip(marked) {
///         if *marked {
///             count += 1;
///             sum += *state * count as f64;
///         }
///     }
///     sum
/// }
///
/// let f = Seen { end: 1.0, marked: &[true, false, false, false, true] };
/// let (value, kept) = f.eval_keep(&(2.0, 0.5));
/// assert!((value - 2.0 - 4.0 * (-0.5_f64).exp()).abs() < 1e-7);
/// assert!((f.vjp(&(2.0, 0.5), &kept, &1.0).1 + 4.0 * (-0.5_f64).exp()).abs() < 1e-7);
/// ```
///
/// # Methods
///
/// In an `impl`, of a type or of a trait for it, the attribute stands on each method that takes `self` or `&self`, and writes
/// its transpose beside it: `force_vjp` beside `force`, of the same arguments and the cotangent of the value. Where the number
/// is the method's own, `self` is not differentiated; where it is the type's, `impl<T: Real> Body<T>`, it is, and its
/// cotangent comes first. A trait declares both methods. The transpose of a method computes again what it needs.
///
/// A function of a type without `self` is one too, `Body::falling(mass, height)` or `Self::falling(…)`. Where neither `Self` nor
/// the type's number `T` stands in it, the attribute says so, `#[differentiable(associated)]`.
///
/// ```
/// use tapeless::{Differentiable, Real, Vector, differentiable};
///
/// struct Spring {
///     stiffness: f64,
/// }
///
/// impl Spring {
///     #[differentiable]
///     fn energy<T: Real>(&self, x: T) -> T {
///         0.5 * self.stiffness * x * x
///     }
/// }
///
/// #[derive(Clone, Copy, Debug, PartialEq, Vector)]
/// struct Body<T> {
///     mass: T,
///     speed: T,
/// }
///
/// impl<T: Real> Body<T> {
///     #[differentiable]
///     fn energy(&self) -> T {
///         0.5 * self.mass * self.speed * self.speed
///     }
///
///     #[differentiable]
///     fn of_momentum(mass: T, momentum: T) -> Self {
///         Self { mass, speed: momentum / mass }
///     }
/// }
///
/// #[differentiable]
/// fn total<T: Real>(body: Body<T>, x: T, spring: &Spring) -> T {
///     let heavier: Body<T> = Body::of_momentum(2.0 * body.mass, body.mass * body.speed);
///     heavier.energy() + spring.energy(x)
/// }
///
/// let f = Total { spring: &Spring { stiffness: 3.0 } };
/// let args = (Body { mass: 2.0, speed: 5.0 }, 4.0);
/// let (value, kept) = f.eval_keep(&args);
/// assert_eq!(value, 12.5 + 24.0);
/// assert_eq!(f.vjp(&args, &kept, &1.0), (Body { mass: 6.25, speed: 5.0 }, 12.0));
/// ```
///
/// An arm of an `if` that is not taken never shows in the derivative, not even as 0·∞, nor does it reach for elements. Nor does an
/// element show that nothing reads, of an array of which an arm or an index reads others: where an array may go unread in
/// part, an element whose cotangent is exactly 0, with all its tangents, counts as one that is not read. What a called function
/// does with its own arguments is its own: one that ignores an argument gives it the cotangent 0, and that is multiplied; guard
/// `sqrt` and what else has no derivative by an `if`.
///
/// `#[differentiable(crate = path)]` names the crate `tapeless` where it goes by another name.
#[proc_macro_attribute]
pub fn differentiable(args: proc_macro::TokenStream, item: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand(args.into(), item.into(), Role::Function).into()
}

/// Makes a struct over one number a vector: a state, parameters or an input whose parts have names.
///
/// Its fields are numbers `T`, arrays and tuples of them, and derived structs over `T`; it may have const parameters. It is
/// `Clone`, and `Copy` for gradients without a schedule. Cotangents and tangents have the same type over their number, so
/// `#[derive(Debug)]` prints a gradient by name.
///
/// ```
/// use tapeless::{Ode, RK4, Real, Solve, Terminal, Uniform, Vector, differentiable, vector_field};
///
/// #[derive(Clone, Copy, Debug, PartialEq, Vector)]
/// struct Pendulum<T> {
///     angle: T,
///     speed: T,
/// }
///
/// /// A pendulum in the earth's field, its parameter the length.
/// #[vector_field]
/// fn swing<T: Real>(_t: T, y: Pendulum<T>, length: T) -> Pendulum<T> {
///     Pendulum { angle: y.speed, speed: -9.81 / length * y.angle.sin() }
/// }
///
/// #[differentiable]
/// fn energy<T: Real>(y: Pendulum<T>) -> T {
///     0.5 * y.speed * y.speed + 9.81 * (1.0 - y.angle.cos())
/// }
///
/// let solve = Solve::new(Ode(Swing), RK4, Uniform::new::<100>(0.0, 1.0));
/// let gradient = solve.gradient(&Pendulum { angle: 0.1, speed: 0.0 }, &1.0, &Terminal(Energy));
/// assert!((gradient.y0.angle - 0.98_f64).abs() < 0.01 && gradient.y0.speed.abs() < 0.01);
/// assert!(format!("{gradient:?}").contains("y0: Pendulum { angle: 0.9"));
/// ```
///
/// `#[vector(crate = path)]` names the crate `tapeless` where it goes by another name.
#[proc_macro_derive(Vector, attributes(vector))]
pub fn derive_vector(item: proc_macro::TokenStream) -> proc_macro::TokenStream {
    derive::derive(item.into()).into()
}

/// The items a function becomes; where there is a mistake, its message and a stub of the function.
pub(crate) fn expand(args: TokenStream, item: TokenStream, role: Role) -> TokenStream {
    let item = names::read(item);
    let mut function: ItemFn = match syn::parse2(item.clone()) {
        Ok(function) => function,
        Err(_) => {
            let message = match syn::parse2::<syn::Item>(item.clone()) {
                Ok(syn::Item::Impl(_) | syn::Item::Trait(_)) => {
                    "only functions are differentiated; mark each method in it"
                }
                Ok(_) => "only a function can be differentiated; write `fn f<T: Real>(…) -> …`",
                // The compiler says what is wrong with what is no item; of its body it says nothing else.
                Err(_) => return unread(args, item, role),
            };
            let mut items = Error::new_spanned(&item, message).into_compile_error();
            items.extend(item);
            return items;
        }
    };
    if let Some(error) = once(&mut function) {
        let mut items = error.into_compile_error();
        items.extend(stub::stub(function, role, &args::read(args).unwrap_or_default()));
        return items;
    }
    let options = args::read(args)
        .and_then(|options| powers(item.clone()).and_then(|()| suffixes(item.clone())).map(|()| options))
        .and_then(|options| names::check(&function).map(|()| options));
    let items = match &options {
        Ok(options) => try_expand(options, function, role),
        Err(error) => Err(error.clone()),
    };
    items.unwrap_or_else(|error| {
        let mut items = error.into_compile_error();
        if let Ok(function) = syn::parse2(item) {
            items.extend(stub::stub(function, role, &options.unwrap_or_default()));
        }
        items
    })
}

/// A function whose body cannot be read, with a stub in its place. What is built for no target is read by the compiler all the
/// same, which has told what is wrong with it before.
fn unread(args: TokenStream, item: TokenStream, role: Role) -> TokenStream {
    let mut tokens: Vec<_> = item.clone().into_iter().collect();
    let Some(TokenTree::Group(body)) = tokens.last_mut() else { return item };
    *body = Group::new(body.delimiter(), quote::quote!(::core::todo!()));
    match syn::parse2(tokens.into_iter().collect()) {
        Ok(function) => {
            let stub = stub::stub(function, role, &args::read(args).unwrap_or_default());
            quote::quote!(#[cfg(any())] #item #stub)
        }
        Err(_) => item,
    }
}

/// The mistake of a literal that ends in what is no type of a number, such as `2x`.
fn suffixes(tokens: TokenStream) -> Result<()> {
    let mut errors = input::Errors::default();
    for token in tokens {
        match token {
            TokenTree::Literal(literal) => {
                let (digits, suffix) = match syn::Lit::new(literal.clone()) {
                    syn::Lit::Int(int) => (int.base10_digits().to_string(), int.suffix().to_string()),
                    syn::Lit::Float(float) => (float.base10_digits().to_string(), float.suffix().to_string()),
                    _ => continue,
                };
                if suffix.is_empty() || ["f64", "f32"].contains(&suffix.as_str()) || lower::is_integer_name(&suffix) {
                    continue;
                }
                let message =
                    format!("`{literal}` is no number; write `{digits}`, or `{digits} * {suffix}` for a product");
                errors.push(Error::new_spanned(&literal, message));
            }
            TokenTree::Group(group) => {
                errors.take(suffixes(group.stream()));
            }
            _ => {}
        }
    }
    errors.finish()
}

/// The mistake of a function that has another of these attributes too, which is taken from it.
fn once(function: &mut ItemFn) -> Option<Error> {
    let is_own = |attribute: &syn::Attribute| {
        let name = attribute.path().segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
        ["differentiable", "vector_field", "diffusion"].contains(&name.as_str())
    };
    let second = function.attrs.iter().find(|attribute| is_own(attribute))?;
    let message = "a function is marked once, and `#[vector_field]` is called by differentiable functions too; remove one of the two";
    let error = Error::new_spanned(second.path(), message);
    function.attrs.retain(|attribute| !is_own(attribute));
    Some(error)
}

/// Whether a token ends an operand.
fn is_operand(token: &TokenTree) -> bool {
    const WORDS: [&str; 9] = ["return", "break", "if", "while", "match", "in", "else", "mut", "move"];
    match token {
        TokenTree::Ident(word) => !WORDS.iter().any(|own| word == own),
        TokenTree::Group(group) => group.delimiter() != Delimiter::Brace,
        TokenTree::Literal(_) => true,
        TokenTree::Punct(_) => false,
    }
}

/// The mistake of `x ** n`, which is `x * *n` to the compiler.
fn powers(tokens: TokenStream) -> Result<()> {
    let (mut errors, mut before): (_, [Option<TokenTree>; 2]) = (input::Errors::default(), [None, None]);
    for token in tokens {
        if let TokenTree::Group(group) = &token {
            errors.take(powers(group.stream()));
        }
        let is_star = |token: &TokenTree, joint: bool| matches!(token, TokenTree::Punct(star) if star.as_char() == '*' && (!joint || star.spacing() == Spacing::Joint));
        if let [Some(operand), Some(star)] = &before
            && is_operand(operand)
            && is_star(star, true)
            && is_star(&token, false)
        {
            let message =
                "`**` is no power; write `x.powi(2)` or `x.powf(y)`, and `x * *y` for a product with what is lent";
            errors.push(Error::new_spanned(star, message));
        }
        before = [before[1].take(), Some(token)];
    }
    errors.finish()
}

fn try_expand(options: &args::Options, function: ItemFn, role: Role) -> Result<TokenStream> {
    let mut input = input::read(function, options.associated)?;
    input.ask_plain_times(&options.krate);
    infer::say_types(&mut input)?;
    let count = input.arguments.len();
    let written: Vec<_> = input.function.sig.inputs.iter().collect();
    if role == Role::Field
        && count < 3
        && (3..=4).contains(&written.len())
        && let Some(input::Place::Setting(i)) =
            input.places.iter().take(3).find(|place| matches!(place, input::Place::Setting(_)))
    {
        let (setting, number) = (&input.settings[*i], &input.scalar);
        let message = format!(
            "the time, the state and the parameters of a vector field are of its number; write `{number}`, or what is made of it"
        );
        return Err(Error::new_spanned(&setting.ty, message));
    }
    if role == Role::Field && !(3..=4).contains(&count) {
        return Err(Error::new_spanned(
            &input.function.sig.ident,
            format!(
                "a vector field takes (t, y, p) or (t, y, p, u), and this one takes {count} arguments; write `_p: ()` for no parameters"
            ),
        ));
    }
    if role == Role::Field
        && let (Ok(output), state) = (input::kind(&input.output, &input.scalar), &input.arguments[1])
        && !write::alike(&output, &state.kind, &input.consts)
    {
        let ty = shape::written(&state.ty);
        let message = format!(
            "a vector field gives the rate of change of its state, which is of the state's type; write `-> {ty}`"
        );
        return Err(Error::new_spanned(&input.output, message));
    }
    write::write(&input, role, options)
}
