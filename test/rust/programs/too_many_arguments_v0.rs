// The same with symbols of the newer scheme.
//@ rustc-args: -C debuginfo=0 -C symbol-mangling-version=v0 -Z unstable-options
//@ error: CODEGEN_ERROR
//@ error: too_many_arguments_v0::six
//@ never: _R
#![no_std]
#![no_main]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

#[inline(never)]
fn six(a: u64, b: u64, c: u64, d: u64, e: u64, f: u64) -> u64 {
    a ^ (b + c * d) ^ (e | f)
}

#[no_mangle]
#[link_section = "xdp"]
pub extern "C" fn prog(ctx: *const u64) -> u32 {
    let at = |i| unsafe { *ctx.add(i) };
    (six(at(0), at(1), at(2), at(3), at(4), at(5)) ^ six(at(5), at(4), at(3), at(2), at(1), at(0))) as u32
}
