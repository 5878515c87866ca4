//@ refused: SYMBOL_MISMATCH section mismatch: .kconfig and .data
//@ gen-object: global 'CONFIG_HZ': section mismatch
#include "../pair.h"

int CONFIG_HZ = 5;

SEC("tp_btf/task_newtask")
int first(void *ctx)
{
	return CONFIG_HZ;
}
