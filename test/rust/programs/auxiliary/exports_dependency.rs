#![no_std]

#[no_mangle]
pub extern "C" fn dependency_no_mangle(x: u32) -> u32 {
    x + 7
}

#[inline(never)]
pub fn re_exported(x: u32) -> u32 {
    x.rotate_left(3)
}
