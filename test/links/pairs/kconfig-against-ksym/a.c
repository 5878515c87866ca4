//@ refused: SYMBOL_MISMATCH section mismatch: .kconfig and .ksyms
//@ gen-object: global 'CONFIG_HZ': section mismatch
#include "../pair.h"

extern const int CONFIG_HZ __ksym;

SEC("tp_btf/task_newtask")
int first(void *ctx)
{
	return (long)&CONFIG_HZ >> 3;
}
