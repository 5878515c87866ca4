//@ links
#include "../pair.h"

#include <bpf/bpf_core_read.h>

struct task_struct {
	int pid;
} __attribute__((preserve_access_index));
enum libbpf_state { STATE_ON = 1 };

SEC("kprobe/do_nanosleep")
int first(void *ctx)
{
	return bpf_core_type_id_local(struct task_struct) + bpf_core_type_exists(struct task_struct) +
	       bpf_core_enum_value_exists(enum libbpf_state, STATE_ON);
}
