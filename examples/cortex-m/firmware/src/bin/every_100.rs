//! The gradient over a hundred steps with every state stored.
#![no_std]
#![no_main]

use tapeless::{Every, Slots, StateSlot};

firmware::gradient_firmware!("every 100", 100, Every, Slots::<100>, [StateSlot<[f32; 4]>; 100]);
