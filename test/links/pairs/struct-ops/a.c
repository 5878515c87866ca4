//@ links
#include "../pair.h"

struct tcp_congestion_ops {
	void (*ssthresh)(void *sk);
	char name[16];
};

SEC("struct_ops/ssthresh")
int ssthresh_one(unsigned long long *ctx)
{
	return 1;
}

SEC(".struct_ops")
struct tcp_congestion_ops one = {
	.ssthresh = (void *)ssthresh_one,
	.name = "bpf_one",
};
