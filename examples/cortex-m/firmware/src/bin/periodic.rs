//! The gradient with every fourth state stored.
#![no_std]
#![no_main]

use tapeless::{Periodic, Slots, StateSlot};

firmware::gradient_firmware!("periodic", 20, Periodic { every: 4 }, Slots::<8>, [StateSlot<[f32; 4]>; 8]);
