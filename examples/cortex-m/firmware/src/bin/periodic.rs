//! The gradient with every fourth state stored.
#![no_std]
#![no_main]

use tapeless::{Periodic, Slots};

firmware::gradient_firmware!("periodic", 20, Periodic { every: 4 }, Slots::<8>);
