// An enum that carries data, in a struct, one of its variants without data.
//@ show: btf
//@ link-args: --btf
//@ loads: yes
#![no_std]
#![no_main]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

pub enum Shape {
    Circle { radius: u32 },
    Square(u32, u32),
    Nothing,
}

pub struct Holder {
    pub shape: Shape,
    pub tail: u64,
}

// CHECK-DAG: STRUCT 'Shape' size=12 vlen=1
// CHECK-DAG: UNION '(anon)' size=12 vlen=4
// CHECK-DAG: 'discriminant' type_id={{[0-9]+}} bits_offset=0
// CHECK-DAG: 'Circle' type_id={{[0-9]+}} bits_offset=0
// CHECK-DAG: 'Nothing' type_id={{[0-9]+}} bits_offset=0
// CHECK-DAG: STRUCT 'Holder' size=24 vlen=2
#[no_mangle]
static mut HOLDER: Holder = Holder { shape: Shape::Square(1, 2), tail: 3 };

#[no_mangle]
#[link_section = "socket"]
pub extern "C" fn prog(_ctx: *const u32) -> u32 {
    unsafe {
        match &*(&raw const HOLDER.shape) {
            Shape::Circle { radius } => core::ptr::read_volatile(radius),
            Shape::Square(a, b) => core::ptr::read_volatile(a) + core::ptr::read_volatile(b),
            Shape::Nothing => core::ptr::read_volatile(&raw const HOLDER.tail) as u32,
        }
    }
}
