#include "compiler/user_space_headers.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Twine.h"

using namespace llvm;

namespace bpflinker {
namespace {

struct Header {
  StringLiteral Name;
  StringLiteral Instead;
};

#define KERNEL(Header) "include " Header ", which the kernel has of it"

constexpr StringLiteral Endian =
    "bpf_htons, bpf_ntohl and the like are in bpf/bpf_endian.h";
constexpr StringLiteral Strings =
    "call __builtin_memcpy, __builtin_memset or __builtin_memcmp; bpf_strncmp "
    "compares strings";
constexpr StringLiteral Time =
    "bpf_ktime_get_ns tells the time, and linux/time.h has types";

// By what POSIX and glibc call them.
constexpr Header Libc[] = {
    {"arpa/inet.h", Endian},
    {"assert.h", "_Static_assert checks constants, an if the rest"},
    {"byteswap.h", Endian},
    {"ctype.h", "compare with ranges, such as c >= '0' && c <= '9'"},
    {"endian.h", Endian},
    {"errno.h", KERNEL("linux/errno.h")},
    {"fcntl.h", KERNEL("linux/fcntl.h")},
    {"inttypes.h", "stdint.h has the types, and %llu and %lld print 64 bits"},
    // clang has its own, which go on to those of libc where there are some.
    {"limits.h",
     "take the folder of libc's headers from the flags: clang's own "
     "limits.h needs none of them"},
    {"malloc.h", "BPF has no heap: what is dynamic lives in a map"},
    {"math.h", "BPF has no floating point: reckon with integers"},
    {"net/ethernet.h", KERNEL("linux/if_ether.h")},
    // linux/if.h and linux/if_arp.h themselves ask for sys/socket.h of libc.
    {"net/if.h", "vmlinux.h has the types; IFNAMSIZ is 16"},
    {"net/if_arp.h", "vmlinux.h has the types; ARPHRD_ETHER is 1"},
    {"netinet/ether.h", KERNEL("linux/if_ether.h")},
    {"netinet/icmp6.h", KERNEL("linux/icmpv6.h")},
    {"netinet/if_ether.h", KERNEL("linux/if_ether.h")},
    {"netinet/in.h", "include linux/in.h and linux/in6.h, which the kernel has "
                     "of it"},
    {"netinet/ip.h", KERNEL("linux/ip.h")},
    {"netinet/ip6.h", KERNEL("linux/ipv6.h")},
    // linux/icmp.h includes linux/if.h.
    {"netinet/ip_icmp.h", "vmlinux.h has struct icmphdr; ICMP_ECHO is 8"},
    {"netinet/tcp.h", KERNEL("linux/tcp.h")},
    {"netinet/udp.h", KERNEL("linux/udp.h")},
    {"pthread.h", "guard shared values by bpf_spin_lock, or by atomic "
                  "operations"},
    {"sched.h", KERNEL("linux/sched.h")},
    {"setjmp.h", "return error codes"},
    {"signal.h", KERNEL("linux/signal.h")},
    {"stdint.h",
     "take the folder of libc's headers from the flags: clang's own "
     "stdint.h needs none of them"},
    {"stdio.h", "bpf_printk of bpf/bpf_helpers.h prints, and BPF_SNPRINTF "
                "writes into a buffer"},
    {"stdlib.h", "BPF has no heap: what is dynamic lives in a map; "
                 "bpf_strtol reads numbers"},
    {"string.h", Strings},
    {"strings.h", Strings},
    {"sys/mman.h", KERNEL("linux/mman.h")},
    {"sys/param.h", KERNEL("linux/param.h")},
    {"sys/ptrace.h", KERNEL("linux/ptrace.h")},
    {"sys/resource.h", KERNEL("linux/resource.h")},
    {"sys/socket.h", "include linux/socket.h, or vmlinux.h, and define what is "
                     "left, such as AF_INET as 2"},
    {"sys/stat.h", KERNEL("linux/stat.h")},
    {"sys/syscall.h", KERNEL("linux/unistd.h")},
    {"sys/time.h", Time},
    {"sys/types.h", "linux/types.h has __u32 and its like, stdint.h uint32_t, "
                    "and vmlinux.h all types of a kernel"},
    {"sys/un.h", KERNEL("linux/un.h")},
    {"syslog.h", "bpf_printk of bpf/bpf_helpers.h prints"},
    {"time.h", Time},
    {"unistd.h", "helpers stand in for system calls, such as "
                 "bpf_get_current_pid_tgid for getpid"},
    {"wchar.h", Strings},
};

#undef KERNEL

/// Others of it. Of `net/` the kernel has headers as well.
constexpr StringRef Folders[] = {"arpa",      "bits", "gnu", "netinet",
                                 "netpacket", "rpc",  "sys"};
constexpr StringRef Others[] = {
    "alloca.h",   "complex.h", "dirent.h",    "dlfcn.h",   "execinfo.h",
    "features.h", "fenv.h",    "getopt.h",    "glob.h",    "grp.h",
    "iconv.h",    "ifaddrs.h", "langinfo.h",  "libgen.h",  "libintl.h",
    "link.h",     "locale.h",  "net/route.h", "netdb.h",   "poll.h",
    "pwd.h",      "regex.h",   "resolv.h",    "search.h",  "semaphore.h",
    "spawn.h",    "termios.h", "tgmath.h",    "threads.h", "uchar.h",
    "utime.h",    "wctype.h"};

/// libbpf's own, for whoever loads programs.
constexpr StringRef Loader[] = {"bpf/bpf.h", "bpf/btf.h", "bpf/libbpf.h",
                                "bpf/skel_internal.h"};

const Header *rowOf(StringRef Name) {
  const Header *Row =
      find_if(Libc, [&](const Header &H) { return H.Name == Name; });
  return Row == std::end(Libc) ? nullptr : Row;
}

} // namespace

bool isUserSpaceHeader(StringRef Name) {
  return rowOf(Name) || is_contained(Others, Name) ||
         is_contained(Loader, Name) ||
         (Name.contains('/') && is_contained(Folders, Name.split('/').first));
}

std::string insteadOfHeader(StringRef Name) {
  if (is_contained(Loader, Name))
    return Name.str() + " is for programs that load others: include "
                        "bpf/bpf_helpers.h";
  const Header *Row = rowOf(Name);
  return "there is no libc for BPF: " +
         (Row ? Row->Instead.str()
              : "linux/types.h or vmlinux.h have types, and bpf/bpf_helpers.h "
                "has what a program may call");
}

} // namespace bpflinker
