#![no_std]

#[no_mangle]
#[inline(never)]
pub extern "C" fn from_other_crate(x: u32) -> u32 {
    x.rotate_left(7) ^ 3
}
