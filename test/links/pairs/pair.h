/* What every file of a pair begins with. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#ifndef OWN_LICENSE
char _license[] SEC("license") = "GPL";
#endif

/* The code of a function stays where its author put it: what is compared is symbols. */
#define __keep __attribute__((noinline))
