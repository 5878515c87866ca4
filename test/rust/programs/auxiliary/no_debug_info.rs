#![no_std]

#[inline(never)]
pub fn without_debug_info(x: u32, y: &u64) -> u32 {
    x.wrapping_mul(3) ^ (*y as u32)
}
