#include "../pair.h"

extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

SEC("tp_btf/task_newtask")
int second(void *ctx)
{
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();

	return 0;
}
