// Copies, fills and comparisons of a length that is known leave nothing undefined.
//@ show: symbols
//@ absent: UND {{.}}
//@ link-args: --btf
//@ loads: yes
#![no_std]
#![no_main]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

#[no_mangle]
#[link_section = "socket"]
pub extern "C" fn prog(ctx: *const u32) -> u32 {
    let seed = unsafe { core::ptr::read_volatile(ctx) } as u8;
    let first = [seed; 96];
    let mut second = [0u8; 96];
    second.copy_from_slice(core::hint::black_box(&first));
    (core::hint::black_box(&second)[..] == first[..]) as u32
}
