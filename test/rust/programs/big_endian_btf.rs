// BTF of a big-endian object, an enum among it.
//@ target: bpfeb-unknown-none
//@ show: btf
//@ link-args: --btf
#![no_std]
#![no_main]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

#[repr(u32)]
#[derive(Clone, Copy)]
pub enum Verdict {
    Drop = 1,
    Pass = 2,
}

// CHECK: FUNC 'prog' type_id={{[0-9]+}} linkage=global
// CHECK: ENUM 'Verdict' {{.*}}size=4 vlen=2
// CHECK-NEXT: 'Drop' val=1
// CHECK-NEXT: 'Pass' val=2

#[no_mangle]
static mut VERDICT: Verdict = Verdict::Pass;

#[no_mangle]
#[link_section = "xdp"]
pub extern "C" fn prog(_ctx: *const u32) -> u32 {
    unsafe { core::ptr::read_volatile(&raw const VERDICT) as u32 }
}
