//! Counts IPv4 packets by protocol, and drops those of blocked senders.

#![no_std]
#![no_main]

mod bpf;

use bpf::{HASH, Map, PERCPU_ARRAY, XDP_DROP, XDP_PASS, XdpMd};

#[repr(C)]
pub struct Traffic {
    packets: u64,
    bytes: u64,
}

/// By the number of the protocol.
#[unsafe(no_mangle)]
#[unsafe(link_section = ".maps")]
static TRAFFIC: Map<u32, Traffic, PERCPU_ARRAY, 256> = Map::new();

/// By the sender's address, in network byte order; user space writes it.
#[unsafe(no_mangle)]
#[unsafe(link_section = ".maps")]
static BLOCKED: Map<u32, u8, HASH, 1024> = Map::new();

#[unsafe(no_mangle)]
#[unsafe(link_section = "license")]
static LICENSE: [u8; 4] = *b"GPL\0";

const ETHERNET_HEADER: usize = 14;
const IPV4_HEADER: usize = 20;
const ETHERTYPE_IPV4: u16 = 0x0800;

#[unsafe(no_mangle)]
#[unsafe(link_section = "xdp")]
extern "C" fn firewall(context: *const XdpMd) -> u32 {
    let (start, end) = unsafe { ((*context).data as usize, (*context).data_end as usize) };
    let ip = start + ETHERNET_HEADER;
    // The verifier permits what lies before a place that was compared with the end.
    if ip + IPV4_HEADER > end {
        return XDP_PASS;
    }
    if read::<u16>(start + 12) != ETHERTYPE_IPV4.to_be() {
        return XDP_PASS;
    }

    let protocol = u32::from(read::<u8>(ip + 9));
    let traffic = TRAFFIC.lookup(&protocol);
    if !traffic.is_null() {
        unsafe {
            (*traffic).packets += 1;
            (*traffic).bytes += (end - start) as u64;
        }
    }

    let sender = read::<u32>(ip + 12);
    if BLOCKED.lookup(&sender).is_null() { XDP_PASS } else { XDP_DROP }
}

/// A value in the packet, which must be known to be there.
#[inline(always)]
fn read<T: Copy>(address: usize) -> T {
    unsafe { (address as *const T).read_unaligned() }
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}
