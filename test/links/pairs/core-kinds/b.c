#include "../pair.h"

#include <bpf/bpf_core_read.h>

/* As many kinds as there are, of types that differ in one member from the other file's. */
struct task_struct {
	int tgid;
	unsigned flags : 5;
	int level : 7;
	long items[4];
} __attribute__((preserve_access_index));
enum state { STATE_IDLE = 1, STATE_second = 2 };
enum wide_state { WIDE_IDLE = 1, WIDE_second = 0x100000000ull };

SEC("raw_tp/sys_enter")
long second(void *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	long sum = BPF_CORE_READ(task, tgid) + BPF_CORE_READ(task, items[2]);

	sum += BPF_CORE_READ_BITFIELD_PROBED(task, flags) + BPF_CORE_READ_BITFIELD_PROBED(task, level);
	sum += bpf_core_field_exists(task->tgid) + bpf_core_field_size(task->items) + bpf_core_field_offset(task->items);
	sum += bpf_core_type_exists(struct task_struct) + bpf_core_type_size(struct task_struct) + bpf_core_type_matches(struct task_struct);
	sum += bpf_core_type_id_local(struct task_struct) + bpf_core_type_id_kernel(struct task_struct);
	sum += bpf_core_enum_value_exists(enum state, STATE_second) + bpf_core_enum_value(enum state, STATE_second);
	sum += bpf_core_enum_value(enum wide_state, WIDE_second);
	return sum;
}
