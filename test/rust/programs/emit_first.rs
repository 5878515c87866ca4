// Of several `--emit` the first counts: rustc appends its own.
//@ link-args: --emit llvm-ir --emit obj --emit=asm
//@ show: output
#![no_std]
#![no_main]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

// CHECK: target triple = "bpfel"
// CHECK: define {{.*}}i32 @prog(
#[no_mangle]
#[link_section = "xdp"]
pub extern "C" fn prog(_ctx: *const u32) -> u32 {
    2
}
