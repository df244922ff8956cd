//! Where the components of a vector are, by the names and places of its parts, and what those are.
//!
//! A body knows the names that it reads and not how many numbers there are under each: a struct's layout is known where it is
//! declared. So the pattern of a field of structs is found when it is compiled, and so are the lengths of the arrays in them.

/// Where the components of a vector are.
#[derive(Clone, Copy, Debug)]
pub enum Layout {
    /// A number.
    Number,
    /// So many of one layout.
    Array(&'static Layout, usize),
    /// So many rows and columns of one layout, column by column.
    Matrix(&'static Layout, usize, usize),
    /// Parts with names, those of a tuple their places.
    Parts(&'static [(&'static str, Layout)]),
    /// One that is not known when it is compiled.
    Unknown,
}

/// The type of a field, by a number made of its name; that of a part of a tuple by its place.
///
/// What a body does with an array that lies in a struct depends on the array's length, which the struct's declaration knows and
/// not the body: it names the length by this, and the compiler finds it.
#[diagnostic::on_unimplemented(
    message = "what this field of `{Self}` is, is not known here; say it where it is bound, `let xs: [T; N] = …`",
    label = "of a type without `#[derive(Vector)]`"
)]
pub trait Field<const NAME: u64> {
    /// The field's type.
    type Type;
}

/// An array, of whatever length.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` is no array of a length that is known when it is compiled; it has no elements here",
    label = "no array"
)]
pub trait Elements {
    /// What its elements are.
    type Element;
    /// As many of something else.
    type With<X>;
    /// How many there are.
    const LENGTH: usize;

    /// As many of this.
    fn filled<X: Copy>(x: X) -> Self::With<X>;
}

impl<E, const N: usize> Elements for [E; N] {
    type Element = E;
    type With<X> = [X; N];
    const LENGTH: usize = N;

    #[inline(always)]
    fn filled<X: Copy>(x: X) -> [X; N] {
        [x; N]
    }
}

macro_rules! places {
    ($($V:ident $i:literal),+; $($P:ident $j:literal),+) => {
        places!(@ ($($V),+) $($P $j),+);
    };
    (@ $all:tt $($P:ident $j:literal),+) => {
        $(places!(@@ $all $P $j);)+
    };
    (@@ ($($V:ident),+) $P:ident $j:literal) => {
        impl<$($V),+> Field<$j> for ($($V,)+) {
            type Type = $P;
        }
    };
    ($($V:ident $i:literal),+) => {
        places!($($V $i),+; $($V $i),+);
    };
}

places!(A 0);
places!(A 0, B 1);
places!(A 0, B 1, C 2);
places!(A 0, B 1, C 2, D 3);
places!(A 0, B 1, C 2, D 3, E 4);
places!(A 0, B 1, C 2, D 3, E 4, F 5);
places!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
places!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);

impl Layout {
    /// Whether there are more parts with names than so many.
    #[must_use]
    pub const fn has_more_than(&self, count: usize) -> bool {
        matches!(self, Self::Parts(parts) if parts.len() > count)
    }

    /// How many components there are; 0 if that is not known.
    #[must_use]
    pub const fn count(&self) -> usize {
        match self {
            Self::Number => 1,
            Self::Array(element, length) => element.count() * *length,
            Self::Matrix(element, rows, columns) => element.count() * *rows * *columns,
            Self::Parts(parts) => {
                let (mut sum, mut k) = (0, 0);
                while k < parts.len() {
                    let count = parts[k].1.count();
                    if count == 0 {
                        return 0;
                    }
                    sum += count;
                    k += 1;
                }
                sum
            }
            Self::Unknown => 0,
        }
    }
}

/// Whether two names are the same.
pub(crate) const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut k = 0;
    while k < a.len() && k < b.len() && a[k] == b[k] {
        k += 1;
    }
    k == a.len() && k == b.len()
}
