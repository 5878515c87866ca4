#include "../pair.h"

extern char CONFIG_NO_OTHER_THING[16] __kconfig __weak;

SEC("tp_btf/task_newtask")
int second(void *ctx)
{
	return CONFIG_NO_OTHER_THING[0];
}
