//! What changes and is not differentiated: it is computed ahead of everything else, in both halves of the sweep.
//!
//! A counter, an index or a flag that a loop changes depends on nothing that is differentiated. So a loop of its own goes
//! through its turns first and notes the value that each begins with, and what is differentiated finds it there, turn by
//! turn, backwards as well.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};

use crate::graph::{Block, Range};

/// An array of a value of every turn of the loops around it; a variable where there are none.
#[derive(Clone, Debug)]
struct Slot {
    name: Ident,
    most: Vec<TokenStream>,
    /// What it is filled with at first.
    fill: TokenStream,
    /// The statement of the outermost list before which it is declared.
    before: usize,
    /// Whether only what follows in the list where it is set reads it.
    follows: bool,
}

/// A variable that goes through a loop's turns.
#[derive(Clone, Debug)]
pub(crate) struct Running {
    pub(crate) name: Ident,
    pub(crate) start: TokenStream,
    /// What a turn leaves it with.
    pub(crate) next: TokenStream,
}

#[derive(Clone, Debug)]
pub(crate) enum Statement {
    Let {
        name: Ident,
        value: TokenStream,
    },
    Set {
        name: Ident,
        turns: Vec<TokenStream>,
        value: TokenStream,
    },
    Loop {
        range: Rc<Range>,
        running: Vec<Running>,
        body: Vec<Statement>,
    },
    If {
        test: TokenStream,
        yes: Vec<Statement>,
        no: Vec<Statement>,
    },
    /// What the user asserts.
    Assert(TokenStream),
}

/// The statements that compute it.
#[derive(Clone, Debug)]
pub(crate) struct Ahead {
    slots: Vec<Slot>,
    /// What reads an index that is found once, by the block it is used in and how it is written.
    pub(crate) found: HashMap<(Block, String), TokenStream>,
    /// The lists that are being written, the innermost one last.
    open: Vec<Vec<Statement>>,
}

impl Default for Ahead {
    fn default() -> Self {
        Self { slots: Vec::new(), found: HashMap::new(), open: vec![Vec::new()] }
    }
}

impl Ahead {
    /// Whether what is written now stands in the function's own body.
    pub(crate) fn is_outermost(&self) -> bool {
        self.open.len() == 1
    }

    /// The statements in the function's own body.
    pub(crate) fn outermost(&self) -> &[Statement] {
        &self.open[0]
    }

