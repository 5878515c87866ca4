// A while loop whose bound is a value that is itself bounded.
#![no_std]
#![no_main]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

#[no_mangle]
#[link_section = "xdp"]
pub extern "C" fn bounded_while(arg: &mut [u32; 17]) -> u32 {
    let count = (arg[16] & 15) as usize;
    let mut at = 0;
    let mut sum = 0u32;
    while at < count {
        sum = sum.wrapping_mul(33) ^ arg[at & 15];
        at += 1;
    }
    sum
}
