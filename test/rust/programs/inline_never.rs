// rustc puts `noinline` on the function and on its call sites: both go.
//@ show: symbols
//@ absent: helper
//@ link-args: --btf --ignore-inline-never
//@ loads: yes
#![no_std]
#![no_main]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

#[inline(never)]
fn helper(x: u32) -> u32 {
    x.wrapping_mul(3) ^ (x >> 2)
}

// CHECK: FUNC GLOBAL {{.*}} prog
#[no_mangle]
#[link_section = "socket"]
pub extern "C" fn prog(ctx: *const u32) -> u32 {
    unsafe { helper(*ctx) ^ helper(*ctx.add(1)) }
}
