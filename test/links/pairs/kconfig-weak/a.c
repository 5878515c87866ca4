//@ links
#include "../pair.h"

extern enum libbpf_tristate CONFIG_NO_SUCH_THING __kconfig __weak;

SEC("tp_btf/task_newtask")
int first(void *ctx)
{
	return CONFIG_NO_SUCH_THING == TRI_YES;
}
