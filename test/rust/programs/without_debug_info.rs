// A crate without debug info: its functions get a FUNC all the same, else the kernel says only "missing btf func_info".
//@ aux: no_debug_info -C debuginfo=0
//@ show: btf
//@ link-args: --btf
//@ loads: yes
#![no_std]
#![no_main]

extern crate no_debug_info;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

// CHECK-DAG: FUNC '{{.*}}without_debug_info{{.*}}' type_id={{[0-9]+}} linkage=static
// CHECK-DAG: FUNC 'prog' type_id={{[0-9]+}} linkage=global
#[no_mangle]
#[link_section = "socket"]
pub extern "C" fn prog(ctx: *const u32) -> u32 {
    let second = 9;
    no_debug_info::without_debug_info(unsafe { *ctx }, &second) & 1
}
