#include "../pair.h"

struct task_struct {
	int tgid;
} __attribute__((preserve_access_index));

SEC("kprobe/do_nanosleep")
int second(void *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	int value = 0;

	bpf_probe_read_kernel(&value, sizeof(value), &task->tgid);

	return value;
}
