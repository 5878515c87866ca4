// The memory builtins of compiler_builtins stay, for code generation may need them.
//@ show: symbols
//@ link-args: --btf
#![no_std]
#![no_main]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

// CHECK-DAG: FUNC {{WEAK|GLOBAL}} {{.*}} memcpy
// CHECK-DAG: FUNC {{WEAK|GLOBAL}} {{.*}} memmove
// CHECK-DAG: FUNC {{WEAK|GLOBAL}} {{.*}} memset
// CHECK-DAG: FUNC {{WEAK|GLOBAL}} {{.*}} memcmp
// CHECK-DAG: FUNC {{WEAK|GLOBAL}} {{.*}} bcmp
#[no_mangle]
#[link_section = "xdp"]
pub extern "C" fn prog(_ctx: *const u32) -> u32 {
    2
}
