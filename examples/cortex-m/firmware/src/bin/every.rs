//! The gradient with every state stored, its step taken again.
#![no_std]
#![no_main]

use tapeless::{Every, Slots, StateSlot};

firmware::gradient_firmware!("every", 20, Every, Slots::<20>, [StateSlot<[f32; 4]>; 20]);
