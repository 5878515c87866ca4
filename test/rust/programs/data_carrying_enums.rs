// Enums that carry data: a union of what tells the variants apart and of the variants.
//@ show: btf
//@ link-args: --btf
//@ loads: yes
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

// CHECK: STRUCT 'First' size=16 vlen=1
// CHECK-NEXT: '(anon)' type_id=[[UNION:[0-9]+]] bits_offset=0
// CHECK-NEXT: [[[UNION]]] UNION '(anon)' size=16 vlen=3
// CHECK-NEXT: 'discriminant' type_id={{[0-9]+}} bits_offset=0
// CHECK-NEXT: 'A' type_id={{[0-9]+}} bits_offset=0
// CHECK-NEXT: 'B' type_id={{[0-9]+}} bits_offset=0
#[no_mangle]
static mut FIRST: First = First::B { x: 1 };
#[no_mangle]
static mut SECOND: Second = Second::D(First::A(2));

#[no_mangle]
#[link_section = "xdp"]
pub extern "C" fn prog(_ctx: *const u32) -> u32 {
    unsafe { core::ptr::read_volatile((&raw const FIRST).cast::<u32>()) + core::ptr::read_volatile((&raw const SECOND).cast::<u32>()) }
}
