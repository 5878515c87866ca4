// `--disable-memory-builtins`: they go where nothing needs them.
//@ show: symbols
//@ absent: mem
//@ absent: bcmp
//@ link-args: --btf --disable-memory-builtins
//@ loads: yes
#![no_std]
#![no_main]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

// CHECK: FUNC GLOBAL {{.*}} prog
#[no_mangle]
#[link_section = "socket"]
pub extern "C" fn prog(_ctx: *const u32) -> u32 {
    2
}
