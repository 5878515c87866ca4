// rustc reorders members; BTF wants them by offset.
//@ show: btf
//@ link-args: --btf
//@ loads: yes
#![no_std]
#![no_main]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

pub struct Mixed {
    pub small: u8,
    pub large: u64,
    pub middle: u32,
}

// CHECK: STRUCT 'Mixed' size=16 vlen=3
// CHECK-NEXT: 'large' type_id={{[0-9]+}} bits_offset=0
// CHECK-NEXT: 'middle' type_id={{[0-9]+}} bits_offset=64
// CHECK-NEXT: 'small' type_id={{[0-9]+}} bits_offset=96
#[no_mangle]
static mut MIXED: Mixed = Mixed { small: 1, large: 2, middle: 3 };

#[no_mangle]
#[link_section = "socket"]
pub extern "C" fn prog(_ctx: *const u32) -> u32 {
    unsafe { core::ptr::read_volatile(&raw const MIXED.middle) }
}
