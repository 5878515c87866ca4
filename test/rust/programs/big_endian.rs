// The same for big endian.
//@ target: bpfeb-unknown-none
//@ show: header
//@ link-args: --btf
#![no_std]
#![no_main]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

// CHECK: Format: elf64-bpf
// CHECK: DataEncoding: BigEndian
// CHECK: Machine: EM_BPF
#[no_mangle]
#[link_section = "xdp"]
pub extern "C" fn prog(ctx: *const u32) -> u32 {
    unsafe { *ctx }
}
