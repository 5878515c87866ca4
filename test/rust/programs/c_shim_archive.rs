// A C function beside the rlibs, as an archive.
//@ c: shim.c archive
//@ show: btf
//@ link-args: --btf
//@ loads: yes
#![no_std]
#![no_main]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

#[repr(C)]
struct Pair {
    first: u32,
    second: u32,
}

extern "C" {
    fn shim_sum(pair: *mut Pair) -> u32;
}

// CHECK-DAG: STRUCT 'pair' size=8 vlen=2
// CHECK-DAG: FUNC 'shim_sum' type_id={{[0-9]+}} linkage=static
// CHECK-DAG: FUNC 'prog' type_id={{[0-9]+}} linkage=global
#[no_mangle]
#[link_section = "socket"]
pub extern "C" fn prog(ctx: *const u32) -> u32 {
    let mut pair = Pair { first: unsafe { *ctx }, second: 2 };
    unsafe { shim_sum(&mut pair) & 1 }
}
