// An anonymous C struct behind a typedef, linked from bitcode, with its CO-RE relocation.
//@ c: anonymous_struct.c
//@ show: btf
//@ link-args: --btf
#![no_std]
#![no_main]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

extern "C" {
    fn read_second(event: *const u8) -> u32;
}

// CHECK-DAG: TYPEDEF 'event_t' type_id=[[ANON:[0-9]+]]
// CHECK-DAG: STRUCT '(anon)' size=8 vlen=2
// CHECK-DAG: FUNC 'prog' type_id={{[0-9]+}} linkage=global
#[no_mangle]
#[link_section = "tracepoint/test"]
pub extern "C" fn prog(ctx: *const u8) -> u32 {
    unsafe { read_second(ctx) }
}
