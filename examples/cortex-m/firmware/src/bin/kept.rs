//! The gradient with every step's partial derivatives kept.
#![no_std]
#![no_main]

use control::benchmark::kept;
use tapeless::Every;

firmware::gradient_firmware!("kept", 20, Every, &mut [kept(); 20]);
