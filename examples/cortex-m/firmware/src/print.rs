//! Text through semihosting: to the emulator's standard output, or the debugger's.

use control::report::{self, Report};
use cortex_m_semihosting::debug::{self, EXIT_FAILURE, EXIT_SUCCESS};
use cortex_m_semihosting::hio::{self, HostStream};

/// The emulator's or debugger's standard output.
#[expect(missing_debug_implementations, reason = "the stream has none")]
pub struct Host(Option<HostStream>);

impl Host {
    /// Opens it; where there is none, what is written is lost.
    pub fn open() -> Self {
        Self(hio::hstdout().ok())
    }

    /// Writes bytes.
    pub fn bytes(&mut self, text: &[u8]) {
        if let Some(out) = &mut self.0 {
            // Nobody is left to be told of a failure.
            let _ = out.write_all(text);
        }
    }

    /// Writes a text and a number.
    pub fn count(&mut self, text: &str, mut number: u32) {
        let mut digits = [0; 10];
        let mut first = digits.len();
        for (place, digit) in digits.iter_mut().enumerate().rev() {
            *digit = b'0' + (number % 10) as u8;
            number /= 10;
            first = place;
            if number == 0 {
                break;
            }
        }
        self.bytes(text.as_bytes());
        self.bytes(digits.get(first..).unwrap_or_default());
    }
}

impl Report for Host {
    fn line(&mut self, name: &str, numbers: &[f32]) {
        report::write(name, numbers, |text| self.bytes(text));
    }
}

/// Ends the emulation, with a status that says whether all went well.
pub fn exit(well: bool) -> ! {
    debug::exit(if well { EXIT_SUCCESS } else { EXIT_FAILURE });
    loop {
        cortex_m::asm::wfi();
    }
}
