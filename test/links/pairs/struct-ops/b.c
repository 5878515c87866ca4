#include "../pair.h"

struct tcp_congestion_ops {
	void (*ssthresh)(void *sk);
	char name[16];
};

SEC("struct_ops/ssthresh")
int ssthresh_two(unsigned long long *ctx)
{
	return 2;
}

SEC(".struct_ops.link")
struct tcp_congestion_ops two = {
	.ssthresh = (void *)ssthresh_two,
	.name = "bpf_two",
};

SEC(".struct_ops")
struct tcp_congestion_ops three = {
	.ssthresh = (void *)ssthresh_two,
	.name = "bpf_three",
};
