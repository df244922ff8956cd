//! The gradient over a hundred steps with every state stored.
#![no_std]
#![no_main]

use tapeless::{Every, Slots};

firmware::gradient_firmware!("every 100", 100, Every, Slots::<100>);
