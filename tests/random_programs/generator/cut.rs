//! Pieces of a program that can be cut: marked in the text, which is told with some of them cut.

use std::collections::HashSet;

const OPEN: char = '\u{1}';
const FULL: char = '\u{2}';
const CLOSE: char = '\u{3}';

/// A piece, and what stands in its place when it is cut.
pub fn piece(simple: &str, full: &str) -> String {
    format!("{OPEN}{simple}{FULL}{full}{CLOSE}")
}

/// The text without the marks, with these pieces cut.
pub fn rendered(marked: &str, cut: &[usize]) -> String {
    let mut found = Reader { text: marked.chars().collect(), at: 0, count: 0, cut, left: Vec::new() };
    let text = found.read(false);
    debug_assert_eq!(found.at, found.text.len());
    text
}

/// The pieces that are still there and whose names nothing else needs.
pub fn cuts(marked: &str, cut: &[usize]) -> Vec<usize> {
    let mut found = Reader { text: marked.chars().collect(), at: 0, count: 0, cut, left: Vec::new() };
    let bound = bindings(&found.read(false));
    let is_whole = |next: &usize| {
        let text = rendered(marked, &[cut, &[*next]].concat());
        let still = bindings(&text);
        let mut words = text.split(|c: char| !c.is_alphanumeric());
        !words.any(|word| bound.contains(word) && !still.contains(word))
    };
    found.left.into_iter().filter(is_whole).collect()
}

/// The names that `let`s bind.
fn bindings(text: &str) -> HashSet<String> {
    let patterns = text.split("let ").skip(1).filter_map(|rest| rest.split_once(" = "));
    let words = patterns.flat_map(|(pattern, _)| pattern.split(|c: char| !c.is_alphanumeric()));
    words.filter(|word| word.starts_with('z')).map(String::from).collect()
}

struct Reader<'a> {
    text: Vec<char>,
    at: usize,
    count: usize,
    cut: &'a [usize],
    left: Vec<usize>,
}

impl Reader<'_> {
    fn read(&mut self, gone: bool) -> String {
        let mut text = String::new();
        while let Some(&c) = self.text.get(self.at) {
            self.at += 1;
            match c {
                OPEN => {
                    let id = self.count;
                    self.count += 1;
                    let is_cut = self.cut.contains(&id);
                    if !is_cut && !gone {
                        self.left.push(id);
                    }
                    let mut simple = String::new();
                    while self.text[self.at] != FULL {
                        simple.push(self.text[self.at]);
                        self.at += 1;
                    }
                    self.at += 1;
                    let full = self.read(gone || is_cut);
                    text += if is_cut { &simple } else { &full };
                }
                CLOSE => return text,
                c => text.push(c),
            }
        }
        text
    }
}
