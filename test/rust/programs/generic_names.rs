// Characters that BTF does not allow in a name become `_HEX_`.
//@ show: btf
//@ absent: 'Outer<
//@ link-args: --btf
//@ loads: yes
#![no_std]
#![no_main]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

pub struct Outer<T> {
    pub inner: T,
    pub count: u32,
}

// CHECK-DAG: STRUCT 'Outer_3C_u64_3E_' size=16
// CHECK-DAG: STRUCT 'Outer_3C_u8_3E_' size=8
#[no_mangle]
static mut WIDE: Outer<u64> = Outer { inner: 1, count: 2 };
#[no_mangle]
static mut NARROW: Outer<u8> = Outer { inner: 1, count: 2 };

#[no_mangle]
#[link_section = "socket"]
pub extern "C" fn prog(_ctx: *const u32) -> u32 {
    unsafe { core::ptr::read_volatile(&raw const WIDE.count) + core::ptr::read_volatile(&raw const NARROW.count) }
}
