// Tells of each file that a process opens.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct open {
	__u32 pid;
	__u32 flags;
	char path[256];
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} opens SEC(".maps");

/* /sys/kernel/tracing/events/syscalls/sys_enter_openat/format */
struct openat_context {
	__u64 common;
	__s64 number;
	__u64 directory;
	const char *path;
	__u64 flags;
	__u64 mode;
};

SEC("tracepoint/syscalls/sys_enter_openat")
int on_openat(struct openat_context *ctx)
{
	struct open *open = bpf_ringbuf_reserve(&opens, sizeof(*open), 0);

	if (!open)
		return 0;
	open->pid = bpf_get_current_pid_tgid() >> 32;
	open->flags = ctx->flags;
	bpf_probe_read_user_str(open->path, sizeof(open->path), ctx->path);
	bpf_ringbuf_submit(open, 0);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
