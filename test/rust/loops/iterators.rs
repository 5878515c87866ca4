// Iterators: chunks, zip, rev, step_by, take_while.
#![no_std]
#![no_main]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

#[no_mangle]
#[link_section = "xdp"]
pub extern "C" fn iterators(words: &[u32; 32]) -> u32 {
    let pairs: u32 = words.chunks(2).map(|pair| pair[0].wrapping_mul(31)).fold(0, u32::wrapping_add);
    let crossed = words.iter().zip(words.iter().rev()).fold(0u32, |sum, (a, b)| sum.rotate_left(3) ^ a ^ b);
    let stepped = (0..32).step_by(5).fold(0u32, |sum, at| sum.wrapping_add(words[at]));
    let leading = words.iter().take_while(|word| **word != 0).count() as u32;
    pairs ^ crossed ^ stepped ^ leading
}
