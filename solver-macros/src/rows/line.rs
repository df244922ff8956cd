//! A body's statements, and the names they bind and use.

use std::collections::HashSet;

use proc_macro2::Delimiter;

use super::form::Form;
use super::tree::Tree;

/// A statement, the name it binds if it is `let name = value;`, that value, and the variables that it uses.
pub(super) struct Line {
    pub(super) trees: Vec<Tree>,
    pub(super) name: Option<String>,
    pub(super) form: Option<Form>,
    pub(super) uses: Vec<String>,
    /// Whether it is a loop, an `if` or another block.
    pub(super) is_block: bool,
}

impl Line {
    /// The statements, if none binds a name that it, or one before it, uses or binds.
    pub(super) fn all(trees: Vec<Tree>) -> Option<Vec<Self>> {
        let mut seen: HashSet<String> = HashSet::new();
        let mut lines = Vec::new();
        let mut rest = trees.into_iter();
        while !rest.as_slice().is_empty() {
            let (end, is_block) = statement(rest.as_slice());
            let (line, binds) = Self::of(rest.by_ref().take(end).collect(), is_block);
            for name in &line.uses {
                if !seen.contains(name) {
                    seen.insert(name.clone());
                }
            }
            if !binds.into_iter().all(|name| seen.insert(name)) {
                return None;
            }
            lines.push(line);
        }
        Some(lines)
    }

    /// A statement, and the names that it binds for those after it.
    fn of(trees: Vec<Tree>, is_block: bool) -> (Self, Vec<String>) {
        let (mut uses, mut binds) = (Vec::new(), Vec::new());
        let (mut name, mut form) = (None, None);
        match &trees[..] {
            [first, rest @ ..] if first.is("let") => {
                let is_assigned =
                    |at: usize| rest[at].is_punct('=') && !rest.get(at + 1).is_some_and(|t| t.is_punct('='));
                let equals = (0..rest.len()).find(|at| is_assigned(*at)).unwrap_or(rest.len());
                let (bound, value) = rest.split_at(equals);
                let colon = bound.iter().position(|tree| tree.is_punct(':')).unwrap_or(bound.len());
                let is_type = !bound.get(colon + 1).is_some_and(|tree| tree.is_punct(':'));
                let (pattern, ty) = bound.split_at(if is_type { colon } else { bound.len() });
                names(ty, &mut uses);
                names(value, &mut uses);
                names(pattern, &mut binds);
                if let ([Tree::Ident(_, text)], [_, value @ .., _]) = (bound, value)
                    && !value.iter().any(|tree| tree.is("else"))
                {
                    (name, form) = (Some(text.clone()), Form::read(value));
                }
            }
            all => names(all, &mut uses),
        }
        (Self { trees, name, form, uses, is_block }, binds)
    }

    pub(super) fn needs(&self, names: &HashSet<&str>) -> bool {
        self.uses.iter().any(|name| names.contains(name.as_str()))
    }
}

/// Where the first statement ends, and whether it is a block.
fn statement(trees: &[Tree]) -> (usize, bool) {
    let is_block = match &trees[0] {
        Tree::Ident(_, name) => matches!(name.as_str(), "for" | "if" | "match" | "while" | "loop"),
        first => first.is_punct('\'') || first.within(Delimiter::Brace).is_some(),
    };
    let ends = |at: usize| {
        if is_block {
            trees[at].within(Delimiter::Brace).is_some() && !trees.get(at + 1).is_some_and(|next| next.is("else"))
        } else {
            trees[at].is_punct(';')
        }
    };
    ((0..trees.len()).find(|at| ends(*at)).map_or(trees.len(), |end| end + 1), is_block)
}

/// The names that stand in a piece of code as variables may: methods, fields and what a path leads through are none.
fn names(trees: &[Tree], all: &mut Vec<String>) {
    for (at, tree) in trees.iter().enumerate() {
        match tree {
            Tree::Ident(_, name) => {
                let is_at = |place: Option<usize>, punct| {
                    place.and_then(|place| trees.get(place)).is_some_and(|tree| tree.is_punct(punct))
                };
                let of_another = is_at(at.checked_sub(1), '.') && !is_at(at.checked_sub(2), '.');
                let in_path = is_at(at.checked_sub(1), ':') && is_at(at.checked_sub(2), ':')
                    || is_at(Some(at + 1), ':') && is_at(Some(at + 2), ':');
                if !of_another && !in_path && name != "mut" && name != "ref" {
                    all.push(name.clone());
                }
            }
            Tree::Group(_, inner) => names(inner, all),
            _ => {}
        }
    }
}
