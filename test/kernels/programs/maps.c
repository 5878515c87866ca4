// Maps: types, flags and sizes (bpf(BPF_MAP_CREATE)), and which programs may use them.
#include "common.h"
char _license[] SEC("license") = "GPL";

/* Keeps what nothing else uses. */
#define USE(value) asm volatile("" :: "r"(value))

//: hash
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 4); __uint(key_size, 4); __uint(value_size, 8); } map SEC(".maps");
SEC("socket") int program(struct __sk_buff *context) { __u32 key = 0; USE(bpf_map_lookup_elem(&map, &key)); return 0; }

//: hash_of_no_entries
// breaks: a hash table without entries
// refused on 5.10 6.1 6.12: failed to create: Invalid argument(-22)
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 0); __uint(key_size, 4); __uint(value_size, 8); } map SEC(".maps");
SEC("socket") int program(struct __sk_buff *context) { __u32 key = 0; USE(bpf_map_lookup_elem(&map, &key)); return 0; }

//: hash_with_keys_of_520_bytes
// breaks: keys larger than the stack, on older kernels
// refused on 5.10: failed to create: Argument list too long(-7)
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 4); __uint(key_size, 520); __uint(value_size, 8); } map SEC(".maps");
SEC("socket") int program(struct __sk_buff *context) { USE(&map); return 0; }

//: array_with_keys_of_8_bytes
// breaks: keys of an array
// refused on 5.10 6.1 6.12: failed to create: Invalid argument(-22)
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 4); __uint(key_size, 8); __uint(value_size, 8); } map SEC(".maps");
SEC("socket") int program(struct __sk_buff *context) { USE(&map); return 0; }

//: array_without_preallocation
// breaks: a flag of hash tables on an array
// refused on 5.10 6.1 6.12: failed to create: Invalid argument(-22)
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 4); __uint(key_size, 4); __uint(value_size, 8); __uint(map_flags, BPF_F_NO_PREALLOC); } map SEC(".maps");
SEC("socket") int program(struct __sk_buff *context) { __u32 key = 0; USE(bpf_map_lookup_elem(&map, &key)); return 0; }

//: mapped_hash
// breaks: a hash table cannot be mapped
// refused on 5.10 6.1 6.12: failed to create: Invalid argument(-22)
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 4); __uint(key_size, 4); __uint(value_size, 8); __uint(map_flags, BPF_F_MMAPABLE); } map SEC(".maps");
SEC("socket") int program(struct __sk_buff *context) { __u32 key = 0; USE(bpf_map_lookup_elem(&map, &key)); return 0; }

//: mapped_array
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 4); __uint(key_size, 4); __uint(value_size, 8); __uint(map_flags, BPF_F_MMAPABLE); } map SEC(".maps");
SEC("socket") int program(struct __sk_buff *context) { __u32 key = 0; USE(bpf_map_lookup_elem(&map, &key)); return 0; }

//: array_for_inner_maps
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 4); __uint(key_size, 4); __uint(value_size, 8); __uint(map_flags, 0x1000 /* BPF_F_INNER_MAP */); } map SEC(".maps");
SEC("socket") int program(struct __sk_buff *context) { __u32 key = 0; USE(bpf_map_lookup_elem(&map, &key)); return 0; }

//: unknown_flag
// breaks: a flag that no kernel has
// refused on 5.10 6.1 6.12: failed to create: Invalid argument(-22)
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 4); __uint(key_size, 4); __uint(value_size, 8); __uint(map_flags, (1 << 28)); } map SEC(".maps");
SEC("socket") int program(struct __sk_buff *context) { __u32 key = 0; USE(bpf_map_lookup_elem(&map, &key)); return 0; }

//: unknown_map_type
// breaks: a map type that no kernel has
// refused on 5.10 6.1: failed to create: Invalid argument(-22)
// refused on 6.12: failed to create: Invalid argument(-22)
struct { __uint(type, 99); __uint(max_entries, 4); __uint(key_size, 4); __uint(value_size, 8); } map SEC(".maps");
SEC("socket") int program(struct __sk_buff *context) { USE(&map); return 0; }

//: percpu_array_of_large_values
// breaks: values of a per-CPU map
// refused on 5.10 6.1 6.12: failed to create: Argument list too long(-7)
struct { __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY); __uint(max_entries, 1); __uint(key_size, 4); __uint(value_size, 40000); } map SEC(".maps");
SEC("socket") int program(struct __sk_buff *context) { __u32 key = 0; USE(bpf_map_lookup_elem(&map, &key)); return 0; }

