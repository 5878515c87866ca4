// `-O0` means `-O1`: nothing is left on the stack that need not be there.
//@ opt-level: 0
//@ link-args: --emit llvm-ir
//@ show: output
#![no_std]
#![no_main]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

// CHECK: define {{.*}}i32 @prog(
// CHECK-NOT: alloca
// CHECK: ret i32
#[no_mangle]
#[link_section = "xdp"]
pub extern "C" fn prog(ctx: *const u32) -> u32 {
    let first = unsafe { *ctx };
    let second = first ^ 5;
    second & 1
}
