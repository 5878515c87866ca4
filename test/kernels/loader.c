// Loads every program of BPF objects, each by itself, and prints one line of
// JSON for each. Nothing is ever attached.
//
//   loader OBJECT...     on the running kernel, to standard output
//   loader               as the init process of an initramfs: /objects/*, to
//                        the second serial port, then the machine is reset
//
// Each load happens in a process of its own, so that what crashes or hangs costs
// one result. vm.ts builds it and reads the lines.
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

enum {
	SECONDS = 20,		      // for one program
	LOG_SIZE = (16u << 20) - 1,   // the largest that every kernel accepts
	LOG_SHOWN = 2000,	      // bytes of its end that are printed
};

static char *verifier_log;
static char messages[16384]; // what libbpf warned of
static size_t messages_length;

static int on_libbpf_message(enum libbpf_print_level level, const char *format, va_list arguments)
{
	size_t room = sizeof(messages) - messages_length;
	int length;

	if (level > LIBBPF_WARN || room <= 1)
		return 0;
	// libbpf repeats the verifier's log, which is printed already.
	if (strstr(format, "BEGIN PROG LOAD LOG"))
		return 0;
	length = vsnprintf(messages + messages_length, room, format, arguments);
	if (length > 0)
		messages_length += (size_t)length < room ? (size_t)length : room - 1;
	return 0;
}

static void print_string(const char *key, const char *text, size_t shown)
{
	size_t length = strlen(text);

	printf(",\"%s\":\"", key);
	if (length > shown)
		text += length - shown;
	for (; *text; text++) {
		unsigned char c = *text;

		if (c == '"' || c == '\\')
			printf("\\%c", c);
		else if (c < 0x20 || c > 0x7e)
			printf("\\u%04x", c);
		else
			putchar(c);
	}
	putchar('"');
}

// Where a load ended, from what libbpf says of it: its error numbers do not tell.
static const char *stage_of_failure(void)
{
	if (strstr(messages, "failed to load: ") && strstr(messages, "prog '"))
		return "program";
	if (strstr(messages, "BPF program load failed") || strstr(messages, "BPF program is too large"))
		return "program";
	if (strstr(messages, "failed to create") && strstr(messages, "map '"))
		return "map";
	if (strstr(messages, "Error loading .BTF") || strstr(messages, "Error loading BTF"))
		return "btf";
	if (strstr(messages, "relo #") || strstr(messages, "failed to relocate") || strstr(messages, "extern "))
		return "relocation";
	return "libbpf";
}

static void print_result(const char *object, const char *program, const char *type, int error, const char *stage)
{
	printf("{\"object\":\"%s\"", object);
	print_string("program", program, 200);
	if (type)
		print_string("type", type, 100);
	printf(",\"errno\":%d", error);
	if (error) {
		print_string("stage", stage, 100);
		print_string("log", verifier_log, LOG_SHOWN);
		print_string("messages", messages, LOG_SHOWN);
	}
	puts("}");
	fflush(stdout);
}

static struct bpf_object *open_object(const char *path)
{
	messages_length = 0;
	messages[0] = verifier_log[0] = 0;
	return bpf_object__open_file(path, NULL);
}

static int load_program(const char *path, const char *name, const char *wanted)
{
	struct bpf_object *object = open_object(path);
	struct bpf_program *program, *own = NULL;
	int error;

	if (!object)
		return 1;
	bpf_object__for_each_program(program, object) {
		bool is_own = !strcmp(bpf_program__name(program), wanted);

		bpf_program__set_autoload(program, is_own);
		if (is_own) {
			own = program;
			bpf_program__set_log_buf(program, verifier_log, LOG_SIZE);
		}
	}
	if (!own)
		return 1;
	error = -bpf_object__load(object);
	print_result(name, wanted, libbpf_bpf_prog_type_str(bpf_program__type(own)), error, stage_of_failure());
	bpf_object__close(object);
	return 0;
}

