// A program keeps its name and its section, is global, and what it calls is static.
//@ show: symbols
//@ absent: panic
//@ link-args: --btf
//@ loads: yes
#![no_std]
#![no_main]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

#[inline(never)]
fn helper(x: u32) -> u32 {
    x.wrapping_mul(3)
}

// CHECK-DAG: FUNC LOCAL {{.*}} .text {{.*}}helper
// CHECK-DAG: FUNC GLOBAL {{.*}} socket drop_odd
#[no_mangle]
#[link_section = "socket"]
pub extern "C" fn drop_odd(ctx: *const u32) -> u32 {
    helper(unsafe { *ctx }) & 1
}
