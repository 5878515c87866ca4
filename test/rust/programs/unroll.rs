// A loop of a known trip count is gone, also Rust's inclusive ranges.
//@ show: disassembly
//@ link-args: --btf --unroll-loops
#![no_std]
#![no_main]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

// CHECK: <prog>:
// CHECK-NOT: goto
// CHECK: exit
#[no_mangle]
#[link_section = "xdp"]
pub extern "C" fn prog(arg: &mut u64) -> u32 {
    for i in 0..=200 {
        *arg += *arg + i;
    }
    0
}
