// As aya-ebpf's `#[map]` defines a map: `struct bpf_map_def` with an id and pinning, in the section `maps`. No BTF, no
// licence, and every name of Rust's is gone.
#![no_std]
#![no_main]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

#[repr(C)]
pub struct MapDef {
    r#type: u32,
    key_size: u32,
    value_size: u32,
    max_entries: u32,
    map_flags: u32,
    id: u32,
    pinning: u32,
}

#[no_mangle]
#[link_section = "maps"]
static mut COUNTS: MapDef =
    MapDef { r#type: 1, key_size: 4, value_size: 8, max_entries: 64, map_flags: 0, id: 0, pinning: 0 };

#[no_mangle]
#[link_section = "kprobe"]
pub extern "C" fn prog(ctx: *const u64) -> u32 {
    let read: extern "C" fn(*mut u64, u32, *const u64) -> i64 = unsafe { core::mem::transmute(113usize) };
    let lookup: extern "C" fn(*const MapDef, *const u64) -> *mut u64 = unsafe { core::mem::transmute(1usize) };
    let mut key = 0u64;
    read(&mut key, 8, ctx);
    let count = lookup(&raw const COUNTS, &key);
    if !count.is_null() {
        unsafe { *count += 1 };
    }
    0
}
