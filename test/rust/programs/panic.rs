// A panic that the compiler keeps and the kernel proves away: its code does not return, ends in an exit all the same,
// and stands in `.text`, where libbpf looks for it.
//@ show: symbols
//@ absent: .text.
//@ link-args: --btf
//@ loads: yes
#![no_std]
#![no_main]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

// CHECK-DAG: FUNC LOCAL {{.*}} .text {{.*}}panic_bounds_check
// CHECK-DAG: FUNC GLOBAL {{.*}} socket prog
#[no_mangle]
#[link_section = "socket"]
pub extern "C" fn prog(_ctx: *const u32) -> u32 {
    let table = core::hint::black_box([0u32, 1, 0, 1]);
    let at = core::hint::black_box(3usize);
    table[at]
}