// The object's types as they stand in the file: before a load libbpf takes out what a kernel does not know.
static int load_types(const char *path, const char *name, const char *program)
{
	LIBBPF_OPTS(bpf_btf_load_opts, options, .log_buf = verifier_log, .log_size = LOG_SIZE, .log_level = 1);
	struct bpf_object *object = open_object(path); // fills in what the compiler leaves to the loader
	struct btf *types = object ? bpf_object__btf(object) : NULL;
	const void *bytes;
	__u32 size;
	int fd;

	if (!types)
		return 0;
	bytes = btf__raw_data(types, &size);
	fd = bpf_btf_load(bytes, size, &options);
	print_result(name, program, NULL, fd < 0 ? -fd : 0, "btf");
	return 0;
}

static void in_a_child(int (*load)(const char *, const char *, const char *), const char *path, const char *name,
		       const char *program)
{
	pid_t child;
	int status;

	fflush(stdout);
	child = fork();
	if (!child) {
		alarm(SECONDS);
		_exit(load(path, name, program));
	}
	if (waitpid(child, &status, 0) != child || (WIFEXITED(status) && !WEXITSTATUS(status)))
		return;
	messages[0] = verifier_log[0] = 0;
	print_result(name, program, NULL, WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM ? ETIMEDOUT : EFAULT,
		     "loader");
}

static void load_object(const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	struct bpf_object *object;
	struct bpf_program *program;

	in_a_child(load_types, path, name, ".BTF");
	object = open_object(path);
	if (!object) {
		print_result(name, "", NULL, errno, "open");
		return;
	}
	bpf_object__for_each_program(program, object)
		in_a_child(load_program, path, name, bpf_program__name(program));
	bpf_object__close(object);
}

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);

	if (fd < 0)
		return;
	if (write(fd, text, strlen(text)) < 0)
		perror(path);
	close(fd);
}

static void become_init(void)
{
	static const char *folders[] = {"/proc", "/sys", "/dev", "/tmp"};
	struct termios port;
	int fd;

	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++)
		mkdir(folders[i], 0755);
	mount("dev", "/dev", "devtmpfs", 0, NULL);
	mount("proc", "/proc", "proc", 0, NULL);
	mount("sys", "/sys", "sysfs", 0, NULL);
	mount("bpf", "/sys/fs/bpf", "bpf", 0, NULL);
	mount("tracing", "/sys/kernel/tracing", "tracefs", 0, NULL);
	write_file("/proc/sys/net/core/bpf_jit_enable", "1");

	// The console carries what the kernel says; results have the other port to themselves.
	fd = open("/dev/ttyS1", O_RDWR | O_NOCTTY);
	if (fd < 0)
		return;
	if (!tcgetattr(fd, &port)) {
		cfmakeraw(&port);
		tcsetattr(fd, TCSANOW, &port);
	}
	dup2(fd, 1);
}

static int by_number(const struct dirent **a, const struct dirent **b)
{
	return atoi((*a)->d_name) - atoi((*b)->d_name);
}

static int is_object(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

int main(int argc, char **argv)
{
	struct rlimit unlimited = {RLIM_INFINITY, RLIM_INFINITY};
	bool is_init = getpid() == 1;
	struct utsname names;

	if (is_init)
		become_init();
	setrlimit(RLIMIT_MEMLOCK, &unlimited); // kernels before 5.11 charge maps to it
	libbpf_set_print(on_libbpf_message);
	// Shared, so that a parent can clear what a child left.
	verifier_log = mmap(NULL, LOG_SIZE + 1, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	uname(&names);
	printf("{\"release\":\"%s\"}\n", names.release);
	if (is_init) {
		struct dirent **entries;
		int count = scandir("/objects", &entries, is_object, by_number);
		char path[300];

		for (int i = 0; i < count; i++) {
			snprintf(path, sizeof(path), "/objects/%s", entries[i]->d_name);
			load_object(path);
		}
	} else {
		for (int i = 1; i < argc; i++)
			load_object(argv[i]);
	}
	puts("{\"end\":true}");
	fflush(stdout);
	if (is_init) {
		tcdrain(1);
		sync();
		reboot(RB_AUTOBOOT); // ends QEMU, which runs with -no-reboot
	}
	return 0;
}
