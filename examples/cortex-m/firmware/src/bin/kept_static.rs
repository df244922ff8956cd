//! The gradient with every step's partial derivatives kept, in a static.
#![no_std]
#![no_main]

use control::benchmark::{Kept, kept};
use tapeless::{Every, KeptSlot};

firmware::gradient_firmware!("kept_static", 20, Every, in kept(), [KeptSlot<[f32; 4], Kept>; 20]);