    /// What goes through a loop's turns: the place where a turn finds it, and from what on and to what it goes.
    pub(crate) fn counted(&self, range: &Rc<Range>) -> Vec<(TokenStream, &Running)> {
        fn find<'s>(statements: &'s [Statement], wanted: &Rc<Range>) -> Option<(&'s [Running], &'s [Statement])> {
            statements.iter().find_map(|statement| match statement {
                Statement::Loop { range, running, body } if Rc::ptr_eq(range, wanted) => {
                    Some((&running[..], &body[..]))
                }
                Statement::Loop { body, .. } => find(body, wanted),
                Statement::If { yes, no, .. } => find(yes, wanted).or_else(|| find(no, wanted)),
                _ => None,
            })
        }
        let Some((running, body)) = find(self.outermost(), range) else { return Vec::new() };
        let place = |statement: &Statement| {
            let Statement::Set { name, turns, value } = statement else { return None };
            let value = value.to_string();
            let running = running.iter().find(|running| running.name == value)?;
            Some((quote!(#name #([#turns])*), running))
        };
        body.iter().filter_map(place).collect()
    }

    /// Begins the statements of a loop or an arm.
    pub(crate) fn begin(&mut self) {
        self.open.push(Vec::new());
    }

    fn end(&mut self) -> Vec<Statement> {
        if self.is_outermost() { Vec::new() } else { self.open.pop().unwrap_or_default() }
    }

    fn push(&mut self, statement: Statement) {
        if let Some(list) = self.open.last_mut() {
            list.push(statement);
        }
    }

    /// Binds a value where no loop and no arm is around it.
    pub(crate) fn bind(&mut self, name: Ident, value: TokenStream) {
        self.push(Statement::Let { name, value });
    }

    /// Has something hold, or not be reached.
    pub(crate) fn assert(&mut self, statement: TokenStream) {
        self.push(Statement::Assert(statement));
    }

    /// Declares the place of a value in the turns of the loops around it.
    pub(crate) fn declare(&mut self, name: Ident, most: Vec<TokenStream>, fill: TokenStream) {
        let before = self.open[0].len();
        self.slots.push(Slot { name, most, fill, before, follows: false });
    }

    /// Sets a place that only what follows in this list reads.
    pub(crate) fn set_here(&mut self, name: Ident, turns: Vec<TokenStream>, value: TokenStream) {
        if let Some(slot) = self.slots.iter_mut().find(|slot| slot.name == name) {
            slot.follows = true;
        }
        self.set(name, turns, value);
    }

    pub(crate) fn set(&mut self, name: Ident, turns: Vec<TokenStream>, value: TokenStream) {
        self.push(Statement::Set { name, turns, value });
    }

    /// Whether a variable of this name stands in the function's own body.
    pub(crate) fn binds(&self, name: &Ident) -> bool {
        self.open[0].iter().any(|statement| match statement {
            Statement::Let { name: own, .. } => own == name,
            Statement::Loop { running, .. } => running.iter().any(|running| running.name == *name),
            _ => false,
        })
    }

    /// What a place is filled with at first whose element this expression is.
    pub(crate) fn fill_of(&self, read: &TokenStream) -> Option<TokenStream> {
        let mut tokens = read.clone().into_iter();
        let Some(TokenTree::Ident(name)) = tokens.next() else { return None };
        let slot = self.slots.iter().find(|slot| slot.name == name)?;
        let indices = tokens.map(|token| matches!(token, TokenTree::Group(_))).collect::<Vec<_>>();
        (indices.len() == slot.most.len() && !indices.contains(&false)).then(|| slot.fill.clone())
    }

    /// Ends a loop.
    pub(crate) fn end_loop(&mut self, range: &Rc<Range>, running: Vec<Running>) {
        let body = self.end();
        if !body.is_empty() {
            self.push(Statement::Loop { range: range.clone(), running, body });
        }
    }

    /// Ends the arms of an `if`, of which both were begun and the first was ended by [`end_arm`](Ahead::end_arm).
    pub(crate) fn end_choice(&mut self, test: Option<&TokenStream>, arms: [Arm; 2]) {
        let [Arm(yes), Arm(no)] = arms;
        match test {
            Some(test) if !(yes.is_empty() && no.is_empty()) => {
                self.push(Statement::If { test: test.clone(), yes, no });
            }
            Some(_) => {}
            // Which arm lanes take is not known; what an arm computes stands by itself.
            None => yes.into_iter().chain(no).for_each(|statement| self.push(statement)),
        }
    }

    /// Ends an arm.
    pub(crate) fn end_arm(&mut self) -> Arm {
        Arm(self.end())
    }

    /// All names that it gives.
    pub(crate) fn names(&self) -> impl Iterator<Item = String> {
        let mut names: Vec<String> = self.slots.iter().map(|slot| slot.name.to_string()).collect();
        for statement in &self.open[0] {
            statement.names(&mut names);
        }
        names.into_iter()
    }

    /// Whether an expression looks at what a turn begins with or notes.
    pub(crate) fn is_noted(&self, tokens: &TokenStream) -> bool {
        tokens.clone().into_iter().any(|token| match token {
            TokenTree::Ident(name) => self.slots.iter().any(|slot| slot.name == name),
            TokenTree::Group(group) => self.is_noted(&group.stream()),
            _ => false,
        })
    }

    /// The statements for what these tokens name. What they do not name is wanted within its turn alone.
    pub(crate) fn statements(&self, used: &TokenStream) -> TokenStream {
        if self.open[0].is_empty() && self.slots.is_empty() {
            return TokenStream::new();
        }
        let mut needed = Needed::default();
        needed.name_all(used);
        let within = self.slots.iter().filter(|slot| slot.follows && !needed.has(&slot.name));
        let within: HashMap<String, usize> = within.map(|slot| (slot.name.to_string(), slot.most.len())).collect();
        loop {
            let before = needed.0.len();
            for statement in self.open[0].iter().rev() {
                statement.need(&mut needed);
            }
            for slot in &self.slots {
                if needed.has(&slot.name) {
                    needed.name_all(&slot.fill);
                }
            }
            if needed.0.len() == before {
                break;
            }
        }
        let mut statements = TokenStream::new();
        for (i, statement) in self.open[0].iter().enumerate() {
            for Slot { name, most, fill, .. } in
                self.slots.iter().filter(|slot| slot.before == i && needed.has(&slot.name))
            {
                if within.contains_key(&name.to_string()) {
                    continue;
                }
                let fill = most.iter().rev().fold(fill.clone(), |fill, most| crate::shape::filled(&fill, most));
                statements.extend(quote!(let mut #name = #fill;));
            }
            statements.extend(statement.written(&needed, &within));
        }
        without_turns(statements, &within)
    }
}

/// The tokens, with the places of these names for single values: without as many indices as there are loops around them.
fn without_turns(tokens: TokenStream, within: &HashMap<String, usize>) -> TokenStream {
    let mut left = 0;
    let tokens = tokens.into_iter().filter_map(|token| match token {
        TokenTree::Group(_) if left > 0 => {
            left -= 1;
            None
        }
        TokenTree::Group(group) => {
            let mut inner = Group::new(group.delimiter(), without_turns(group.stream(), within));
            inner.set_span(group.span());
            Some(inner.into())
        }
        TokenTree::Ident(name) => {
            left = within.get(&name.to_string()).copied().unwrap_or(0);
            Some(name.into())
        }
        other => {
            left = 0;
            Some(other)
        }
    });
    tokens.collect()
}

/// The statements of an arm.
pub(crate) struct Arm(Vec<Statement>);

/// The names that are used.
#[derive(Default)]
struct Needed(HashSet<String>);

impl Needed {
    fn has(&self, name: &Ident) -> bool {
        self.0.contains(&name.to_string())
    }

    fn name_all(&mut self, tokens: &TokenStream) {
        for token in tokens.clone() {
            match token {
                TokenTree::Ident(ident) => {
                    self.0.insert(ident.to_string());
                }
                TokenTree::Group(group) => self.name_all(&group.stream()),
                _ => {}
            }
        }
    }
}

impl Statement {
    fn names(&self, names: &mut Vec<String>) {
        match self {
            Self::Let { name, .. } => names.push(name.to_string()),
            Self::Set { .. } | Self::Assert(_) => {}
            Self::Loop { running, body, .. } => {
                names.extend(running.iter().map(|running| running.name.to_string()));
                for statement in body {
                    statement.names(names);
                }
            }
            Self::If { yes, no, .. } => yes.iter().chain(no).for_each(|statement| statement.names(names)),
        }
    }

    /// Whether it gives something that is needed; if so, what it uses is needed too.
    fn need(&self, needed: &mut Needed) -> bool {
        match self {
            Self::Let { name, value } => {
                let is = needed.has(name);
                if is {
                    needed.name_all(value);
                }
                is
            }
            Self::Set { name, turns, value } => {
                let is = needed.has(name);
                if is {
                    needed.name_all(value);
                    for turn in turns {
                        needed.name_all(turn);
                    }
                }
                is
            }
            Self::Loop { range, running, body } => {
                let mut is = false;
                for running in running.iter().filter(|running| needed.has(&running.name)).collect::<Vec<_>>() {
                    needed.name_all(&running.start);
                    needed.name_all(&running.next);
                    is = true;
                }
                for statement in body.iter().rev() {
                    is |= statement.need(needed);
                }
                if is {
                    needed.name_all(&range.iterator);
                    range.count.iter().for_each(|count| needed.name_all(count));
                }
                is
            }
            Self::If { test, yes, no } => {
                let mut is = false;
                for statement in yes.iter().chain(no).rev() {
                    is |= statement.need(needed);
                }
                if is {
                    needed.name_all(test);
                }
                is
            }
            Self::Assert(statement) => {
                needed.name_all(statement);
                true
            }
        }
    }

    fn written(&self, needed: &Needed, within: &HashMap<String, usize>) -> TokenStream {
        let all = |statements: &[Self]| statements.iter().map(|s| s.written(needed, within)).collect::<TokenStream>();
        match self {
            Self::Let { name, value } if needed.has(name) => quote!(let #name = #value;),
            Self::Set { name, value, .. } if needed.has(name) && within.contains_key(&name.to_string()) => {
                quote!(let #name = #value;)
            }
            Self::Set { name, turns, value } if needed.has(name) => quote!(#name #([#turns])* = #value;),
            Self::Let { .. } | Self::Set { .. } => TokenStream::new(),
            Self::Assert(statement) => statement.clone(),
            Self::Loop { range, running, body } => {
                let mut body = all(body);
                let running: Vec<_> = running.iter().filter(|running| needed.has(&running.name)).collect();
                for Running { name, next, .. } in &running {
                    body.extend(quote!(#name = #next;));
                }
                if body.is_empty() {
                    return body;
                }
                let starts = running.iter().map(|Running { name, start, .. }| quote!(let mut #name = #start;));
                let variable = &range.variable;
                let named = crate::emit::mentions(&body, variable);
                let variable = if named { variable.to_token_stream() } else { quote!(_) };
                let (check, iterator) = (range.check(), &range.iterator);
                quote!(#check #(#starts)* for #variable in #iterator { #body })
            }
            Self::If { test, yes, no } => {
                let (yes, no) = (all(yes), all(no));
                let otherwise = (!no.is_empty()).then(|| quote!(else { #no }));
                if yes.is_empty() && no.is_empty() { yes } else { quote!(if #test { #yes } #otherwise) }
            }
        }
    }
}
