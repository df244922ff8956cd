//! Instructions by the SysTick timer, stack by paint.
//!
//! The emulator runs with `-icount shift=6`: an instruction takes 64 ns of its time, in which the 25 MHz timer advances by
//! 1.6, so that counts repeat exactly. On a real chip the same code counts clock cycles.

use cortex_m::Peripherals;
use cortex_m::peripheral::SYST;
use cortex_m::peripheral::syst::SystClkSource;
use cortex_m::register::msp;

use crate::print::Host;

/// The timer has 24 bits and counts down.
const TICKS: u32 = 0x00ff_ffff;
/// How far below the stack pointer it is painted.
const DEPTH: u32 = 128 * 1024;
/// What the painter itself may use.
const SPARED: u32 = 64;
const PAINT: u32 = 0xdead_beef;

/// Starts the timer.
pub fn start() {
    if let Some(mut peripherals) = Peripherals::take() {
        let timer = &mut peripherals.SYST;
        timer.set_clock_source(SystClkSource::Core);
        timer.set_reload(TICKS);
        timer.clear_current();
        timer.enable_counter();
    }
}

/// The instructions that a call executes, those of calling nothing taken off; at most ten million.
pub fn instructions(work: &mut dyn FnMut()) -> u32 {
    let nothing = ticks(&mut || ());
    ticks(work).saturating_sub(nothing) * 10 / 16
}

#[inline(never)]
fn ticks(work: &mut dyn FnMut()) -> u32 {
    let before = SYST::get_current();
    work();
    before.wrapping_sub(SYST::get_current()) & TICKS
}

/// The bytes of stack that a call uses.
#[inline(never)]
pub fn stack(work: &mut dyn FnMut()) -> u32 {
    let top = msp::read();
    let bottom = top - DEPTH;
    for word in (bottom..top - SPARED).step_by(4) {
        paint(word);
    }
    work();
    let untouched = (bottom..top).step_by(4).take_while(|word| is_painted(*word)).count();
    DEPTH - 4 * untouched as u32
}

#[expect(unsafe_code, reason = "writes to the stack below everything that is in use")]
fn paint(word: u32) {
    // SAFETY: the address is aligned, in RAM, and below the stack pointer by more than this function and its caller use.
    unsafe { (word as *mut u32).write_volatile(PAINT) }
}

#[expect(unsafe_code, reason = "reads what was painted")]
fn is_painted(word: u32) -> bool {
    // SAFETY: the address is aligned and in RAM.
    unsafe { (word as *const u32).read_volatile() == PAINT }
}

/// Prints what a call costs, the second time it is made, and the bytes that the compiler knew of.
pub fn measure(name: &str, known: usize, mut work: impl FnMut()) {
    start();
    work();
    let (instructions, stack) = (instructions(&mut work), stack(&mut work));
    let mut host = Host::open();
    host.bytes(name.as_bytes());
    host.count(" instructions ", instructions);
    host.count(" stack ", stack);
    host.count(" known ", known as u32);
    host.bytes(b"\n");
}

/// A firmware that measures one way to compute the benchmark's gradient over `$steps` steps, or nothing at all: what the
/// harness itself takes.
#[macro_export]
macro_rules! gradient_firmware {
    ($name:literal, $steps:literal, $schedule:expr, in $slot:expr, [$Slot:ty; $count:literal]) => {
        const KNOWN: usize = ::control::benchmark::workspace::<$steps, $Slot>($count);
        $crate::gradient_firmware!($name, $steps, KNOWN, in SLOTS: [$Slot; $count] = [const { $slot }; $count],
            |controls, slopes| {
                ::control::benchmark::gradient::<$steps>(controls, slopes, &$schedule, &mut *SLOTS)
            });
    };
    ($name:literal, $steps:literal, $schedule:expr, $slots:expr, [$Slot:ty; $count:literal]) => {
        const KNOWN: usize = ::control::benchmark::workspace::<$steps, $Slot>($count);
        $crate::gradient_firmware!($name, $steps, KNOWN, |controls, slopes| {
            ::control::benchmark::gradient::<$steps>(controls, slopes, &$schedule, $slots)
        });
    };
    ($name:literal, $steps:literal, $known:expr, $(in $SLOTS:ident: $Slots:ty = $slots:expr,)?
        |$controls:ident, $slopes:ident| $gradient:expr) => {
        static CONTROLS: [f32; $steps] = ::control::benchmark::controls();

        #[cortex_m_rt::entry]
        fn main() -> ! {
            $(static mut $SLOTS: $Slots = $slots;)?
            let mut slopes = [0.0; $steps];
            let mut value = 0.0;
            $crate::measure::measure($name, $known, || {
                slopes = [0.0; $steps];
                let ($controls, $slopes) = (::core::hint::black_box(&CONTROLS), &mut slopes);
                value = $gradient.unwrap_or(f32::NAN);
            });
            ::control::report::Report::line(&mut $crate::print::Host::open(), $name, &[value]);
            ::control::report::Report::line(&mut $crate::print::Host::open(), $name, &slopes);
            $crate::print::exit(value.is_finite())
        }
    };
}
