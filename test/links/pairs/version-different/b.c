#define OWN_LICENSE
#include "../pair.h"

char _license[] SEC("license") = "GPL";
unsigned int _version SEC("version") = 2;

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return 0;
}
