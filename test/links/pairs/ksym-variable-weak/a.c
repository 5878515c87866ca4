//@ links
//@ gen-object: global 'no_such_thing': failed to resolve size of underlying type: -22
//@ laxer: libbpf 1.1 asks for the size of a function or of void; later ones do not
#include "../pair.h"

extern const void no_such_thing __ksym __weak;

SEC("tp_btf/task_newtask")
int first(void *ctx)
{
	return &no_such_thing != 0;
}
