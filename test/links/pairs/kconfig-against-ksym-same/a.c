//@ refused: SYMBOL_MISMATCH section mismatch: .kconfig and .ksyms
//@ gen-object: global 'CONFIG_HZ': section mismatch
#include "../pair.h"

extern int CONFIG_HZ __ksym;

SEC("tp_btf/task_newtask")
int first(void *ctx)
{
	return CONFIG_HZ;
}
