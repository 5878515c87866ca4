// The same with symbols of the newer scheme.
//@ rustc-args: -C symbol-mangling-version=v0 -Z unstable-options
//@ error: undefined symbol 'missing', referred to by variable '
//@ error: variable 'undefined_in_tables_v0::inner::TABLE'
//@ error: variable '<undefined_in_tables_v0::Probe as undefined_in_tables_v0::Run>::run::TABLE'
//@ never: _R
#![no_std]
#![no_main]

use core::ptr::read_volatile;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

extern "C" {
    fn missing() -> u32;
}

type Table = [unsafe extern "C" fn() -> u32; 2];

mod inner {
    pub static TABLE: super::Table = [super::missing, super::missing];
}

trait Run {
    fn run(&self) -> usize;
}

struct Probe;

impl Run for Probe {
    #[inline(never)]
    fn run(&self) -> usize {
        static TABLE: Table = [missing, missing];
        unsafe { read_volatile(&TABLE[1]) as usize }
    }
}

#[no_mangle]
#[link_section = "xdp"]
pub extern "C" fn prog(_ctx: *const u64) -> u32 {
    (unsafe { read_volatile(&inner::TABLE[0]) as usize } + Probe.run()) as u32
}
