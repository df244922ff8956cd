//! The results as lines of text, every number by its bits: what the chip and the host print, and a test compares.

/// Who takes the results of a program.
pub trait Report {
    /// Takes one line: what it is about, and its numbers.
    fn line(&mut self, name: &str, numbers: &[f32]);
}

/// Writes a line as text: its name, and the bits of each number as eight hexadecimal digits.
pub fn write(name: &str, numbers: &[f32], mut out: impl FnMut(&[u8])) {
    out(name.as_bytes());
    for number in numbers {
        let mut text = *b" 00000000";
        let bits = number.to_bits();
        for (digit, place) in text.iter_mut().skip(1).zip((0..8).rev()) {
            *digit = hexadecimal(bits >> (4 * place));
        }
        out(&text);
    }
    out(b"\n");
}

/// The digit of the lowest four bits.
const fn hexadecimal(bits: u32) -> u8 {
    let nibble = (bits & 15) as u8;
    if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 }
}
