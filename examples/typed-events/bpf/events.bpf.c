#include <linux/bpf.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include "events.h"

#define AF_INET 2
#define AF_INET6 10

/* Types that only functions use are not in BTF; these variables keep them. */
const struct exec *unused_exec __attribute__((unused));
const struct exit *unused_exit __attribute__((unused));
const struct connect *unused_connect __attribute__((unused));

/* Set before loading: events of this user only; all ones for everybody. */
const volatile __u32 target_uid = ~0u;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} rb SEC(".maps");

/* How many events there were, by kind. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, enum kind);
	__type(value, struct count);
} counts SEC(".maps");

static void count(enum kind kind, __u64 time)
{
	struct count first = { .events = 1, .last = time };
	struct count *known = bpf_map_lookup_elem(&counts, &kind);

	if (!known) {
		bpf_map_update_elem(&counts, &kind, &first, BPF_ANY);
		return;
	}
	__sync_fetch_and_add(&known->events, 1);
	known->last = time;
}

/* Room for an event, its head filled in; NULL when it is of another user or there is none. */
#define RESERVE(type, value) \
	({ \
		struct type *event = 0; \
		if (target_uid == ~0u || target_uid == (__u32)bpf_get_current_uid_gid()) \
			event = bpf_ringbuf_reserve(&rb, sizeof(*event), 0); \
		if (event) { \
			event->kind = (value); \
			event->pid = bpf_get_current_pid_tgid() >> 32; \
			event->time = bpf_ktime_get_ns(); \
			bpf_get_current_comm(event->comm, sizeof(event->comm)); \
			count((value), event->time); \
		} \
		event; \
	})

/* /sys/kernel/tracing/events/sched/sched_process_exec/format */
struct sched_process_exec {
	__u64 common;
	__u32 filename;
};

SEC("tp/sched/sched_process_exec")
int on_exec(struct sched_process_exec *ctx)
{
	struct exec *event = RESERVE(exec, EXEC);

	if (!event)
		return 0;
	event->uid = bpf_get_current_uid_gid();
	/* The lower half of a __data_loc is where the text is. */
	bpf_probe_read_kernel_str(event->file, sizeof(event->file), (void *)ctx + (ctx->filename & 0xffff));
	bpf_ringbuf_submit(event, 0);
	return 0;
}

SEC("tp/sched/sched_process_exit")
int on_exit(void *ctx)
{
	struct exit *event = RESERVE(exit, EXIT);

	if (!event)
		return 0;
	event->code = 0;
	event->signal = 0;
	event->dumped = 0;
	bpf_ringbuf_submit(event, 0);
	return 0;
}

SEC("cgroup/connect4")
int on_connect4(struct bpf_sock_addr *ctx)
{
	struct connect *event = RESERVE(connect, CONNECT);

	if (!event)
		return 1;
	event->family = AF_INET;
	event->port = bpf_ntohs(ctx->user_port);
	__builtin_memset(event->v6, 0, sizeof(event->v6));
	*(__u32 *)event->v4 = ctx->user_ip4;
	bpf_ringbuf_submit(event, 0);
	return 1;
}

SEC("cgroup/connect6")
int on_connect6(struct bpf_sock_addr *ctx)
{
	struct connect *event = RESERVE(connect, CONNECT);

	if (!event)
		return 1;
	event->family = AF_INET6;
	event->port = bpf_ntohs(ctx->user_port);
	((__u32 *)event->v6)[0] = ctx->user_ip6[0];
	((__u32 *)event->v6)[1] = ctx->user_ip6[1];
	((__u32 *)event->v6)[2] = ctx->user_ip6[2];
	((__u32 *)event->v6)[3] = ctx->user_ip6[3];
	bpf_ringbuf_submit(event, 0);
	return 1;
}

char LICENSE[] SEC("license") = "GPL";
