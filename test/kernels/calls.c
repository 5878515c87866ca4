// Asks the kernel for every program type, and for the hooks within a type that
// differ, which helpers it may call, by a program of two instructions each: call,
// exit. Nothing is attached. It runs as the init process of an initramfs and prints
// what vm.ts reads, a line for each type and hook, `program` being the program
// type, the attach type, and what it attaches to: `log` has one digit per helper id from 1 on, 0 refused, 1 allowed, 2 allowed
// with a GPL-compatible licence only, ? when the verifier said nothing.
#include <bpf/btf.h>
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
	MOST_KFUNCS = 1000,
	NO_HELPER = 1000000,
	// Newer than the headers may be: BPF_NETFILTER, BPF_PROG_TYPE_NETFILTER.
	NETFILTER_HOOK = 45,
	NETFILTER_TYPE = 32,
	UNIX_CONNECT = 49, // BPF_CGROUP_UNIX_CONNECT
};

static char verifier_log[4096];

struct hook {
	int type;
	int attach_type;
	// What a program of tracing or LSM attaches to, in the kernel's BTF.
	const char *target;
};

// Of each type, the hook that it cannot be loaded without, or that allows it most.
static const struct hook main_hooks[] = {
	{BPF_PROG_TYPE_CGROUP_SKB, BPF_CGROUP_INET_EGRESS, NULL},
	{BPF_PROG_TYPE_CGROUP_SOCK, BPF_CGROUP_INET_SOCK_CREATE, NULL},
	{BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET4_CONNECT, NULL},
	{BPF_PROG_TYPE_CGROUP_DEVICE, BPF_CGROUP_DEVICE, NULL},
	{BPF_PROG_TYPE_CGROUP_SYSCTL, BPF_CGROUP_SYSCTL, NULL},
	{BPF_PROG_TYPE_CGROUP_SOCKOPT, BPF_CGROUP_SETSOCKOPT, NULL},
	{BPF_PROG_TYPE_SK_LOOKUP, BPF_SK_LOOKUP, NULL},
	{BPF_PROG_TYPE_SK_REUSEPORT, BPF_SK_REUSEPORT_SELECT, NULL},
	{BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY, "bpf_fentry_test1"},
	{BPF_PROG_TYPE_LSM, BPF_LSM_MAC, "file_open"},
	{NETFILTER_TYPE, NETFILTER_HOOK, NULL},
};

// The others of data/kernel/helper_hooks.tsv, and those that it leaves out.
static const struct hook other_hooks[] = {
	{BPF_PROG_TYPE_CGROUP_SKB, BPF_CGROUP_INET_INGRESS, NULL},
	{BPF_PROG_TYPE_SOCK_OPS, BPF_CGROUP_SOCK_OPS, NULL},
	{BPF_PROG_TYPE_CGROUP_SOCK, BPF_CGROUP_INET4_POST_BIND, NULL},
	{BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET4_BIND, NULL},
	{BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET6_BIND, NULL},
	{BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET6_CONNECT, NULL},
	{BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_UDP4_SENDMSG, NULL},
	{BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_UDP6_SENDMSG, NULL},
	{BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_UDP4_RECVMSG, NULL},
	{BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_UDP6_RECVMSG, NULL},
	{BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET4_GETPEERNAME, NULL},
	{BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET6_GETPEERNAME, NULL},
	{BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET4_GETSOCKNAME, NULL},
	{BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET6_GETSOCKNAME, NULL},
	{BPF_PROG_TYPE_CGROUP_SOCK_ADDR, UNIX_CONNECT, NULL},
	{BPF_PROG_TYPE_CGROUP_SOCK_ADDR, UNIX_CONNECT + 1, NULL}, // sendmsg
	{BPF_PROG_TYPE_CGROUP_SOCK_ADDR, UNIX_CONNECT + 2, NULL}, // recvmsg
	{BPF_PROG_TYPE_CGROUP_SOCK_ADDR, UNIX_CONNECT + 3, NULL}, // getpeername
	{BPF_PROG_TYPE_CGROUP_SOCK_ADDR, UNIX_CONNECT + 4, NULL}, // getsockname
	{BPF_PROG_TYPE_CGROUP_SOCKOPT, BPF_CGROUP_GETSOCKOPT, NULL},
	{BPF_PROG_TYPE_TRACING, BPF_TRACE_FEXIT, "bpf_fentry_test1"},
	{BPF_PROG_TYPE_TRACING, BPF_MODIFY_RETURN, "bpf_modify_return_test"},
	{BPF_PROG_TYPE_TRACING, BPF_TRACE_RAW_TP, "sched_switch"},
	{BPF_PROG_TYPE_TRACING, BPF_TRACE_ITER, "tcp"},
	{BPF_PROG_TYPE_TRACING, BPF_TRACE_ITER, "unix"},
	{BPF_PROG_TYPE_TRACING, BPF_TRACE_ITER, "task"},
};

static struct hook main_hook(int type)
{
	for (size_t i = 0; i < sizeof(main_hooks) / sizeof(*main_hooks); i++)
		if (main_hooks[i].type == type)
			return main_hooks[i];
	return (struct hook){.type = type};
}

