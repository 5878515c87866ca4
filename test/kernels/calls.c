// Asks the kernel for every program type which helpers it may call, by a program
// of two instructions each: call, exit. Nothing is attached. It runs as the init
// process of an initramfs and prints what vm.ts reads, a line for each type:
// `log` has one digit per helper id from 1 on, 0 refused, 1 allowed, 2 allowed
// with a GPL-compatible licence only, ? when the verifier said nothing.
#include <bpf/libbpf.h>
#include <linux/bpf.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <termios.h>
#include <unistd.h>

enum {
	HELPERS = 211, // since 6.2
	NO_HELPER = 1000000,
	// Newer than the headers may be: BPF_NETFILTER, BPF_PROG_TYPE_NETFILTER.
	NETFILTER_HOOK = 45,
	NETFILTER_TYPE = 32,
};

static char verifier_log[4096];

// The attach type that the type cannot be loaded without, or that allows it most.
static int attach_type(int type)
{
	switch (type) {
	case BPF_PROG_TYPE_CGROUP_SKB:
		return BPF_CGROUP_INET_EGRESS;
	case BPF_PROG_TYPE_CGROUP_SOCK:
		return BPF_CGROUP_INET_SOCK_CREATE;
	case BPF_PROG_TYPE_CGROUP_SOCK_ADDR:
		return BPF_CGROUP_INET4_CONNECT;
	case BPF_PROG_TYPE_CGROUP_DEVICE:
		return BPF_CGROUP_DEVICE;
	case BPF_PROG_TYPE_CGROUP_SYSCTL:
		return BPF_CGROUP_SYSCTL;
	case BPF_PROG_TYPE_CGROUP_SOCKOPT:
		return BPF_CGROUP_SETSOCKOPT;
	case BPF_PROG_TYPE_SK_LOOKUP:
		return BPF_SK_LOOKUP;
	case BPF_PROG_TYPE_SK_REUSEPORT:
		return BPF_SK_REUSEPORT_SELECT;
	case BPF_PROG_TYPE_TRACING:
		return BPF_TRACE_FENTRY;
	case BPF_PROG_TYPE_LSM:
		return BPF_LSM_MAC;
	case NETFILTER_TYPE:
		return NETFILTER_HOOK;
	default:
		return 0;
	}
}

static int attach_target(int type)
{
	if (type == BPF_PROG_TYPE_TRACING)
		return libbpf_find_vmlinux_btf_id("bpf_fentry_test1", BPF_TRACE_FENTRY);
	if (type == BPF_PROG_TYPE_LSM)
		return libbpf_find_vmlinux_btf_id("file_open", BPF_LSM_MAC);
	return 0;
}

static void load(int type, int target, int helper, const char *license)
{
	struct bpf_insn program[] = {
		{.code = BPF_JMP | BPF_CALL, .imm = helper},
		{.code = BPF_JMP | BPF_EXIT},
	};
	union bpf_attr attr;
	int fd;

	memset(&attr, 0, sizeof(attr));
	attr.prog_type = type;
	attr.expected_attach_type = attach_type(type);
	attr.attach_btf_id = target;
	attr.insns = (uintptr_t)program;
	attr.insn_cnt = 2;
	attr.license = (uintptr_t)license;
	attr.log_buf = (uintptr_t)verifier_log;
	attr.log_size = sizeof(verifier_log);
	attr.log_level = 1;
	attr.prog_flags = type == BPF_PROG_TYPE_SYSCALL ? BPF_F_SLEEPABLE : 0;
	verifier_log[0] = 0;
	fd = syscall(SYS_bpf, BPF_PROG_LOAD, &attr, sizeof(attr));
	if (fd >= 0)
		close(fd);
}

static bool log_has(const char *words)
{
	return strstr(verifier_log, words) != NULL;
}

static char answer(int type, int target, int helper)
{
	load(type, target, helper, "GPL");
	if (!verifier_log[0])
		return '?';
	// The last two: 6.10 and later; bpf_get_func_ip.
	if (log_has("unknown func") || log_has("invalid func") || log_has("cannot use helper") ||
	    log_has("not supported for program type"))
		return '0';
	load(type, target, helper, "MIT");
	return log_has("GPL") ? '2' : '1';
}

static void ask(FILE *out)
{
	struct utsname kernel;

	uname(&kernel);
	fprintf(out, "{\"release\":\"%s\"}\n", kernel.release);
	for (int type = BPF_PROG_TYPE_SOCKET_FILTER; type <= NETFILTER_TYPE; type++) {
		char answers[HELPERS + 1] = "";
		int target = attach_target(type);

		load(type, target, NO_HELPER, "GPL");
		if (log_has("invalid func"))
			for (int helper = 1; helper <= HELPERS; helper++)
				answers[helper - 1] = answer(type, target, helper);
		fprintf(out, "{\"object\":\"calls\",\"program\":\"%d\",\"errno\":0,\"log\":\"%s\"}\n", type, answers);
	}
	fprintf(out, "{\"end\":true}\n");
	fflush(out);
}

int main(void)
{
	// Before 5.11 programs count as locked memory, and are freed late.
	struct rlimit unlimited = {RLIM_INFINITY, RLIM_INFINITY};
	struct termios port;
	FILE *out;

	if (getpid() != 1) // it ends with a reboot
		return 1;
	libbpf_set_print(NULL);
	setrlimit(RLIMIT_MEMLOCK, &unlimited);
	mkdir("/sys", 0755);
	mkdir("/dev", 0755);
	mount("sysfs", "/sys", "sysfs", 0, NULL);
	mount("devtmpfs", "/dev", "devtmpfs", 0, NULL);
	out = fopen("/dev/ttyS1", "w");
	if (out && tcgetattr(fileno(out), &port) == 0) {
		cfmakeraw(&port);
		tcsetattr(fileno(out), TCSANOW, &port);
	}
	if (out) {
		ask(out);
		tcdrain(fileno(out));
	}
	sync();
	reboot(RB_AUTOBOOT);
	return 0;
}
