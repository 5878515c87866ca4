/*
 * Writes the file that src/print.ts reads: events as a ring buffer hands them over, each behind its length, padded to
 * eight bytes. It stands for a service that records what it gets.
 *
 *     cc -o record record.c && ./record > events.bin
 */
#include <stdio.h>
#include <string.h>
#include "../bpf/events.h"

static void record(const void *event, __u32 size)
{
	static const char padding[8];

	fwrite(&size, sizeof(size), 1, stdout);
	fwrite(event, size, 1, stdout);
	fwrite(padding, -(sizeof(size) + size) & 7, 1, stdout);
}

int main(void)
{
	struct exec shell = { .kind = EXEC, .pid = 4711, .time = 1000000001, .uid = 1000 };
	struct exit killed = { .kind = EXIT, .pid = 4711, .time = 1000500000, .code = -1, .signal = 9, .dumped = 1 };
	struct connect web = { .kind = CONNECT, .pid = 815, .time = 9007199254740993ull, .family = 2, .port = 443 };
	struct connect name = { .kind = CONNECT, .pid = 815, .time = 9007199254740995ull, .family = 10, .port = 53 };

	strcpy(shell.comm, "bash");
	strcpy(shell.file, "/usr/bin/caf\303\251");
	record(&shell, sizeof(shell));
	memcpy(web.comm, "sixteen_letters!", 16);
	memcpy(web.v4, (__u8[]){ 93, 184, 215, 14 }, 4);
	record(&web, sizeof(web));
	memcpy(name.comm, "curl", 4);
	name.v6[0] = 0x20;
	name.v6[1] = 0x01;
	name.v6[15] = 0x53;
	record(&name, sizeof(name));
	strcpy(killed.comm, "bash");
	record(&killed, sizeof(killed));
	return 0;
}
