// BTF has no variants that carry data: such an enum is emptied, what is beside it stays, and one warning says so.
//@ show: btf
//@ link-args: --btf
//@ warning: Shape
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

// CHECK-DAG: STRUCT 'Shape' size=12 vlen=0
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
