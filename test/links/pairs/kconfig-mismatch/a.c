//@ refused: SYMBOL_MISMATCH incompatible int size 8 and 4
//@ gen-object: global 'CONFIG_HZ': incompatible int '(null)' size 4 and 8
#include "../pair.h"

extern int CONFIG_HZ __kconfig;

SEC("tp_btf/task_newtask")
int first(void *ctx)
{
	return CONFIG_HZ;
}
