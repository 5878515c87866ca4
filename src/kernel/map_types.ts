/** `enum bpf_map_type`, as far as rules speak of it by number. */
export const HASH = 1
export const ARRAY = 2
export const PROG_ARRAY = 3
export const PERF_EVENT_ARRAY = 4
export const PERCPU_HASH = 5
export const PERCPU_ARRAY = 6
export const STACK_TRACE = 7
export const CGROUP_ARRAY = 8
export const LRU_HASH = 9
export const LRU_PERCPU_HASH = 10
export const LPM_TRIE = 11
export const ARRAY_OF_MAPS = 12
export const HASH_OF_MAPS = 13
export const CGROUP_STORAGE = 19
export const PERCPU_CGROUP_STORAGE = 21
export const QUEUE = 22
export const STACK = 23
export const SK_STORAGE = 24
export const STRUCT_OPS = 26
export const RINGBUF = 27
export const INODE_STORAGE = 28
export const TASK_STORAGE = 29
export const BLOOM_FILTER = 30
export const USER_RINGBUF = 31
export const CGRP_STORAGE = 32
export const ARENA = 33

/** `BPF_F_NO_PREALLOC`. */
export const NO_PREALLOC = 1
