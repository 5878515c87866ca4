//@ links
//@ gen-object: global 'bpf_no_such_thing': failed to resolve size of underlying type: -22
//@ laxer: libbpf 1.1 asks for the size of a function or of void; later ones do not
#include "../pair.h"

extern void bpf_rcu_read_lock(void) __ksym __weak;
extern void bpf_no_such_thing(int a) __ksym __weak;

SEC("tp_btf/task_newtask")
int first(void *ctx)
{
	if (bpf_no_such_thing)
		bpf_no_such_thing(1);

	return bpf_rcu_read_lock != 0;
}
