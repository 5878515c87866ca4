// `-C opt-level=3` links.
//@ opt-level: 3
//@ show: symbols
//@ link-args: --btf
//@ loads: yes
#![no_std]
#![no_main]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

// CHECK: FUNC GLOBAL {{.*}} socket prog
#[no_mangle]
#[link_section = "socket"]
pub extern "C" fn prog(ctx: *const u32) -> u32 {
    let mut sum = 0u32;
    for i in 0..8 {
        sum = sum.wrapping_add(unsafe { *ctx.add(i) });
    }
    sum
}
