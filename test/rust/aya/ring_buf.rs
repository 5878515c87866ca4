// As aya's `btf_map_def!` defines a ring buffer: the type of its values for who reads them, and the size that the kernel
// wants. No licence: aya loads such an object under the GPL.
//@ link-args: --btf
#![no_std]
#![no_main]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

pub struct RingBuf<T, const M: usize> {
    r#type: *const [i32; 27],
    value: *const T,
    max_entries: *const [i32; M],
    value_size: *const [i32; 0],
}
unsafe impl<T, const M: usize> Sync for RingBuf<T, M> {}

#[no_mangle]
#[link_section = ".maps"]
static EVENTS: RingBuf<[u64; 4], 4096> = RingBuf {
    r#type: core::ptr::null(),
    value: core::ptr::null(),
    max_entries: core::ptr::null(),
    value_size: core::ptr::null(),
};

#[no_mangle]
#[link_section = "kprobe"]
pub extern "C" fn prog(ctx: *const u64) -> u32 {
    // bpf_probe_read_kernel is for the GPL only; bpf_ringbuf_output.
    let read: extern "C" fn(*mut u64, u32, *const u64) -> i64 = unsafe { core::mem::transmute(113usize) };
    let output: extern "C" fn(*const RingBuf<[u64; 4], 4096>, *const u64, u64, u64) -> i64 =
        unsafe { core::mem::transmute(130usize) };
    let mut event = [0u64; 4];
    read(event.as_mut_ptr(), 8, ctx);
    output(&EVENTS, event.as_ptr(), 32, 0);
    0
}
