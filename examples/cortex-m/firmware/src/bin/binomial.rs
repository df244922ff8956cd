//! The gradient with five states stored.
#![no_std]
#![no_main]

use tapeless::{Binomial, Slots};

firmware::gradient_firmware!("binomial", 20, Binomial, Slots::<5>);
