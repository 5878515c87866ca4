// A function for each type that it is used with, under names that the kernel takes.
//@ show: btf
//@ link-args: --btf
//@ loads: yes
#![no_std]
#![no_main]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

#[inline(never)]
fn fold<T: Copy + Into<u64>>(values: &[T; 2]) -> u64 {
    values[0].into() ^ (values[1].into() << 3)
}

// CHECK-DAG: FUNC 'fold_3C_u16_3E_' type_id={{[0-9]+}} linkage=static
// CHECK-DAG: FUNC 'fold_3C_u32_3E_' type_id={{[0-9]+}} linkage=static
#[no_mangle]
#[link_section = "socket"]
pub extern "C" fn prog(ctx: *const u32) -> u32 {
    let first = unsafe { core::ptr::read_volatile(ctx) };
    let (narrow, wide) = ([first as u16, 2], [first, 3]);
    (fold(core::hint::black_box(&narrow)) ^ fold(core::hint::black_box(&wide))) as u32 & 1
}
