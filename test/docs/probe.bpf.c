// What the examples of docs/types.md and docs/runtime.md import.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

enum kind { EXEC = 1, EXIT = 2 };

struct event {
	__u32 pid;
	char comm[16];
};

struct exec {
	enum kind kind;
	char file[64];
};

struct exit {
	enum kind kind;
	__s32 code;
};

struct place {
	__u32 pid;
	__u32 cpu;
};

const struct event *unused_event __attribute__((unused));
const struct exec *unused_exec __attribute__((unused));
const struct exit *unused_exit __attribute__((unused));

const volatile __u32 target_pid = 0;
const volatile _Bool verbose = 0;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} rb SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, struct place);
	__type(value, __u64);
} counts SEC(".maps");

SEC("tp/sched/sched_process_exit")
int on_exit(void *ctx)
{
	struct place place = { .pid = bpf_get_current_pid_tgid() >> 32, .cpu = bpf_get_smp_processor_id() };
	__u64 *count = bpf_map_lookup_elem(&counts, &place);

	if (verbose && count)
		__sync_fetch_and_add(count, 1);
	if (place.pid == target_pid) {
		struct exit *event = bpf_ringbuf_reserve(&rb, sizeof(*event), 0);

		if (!event)
			return 0;
		event->kind = EXIT;
		event->code = 0;
		bpf_ringbuf_submit(event, 0);
	}
	return 0;
}

char _license[] SEC("license") = "GPL";
