#include "../pair.h"

struct task_struct {
	int pid;
} __attribute__((preserve_access_index));
struct value {
	struct task_struct __kptr *task;
};
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct value);
} m SEC(".maps");

SEC("tp_btf/task_newtask")
int second(void *ctx)
{
	int key = 0;
	struct value *v = bpf_map_lookup_elem(&m, &key);

	return v && v->task ? v->task->pid : 0;
}
