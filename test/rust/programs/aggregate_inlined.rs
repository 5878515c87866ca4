// Functions that BPF cannot compile on their own, of six arguments or an aggregate result, are no error where they
// are inlined or unused.
//@ show: symbols
//@ absent: six
//@ absent: unused
//@ link-args: --btf
//@ loads: yes
#![no_std]
#![no_main]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

pub struct Triple(u64, u64, u64);

#[inline(always)]
fn six(a: u64, b: u64, c: u64, d: u64, e: u64, f: u64) -> Triple {
    Triple(a + b, c + d, e + f)
}

pub fn unused(a: u64, b: u64, c: u64, d: u64, e: u64, f: u64, g: u64) -> Triple {
    six(a, b, c, d, e, f + g)
}

// CHECK: FUNC GLOBAL {{.*}} prog
#[no_mangle]
#[link_section = "raw_tp/sys_enter"]
pub extern "C" fn prog(ctx: *const u64) -> u32 {
    let at = |i| unsafe { *ctx.add(i) };
    let t = six(at(0), at(1), at(2), at(3), at(4), at(5));
    (t.0 ^ t.1 ^ t.2) as u32
}
