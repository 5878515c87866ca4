//@ links
//@ gen-object: global 'bpf_rcu_read_lock': failed to resolve size of underlying type: -22
//@ laxer: libbpf 1.1 asks for the size of a function or of void; later ones do not
#include "../pair.h"

extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

SEC("tp_btf/task_newtask")
int first(void *ctx)
{
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();

	return 0;
}
