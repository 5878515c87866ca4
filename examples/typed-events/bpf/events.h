/* What the BPF programs send and count: included by events.bpf.c and by record/record.c. */
#pragma once
#include <linux/types.h>

enum kind { EXEC, EXIT, CONNECT };

/* Every event begins with this; `kind` says which one it is. */
#define EVENT_HEAD \
	enum kind kind; \
	__u32 pid; \
	__u64 time; \
	char comm[16];

struct exec {
	EVENT_HEAD
	__u32 uid;
	char file[60];
};

struct exit {
	EVENT_HEAD
	__s32 code : 24;
	__u32 signal : 7;
	__u32 dumped : 1;
};

struct connect {
	EVENT_HEAD
	__u16 family;
	__u16 port;
	union {
		__u8 v4[4];
		__u8 v6[16];
	};
};

struct count {
	__u64 events;
	__u64 last;
};
