/* What every program here includes. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define naked __attribute__((naked))

/* One instruction by its fields, for what no assembler would write. */
#define RAW(code, dst, src, off, imm)                                                              \
	".byte " #code "\n.byte (" #src ") << 4 | (" #dst ")\n.short " #off "\n.long " #imm "\n"