//: trie_with_preallocation
// breaks: a trie allocates when it needs to
// refused on 5.10 6.1 6.12: failed to create: Invalid argument(-22)
struct { __uint(type, BPF_MAP_TYPE_LPM_TRIE); __uint(max_entries, 4); __uint(key_size, 8); __uint(value_size, 8); } map SEC(".maps");
SEC("socket") int program(struct __sk_buff *context) { USE(&map); return 0; }

//: trie
struct { __uint(type, BPF_MAP_TYPE_LPM_TRIE); __uint(max_entries, 4); __uint(key_size, 8); __uint(value_size, 8); __uint(map_flags, BPF_F_NO_PREALLOC); } map SEC(".maps");
SEC("socket") int program(struct __sk_buff *context) { USE(&map); return 0; }

//: queue_with_keys
// breaks: a queue has no keys
// refused on 5.10 6.1 6.12: failed to create: Invalid argument(-22)
struct { __uint(type, BPF_MAP_TYPE_QUEUE); __uint(max_entries, 4); __uint(key_size, 4); __uint(value_size, 8); } map SEC(".maps");
SEC("socket") int program(struct __sk_buff *context) { USE(&map); return 0; }

//: queue
struct { __uint(type, BPF_MAP_TYPE_QUEUE); __uint(max_entries, 4); __uint(key_size, 0); __uint(value_size, 8); } map SEC(".maps");
SEC("socket") int program(struct __sk_buff *context) { USE(&map); return 0; }

//: stack_of_no_entries
// breaks: a stack without entries
// refused on 5.10 6.1 6.12: failed to create: Invalid argument(-22)
struct { __uint(type, BPF_MAP_TYPE_STACK); __uint(max_entries, 0); __uint(key_size, 0); __uint(value_size, 8); } map SEC(".maps");
SEC("socket") int program(struct __sk_buff *context) { USE(&map); return 0; }

//: program_array_with_values_of_8_bytes
// breaks: values of a program array
// refused on 5.10 6.1 6.12: failed to create: Invalid argument(-22)
struct { __uint(type, BPF_MAP_TYPE_PROG_ARRAY); __uint(max_entries, 4); __uint(key_size, 4); __uint(value_size, 8); } map SEC(".maps");
SEC("socket") int program(struct __sk_buff *context) { USE(&map); return 0; }

//: ring
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); } map SEC(".maps");
SEC("socket") int program(struct __sk_buff *context) { USE(&map); return 0; }

//: ring_of_6000_bytes
// breaks: the size of a ring: libbpf rounds it up from 0.6 on, to pages and a power of two
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 6000); } map SEC(".maps");
SEC("socket") int program(struct __sk_buff *context) { USE(&map); return 0; }

//: ring_with_keys
// breaks: a ring has no keys
// refused on 5.10 6.1 6.12: failed to create: Invalid argument(-22)
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); __uint(key_size, 4); __uint(value_size, 0); } map SEC(".maps");
SEC("socket") int program(struct __sk_buff *context) { USE(&map); return 0; }

//: bloom_filter
// breaks: bloom filters before 5.16
// refused on 5.10: failed to create: Invalid argument(-22)
struct { __uint(type, 30 /* BPF_MAP_TYPE_BLOOM_FILTER */); __uint(max_entries, 4); __uint(key_size, 0); __uint(value_size, 8); } map SEC(".maps");
SEC("socket") int program(struct __sk_buff *context) { USE(&map); return 0; }

//: user_ring
// breaks: user rings before 6.1
// refused on 5.10: failed to create: Invalid argument(-22)
struct { __uint(type, 31 /* BPF_MAP_TYPE_USER_RINGBUF */); __uint(max_entries, 4096); } map SEC(".maps");
SEC("socket") int program(struct __sk_buff *context) { USE(&map); return 0; }

//: cgroup_storage
// breaks: cgroup local storage before 6.2
// refused on 5.10 6.1: failed to create: Invalid argument(-22)
struct { __uint(type, 32 /* BPF_MAP_TYPE_CGRP_STORAGE */); __uint(map_flags, BPF_F_NO_PREALLOC); __type(key, int); __type(value, __u64); } map SEC(".maps");
SEC("fentry/do_nanosleep") int program(void *context) { USE(&map); return 0; }

//: task_storage
// breaks: task local storage before 5.11
// refused on 5.10: failed to create: Invalid argument(-22)
struct { __uint(type, BPF_MAP_TYPE_TASK_STORAGE); __uint(map_flags, BPF_F_NO_PREALLOC); __type(key, int); __type(value, __u64); } map SEC(".maps");
SEC("fentry/do_nanosleep") int program(void *context) { USE(&map); return 0; }

