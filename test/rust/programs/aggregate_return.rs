// Where a function with a result of more than 64 bits is exported, the error names it, its line and why.
//@ link-args: --btf
//@ error: CODEGEN_ERROR
//@ error: aggregate_return.rs:16
//@ error: in function 'wide'
//@ error: BPF returns at most 64 bits
#![no_std]
#![no_main]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

#[no_mangle]
pub extern "C" fn wide(a: u64, b: u64) -> u128 {
    (a as u128) << 7 | (b ^ a) as u128
}

#[no_mangle]
#[link_section = "xdp"]
pub extern "C" fn prog(ctx: *const u64) -> u32 {
    let at = |i| unsafe { *ctx.add(i) };
    (wide(at(0), at(1)) ^ wide(at(1), at(2)) >> 64) as u32
}
