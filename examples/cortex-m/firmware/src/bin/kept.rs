//! The gradient with every step's partial derivatives kept.
#![no_std]
#![no_main]

use control::benchmark::{Kept, kept};
use tapeless::{Every, KeptSlot};

firmware::gradient_firmware!("kept", 20, Every, &mut [kept(); 20], [KeptSlot<[f32; 4], Kept>; 20]);
