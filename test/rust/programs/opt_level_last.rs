// Of several `-O` the last counts, here the user's after rustc's `-O3`, which would unroll the loop.
//@ rustc-args: -C no-prepopulate-passes
//@ link-args: -Oz --emit llvm-ir
//@ show: output
#![no_std]
#![no_main]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

// CHECK: define {{.*}}i32 @prog(
// CHECK: phi i32
#[no_mangle]
#[link_section = "xdp"]
pub extern "C" fn prog(ctx: *const u32) -> u32 {
    let mut sum = 0u32;
    let mut i = 0;
    while i < 24 {
        sum = sum.wrapping_mul(7) ^ unsafe { *ctx.add(i & 3) };
        i += 1;
    }
    sum
}
