// `MaybeUninit` is a union in BTF, its name made fit.
//@ show: btf
//@ link-args: --btf
//@ loads: yes
#![no_std]
#![no_main]

use core::mem::MaybeUninit;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

// CHECK: UNION 'MaybeUninit_3C_u64_3E_' size=8 vlen=2
// CHECK-NEXT: 'uninit'
// CHECK-NEXT: 'value'
#[no_mangle]
static mut SLOT: MaybeUninit<u64> = MaybeUninit::new(9);

#[no_mangle]
#[link_section = "socket"]
pub extern "C" fn prog(_ctx: *const u32) -> u32 {
    unsafe { core::ptr::read_volatile((&raw const SLOT).cast::<u64>()) as u32 }
}
