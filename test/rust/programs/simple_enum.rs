// An enum without data keeps its variants.
//@ show: btf
//@ link-args: --btf
//@ loads: yes
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
    Redirect = 4,
}

// CHECK: ENUM 'Verdict' {{.*}}size=4 vlen=3
// CHECK-NEXT: 'Drop' val=1
// CHECK-NEXT: 'Pass' val=2
// CHECK-NEXT: 'Redirect' val=4
#[no_mangle]
static mut VERDICT: Verdict = Verdict::Pass;

#[no_mangle]
#[link_section = "socket"]
pub extern "C" fn prog(_ctx: *const u32) -> u32 {
    unsafe { core::ptr::read_volatile(&raw const VERDICT) as u32 }
}
