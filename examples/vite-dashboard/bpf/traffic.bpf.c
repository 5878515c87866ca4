// Counts bytes by destination port, in both directions.
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/pkt_cls.h>
#include <linux/tcp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include "limits.h"

struct counter {
	__u64 packets;
	__u64 bytes;
};

/* Port → what went there. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, MAX_PORTS);
	__type(key, __u16);
	__type(value, struct counter);
} traffic SEC(".maps");

/* Set by the loader: whether loopback counts. */
const volatile int with_loopback = 0;

static void count(__u16 port, __u64 bytes)
{
	struct counter first = { 1, bytes };
	struct counter *counter = bpf_map_lookup_elem(&traffic, &port);

	if (!counter) {
		bpf_map_update_elem(&traffic, &port, &first, BPF_NOEXIST);
		return;
	}
	__sync_fetch_and_add(&counter->packets, 1);
	__sync_fetch_and_add(&counter->bytes, bytes);
}

static int account(struct __sk_buff *skb)
{
	void *end = (void *)(long)skb->data_end;
	struct ethhdr *ethernet = (void *)(long)skb->data;
	struct iphdr *ip = (void *)(ethernet + 1);
	struct tcphdr *tcp = (void *)(ip + 1);

	if ((void *)(tcp + 1) > end || ethernet->h_proto != bpf_htons(ETH_P_IP))
		return TC_ACT_UNSPEC;
	if (ip->protocol != IPPROTO_TCP || ip->ihl != 5)
		return TC_ACT_UNSPEC;
	if (!with_loopback && ip->saddr == ip->daddr)
		return TC_ACT_UNSPEC;
	count(bpf_ntohs(tcp->dest), skb->len);
	return TC_ACT_UNSPEC;
}

SEC("tc")
int incoming(struct __sk_buff *skb)
{
	return account(skb);
}

SEC("tc")
int outgoing(struct __sk_buff *skb)
{
	return account(skb);
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