//: inode_storage
struct { __uint(type, BPF_MAP_TYPE_INODE_STORAGE); __uint(map_flags, BPF_F_NO_PREALLOC); __type(key, int); __type(value, __u64); } map SEC(".maps");
SEC("lsm/file_open") int program(void *context) { USE(&map); return 0; }

//: socket_storage_without_types
// breaks: local storage needs types of its values
// refused on 5.10 6.1 6.12: failed to create: Invalid argument(-22)
struct { __uint(type, BPF_MAP_TYPE_SK_STORAGE); __uint(map_flags, BPF_F_NO_PREALLOC); __uint(key_size, 4); __uint(value_size, 8); } map SEC(".maps");
SEC("tc") int program(struct __sk_buff *context) { USE(&map); return 0; }

//: socket_storage_with_entries
// breaks: local storage has no number of entries
// refused on 5.10 6.1 6.12: failed to create: Invalid argument(-22)
struct { __uint(type, BPF_MAP_TYPE_SK_STORAGE); __uint(max_entries, 4); __uint(map_flags, BPF_F_NO_PREALLOC); __type(key, int); __type(value, __u64); } map SEC(".maps");
SEC("tc") int program(struct __sk_buff *context) { USE(&map); return 0; }

//: arena
// breaks: arenas before 6.9
// refused on 5.10 6.1: failed to create: Invalid argument(-22)
struct { __uint(type, 33 /* BPF_MAP_TYPE_ARENA */); __uint(max_entries, 4); __uint(map_flags, BPF_F_MMAPABLE); __uint(map_extra, 0x10000000); } map SEC(".maps");
SEC("socket") int program(struct __sk_buff *context) { USE(&map); return 0; }

//: spin_lock_in_tracing
// breaks: a spin lock in a tracing program
// refused on 5.10 6.1 6.12: tracing progs cannot use bpf_spin_lock yet
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, __u32); __type(value, struct { struct bpf_spin_lock lock; int value; }); } map SEC(".maps");
SEC("kprobe/do_nanosleep") int program(void *context) { __u32 key = 0; USE(bpf_map_lookup_elem(&map, &key)); return 0; }

//: spin_lock_in_a_socket_filter
// breaks: a spin lock in a socket filter
// refused on 5.10: tracing progs cannot use bpf_spin_lock yet
// refused on 6.1 6.12: socket filter progs cannot use bpf_spin_lock yet
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, __u32); __type(value, struct { struct bpf_spin_lock lock; int value; }); } map SEC(".maps");
SEC("socket") int program(struct __sk_buff *context) { __u32 key = 0; USE(bpf_map_lookup_elem(&map, &key)); return 0; }

//: spin_lock_in_tc
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, __u32); __type(value, struct { struct bpf_spin_lock lock; int value; }); } map SEC(".maps");
SEC("tc") int program(struct __sk_buff *context) { __u32 key = 0; USE(bpf_map_lookup_elem(&map, &key)); return 0; }

//: spin_lock_without_types
// breaks: a spin lock that the map does not know of
// refused on 5.10 6.1 6.12: map 'map' has to have BTF in order to use bpf_spin_lock
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __uint(key_size, 4); __uint(value_size, 8); } map SEC(".maps");
SEC("tc") int program(struct __sk_buff *context) { __u32 key = 0; struct bpf_spin_lock *lock = bpf_map_lookup_elem(&map, &key); if (lock) { bpf_spin_lock(lock); bpf_spin_unlock(lock); } return 0; }

//: timer_in_tracing
// breaks: a timer in a tracing program, from 5.15 on
// refused on 6.1 6.12: tracing progs cannot use bpf_timer yet
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, __u32); __type(value, struct { struct bpf_timer timer; int value; }); } map SEC(".maps");
SEC("kprobe/do_nanosleep") int program(void *context) { __u32 key = 0; USE(bpf_map_lookup_elem(&map, &key)); return 0; }

//: timer_in_a_percpu_array
// The map cannot hold one, but libbpf tries again without types, and nothing uses the timer.
struct { __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY); __uint(max_entries, 4); __type(key, __u32); __type(value, struct { struct bpf_timer timer; int value; }); } map SEC(".maps");
SEC("socket") int program(struct __sk_buff *context) { __u32 key = 0; USE(bpf_map_lookup_elem(&map, &key)); return 0; }

//: unallocated_hash_in_perf_event
// breaks: a hash table without preallocation in a perf_event program, up to 6.0
// refused on 5.10: perf_event programs can only use preallocated hash map
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 4); __uint(key_size, 4); __uint(value_size, 8); __uint(map_flags, BPF_F_NO_PREALLOC); } map SEC(".maps");
SEC("perf_event") int program(void *context) { __u32 key = 0; USE(bpf_map_lookup_elem(&map, &key)); return 0; }

