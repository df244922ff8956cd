//! The gradient over a hundred steps with five states stored.
#![no_std]
#![no_main]

use tapeless::{Binomial, Slots};

firmware::gradient_firmware!("binomial 100", 100, Binomial, Slots::<5>);
