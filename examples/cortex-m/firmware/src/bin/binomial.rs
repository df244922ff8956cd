//! The gradient with five states stored.
#![no_std]
#![no_main]

use tapeless::{Binomial, Slots, StateSlot};

firmware::gradient_firmware!("binomial", 20, Binomial, Slots::<5>, [StateSlot<[f32; 4]>; 5]);
