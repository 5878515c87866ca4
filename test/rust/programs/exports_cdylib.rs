// A `cdylib` exports what is `#[no_mangle]`, of its dependencies too; not what is merely public or re-exported.
//@ aux: exports_dependency
//@ crate-type: cdylib
//@ show: symbols
//@ absent: {{GLOBAL|WEAK}} {{.*}}re_exported
//@ absent: {{GLOBAL|WEAK}} {{.*}}merely_public
//@ link-args: --btf
#![no_std]

extern crate exports_dependency;
pub use exports_dependency::re_exported;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

// CHECK-DAG: FUNC GLOBAL {{.*}} dependency_no_mangle
// CHECK-DAG: FUNC GLOBAL {{.*}} local_no_mangle
#[no_mangle]
pub extern "C" fn local_no_mangle(x: u32) -> u32 {
    merely_public(x) + re_exported(x)
}

#[inline(never)]
pub fn merely_public(x: u32) -> u32 {
    x ^ 1
}
