// Counts the states that TCP connections enter.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

/* include/net/tcp_states.h: TCP_ESTABLISHED is 1, TCP_NEW_SYN_RECV 12. */
#define STATES 16
#define IPPROTO_TCP 6

/* /sys/kernel/tracing/events/sock/inet_sock_set_state/format */
struct set_state_context {
	__u64 common;
	const void *socket;
	__s32 old_state;
	__s32 new_state;
	__u16 source_port;
	__u16 destination_port;
	__u16 family;
	__u16 protocol;
};

/* State → how often, on each CPU. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, STATES);
	__type(key, __u32);
	__type(value, __u64);
} entered SEC(".maps");

SEC("tracepoint/sock/inet_sock_set_state")
int count_state(struct set_state_context *ctx)
{
	__u32 state = ctx->new_state;
	__u64 *count;

	if (ctx->protocol != IPPROTO_TCP)
		return 0;
	count = bpf_map_lookup_elem(&entered, &state);
	if (count)
		*count += 1;
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
