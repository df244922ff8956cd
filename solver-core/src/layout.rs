//! Where the components of a vector are, by the names and places of its parts, and patterns that are written in these.
//!
//! A field knows the names that it reads and not how many numbers there are under each: a struct's layout is known where it
//! is declared. So the pattern of a field of structs is written by paths, and made one of numbers when it is compiled.

/// Where the components of a vector are.
#[derive(Clone, Copy, Debug)]
pub enum Layout {
    /// A number.
    Number,
    /// So many of one layout.
    Array(&'static Layout, usize),
    /// Parts with names, those of a tuple their places.
    Parts(&'static [(&'static str, Layout)]),
    /// One that is not known when it is compiled.
    Unknown,
}

/// From a vector to a part of it.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// The element, or the part, at a place.
    At(usize),
    /// The part of a name.
    Named(&'static str),
}

/// What the part of a slope at a path depends on, which takes the place of what was said of that part before. Paths are by their
/// number.
#[derive(Clone, Copy, Debug)]
pub enum Row {
    /// Each component on the one in its place in a part of the state of the same layout.
    Same(usize, usize),
    /// Each component on all of these parts of the state.
    All(usize, &'static [usize]),
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

/// The columns of each row, and how many there are.
pub type Table<const N: usize> = ([[usize; N]; N], [usize; N]);

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

    /// How many components there are; 0 if that is not known, or they are more than so many.
    #[must_use]
    pub const fn count_up_to(&self, most: usize) -> usize {
        let count = self.count();
        if count > most { 0 } else { count }
    }

    /// Where the part at a path begins and how many components it has.
    const fn find(&self, path: &[Step]) -> Option<(usize, usize)> {
        let (mut layout, mut start, mut k) = (self, 0, 0);
        while k < path.len() {
            let (next, before) = match (layout, path[k]) {
                (Self::Array(element, length), Step::At(at)) if at < *length => (*element, element.count() * at),
                (Self::Parts(parts), step) => {
                    let (mut before, mut at) = (0, 0);
                    loop {
                        if at == parts.len() {
                            return None;
                        }
                        let is_it = match step {
                            Step::At(place) => place == at,
                            Step::Named(name) => same(name, parts[at].0),
                        };
                        if is_it {
                            break;
                        }
                        before += parts[at].1.count();
                        at += 1;
                    }
                    (&parts[at].1, before)
                }
                _ => return None,
            };
            layout = next;
            start += before;
            k += 1;
        }
        Some((start, layout.count()))
    }
}

const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut k = 0;
    while k < a.len() && k < b.len() && a[k] == b[k] {
        k += 1;
    }
    k == a.len() && k == b.len()
}

/// The pattern that the rows say for a slope of this layout, of N components; none where a path leads nowhere.
#[must_use]
pub const fn table<const N: usize, const P: usize>(
    layout: &Layout,
    paths: &[&[Step]; P],
    rows: &[Row],
) -> Option<Table<N>> {
    // Where each part begins, and how many components it has.
    let mut places = [(0, 0); P];
    let mut k = 0;
    while k < P {
        match layout.find(paths[k]) {
            Some((start, count)) if start + count <= N => places[k] = (start, count),
            _ => return None,
        }
        k += 1;
    }
    let mut entries = [[false; N]; N];
    let mut k = 0;
    while k < rows.len() {
        let (Row::Same(path, _) | Row::All(path, _)) = rows[k];
        let (start, count) = places[path];
        let mut i = start;
        while i < start + count {
            entries[i] = [false; N];
            i += 1;
        }
        match rows[k] {
            Row::Same(_, from) => {
                let (first, width) = places[from];
                if width != count {
                    return None;
                }
                let mut i = 0;
                while i < count {
                    entries[start + i][first + i] = true;
                    i += 1;
                }
            }
            Row::All(_, all) => {
                let mut part = 0;
                while part < all.len() {
                    let (first, width) = places[all[part]];
                    let mut i = 0;
                    while i < count * width {
                        entries[start + i / width][first + i % width] = true;
                        i += 1;
                    }
                    part += 1;
                }
            }
        }
        k += 1;
    }
    let mut table = ([[0; N]; N], [0; N]);
    let mut i = 0;
    while i < N {
        let mut j = 0;
        while j < N {
            if entries[i][j] {
                table.0[i][table.1[i]] = j;
                table.1[i] += 1;
            }
            j += 1;
        }
        i += 1;
    }
    Some(table)
}

/// The rows of a table as slices.
#[must_use]
pub const fn rows<const N: usize>(table: &'static Option<Table<N>>) -> Option<[&'static [usize]; N]> {
    let Some((columns, counts)) = table else { return None };
    let mut rows: [&[usize]; N] = [&[]; N];
    let mut i = 0;
    while i < N {
        rows[i] = columns[i].split_at(counts[i]).0;
        i += 1;
    }
    Some(rows)
}
