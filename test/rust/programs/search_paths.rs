// `-L` and `-l` may repeat and change nothing; nor do the flags of other linkers that rustc may pass.
//@ link-args: -L . -L/nowhere -L elsewhere -l c -lgcc --debug -flavor gnu --btf
//@ show: symbols
//@ loads: yes
#![no_std]
#![no_main]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

// CHECK: FUNC GLOBAL {{.*}} socket prog
#[no_mangle]
#[link_section = "socket"]
pub extern "C" fn prog(_ctx: *const u32) -> u32 {
    2
}
