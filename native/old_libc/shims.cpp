// What glibc got after the version that the addon is to load with, and what the
// C++ runtime and LLVM, compiled against a newer one, call of it. Hidden: the
// host's own calls go to the host's glibc.
//
// Found by `objdump -T`: scripts/release/check_glibc.mjs names what is missing.

#include <cerrno>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <malloc.h>
#include <pthread.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define HIDDEN extern "C" __attribute__((visibility("hidden")))

// glibc 2.38 (stdlib/strtol.c): what C23 calls by the old names, with 0b.
#define ISO_C23(RESULT, NAME)                                                  \
  extern "C" RESULT old_##NAME(const char *, char **, int) asm(#NAME);         \
  HIDDEN RESULT __isoc23_##NAME(const char *Text, char **End, int Base) {      \
    return old_##NAME(Text, End, Base);                                        \
  }
ISO_C23(long, strtol)
ISO_C23(unsigned long, strtoul)
ISO_C23(long long, strtoll)
ISO_C23(unsigned long long, strtoull)
#undef ISO_C23

extern "C" int old_vsscanf(const char *, const char *, va_list) asm("vsscanf");
HIDDEN int __isoc23_sscanf(const char *Text, const char *Format, ...) {
  va_list Arguments;
  va_start(Arguments, Format);
  int Result = old_vsscanf(Text, Format, Arguments);
  va_end(Arguments);
  return Result;
}

// glibc 2.36 (stdlib/arc4random.c).
HIDDEN uint32_t arc4random() {
  uint32_t Random = 0;
  while (::syscall(SYS_getrandom, &Random, sizeof(Random), 0) < 0 &&
         errno == EINTR)
    ;
  return Random;
}

// glibc 2.33 (malloc/malloc.c).
extern "C" struct mallinfo old_mallinfo() asm("mallinfo");
HIDDEN struct mallinfo2 mallinfo2() {
  struct mallinfo Old = old_mallinfo();
  struct mallinfo2 New = {};
  New.arena = unsigned(Old.arena);
  New.ordblks = unsigned(Old.ordblks);
  New.hblks = unsigned(Old.hblks);
  New.hblkhd = unsigned(Old.hblkhd);
  New.uordblks = unsigned(Old.uordblks);
  New.fordblks = unsigned(Old.fordblks);
  New.keepcost = unsigned(Old.keepcost);
  return New;
}

// glibc 2.32: a process with one thread may leave atomics out. Node has many.
HIDDEN char __libc_single_threaded;
char __libc_single_threaded = 0;

// glibc 2.33 made functions of these (io/stat.c); before, headers called
// __xstat with the version of the structure.
#ifdef __x86_64__
constexpr int StatVersion = 1;
#else
constexpr int StatVersion = 0;
#endif
extern "C" int __xstat64(int, const char *, struct stat64 *);
extern "C" int __lxstat64(int, const char *, struct stat64 *);
extern "C" int __fxstat64(int, int, struct stat64 *);
extern "C" int __fxstatat64(int, int, const char *, struct stat64 *, int);
HIDDEN int stat64(const char *Path, struct stat64 *Result) {
  return __xstat64(StatVersion, Path, Result);
}
HIDDEN int lstat64(const char *Path, struct stat64 *Result) {
  return __lxstat64(StatVersion, Path, Result);
}
HIDDEN int fstat64(int File, struct stat64 *Result) {
  return __fxstat64(StatVersion, File, Result);
}
HIDDEN int fstatat64(int Folder, const char *Path, struct stat64 *Result,
                     int Flags) {
  return __fxstatat64(StatVersion, Folder, Path, Result, Flags);
}
// On 64-bit machines one structure has both names.
HIDDEN int stat(const char *Path, struct stat *Result) {
  return stat64(Path, reinterpret_cast<struct stat64 *>(Result));
}
HIDDEN int lstat(const char *Path, struct stat *Result) {
  return lstat64(Path, reinterpret_cast<struct stat64 *>(Result));
}
HIDDEN int fstat(int File, struct stat *Result) {
  return fstat64(File, reinterpret_cast<struct stat64 *>(Result));
}
HIDDEN int fstatat(int Folder, const char *Path, struct stat *Result,
                   int Flags) {
  return fstatat64(Folder, Path, reinterpret_cast<struct stat64 *>(Result),
                   Flags);
}

// glibc 2.30 (nptl/pthread_cond_wait.c), which std::condition_variable waits
// by where it is given a steady time.
HIDDEN int pthread_cond_clockwait(pthread_cond_t *Condition,
                                  pthread_mutex_t *Mutex, clockid_t Clock,
                                  const timespec *Until) {
  timespec Now, Wall;
  ::clock_gettime(Clock, &Now);
  ::clock_gettime(CLOCK_REALTIME, &Wall);
  int64_t Nanoseconds =
      (int64_t(Until->tv_sec) - Now.tv_sec + Wall.tv_sec) * 1000000000 +
      Until->tv_nsec - Now.tv_nsec + Wall.tv_nsec;
  timespec Then = {time_t(Nanoseconds / 1000000000),
                   long(Nanoseconds % 1000000000)};
  return ::pthread_cond_timedwait(Condition, Mutex, &Then);
}

// glibc 2.30 (posix/unistd.h).
HIDDEN pid_t gettid() { return pid_t(::syscall(SYS_gettid)); }

// glibc 2.29: --wrap sends calls here, and the version names the old function.
#ifdef __x86_64__
#define OLD_VERSION "GLIBC_2.2.5"
#else
#define OLD_VERSION "GLIBC_2.17"
#endif
#define OLD_MATH(NAME)                                                         \
  extern "C" double old_##NAME(double);                                        \
  asm(".symver old_" #NAME ", " #NAME "@" OLD_VERSION);                        \
  HIDDEN double __wrap_##NAME(double X) { return old_##NAME(X); }
OLD_MATH(exp)
OLD_MATH(exp2)
OLD_MATH(log)
OLD_MATH(log2)
#undef OLD_MATH
extern "C" double old_pow(double, double);
asm(".symver old_pow, pow@" OLD_VERSION);
HIDDEN double __wrap_pow(double X, double Y) { return old_pow(X, Y); }
