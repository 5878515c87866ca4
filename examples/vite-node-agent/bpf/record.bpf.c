// The maps, and how an event gets to the service.
#include "agent.h"

struct events_map events SEC(".maps");
struct started_map started SEC(".maps");

/* A function of its own, which both programs call. 0: the event was sent; -1: the ring buffer is full. */
__attribute__((noinline)) int record(enum event_kind kind, __s32 prio, __u64 lifetime)
{
	__u64 owner = bpf_get_current_uid_gid();
	struct event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);

	if (!event)
		return -1;
	event->kind = kind;
	event->pid = bpf_get_current_pid_tgid() >> 32;
	event->uid = owner;
	event->gid = owner >> 32;
	event->nice = prio - DEFAULT_PRIO;
	event->lifetime = lifetime;
	bpf_get_current_comm(event->comm, sizeof(event->comm));
	bpf_ringbuf_submit(event, 0);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
