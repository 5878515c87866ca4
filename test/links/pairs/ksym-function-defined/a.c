//@ refused: SYMBOL_MISMATCH section mismatch: .ksyms and .text
//@ stricter: libbpf refuses it only where the definition comes first
#include "../pair.h"

extern int thing(int a) __ksym;

SEC("tp_btf/task_newtask")
int first(void *ctx)
{
	return thing(1);
}
