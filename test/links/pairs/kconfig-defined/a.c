//@ refused: SYMBOL_MISMATCH section mismatch: .kconfig and .data
//@ gen-object: crashes
#include "../pair.h"

extern int CONFIG_HZ __kconfig;

SEC("tp_btf/task_newtask")
int first(void *ctx)
{
	return CONFIG_HZ;
}