static int target_id(const struct hook *hook)
{
	return hook->target ? libbpf_find_vmlinux_btf_id(hook->target, hook->attach_type) : 0;
}

static void load_program(const struct hook *hook, int target, const struct bpf_insn *program, const char *license)
{
	union bpf_attr attr;
	int fd;

	memset(&attr, 0, sizeof(attr));
	attr.prog_type = hook->type;
	attr.expected_attach_type = hook->attach_type;
	attr.attach_btf_id = target;
	attr.insns = (uintptr_t)program;
	attr.insn_cnt = 2;
	attr.license = (uintptr_t)license;
	attr.log_buf = (uintptr_t)verifier_log;
	attr.log_size = sizeof(verifier_log);
	attr.log_level = 1;
	attr.prog_flags = hook->type == BPF_PROG_TYPE_SYSCALL ? BPF_F_SLEEPABLE : 0;
	verifier_log[0] = 0;
	fd = syscall(SYS_bpf, BPF_PROG_LOAD, &attr, sizeof(attr));
	if (fd >= 0)
		close(fd);
}

static void load(const struct hook *hook, int target, int helper, const char *license)
{
	struct bpf_insn program[] = {
		{.code = BPF_JMP | BPF_CALL, .imm = helper},
		{.code = BPF_JMP | BPF_EXIT},
	};

	load_program(hook, target, program, license);
}

// The same with a kernel function, by its number in the kernel's BTF.
static void load_kfunc(const struct hook *hook, int target, int id)
{
	struct bpf_insn program[] = {
		{.code = BPF_JMP | BPF_CALL, .src_reg = BPF_PSEUDO_KFUNC_CALL, .imm = id},
		{.code = BPF_JMP | BPF_EXIT},
	};

	load_program(hook, target, program, "GPL");
}

static bool log_has(const char *words)
{
	return strstr(verifier_log, words) != NULL;
}

static char answer(const struct hook *hook, int target, int helper)
{
	load(hook, target, helper, "GPL");
	if (!verifier_log[0])
		return '?';
	// The last two: 6.10 and later; bpf_get_func_ip.
	if (log_has("unknown func") || log_has("invalid func") || log_has("cannot use helper") ||
	    log_has("not supported for program type"))
		return '0';
	load(hook, target, helper, "MIT");
	return log_has("GPL") ? '2' : '1';
}

// The kernel functions whose names stand in a file, one a line, by their numbers in the kernel's BTF; 0: it has none.
static int kfuncs[MOST_KFUNCS], kfunc_count;

static void find_kfuncs(void)
{
	struct btf *types = btf__load_vmlinux_btf();
	FILE *names = fopen("/objects/0", "r");
	char name[200];

	while (types && names && kfunc_count < MOST_KFUNCS && fscanf(names, "%199s", name) == 1) {
		int id = btf__find_by_name_kind(types, name, BTF_KIND_FUNC);

		kfuncs[kfunc_count++] = id < 0 ? 0 : id;
	}
	btf__free(types);
	if (names)
		fclose(names);
}

// One digit for each of them, as for helpers.
static void ask_kfuncs(FILE *out, const struct hook *hook, int target)
{
	fprintf(out, "{\"object\":\"kfuncs\",\"program\":\"%d %d %s\",\"errno\":0,\"log\":\"", hook->type, hook->attach_type,
		hook->target ? hook->target : "");
	for (int i = 0; i < kfunc_count; i++) {
		if (kfuncs[i])
			load_kfunc(hook, target, kfuncs[i]);
		// Before 5.13 nothing can be called.
		fputc(!kfuncs[i] || !verifier_log[0] || log_has("reserved fields") ? '?'
		      : log_has("is not allowed")				     ? '0'
										     : '1',
		      out);
	}
	fprintf(out, "\"}\n");
}

static void ask_hook(FILE *out, const struct hook *hook)
{
	char answers[HELPERS + 1] = "";
	int target = target_id(hook);
	bool loads;

	load(hook, target, NO_HELPER, "GPL");
	loads = log_has("invalid func");
	for (int helper = 1; loads && helper <= HELPERS; helper++)
		answers[helper - 1] = answer(hook, target, helper);
	fprintf(out, "{\"object\":\"calls\",\"program\":\"%d %d %s\",\"errno\":0,\"log\":\"%s\"}\n", hook->type,
		hook->attach_type, hook->target ? hook->target : "", answers);
	if (loads)
		ask_kfuncs(out, hook, target);
}

static void ask(FILE *out)
{
	struct utsname kernel;

	find_kfuncs();
	uname(&kernel);
	fprintf(out, "{\"release\":\"%s\"}\n", kernel.release);
	for (int type = BPF_PROG_TYPE_SOCKET_FILTER; type <= NETFILTER_TYPE; type++) {
		struct hook hook = main_hook(type);

		ask_hook(out, &hook);
	}
	for (size_t i = 0; i < sizeof(other_hooks) / sizeof(*other_hooks); i++)
		ask_hook(out, &other_hooks[i]);
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
