//! The gradient over a hundred steps with five states stored.
#![no_std]
#![no_main]

use tapeless::{Binomial, Slots, StateSlot};

firmware::gradient_firmware!("binomial 100", 100, Binomial, Slots::<5>, [StateSlot<[f32; 4]>; 5]);
