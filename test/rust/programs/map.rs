// A map as a BTF static: in `.maps`, global, all its members there.
//@ show: btf
//@ link-args: --btf
//@ loads: yes
#![no_std]
#![no_main]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

#[repr(C)]
pub struct HashMap {
    r#type: *const [i32; 1],
    key: *const u32,
    value: *const u64,
    max_entries: *const [i32; 1024],
}
unsafe impl Sync for HashMap {}

// CHECK-DAG: STRUCT 'HashMap' size=32 vlen=4
// CHECK-DAG: VAR 'COUNTS' type_id={{[0-9]+}}, linkage=global
// CHECK-DAG: DATASEC '.maps'
#[no_mangle]
#[link_section = ".maps"]
static COUNTS: HashMap = HashMap {
    r#type: core::ptr::null(),
    key: core::ptr::null(),
    value: core::ptr::null(),
    max_entries: core::ptr::null(),
};

#[no_mangle]
#[link_section = "license"]
static LICENSE: [u8; 4] = *b"GPL\0";

#[no_mangle]
#[link_section = "socket"]
pub extern "C" fn prog(_ctx: *const u32) -> u32 {
    let lookup: extern "C" fn(*const HashMap, *const u32) -> *const u64 = unsafe { core::mem::transmute(1usize) };
    let key = 7u32;
    if lookup(&COUNTS, &key).is_null() { 1 } else { 2 }
}
