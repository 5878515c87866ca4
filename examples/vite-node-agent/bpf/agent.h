/* What the two sources of this object share. Readers of the ring buffer know the layout of `struct event`: extend it
 * at its end. */
#ifndef AGENT_H
#define AGENT_H

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define COMM_LENGTH 16

/* The kernel's priority of a process whose nice value is 0. */
#define DEFAULT_PRIO 120

enum event_kind {
	EVENT_EXEC = 1,
	EVENT_EXIT = 2,
};

struct event {
	__u32 kind;
	__u32 pid;
	__u32 uid;
	__u32 gid;
	/* -20 … 19 */
	__s64 nice;
	/* How long the process ran, in nanoseconds; 0 when its start was not seen. */
	__u64 lifetime;
	char comm[COMM_LENGTH];
};

/* To the service: what happened. Ring buffers are in Linux since 5.8. */
struct events_map {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
};

/* Process id → the time of its exec, in nanoseconds since boot. */
struct started_map {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8192);
	__type(key, __u32);
	__type(value, __u64);
};

/* Defined in record.bpf.c. */
extern struct events_map events SEC(".maps");
extern struct started_map started SEC(".maps");
int record(enum event_kind kind, __s32 prio, __u64 lifetime);

#endif
