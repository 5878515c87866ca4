// `-C opt-level=0` links and loads without rustc's debug assertions. With them, every access through a raw pointer is
// preceded by a check of its alignment, and the kernel permits no `&=` on a pointer to the context.
//@ opt-level: 0
//@ rustc-args: -C debug-assertions=off
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
