//@ refused: SYMBOL_DUPLICATE section 'version' is
//@ gen-object: non-identical contents of section 'version' are not supported
#define OWN_LICENSE
#include "../pair.h"

char _license[] SEC("license") = "GPL";
unsigned int _version SEC("version") = 1;

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return 0;
}
