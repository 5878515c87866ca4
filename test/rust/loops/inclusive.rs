// An inclusive range: two variables decide when it ends.
#![no_std]
#![no_main]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

#[no_mangle]
#[link_section = "xdp"]
pub extern "C" fn inclusive(arg: &mut u64) -> u32 {
    for i in 0..=200 {
        *arg += *arg + i;
    }
    0
}
