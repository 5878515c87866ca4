// Pointer types have no name in BTF; the kernel refuses one.
//@ show: btf
//@ absent: PTR '{{[^()]}}
//@ link-args: --btf
//@ loads: yes
#![no_std]
#![no_main]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

pub struct Context {
    pub data: u32,
}

// CHECK: FUNC_PROTO {{.*}}vlen=1
// CHECK-NEXT: 'ctx' type_id=
#[no_mangle]
#[link_section = "socket"]
pub extern "C" fn prog(ctx: &mut Context) -> u32 {
    ctx.data
}