//: unallocated_hash_in_kprobe
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 4); __uint(key_size, 4); __uint(value_size, 8); __uint(map_flags, BPF_F_NO_PREALLOC); } map SEC(".maps");
SEC("kprobe/do_nanosleep") int program(void *context) { __u32 key = 0; USE(bpf_map_lookup_elem(&map, &key)); return 0; }

//: percpu_array_in_a_sleeping_program
// breaks: maps that a sleepable program may use
// refused on 5.10: Sleepable programs can only use array and hash maps
struct { __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY); __uint(max_entries, 4); __uint(key_size, 4); __uint(value_size, 8); } map SEC(".maps");
SEC("lsm.s/bprm_committed_creds") int program(void *context) { __u32 key = 0; USE(bpf_map_lookup_elem(&map, &key)); return 0; }

//: stack_trace_in_a_sleeping_program
// breaks: maps that a sleepable program may use
// refused on 5.10: Sleepable programs can only use array and hash maps
// refused on 6.1: Sleepable programs can only use array, hash, and ringbuf maps
// refused on 6.12: Sleepable programs can only use array, hash, ringbuf and local storage maps
struct { __uint(type, BPF_MAP_TYPE_STACK_TRACE); __uint(max_entries, 4); __uint(key_size, 4); __uint(value_size, 1016); } map SEC(".maps");
SEC("lsm.s/bprm_committed_creds") int program(void *context) { USE(&map); return 0; }

//: unallocated_hash_in_a_sleeping_program
// breaks: a hash table without preallocation in a sleepable program
// refused on 5.10: Sleepable programs can only use preallocated hash maps
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 4); __uint(key_size, 4); __uint(value_size, 8); __uint(map_flags, BPF_F_NO_PREALLOC); } map SEC(".maps");
SEC("lsm.s/bprm_committed_creds") int program(void *context) { __u32 key = 0; USE(bpf_map_lookup_elem(&map, &key)); return 0; }

//: array_in_a_sleeping_program
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 4); __uint(key_size, 4); __uint(value_size, 8); } map SEC(".maps");
SEC("lsm.s/bprm_committed_creds") int program(void *context) { __u32 key = 0; USE(bpf_map_lookup_elem(&map, &key)); return 0; }

//: perf_output_to_an_array
// breaks: a map of the wrong kind for a helper
// refused on 5.10 6.1 6.12: cannot pass map_type 2 into func bpf_perf_event_output#25
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 4); __uint(key_size, 4); __uint(value_size, 8); } map SEC(".maps");
SEC("kprobe/do_nanosleep") int program(void *context) { __u64 v = 1; return bpf_perf_event_output(context, &map, 0, &v, 8); }

//: lookup_in_a_perf_array
// breaks: a lookup in a map that has none
// refused on 5.10 6.1 6.12: cannot pass map_type 4 into func bpf_map_lookup_elem#1
struct { __uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY); __uint(key_size, 4); __uint(value_size, 4); } map SEC(".maps");
SEC("kprobe/do_nanosleep") int program(void *context) { __u32 key = 0; USE(bpf_map_lookup_elem(&map, &key)); return 0; }

//: map_of_maps_without_an_inner_map
// breaks: what the inner maps are
// refused on 5.10 6.1 6.12: map 'map': failed to create: Invalid argument(-22)
struct { __uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS); __uint(max_entries, 4); __uint(key_size, 4); __uint(value_size, 4); } map SEC(".maps");
SEC("socket") int program(void *context) { __u32 key = 0; USE(bpf_map_lookup_elem(&map, &key)); return 0; }

//: map_of_maps_with_one
struct inner { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 4); __uint(key_size, 4); __uint(value_size, 8); };
struct { __uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS); __uint(max_entries, 4); __uint(key_size, 4); __array(values, struct inner); } map SEC(".maps");
SEC("socket") int program(void *context) { __u32 key = 0; USE(bpf_map_lookup_elem(&map, &key)); return 0; }

//: storage_of_a_cgroup_of_two_pages
// breaks: size of a value before 5.15
// refused on 5.10: map 'map': failed to create: Argument list too long(-7)
struct { __uint(type, BPF_MAP_TYPE_CGROUP_STORAGE); __uint(key_size, 16); __uint(value_size, 8192); } map SEC(".maps");
SEC("cgroup_skb/egress") int program(void *context) { USE(bpf_get_local_storage(&map, 0)); return 1; }
