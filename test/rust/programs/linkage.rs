// Exported functions are global in BTF, all others static (the kernel verifies global ones on their own), with the
// names of their parameters.
//@ show: btf
//@ link-args: --btf
//@ loads: yes
#![no_std]
#![no_main]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

// CHECK-DAG: 'first' type_id
// CHECK-DAG: 'second' type_id
// CHECK-DAG: FUNC '{{.*}}not_exported{{.*}}' type_id={{[0-9]+}} linkage=static
// CHECK-DAG: FUNC 'exported' type_id={{[0-9]+}} linkage=global
#[inline(never)]
fn not_exported(first: u32, second: u32) -> u32 {
    first.wrapping_mul(second) ^ second
}

#[no_mangle]
#[link_section = "socket"]
pub extern "C" fn exported(ctx: *const u32) -> u32 {
    unsafe { not_exported(*ctx, *ctx.add(1)) }
}
