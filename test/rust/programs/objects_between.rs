// Objects may stand between rlibs, and before what refers to them.
//@ aux: other_crate
//@ c: shim.c object
//@ link-args: --btf {folder}/libother_crate.rlib
//@ link-args-after: {folder}/libexports_dependency.rlib
//@ aux: exports_dependency
//@ show: symbols
//@ loads: yes
#![no_std]
#![no_main]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

extern "C" {
    fn from_other_crate(x: u32) -> u32;
    fn shim_sum(pair: *mut [u32; 2]) -> u32;
    fn dependency_no_mangle(x: u32) -> u32;
}

// CHECK-DAG: FUNC LOCAL {{.*}} .text from_other_crate
// CHECK-DAG: FUNC LOCAL {{.*}} .text shim_sum
// CHECK-DAG: FUNC GLOBAL {{.*}} socket prog
#[no_mangle]
#[link_section = "socket"]
pub extern "C" fn prog(ctx: *const u32) -> u32 {
    unsafe {
        let mut pair = [from_other_crate(*ctx), dependency_no_mangle(2)];
        shim_sum(&mut pair) & 1
    }
}
