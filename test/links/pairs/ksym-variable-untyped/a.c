//@ links
//@ gen-object: global 'init_task': failed to resolve size of underlying type: -22
//@ laxer: libbpf 1.1 asks for the size of a function or of void; later ones do not
#include "../pair.h"

extern const void init_task __ksym;

SEC("tp_btf/task_newtask")
int first(void *ctx)
{
	return (long)&init_task >> 3;
}
