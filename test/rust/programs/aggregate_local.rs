// A result of more than 64 bits of a function that is not exported goes through a pointer.
//@ show: disassembly
//@ link-args: --btf --disable-memory-builtins
//@ loads: yes
#![no_std]
#![no_main]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

#[inline(never)]
fn wide(a: u64, b: u64) -> u128 {
    (a as u128) << 7 | (b ^ a) as u128
}

#[inline(never)]
fn several(a: u64, b: u64) -> [u64; 4] {
    [a, b, a ^ b, a | b]
}

// CHECK: wide>:
// CHECK: *(u64 *)(r1 + 0x0) =
// CHECK: several>:
// CHECK: *(u64 *)(r1 + 0x18) =
// CHECK: <prog>:
// CHECK-COUNT-3: call
#[no_mangle]
#[link_section = "raw_tp/sys_enter"]
pub extern "C" fn prog(ctx: *const u64) -> u32 {
    let at = |i| unsafe { *ctx.add(i) };
    let (x, y) = (wide(at(0), at(1)), wide(at(1), at(2)));
    let z = several(at(3), at(4));
    (x ^ y >> 64) as u32 ^ (z[0] + z[3]) as u32
}
