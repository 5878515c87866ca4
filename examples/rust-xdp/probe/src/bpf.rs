//! The few bindings that the program needs, by hand: context, map definitions, helpers.

use core::mem::transmute;

pub const XDP_DROP: u32 = 1;
pub const XDP_PASS: u32 = 2;

/// `struct xdp_md` of linux/bpf.h.
#[repr(C)]
pub struct XdpMd {
    pub data: u32,
    pub data_end: u32,
    pub data_meta: u32,
    pub ingress_ifindex: u32,
    pub rx_queue_index: u32,
    pub egress_ifindex: u32,
}

/// `enum bpf_map_type`.
pub const HASH: usize = 1;
pub const PERCPU_ARRAY: usize = 6;

/// A map, in the form that libbpf reads from BTF: numbers are lengths of arrays, types are behind pointers. Nothing of
/// it is ever dereferenced.
#[repr(C)]
pub struct Map<Key, Value, const TYPE: usize, const MAX_ENTRIES: usize> {
    r#type: *const [i32; TYPE],
    key: *const Key,
    value: *const Value,
    max_entries: *const [i32; MAX_ENTRIES],
}

// The kernel sees to it.
unsafe impl<Key, Value, const T: usize, const N: usize> Sync for Map<Key, Value, T, N> {}

impl<Key, Value, const TYPE: usize, const MAX_ENTRIES: usize> Map<Key, Value, TYPE, MAX_ENTRIES> {
    #[allow(clippy::new_without_default)]
    pub const fn new() -> Self {
        use core::ptr::null;
        Self { r#type: null(), key: null(), value: null(), max_entries: null() }
    }

    /// `bpf_map_lookup_elem`. Null where there is no such key.
    #[inline(always)]
    pub fn lookup(&self, key: &Key) -> *mut Value {
        // A helper is called by its number.
        let helper: extern "C" fn(*const Self, *const Key) -> *mut Value = unsafe { transmute(1usize) };
        helper(self, key)
    }
}
