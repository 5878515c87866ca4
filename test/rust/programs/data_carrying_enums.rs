// Several enums that carry data: one warning at the end names them all.
//@ show: btf
//@ link-args: --btf
//@ once: TYPES_LOST
//@ warning: First
//@ warning: Second
#![no_std]
#![no_main]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

pub enum First {
    A(u32),
    B { x: u64 },
}

pub enum Second {
    C(u8),
    D(First),
}

// CHECK-DAG: STRUCT 'Second' size={{[0-9]+}} vlen=0
// CHECK-DAG: STRUCT 'First' size={{[0-9]+}} vlen=0
#[no_mangle]
static mut FIRST: First = First::B { x: 1 };
#[no_mangle]
static mut SECOND: Second = Second::D(First::A(2));

#[no_mangle]
#[link_section = "xdp"]
pub extern "C" fn prog(_ctx: *const u32) -> u32 {
    unsafe { core::ptr::read_volatile((&raw const FIRST).cast::<u32>()) + core::ptr::read_volatile((&raw const SECOND).cast::<u32>()) }
}
