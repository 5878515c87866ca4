/* What both objects send: which process was started. */
#ifndef EXEC_H
#define EXEC_H

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct exec {
	__u32 pid;
	__u32 uid;
	char comm[16];
};

static __always_inline void fill(struct exec *exec)
{
	exec->pid = bpf_get_current_pid_tgid() >> 32;
	exec->uid = bpf_get_current_uid_gid();
	bpf_get_current_comm(exec->comm, sizeof(exec->comm));
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";

#endif
